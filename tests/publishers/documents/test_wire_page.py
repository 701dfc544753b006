"""docs/wire-contract.md, its part on the documents to come, held against the renderers."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from receptionist.publishers.documents.details import KINDS
from receptionist.publishers.documents.fields import LANGUAGES, STATUSES
from receptionist.publishers.documents.labels import LABELS
from receptionist.publishers.rendering import render
from tests.publishers.documents.models import calendar, details

PAGE = (Path(__file__).parents[3] / "docs" / "wire-contract.md").read_text(encoding="utf-8")


def block(language: str) -> bytes:
    [content] = re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    return str(content).encode()


def test_the_examples_are_what_is_rendered() -> None:
    assert block("text-json") == render(details())
    assert block("ics").replace(b"\n", b"\r\n") == render(calendar())


def test_every_field_of_the_details_is_described_with_its_type_in_its_order() -> None:
    table = PAGE.split("| Field of version 2 |")[1].split("\n\n")[0]
    rows = re.findall(r"^\| (`[^|]+`) \|.*\| (text|number) \|$", table, re.MULTILINE)
    described = [(name, kind) for names, kind in rows for name in re.findall(r"`(\w+)`", names)]
    kinds = {str: "text", int: "number"}
    assert described == [("version", "number"), *((name, kinds[kind]) for name, kind in KINDS.items())]


@pytest.mark.parametrize("value", [*STATUSES, *LANGUAGES])
def test_every_value_that_a_field_may_have_is_on_the_page(value: str) -> None:
    table = PAGE.split("| Field of version 2 |")[1].split("\n\n")[0]
    assert f"`{value}`" in table


def test_a_card_has_its_words_in_every_language_and_for_every_status() -> None:
    assert {language: tuple(labels.headings) for language, labels in LABELS.items()} == dict.fromkeys(
        LANGUAGES, STATUSES
    )
