"""Finding the words for a day and for a time of day inside a whole utterance.

What makes them imprecise stays with them ("after 3", "Tuesday or Wednesday", "can't do Tuesday"), and so does all
that stands between two mentions of a day, so that whoever resolves the words asks instead of guessing. What somebody
says they have already ("I have a 2 o'clock, any chance of 3?") is left where the same clause is not all there is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from attrs import frozen

from receptionist.domain.dates.languages import grammar_of, surroundings_of
from receptionist.domain.dates.meanings import Day, InMonth, PartOfDay, Shift, TimeOfDay, Vague
from receptionist.domain.dates.reading import Piece
from receptionist.domain.dates.surroundings import Kind, Surroundings
from receptionist.language import Language

LONGEST_UTTERANCE = 1000
"""In characters; nothing is spotted in a longer one."""

_Span = tuple[int, int]


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


def spot(utterance: str, language: Language = "en") -> Spotted:
    """Find the words for a day and a time in *utterance*."""
    if len(utterance) > LONGEST_UTTERANCE:
        return Spotted(None, None, utterance)
    grammar, around = grammar_of(language), surroundings_of(language)
    plain, pieces = grammar.plain(utterance), grammar.read(utterance)
    named = [(kind, piece) for at, piece in enumerate(pieces) if (kind := _kind(pieces, at, around))]
    wanted = _without_what_is_had(named, pieces, plain, around)
    date, time = (_span(plain, wanted, kind, around) for kind in ("date", "time"))
    return Spotted(
        date_words=utterance[slice(*date)] if date else None,
        time_words=utterance[slice(*time)] if time else None,
        rest=_rest(utterance, plain, sorted(span for span in (date, time) if span), around),
    )


def _kind(pieces: Sequence[Piece], at: int, around: Surroundings) -> Kind | None:
    """What the piece at a place names in its surroundings, if anything."""
    piece, after = pieces[at], pieces[at + 1 :]
    match piece.means:
        case []:
            return None
        case [PartOfDay()] if at == 0 and len(after) > 1 and after[0].is_mark:
            return None  # "Morning, this is Bo."
        case [Shift()] if not _nothing_follows(after, around) or (
            after and isinstance(next(iter(after[0].means), None), TimeOfDay)
        ):
            return None  # "Any day after 5", "the other day after work".
        case [Vague() | PartOfDay()] if around.vague.match(piece.text) and not _beside_another(pieces, at, around):
            return None
        case [InMonth()] if around.only_beside.fullmatch(piece.text):
            return None  # "My name is April", "may I".
    if around.weak.fullmatch(piece.text) and not _stands_alone(pieces, at, around):
        return None
    return "date" if isinstance(piece.means[0], Day) else "time"


def _beside_another(pieces: Sequence[Piece], at: int, around: Surroundings) -> bool:
    sides = (reversed(pieces[:at]), pieces[at + 1 :])
    nearest = (next((piece for piece in side if piece.text not in around.skipped), None) for side in sides)
    return any(piece is not None and piece.means for piece in nearest)


def _stands_alone(pieces: Sequence[Piece], at: int, around: Surroundings) -> bool:
    before = [piece for piece in pieces[:at] if not piece.is_mark][-1:]
    after = pieces[at + 1 :]
    # "I'll take the first" chooses from what was offered; "on the first" is a date, and so is "the twenty-fourth".
    if pieces[at].text.startswith(around.article) and not any(
        piece.means or piece.text in around.on for piece in before
    ):
        return not around.choice.fullmatch(pieces[at].text) and _nothing_follows(after, around)
    return _nothing_follows(after, around)


def _nothing_follows(after: Sequence[Piece], around: Surroundings) -> bool:
    if not after or after[0].is_mark or after[0].means or after[0].bound in {"and on", "and back"}:
        return True
    return after[0].text in around.may_follow


def _without_what_is_had(
    named: list[tuple[Kind, Piece]], pieces: Sequence[Piece], plain: str, around: Surroundings
) -> list[tuple[Kind, Piece]]:
    """The mentions less those of a time (or, when another is named, a day) that somebody has and wants to change."""
    begins = around.had.match(plain)
    ends = begins and around.end_of_clause.search(plain, begins.end())
    if not ends:
        return named
    later: list[tuple[Kind, Piece]] = [each for each in named if each[1].start >= ends.start()]
    earlier = [each for each in named if each[1].start < ends.start()]
    if not any(kind == "time" for kind, _ in later) and any(kind == "time" for kind, _ in earlier):
        numbers = [at for at, piece in enumerate(pieces) if piece.start >= ends.end() and _is_number(piece, around)]
        lone: list[tuple[Kind, Piece]] = [
            ("time", pieces[at]) for at in numbers if _nothing_follows(pieces[at + 1 :], around)
        ]
        if numbers and not lone:
            # "I have ten, is eleven free?" or "… for my two kids?": all in between is asked about.
            return [*named, *(("time", pieces[at]) for at in numbers)]
        later += lone  # "Any chance of 3?" asks for a time when what is had is one.
    replaced = {kind for kind, _ in later} | ({"time"} if later else set())
    kept = [(kind, piece) for kind, piece in earlier if kind not in replaced]
    return sorted(kept + later, key=lambda each: each[1].start)


def _is_number(piece: Piece, around: Surroundings) -> bool:
    return not piece.means and around.weak.fullmatch(piece.text) is not None


def _span(plain: str, named: Sequence[tuple[Kind, Piece]], kind: Kind, around: Surroundings) -> _Span | None:
    """From the first to the last mention of a kind, with the words around them that belong to it."""
    own = [at for at, (each, _) in enumerate(named) if each == kind]
    if not own:
        return None
    first, last = own[0], own[-1]
    start, end = named[first][1].start, named[last][1].end
    # Up to the neighbouring mention, and not past the end of the clause.
    before = re.split(r"[.,;!?]", plain[named[first - 1][1].end if first else 0 : start])[-1]
    behind = plain[end : named[last + 1][1].start if last + 1 < len(named) else None]
    for pattern in (around.before[kind], around.refused_before):
        if found := pattern.search(before):
            start -= len(before) - found.start()
            before = before[: found.start()]
    if found := around.correction.match(behind) or around.behind.match(re.split(r"[.,;!?]", behind)[0]):
        end += found.end()
    return start, end


def _rest(utterance: str, plain: str, spans: Sequence[_Span], around: Surroundings) -> str:
    """What is left, without the "at" and the punctuation that lose their meaning where something was cut out."""
    if not spans:
        return utterance
    kept: list[str] = []
    at = 0
    for start, end in spans:
        lead = around.lead.search(plain[at : max(at, start)])
        kept.append(utterance[at : at + lead.start() if lead else max(at, start)])
        at = max(at, end)
    kept.append(utterance[at:])
    first, *others = (each.strip() for each in kept)
    return " ".join(each for each in (first, *(other.lstrip(" ,.;:!?") for other in others)) if each)
