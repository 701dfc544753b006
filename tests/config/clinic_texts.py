"""The example clinic as a text to be changed, and as the value that it stands for."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path

import pytest

from receptionist.config.clinic_file import parse_clinic
from receptionist.domain.clinic import Clinic, Dentist, Opening
from receptionist.errors import SettingError

EXAMPLE = Path(__file__).parents[2] / "receptionist" / "bright_smile.toml"
TEXT = EXAMPLE.read_text(encoding="utf-8")
FILE = "/srv/clinic.toml"

WHOLE_DAY = (Opening(time(8), time(12)), Opening(time(13), time(17)))
BRIGHT_SMILE = Clinic(
    name="Bright Smile Dental",
    short_address="123 Main St",
    address="123 Main Street, Suite 200",
    phone="(555) 123-4567",
    arrival_instructions="Please arrive 15 minutes early for paperwork.",
    time_zone="America/New_York",
    dentist=Dentist(id="lee", name="Dr. Lee"),
    hours={
        "monday": WHOLE_DAY,
        "tuesday": WHOLE_DAY,
        "wednesday": WHOLE_DAY,
        "thursday": WHOLE_DAY,
        "friday": (Opening(time(8), time(14)),),
    },
    closures=frozenset({date(2026, 11, 26), date(2026, 12, 25), date(2027, 1, 1)}),
    visit_minutes=30,
    start_every_minutes=30,
    horizon_days=180,
)


def refusal(content: str | bytes) -> str:
    with pytest.raises(SettingError) as caught:
        parse_clinic(content if isinstance(content, bytes) else content.encode(), FILE)
    return str(caught.value)


def line_with(key: str, value: str) -> str:
    """The example with another value for one key, or without it when there is no value."""
    lines = TEXT.splitlines(keepends=True)
    index = next(index for index, line in enumerate(lines) if line.startswith(f"{key} = "))
    lines[index] = f"{key} = {value}\n" if value else ""
    return "".join(lines)
