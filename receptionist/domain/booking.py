"""May this be booked? Pure rules: a command and the facts in, events out; an empty list means that it holds already."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import assert_never

from receptionist.domain import collecting, finding, names
from receptionist.domain.availability import Book, Slot, Wish
from receptionist.domain.birth_dates import age_on
from receptionist.domain.clinic import Clinic, Treatment
from receptionist.domain.collecting import ADULT, Known, treatment_wanted
from receptionist.domain.commands import (
    BeginBooking,
    BookingCommand,
    FindTimes,
    RejectRequest,
    RequestBooking,
)
from receptionist.domain.dates import Ambiguous, Understood, resolve
from receptionist.domain.facts import Facts
from receptionist.domain.replies import offers, question, refused
from receptionist.domain.wishes import Unclear, providers_meant, wish_of
from receptionist.errors import CallOverError
from receptionist.events.booking import (
    Appointment,
    BookingConfirmed,
    BookingRequested,
    RefusalReason,
)
from receptionist.events.catalogue import Event
from receptionist.events.patient import WaitingListLeft
from receptionist.ids import SlotId


def decide(command: BookingCommand, facts: Facts, clinic: Clinic) -> Sequence[Event]:
    """What happens when *command* is asked for while *facts* hold.

    Raises:
        CallOverError: The call has ended: nobody would hear what became of it.
    """
    if facts.ended:
        raise CallOverError
    match command:
        case BeginBooking():
            known = collecting.collect(command.new.booking, command.wanted, facts, clinic, command.asked_at)
            return known.events
        case FindTimes():
            return finding.find(command, facts, clinic)
        case RequestBooking():
            return _request(command, facts, clinic)
        case RejectRequest():
            known = collecting.begin(command.new.booking, facts)
            return [*known.events, refused(known, "malformed_request", clinic)]
        case _:
            assert_never(command)


def _request(command: RequestBooking, facts: Facts, clinic: Clinic) -> Sequence[Event]:
    wanted = command.wanted
    slot = facts.offered.get(SlotId(command.slot_id)) if command.slot_id else None
    known = collecting.begin(command.new.booking, facts)
    if command.slot_id and slot is None:
        return [*known.events, refused(known, "unknown_slot", clinic)]
    treatment = treatment_wanted(wanted.treatment or (slot.treatment_id if slot else ""), known, clinic)
    if isinstance(treatment, Unclear):
        return _collected(command, facts, clinic, treatment)
    who = slot.provider_id if slot else wanted.provider or known.booking.provider_id or ""
    providers = providers_meant(who, treatment, clinic)
    if isinstance(providers, Unclear):
        return _collected(command, facts, clinic, providers)
    meant = (
        Understood(slot.starts_at)
        if slot
        else resolve(
            wanted.date_words,
            wanted.time_words,
            asked_at=command.asked_at,
            clinic=clinic,
            language=facts.language,
        )
    )
    name = names.clean(wanted.patient_name) or _name_known(facts, known)
    starts_at = meant.starts_at if isinstance(meant, Understood) else None
    requested = _requested(
        command,
        known,
        clinic,
        name=name,
        treatment=treatment,
        provider_id=providers[0].id if who.strip() and len(providers) == 1 else None,
        starts_at=starts_at,
    )
    if (no_name := names.why_not(name)) is not None:
        return [*known.events, requested, refused(known, no_name, clinic)]
    if not isinstance(meant, Understood):
        candidates = meant.candidates if isinstance(meant, Ambiguous) else ()
        return _collected(command, facts, clinic, Unclear(meant.about, ()), candidates)
    wish = wish_of(treatment, providers, urgent=command.urgent or is_urgent(treatment, facts, clinic))
    return _book(command, facts, clinic, wish, requested)


def _book(
    command: RequestBooking, facts: Facts, clinic: Clinic, wish: Wish, requested: BookingRequested
) -> Sequence[Event]:
    """The last of it: the time, the name and the treatment are clear."""
    starts_at, name = requested.starts_at, requested.patient_name
    assert starts_at is not None  # noqa: S101 (the types cannot say that it was understood)
    known = collecting.collect(command.new.booking, command.wanted, facts, clinic, command.asked_at)
    begun = collecting.beyond_request(known)
    if _is_there(command, facts, wish, name, starts_at):
        return []
    if _is_in_the_way(command, facts, wish, name, starts_at):
        return [*begun, requested, refused(known, "already_booked", clinic)]
    person = collecting.person(command, facts, clinic, known, name)
    if isinstance(person, Unclear):
        return [*known.events, question(known, person, command, clinic)]
    if person.is_new is None and not wish.treatment.new_patients and not facts.of_staff:
        return [*known.events, question(known, Unclear("new_patient", ()), command, clinic)]
    if (not_them := _why_not_them(wish.treatment, person, starts_at, clinic)) is not None:
        return [*begun, requested, refused(known, not_them, clinic)]
    if any(provider.id not in wish.treatment.providers for provider in wish.providers):
        return [*begun, requested, refused(known, "not_performed_by", clinic)]
    book = Book(clinic=clinic, diary=facts.diary, now=command.asked_at)
    slot = book.slot(wish, starts_at)
    if slot is None:
        reason = book.why_not(wish, starts_at) or "slot_taken"
        nearest = offers(book.nearest(wish, starts_at), wish, facts)
        return [*begun, requested, refused(known, reason, clinic, nearest)]
    appointment = _appointment(command, facts, clinic, treatment=wish.treatment, slot=slot, person=person)
    waited = [
        WaitingListLeft(wait_id=wait_id, patient_id=entry.patient_id, why="booked")
        for wait_id, entry in facts.waiting.items()
        if (entry.patient_id, entry.treatment_id) == (person.patient_id, wish.treatment.id)
    ]
    confirmed = BookingConfirmed(booking_id=known.booking.booking_id, appointment=appointment)
    return [*begun, requested, *person.events, confirmed, *waited]


def is_urgent(treatment: Treatment, facts: Facts, clinic: Clinic) -> bool:
    """Whether the caller may have a time that is held for emergencies: told of one, and only to be seen for it."""
    return facts.emergency == "first_held_slot" and treatment.id == clinic.emergency_treatment


def _is_there(command: RequestBooking, facts: Facts, wish: Wish, name: str, starts_at: datetime) -> bool:
    """Whether just that is booked already: in this call, for a patient who was recognised, or by staff."""
    treatment_said = bool(command.wanted.treatment.strip() or command.slot_id) or facts.of_staff
    known = facts.diary.appointments.values() if facts.of_staff else facts.theirs(command.asked_at)
    return any(
        names.same(each.patient_name, name)
        and each.starts_at == starts_at
        and each.provider_id in {provider.id for provider in wish.providers}
        and (each.treatment_id == wish.treatment.id or not treatment_said)
        for each in known
    )


def _is_in_the_way(command: RequestBooking, facts: Facts, wish: Wish, name: str, starts_at: datetime) -> bool:
    """Whether the patient is at the clinic then already, or has the same from this call, which is to be moved."""
    ends_at = starts_at + wish.treatment.length
    return any(
        names.same(each.patient_name, name)
        and (
            (each.starts_at < ends_at and starts_at < each.ends_at)
            or (each in facts.appointments and each.treatment_id == wish.treatment.id)
        )
        for each in facts.theirs(command.asked_at)
    )


def _collected(
    command: RequestBooking, facts: Facts, clinic: Clinic, unclear: Unclear, candidates: tuple[datetime, ...] = ()
) -> Sequence[Event]:
    """Something has to be asked first; what is known already is taken down."""
    known = collecting.collect(command.new.booking, command.wanted, facts, clinic, command.asked_at)
    return [*known.events, question(known, unclear, command, clinic, candidates)]


def _name_known(facts: Facts, known: Known) -> str:
    """The name that was given before; else that of the one patient that the caller is known to be."""
    if known.booking.patient_name:
        return known.booking.patient_name
    registered = [facts.patients.registered.get(each) for each in facts.recognised]
    return registered[0].name if len(registered) == 1 and registered[0] is not None else ""


def _why_not_them(
    treatment: Treatment, person: collecting.Person, starts_at: datetime, clinic: Clinic
) -> RefusalReason | None:
    if person.is_new and not treatment.new_patients:
        return "not_for_new_patients"
    if person.birth_date is None:
        return None
    age = age_on(person.birth_date, starts_at.astimezone(clinic.zone).date())
    too_young = treatment.youngest is not None and age < treatment.youngest
    too_old = treatment.oldest is not None and age > treatment.oldest
    return "age_limits" if too_young or too_old else None


def _requested(
    command: RequestBooking,
    known: Known,
    clinic: Clinic,
    *,
    name: str,
    treatment: Treatment,
    provider_id: str | None,
    starts_at: datetime | None,
) -> BookingRequested:
    by_slot = bool(command.slot_id)
    return BookingRequested(
        booking_id=known.booking.booking_id,
        patient_name=collecting.short(name),
        treatment_id=treatment.id,
        provider_id=provider_id,
        slot_id=SlotId(command.slot_id) if by_slot else None,
        date_words="" if by_slot else collecting.short(command.wanted.date_words),
        time_words="" if by_slot else collecting.short(command.wanted.time_words),
        asked_at=command.asked_at,
        time_zone=clinic.time_zone,
        starts_at=starts_at,
        moves=None,
    )


def _appointment(
    command: RequestBooking,
    facts: Facts,
    clinic: Clinic,
    *,
    treatment: Treatment,
    slot: Slot,
    person: collecting.Person,
) -> Appointment:
    day = slot.starts_at.astimezone(clinic.zone).date()
    is_child = treatment.oldest is not None and treatment.oldest < ADULT
    return Appointment(
        appointment_id=command.new.appointment,
        code=command.new.code,
        patient_id=person.patient_id,
        patient_name=person.name,
        treatment_id=treatment.id,
        treatment=treatment.name(facts.language),
        provider_id=slot.provider.id,
        provider=slot.provider.name,
        chair_id=slot.chair_id,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        busy_until=slot.busy_until,
        minor=is_child if person.birth_date is None else age_on(person.birth_date, day) < ADULT,
        sequence=0,
        language=facts.language,
        clinic=clinic.details_in(facts.language),
    )
