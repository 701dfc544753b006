"""What is said when a command leads to nothing new: what was asked for holds already, and the caller hears so."""

from __future__ import annotations

from collections.abc import Sequence

from receptionist.domain import names
from receptionist.domain.clinic import Clinic
from receptionist.domain.commands import (
    CancelAppointment,
    ChooseLanguage,
    Command,
    JoinWaitingList,
    LeaveMessage,
    MoveAppointment,
    Recognise,
    ReportLate,
    RequestBooking,
    RequestPerson,
)
from receptionist.domain.dates import Understood, resolve
from receptionist.domain.facts import Facts
from receptionist.events.booking import Appointment
from receptionist.events.call import LanguageChosen, PersonRequested
from receptionist.events.catalogue import Event
from receptionist.events.patient import PatientRecognised, WaitingListJoined
from receptionist.ids import SlotId
from receptionist.projections.spoken import spoken, still_booked
from receptionist.tools.wording import known_already


def standing(command: Command, facts: Facts, clinic: Clinic) -> str:
    """What holds, in the words in which it was said when it came about, as far as the facts have it."""
    match command:
        case RequestBooking() | MoveAppointment():
            appointment = _appointment(command, facts, clinic)
            if appointment is not None:
                return still_booked(appointment, facts.language, channel=facts.channel)
        case CancelAppointment():
            return known_already("cancelled", facts.language)
        case ReportLate():
            return known_already("late", facts.language)
        case LeaveMessage() | RequestPerson() | JoinWaitingList() | Recognise() | ChooseLanguage():
            before = _before(command, facts, clinic)
            said = before and spoken(before, facts.language, channel=facts.channel, time_zone=clinic.time_zone)
            return said or known_already("noted", facts.language)
        case _:
            pass
    return known_already("noted", facts.language)


def _appointment(command: RequestBooking | MoveAppointment, facts: Facts, clinic: Clinic) -> Appointment | None:
    """Which one it was: of that name and at that time, or else the latest of this call."""
    theirs = facts.theirs(command.asked_at)
    slot = facts.offered.get(SlotId(command.slot_id))
    starts_at = slot.starts_at if slot else _meant(command, facts, clinic)
    by_time = [each for each in theirs if each.starts_at == starts_at]
    found = [each for each in by_time if _is_named(each, command)] or by_time or [*facts.appointments] or [*theirs]
    return found[-1] if found else None


def _is_named(appointment: Appointment, command: RequestBooking | MoveAppointment) -> bool:
    if isinstance(command, MoveAppointment):
        return appointment.appointment_id == command.appointment.strip().lower()
    return names.same(appointment.patient_name, command.wanted.patient_name)


def _meant(command: RequestBooking | MoveAppointment, facts: Facts, clinic: Clinic) -> object:
    wanted = command.wanted
    meant = resolve(
        wanted.date_words, wanted.time_words, asked_at=command.asked_at, clinic=clinic, language=facts.language
    )
    return meant.starts_at if isinstance(meant, Understood) else None


def _before(
    command: LeaveMessage | RequestPerson | JoinWaitingList | Recognise | ChooseLanguage, facts: Facts, clinic: Clinic
) -> Event | None:
    """What had happened when the same was asked for before."""
    match command:
        case RequestPerson() if facts.channel != "terminal" and clinic.transfer_number is not None:
            return PersonRequested(phone=clinic.transfer_number, reason="")
        case LeaveMessage() | RequestPerson():
            return facts.promises[-1] if facts.promises else None
        case JoinWaitingList():
            entries = _entries(facts)
            return entries[-1] if entries else None
        case Recognise(new=new):
            return PatientRecognised(patient_id=new.patient, by="code", appointment_id=None, wards=())
        case ChooseLanguage(language=language):
            return LanguageChosen(language=language)


def _entries(facts: Facts) -> Sequence[WaitingListJoined]:
    mine = [facts.waiting[each] for each in facts.waits if each in facts.waiting]
    return mine or [each for each in facts.waiting.values() if each.patient_id in facts.recognised]
