"""The diary as people read it: what stands on a day, and which call it was made in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from zoneinfo import ZoneInfo

from attrs import frozen

from receptionist.events.booking import Appointment, AppointmentMoved, BookingConfirmed
from receptionist.events.recorded import Recorded


@frozen(kw_only=True)
class Entry:
    """An appointment that stands.

    Attributes:
        call: The id of the call that made it, or moved it last; None outside any call.
        moved: Whether it has been at another time before.
    """

    appointment: Appointment
    call: str | None
    moved: bool

    @property
    def day(self) -> date:
        """Its day, by the calendar that it was booked by."""
        return self.appointment.starts_at.astimezone(ZoneInfo(self.appointment.clinic.time_zone)).date()


def standing(events: Iterable[Recorded]) -> tuple[Entry, ...]:
    """What *events*, in the log's order, leave standing, by time.

    Events that carry the tags of certain days are enough to know those days: what left one of them says so in an
    event that carries its tag. Of what went to another day, the last that is known may not be the last there is.
    """
    found: dict[str, Entry] = {}
    for recorded in events:
        match recorded.event:
            case BookingConfirmed(appointment=appointment):
                moved = False
            case AppointmentMoved(appointment=appointment):
                moved = True
            case _:
                continue
        found[appointment.appointment_id] = Entry(appointment=appointment, call=recorded.metadata.call, moved=moved)
    return tuple(sorted(found.values(), key=_by_time))


def _by_time(entry: Entry) -> tuple[object, ...]:
    return entry.appointment.starts_at, entry.appointment.appointment_id
