"""The clinic's file: what it may look like, and what is no such file."""

from __future__ import annotations

from datetime import time
from pathlib import Path

import attrs
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from receptionist.config.clinic_file import clinic_at, example_clinic, parse_clinic
from receptionist.domain.clinic import Clinic, Held, Retention, Treatment
from receptionist.errors import SettingError
from tests.config.clinic_texts import (
    BRIGHT_SMILE,
    EXAM,
    EXAMPLE,
    FILE,
    TEXT,
    changed,
    hours,
    line_with,
    refusal,
)


def test_the_shipped_file_is_the_clinic_of_the_course() -> None:
    assert example_clinic() == BRIGHT_SMILE
    assert clinic_at(EXAMPLE) == BRIGHT_SMILE


def test_reading_twice_gives_equal_clinics() -> None:
    assert parse_clinic(TEXT.encode(), FILE) == parse_clinic(TEXT.encode(), FILE)


def test_an_editors_byte_order_mark_and_line_ends_are_no_mistake() -> None:
    assert parse_clinic(b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode(), FILE) == BRIGHT_SMILE


def lee_on_friday(*written: str) -> Clinic:
    """The example with other hours for Dr. Lee on Fridays."""
    lee, *others = BRIGHT_SMILE.providers
    lee = attrs.evolve(lee, hours={**lee.hours, "friday": hours(*written)})
    return attrs.evolve(BRIGHT_SMILE, providers=(lee, *others))


def held(start: str, release: str) -> Held:
    return Held(times=(time.fromisoformat(start),), provider="patel", release=time.fromisoformat(release))


def with_exam(exam: Treatment) -> Clinic:
    """The example with another first treatment."""
    return attrs.evolve(BRIGHT_SMILE, treatments=(exam, *BRIGHT_SMILE.treatments[1:]))


@pytest.mark.parametrize(
    ("key", "value", "clinic"),
    [
        ("phone", '"+49 30\u00a0123456-0"', attrs.evolve(BRIGHT_SMILE, phone="+49 30\u00a0123456-0")),
        ("phone", '"555.123.4567 ext. 12"', attrs.evolve(BRIGHT_SMILE, phone="555.123.4567 ext. 12")),
        ("emergency_number", '"15"', attrs.evolve(BRIGHT_SMILE, emergency_number="15")),
        ("start_every_minutes", "5", attrs.evolve(BRIGHT_SMILE, start_every_minutes=5)),
        ("horizon_days", "730", attrs.evolve(BRIGHT_SMILE, horizon_days=730)),
        ("notice_hours", "0", attrs.evolve(BRIGHT_SMILE, notice_hours=0)),
        ("grace_minutes", "0", attrs.evolve(BRIGHT_SMILE, grace_minutes=0)),
        ("waiting_list_hours", "168", attrs.evolve(BRIGHT_SMILE, waiting_list_hours=168)),
        ("time_zone", '"UTC"', attrs.evolve(BRIGHT_SMILE, time_zone="UTC")),
        ("default_treatment", '"crown-seat"', attrs.evolve(BRIGHT_SMILE, default_treatment="crown-seat")),
        ("friday", "[]", lee_on_friday()),
        ("friday", '["00:00-23:59"]', lee_on_friday("00:00-23:59")),
        ("friday", '["08:00-08:30", "08:30-09:00"]', lee_on_friday("08:00-08:30", "08:30-09:00")),
        ("minutes", "5", with_exam(attrs.evolve(EXAM, minutes=5))),
        ("minutes", "240", with_exam(attrs.evolve(EXAM, minutes=240))),
        ("buffer_minutes", "0", with_exam(attrs.evolve(EXAM, buffer_minutes=0))),
        ("new_patients", "false", with_exam(attrs.evolve(EXAM, new_patients=False))),
        ("new_patients", "true\nyoungest = 18\noldest = 18", with_exam(attrs.evolve(EXAM, youngest=18, oldest=18))),
        ("new_patients", "true\nyoungest = 65", with_exam(attrs.evolve(EXAM, youngest=65))),
        ("new_patients", "true\noldest = 0", with_exam(attrs.evolve(EXAM, oldest=0))),
        ("also.en", '["Exam", "exám"]', with_exam(attrs.evolve(EXAM, also={**EXAM.also, "en": ("Exam", "exám")}))),
        ("also.en", "", with_exam(attrs.evolve(EXAM, also={**EXAM.also, "en": ()}))),
        ("release", '"10:59"', attrs.evolve(BRIGHT_SMILE, held=(held("11:00", "10:59"), BRIGHT_SMILE.held[1]))),
        ("times", '["11:30"]', attrs.evolve(BRIGHT_SMILE, held=(held("11:30", "09:30"), BRIGHT_SMILE.held[1]))),
    ],
)
def test_what_is_accepted(key: str, value: str, clinic: Clinic) -> None:
    assert parse_clinic(line_with(key, value).encode(), FILE) == clinic


