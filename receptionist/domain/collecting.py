"""What a booking knows so far, fact by fact, and whom it is for."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from attrs import asdict, evolve, frozen

from receptionist.domain import names
from receptionist.domain.birth_dates import age_on, birth_date_in
from receptionist.domain.clinic import Clinic, Treatment
from receptionist.domain.commands import RequestBooking, Wanted
from receptionist.domain.facts import Facts
from receptionist.domain.open_booking import OpenBooking
from receptionist.domain.phones import phone_in
from receptionist.domain.wishes import Unclear, providers_meant, treatment_meant
from receptionist.events.booking import BookingBegun, BookingDetailsGiven
from receptionist.events.catalogue import Event
from receptionist.events.patient import PatientRegistered, ProxyRecorded
from receptionist.ids import BookingId, PatientId
from receptionist.language import Language

ADULT = 18
"""Years. Who is younger comes with a guardian."""

# Words are kept as said, but nobody says this much: what is longer is cut, and could not be understood anyway.
_LONGEST_WORDS = 300


@frozen(kw_only=True)
class Known:
    """An open booking, and the events by which it came to know what it knows now."""

    booking: OpenBooking
    events: tuple[Event, ...] = ()


@frozen(kw_only=True)
class Person:
    """Whom an appointment is for.

    Attributes:
        is_new: Whether they have not been at the clinic before; None where nobody said.
        events: They register them where the clinic did not know them.
    """

    patient_id: PatientId
    name: str
    birth_date: date | None
    is_new: bool | None
    events: tuple[Event, ...] = ()


def begin(new_booking_id: BookingId, facts: Facts) -> Known:
    """The open booking, or a new one."""
    if facts.open_booking is not None:
        return Known(booking=facts.open_booking)
    return Known(booking=OpenBooking(booking_id=new_booking_id), events=(BookingBegun(booking_id=new_booking_id),))


def collect(new_booking_id: BookingId, wanted: Wanted, facts: Facts, clinic: Clinic, now: datetime) -> Known:
    """The open booking with what the caller says now; a name that cannot be one is not taken down."""
    known = begin(new_booking_id, facts)
    before = known.booking
    name = names.clean(wanted.patient_name)
    treatment = treatment_meant(wanted.treatment, clinic)
    treatment_id = treatment.id if isinstance(treatment, Treatment) else None
    today = now.astimezone(clinic.zone).date()
    said = BookingDetailsGiven(
        booking_id=before.booking_id,
        patient_name=name if names.why_not(name) is None else None,
        date_words=short(wanted.date_words.strip()) or None,
        time_words=short(wanted.time_words.strip()) or None,
        treatment_id=treatment_id,
        provider_id=_provider(wanted.provider, treatment_id or before.treatment_id, clinic),
        phone=phone_said(wanted.phone, facts.language, clinic),
        birth_date=None
        if (born := birth_date_said(wanted.birth_date, facts.language, today)) is None
        else born.isoformat(),
        is_new=wanted.is_new,
    )
    fresh = _news(said, before)
    if fresh is None:
        return known
    return Known(booking=before.given(fresh), events=(*known.events, fresh))


def beyond_request(known: Known) -> tuple[Event, ...]:
    """How *known* came about, without what an event of the request itself says again."""
    kept: list[Event] = []
    for event in known.events:
        if not isinstance(event, BookingDetailsGiven):
            kept.append(event)
        elif (event.phone, event.birth_date, event.is_new) != (None, None, None):
            kept.append(
                evolve(event, patient_name=None, date_words=None, time_words=None, treatment_id=None, provider_id=None)
            )
    return tuple(kept)


def person(command: RequestBooking, facts: Facts, clinic: Clinic, known: Known, name: str) -> Person | Unclear:
    """Whom the appointment is for: a patient who was recognised, one from earlier in this call, or a new one."""
    booking, wanted = known.booking, command.wanted
    today = command.asked_at.astimezone(clinic.zone).date()
    if wanted.phone.strip() and phone_said(wanted.phone, facts.language, clinic) is None:
        return Unclear("phone", ())
    if wanted.birth_date.strip() and birth_date_said(wanted.birth_date, facts.language, today) is None:
        return Unclear("birth_date", ())
    born = None if booking.birth_date is None else date.fromisoformat(booking.birth_date)
    earlier = [a.patient_id for a in facts.appointments if names.same(a.patient_name, name)]
    for patient_id in (*facts.recognised, *command.patients, *earlier):
        registered = facts.patients.registered.get(patient_id)
        if registered is not None and names.same(registered.name, name):
            recorded = born or (date.fromisoformat(registered.birth_date) if registered.birth_date else None)
            is_new = patient_id in facts.newcomers
            return Person(patient_id=patient_id, name=registered.name, birth_date=recorded, is_new=is_new)
        if patient_id in earlier:
            return Person(patient_id=patient_id, name=name, birth_date=born, is_new=booking.is_new)
    registered = PatientRegistered(
        patient_id=command.new.patient, name=name, birth_date=booking.birth_date, phone=booking.phone
    )
    return Person(
        patient_id=command.new.patient,
        name=name,
        birth_date=born,
        is_new=booking.is_new,
        events=(registered, *([] if _is_grown_up(born, today) else _proxies(command, facts, clinic))),
    )


def _is_grown_up(born: date | None, today: date) -> bool:
    """Whether somebody is known to be of age: nobody else's word gives access to their appointments."""
    return born is not None and age_on(born, today) >= ADULT


