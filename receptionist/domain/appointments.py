"""What can be done with an appointment that stands: move it, cancel it, come late to it, hear of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import assert_never

from attrs import evolve

from receptionist.domain import collecting, conflicts, names, waiting_list
from receptionist.domain.availability import Book, Slot, Wish
from receptionist.domain.booking import is_urgent
from receptionist.domain.clinic import Clinic
from receptionist.domain.collecting import Known
from receptionist.domain.commands import (
    AppointmentCommand,
    CancelAppointment,
    MoveAppointment,
    ReportLate,
    SendDetails,
    TellAppointments,
)
from receptionist.domain.dates import Ambiguous, Understood, resolve
from receptionist.domain.facts import Facts
from receptionist.domain.replies import offers, question, refused
from receptionist.domain.tasks import task
from receptionist.domain.which import which
from receptionist.domain.wishes import Unclear, providers_meant, wish_of
from receptionist.errors import CallOverError, NothingBookedError
from receptionist.events.booking import (
    Appointment,
    AppointmentCancelled,
    AppointmentMoved,
    AppointmentsTold,
    BookingRequested,
    ClarificationAsked,
    DetailsRequested,
    LateArrivalReported,
)
from receptionist.events.catalogue import Event
from receptionist.ids import SlotId

_MOST_MINUTES = 24 * 60


def decide(command: AppointmentCommand, facts: Facts, clinic: Clinic) -> Sequence[Event]:
    """What happens when *command* is asked for while *facts* hold.

    Raises:
        NothingBookedError: There is no appointment that the caller may hear of.
        UnknownAppointmentError: Staff named one that is not there.
        AppointmentOverError: Staff named one that is past.
        CallOverError: The call has ended: nobody would hear what became of it.
    """
    if facts.ended:
        raise CallOverError
    match command:
        case MoveAppointment():
            return _move(command, facts, clinic)
        case CancelAppointment():
            return _cancel(command, facts, clinic)
        case ReportLate():
            return _late(command, facts, clinic)
        case TellAppointments():
            theirs = facts.theirs(command.asked_at)
            if not theirs and not facts.recognised:
                raise NothingBookedError
            return [AppointmentsTold(appointments=theirs)]
        case SendDetails():
            return _send(command, facts, clinic)
        case _:
            assert_never(command)


def _move(command: MoveAppointment, facts: Facts, clinic: Clinic) -> Sequence[Event]:
    old = which(command, facts, clinic)
    if isinstance(old, ClarificationAsked):
        return [old]
    slot = facts.offered.get(SlotId(command.slot_id)) if command.slot_id else None
    known = collecting.begin(command.new.booking, facts)
    if command.slot_id and slot is None:
        return [*known.events, refused(known, "unknown_slot", clinic)]
    wanted = command.wanted
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
    if not isinstance(meant, Understood):
        candidates = meant.candidates if isinstance(meant, Ambiguous) else ()
        return [*known.events, question(known, Unclear(meant.about, ()), command, clinic, candidates)]
    treatment = clinic.treatment(old.treatment_id if _is_offered(old, clinic) else clinic.default_treatment)
    who = slot.provider_id if slot else wanted.provider
    providers = providers_meant(who, treatment, clinic)
    if isinstance(providers, Unclear):
        return [*known.events, question(known, providers, command, clinic)]
    if not who:
        # Patients stay with whom they know, where that is possible.
        providers = tuple(sorted(providers, key=lambda each: each.id != old.provider_id))
    urgent = is_urgent(treatment, facts, clinic)
    wish = wish_of(treatment, providers, leaving=old.appointment_id, urgent=urgent)
    return _moved(command, facts, clinic, known=known, old=old, wish=wish, starts_at=meant.starts_at)


def _moved(
    command: MoveAppointment,
    facts: Facts,
    clinic: Clinic,
    *,
    known: Known,
    old: Appointment,
    wish: Wish,
    starts_at: datetime,
) -> Sequence[Event]:
    if starts_at == old.starts_at and old.provider_id in {each.id for each in wish.providers}:
        return []
    requested = _requested(command, known, old, clinic, wish=wish, starts_at=starts_at)
    if any(provider.id not in wish.treatment.providers for provider in wish.providers):
        return [*known.events, requested, refused(known, "not_performed_by", clinic)]
    if _is_elsewhere(command, facts, old, starts_at):
        return [*known.events, requested, refused(known, "already_booked", clinic)]
    book = Book(clinic=clinic, diary=facts.diary, now=command.asked_at)
    slot = book.slot(wish, starts_at)
    if slot is None:
        reason = book.why_not(wish, starts_at) or "slot_taken"
        nearest = offers(book.nearest(wish, starts_at), wish, facts)
        return [*known.events, requested, refused(known, reason, clinic, nearest)]
    moved = AppointmentMoved(
        booking_id=known.booking.booking_id,
        appointment=_at(slot, old, clinic),
        moved_from=old.starts_at,
        left_provider_id=old.provider_id,
        left_chair_id=old.chair_id,
    )
    freed = waiting_list.offer(
        old, facts, left=moved, task_id=command.new.tasks[0], clinic=clinic, now=command.asked_at
    )
    return [*known.events, requested, moved, *conflicts.over(moved, facts, clinic), *freed]


def _is_elsewhere(command: MoveAppointment, facts: Facts, old: Appointment, starts_at: datetime) -> bool:
    """Whether the patient has another appointment then."""
    known = facts.diary.appointments.values() if facts.of_staff else facts.theirs(command.asked_at)
    ends_at = starts_at + (old.ends_at - old.starts_at)
    return any(
        each.patient_id == old.patient_id
        and each.appointment_id != old.appointment_id
        and each.starts_at < ends_at
        and starts_at < each.ends_at
        for each in known
    )


def _cancel(command: CancelAppointment, facts: Facts, clinic: Clinic) -> Sequence[Event]:
    if _is_off_already(command, facts):
        return []
    old = which(command, facts, clinic)
    if isinstance(old, ClarificationAsked):
        return [old]
    within = old.starts_at - command.asked_at < timedelta(hours=clinic.notice_hours)
    cancelled = AppointmentCancelled(
        appointment=evolve(old, sequence=old.sequence + 1),
        reason=collecting.short(command.reason),
        within_notice=within,
        notice_hours=clinic.notice_hours,
    )
    told = task(
        command.new.tasks[1],
        "late_cancellation",
        "today",
        clinic=clinic,
        now=command.asked_at,
        appointment=old,
        phone=phone_of(old, facts),
        done="Cancelled inside the notice period; the caller was told the policy.",
        to_do="Decide about a fee, and fill the time.",
    )
    freed = waiting_list.offer(
        old, facts, left=cancelled, task_id=command.new.tasks[0], clinic=clinic, now=command.asked_at
    )
    over = conflicts.over(cancelled, facts, clinic)
    return [cancelled, *over, *([told] if within and not facts.of_staff else []), *freed]


def _is_off_already(command: CancelAppointment, facts: Facts) -> bool:
    """Whether it is this call's latest and does not stand any more: the tool was interrupted, and is called again."""
    wanted = command.appointment.strip().lower()
    return facts.latest_is_off and wanted in {"", facts.own[-1]}


