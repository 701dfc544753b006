"""What the page is drawn from: an account as small JSON values, its times already on the clinic's clock."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from attrs import frozen

from receptionist.replaying.account import (
    Account,
    AppointmentState,
    BookingState,
    EffectShown,
    Entry,
    Happened,
    Presence,
    Rescue,
    ToolUse,
    Utterance,
)
from receptionist.replaying.page.details import details, given, in_words, spaced

Lane = Literal["caller", "agent", "tools", "events", "attributes", "streams"]
LANES: tuple[Lane, ...] = ("caller", "agent", "tools", "events", "attributes", "streams")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)")
_WENT_WRONG = {"parked", "owed"}


@frozen
class Clock:
    """Shows instants on the clinic's clock."""

    zone: ZoneInfo

    def time(self, instant: datetime) -> str:
        """Such as 10:00:12."""
        return f"{instant.astimezone(self.zone):%H:%M:%S}"

    def day(self, instant: datetime) -> str:
        """Such as Wednesday 18 November 2026."""
        local = instant.astimezone(self.zone)
        return f"{_WEEKDAYS[local.weekday()]} {local.day} {_MONTHS[local.month - 1]} {local.year}"

    def minute(self, instant: datetime) -> str:
        """Such as 2026-11-18 10:00."""
        return f"{instant.astimezone(self.zone):%Y-%m-%d %H:%M}"

    def shown(self, value: Any) -> str:
        """Any of an event's values: an instant by this clock, anything else as it is."""
        match value:
            case str():
                return self.minute(datetime.fromisoformat(value)) if _INSTANT.fullmatch(value) else value
            case bool():
                return "yes" if value else "no"
            case None:
                return ""
            case list() | tuple():
                return ", ".join(self.shown(each) for each in value)
            case _:
                return str(value)


# Not by the machine's locale.
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def model(account: Account, *, names: bool) -> dict[str, Any]:
    """The page's data.

    Args:
        account: The call; already masked where it is to be.
        names: Whether it shows names: the page says so.
    """
    clock = Clock(ZoneInfo(account.time_zone))
    places = _places(account)
    entries = [_entry(entry, places, clock) for entry in account.entries]
    return {
        "call": account.call,
        "clinic": account.clinic,
        "channel": account.channel,
        "zone": account.time_zone,
        "names": names,
        "began": f"{clock.day(account.began_at)}, {clock.time(account.began_at)}",
        "lasted": length(account.lasted),
        "outcome": account.summary.outcome,
        "end": _end(account),
        "problems": sum(entry.get("bad", False) for entry in entries),
        "lanes": list(LANES),
        "entries": entries,
        "bookings": [[places.get(position, 0), _booking(state, clock)] for position, state in account.bookings],
    }


def length(lasted: timedelta) -> str:
    """Such as 0:30 or 1:02:03."""
    seconds = max(int(lasted.total_seconds()), 0)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes}:{seconds:02d}"


def _end(account: Account) -> str:
    match account.standing:
        case "ended":
            return f"ended: {in_words(account.summary.reason or 'unknown')}"
        case "live":
            return "still running when this was written"
        case "dead":
            return "not ended, and its process is gone"


def _places(account: Account) -> Mapping[int, int]:
    """At which place among the entries the event at a position stands."""
    places = dict[int, int]()
    for place, entry in enumerate(account.entries):
        if not isinstance(entry, EffectShown):
            places.setdefault(entry.position, place)
    return places


def _entry(entry: Entry, places: Mapping[int, int], clock: Clock) -> dict[str, Any]:
    lane, title, text = _what(entry, clock)
    shown: dict[str, Any] = {
        "p": entry.position,
        "t": round(entry.offset.total_seconds(), 3),
        "at": clock.time(entry.at),
        "lane": LANES.index(lane),
        "title": title,
        "text": text,
        "more": [[label, value] for label, value in details(entry, clock) if value],
        "bad": _is_bad(entry),
    }
    if (cause := _cause(entry, places)) is not None:
        shown["cause"] = cause
    if isinstance(entry, EffectShown) and entry.lane == "attributes":
        shown["set"] = {name: str(value) for name, value in entry.content.get("attributes", {}).items()}
    if isinstance(entry, EffectShown):
        shown["state"] = entry.state
    return {name: value for name, value in shown.items() if value is not False and value not in ("", [])}


