"""A document's bytes are the wire contract's, to the letter."""

from __future__ import annotations

import json
from typing import Any

import pytest
from attrs import evolve

from receptionist.errors import PublishRefusedError
from receptionist.events.booking import BookingConfirmed
from receptionist.projections import project
from receptionist.projections.effects import Document, SendBytes
from receptionist.publishers.rendering import render
from tests.examples import BOOKING, appointment, recorded

DETAILS = """\
{
  "version": 2,
  "id": "a-0000000000ex",
  "status": "booked",
  "sequence": 0,
  "code": "K7X-4MRP",
  "language": "en",
  "clinic": "Bright Smile Dental",
  "address": "123 Main Street, Suite 200",
  "phone": "(555) 123-4567",
  "patient": "Zoë Quillfeather",
  "treatment": "Exam",
  "provider": "Dr. Lee",
  "date": "Tuesday, December 1st, 2026",
  "time": "9 AM",
  "starts_at": "2026-12-01T09:00:00-05:00",
  "ends_at": "2026-12-01T09:30:00-05:00",
  "time_zone": "America/New_York",
  "instructions": "Please arrive 15 minutes early for paperwork."
}
"""

NAMES = ["Łucja Żółć", "محمد علي", "王小明", "Zoe\u0308", 'O\'Neill "Bo" \\ <b>', "🦷 Tooth"]


def details(**changes: str) -> Document:
    confirmed = BookingConfirmed(booking_id=BOOKING, appointment=appointment(**changes))
    document, *_ = (effect for effect in project(recorded(confirmed)) if isinstance(effect, SendBytes))
    return document.content


def test_the_details_of_an_appointment_are_written_as_the_wire_contract_says() -> None:
    assert render(details()).decode() == DETAILS


def test_the_same_model_gives_the_same_bytes() -> None:
    assert render(details()) == render(details())


@pytest.mark.parametrize("name", NAMES)
def test_any_name_is_written_as_it_is(name: str) -> None:
    """As text, not as escapes, and as JSON whatever is in it."""
    content = render(details(patient_name=name)).decode()
    assert json.loads(content) == json.loads(DETAILS) | {"patient": name}
    assert "\\u" not in content


def test_half_a_character_does_not_stop_a_document() -> None:
    """No file has it; an appointment with it in its name still gets its document."""
    assert json.loads(render(details(patient_name="Zo\ud800e")))["patient"] == "Zo?e"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"version": 3}, "this version cannot render appointment-details version 3; upgrade receptionist"),
        ({"template": "invoice"}, "this version cannot render invoice version 2; upgrade receptionist"),
    ],
)
def test_a_document_that_this_version_does_not_know_is_refused(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(PublishRefusedError, match=said):
        render(evolve(details(), **changes))
