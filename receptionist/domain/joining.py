"""Joining the waiting list: for what, with whom, between which days and times."""

from __future__ import annotations

from collections.abc import Sequence

from receptionist.domain import callers, collecting, names, replies
from receptionist.domain.availability import Book
from receptionist.domain.clinic import Clinic
from receptionist.domain.commands import JoinWaitingList
from receptionist.domain.dates import Ambiguous, Window, window
from receptionist.domain.facts import Facts
from receptionist.domain.wishes import Unclear, providers_meant, treatment_meant
from receptionist.events.booking import ClarificationAsked
from receptionist.events.catalogue import Event
from receptionist.events.patient import PatientRegistered, WaitingListJoined
from receptionist.ids import PatientId


def join(command: JoinWaitingList, facts: Facts, clinic: Clinic) -> Sequence[Event]:
    """An entry of the list, or what has to be asked first, or why there can be none."""
    wanted = command.wanted
    known = collecting.collect(command.new.booking, wanted, facts, clinic, command.asked_at)
    treatment = treatment_meant(wanted.treatment or known.booking.treatment_id or "", clinic)
    treatment = clinic.treatment(clinic.default_treatment) if treatment is None else treatment
    if isinstance(treatment, Unclear):
        return [*known.events, _ask(command, treatment, clinic)]
    providers = providers_meant(wanted.provider, treatment, clinic)
    if isinstance(providers, Unclear):
        return [*known.events, _ask(command, providers, clinic)]
    meant = window(
        wanted.date_words, wanted.time_words, asked_at=command.asked_at, clinic=clinic, language=facts.language
    )
    if not isinstance(meant, Window):
        return [*known.events, _ask(command, Unclear(meant.about, ()), clinic, meant)]
    book = Book(clinic=clinic, diary=facts.diary, now=command.asked_at)
    if not book.today <= meant.last or not meant.first <= book.horizon:
        return [*known.events, replies.refused(known, book.why_none(meant.first, meant.last), clinic)]
    if any(provider.id not in treatment.providers for provider in providers):
        return [*known.events, replies.refused(known, "not_performed_by", clinic)]
    if wanted.phone.strip() and collecting.phone_said(wanted.phone, facts.language, clinic) is None:
        return [*known.events, _ask(command, Unclear("phone", ()), clinic)]
    name, phone = known.booking.patient_name or callers.who(facts), known.booking.phone or callers.phone(facts)
    if not name or phone is None:
        return [*known.events, _ask(command, Unclear("phone" if name else "name", ()), clinic)]
    patient_id, registered = _patient(command, facts, name, phone)
    entry = WaitingListJoined(
        wait_id=command.new.wait,
        patient_id=patient_id,
        name=name,
        phone=phone,
        treatment_id=treatment.id,
        provider_id=providers[0].id if wanted.provider.strip() and len(providers) == 1 else None,
        first=max(meant.first, book.today),
        last=min(meant.last, book.horizon),
        earliest=None if meant.earliest is None else f"{meant.earliest:%H:%M}",
        latest=None if meant.latest is None else f"{meant.latest:%H:%M}",
    )
    same = any((e.patient_id, e.treatment_id) == (patient_id, treatment.id) for e in facts.waiting.values())
    return [] if same else [*known.events, *registered, entry]


def _patient(
    command: JoinWaitingList, facts: Facts, name: str, phone: str
) -> tuple[PatientId, tuple[PatientRegistered, ...]]:
    """The recognised patient of that name; else one of this call; else a new one.

    Whoever waits since another call is not looked for: it would tell a stranger who knows a name and a number.
    """
    for patient_id in facts.recognised:
        registered = facts.patients.registered.get(patient_id)
        if registered is not None and names.same(registered.name, name):
            return patient_id, ()
    waiting = (facts.waiting[each] for each in facts.waits if each in facts.waiting)
    for patient in (*((each.patient_id, each.name) for each in waiting), *_booked_here(facts)):
        if names.same(patient[1], name):
            return patient[0], ()
    fresh = PatientRegistered(patient_id=command.new.patient, name=name, birth_date=None, phone=phone)
    return command.new.patient, (fresh,)


def _ask(command: JoinWaitingList, unclear: Unclear, clinic: Clinic, meant: object = None) -> ClarificationAsked:
    return ClarificationAsked(
        booking_id=command.new.booking,
        about=unclear.about,
        date_words=collecting.short(command.wanted.date_words),
        time_words=collecting.short(command.wanted.time_words),
        asked_at=command.asked_at,
        time_zone=clinic.time_zone,
        candidates=meant.candidates if isinstance(meant, Ambiguous) else (),
        choices=unclear.choices,
    )


def _booked_here(facts: Facts) -> list[tuple[PatientId, str]]:
    return [(each.patient_id, each.patient_name) for each in facts.appointments]
