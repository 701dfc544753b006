"""From the words for a day and a time to the one instant that they mean, or to what has to be asked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from receptionist.domain.dates.answers import (
    LONGEST,
    MOST_CANDIDATES,
    About,
    Ambiguous,
    Answer,
    NotUnderstood,
    Understood,
)
from receptionist.domain.dates.clinic_hours import Hours, clocks_of, starts
from receptionist.domain.dates.days import Today, days_meant
from receptionist.domain.dates.languages import grammar_of
from receptionist.domain.dates.meanings import Clock, Day, OnWeekday, TimeOfDay
from receptionist.domain.dates.reading import Grammar, Piece
from receptionist.language import Language

_SPACES = re.compile(r"[ \t\r\n\u00a0\u202f]+")


def resolve(
    date_words: str, time_words: str, *, asked_at: datetime, clinic: Hours, language: Language = "en"
) -> Answer:
    """Find the instant that a caller means.

    Args:
        date_words: The words for the day, as said. They may name the time too, and *time_words* the day.
        time_words: The words for the time of day.
        asked_at: When they were said (aware, UTC): "tomorrow" and the like are counted from it.
        clinic: Gives the time zone, how far ahead one can book, and the hours that settle whether "at 2" is in the
            afternoon. Where they do not, an hour of which only one reading is by day (from 6 to 21) is that one.
        language: What they were said in.
    """
    if max(len(date_words), len(time_words)) > LONGEST:
        return NotUnderstood("date" if len(date_words) > LONGEST else "time")
    grammar = grammar_of(language)
    fields = both_fields(date_words, time_words, grammar)
    means = [meaning for _, pieces in fields for piece in pieces for meaning in piece.means]
    days = [meaning for meaning in means if isinstance(meaning, Day)]
    unknown = {about(pieces, i, field) for field, pieces in fields for i in _strays(pieces, grammar)}
    if not days or "date" in unknown:
        return NotUnderstood("date")
    if "time" in unknown:
        return NotUnderstood("time")
    times = [meaning for meaning in means if isinstance(meaning, TimeOfDay)]
    answer = _answer(days, times, asked_at, clinic, Today.at(asked_at, clinic, language))
    alternatives = [
        about(pieces, i, field) for field, pieces in fields for i in _strays(pieces, grammar, alternatives=True)
    ]
    return NotUnderstood(alternatives[0]) if alternatives and isinstance(answer, Understood) else answer


def both_fields(date_words: str, time_words: str, grammar: Grammar) -> tuple[tuple[About, list[Piece]], ...]:
    """The pieces of both parts of what was said, with what each was said for."""
    date_text, time_text = (_SPACES.sub(" ", unicodedata.normalize("NFC", words)) for words in (date_words, time_words))
    return ("date", grammar.read(date_text)), ("time", grammar.read(time_text, bare_first=True))


def about(pieces: Sequence[Piece], at: int, field: About) -> About:
    """What a word bears on: on what is named after it or, failing that, before it, or on what was asked for."""
    for piece in (*pieces[at + 1 :], *reversed(pieces[:at])):
        if piece.means:
            return "date" if isinstance(piece.means[0], Day) else "time"
    return field


def _strays(pieces: Sequence[Piece], grammar: Grammar, *, alternatives: bool = False) -> list[int]:
    """Where words stand that are not understood or, asked so, where "or" does."""
    strays: list[int] = []
    for at, piece in enumerate(pieces):
        after = pieces[at + 1].means if at + 1 < len(pieces) else ()
        harmless = grammar.is_filler(piece) or (piece.text in grammar.nearly and after and isinstance(after[0], Clock))
        if not piece.means and not harmless and (piece.bound == "or") == alternatives:
            strays.append(at)
    return strays


def _answer(days: Sequence[Day], times: Sequence[TimeOfDay], asked_at: datetime, clinic: Hours, when: Today) -> Answer:
    today = when.date
    clocks = clocks_of(times)
    dates, clash = days_meant(days, when)
    if clash:
        # Whoever has mixed something up is not asked whether they mean a day that is over.
        dates = tuple(day for day in dates if day >= today)
    if not all(clock.readings for clock in clocks):
        return NotUnderstood("time")
    instants = {day: starts(day, clocks, clinic) for day in dates}
    if dates == (today, today + timedelta(weeks=1)) and not clash:  # a weekday, said on that very weekday
        if clocks and not any(start > asked_at for start in instants[today]):
            dates = dates[1:]
        elif any(isinstance(day, OnWeekday) and day.which == "this" for day in days):
            dates = dates[:1]
    if len(dates) == 1 and not clash:
        return _about_time(instants[dates[0]], said=bool(clocks))
    if not dates and not clash:
        return NotUnderstood("date")
    each_known = all(len(instants[day]) == 1 for day in dates)
    return which_day(dates, [start for day in dates for start in instants[day]] if each_known else [])


def which_day(dates: Sequence[date], instants: Sequence[datetime] = ()) -> Ambiguous:
    """The question for the day, with the instants that could be meant or, failing these, the days."""
    asked = _ambiguous("date", instants)
    if asked.candidates:
        return asked
    days = tuple(sorted(set(dates)))
    return Ambiguous("date", (), days if 1 < len(days) <= MOST_CANDIDATES else ())


def _about_time(instants: Sequence[datetime], *, said: bool) -> Answer:
    match instants:
        case [start]:
            return Understood(start)
        case [] if said:
            return NotUnderstood("time")
        case _:
            return _ambiguous("time", instants)


def _ambiguous(about: About, instants: Sequence[datetime]) -> Ambiguous:
    candidates = tuple(sorted(set(instants)))
    return Ambiguous(about, candidates if 1 < len(candidates) <= MOST_CANDIDATES else ())
