"""Whose name an utterance gives: introductions ("my name is …"), bare answers, spelled names."""

from __future__ import annotations

import re
from collections.abc import Iterable

from attrs import frozen

from receptionist.domain.carriers import carrier_in
from receptionist.domain.hearing import plain
from receptionist.domain.spelling import spelled
from receptionist.language import Language
from receptionist.llm.naming import NAMING, Naming
from receptionist.llm.ordinary_words import ALSO_NAMES, PARTICLES, word_set

_MOST_WORDS = 4
_TITLES = word_set("mr mrs ms miss mx dr prof sr sra srta dra don doña")
_TOKEN = re.compile(r"[^\W\d_]+(?:[-'][^\W\d_]+)*\.?")
_GAP = re.compile(r" +")
_CHUNK_ENDS = re.compile(
    r"[,;:!?()\"]|(?<!\bMr)(?<!\bMs)(?<!\bDr)(?<!\bMrs)(?<!\b\w)\.(?:\s|$)|\s(?:and|but|so|or|&|y|pero|o)\s"
    r"|\s[-\u2013\u2014]\s",
    re.IGNORECASE,
)
_SPELLED = re.compile(r"(?<![\w'])[^\W\d_](?:[-., ]+[^\W\d_](?![\w'])){2,}")


@frozen
class Named:
    """A name and how it was given."""

    name: str
    of_a_relative: bool = False


def introduced(text: str, language: Language = "en") -> Named | None:
    """The name that *text* introduces ("my name is …", "for my son …", "… speaking"), or None."""
    naming = NAMING[language]
    letters = _letters(text, language)
    text = _SPELLED.sub(" ", text)
    if parts := _in_two_parts(text, naming):
        return Named(_with_spelling(parts, letters))
    for patterns, sure, relative in (
        (naming.of_a_relative, True, True), (naming.sure, True, False), (naming.likely, False, False)
    ):  # fmt: skip
        name = _after(patterns, text, naming, sure=sure)
        if name:
            return Named(_with_spelling(_fuller(name, text, naming), letters), relative)
    signed = _signed(text, naming)
    if signed:
        return Named(_with_spelling(signed, letters))
    meant = naming.about_names.search(text) or not re.search(r"\w", text)
    return Named(letters) if letters and meant else None


def own_name(text: str, language: Language = "en") -> str:
    """The name of the one who is speaking, where another's is given too ("I'm Sarah, it's for my son Tom"); or ""."""
    naming = NAMING[language]
    others = re.compile("|".join(naming.of_a_relative) + r".*", re.IGNORECASE)
    named = introduced(others.sub(" ", text), language)
    return named.name if named and not named.of_a_relative else ""


def bare(text: str, language: Language = "en", *, capitalised: bool = False) -> str:
    """The name that *text* consists of, politeness aside, or "".

    With *capitalised* the name must begin with a capital, and one that a sentence does not need: nobody asked for a
    name just now. Where there are no capitals at all, a first and a last name may end the utterance.
    """
    naming = NAMING[language]
    letters = _letters(text, language)
    text = _SPELLED.sub(" ", text)
    for chunk in _CHUNK_ENDS.split(text):
        words = _without_fillers(chunk.split(), naming)
        cased = (capitalised and not text.islower()) or all(word[0].isupper() for word in words)
        name = _name_at_start(" ".join(words), naming, sure=not capitalised, cased=cased)
        whole = bool(name) and len(name.split()) == len(words) and carrier_in(name) is None
        if whole and (not capitalised or _stands_out(chunk, words, text)):
            return _with_spelling(name, letters)
    return letters if not capitalised else ""


def _stands_out(chunk: str, words: list[str], text: str) -> bool:
    """Whether the words are a name by their capitals, or by their place where nothing has any."""
    if text.islower():
        ends = text.rstrip(" .!?").endswith(chunk.rstrip(" .!?")) and text.strip(" ,.!?") != chunk.strip(" ,.!?")
        return ends and len(words) == len(("first", "last"))
    begins = re.match(rf"\W*{re.escape(words[0])}\W*?[.!?]", text)
    return words[0][0].isupper() and (len(words) > 1 or not begins)


def _fuller(name: str, text: str, naming: Naming) -> str:
    """The longer form when the name is said again ("it's Marcus, Marcus Webb")."""
    for chunk in _CHUNK_ENDS.split(text):
        words = chunk.split()
        longer = _name_at_start(" ".join(words), naming, sure=True, cased=True)
        whole = len(longer.split()) == len(words) > len(name.split())
        if whole and set(name.lower().split()) < set(longer.lower().split()):
            return longer
    return name


