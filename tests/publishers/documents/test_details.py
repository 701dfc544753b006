"""The details are JSON with the fields of the wire contract, in its order."""

from __future__ import annotations

import json

import pytest
from attrs import evolve

from receptionist.publishers.documents.details import KINDS
from receptionist.publishers.rendering import render
from tests.publishers.documents.models import details

VERSION_2 = """\
{
  "version": 2,
  "id": "a-0000000000ex",
  "status": "booked",
  "sequence": 0,
  "code": "K7M-4QXY",
  "language": "en",
  "clinic": "Bright Smile Dental",
  "address": "123 Main Street, Suite 200",
  "phone": "(555) 123-4567",
  "patient": "Zoë Quillfeather",
  "treatment": "Cleaning",
  "provider": "Dr. Lee",
  "date": "Tuesday, December 1st, 2026",
  "time": "9 AM",
  "starts_at": "2026-12-01T09:00:00-05:00",
  "ends_at": "2026-12-01T10:00:00-05:00",
  "time_zone": "America/New_York",
  "instructions": "Please arrive 15 minutes early for paperwork."
}
"""


def test_version_2_is_written_to_the_letter() -> None:
    assert render(details()).decode() == VERSION_2


def test_the_order_is_the_contracts_and_not_the_models() -> None:
    backwards = dict(reversed(list(details().fields.items())))
    assert render(evolve(details(), fields=backwards)) == render(details())


@pytest.mark.parametrize("status", ["booked", "moved", "cancelled"])
def test_a_status_of_the_contract_is_passed_on(status: str) -> None:
    expected = json.loads(VERSION_2) | {"status": status, "sequence": 3, "language": "es"}
    assert json.loads(render(details(status=status, sequence=3, language="es"))) == expected


@pytest.mark.parametrize("name", ["Łucja Żółć", "محمد علي", "王小明", "Zoe\u0308", 'O\'Neill "Bo" \\ <b>', "🦷", ""])
def test_any_name_is_written_as_it_is(name: str) -> None:
    """As text, not as escapes: unlike in the other documents, not even its form of Unicode changes."""
    content = render(details(patient=name)).decode()
    assert json.loads(content) == json.loads(VERSION_2) | {"patient": name}
    assert "\\u" not in content


def test_half_a_character_does_not_stop_the_details() -> None:
    assert json.loads(render(details(patient="Zo\ud800e")))["patient"] == "Zo?e"


def test_version_1_keeps_the_order_and_the_fields_that_it_was_given() -> None:
    old = evolve(details(), version=1, fields={"id": "a-1", "dentist": "Dr. Lee", "clinic": "Bright"})
    assert render(old) == b'{\n  "version": 1,\n  "id": "a-1",\n  "dentist": "Dr. Lee",\n  "clinic": "Bright"\n}\n'


def test_every_field_of_the_contract_is_in_the_example() -> None:
    assert list(KINDS) == [name for name in json.loads(VERSION_2) if name != "version"]
