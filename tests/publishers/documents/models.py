"""One document of each kind, and what becomes of it with other fields."""

from __future__ import annotations

import sys

from receptionist.projections.effects import Document, Scalar
from receptionist.publishers.rendering import render

_DETAILS: dict[str, Scalar] = {
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
    "instructions": "Please arrive 15 minutes early for paperwork.",
}
_CALENDAR: dict[str, Scalar] = {
    "uid": "a-0000000000ex@receptionist.invalid",
    "sequence": 0,
    "method": "PUBLISH",
    "stamp": "2026-11-22T18:00:00+00:00",
    "starts_at": "2026-12-01T09:00:00-05:00",
    "ends_at": "2026-12-01T10:00:00-05:00",
    "time_zone": "America/New_York",
    "summary": "Cleaning with Dr. Lee",
    "description": "Confirmation code: K7M-4QXY",
    "location": "Bright Smile Dental, 123 Main Street, Suite 200",
    "language": "en",
    "reminder_minutes": 1440,
}
_CARD: dict[str, Scalar] = {
    "status": "booked",
    "language": "en",
    "stamp": "2026-11-22T18:00:00+00:00",
    "clinic": "Bright Smile Dental",
    "address": "123 Main Street, Suite 200",
    "phone": "(555) 123-4567",
    "patient": "Zoë Quillfeather",
    "treatment": "Cleaning",
    "provider": "Dr. Lee",
    "weekday": "Tuesday",
    "date": "December 1st, 2026",
    "time": "9 AM",
    "code": "K7M-4QXY",
    "instructions": "Please arrive 15 minutes early for paperwork.",
}


def details(**changes: Scalar) -> Document:
    return Document(template="appointment-details", version=2, fields=_DETAILS | changes)


def calendar(**changes: Scalar) -> Document:
    return Document(template="appointment-calendar", version=1, fields=_CALENDAR | changes)


def card(**changes: Scalar) -> Document:
    return Document(template="appointment-card", version=1, fields=_CARD | changes)


MANY_SCRIPTS = "Łukasz Nguyễn Ελένη Ольга محمد עברית देवनागरी ภาษา ქართული 李小龙 さくら 김철수 தமிழ் 😀"
ALL = (details(), calendar(), card(), card(patient=MANY_SCRIPTS, status="moved", language="es"))

if __name__ == "__main__":
    for document in ALL:
        sys.stdout.buffer.write(render(document))
