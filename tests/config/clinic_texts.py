"""The example clinic as a text to be changed, and as the value that it stands for."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path

import pytest

from receptionist.config.clinic_file import parse_clinic
from receptionist.domain.clinic import Chair, Clinic, Held, Opening, Provider, Retention, Treatment, Weekday
from receptionist.errors import SettingError
from receptionist.language import Language

EXAMPLE = Path(__file__).parents[2] / "receptionist" / "bright_smile.toml"
TEXT = EXAMPLE.read_text(encoding="utf-8")
FILE = "/srv/clinic.toml"


def hours(*written: str) -> tuple[Opening, ...]:
    """Openings written as `08:00-12:00`."""
    pairs = (one.split("-") for one in written)
    return tuple(Opening(time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in pairs)


def monday_to_thursday(*written: str) -> dict[Weekday, tuple[Opening, ...]]:
    return {
        "monday": hours(*written),
        "tuesday": hours(*written),
        "wednesday": hours(*written),
        "thursday": hours(*written),
    }


def treatment(
    its_id: str,
    minutes: int,
    english: tuple[str, ...],
    spanish: tuple[str, ...],
    *providers: str,
    new_patients: bool = True,
    ages: tuple[int | None, int | None] = (None, None),
) -> Treatment:
    """A treatment with a buffer of ten minutes, whose first word in each language is its name."""
    names: dict[Language, str] = {"en": english[0], "es": spanish[0]}
    return Treatment(
        id=its_id,
        names=names,
        also={"en": english[1:], "es": spanish[1:]},
        minutes=minutes,
        buffer_minutes=10,
        providers=providers,
        new_patients=new_patients,
        youngest=ages[0],
        oldest=ages[1],
    )


EXAM = treatment(
    "exam",
    30,
    ("exam", "examination", "dental exam", "regular exam", "check-up", "checkup", "check up"),
    ("revisión", "revisión dental", "chequeo", "examen", "examen dental", "control"),
    "lee",
    "patel",
)
CLEANING = treatment(
    "cleaning",
    60,
    ("cleaning", "teeth cleaned", "teeth cleaning", "dental cleaning", "clean my teeth"),
    ("limpieza", "limpieza dental", "limpieza de dientes", "limpiar los dientes"),
    "torres",
)
NEW_PATIENT = treatment(
    "new-patient",
    60,
    ("new patient visit", "new patient exam", "new patient appointment", "first visit", "first appointment"),
    ("primera consulta", "primera visita", "primera cita", "paciente nuevo", "paciente nueva"),
    "lee",
    "patel",
)
CHILD_EXAM = treatment(
    "child-exam",
    30,
    ("child exam", "children's exam", "kid's exam", "child's check-up", "kid's check-up", "pediatric exam"),
    ("revisión infantil", "revisión para niños", "revisión para niñas", "chequeo infantil", "examen infantil"),
    "patel",
    "lee",
    ages=(0, 12),
)
FILLING = treatment(
    "filling",
    60,
    ("filling", "fillings", "cavity filled"),
    ("empaste", "empastes", "relleno", "tapadura"),
    "lee",
    "patel",
)
CROWN_PREP = treatment(
    "crown-prep",
    90,
    ("crown preparation", "crown prep", "prepare a crown"),
    ("preparación de corona", "preparar una corona", "tallado de corona"),
    "lee",
    new_patients=False,
)
CROWN_SEAT = treatment(
    "crown-seat",
    30,
    ("crown seating", "crown seat", "permanent crown", "get my crown put on"),
    ("colocación de corona", "colocar la corona", "corona definitiva"),
    "lee",
    new_patients=False,
)
EMERGENCY = treatment(
    "emergency",
    30,
    ("emergency visit", "emergency", "emergency appointment", "toothache", "tooth pain", "broken tooth"),
    ("visita de urgencia", "urgencia", "emergencia", "cita de urgencia", "dolor de muelas", "diente roto"),
    "patel",
    "lee",
)

BRIGHT_SMILE = Clinic(
    name="Bright Smile Dental",
    short_address="123 Main St",
    address="123 Main Street, Suite 200",
    phone="(555) 123-4567",
    arrival_instructions={
        "en": "Please arrive 15 minutes early for paperwork.",
        "es": "Por favor, llegue 15 minutos antes para completar los formularios.",
    },
    time_zone="America/New_York",
    providers=(
        Provider(
            id="lee",
            name="Dr. Lee",
            role="dentist",
            hours={**monday_to_thursday("08:00-12:00", "13:00-17:00"), "friday": hours("08:00-14:00")},
        ),
        Provider(
            id="patel",
            name="Dr. Patel",
            role="dentist",
            hours={**monday_to_thursday("09:00-12:00", "13:00-17:00"), "friday": hours("08:00-14:00")},
        ),
        Provider(
            id="torres",
            name="Maya Torres",
            role="hygienist",
            hours={
                **monday_to_thursday("08:00-12:00", "13:00-17:00"),
                "thursday": hours("08:00-12:00", "13:00-16:00"),
            },
        ),
    ),
    chairs=tuple(Chair(id=f"chair-{number}", name=f"Chair {number}") for number in (1, 2, 3)),
    treatments=(EXAM, CLEANING, NEW_PATIENT, CHILD_EXAM, FILLING, CROWN_PREP, CROWN_SEAT, EMERGENCY),
    default_treatment="exam",
    emergency_treatment="emergency",
    held=(
        Held(times=(time(11),), provider="patel", release=time(9, 30)),
        Held(times=(time(15, 30),), provider="patel", release=time(13)),
    ),
    closures={
        date(2026, 1, 1): "New Year's Day",
        date(2026, 1, 19): "Martin Luther King Jr. Day",
        date(2026, 2, 16): "Presidents' Day",
        date(2026, 5, 25): "Memorial Day",
        date(2026, 6, 19): "Juneteenth",
        date(2026, 7, 3): "Independence Day (observed)",
        date(2026, 7, 4): "Independence Day",
        date(2026, 9, 7): "Labor Day",
        date(2026, 10, 12): "Columbus Day",
        date(2026, 11, 11): "Veterans Day",
        date(2026, 11, 26): "Thanksgiving Day",
        date(2026, 12, 25): "Christmas Day",
        date(2027, 1, 1): "New Year's Day",
        date(2027, 1, 18): "Martin Luther King Jr. Day",
        date(2027, 2, 15): "Presidents' Day",
        date(2027, 5, 31): "Memorial Day",
        date(2027, 6, 18): "Juneteenth (observed)",
        date(2027, 6, 19): "Juneteenth",
        date(2027, 7, 4): "Independence Day",
        date(2027, 7, 5): "Independence Day (observed)",
        date(2027, 9, 6): "Labor Day",
        date(2027, 10, 11): "Columbus Day",
        date(2027, 11, 11): "Veterans Day",
        date(2027, 11, 25): "Thanksgiving Day",
        date(2027, 12, 24): "Christmas Day (observed)",
        date(2027, 12, 25): "Christmas Day",
        date(2027, 12, 31): "New Year's Day (observed)",
    },
    start_every_minutes=30,
    notice_hours=24,
    horizon_days=180,
    grace_minutes=15,
    emergency_number="911",
    on_call_number="(555) 123-4599",
    transfer_number=None,
    waiting_list_hours=4,
    retention=Retention(utterances_days=90, appointments_days=3650, access_days=1095),
)


def refusal(content: str | bytes) -> str:
    with pytest.raises(SettingError) as caught:
        parse_clinic(content if isinstance(content, bytes) else content.encode(), FILE)
    return str(caught.value)


def line_with(key: str, value: str) -> str:
    """The example with another value for one key where it first stands, or without it when there is no value."""
    lines = TEXT.splitlines(keepends=True)
    index = next(index for index, line in enumerate(lines) if line.startswith(f"{key} = "))
    lines[index] = f"{key} = {value}\n" if value else ""
    return "".join(lines)


def changed(*changes: tuple[str, str]) -> str:
    """The example with one text in the place of another, each where it first stands."""
    text = TEXT
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def table_with(table: str, written: str) -> str:
    """The example with another content for one table, all that belongs to it until the next."""
    before, rest = TEXT.split(f"\n[{table}]", maxsplit=1)
    _, bracket, after = rest.partition("\n[")
    return f"{before}\n[{table}]\n{written}{bracket}{after}"
