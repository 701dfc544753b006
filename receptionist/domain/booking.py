"""May this be booked? Pure rules: a command and the facts in, events out; an empty list means that it holds already."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import assert_never

from receptionist.domain import collecting, names
from receptionist.domain.availability import Book, Slot, Wish
from receptionist.domain.birth_dates import age_on
from receptionist.domain.clinic import Clinic, Treatment
from receptionist.domain.collecting import Known
from receptionist.domain.commands import (
    BeginBooking,
    BookingCommand,
    FindTimes,
    MoveAppointment,
    RejectRequest,
    RequestBooking,
)
from receptionist.domain.dates import Ambiguous, Understood, Window, resolve, window
from receptionist.domain.facts import Facts
from receptionist.domain.wishes import Unclear, providers_meant, treatment_meant, wish_of
from receptionist.errors import CallOverError
from receptionist.events.booking import (
    Appointment,
    BookingConfirmed,
    BookingRefused,
    BookingRequested,
    ClarificationAsked,
    OfferedSlot,
    RefusalReason,
    SlotsOffered,
)
from receptionist.events.catalogue import Event
from receptionist.events.patient import WaitingListLeft
from receptionist.ids import SlotId

ADULT = 18
"""Years. Who is younger comes with a guardian."""

_OFFERS = 3


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
            return _find(command, facts, clinic)
        case RequestBooking():
            return _request(command, facts, clinic)
        case RejectRequest():
            known = collecting.begin(command.new.booking, facts)
            return [*known.events, refused(known, "malformed_request", clinic)]
        case _:
            assert_never(command)


def _find(command: FindTimes, facts: Facts, clinic: Clinic) -> Sequence[Event]:
    wanted = command.wanted
    known = collecting.collect(command.new.booking, wanted, facts, clinic, command.asked_at)
    treatment = _treatment(wanted.treatment, known, clinic)
    if isinstance(treatment, Unclear):
        return [*known.events, question(known, treatment, command, clinic)]
    providers = providers_meant(wanted.provider or known.booking.provider_id or "", treatment, clinic)
    if isinstance(providers, Unclear):
        return [*known.events, question(known, providers, command, clinic)]
    date_words = wanted.date_words or known.booking.date_words or ""
    time_words = wanted.time_words or (known.booking.time_words or "" if not wanted.date_words else "")
    meant = window(date_words, time_words, asked_at=command.asked_at, clinic=clinic, language=facts.language)
    if not isinstance(meant, Window):
        candidates = meant.candidates if isinstance(meant, Ambiguous) else ()
        return [*known.events, question(known, Unclear(meant.about, ()), command, clinic, candidates)]
    if any(provider.id not in treatment.providers for provider in providers):
        return [*known.events, refused(known, "not_performed_by", clinic)]
    wish, book = wish_of(treatment, providers), Book(clinic=clinic, diary=facts.diary, now=command.asked_at)
    free = book.slots(wish, book.days(meant.first, meant.last), earliest=meant.earliest, latest=meant.latest)
    chosen = _spread([*free], soonest=meant.soonest)
    if not chosen:
        wall = datetime.combine(meant.first, meant.earliest or datetime.min.time(), clinic.zone)
        return [*known.events, refused(known, "no_free_time", clinic, offers(book.nearest(wish, wall), wish, facts))]
    offered = SlotsOffered(
        booking_id=known.booking.booking_id,
        treatment_id=treatment.id,
        provider_id=providers[0].id if len(providers) == 1 and wanted.provider else None,
        date_words=date_words,
        time_words=time_words,
        asked_at=command.asked_at,
        time_zone=clinic.time_zone,
        first=meant.first,
        last=meant.last,
        slots=offers(chosen, wish, facts),
    )
    return [*known.events, offered]


def _request(command: RequestBooking, facts: Facts, clinic: Clinic) -> Sequence[Event]:
    wanted = command.wanted
    slot = facts.offered.get(SlotId(command.slot_id)) if command.slot_id else None
    known = collecting.begin(command.new.booking, facts)
    if command.slot_id and slot is None:
        return [*known.events, refused(known, "unknown_slot", clinic)]
    treatment = _treatment(wanted.treatment or (slot.treatment_id if slot else ""), known, clinic)
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
    requested = _requested(command, known, clinic, name=name, treatment=treatment, starts_at=starts_at)
    if (no_name := names.why_not(name)) is not None:
        return [*known.events, requested, refused(known, no_name, clinic)]
    if not isinstance(meant, Understood):
        candidates = meant.candidates if isinstance(meant, Ambiguous) else ()
        return _collected(command, facts, clinic, Unclear(meant.about, ()), candidates)
    wish = wish_of(treatment, providers, urgent=command.urgent or facts.emergency == "first_held_slot")
    return _book(command, facts, clinic, wish, requested)


def _book(
    command: RequestBooking, facts: Facts, clinic: Clinic, wish: Wish, requested: BookingRequested
) -> Sequence[Event]:
    """The last of it: the time, the name and the treatment are clear."""
    starts_at, name = requested.starts_at, requested.patient_name
    assert starts_at is not None  # noqa: S101 (the types cannot say that it was understood)
    known = collecting.collect(command.new.booking, command.wanted, facts, clinic, command.asked_at)
    begun = known.events[:1] if facts.open_booking is None else ()
    if facts.of_staff and _is_there(wish.treatment, name, starts_at, facts):
        return []
    theirs = [a for a in facts.appointments if names.same(a.patient_name, name)]
    if any(a.starts_at == starts_at for a in theirs):
        return []
    ends_at = starts_at + wish.treatment.length
    again = [a for a in theirs if a.treatment_id == wish.treatment.id]
    if again or any(a.starts_at < ends_at and starts_at < a.ends_at for a in theirs):
        return [*begun, requested, refused(known, "already_booked", clinic)]
    person = collecting.person(command, facts, known, name)
    if isinstance(person, Unclear):
        return [*known.events, question(known, person, command, clinic)]
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
        if entry.patient_id == person.patient_id
    ]
    confirmed = BookingConfirmed(booking_id=known.booking.booking_id, appointment=appointment)
    return [*begun, requested, *person.events, confirmed, *waited]


def _is_there(treatment: Treatment, name: str, starts_at: datetime, facts: Facts) -> bool:
    """Whether somebody of the staff has booked just that already."""
    return any(
        names.same(each.patient_name, name) and each.starts_at == starts_at and each.treatment_id == treatment.id
        for each in facts.diary.appointments.values()
    )


def offers(slots: Sequence[Slot], wish: Wish, facts: Facts) -> tuple[OfferedSlot, ...]:
    """Free times under names that the LLM can book them by. A time that was offered before keeps its name."""
    before = {(each.starts_at, each.provider_id, each.treatment_id): each.slot_id for each in facts.offered.values()}
    named, fresh = list[OfferedSlot](), 0
    for slot in slots:
        slot_id = before.get((slot.starts_at, slot.provider.id, wish.treatment.id))
        if slot_id is None:
            slot_id, fresh = facts.next_slot_id(fresh), fresh + 1
        named.append(
            OfferedSlot(
                slot_id=slot_id,
                treatment_id=wish.treatment.id,
                provider_id=slot.provider.id,
                provider=slot.provider.name,
                starts_at=slot.starts_at,
            )
        )
    return tuple(named)


def refused(
    known: Known, reason: RefusalReason, clinic: Clinic, alternatives: tuple[OfferedSlot, ...] = ()
) -> BookingRefused:
    """What was asked for cannot be had."""
    return BookingRefused(
        booking_id=known.booking.booking_id, reason=reason, time_zone=clinic.time_zone, alternatives=alternatives
    )


def question(
    known: Known,
    unclear: Unclear,
    command: FindTimes | RequestBooking | MoveAppointment,
    clinic: Clinic,
    candidates: tuple[datetime, ...] = (),
) -> ClarificationAsked:
    """What the caller is asked."""
    return ClarificationAsked(
        booking_id=known.booking.booking_id,
        about=unclear.about,
        date_words=collecting.short(command.wanted.date_words),
        time_words=collecting.short(command.wanted.time_words),
        asked_at=command.asked_at,
        time_zone=clinic.time_zone,
        candidates=candidates,
        choices=unclear.choices,
    )


def _collected(
    command: RequestBooking, facts: Facts, clinic: Clinic, unclear: Unclear, candidates: tuple[datetime, ...] = ()
) -> Sequence[Event]:
    """Something has to be asked first; what is known already is taken down."""
    known = collecting.collect(command.new.booking, command.wanted, facts, clinic, command.asked_at)
    return [*known.events, question(known, unclear, command, clinic, candidates)]


def _treatment(words: str, known: Known, clinic: Clinic) -> Treatment | Unclear:
    meant = treatment_meant(words or known.booking.treatment_id or "", clinic)
    return clinic.treatment(clinic.default_treatment) if meant is None else meant


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
    starts_at: datetime | None,
) -> BookingRequested:
    by_slot = bool(command.slot_id)
    return BookingRequested(
        booking_id=known.booking.booking_id,
        patient_name=collecting.short(name),
        treatment_id=treatment.id,
        provider_id=known.booking.provider_id,
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


def _spread(free: Sequence[Slot], *, soonest: bool) -> tuple[Slot, ...]:
    """Three of them: the first ones, or, where the caller left the time open, ones that lie apart."""
    if soonest or len(free) <= _OFFERS:
        return tuple(free[:_OFFERS])
    last = len(free) - 1
    return tuple(free[round(n * last / _OFFERS)] for n in range(_OFFERS))
