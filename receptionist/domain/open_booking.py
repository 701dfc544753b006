"""A booking that is on its way: what the caller gave for it so far."""

from __future__ import annotations

from attrs import evolve, frozen

from receptionist.domain import names
from receptionist.events.booking import (
    BookingDetailsGiven,
    BookingRequested,
)
from receptionist.ids import BookingId


@frozen(kw_only=True)
class OpenBooking:
    """A booking that was begun and not confirmed yet, with what the caller gave so far.

    Attributes:
        treatments: Those among which the caller was asked to choose, and has not yet.
    """

    booking_id: BookingId
    patient_name: str | None = None
    date_words: str | None = None
    time_words: str | None = None
    treatment_id: str | None = None
    provider_id: str | None = None
    phone: str | None = None
    birth_date: str | None = None
    is_new: bool | None = None
    treatments: tuple[str, ...] = ()

    def given(self, event: BookingDetailsGiven) -> OpenBooking:
        """With what the caller has given now."""
        return OpenBooking(
            booking_id=self.booking_id,
            patient_name=event.patient_name or self.patient_name,
            date_words=event.date_words or self.date_words,
            time_words=event.time_words or self.time_words,
            treatment_id=event.treatment_id or self.treatment_id,
            provider_id=event.provider_id or self.provider_id,
            phone=event.phone or self.phone,
            birth_date=event.birth_date or self.birth_date,
            is_new=self.is_new if event.is_new is None else event.is_new,
            treatments=self.treatments if event.treatment_id is None else (),
        )

    def requested(self, event: BookingRequested) -> OpenBooking:
        """With whom and what a time was asked for, so that the next one need not be asked for with all of it."""
        name = event.patient_name if names.why_not(event.patient_name) is None else self.patient_name
        return evolve(self, patient_name=name, treatment_id=event.treatment_id, treatments=())
