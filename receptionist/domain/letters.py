"""Letters as callers say them: bare, by their names, by the spelling alphabet, "S as in Sam"."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from attrs import evolve, frozen

from receptionist.domain.hearing import Word, matches
from receptionist.language import Language

UNCLEAR = "?"
"""What stands for a letter whose example contradicts it ("K as in Catherine")."""


@frozen
class Letter:
    """One letter or more ("double l") that the words up to *end* say."""

    chars: str
    end: int
    sure: bool = True
    """Whether the words say nothing else: "see", "Mike" and "you" do."""
    capital: bool = False


SPELLING_ALPHABET = {
    "alfa": "a", "alpha": "a", "bravo": "b", "charlie": "c", "delta": "d", "echo": "e", "foxtrot": "f", "golf": "g",
    "hotel": "h", "india": "i", "juliet": "j", "juliett": "j", "kilo": "k", "lima": "l", "mike": "m", "november": "n",
    "noviembre": "n", "oscar": "o", "papa": "p", "quebec": "q", "romeo": "r", "sierra": "s", "tango": "t",
    "uniform": "u", "victor": "v", "whiskey": "w", "whisky": "w", "xray": "x", "yankee": "y", "zulu": "z",
}  # fmt: skip
_ALSO_NAMES = frozenset({"charlie", "delta", "india", "juliet", "lima", "mike", "oscar", "romeo", "sierra", "victor"})

_SURE: dict[Language, dict[str, str]] = {
    "en": {"aitch": "h", "bee": "b", "cee": "c", "ell": "l", "ess": "s", "haitch": "h", "tee": "t", "vee": "v",
           "wye": "y", "zed": "z", "zee": "z"},
    "es": {"be": "b", "ce": "c", "cu": "q", "efe": "f", "ele": "l", "eme": "m", "ene": "n", "equis": "x", "ere": "r",
           "erre": "r", "ese": "s", "hache": "h", "jota": "j", "ka": "k", "pe": "p", "uve": "v", "ye": "y",
           "zeta": "z", "ceta": "z", "ge": "g"},
}  # fmt: skip
_ALSO_WORDS: dict[Language, dict[str, str]] = {
    "en": {"ar": "r", "are": "r", "be": "b", "cue": "q", "dee": "d", "ef": "f", "eff": "f", "el": "l", "em": "m",
           "en": "n", "es": "s", "ex": "x", "eye": "i", "gee": "g", "jay": "j", "kay": "k", "oh": "o", "pea": "p",
           "pee": "p", "queue": "q", "sea": "c", "see": "c", "tea": "t", "why": "y", "you": "u"},
    "es": {"de": "d", "te": "t", "ve": "v"},
}  # fmt: skip
_PHRASES: dict[Language, dict[tuple[str, ...], str]] = {
    "en": {("double", "u"): "w", ("double", "you"): "w", ("x", "-", "ray"): "x", ("x", "ray"): "x"},
    "es": {
        **dict.fromkeys([
            ("doble", "u"), ("doble", "uve"), ("doble", "ve"), ("doble", "v"), ("doble", "w"), ("uve", "doble"),
            ("ve", "doble"), ("v", "doble"), ("u", "doble"),
        ], "w"),
        ("i", "griega"): "y", ("y", "griega"): "y", ("i", "latina"): "i", ("x", "-", "ray"): "x", ("x", "ray"): "x",
        **{(letter, size): "b" for letter in ("be", "b", "ve") for size in ("larga", "grande", "alta")},
        **{(letter, size): "v" for letter in ("ve", "v", "uve", "be") for size in ("corta", "chica", "baja")},
    },
}  # fmt: skip
_TIMES: dict[Language, dict[str, int]] = {
    "en": {"double": 2, "triple": 3, "two": 2, "three": 3},
    "es": {"doble": 2, "triple": 3, "dos": 2, "tres": 3},
}
_CONNECTORS: dict[Language, tuple[tuple[str, ...], ...]] = {
    "en": (("as", "in", "the", "word"), ("as", "in"), ("is", "for"), ("for",), ("like", "in"), ("like",)),
    "es": (("como", "en"), ("como", "de"), ("como",), ("de",), ("as", "in")),
}
_XRAYS = (("x", "-", "ray"), ("x", "ray"))
_CAPITALS = frozenset({"capital", "uppercase", "big", "mayuscula"})
_SMALL = frozenset({"lowercase", "small", "minuscula"})
_ACCENTS: dict[str, str] = {
    "accent": "\u0301", "acute": "\u0301", "acento": "\u0301", "acentuada": "\u0301", "tilde": "\u0301",
    "grave": "\u0300", "umlaut": "\u0308", "diaeresis": "\u0308", "dieresis": "\u0308", "circumflex": "\u0302",
    "circunflejo": "\u0302", "cedilla": "\u0327",
}  # fmt: skip
_BEFORE_ACCENTS = (("with", "an"), ("with", "a"), ("with",), ("con",), ())
_AFTER_ACCENTS = frozenset({"accent", "mark"})
# Whoever says "M as in Nancy" said N: these are why callers give an example at all.
_ENYE = "\u00f1"
_ALIKE = ("bcdegptvz", f"mn{_ENYE}", "fsx", "ajkh", "iy", "quw", "bv", "csz", "gj", "lr")


def letter_at(words: Sequence[Word], at: int, language: Language) -> Letter | None:
    """The letter that the words from place *at* on say, or None when they say none."""
    if words[at].plain in _CAPITALS | _SMALL and at + 1 < len(words):
        letter = letter_at(words, at + 1, language)
        return letter and evolve(letter, capital=words[at].plain in _CAPITALS)
    letter = _phrase(words, at, language) or _several(words, at, language) or _one(words, at, language)
    if letter is None:
        return None
    return _accented(words, _explained(words, letter, language))


def spelling_word(word: Word) -> str | None:
    """The letter that a word of the international spelling alphabet stands for (ICAO Annex 10, volume II)."""
    return SPELLING_ALPHABET.get(word.plain)


def _phrase(words: Sequence[Word], at: int, language: Language) -> Letter | None:
    for phrase, char in _PHRASES[language].items():
        if phrase[0] == words[at].plain and matches(words, at, phrase):
            return Letter(char, at + len(phrase))
    return None


def _several(words: Sequence[Word], at: int, language: Language) -> Letter | None:
    """Double and triple letters: "double l", "two t's", "dos eles"."""
    times = _TIMES[language].get(words[at].plain)
    if times is None or at + 1 >= len(words):
        return None
    following = words[at + 1]
    if words[at].plain in {"double", "triple", "doble"}:
        letter = _one(words, at + 1, language)
    else:
        singular = following.plain.removesuffix("s").removesuffix("'")
        char = singular if len(singular) == 1 else _SURE[language].get(singular)
        letter = Letter(char, at + 2) if char and char.isalpha() and following.plain.endswith("s") else None
    return letter and Letter(letter.chars * times, letter.end)


def _one(words: Sequence[Word], at: int, language: Language) -> Letter | None:
    word = words[at]
    said = word.text.lower()
    if len(said) == 1 and said.isalpha():
        # A Spanish "y" that was heard is an "and", the letter, or an "i".
        return Letter(said, at + 1, sure=not (language == "es" and word.text == "y"))
    if said == f"e{_ENYE}e" and language == "es":
        return Letter(_ENYE, at + 1)
    if sure := _SURE[language].get(word.plain):
        return Letter(sure, at + 1)
    if spelled := spelling_word(word):
        return Letter(spelled, at + 1, sure=word.plain not in _ALSO_NAMES)
    weak = _ALSO_WORDS[language].get(word.plain)
    return Letter(weak, at + 1, sure=False) if weak else None


def _explained(words: Sequence[Word], letter: Letter, language: Language) -> Letter:
    """The letter with its example, if one follows: "S as in Sam", "ese de Sara", "S Sierra"."""
    for connector in _CONNECTORS[language]:
        at = letter.end + len(connector)
        if matches(words, letter.end, connector) and at < len(words):
            xray = next((phrase for phrase in _XRAYS if matches(words, at, phrase)), None)
            if xray is None and not _is_example(words[at], connector, language):
                continue
            chars = _agreed(letter.chars, words[at])
            if chars == UNCLEAR and connector == ("for",):
                return letter  # "K for seven" may well be "K four seven".
            return Letter(chars, at + len(xray or "1"), capital=letter.capital)
    if words[letter.end - 1].text.lower() == letter.chars and letter.end < len(words):
        xray = next((phrase for phrase in _XRAYS if letter.chars == "x" and matches(words, letter.end, phrase)), None)
        if xray or spelling_word(words[letter.end]) == letter.chars:
            return evolve(letter, end=letter.end + len(xray or "1"), sure=True)
    return letter


def _is_example(word: Word, connector: tuple[str, ...], language: Language) -> bool:
    """Whether the word can be an example; in Spanish "de" may be the letter, and another letter's name follow it."""
    names_a_letter = connector == ("de",) and word.plain in {**_SURE[language], **_ALSO_WORDS[language]}
    return len(word.text) > 1 and word.text[0].isalpha() and not names_a_letter


def _agreed(chars: str, example: Word) -> str:
    """What is meant by letters and the first letter of their example."""
    begins = unicodedata.normalize("NFC", example.text)[0].lower()
    if begins == chars[0] or (_ENYE not in {begins, chars[0]} and _bare(begins) == _bare(chars[0])):
        return chars
    alike = any(begins in group and chars[0] in group for group in _ALIKE)
    return begins * len(chars) if alike else UNCLEAR


def _bare(char: str) -> str:
    return unicodedata.normalize("NFD", char)[0]


def _accented(words: Sequence[Word], letter: Letter) -> Letter:
    """The letter with the accent that is named after it: "e with an accent", "ene con tilde"."""
    for before in _BEFORE_ACCENTS:
        at = letter.end + len(before)
        if matches(words, letter.end, before) and at < len(words):
            mark = _ACCENTS.get(words[at].plain)
            if mark is not None:
                mark = "\u0303" if letter.chars == "n" and words[at].plain == "tilde" else mark
                char = unicodedata.normalize("NFC", letter.chars + mark)
                end = at + 1 + (at + 1 < len(words) and words[at + 1].plain in _AFTER_ACCENTS)
                return evolve(letter, chars=char if len(char) == 1 else UNCLEAR, end=end)
    return letter
