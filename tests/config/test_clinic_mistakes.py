"""One line for every mistake in the clinic's file: where it is, what stands there, what is accepted."""

from __future__ import annotations

import pytest

from receptionist.config.clinic_file import parse_clinic
from receptionist.errors import SettingError
from tests.config.clinic_texts import FILE, TEXT, line_with, refusal

CLINIC_KEYS = (
    "name, short_address, address, phone, arrival_instructions, time_zone, dentist, hours, closures, "
    "visit_minutes, start_every_minutes, horizon_days"
)
WEEK = "monday, tuesday, wednesday, thursday, friday, saturday, sunday"
A_TEXT = "a text on one line, not empty"
TIMES = 'two times from 00:00 to 23:59, as "08:00-12:00"'
ZONE = "an IANA time zone, as America/New_York"
ID = "a text of a-z, 0-9 and -, as lee"
DATE = "a date without quotes, as 2026-12-25"
MINUTES = "a whole number from 5 to 480"


@pytest.mark.parametrize(
    ("key", "accepted"),
    [
        ("name", A_TEXT),
        ("short_address", A_TEXT),
        ("address", A_TEXT),
        ("phone", A_TEXT),
        ("arrival_instructions", A_TEXT),
        ("time_zone", ZONE),
        ("visit_minutes", MINUTES),
        ("start_every_minutes", MINUTES),
        ("horizon_days", "a whole number from 1 to 730"),
        ("closures", "an array of dates, as [2026-12-25]"),
    ],
)
def test_a_missing_key_is_told_with_what_belongs_there(key: str, accepted: str) -> None:
    assert refusal(line_with(key, "")) == f"setting {key} in {FILE} is missing; accepted: {accepted}"


@pytest.mark.parametrize(
    ("content", "table"),
    [
        (TEXT.split("[hours]", maxsplit=1)[0], "hours"),
        (TEXT.split("[dentist]", maxsplit=1)[0], "dentist"),
    ],
)
def test_a_missing_table_is_told(content: str, table: str) -> None:
    assert refusal(content) == f"setting {table} in {FILE} is missing; accepted: a table, begun with [{table}]"


