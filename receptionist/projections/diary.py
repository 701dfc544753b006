"""The diary as people read it: what stands on a day, which call it was made in, who came, and what is blocked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from zoneinfo import ZoneInfo

from attrs import evolve, frozen

from receptionist.events.booking import (
    Appointment,
    AppointmentCancelled,
    AppointmentMoved,
    BookingConfirmed,
    PatientArrived,
    PatientMissed,
)
from receptionist.events.clinic import BlockLifted, DayClosed, DayReopened, TimeBlocked
from receptionist.events.patient import PatientCorrected
from receptionist.events.recorded import Recorded


@frozen(kw_only=True)
class Entry:
    """An appointment that stands.

    Attributes:
        call: The id of the call that made it, or moved it last; None outside any call.
        moved: Whether it has been at another time before.
        arrived: Whether the patient is there, or was.
        missed: Whether the patient did not come.
    """

    appointment: Appointment
    call: str | None
    moved: bool
    arrived: bool = False
    missed: bool = False

    @property
    def day(self) -> date:
        """Its day, by the calendar that it was booked by."""
        return self.appointment.starts_at.astimezone(ZoneInfo(self.appointment.clinic.time_zone)).date()


def standing(events: Iterable[Recorded]) -> tuple[Entry, ...]:
    """What *events*, in the log's order, leave standing, by time.

    Events that carry the tags of certain days are enough to know what stands on those days: what left one of them says
    so in an event that carries its tag. (Of what went to another day, the last that is known may not be the last there
    is.) Who came is in events that carry the tags of their appointments only.
    """
    found: dict[str, Entry] = {}
    for recorded in events:
        match recorded.event:
            case BookingConfirmed(appointment=appointment):
                found[appointment.appointment_id] = _entry(recorded, appointment, moved=False)
            case AppointmentMoved(appointment=appointment):
                found[appointment.appointment_id] = _entry(recorded, appointment, moved=True)
            case PatientCorrected(appointments=corrected):
                for each in corrected:
                    if (known := found.get(each.appointment_id)) is not None:
                        found[each.appointment_id] = evolve(known, appointment=each)
            case AppointmentCancelled(appointment=appointment):
                found.pop(appointment.appointment_id, None)
            case PatientArrived(appointment=appointment) | PatientMissed(appointment=appointment):
                entry, arrived = found.get(appointment.appointment_id), isinstance(recorded.event, PatientArrived)
                if entry is not None:
                    found[appointment.appointment_id] = evolve(entry, arrived=arrived, missed=not arrived)
            case _:
                continue
    return tuple(sorted(found.values(), key=_by_time))


def blocked(events: Iterable[Recorded]) -> tuple[TimeBlocked, ...]:
    """The stretches that *events*, in the log's order, leave blocked, by time."""
    found: dict[str, TimeBlocked] = {}
    for recorded in events:
        match recorded.event:
            case TimeBlocked(block_id=block_id):
                found[block_id] = recorded.event
            case BlockLifted(block_id=block_id):
                found.pop(block_id, None)
            case _:
                continue
    return tuple(sorted(found.values(), key=lambda block: (block.starts_at, block.ends_at, block.block_id)))


def closed(events: Iterable[Recorded]) -> Mapping[date, str]:
    """The days that *events*, in the log's order, leave closed beside those of the clinic's file, and why."""
    found: dict[date, str] = {}
    for recorded in events:
        match recorded.event:
            case DayClosed(day=day, reason=reason):
                found[day] = reason
            case DayReopened(day=day):
                found.pop(day, None)
            case _:
                continue
    return dict(sorted(found.items()))


def _entry(recorded: Recorded, appointment: Appointment, *, moved: bool) -> Entry:
    return Entry(appointment=appointment, call=recorded.metadata.call, moved=moved)


def _by_time(entry: Entry) -> tuple[object, ...]:
    return entry.appointment.starts_at, entry.appointment.appointment_id
