"""The clinic's file: TOML to a `Clinic`, or one line that says what to mend and where.

cattrs reads the log's events; here it would need a hook for every type (it turns 30 into "30" and "abc" into
three openings) and still could not show the value found, so a file that a person wrote is read by hand.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Mapping
from datetime import date, datetime, time
from functools import cache
from importlib import resources
from pathlib import Path
from zoneinfo import available_timezones

import attrs

from receptionist.config.found import MISSING, Found, Words, one_line, shown
from receptionist.domain.clinic import WEEKDAYS, Clinic, Dentist, Opening, Weekday
from receptionist.errors import SettingError

EXAMPLE = "bright_smile.toml"

_MOST_BYTES = 65_536
_MINUTES = (5, 480)
_DAYS = (1, 730)
_ID = re.compile("[a-z0-9-]+")
_OPENING = re.compile("((?:[01][0-9]|2[0-3]):[0-5][0-9])-((?:[01][0-9]|2[0-3]):[0-5][0-9])")
_PLACE = re.compile(r"(?P<what>.*) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)", re.DOTALL)
# TZPATH may hold these beside the IANA names: the machine's own choice, and a placeholder.
_NOT_PLACES = {"localtime", "Factory"}


def example_clinic() -> Clinic:
    """The clinic that is shipped with the package."""
    return parse_clinic(resources.files("receptionist").joinpath(EXAMPLE).read_bytes(), EXAMPLE)


def clinic_at(path: Path) -> Clinic:
    """The clinic of the file at *path*.

    Raises:
        SettingError: It cannot be read, is not TOML, or does not describe a clinic.
    """
    try:
        with path.open("rb") as file:
            content = file.read(_MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        raise _unusable(path, _why(error)) from error
    if len(content) > _MOST_BYTES:
        raise _unusable(path, f"larger than {_MOST_BYTES // 1024} KiB")
    return parse_clinic(content, str(path))


def parse_clinic(content: bytes, file: str) -> Clinic:
    """The clinic that a file's *content* describes; *file* is its name, for people.

    Raises:
        SettingError: It is not TOML, or does not describe a clinic.
    """
    return _clinic(Found(key="", value=_document(content, file), file=file))


def _unusable(path: Path, why: str) -> SettingError:
    return SettingError(one_line(f"clinic file {path}"), Words(why), "a TOML file that can be read")


def _why(error: OSError | ValueError) -> str:
    match error:
        case FileNotFoundError():
            return "missing"
        case IsADirectoryError():
            return "a directory"
        case OSError():
            return f"unreadable ({error.strerror})"
        case _:
            return "no possible path"


def _document(content: bytes, file: str) -> dict[str, object]:
    try:
        # Some Windows editors begin a file with U+FEFF; tomllib would call it an invalid statement.
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode()
        byte = Words(f"byte 0x{error.object[error.start]:02x}")
        raise SettingError(_place(before, file), byte, "UTF-8") from error
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise SettingError(one_line(file), Words("nested too deeply"), "TOML of a clinic") from error
    except ValueError as error:
        raise _not_toml(text, file, str(error)) from error


def _not_toml(text: str, file: str, message: str) -> SettingError:
    place = _PLACE.fullmatch(message)
    if place is None:
        return SettingError(one_line(file), Words("not TOML"), f"TOML ({one_line(message.partition(':')[0])})")
    accepted = f"TOML ({one_line(place['what'])})"
    if place["line"] is None:
        return SettingError(_place(text, file), Words("the end of the file"), accepted)
    line = text.split("\n")[int(place["line"]) - 1]
    return SettingError(one_line(f"line {place['line']}, column {place['column']} of {file}"), shown(line), accepted)


def _place(before: str, file: str) -> str:
    """Where in *file* one is after *before*."""
    lines = before.split("\n")
    return one_line(f"line {len(lines)}, column {len(lines[-1]) + 1} of {file}")


def _clinic(found: Found) -> Clinic:
    of = found.table(field.name for field in attrs.fields(Clinic))
    visit_minutes = of["visit_minutes"].whole_number(*_MINUTES)
    return Clinic(
        name=of["name"].text(),
        short_address=of["short_address"].text(),
        address=of["address"].text(),
        phone=of["phone"].text(),
        arrival_instructions=of["arrival_instructions"].text(),
        time_zone=_time_zone(of["time_zone"]),
        dentist=_dentist(of["dentist"]),
        hours=_hours(of["hours"], visit_minutes),
        closures=frozenset(_day(found) for found in of["closures"].array("dates, as [2026-12-25]")),
        visit_minutes=visit_minutes,
        start_every_minutes=of["start_every_minutes"].whole_number(*_MINUTES),
        horizon_days=of["horizon_days"].whole_number(*_DAYS),
    )


def _time_zone(found: Found) -> str:
    zones = _zones()
    if isinstance(found.value, str) and found.value in zones:
        return found.value
    alike = difflib.get_close_matches(repr(shown(found.value)), zones, n=1, cutoff=0.5)
    raise found.refused("; the nearest is ".join(["an IANA time zone, as America/New_York", *alike]))


@cache
def _zones() -> frozenset[str]:
    # Asked by name, ZoneInfo would also open right/… (which counts leap seconds) and whatever else lies there.
    return frozenset(available_timezones() - _NOT_PLACES)


def _dentist(found: Found) -> Dentist:
    of = found.table(field.name for field in attrs.fields(Dentist))
    known_as = of["id"]
    if not isinstance(known_as.value, str) or not _ID.fullmatch(known_as.value):
        raise known_as.refused("a text of a-z, 0-9 and -, as lee")
    return Dentist(id=known_as.value, name=of["name"].text())


def _day(found: Found) -> date:
    # A datetime is a date to Python.
    if isinstance(found.value, date) and not isinstance(found.value, datetime):
        return found.value
    raise found.refused("a date without quotes, as 2026-12-25")


def _hours(found: Found, visit_minutes: int) -> Mapping[Weekday, tuple[Opening, ...]]:
    of = found.table(WEEKDAYS)
    hours = {day: _openings(of[day], visit_minutes) for day in WEEKDAYS if of[day].value is not MISSING}
    if not any(hours.values()):
        raise found.refused("at least one weekday with an opening")
    return hours


def _openings(found: Found, visit_minutes: int) -> tuple[Opening, ...]:
    openings: list[Opening] = []
    for one in found.array('openings, as ["08:00-12:00"]; [] when closed'):
        opening = _opening(one)
        if _minutes(opening.closes) - _minutes(opening.opens) < visit_minutes:
            raise one.refused(f"an opening at least as long as a visit, {visit_minutes} minutes")
        if openings and opening.opens < openings[-1].closes:
            raise one.refused(f"an opening that begins when the one before has ended, {openings[-1].closes:%H:%M}")
        openings.append(opening)
    return tuple(openings)


def _opening(found: Found) -> Opening:
    times = _OPENING.fullmatch(found.value) if isinstance(found.value, str) else None
    if times is None:
        raise found.refused('two times from 00:00 to 23:59, as "08:00-12:00"')
    opens, closes = map(time.fromisoformat, times.groups())
    if opens >= closes:
        raise found.refused("an opening that ends after it begins, on the same day")
    return Opening(opens, closes)


def _minutes(wall: time) -> int:
    return wall.hour * 60 + wall.minute
