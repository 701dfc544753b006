"""What a decision knows: the events that it asked for, folded."""

from __future__ import annotations

from attrs import evolve, field, frozen

from receptionist.domain.diary import Diary
from receptionist.events.booking import (
    Appointment,
    AppointmentMoved,
    BookingBegun,
    BookingConfirmed,
    BookingDetailsGiven,
)
from receptionist.events.call import CallEnded, CallerGreeted, CallStarted
from receptionist.events.catalogue import Event
from receptionist.ids import BookingId


@frozen(kw_only=True)
class OpenBooking:
    """A booking that was begun and not confirmed yet, with what the caller gave so far."""

    booking_id: BookingId
    patient_name: str | None = None
    date_words: str | None = None
    time_words: str | None = None

    def given(self, event: BookingDetailsGiven) -> OpenBooking:
        """With what the caller has given now."""
        return OpenBooking(
            booking_id=self.booking_id,
            patient_name=event.patient_name or self.patient_name,
            date_words=event.date_words or self.date_words,
            time_words=event.time_words or self.time_words,
        )


@frozen(kw_only=True)
class Facts:
    """One call's course, and the diary as far as it was asked for.

    Attributes:
        appointments: Those made in this call, the latest last.
    """

    started: bool = False
    greeted: bool = False
    ended: bool = False
    open_booking: OpenBooking | None = None
    appointments: tuple[Appointment, ...] = ()
    diary: Diary = field(factory=Diary)

    def after(self, event: Event, *, of_this_call: bool) -> Facts:
        """The facts once *event* has happened, in this call or in another."""
        seen = evolve(self, diary=self.diary.after(event))
        return seen.after_own(event) if of_this_call else seen

    def after_own(self, event: Event) -> Facts:
        """The facts of this call once *event* has happened in it; the diary left as it is."""
        match event:
            case CallStarted():
                return evolve(self, started=True)
            case CallerGreeted():
                return evolve(self, greeted=True)
            case CallEnded():
                return evolve(self, ended=True)
            case BookingBegun(booking_id=booking_id):
                return evolve(self, open_booking=OpenBooking(booking_id=booking_id))
            case BookingDetailsGiven() if self.open_booking is not None:
                return evolve(self, open_booking=self.open_booking.given(event))
            case BookingConfirmed(appointment=appointment) | AppointmentMoved(appointment=appointment):
                others = tuple(a for a in self.appointments if a.appointment_id != appointment.appointment_id)
                return evolve(self, open_booking=None, appointments=(*others, appointment))
            case _:
                return self
