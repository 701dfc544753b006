"""What every command of a caller brings along."""

from __future__ import annotations

from attrs import frozen

from receptionist.ids import AppointmentId, BookingId, Ids, PatientId, TaskId, WaitId


@frozen(kw_only=True)
class NewIds:
    """Ids for whatever a command may bring about; those that are not needed are thrown away."""

    booking: BookingId
    appointment: AppointmentId
    patient: PatientId
    guardian: PatientId
    code: str
    wait: WaitId
    tasks: tuple[TaskId, ...]

    @classmethod
    def fresh(cls, ids: Ids) -> NewIds:
        """New ones from *ids*."""
        return cls(
            booking=ids.booking(),
            appointment=ids.appointment(),
            patient=ids.patient(),
            guardian=ids.patient(),
            code=ids.code(),
            wait=ids.wait(),
            tasks=(ids.task(), ids.task()),
        )


@frozen(kw_only=True)
class Wanted:
    """What a caller says of the appointment they want, in their own words; "" where they said nothing.

    Attributes:
        treatment, provider: The clinic's id for it, or words.
        is_new: Whether the patient has not been at the clinic before; None where nobody said.
        guardian: The name of the adult who answers for a child.
    """

    patient_name: str = ""
    date_words: str = ""
    time_words: str = ""
    treatment: str = ""
    provider: str = ""
    phone: str = ""
    birth_date: str = ""
    is_new: bool | None = None
    guardian: str = ""