def _proxies(command: RequestBooking, facts: Facts, clinic: Clinic) -> tuple[Event, ...]:
    """A recognised caller, or the adult who is named as a child's guardian, may deal with the child's appointments."""
    guardian = names.clean(command.wanted.guardian)
    if names.why_not(guardian) is not None:
        return ()
    # Whoever was recorded as one child's guardian in this call is the next one's, too.
    for patient_id in dict.fromkeys((*facts.recognised, *facts.patients.proxies)):
        registered = facts.patients.registered.get(patient_id)
        if registered is not None and names.same(registered.name, guardian):
            return (ProxyRecorded(patient_id=command.new.patient, proxy_id=patient_id, relation="guardian"),)
    adult = PatientRegistered(
        patient_id=command.new.guardian,
        name=guardian,
        birth_date=None,
        phone=phone_said(command.wanted.phone, facts.language, clinic),
    )
    return (
        adult,
        ProxyRecorded(patient_id=command.new.patient, proxy_id=command.new.guardian, relation="guardian"),
    )


def treatment_wanted(words: str, known: Known, clinic: Clinic) -> Treatment | Unclear:
    """The treatment that *words* name; else the one said before; else the clinic's usual one."""
    before = known.booking.treatment_id or ""
    # What was asked for before an upgrade, or before the clinic's file was changed, may not be offered any more.
    still = before if any(each.id == before for each in clinic.treatments) else ""
    if not words.strip() and known.booking.treatments:
        # Asked which of them it is, the caller has not said yet: the usual one would be a guess.
        return Unclear("treatment", known.booking.treatments)
    meant = treatment_meant(words or still, clinic)
    return clinic.treatment(clinic.default_treatment) if meant is None else meant


def phone_said(words: str, language: Language, clinic: Clinic) -> str | None:
    """The number that *words* say, in E.164; seven digits are one of the clinic's own area."""
    phone = phone_in(words, language, area_code=clinic.area_code) if words.strip() else None
    return None if phone is None else phone.e164


def birth_date_said(words: str, language: Language, today: date) -> date | None:
    """The day that *words* name, if they name one and no other."""
    born = birth_date_in(words, language, today=today) if words.strip() else None
    return born if isinstance(born, date) else None


def short(words: str, longest: int = _LONGEST_WORDS) -> str:
    """No more words than anybody says; that something is missing can be seen."""
    return words if len(words) <= longest else f"{words[:longest]}…"


def _provider(words: str, treatment_id: str | None, clinic: Clinic) -> str | None:
    if not words.strip():
        return None
    treatment = clinic.treatment(treatment_id or clinic.default_treatment)
    meant = providers_meant(words, treatment, clinic)
    return meant[0].id if not isinstance(meant, Unclear) and len(meant) == 1 else None


def _news(said: BookingDetailsGiven, before: OpenBooking) -> BookingDetailsGiven | None:
    """What of it was not known before; None when all was."""
    fresh: dict[str, Any] = {
        name: None if value == getattr(before, name) else value
        for name, value in asdict(said, recurse=False).items()
        if name != "booking_id"
    }
    if all(value is None for value in fresh.values()):
        return None
    return BookingDetailsGiven(booking_id=before.booking_id, **fresh)
