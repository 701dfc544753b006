"""Who has which time. No person and no chair is taken twice at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from typing import Literal, TypeVar
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
from receptionist.events.catalogue import Event
from receptionist.events.clinic import BlockLifted, DayClosed, DayReopened, TimeBlocked
from receptionist.events.patient import PatientCorrected
from receptionist.ids import AppointmentId, BlockId, PatientId

# Clocks change by less, and what begins before midnight may end after it.
_MARGIN = timedelta(hours=12)

K = TypeVar("K")
V = TypeVar("V")


@frozen
class Visit:
    """What staff said of an appointment, last."""

    patient_id: PatientId
    became: Literal["arrived", "missed"]


@frozen(kw_only=True)
class Diary:
    """What is known of who has which time.

    Attributes:
        appointments: Those that stand, by id.
        blocks: Stretches of a provider's or chair's time that are not to be had.
        closed: The days that staff declared closed, with the reason.
        visits: What became of appointments, by id and start: one that is moved has not been kept or missed yet.
    """

    appointments: Mapping[AppointmentId, Appointment] = MappingProxyType({})
    blocks: Mapping[BlockId, TimeBlocked] = MappingProxyType({})
    closed: Mapping[date, str] = MappingProxyType({})
    visits: Mapping[tuple[AppointmentId, datetime], Visit] = MappingProxyType({})

    def visit(self, appointment: Appointment) -> Visit | None:
        """Whether the patient came to *appointment*; None while nobody has said."""
        return self.visits.get((appointment.appointment_id, appointment.starts_at))

    def after(self, event: Event) -> Diary:
        """The diary once *event* has happened."""
        match event:
            case BookingConfirmed(appointment=appointment) | AppointmentMoved(appointment=appointment):
                return evolve(self, appointments={**self.appointments, appointment.appointment_id: appointment})
            case PatientCorrected(appointments=corrected):
                theirs = {each.appointment_id: each for each in corrected if each.appointment_id in self.appointments}
                return evolve(self, appointments={**self.appointments, **theirs})
            case AppointmentCancelled(appointment=appointment):
                return evolve(self, appointments=_without(self.appointments, appointment.appointment_id))
            case TimeBlocked(block_id=block_id):
                return evolve(self, blocks={**self.blocks, block_id: event})
            case BlockLifted(block_id=block_id):
                return evolve(self, blocks=_without(self.blocks, block_id))
            case DayClosed(day=day, reason=reason):
                return evolve(self, closed={**self.closed, day: reason})
            case DayReopened(day=day):
                return evolve(self, closed=_without(self.closed, day))
            case PatientArrived(appointment=appointment):
                return self._visited(Visit(appointment.patient_id, "arrived"), appointment)
            case PatientMissed(appointment=appointment):
                return self._visited(Visit(appointment.patient_id, "missed"), appointment)
            case _:
                return self

    def around(self, day: date, zone: ZoneInfo) -> Diary:
        """What of the diary can matter for a day of *zone*'s calendar; the rest is left out."""
        begins = datetime.combine(day, time(), zone) - _MARGIN
        ends = datetime.combine(day, time(), zone) + timedelta(days=1) + _MARGIN
        near = {key: a for key, a in self.appointments.items() if a.starts_at < ends and begins < a.busy_until}
        blocks = {key: block for key, block in self.blocks.items() if block.starts_at < ends and begins < block.ends_at}
        return evolve(self, appointments=near, blocks=blocks)

    def is_free(
        self, resource_id: str, starts_at: datetime, ends_at: datetime, *, leaving: AppointmentId | None = None
    ) -> bool:
        """Whether a provider or chair is free all that time, but for the appointment that would leave its own."""
        return not any(
            taken_from < ends_at and starts_at < taken_until
            for taken_from, taken_until in self._taken(resource_id, leaving)
        )

    def is_unblocked(self, resource_id: str, starts_at: datetime, ends_at: datetime) -> bool:
        """Whether none of that time of a provider or chair is blocked, whoever has it."""
        return not any(
            block.resource_id == resource_id and block.starts_at < ends_at and starts_at < block.ends_at
            for block in self.blocks.values()
        )

    def _visited(self, visit: Visit, appointment: Appointment) -> Diary:
        return evolve(self, visits={**self.visits, (appointment.appointment_id, appointment.starts_at): visit})

    def _taken(self, resource_id: str, leaving: AppointmentId | None) -> Iterator[tuple[datetime, datetime]]:
        for each in self.appointments.values():
            if each.appointment_id == leaving:
                continue
            if each.provider_id == resource_id:
                yield each.starts_at, each.ends_at
            elif each.chair_id == resource_id:
                # The chair is made ready for the next patient while its dentist goes on at another one.
                yield each.starts_at, each.busy_until
        for block in self.blocks.values():
            if block.resource_id == resource_id:
                yield block.starts_at, block.ends_at


def _without(values: Mapping[K, V], gone: K) -> Mapping[K, V]:
    return {key: value for key, value in values.items() if key != gone}