@pytest.mark.parametrize(("line", "key"), [('id = "lee"', "id"), ('name = "Dr. Lee"', "name")])
def test_a_missing_key_of_the_dentist_is_told(line: str, key: str) -> None:
    accepted = {"id": ID, "name": A_TEXT}[key]
    assert refusal(TEXT.replace(line, "")) == f"setting dentist.{key} in {FILE} is missing; accepted: {accepted}"


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("name", '""', f"name in {FILE} is ''; accepted: {A_TEXT}"),
        ("name", '"  "', f"name in {FILE} is '  '; accepted: {A_TEXT}"),
        ("phone", "5551234567", f"phone in {FILE} is 5551234567; accepted: {A_TEXT}"),
        ("phone", "true", f"phone in {FILE} is true; accepted: {A_TEXT}"),
        ("address", '["123 Main Street"]', f"address in {FILE} is an array; accepted: {A_TEXT}"),
        ("address", r'"a\nb"', rf"address in {FILE} is 'a\nb'; accepted: {A_TEXT}"),
        ("address", r'"a\u2028b"', rf"address in {FILE} is 'a\u2028b'; accepted: {A_TEXT}"),
        ("address", f'"{"a" * 99}\\n"', f"address in {FILE} is '{'a' * 80}'…; accepted: {A_TEXT}"),
        ("time_zone", '""', f"time_zone in {FILE} is ''; accepted: {ZONE}"),
        (
            "time_zone",
            '"america/new_york"',
            f"time_zone in {FILE} is 'america/new_york'; accepted: {ZONE}; the nearest is America/New_York",
        ),
        (
            "time_zone",
            '"America"',
            f"time_zone in {FILE} is 'America'; accepted: {ZONE}; the nearest is America/Nuuk",
        ),
        (
            "time_zone",
            '"right/America/New_York"',
            f"time_zone in {FILE} is 'right/America/New_York'; accepted: {ZONE}; the nearest is America/New_York",
        ),
        ("time_zone", '"localtime"', f"time_zone in {FILE} is 'localtime'; accepted: {ZONE}"),
        ("time_zone", '"../../etc/passwd"', f"time_zone in {FILE} is '../../etc/passwd'; accepted: {ZONE}"),
        ("time_zone", "-5", f"time_zone in {FILE} is -5; accepted: {ZONE}"),
        ("visit_minutes", "4", f"visit_minutes in {FILE} is 4; accepted: {MINUTES}"),
        ("visit_minutes", "481", f"visit_minutes in {FILE} is 481; accepted: {MINUTES}"),
        ("visit_minutes", "30.0", f"visit_minutes in {FILE} is 30.0; accepted: {MINUTES}"),
        ("visit_minutes", "nan", f"visit_minutes in {FILE} is nan; accepted: {MINUTES}"),
        ("visit_minutes", '"30"', f"visit_minutes in {FILE} is '30'; accepted: {MINUTES}"),
        ("visit_minutes", "08:30:00", f"visit_minutes in {FILE} is 08:30:00; accepted: {MINUTES}"),
        ("start_every_minutes", "0", f"start_every_minutes in {FILE} is 0; accepted: {MINUTES}"),
        ("start_every_minutes", "true", f"start_every_minutes in {FILE} is true; accepted: {MINUTES}"),
        ("horizon_days", "0", f"horizon_days in {FILE} is 0; accepted: a whole number from 1 to 730"),
        (
            "horizon_days",
            "0x" + "f" * 5000,
            f"horizon_days in {FILE} is a number beyond 64 bits; accepted: a whole number from 1 to 730",
        ),
        ("closures", "2026-12-25", f"closures in {FILE} is 2026-12-25; accepted: an array of dates, as [2026-12-25]"),
        ("closures", '["2026-12-25"]', f"closures[0] in {FILE} is '2026-12-25'; accepted: {DATE}"),
        (
            "closures",
            "[2026-12-25, 2026-12-26T00:00:00]",
            f"closures[1] in {FILE} is 2026-12-26T00:00:00; accepted: {DATE}",
        ),
        ("id", '"Dr. Lee"', f"dentist.id in {FILE} is 'Dr. Lee'; accepted: {ID}"),
        ("id", '""', f"dentist.id in {FILE} is ''; accepted: {ID}"),
        ("id", r'"lee\n"', rf"dentist.id in {FILE} is 'lee\n'; accepted: {ID}"),
        ("id", "7", f"dentist.id in {FILE} is 7; accepted: {ID}"),
    ],
)
def test_a_value_that_cannot_be_used_is_told_with_what_can(key: str, value: str, told: str) -> None:
    assert refusal(line_with(key, value)) == f"setting {told}"


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ('"08:00-12:00"', " is '08:00-12:00'; accepted: an array of openings, as [\"08:00-12:00\"]; [] when closed"),
        ("[8]", f"[0] in {FILE} is 8; accepted: {TIMES}"),
        ('["8:00-12:00"]', f"[0] in {FILE} is '8:00-12:00'; accepted: {TIMES}"),
        ('["08:00 - 12:00"]', f"[0] in {FILE} is '08:00 - 12:00'; accepted: {TIMES}"),
        ('["08:00–12:00"]', f"[0] in {FILE} is '08:00–12:00'; accepted: {TIMES}"),  # noqa: RUF001 (the slip itself)
        ('["08:00"]', f"[0] in {FILE} is '08:00'; accepted: {TIMES}"),
        ('["08:00-24:00"]', f"[0] in {FILE} is '08:00-24:00'; accepted: {TIMES}"),
        ('["08:60-12:00"]', f"[0] in {FILE} is '08:60-12:00'; accepted: {TIMES}"),
        ('["٠٨:00-12:00"]', f"[0] in {FILE} is '٠٨:00-12:00'; accepted: {TIMES}"),
        ('["08:00-12:00", ""]', f"[1] in {FILE} is ''; accepted: {TIMES}"),
        ('[["08:00", "12:00"]]', f"[0] in {FILE} is an array; accepted: {TIMES}"),
        (
            '["12:00-08:00"]',
            f"[0] in {FILE} is '12:00-08:00'; accepted: an opening that ends after it begins, on the same day",
        ),
        (
            '["08:00-08:00"]',
            f"[0] in {FILE} is '08:00-08:00'; accepted: an opening that ends after it begins, on the same day",
        ),
        (
            '["08:00-08:29"]',
            f"[0] in {FILE} is '08:00-08:29'; accepted: an opening at least as long as a visit, 30 minutes",
        ),
        (
            '["08:00-12:00", "11:59-17:00"]',
            f"[1] in {FILE} is '11:59-17:00'; accepted: an opening that begins when the one before has ended, 12:00",
        ),
        (
            '["13:00-17:00", "08:00-12:00"]',
            f"[1] in {FILE} is '08:00-12:00'; accepted: an opening that begins when the one before has ended, 17:00",
        ),
    ],
)
def test_hours_that_cannot_be_kept_are_told(value: str, told: str) -> None:
    place = "" if told.startswith("[") else f" in {FILE}"
    assert refusal(line_with("monday", value)) == f"setting hours.monday{place}{told}"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (
            TEXT.replace("short_address", "shrt_address"),
            f"shrt_address in {FILE} is '123 Main St'; accepted: only {CLINIC_KEYS}; the nearest is short_address",
        ),
        (
            TEXT.replace("[dentist]", "[dentists]"),
            f"dentists in {FILE} is a table; accepted: only {CLINIC_KEYS}; the nearest is dentist",
        ),
        (
            TEXT.replace('id = "lee"', 'ID = "lee"'),
            f"dentist.ID in {FILE} is 'lee'; accepted: only id, name; the nearest is id",
        ),
        (
            TEXT.replace("tuesday", "teusday"),
            f"hours.teusday in {FILE} is an array; accepted: only {WEEK}; the nearest is tuesday",
        ),
        (
            TEXT.replace("friday", "FRIDAY"),
            f"hours.FRIDAY in {FILE} is an array; accepted: only {WEEK}; the nearest is friday",
        ),
        (
            TEXT.replace("friday", r'"fri\nday"'),
            rf"hours.'fri\nday' in {FILE} is an array; accepted: only {WEEK}; the nearest is friday",
        ),
        (
            TEXT.replace("friday", "name.a.b"),
            f"hours.name in {FILE} is a table; accepted: only {WEEK}; the nearest is sunday",
        ),
        (
            f"{TEXT}[hours.saturday]",
            f'hours.saturday in {FILE} is a table; accepted: an array of openings, as ["08:00-12:00"]; [] when closed',
        ),
    ],
)
def test_a_key_that_does_not_belong_is_told_with_the_nearest(content: str, told: str) -> None:
    assert refusal(content) == f"setting {told}"


@pytest.mark.parametrize("hours", ["[hours]", "[hours]\nmonday = []"])
def test_a_clinic_that_never_opens_is_no_clinic(hours: str) -> None:
    content = TEXT.split("[hours]", maxsplit=1)[0] + hours
    assert refusal(content) == f"setting hours in {FILE} is a table; accepted: at least one weekday with an opening"


def test_what_should_be_a_table_is_told() -> None:
    content = 'dentist = "Dr. Lee"\n' + TEXT.split("[dentist]", maxsplit=1)[0]
    assert refusal(content) == f"setting dentist in {FILE} is 'Dr. Lee'; accepted: a table, begun with [dentist]"


def test_a_very_deep_key_is_told_like_any_other() -> None:
    told = f"setting a in {FILE} is a table; accepted: only {CLINIC_KEYS}; the nearest is name"
    assert refusal(".".join("a" * 2_000) + " = 1") == told


def test_the_error_keeps_its_facts() -> None:
    with pytest.raises(SettingError) as caught:
        parse_clinic(line_with("visit_minutes", "3").encode(), FILE)
    error = caught.value
    assert (error.name, error.value, error.accepted) == (f"visit_minutes in {FILE}", 3, MINUTES)
