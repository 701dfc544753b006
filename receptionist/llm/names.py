"""Whose name an utterance gives: introductions ("my name is …"), bare answers, spelled names."""

from __future__ import annotations

import re
from collections.abc import Iterable

from attrs import frozen

from receptionist.llm.intents import RELATIVE
from receptionist.llm.ordinary_words import ALSO_NAMES, ORDINARY, PARTICLES, word_set

_MOST_WORDS = 4
_TITLES = word_set("mr mrs ms miss mx dr prof")
_TOKEN = re.compile(r"[^\W\d_]+(?:[-'][^\W\d_]+)*\.?")
_GAP = re.compile(r" +")
_CHUNK_ENDS = re.compile(
    r"[,;:!?()\"]|(?<!\bMr)(?<!\bMs)(?<!\bDr)(?<!\bMrs)(?<!\b\w)\.(?:\s|$)|\s(?:and|but|so|or|&)\s|\s[-\u2013\u2014]\s",
    re.IGNORECASE,
)
_SPELLED = re.compile(r"(?<![\w'])[^\W\d_](?:[-., ]+[^\W\d_](?![\w'])){2,}")
# In order: an earlier one wins. The first group of three is sure of a name; the others only look like one.
_OF_A_RELATIVE = (rf"\bmy (?:\w+ )?{RELATIVE},?(?: (?:is )?(?:called|named))? ",)
_SURE = (
    r"\b(?:sur|last |first |full )?names?(?:'s| is| was| are| would be|:)(?: actually| really)? ",
    r"\bunder (?:the )?(?:name )?(?:of )?",
    r"\bin the name of ",
    r"\b(?:call me|named|patient is|patient's|i go by) ",
)
_LIKELY = (
    r"\b(?:i'm|i am|this is|it's|it is) ",
    r"\b(?:appointment|booking|book|slot|visit|one|something|it|that|reservation|time|is|be|make it) for ",
    r"\bbook (?:in )?",
    r"\b(?:and|also|as well) for ",
    r"\bfor ",
)
_SIGNED = re.compile(r"\b(?:here|speaking|calling)\b", re.IGNORECASE)
_FILLERS = word_set("""
ah er erm hi hello hey yes yeah yep yup sure ok okay um uh umm uhm oh well so of course it's it is that's that would
be the name my actually please thanks thank you under certainly absolutely just alright right no sorry for and full
""")


@frozen
class Named:
    """A name and how it was given."""

    name: str
    of_a_relative: bool = False


def introduced(text: str) -> Named | None:
    """The name that *text* introduces ("my name is …", "for my son …", "… speaking"), or None."""
    spelled = _spelled(text)
    text = _SPELLED.sub(" ", text)
    for patterns, sure, relative in ((_OF_A_RELATIVE, True, True), (_SURE, True, False), (_LIKELY, False, False)):
        name = _after(patterns, text, sure=sure)
        if name:
            return Named(_with_spelling(_fuller(name, text), spelled), relative)
    signed = _signed(text)
    if signed:
        return Named(_with_spelling(signed, spelled))
    meant = re.search(r"\b(?:spel|name)", text, re.IGNORECASE) or not re.search(r"\w", text)
    return Named(spelled) if spelled and meant else None


def bare(text: str, *, capitalised: bool = False) -> str:
    """The name that *text* consists of, politeness aside, or "".

    With *capitalised* the name must begin with a capital: nobody asked for a name just now.
    """
    spelled = _spelled(text)
    text = _SPELLED.sub(" ", text)
    for chunk in _CHUNK_ENDS.split(text):
        words = _without_fillers(chunk.split())
        name = _name_at_start(" ".join(words), sure=not capitalised, cased=capitalised)
        if name and len(name.split()) == len(words) and (not capitalised or words[0][0].isupper()):
            return _with_spelling(name, spelled)
    return spelled if not capitalised else ""


def _fuller(name: str, text: str) -> str:
    """The longer form when the name is said again ("it's Marcus, Marcus Webb")."""
    for chunk in _CHUNK_ENDS.split(text):
        words = chunk.split()
        longer = _name_at_start(" ".join(words), sure=True, cased=True)
        whole = len(longer.split()) == len(words) > len(name.split())
        if whole and set(name.lower().split()) < set(longer.lower().split()):
            return longer
    return name


def _after(patterns: Iterable[str], text: str, *, sure: bool) -> str:
    """The name behind the last match of the first pattern that has one behind it."""
    for pattern in patterns:
        for match in reversed(list(re.finditer(pattern, text, re.IGNORECASE))):
            name = _name_at_start(text[match.end() :], sure=sure, cased=_is_cased(text))
            if name:
                return name
    return ""


def _signed(text: str) -> str:
    """The name in "Sarah here", "Hi, Sarah Lee speaking"."""
    match = _SIGNED.search(text)
    if match is None:
        return ""
    words = _without_fillers(_CHUNK_ENDS.split(text[: match.start()])[-1].split())
    name = _name_at_start(" ".join(words), sure=False, cased=False)
    return name if name and len(name.split()) == len(words) else ""


def _name_at_start(text: str, *, sure: bool, cased: bool) -> str:
    """As many words at the start of *text* as can be one name."""
    found: list[str] = []
    position = 0
    while len(found) < _MOST_WORDS and (match := _TOKEN.match(text, position)):
        word = match[0]
        title = word.rstrip(".").lower() in _TITLES
        if not title and not _fits(word, sure=sure, cased=cased, first=not found):
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


def _fits(word: str, *, sure: bool, cased: bool, first: bool) -> bool:
    plain = word.rstrip(".").lower().removesuffix("'s")
    capital = word[0].isupper()
    if plain in PARTICLES:
        return not first or capital
    if plain in ORDINARY and not (capital and plain in ALSO_NAMES):
        return False
    if cased and not capital and not sure and word[0].islower():
        return False
    # "i'm wondering", "i'm anxious": a lower-case participle or adjective is no name.
    return sure or capital or not re.search(r"(?:.{3}ing|ous|able|ible|ful|ically|ly)$", plain)


def _is_cased(text: str) -> bool:
    """Whether the text writes names with capitals: one stands where neither a sentence nor "I" needs it."""
    return bool(re.search(r"(?<![.!?…]) (?!I\b)[A-Z]\w", text.strip()))


def _without_fillers(words: list[str]) -> list[str]:
    start, end = 0, len(words)
    while start < end and words[start].strip(".,!?").lower() in _FILLERS:
        start += 1
    while end > start and words[end - 1].strip(".,!?").lower() in _FILLERS:
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


def _spelled(text: str) -> str:
    """The name spelled letter by letter, or ""."""
    match = _SPELLED.search(text)
    return "".join(char for char in match[0] if char.isalpha()).capitalize() if match else ""


def _with_spelling(name: str, spelled: str) -> str:
    """The name with the spelled word in place of the one that it spells."""
    if not spelled:
        return name
    words = name.split()
    like = [at for at, word in enumerate(words) if word[0].lower() == spelled[0].lower()]
    words[like[-1] if like else -1] = spelled
    return " ".join(words)
