"""The clinic's file: TOML to a `Clinic`, or one line that says what to mend and where.

cattrs reads the log's events; here it would need a hook for every type (it turns 30 into "30" and "abc" into
three openings) and still could not show the value found, so a file that a person wrote is read by hand: each part
by itself (`clinic_parts`), then how they fit together (`clinic_checks`).
"""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import attrs

from receptionist.config.clinic_checks import check
from receptionist.config.clinic_parts import (
    chair,
    closures,
    held,
    in_each_language,
    lunch,
    phone_number,
    provider,
    reference,
    retention,
    short_number,
    time_zone,
    transfer_number,
    treatment,
)
from receptionist.config.found import Found, Words, one_line
from receptionist.config.toml_document import document
from receptionist.domain.clinic import Clinic, Retention
from receptionist.errors import SettingError

EXAMPLE = "bright_smile.toml"

_MOST_BYTES = 65_536
_TREATMENT = "a treatment's id, as exam"
_KEYS = (*(field.name for field in attrs.fields(Clinic)), "lunch")


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
    found = Found(key="", value=document(content, file), file=file)
    clinic = _clinic(found)
    check(clinic, found)
    return clinic


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


def _clinic(found: Found) -> Clinic:
    of = found.table(_KEYS)
    pause = lunch(of["lunch"])
    return Clinic(
        name=of["name"].text(),
        short_address=of["short_address"].text(),
        address=of["address"].text(),
        phone=phone_number(of["phone"]),
        arrival_instructions=in_each_language(of["arrival_instructions"]),
        time_zone=time_zone(of["time_zone"]),
        providers=tuple(provider(one, pause) for one in of["providers"].tables()),
        chairs=tuple(chair(one) for one in of["chairs"].tables()),
        treatments=tuple(treatment(one) for one in of["treatments"].tables()),
        default_treatment=reference(of["default_treatment"], _TREATMENT),
        emergency_treatment=reference(of["emergency_treatment"], _TREATMENT),
        held=() if of["held"].is_missing else tuple(held(one) for one in of["held"].tables()),
        closures={} if of["closures"].is_missing else closures(of["closures"]),
        start_every_minutes=of["start_every_minutes"].whole_number(5, 480),
        notice_hours=of["notice_hours"].whole_number(0, 336),
        horizon_days=of["horizon_days"].whole_number(1, 730),
        grace_minutes=of["grace_minutes"].whole_number(0, 120),
        emergency_number=short_number(of["emergency_number"]),
        on_call_number=phone_number(of["on_call_number"]),
        transfer_number=None if of["transfer_number"].is_missing else transfer_number(of["transfer_number"]),
        waiting_list_hours=of["waiting_list_hours"].whole_number(1, 168),
        retention=Retention() if of["retention"].is_missing else retention(of["retention"]),
    )
