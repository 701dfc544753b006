"""Who has which time. No person and no chair is taken twice at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import TypeVar

from attrs import evolve, frozen

from receptionist.events.booking import Appointment, AppointmentCancelled, AppointmentMoved, BookingConfirmed
from receptionist.events.catalogue import Event
from receptionist.events.clinic import BlockLifted, DayClosed, DayReopened, TimeBlocked
from receptionist.ids import AppointmentId, BlockId

K = TypeVar("K")
V = TypeVar("V")


@frozen(kw_only=True)
class Diary:
    """What is known of who has which time.

    Attributes:
        appointments: Those that stand, by id.
        blocks: Stretches of a provider's or chair's time that are not to be had.
        closed: The days that staff declared closed, with the reason.
    """

    appointments: Mapping[AppointmentId, Appointment] = MappingProxyType({})
    blocks: Mapping[BlockId, TimeBlocked] = MappingProxyType({})
    closed: Mapping[date, str] = MappingProxyType({})

    def after(self, event: Event) -> Diary:
        """The diary once *event* has happened."""
        match event:
            case BookingConfirmed(appointment=appointment) | AppointmentMoved(appointment=appointment):
                return evolve(self, appointments={**self.appointments, appointment.appointment_id: appointment})
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
            case _:
                return self

    def is_free(
        self, resource_id: str, starts_at: datetime, ends_at: datetime, *, leaving: AppointmentId | None = None
    ) -> bool:
        """Whether a provider or chair is free all that time, but for the appointment that would leave its own."""
        return not any(
            taken_from < ends_at and starts_at < taken_until
            for taken_from, taken_until in self._taken(resource_id, leaving)
        )

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
