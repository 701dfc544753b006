"""docs/clinic-file.md, held against the code: its keys, its examples and its mistakes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import attrs
import pytest

from receptionist.config.clinic_file import parse_clinic
from receptionist.domain.clinic import Chair, Clinic, Held, Provider, Retention, Treatment
from receptionist.errors import SettingError
from receptionist.language import Language
from tests.config.clinic_texts import TEXT, line_with

PAGE = (Path(__file__).parents[2] / "docs" / "clinic-file.md").read_text(encoding="utf-8")
SECTIONS: dict[str, type] = {
    "The clinic": Clinic,
    "`[[providers]]`": Provider,
    "`[[chairs]]`": Chair,
    "`[[treatments]]`": Treatment,
    "`[[held]]`": Held,
    "`[retention]`": Retention,
}


def section(heading: str) -> str:
    return PAGE.split(f"\n## {heading}\n", maxsplit=1)[1].split("\n## ", maxsplit=1)[0]


def rows(heading: str) -> list[list[str]]:
    """The cells of the table under *heading*, its own head left out."""
    lines = [line for line in section(heading).splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def keys(heading: str) -> list[str]:
    return [row[0].strip("`") for row in rows(heading)]


def test_the_page_has_every_key_once_and_no_other() -> None:
    """A key of the clinic's that is a table has a section of its own."""
    tables = {heading.strip("`[]") for heading in re.findall(r"^## (`\[.*)$", PAGE, re.MULTILINE)}
    for heading, part in SECTIONS.items():
        fields = {field.name for field in attrs.fields(part)}
        assert sorted(keys(heading)) == sorted((fields | {"lunch"}) - tables if part is Clinic else fields)
    assert keys("`[arrival_instructions]`") == list(get_args(Language))
    assert tables == {"arrival_instructions", "providers", "chairs", "treatments", "held", "retention", "closures"}


EXAMPLES = [
    (row[0].strip("`"), row[3].strip("`"))
    for heading in (*SECTIONS, "`[arrival_instructions]`")
    for row in rows(heading)
]


@pytest.mark.parametrize(("key", "example"), EXAMPLES)
def test_each_example_stands_in_the_shipped_file(key: str, example: str) -> None:
    """There it is known to be right; what it does not use is there as a comment that can be let in."""
    line = example if " = [" in example else f"{key} = {example}"
    assert re.search(rf"^(?:# )?{re.escape(line)}\s*(?:#.*)?$", TEXT, re.MULTILINE)


def test_the_examples_that_are_comments_are_those_that_may_be_left_out() -> None:
    commented = re.findall(r"^# (\w+) = ", TEXT, re.MULTILINE)
    optional = [row[0].strip("`") for row in rows("The clinic") if row[1].startswith("*Optional.*")]
    assert commented == optional == ["lunch", "transfer_number"]


BOUNDS = [
    (key, int(bounds["lowest"]), int(bounds["highest"]))
    for heading in SECTIONS
    for key, accepted in zip(keys(heading), [row[2] for row in rows(heading)], strict=True)
    if (bounds := re.match(r"(?P<lowest>\d+) to (?P<highest>\d+)", accepted))
]


@pytest.mark.parametrize(("key", "lowest", "highest"), BOUNDS)
def test_the_bounds_on_the_page_are_the_bounds(key: str, lowest: int, highest: int) -> None:
    for value in (lowest - 1, highest + 1):
        with pytest.raises(SettingError) as caught:
            parse_clinic(line_with(key, str(value)).encode(), "clinic.toml")
        assert caught.value.accepted == f"a whole number from {lowest} to {highest}"


def test_the_page_names_the_bounds_of_every_number() -> None:
    numbers = [field.name for part in SECTIONS.values() for field in attrs.fields(part) if "int" in str(field.type)]
    assert sorted(key for key, _, _ in BOUNDS) == sorted(numbers)


[MISTAKES] = re.findall(r"^```text\n(.*?)\n```", PAGE, re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize(("mistake", "message"), [one.split("\n") for one in MISTAKES.split("\n\n")])
def test_the_mistakes_on_the_page_are_told_as_it_says(mistake: str, message: str) -> None:
    key, value = mistake.split(" = ", maxsplit=1)
    with pytest.raises(SettingError) as caught:
        parse_clinic(line_with(key, value).encode(), "clinic.toml")
    assert str(caught.value) == message