def _what(entry: Entry, clock: Clock) -> tuple[Lane, str, str]:
    match entry:
        case Utterance(speaker=speaker, text=text, interrupted=interrupted):
            return speaker, f"{speaker.capitalize()}{', interrupted' if interrupted else ''}", text
        case ToolUse(tool=tool, arguments=arguments):
            return "tools", tool, given(arguments)
        case Happened():
            return "events", spaced(entry.name), _telling(entry, clock)
        case EffectShown(lane="attributes"):
            values = entry.content.get("attributes", {})
            return "attributes", ", ".join(f"{name} = {value}" for name, value in values.items()) or entry.key, ""
        case EffectShown():
            return "streams", entry.topic or entry.key, str(entry.content.get("text") or entry.content.get("name", ""))
        case Presence():
            return "events", _presence(entry), in_words(entry.reason or "")
        case Rescue(attempt=attempt, silence=silence):
            return "events", "Another agent took over", f"number {attempt}, after {length(silence)} of silence"


_TELLING = ("reason", "about", "topic", "date_words", "time_words", "starts_at", "appointment.starts_at", "to_do",
            "words", "channel", "tier", "phone", "treatment_id")  # fmt: skip

_NAMED = {"reason", "about", "topic", "tier"}


def _telling(entry: Happened, clock: Clock) -> str:
    """Of an event's fields those that say most."""
    values = {each.path: each.value for each in entry.fields}
    told = {name: clock.shown(values[name]) for name in _TELLING if values.get(name)}
    return " · ".join(in_words(value) if name in _NAMED else value for name, value in told.items())


def _presence(entry: Presence) -> str:
    who = entry.identity or (entry.role or "somebody")
    return {
        "joined": f"{who} joined",
        "left": f"{who} left",
        "caller_left": "The caller is away",
        "caller_returned": "The caller is back",
        "connection_lost": "Connection lost",
        "connection_restored": "Connection restored",
        "resent": f"Sent again to {who}",
    }[entry.what]


def _is_bad(entry: Entry) -> bool:
    match entry:
        case Utterance(interrupted=interrupted):
            return interrupted
        case ToolUse(is_error=is_error, result=result):
            return is_error or result is None
        case EffectShown(state=state):
            return state in _WENT_WRONG
        case Happened(known=known, type=name):
            return not known or name == "call.transfer_failed"
        case Presence(what=what):
            return what in {"connection_lost", "caller_left"}
        case Rescue():
            return True


def _cause(entry: Entry, places: Mapping[int, int]) -> int | None:
    match entry:
        case EffectShown():
            return places.get(entry.position)
        case ToolUse(caused_by=int(position)) | Happened(caused_by=int(position)):
            return places.get(position)
        case _:
            return None


def _booking(state: BookingState, clock: Clock) -> list[list[str]]:
    """What the front desk knows, as labels and values."""
    return [[label, value] for label, value in _known(state, clock) if value]


def _known(state: BookingState, clock: Clock) -> Iterator[tuple[str, str]]:
    for each in state.appointments:
        yield f"Appointment {each.status}", _appointment(each, clock)
    if state.is_open:
        yield (
            "Booking under way",
            ", ".join(f"{in_words(name)}: {clock.shown(value)}" for name, value in state.details.items())
            or "nothing known yet",
        )
    yield "Asked for", "" if state.wished is None else clock.minute(state.wished)
    yield "Offered", ", ".join(f"{clock.minute(at)} {who}" for at, who in state.offered)
    yield "Refused because", in_words(state.refused_because or "")
    yield "Recognised", f"{state.recognised} patient{'s' if state.recognised > 1 else ''}" if state.recognised else ""
    yield "Emergency", in_words(state.emergency or "")
    yield "Person asked for", "yes" if state.person_requested else ""
    yield "On the waiting list", str(state.waiting or "")
    yield "Promised calls back", str(state.promised or "")
    yield "Language", state.language if state.language != "en" else ""


def _appointment(appointment: AppointmentState, clock: Clock) -> str:
    when = clock.minute(appointment.starts_at)
    return f"{when}, {appointment.treatment} with {appointment.provider}, for {appointment.patient}"
