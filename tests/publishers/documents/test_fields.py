"""What is not as a document needs it is refused for good, by the field's name and never by its value."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from attrs import evolve

from receptionist.errors import PublishRefusedError
from receptionist.projections.effects import Document, Scalar
from receptionist.publishers.documents.fields import Fields, clean
from receptionist.publishers.rendering import render
from tests.publishers.documents.models import calendar, card, details

Maker = Callable[..., Document]

WRONG: list[tuple[Maker, str, Scalar, str]] = [
    (details, "sequence", "0", "is no whole number"),
    (details, "sequence", True, "is no whole number"),
    (details, "sequence", -1, "is below 0"),
    (details, "patient", 7, "is no text"),
    (details, "status", "gone", "is none of booked, moved, cancelled"),
    (details, "language", "fr", "is none of en, es"),
    (details, "starts_at", "tomorrow", "is no time in ISO 8601 with an offset"),
    (details, "ends_at", "2026-12-01T09:00:00", "is no time in ISO 8601 with an offset"),
    (details, "time_zone", "Mars/Olympus", "is no time zone of this machine"),
    (details, "time_zone", "../../etc/passwd", "is no time zone of this machine"),
    (details, "time_zone", "", "is no time zone of this machine"),
    (details, "surprise", "!", "is unknown"),
    (calendar, "method", "REQUEST", "is none of PUBLISH, CANCEL"),
    (calendar, "reminder_minutes", -5, "is below 0"),
    (calendar, "sequence", -1, "is below 0"),
    (calendar, "language", "", "is none of en, es"),
    (calendar, "stamp", "", "is no time in ISO 8601 with an offset"),
    (calendar, "ends_at", "2026-12-01T09:00:00-05:00", "is not after starts_at"),
    (calendar, "ends_at", "2026-12-01T09:30:00-04:00", "is not after starts_at"),
    (calendar, "starts_at", "9999-12-31T23:59:00-05:00", "is no time in ISO 8601 with an offset"),
    (calendar, "starts_at", "0001-01-01T00:00:00+05:00", "is no time in ISO 8601 with an offset"),
    (calendar, "time_zone", "America", "is no time zone of this machine"),
    (card, "status", "", "is none of booked, moved, cancelled"),
    (card, "language", "de", "is none of en, es"),
    (card, "stamp", "2026-11-22", "is no time in ISO 8601 with an offset"),
]


@pytest.mark.parametrize(("maker", "field", "value", "problem"), WRONG, ids=lambda part: str(part)[:20])
def test_a_field_that_is_wrong_is_named_with_what_is_wrong(
    maker: Maker, field: str, value: Scalar, problem: str
) -> None:
    document = maker(**{field: value})
    what = f"{document.template} version {document.version} cannot be rendered: its field {field} {problem}"
    with pytest.raises(PublishRefusedError, match=f"^{re.escape(what)}$"):
        render(document)


@pytest.mark.parametrize("maker", [details, calendar, card])
def test_no_document_does_without_one_of_its_fields(maker: Maker) -> None:
    for name in maker().fields:
        rest = {other: value for other, value in maker().fields.items() if other != name}
        with pytest.raises(PublishRefusedError, match=f"its field {name} is missing$"):
            render(evolve(maker(), fields=rest))


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ("Zoe\u0308", "Zo\u00eb"),
        ("a\r\nb\rc\nd", "a\nb\nc\nd"),
        ("a\x00b\x07c\x1bd\x7fe\x85f", "abcdef"),
        ("tab\tstays", "tab\tstays"),
        ("half \ud83d", "half ?"),
        ("🦷", "🦷"),
        ("", ""),
    ],
)
def test_text_is_cleaned_of_what_no_document_can_hold(given: str, written: str) -> None:
    document = Document(template="t", version=1, fields={"words": given})
    assert Fields(document, {"words": str}).text("words") == clean(given) == written
