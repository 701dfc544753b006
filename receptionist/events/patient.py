"""What the clinic knows of its patients, and how callers were recognised."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from attrs import frozen

from receptionist.events.booking import Appointment
from receptionist.events.personal import personal
from receptionist.ids import AppointmentId, PatientId, WaitId

Recognition = Literal["birth_date_and_phone", "code"]


@frozen(kw_only=True)
class PatientRegistered:
    """The clinic has a new patient. What was not given is None.

    Attributes:
        birth_date: ISO 8601.
        phone: In E.164.
    """

    patient_id: PatientId
    name: str = personal()
    birth_date: str | None = personal()
    phone: str | None = personal()


@frozen(kw_only=True)
class PatientCorrected:
    """What the clinic knew of a patient was wrong: it is as it stands here, all of it.

    Attributes:
        birth_date: ISO 8601.
        phone: In E.164.
        appointments: Those that are ahead, as they read from here on.
    """

    patient_id: PatientId
    name: str = personal()
    birth_date: str | None = personal()
    phone: str | None = personal()
    appointments: tuple[Appointment, ...]


@frozen(kw_only=True)
class ProxyRecorded:
    """Somebody may read, move and cancel a patient's appointments, as a child's guardian may."""

    patient_id: PatientId
    proxy_id: PatientId
    relation: Literal["guardian", "other"]


@frozen(kw_only=True)
class PatientRecognised:
    """The caller is who they say, or speaks for them; by a code they may deal with that appointment alone.

    Attributes:
        wards: The patients for whom this one is a recorded proxy.
    """

    patient_id: PatientId
    by: Recognition
    appointment_id: AppointmentId | None
    wards: tuple[PatientId, ...]


@frozen(kw_only=True)
class RecognitionFailed:
    """What the caller gave fits nobody.

    Attributes:
        failures: How often that has happened in this call; the same said again is the same failure.
        claim: A keyed digest of what was said, by which it is known again; "" where there is none. It goes with the
            call's key: whoever has the other one could still try out numbers against it.
    """

    by: Recognition
    failures: int
    claim: str = personal()


@frozen(kw_only=True)
class RecognitionGivenUp:
    """The caller could not be recognised and is not asked again in this call: a person takes over."""

    failures: int


@frozen(kw_only=True)
class WaitingListJoined:
    """Nothing that suits was free: the patient is told when something is.

    Attributes:
        first, last: The days, by the clinic's calendar.
        earliest, latest: The local times of day between which it is to begin, such as 09:00; None for any.
    """

    wait_id: WaitId
    patient_id: PatientId
    name: str = personal()
    phone: str = personal()
    treatment_id: str
    provider_id: str | None
    first: date
    last: date
    earliest: str | None
    latest: str | None


@frozen(kw_only=True)
class WaitingListOffered:
    """A time has come free that fits; staff are to call before `due`."""

    wait_id: WaitId
    patient_id: PatientId
    provider_id: str
    starts_at: datetime
    due: datetime


@frozen(kw_only=True)
class WaitingListLeft:
    """The patient has an appointment now, or does not want one any more."""

    wait_id: WaitId
    patient_id: PatientId
    why: Literal["booked", "declined", "withdrawn"]


PatientEvent = (
    PatientRegistered
    | PatientCorrected
    | ProxyRecorded
    | PatientRecognised
    | RecognitionFailed
    | RecognitionGivenUp
    | WaitingListJoined
    | WaitingListOffered
    | WaitingListLeft
)
