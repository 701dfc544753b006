"""The clinic's file: what it may look like, and what is no such file."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path

import attrs
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from receptionist.config.clinic_file import clinic_at, example_clinic, parse_clinic
from receptionist.domain.clinic import Clinic, Opening
from receptionist.errors import SettingError
from tests.config.clinic_texts import BRIGHT_SMILE, EXAMPLE, FILE, TEXT, line_with, refusal


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
