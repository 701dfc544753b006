"""Finding the words for a day and for a time of day inside a whole utterance.

What makes them imprecise stays with them ("after 3", "Tuesday or Wednesday", "can't do Tuesday"), and so does all
that stands between two mentions of a day, so that whoever resolves the words asks instead of guessing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from attrs import frozen

from receptionist.domain.date_meanings import Day, PartOfDay, Shift, TimeOfDay, Vague
from receptionist.domain.date_words import MONTHS, NUMBERS, ORDINALS, Piece, one_of, read, to_plain

LONGEST_UTTERANCE = 1000
"""In characters; nothing is spotted in a longer one."""

_Kind = Literal["date", "time"]
_Span = tuple[int, int]

_NUMBER = rf"(?:[0-9]{{1,2}}(?:st|nd|rd|th)?|{one_of([*NUMBERS, *ORDINALS])})\b"
_LINK = r"\s*(?:-|/|\b(?:to|or|and|through|until|till)\b)\s*"
_NOT = (
    r"(?:not|never|nor|cannot|[a-z]+n't|unable|unavailable|except|unless|away|busy|out\s+of"
    r"|any\s?(?:thing|day|time)\s+but)\b"
)
_FULL = r"(?:bad|booked|closed|difficult|full|impossible|no\s+good|out|too\s+(?:early|late|soon))\b"
# What may stand before the words and belongs to them …
_BEFORE = {
    "date": rf"after|any|another|before|between|by|each|either|every|except|following|from|last|next\s+available"
    rf"|no|of|or|other|past|previous|since|some|than|till|until|within|a|{one_of(list(ORDINALS)[:5])}",
    "time": r"after|before|between|by|earlier|except|from|last|later|no|of|or|past|since|than|till|until|within",
}
_BEFORE_AT_ONCE = {
    kind: re.compile(rf"\b(?:(?:{words})\s+(?:(?:on|at|for|the|in)\s+)*|{_NUMBER}{_LINK})+$", re.ASCII)
    for kind, words in _BEFORE.items()
}
_BEFORE_THAT = re.compile(rf"(?<!\bwhy )\b(?:{_NOT}|between\b)(?:\s+[a-z0-9']+){{0,4}}\s*$", re.ASCII)
# … and what may stand behind.
_BEHIND = re.compile(
    rf"\s*(?:or\b(?:\s+[a-z0-9]+)?|{_LINK}{_NUMBER}|(?:after|before|of)\s+[a-z]+|in\s+(?:{one_of(MONTHS)})\b|-?ish\b"
    rf"|onwards?\b|(?:[ecmp][sd]t|eastern|central|mountain|pacific|gmt|utc)\b|(?:[a-z']+\s+){{0,3}}(?:{_NOT}|{_FULL}))",
    re.ASCII,
)
# "At two, no, sorry, three."
_CORRECTION = re.compile(
    rf"(?:[\s,.;-]*\b(?:actually|i\s+mean|maybe|no|or|rather|say|sorry|wait)\b)+[\s,.;-]*{_NUMBER}", re.ASCII
)
_LEAD = re.compile(r"(?:\b(?:at|on|for)\s+)+$", re.ASCII | re.IGNORECASE)

# Words that name a day or a time only if nothing follows that they could belong to: "at two", not "for two kids".
_WEAK = re.compile(
    rf"[0-9]{{1,2}}(?:\s[0-9]{{2}})?|{one_of(NUMBERS)}|mon|wed|sat|sun|(?:the\s+)?(?:{_NUMBER})|.*(?<!\bof)\s(?:may|march)",
    re.ASCII,
)
_MAY_FOLLOW = frozenset([
    "about", "and", "around", "at", "be", "because", "but", "for", "if", "in", "instead", "is", "maybe", "on", "or",
    "please", "'s", "should", "so", "sounds", "thank", "thanks", "then", "to", "until", "will", "with", "works",
    "would",
])  # fmt: skip
_CHOICE = re.compile(rf"the\s+(?:{one_of(list(ORDINALS)[:5])}|{one_of(NUMBERS)})", re.ASCII)
_WEAK_VAGUE = re.compile(r"(?:early|late|soon|lunch|mid|earl|all|end|first|the)", re.ASCII)


@frozen
class Spotted:
    """An utterance taken apart.

    Attributes:
        date_words: The stretch of it that names a day, as said, or None.
        time_words: The stretch that names a time of day, or None.
        rest: The utterance without both, and without an "at", "on" or "for" before them.
    """

    date_words: str | None
    time_words: str | None
    rest: str


def spot(utterance: str) -> Spotted:
    """Find the words for a day and a time in *utterance*."""
    if len(utterance) > LONGEST_UTTERANCE:
        return Spotted(None, None, utterance)
    pieces = read(utterance)
    named = [(kind, piece) for at, piece in enumerate(pieces) if (kind := _kind(pieces, at))]
    date, time = (_span(to_plain(utterance), named, kind) for kind in ("date", "time"))
    return Spotted(
        date_words=utterance[slice(*date)] if date else None,
        time_words=utterance[slice(*time)] if time else None,
        rest=_rest(utterance, sorted(span for span in (date, time) if span)),
    )


def _kind(pieces: Sequence[Piece], at: int) -> _Kind | None:
    """What the piece at a place names in its surroundings, if anything."""
    piece, after = pieces[at], pieces[at + 1 :]
    match piece.means:
        case []:
            return None
        case [PartOfDay()] if at == 0 and len(after) > 1 and after[0].is_mark:
            return None  # "Morning, this is Bo."
        case [Shift()] if not _nothing_follows(after) or (
            after and isinstance(next(iter(after[0].means), None), TimeOfDay)
        ):
            return None  # "Any day after 5", "the other day after work".
        case [Vague()] if _WEAK_VAGUE.match(piece.text) and not _beside_another(pieces, at):
            return None
    if _WEAK.fullmatch(piece.text) and not _stands_alone(pieces, at):
        return None
    return "date" if isinstance(piece.means[0], Day) else "time"


def _beside_another(pieces: Sequence[Piece], at: int) -> bool:
    sides = (reversed(pieces[:at]), pieces[at + 1 :])
    nearest = (
        next((piece for piece in side if piece.text not in {"at", "the", "or", "after", "before"}), None)
        for side in sides
    )
    return any(piece is not None and piece.means for piece in nearest)


def _stands_alone(pieces: Sequence[Piece], at: int) -> bool:
    before = [piece for piece in pieces[:at] if not piece.is_mark][-1:]
    # "I'll take the first" chooses from what was offered; "on the first" is a date, and so is "the twenty-fourth".
    if pieces[at].text.startswith("the ") and not any(piece.means or piece.text == "on" for piece in before):
        return not _CHOICE.fullmatch(pieces[at].text) and _nothing_follows(pieces[at + 1 :])
    return _nothing_follows(pieces[at + 1 :])


def _nothing_follows(after: Sequence[Piece]) -> bool:
    return not after or after[0].is_mark or bool(after[0].means) or after[0].text in _MAY_FOLLOW


def _span(plain: str, named: Sequence[tuple[_Kind, Piece]], kind: _Kind) -> _Span | None:
    """From the first to the last mention of a kind, with the words around them that belong to it."""
    own = [at for at, (each, _) in enumerate(named) if each == kind]
    if not own:
        return None
    first, last = own[0], own[-1]
    start, end = named[first][1].start, named[last][1].end
    # Up to the neighbouring mention, and not past the end of the clause.
    before = re.split(r"[.,;!?]", plain[named[first - 1][1].end if first else 0 : start])[-1]
    behind = plain[end : named[last + 1][1].start if last + 1 < len(named) else None]
    for pattern in (_BEFORE_AT_ONCE[kind], _BEFORE_THAT):
        if found := pattern.search(before):
            start -= len(before) - found.start()
            before = before[: found.start()]
    if found := _CORRECTION.match(behind) or _BEHIND.match(re.split(r"[.,;!?]", behind)[0]):
        end += found.end()
    return start, end


def _rest(utterance: str, spans: Sequence[_Span]) -> str:
    """What is left, without the "at" and the punctuation that lose their meaning where something was cut out."""
    if not spans:
        return utterance
    kept: list[str] = []
    at = 0
    for start, end in spans:
        kept.append(_LEAD.sub("", utterance[at : max(at, start)]))
        at = max(at, end)
    kept.append(utterance[at:])
    first, *others = (each.strip() for each in kept)
    return " ".join(each for each in (first, *(other.lstrip(" ,.;:!?") for other in others)) if each)
