"""From the words for days and times to the stretch in which a caller wants to be offered times."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from receptionist.domain.dates.answers import LONGEST, About, Ambiguous, NotUnderstood, Window
from receptionist.domain.dates.bounds import Term, terms_of
from receptionist.domain.dates.clinic_hours import Hours
from receptionist.domain.dates.days import Today
from receptionist.domain.dates.languages import grammar_of
from receptionist.domain.dates.reading import Grammar, Piece
from receptionist.domain.dates.resolving import about, both_fields, which_day
from receptionist.domain.dates.window_days import Days, days_wanted
from receptionist.domain.dates.window_times import Times, times_wanted
from receptionist.language import Language

_MORNING = 1
_LAST_MINUTE = 1439


def window(
    date_words: str, time_words: str, *, asked_at: datetime, clinic: Hours, language: Language = "en"
) -> Window | Ambiguous | NotUnderstood:
    """Find the stretch of days, and of each day, in which a caller wants to be offered times.

    Nothing said is a wish too: the soonest, from today on. Words for an exact instant ask for that day, from that
    time on.

    Args:
        date_words: The words for the days, as said. They may name times too, and *time_words* days.
        time_words: The words for the times of day.
        asked_at: When they were said (aware, UTC): "tomorrow" and the like are counted from it.
        clinic: Gives the time zone, and the hours that settle whether "after 2" is in the afternoon.
        language: What they were said in.

    Returns:
        The stretch; `Ambiguous` when the words could mean several (with the `days` of which one is meant, or with
        the readings of an hour, on one day, as `candidates`); `NotUnderstood` when a word is not known and might
        change the meaning.
    """
    if max(len(date_words), len(time_words)) > LONGEST:
        return NotUnderstood("date" if len(date_words) > LONGEST else "time")
    grammar = grammar_of(language)
    fields = both_fields(date_words, time_words, grammar)
    unknown = [about(pieces, i, field) for field, pieces in fields for i in _strays(pieces, grammar)]
    if unknown:
        return NotUnderstood(min(unknown))
    terms = [term for field, pieces in fields for term in terms_of(pieces, grammar, field)]
    now = asked_at.astimezone(clinic.zone)
    wanted = days_wanted(_only(terms, "date"), Today.at(asked_at, clinic, language))
    times = times_wanted(_only(terms, "time"), wanted.first_days if isinstance(wanted, Days) else (), clinic)
    match wanted, times:
        case NotUnderstood() | Ambiguous(), _:
            return wanted
        case _, NotUnderstood() | Ambiguous():
            return times
        case Days(), Times():
            return _joined(wanted, times, now)


def _strays(pieces: Sequence[Piece], grammar: Grammar) -> list[int]:
    return [
        at
        for at, piece in enumerate(pieces)
        if not (piece.means or piece.bound or piece.is_dash or grammar.is_filler(piece))
        and piece.text not in grammar.nearly | grammar.loose
    ]


def _only(terms: Sequence[Term], kind: About) -> list[Term]:
    return [term for term in terms if term.kind == kind]


def _joined(days: Days, times: Times, now: datetime) -> Window | Ambiguous:
    """The stretch; a weekday that is said on that very weekday is the next one when its times are over today."""
    first, last = days.first, days.last
    if days.or_a_week_later:
        end = times.earliest if times.exact else times.latest
        if end > now.hour * 60 + now.minute:
            return which_day([first, first + timedelta(weeks=1)])
        first, last = first + timedelta(weeks=1), last + timedelta(weeks=1)
    return Window(
        first=first,
        last=last,
        earliest=_time(times.earliest) if times.earliest >= _MORNING else None,
        latest=_time(times.latest) if times.latest < _LAST_MINUTE else None,
        soonest=days.soonest or times.soonest,
    )


def _time(minute: int) -> time:
    return time(*divmod(minute, 60))