def _late(command: ReportLate, facts: Facts, clinic: Clinic) -> Sequence[Event]:
    meant = which(command, facts, clinic)
    if isinstance(meant, ClarificationAsked):
        return [meant]
    minutes = min(max(command.minutes, 0), _MOST_MINUTES)
    reported = LateArrivalReported(appointment=meant, minutes=minutes, grace_minutes=clinic.grace_minutes)
    beyond = minutes > clinic.grace_minutes
    told = task(
        command.new.tasks[0],
        "late_arrival",
        "now",
        clinic=clinic,
        now=command.asked_at,
        appointment=meant,
        phone=phone_of(meant, facts),
        done=f"The caller says that they will be {f'{minutes} minutes late' if minutes else 'late'}."
        + (" They were offered another time." if beyond else ""),
        to_do="Tell whoever sees them" + (", and say whether they can still be seen." if beyond else "."),
    )
    return [] if facts.has_told(told) else [reported, told]


def _send(command: SendDetails, facts: Facts, clinic: Clinic) -> Sequence[Event]:
    meant = which(command, facts, clinic)
    if isinstance(meant, ClarificationAsked):
        return [meant]
    if facts.channel != "phone":
        return [DetailsRequested(appointment=meant)]
    told = task(
        command.new.tasks[0],
        "details_by_hand",
        "today",
        clinic=clinic,
        now=command.asked_at,
        appointment=meant,
        phone=phone_of(meant, facts),
        done="The caller is on the telephone, where nothing can be shown; the code was read aloud.",
        to_do="Send the details of the appointment in writing.",
    )
    return [DetailsRequested(appointment=meant), *([] if facts.has_told(told) else [told])]


def phone_of(appointment: Appointment, facts: Facts) -> str | None:
    """The patient's number, where it is known."""
    registered = facts.patients.registered.get(appointment.patient_id)
    return None if registered is None else registered.phone


def _at(slot: Slot, old: Appointment, clinic: Clinic) -> Appointment:
    return evolve(
        old,
        provider_id=slot.provider.id,
        provider=slot.provider.name,
        chair_id=slot.chair_id,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        busy_until=slot.busy_until,
        sequence=old.sequence + 1,
        clinic=clinic.details_in(old.language),
    )


def _is_offered(old: Appointment, clinic: Clinic) -> bool:
    return any(each.id == old.treatment_id for each in clinic.treatments)


def _requested(
    command: MoveAppointment, known: Known, old: Appointment, clinic: Clinic, *, wish: Wish, starts_at: datetime
) -> BookingRequested:
    by_slot = bool(command.slot_id)
    said = by_slot or bool(command.wanted.provider.strip())
    provider_id = wish.providers[0].id if said and len(wish.providers) == 1 else None
    return BookingRequested(
        booking_id=known.booking.booking_id,
        patient_name=names.clean(old.patient_name),
        treatment_id=old.treatment_id,
        provider_id=provider_id,
        slot_id=SlotId(command.slot_id) if by_slot else None,
        date_words="" if by_slot else collecting.short(command.wanted.date_words),
        time_words="" if by_slot else collecting.short(command.wanted.time_words),
        asked_at=command.asked_at,
        time_zone=clinic.time_zone,
        starts_at=starts_at,
        moves=old.appointment_id,
    )
