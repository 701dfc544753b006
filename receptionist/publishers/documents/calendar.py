"""`appointment-calendar`: the appointment for a calendar, as an iCalendar object (RFC 5545, RFC 5546)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event

from receptionist.projections.effects import Document, Scalar
from receptionist.publishers.documents.fields import LANGUAGES, Fields
from receptionist.publishers.documents.zones import time_zone_of

KINDS: Mapping[str, type[Scalar]] = {
    "uid": str,
    "sequence": int,
    "method": str,
    "stamp": str,
    "starts_at": str,
    "ends_at": str,
    "time_zone": str,
    "summary": str,
    "description": str,
    "location": str,
    "language": str,
    "reminder_minutes": int,
}
PRODUCT = "-//receptionist//appointment-calendar 1//EN"
METHODS = ("PUBLISH", "CANCEL")


def calendar(document: Document) -> bytes:
    """UTF-8 with CRLF line ends, folded at 75 octets: one VCALENDAR of one VEVENT and its VTIMEZONE.

    Raises:
        PublishRefusedError: A field is missing, unknown or not what it has to be, or the end is not after the start.
    """
    fields = Fields(document, KINDS)
    method = fields.choice("method", METHODS)
    starts_at, zone = fields.instant("starts_at"), fields.zone("time_zone")
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", method)
    event = _event(fields, starts_at, zone, cancelled=method == "CANCEL")
    if any("TZID" in event[name].params for name in ("DTSTART", "DTEND")):
        made.add_component(time_zone_of(starts_at, zone))
    made.add_component(event)
    return bytes(made.to_ical())


def _event(fields: Fields, starts_at: datetime, zone: ZoneInfo, *, cancelled: bool) -> Event:
    ends_at = fields.instant("ends_at")
    if ends_at <= starts_at:
        raise fields.refusal("ends_at", "is not after starts_at")
    language = {"language": fields.choice("language", LANGUAGES)}
    event = Event()
    event.add("uid", fields.text("uid"))
    event.add("dtstamp", fields.instant("stamp"))
    event.add("sequence", fields.number("sequence", least=0))
    event.add("dtstart", _local(starts_at, zone))
    event.add("dtend", _local(ends_at, zone))
    event.add("summary", fields.text("summary"), parameters=language)
    for name in ("description", "location"):
        if fields.text(name):
            event.add(name, fields.text(name), parameters=language)
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    event.add("class", "PRIVATE")  # a visit to a dentist is nothing for those with whom a calendar is shared
    event.add("transp", "TRANSPARENT" if cancelled else "OPAQUE")
    minutes = fields.number("reminder_minutes", least=0)
    if minutes and not cancelled:
        event.add_component(_alarm(fields.text("summary"), minutes))
    return event


def _alarm(words: str, minutes: int) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", words)
    alarm.add("trigger", -timedelta(minutes=minutes))
    return alarm


def _local(instant: datetime, zone: ZoneInfo) -> datetime:
    """The clinic's time; in UTC where that says it twice.

    A local time that occurs twice is its first occurrence (RFC 5545 §3.3.5); the second has no local form.
    """
    local = instant.astimezone(zone)
    return instant.astimezone(UTC) if local.fold else local