def test_what_may_be_left_out_is_none() -> None:
    """No closures, nothing held, no periods of retention, no other words for anything."""
    clinic = attrs.evolve(
        BRIGHT_SMILE,
        held=(),
        closures={},
        retention=Retention(),
        treatments=tuple(attrs.evolve(one, also={"en": (), "es": ()}) for one in BRIGHT_SMILE.treatments),
    )
    left_out = TEXT.split("[[held]]", maxsplit=1)[0].replace("also.", "# also.")
    assert parse_clinic(left_out.encode(), FILE) == clinic
    assert parse_clinic(f"held = []\nclosures = {{}}\n{left_out}".encode(), FILE) == clinic


@pytest.mark.parametrize(
    ("written", "dialled"),
    [
        ("+15551234570", "+15551234570"),
        ("+1 (555) 123-4570", "+15551234570"),
        ("+49 30/123 456-0", "+49301234560"),
    ],
)
def test_the_number_that_callers_are_put_through_to_is_kept_as_a_machine_dials_it(written: str, dialled: str) -> None:
    text = changed(("grace_minutes = 15", f'grace_minutes = 15\ntransfer_number = "{written}"'))
    assert parse_clinic(text.encode(), FILE) == attrs.evolve(BRIGHT_SMILE, transfer_number=dialled)


@pytest.mark.parametrize(
    ("lunch", "friday"),
    [
        ("12:00-13:00", ("08:00-12:00", "13:00-14:00")),
        ("12:15-12:30", ("08:00-12:15", "12:30-14:00")),
        ("13:00-14:00", ("08:00-13:00",)),
        ("06:00-08:30", ("08:30-14:00",)),
        ("17:00-18:00", ("08:00-14:00",)),
    ],
)
def test_lunch_is_cut_out_of_everybodys_hours(lunch: str, friday: tuple[str, ...]) -> None:
    clinic = parse_clinic(f'lunch = "{lunch}"\n{TEXT}'.encode(), FILE)
    assert [clinic.provider(one).hours["friday"] for one in ("lee", "patel")] == [hours(*friday)] * 2


def test_what_the_example_leaves_out_can_be_let_in() -> None:
    """The lines that are put in comments there are right as they stand."""
    text = changed(("# lunch", "lunch"), ("# transfer_number", "transfer_number"))
    clinic = parse_clinic(text.encode(), FILE)
    assert clinic.transfer_number == "+15551234570"
    assert clinic.provider("patel").hours["friday"] == hours("08:00-12:00", "13:00-14:00")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ('name = = "x"', f"line 1, column 8 of {FILE} is 'name = = \"x\"'; accepted: TOML (Invalid value)"),
        (
            "\r\n\r\nname",
            (
                f"line 3, column 5 of {FILE} is the end of the file; "
                "accepted: TOML (Expected '=' after a key in a key/value pair)"
            ),
        ),
        (
            "a = 1\nb = [1,\n",
            f"line 3, column 1 of {FILE} is the end of the file; accepted: TOML (Invalid value)",
        ),
        ("a = 1\na = 2\n", f"line 2, column 6 of {FILE} is 'a = 2'; accepted: TOML (Cannot overwrite a value)"),
        (b"name = 'x'\nphone = '\xc3\xa9\xff'", f"line 2, column 11 of {FILE} is byte 0xff; accepted: UTF-8"),
        (b"\xef\xbb\xbf\xff", f"line 1, column 1 of {FILE} is byte 0xff; accepted: UTF-8"),
        ("a = " + "[" * 9999, f"{FILE} is nested too deeply; accepted: TOML of a clinic"),
        (
            "a = " + "9" * 9999,
            f"{FILE} is not TOML; accepted: TOML (Exceeds the limit (4300 digits) for integer string conversion)",
        ),
    ],
)
def test_what_is_not_toml_is_told_with_line_and_column(content: str | bytes, told: str) -> None:
    assert refusal(content) == f"setting {told}"


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


KEYS = [
    "name", "phone", "time_zone", "start_every_minutes", "default_treatment", "id", "role", "monday", "friday", "names",
    "also.en", "minutes", "providers", "new_patients", "youngest", "oldest", "times", "release", "2026-11-26",
]  # fmt: skip
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
