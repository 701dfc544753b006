"""Whether two names may be one name that was misheard."""

from __future__ import annotations

import re
from functools import lru_cache

import jellyfish
from anyascii import anyascii

from receptionist.domain.names import MAX_LENGTH, clean

_WORD = re.compile(r"[a-z]+")
# How a name is also pronounced, before a key made for English hears it; each is one reading more, tried in turn.
_ENGLISH = (
    (r"^ng(?:u?y|h?i)e(?=n)", "wi"), (r"^(?:sean|shaun)$", "shawn"), (r"^thom", "tom"), (r"mps(?=on)", "ms"),
    (r"ugh(?=es$|s$)", "u"), (r"^hugh", "hu"), (r"(?<=[^aeiou])y|y(?=[^aeiou])", "i"), (r"^(?:zh|ts)", "z"),
    (r"^mac", "mc"), (r"([aeiou])y(?=[aeiou])", r"\1"), (r"(?<=.)[cs]z$", "s"), (r"[td]t$", "t"), (r"ew(?=s?$)", "u"),
)  # fmt: skip
_SPANISH = (
    (r"^[gj](?=[ei])|^j|^x(?=[aio])", "h"), (r"ll", "y"), (r"v", "b"), (r"z|c(?=[ei])", "s"), (r"qu(?=[ei])", "k"),
    (r"^h(?=[aeiou])", ""), (r"x", "s"), (r"(?<=[aeiou])y(?=[aeiou])|^y(?=[aeiou])", "i"),
)  # fmt: skip
_FRONT, _BACK = "front", "back"


def sounds_like(one: str, other: str) -> bool:
    """Whether two names may be the same one misheard or spelled another way: Smyth and Smith, García and Garcia.

    This only decides whether to ask again and whether a try is counted. It is deliberately generous, so it never says
    that somebody is who they say they are.

    Names are heard in Latin letters (anyascii), word for word, by Metaphone (jellyfish) after English and Spanish
    pronunciation, with the first and the last vowel compared as well: Metaphone alone takes Jane for John.

    Args:
        one: A name in any script and case.
        other: Another.
    """
    ours, theirs = _words(one), _words(other)
    if not ours or not theirs:
        return False
    if "".join(ours) == "".join(theirs):
        return True
    if len(ours) == len(theirs):
        return all(_alike(a, b) for a, b in zip(ours, theirs, strict=True))
    return _alike("".join(ours), "".join(theirs))


def _words(name: str) -> list[str]:
    # What is longer than a name is compared no further: the key takes time by length.
    bare = anyascii(clean(name)[: MAX_LENGTH + 1].encode("utf-8", "ignore").decode()).lower()
    return _WORD.findall(re.sub(r"['`.]", "", bare))


def _alike(one: str, other: str) -> bool:
    return not _keys(one).isdisjoint(_keys(other))


@lru_cache(maxsize=1024)
def _keys(word: str) -> frozenset[tuple[str, str]]:
    """What the word may sound like: consonants, and the places of its first and last vowel in the mouth."""
    readings = {word, _rewritten(word, _ENGLISH), _rewritten(word, _SPANISH)}
    return frozenset((jellyfish.metaphone(reading) or reading, _vowels(reading)) for reading in readings)


def _rewritten(word: str, rules: tuple[tuple[str, str], ...]) -> str:
    for pattern, instead in rules:
        word = re.sub(pattern, instead, word)
    return word


def _vowels(word: str) -> str:
    # Silent at the end: e, h.
    vowels = re.findall(r"[aeiouy]", re.sub(r"(?<=..)[eh]$", "", word)) or [""]
    last = word.rstrip("h")[-1:]
    return _place(vowels[0]) + ("" if last not in {"a", "o"} else last)


def _place(vowel: str) -> str:
    return _BACK if vowel in {"o", "u"} else _FRONT
