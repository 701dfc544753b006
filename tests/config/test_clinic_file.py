"""The clinic's file, and one line for every mistake in it."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path

import attrs
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from receptionist.config.clinic_file import clinic_at, example_clinic, parse_clinic
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
MONDAY = 'monday = ["08:00-12:00", "13:00-17:00"]\n'


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


def test_the_shipped_file_is_the_clinic_of_the_course() -> None:
    assert example_clinic() == BRIGHT_SMILE
    assert clinic_at(EXAMPLE) == BRIGHT_SMILE


def test_reading_twice_gives_equal_clinics() -> None:
    assert parse_clinic(TEXT.encode(), FILE) == parse_clinic(TEXT.encode(), FILE)


def test_an_editors_byte_order_mark_and_line_ends_are_no_mistake() -> None:
    assert parse_clinic(b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode(), FILE) == BRIGHT_SMILE


def on_friday(*openings: Opening) -> Clinic:
    return attrs.evolve(BRIGHT_SMILE, hours={**BRIGHT_SMILE.hours, "friday": openings})


@pytest.mark.parametrize(
    ("key", "value", "clinic"),
    [
        ("phone", '"030\u00a0123 (Zahnärzte)"', attrs.evolve(BRIGHT_SMILE, phone="030\u00a0123 (Zahnärzte)")),
        ("closures", "[]", attrs.evolve(BRIGHT_SMILE, closures=frozenset())),
        (
            "closures",
            "[2027-01-01, 2027-01-01]",
            attrs.evolve(BRIGHT_SMILE, closures=frozenset({date(2027, 1, 1)})),
        ),
        ("visit_minutes", "5", attrs.evolve(BRIGHT_SMILE, visit_minutes=5)),
        ("start_every_minutes", "480", attrs.evolve(BRIGHT_SMILE, start_every_minutes=480)),
        ("horizon_days", "730", attrs.evolve(BRIGHT_SMILE, horizon_days=730)),
        ("time_zone", '"UTC"', attrs.evolve(BRIGHT_SMILE, time_zone="UTC")),
        ("friday", "[]", on_friday()),
        ("friday", '["00:00-23:59"]', on_friday(Opening(time(0), time(23, 59)))),
        (
            "friday",
            '["08:00-08:30", "08:30-09:00"]',
            on_friday(Opening(time(8), time(8, 30)), Opening(time(8, 30), time(9))),
        ),
    ],
)
def test_what_is_accepted(key: str, value: str, clinic: Clinic) -> None:
    assert parse_clinic(line_with(key, value).encode(), FILE) == clinic


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
            f"time_zone in {FILE} is 'America'; accepted: {ZONE}; the nearest is America/Nome",
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
            rf"hours.fri\nday in {FILE} is an array; accepted: only {WEEK}; the nearest is friday",
        ),
        (
            TEXT.replace("friday", "name.a.b"),
            f"hours.name in {FILE} is a table; accepted: only {WEEK}; the nearest is monday",
        ),
        (f"{TEXT}[hours.saturday]", f"hours.saturday in {FILE} is a table; accepted: an array of openings, "),
    ],
)
def test_a_key_that_does_not_belong_is_told_with_the_nearest(content: str, told: str) -> None:
    assert refusal(content).startswith(f"setting {told}")


@pytest.mark.parametrize("hours", ["[hours]", "[hours]\nmonday = []"])
def test_a_clinic_that_never_opens_is_no_clinic(hours: str) -> None:
    content = TEXT.split("[hours]", maxsplit=1)[0] + hours
    assert refusal(content) == f"setting hours in {FILE} is a table; accepted: at least one weekday with an opening"


def test_what_should_be_a_table_is_told() -> None:
    content = 'dentist = "Dr. Lee"\n' + TEXT.replace('[dentist]\nid = "lee"', "[hours]\n").split("[dentist]")[0]
    assert refusal(content) == f"setting dentist in {FILE} is 'Dr. Lee'; accepted: a table, begun with [dentist]"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ('name = = "x"', f"line 1, column 8 of {FILE} is 'name = = \"x\"'; accepted: TOML (Invalid value)"),
        (
            "\r\n\r\nname",
            f"line 3, column 5 of {FILE} is the end of the file; accepted: TOML (Expected '=' after a key",
        ),
        (
            "a = 1\nb = [1,\n",
            f"line 3, column 1 of {FILE} is the end of the file; accepted: TOML (",
        ),
        ("a = 1\na = 2\n", f"line 2, column 6 of {FILE} is 'a = 2'; accepted: TOML (Cannot overwrite a value)"),
        (b"name = 'x'\nphone = '\xc3\xa9\xff'", f"line 2, column 11 of {FILE} is byte 0xff; accepted: UTF-8"),
        (b"\xef\xbb\xbf\xff", f"line 1, column 1 of {FILE} is byte 0xff; accepted: UTF-8"),
        ("a = " + "[" * 9999, f"{FILE} is nested too deeply; accepted: TOML of a clinic"),
        ("a = " + "9" * 9999, f"{FILE} is not TOML; accepted: TOML (Exceeds the limit"),
    ],
)
def test_what_is_not_toml_is_told_with_line_and_column(content: str | bytes, told: str) -> None:
    assert refusal(content).startswith(f"setting {told}")


def test_a_very_deep_key_is_told_like_any_other() -> None:
    told = f"setting a in {FILE} is a table; accepted: only {CLINIC_KEYS}; the nearest is name"
    assert refusal(".".join("a" * 20_000) + " = 1") == told


def told_of(path: Path) -> str:
    with pytest.raises(SettingError) as caught:
        clinic_at(path)
    return str(caught.value).replace(str(path), "PATH")


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    (tmp_path / "large").write_bytes(b"#" * 65_537)
    assert {name: told_of(tmp_path / name) for name in ("none", "folder", "loop", "large", "\0")} == {
        "none": "setting clinic file PATH is missing; accepted: a TOML file that can be read",
        "folder": "setting clinic file PATH is a directory; accepted: a TOML file that can be read",
        "loop": (
            "setting clinic file PATH is unreadable (Too many levels of symbolic links); "
            "accepted: a TOML file that can be read"
        ),
        "large": "setting clinic file PATH is larger than 64 KiB; accepted: a TOML file that can be read",
        "\0": (f"setting clinic file {tmp_path}/\\x00 is no possible path; accepted: a TOML file that can be read"),
    }


def test_a_file_that_may_not_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    # The tests may run as root, who may read everything.
    monkeypatch.setattr(Path, "open", refuse)
    told = "setting clinic file PATH is unreadable (Permission denied); accepted: a TOML file that can be read"
    assert told_of(tmp_path / "clinic.toml") == told


def test_the_error_keeps_its_facts() -> None:
    with pytest.raises(SettingError) as caught:
        parse_clinic(line_with("visit_minutes", "3").encode(), FILE)
    error = caught.value
    assert (error.name, error.value, error.accepted) == (f"visit_minutes in {FILE}", 3, MINUTES)


KEYS = ["name", "phone", "time_zone", "visit_minutes", "closures", "id", "monday", "friday"]
SCALAR = st.sampled_from(
    ["true", "nan", "-inf", "1e999", "0xff", "2026-12-25", "08:00:00", "2026-01-01T00:00:00+23:59", "{}", "'''\n'''"]
)
TIMES_LIKE = st.from_regex(r"[0-2][0-9]:[0-6][0-9]-[0-2][0-9]:[0-6][0-9]", fullmatch=True).map(lambda t: f'"{t}"')
QUOTED = st.text(st.characters(exclude_categories=["Cs"]), max_size=20).map(lambda text: f'"{text}"')
JUNK = st.recursive(
    SCALAR | TIMES_LIKE | QUOTED | st.integers().map(str),
    lambda inner: st.lists(inner, max_size=3).map(lambda some: f"[{', '.join(some)}]"),
    max_leaves=6,
)
TOMLISH = (
    st.builds(line_with, st.sampled_from([k for k in KEYS if k != "name"]), JUNK)
    | st.builds(lambda key, value: f"{key} = {value}\n{TEXT}", QUOTED | st.sampled_from(KEYS), JUNK)
    | st.builds(lambda start, end, junk: TEXT[:start] + junk + TEXT[end:], *[st.integers(0, len(TEXT))] * 2, st.text())
)


def outcome(content: bytes) -> Clinic | str:
    try:
        return parse_clinic(content, FILE)
    except SettingError as error:
        return str(error)


@given(st.binary(max_size=200) | TOMLISH.map(lambda text: text.encode("utf-8", "surrogatepass")))
@example(b"a = 0x" + b"f" * 9999)
@example(b'"\\u2028" = 1')
def test_no_file_raises_anything_but_a_setting_error_of_one_line(content: bytes) -> None:
    found = outcome(content)
    assert found == outcome(content)
    assert isinstance(found, Clinic) or len(found.splitlines()) == 1