def _after(patterns: Iterable[str], text: str, naming: Naming, *, sure: bool) -> str:
    """The name behind the last match of the first pattern that has one behind it."""
    for pattern in patterns:
        for match in reversed(list(re.finditer(pattern, text, re.IGNORECASE))):
            name = _name_at_start(text[match.end() :], naming, sure=sure, cased=_is_cased(text))
            if name:
                return name
    return ""


def _in_two_parts(text: str, naming: Naming) -> str:
    """The name in "first name Ann, last name Lee", in either order; "" unless both are there."""
    found = [list(pattern.finditer(text)) for pattern in naming.first_and_last]
    if not all(found):
        return ""
    parts = [_name_at_start(text[each[-1].end() :], naming, sure=True, cased=_is_cased(text)) for each in found]
    return " ".join(parts) if all(parts) else ""


def _signed(text: str, naming: Naming) -> str:
    """The name in "Sarah here", "Hi, Sarah Lee speaking"."""
    match = naming.signed.search(text)
    if match is None:
        return ""
    words = _without_fillers(_CHUNK_ENDS.split(text[: match.start()])[-1].split(), naming)
    name = _name_at_start(" ".join(words), naming, sure=False, cased=False)
    return name if name and len(name.split()) == len(words) else ""


def _name_at_start(text: str, naming: Naming, *, sure: bool, cased: bool) -> str:
    """As many words at the start of *text* as can be one name."""
    found: list[str] = []
    position = 0
    while len(found) < _MOST_WORDS and (match := _TOKEN.match(text, position)):
        word = match[0]
        title = word.rstrip(".").lower() in _TITLES
        if not title and not _fits(word, naming, sure=sure, cased=cased, first=not found):
            break
        found.append(word if title or len(word) == len("F.") or word == "St." else word.rstrip("."))
        gap = _GAP.match(text, match.end())
        ends_sentence = word.endswith(".") and not title and len(word) > len("F.") and word != "St."
        if gap is None or ends_sentence:
            break
        position = gap.end()
    while found and found[-1].lower() in PARTICLES | _TITLES and len(found) > 1 and found[-1].islower():
        found.pop()
    return _written(found)


def _fits(word: str, naming: Naming, *, sure: bool, cased: bool, first: bool) -> bool:
    lower = word.rstrip(".").lower().removesuffix("'s")
    capital = word[0].isupper()
    if lower in PARTICLES:
        return not first or capital
    if {lower, plain(lower)} & naming.ordinary and not (capital and lower in ALSO_NAMES):
        # "It's Omar Said": behind a first name and in capitals it is the last one.
        return capital and cased and not first and len(lower) > 1 and "'" not in word
    if cased and not capital and not sure and word[0].islower():
        return False
    # "i'm wondering", "i'm anxious": a lower-case participle or adjective is no name.
    return sure or capital or not re.search(r"(?:.{3}ing|ous|able|ible|ful|ically|ly|ando|iendo|mente)$", lower)


def _is_cased(text: str) -> bool:
    """Whether the text writes names with capitals: one stands where neither a sentence nor "I" needs it."""
    return bool(re.search(r"(?<![.!?…]) (?!I\b)[A-Z]\w", text.strip()))


def _without_fillers(words: list[str], naming: Naming) -> list[str]:
    start, end = 0, len(words)
    while start < end and words[start].strip(".,!?").lower() in naming.fillers:
        start += 1
    while end > start and words[end - 1].strip(".,!?").lower() in naming.fillers:
        end -= 1
    return words[start:end]


def _written(words: list[str]) -> str:
    """The words as a name is written: speech recognition may give lower case only."""
    text = " ".join(words).removesuffix("'s")
    if any(char.isupper() for char in text) and not (text.isupper() and len(text) > len("JP")):
        return text
    return re.sub(
        r"[^\W\d_]+",
        lambda part: part[0] if part[0].lower() in PARTICLES and part.start() else part[0].capitalize(),
        text.lower(),
    )


def _letters(text: str, language: Language) -> str:
    """The name spelled letter by letter, or ""."""
    if (name := spelled(text, language)) is not None:
        return name
    match = _SPELLED.search(text)
    return "".join(char for char in match[0] if char.isalpha()).capitalize() if match else ""


def _with_spelling(name: str, letters: str) -> str:
    """The name with the letters word in place of the one that it spells."""
    if not letters:
        return name
    words = name.split()
    if " " in letters and len(letters.split()) >= len(words):
        return letters
    like = [at for at, word in enumerate(words) if word[0].lower() == letters[0].lower()]
    words[like[-1] if like else -1] = letters
    return " ".join(words)
