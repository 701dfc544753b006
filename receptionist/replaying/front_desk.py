"""What the front desk knew at each moment of a call: the fold that decisions rest on, as values to be shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import evolve, field, fields, frozen

from receptionist.domain.facts import Facts
from receptionist.domain.open_booking import OpenBooking
from receptionist.events.booking import (
    Appointment,
    AppointmentCancelled,
    AppointmentMoved,
    BookingConfirmed,
    BookingRefused,
    OfferedSlot,
    SlotsOffered,
)
from receptionist.events.recorded import Recorded, UnknownEvent
from receptionist.replaying.account import AppointmentState, AppointmentStatus, BookingState

_DETAILS = tuple(
    attribute.name for attribute in fields(OpenBooking) if attribute.name not in {"booking_id", "treatments"}
)


def bookings(events: Iterable[Recorded]) -> Iterator[tuple[int, BookingState]]:
    """The state after the event at each position where it changed, from a call's *events* in order."""
    fold, last = _Fold(), BookingState()
    for recorded in events:
        if isinstance(recorded.event, UnknownEvent):
            continue
        fold = fold.after(recorded)
        if (state := fold.state()) != last:
            last = state
            yield recorded.position, state


@frozen(kw_only=True)
class _Fold:
    facts: Facts = field(factory=Facts)
    offered: tuple[OfferedSlot, ...] = ()
    refused_because: str | None = None
    appointments: tuple[AppointmentState, ...] = ()

    def after(self, recorded: Recorded) -> _Fold:
        event = recorded.event
        if isinstance(event, UnknownEvent):
            return self
        # What staff did about the call's effects is none of its facts, and changes nothing in them.
        fold = evolve(self, facts=self.facts.after(event, of_this_call=True))
        match event:
            case BookingConfirmed(appointment=appointment):
                return fold._with(appointment, "booked")  # noqa: SLF001 (its own)
            case AppointmentMoved(appointment=appointment):
                return fold._with(appointment, "moved")  # noqa: SLF001 (its own)
            case AppointmentCancelled(appointment=appointment):
                return fold._with(appointment, "cancelled")  # noqa: SLF001 (its own)
            case SlotsOffered(slots=slots):
                return evolve(fold, offered=slots, refused_because=None)
            case BookingRefused(reason=reason, alternatives=slots):
                return evolve(fold, offered=slots, refused_because=reason)
            case _:
                return fold

    def _with(self, appointment: Appointment, status: AppointmentStatus) -> _Fold:
        now = AppointmentState(
            appointment=appointment.appointment_id,
            status=status,
            patient=appointment.patient_name,
            code=appointment.code,
            treatment=appointment.treatment,
            provider=appointment.provider,
            starts_at=appointment.starts_at,
            ends_at=appointment.ends_at,
            time_zone=appointment.clinic.time_zone,
        )
        others = tuple(each for each in self.appointments if each.appointment != now.appointment)
        return evolve(self, appointments=(*others, now), offered=(), refused_because=None)

    def state(self) -> BookingState:
        facts = self.facts
        given = {} if facts.open_booking is None else {name: getattr(facts.open_booking, name) for name in _DETAILS}
        return BookingState(
            is_open=facts.open_booking is not None,
            details={name: value for name, value in given.items() if value is not None},
            offered=tuple((slot.starts_at, slot.provider) for slot in self.offered),
            wished=facts.wished,
            refused_because=self.refused_because,
            appointments=self.appointments,
            recognised=len(facts.recognised),
            language=facts.language,
            emergency=facts.emergency,
            person_requested=facts.person_requested,
            waiting=len(facts.waits),
            promised=len(facts.promises),
        )
