"""Each part of the clinic's file by itself: the value, or where it is and what is accepted there."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from datetime import date, time
from functools import cache
from importlib import resources
from typing import cast, get_args
from zoneinfo import available_timezones

import attrs

from receptionist.config.found import Found, shown
from receptionist.domain.clinic import WEEKDAYS, Chair, Held, Opening, Provider, Retention, Role, Treatment, Weekday
from receptionist.language import Language

_LANGUAGES: tuple[Language, ...] = get_args(Language)
_MINUTES = (5, 480)
_OLDEST = 120
_LONGEST_KEPT = 36_525  # a hundred years
_MOST_DIGITS = 15  # ITU-T E.164
_PROVIDER = "a provider's id, as lee"
_ID = re.compile("[a-z0-9-]+")
_CLOCK = "(?:[01][0-9]|2[0-3]):[0-5][0-9]"
_OPENING = re.compile(f"({_CLOCK})-({_CLOCK})")
_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DIALLED = re.compile(r"\+?[0-9(][0-9() \u00a0./-]*(?:(?:ext\.?|x) ?[0-9]{1,6})?", re.IGNORECASE)
# TZPATH may hold these beside the IANA names: the machine's own choice, and a placeholder.
_NOT_PLACES = {"localtime", "Factory"}


def provider(found: Found, lunch: Opening | None) -> Provider:
    """Somebody who sees patients, *lunch* cut out of the hours."""
    of = found.table(field.name for field in attrs.fields(Provider))
    return Provider(
        id=_id(of["id"], "lee"),
        name=of["name"].text(),
        role=cast("Role", of["role"].one_of(get_args(Role))),
        hours=_hours(of["hours"], lunch),
    )


def retention(found: Found) -> Retention:
    """For how long patients' data is kept."""
    of = found.table(field.name for field in attrs.fields(Retention))
    days = {name: None if each.is_missing else each.whole_number(1, _LONGEST_KEPT) for name, each in of.items()}
    kept = Retention(**days)
    longest = kept.appointments_days
    if kept.utterances_days is not None and longest is not None and kept.utterances_days > longest:
        raise of["utterances_days"].refused(f"at most appointments_days, {longest}: what was said goes no later")
    return kept


def chair(found: Found) -> Chair:
    """A chair."""
    of = found.table(field.name for field in attrs.fields(Chair))
    return Chair(id=_id(of["id"], "chair-1"), name=of["name"].text())


def treatment(found: Found) -> Treatment:
    """A treatment, its providers not yet known to exist."""
    of = found.table(field.name for field in attrs.fields(Treatment))
    youngest = None if of["youngest"].is_missing else of["youngest"].whole_number(0, _OLDEST)
    return Treatment(
        id=_id(of["id"], "exam"),
        names=in_each_language(of["names"]),
        also=_other_words(of["also"]),
        minutes=of["minutes"].whole_number(*_MINUTES),
        buffer_minutes=of["buffer_minutes"].whole_number(0, 120),
        providers=tuple(reference(one, _PROVIDER) for one in _some(of["providers"], 'providers\' ids, as ["lee"]')),
        new_patients=of["new_patients"].flag(),
        youngest=youngest,
        oldest=None if of["oldest"].is_missing else of["oldest"].whole_number(youngest or 0, _OLDEST),
    )


def held(found: Found) -> Held:
    """What is held, its provider not yet known to exist."""
    of = found.table(field.name for field in attrs.fields(Held))
    return Held(
        times=tuple(_time(one) for one in _some(of["times"], 'times, as ["11:00"]')),
        provider=reference(of["provider"], _PROVIDER),
        release=_time(of["release"]),
    )


def closures(found: Found) -> Mapping[date, str]:
    """The days of a table such as `2026-12-25 = "Christmas Day"`."""
    return {_day(day, reason): reason.text() for day, reason in found.entries().items()}


def lunch(found: Found) -> Opening | None:
    """The time at which nobody works on any day, if there is one."""
    return None if found.is_missing else opening(found, 'two times from 00:00 to 23:59, as "12:00-13:00"')


def reference(found: Found, to: str) -> str:
    """The id of something else, as *to* says, not yet known to exist."""
    if isinstance(found.value, str):
        return found.value
    raise found.refused(to)


def in_each_language(found: Found) -> Mapping[Language, str]:
    """A text in each of the desk's languages."""
    of = found.table(_LANGUAGES)
    return {language: of[language].text() for language in _LANGUAGES}


def time_zone(found: Found) -> str:
    """The IANA name of a time zone."""
    # Which zones this machine has, too, is looked up in some 600 files: for who names none of those that come with us.
    if isinstance(found.value, str) and (found.value in _usual_zones() or found.value in _zones()):
        return found.value
    zones = _zones()
    alike = difflib.get_close_matches(repr(shown(found.value)), zones, n=1, cutoff=0.5)
    raise found.refused("; the nearest is ".join(["an IANA time zone, as America/New_York", *alike]))


def phone_number(found: Found) -> str:
    """A telephone number as people write it."""
    return _number(found, 5, 'a telephone number, as "(555) 123-4567"')


def short_number(found: Found) -> str:
    """A telephone number, or one of the short ones for emergencies."""
    return _number(found, 2, 'a telephone number, as "911"')


def transfer_number(found: Found) -> str:
    """A telephone number that a machine can dial from anywhere: `+` and digits (ITU-T E.164)."""
    wanted = 'a telephone number that begins with + and its country\'s code, as "+1 555 123 4570", without extension'
    written = _number(found, 8, wanted)
    digits = _digits(written)
    if not written.startswith("+") or digits.startswith("0") or "x" in written.casefold():
        raise found.refused(wanted)
    return f"+{digits}"


def opening(found: Found, wanted: str = 'two times from 00:00 to 23:59, as "08:00-12:00"') -> Opening:
    """From one time to a later one on the same day."""
    times = _OPENING.fullmatch(found.value) if isinstance(found.value, str) else None
    if times is None:
        raise found.refused(wanted)
    opens, closes = map(time.fromisoformat, times.groups())
    if opens >= closes:
        raise found.refused("an opening that ends after it begins, on the same day")
    return Opening(opens, closes)


def _id(found: Found, example: str) -> str:
    if isinstance(found.value, str) and _ID.fullmatch(found.value):
        return found.value
    raise found.refused(f"a text of a-z, 0-9 and -, as {example}")


def _hours(found: Found, lunch: Opening | None) -> Mapping[Weekday, tuple[Opening, ...]]:
    of = found.table(WEEKDAYS)
    hours = {day: _openings(of[day], lunch) for day in WEEKDAYS if not of[day].is_missing}
    if not any(hours.values()):
        raise found.refused("at least one weekday with an opening")
    return hours


def _openings(found: Found, lunch: Opening | None) -> tuple[Opening, ...]:
    openings: list[Opening] = []
    for one in found.array('openings, as ["08:00-12:00"]; [] when closed'):
        written = opening(one)
        if openings and written.opens < openings[-1].closes:
            raise one.refused(f"an opening that begins when the one before has ended, {openings[-1].closes:%H:%M}")
        openings.append(written)
    return tuple(openings) if lunch is None else tuple(part for one in openings for part in one.without(lunch))


def _other_words(found: Found) -> Mapping[Language, tuple[str, ...]]:
    of = {} if found.is_missing else found.table(_LANGUAGES)
    return {
        language: tuple(one.text() for one in of[language].array('texts, as ["check-up"]'))
        if language in of and not of[language].is_missing
        else ()
        for language in _LANGUAGES
    }


def _some(found: Found, of: str) -> tuple[Found, ...]:
    some = found.array(of)
    if not some:
        raise found.refused(f"an array of {of}, at least one")
    return some


def _time(found: Found) -> time:
    if isinstance(found.value, str) and re.fullmatch(_CLOCK, found.value):
        return time.fromisoformat(found.value)
    raise found.refused('a time from 00:00 to 23:59 in quotes, as "11:00"')


def _day(written: str, reason: Found) -> date:
    try:
        # Alone, fromisoformat also takes 20261225 and 2026-W52-5, which nobody would find again.
        return date.fromisoformat(written if _DAY.fullmatch(written) else "")
    except ValueError as error:
        raise reason.refused('a day that exists, as 2026-12-25 = "Christmas Day"') from error


def _number(found: Found, fewest: int, wanted: str) -> str:
    written = found.value if isinstance(found.value, str) else ""
    if _DIALLED.fullmatch(written) and fewest <= len(_digits(written)) <= _MOST_DIGITS and _balanced(written):
        return written
    raise found.refused(wanted)


def _digits(number: str) -> str:
    """What is dialled of it, the extension left out."""
    return re.sub("[^0-9]", "", re.split("[ex]", number, maxsplit=1, flags=re.IGNORECASE)[0])


def _balanced(number: str) -> bool:
    brackets = re.sub(r"[^()]", "", number)
    return brackets in {"", "()", "()()"}


@cache
def _usual_zones() -> frozenset[str]:
    return frozenset(resources.files("tzdata").joinpath("zones").read_text(encoding="utf-8").split()) - _NOT_PLACES


@cache
def _zones() -> frozenset[str]:
    # Asked by name, ZoneInfo would also open right/… (which counts leap seconds) and whatever else lies there.
    return frozenset(available_timezones() - _NOT_PLACES)
