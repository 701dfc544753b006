"""What a decision rests on: the queries for the facts that it is made on.

It reads in two steps: its own call, and then what the call makes it look for, such as the appointments of the patient
who was recognised.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import assert_never

from receptionist.domain import conflicts, front_desk, staff
from receptionist.domain.availability import Book
from receptionist.domain.clinic import Clinic
from receptionist.domain.commands import (
    AnswerQuestion,
    BeginBooking,
    BlockTime,
    CancelAppointment,
    ChooseLanguage,
    CloseDay,
    Command,
    EndCall,
    FindTimes,
    FinishTask,
    GiveUpCall,
    GreetCaller,
    JoinWaitingList,
    LeaveMessage,
    LiftBlock,
    MarkArrived,
    MarkMissed,
    MoveAppointment,
    NoteInsurance,
    Recognise,
    RejectRequest,
    ReopenDay,
    ReportEmergency,
    ReportLate,
    ReportTransfer,
    RequestBooking,
    RequestPerson,
    ResumeCall,
    SendDetails,
    StaffCommand,
    StartCall,
    TakeTask,
    TellAppointments,
)
from receptionist.domain.dates import Understood, Window, resolve, window
from receptionist.domain.facts import Facts
from receptionist.events.booking import (
    Appointment,
)
from receptionist.events.clinic import TaskRaised
from receptionist.events.log import Query, QueryItem
from receptionist.events.tags import (
    WAITING_LIST,
    appointment_tag,
    call_tag,
    day_tag,
    diary_tag,
    patient_tag,
    task_tag,
)
from receptionist.ids import AppointmentId, CallId, PatientId, SlotId

_OF_THE_CALL = (
    "call.started",
    "call.caller_greeted",
    "call.resumed",
    "call.language_chosen",
    "call.emergency_recognised",
    "call.person_requested",
    "call.transfer_failed",
    "call.ended",
    "booking.begun",
    "booking.details_given",
    "booking.clarification_asked",
    "booking.slots_offered",
    "booking.requested",
    "booking.confirmed",
    "booking.refused",
    "appointment.moved",
    "appointment.cancelled",
    "patient.registered",
    "patient.proxy_recorded",
    "patient.recognised",
    "patient.recognition_failed",
    "patient.recognition_given_up",
    "waiting_list.joined",
    "waiting_list.left",
    "task.raised",
    "task.corrected",
)
_OF_A_DAY = (
    "booking.confirmed",
    "appointment.moved",
    "appointment.cancelled",
    "diary.time_blocked",
    "diary.block_lifted",
    "diary.day_closed",
    "diary.day_reopened",
    "patient.corrected",
)
_OF_THE_LIST = ("waiting_list.joined", "waiting_list.offered", "waiting_list.left")
_OF_A_PATIENT = (
    *_OF_THE_LIST,
    "patient.registered",
    "patient.proxy_recorded",
    "booking.confirmed",
    "appointment.moved",
    "appointment.cancelled",
    "appointment.patient_arrived",
    "appointment.patient_missed",
    "patient.corrected",
)
_OF_AN_APPOINTMENT = (
    "booking.confirmed",
    "appointment.moved",
    "appointment.cancelled",
    "appointment.patient_arrived",
    "appointment.patient_missed",
    "patient.corrected",
)
_OF_THE_INBOX = ("task.raised", "task.corrected", "task.taken", "task.done")


def own(call: CallId | None) -> Query | None:
    """What has happened in the call itself; None outside of any."""
    return None if call is None else Query.tagged(call_tag(call), types=_OF_THE_CALL)


def related(command: Command, facts: Facts, clinic: Clinic) -> Query | None:
    """What else *command* is decided on, when *facts* are those of its call; None when nothing is.

    What is read can name more: whoever has the appointment that staff speak of. Ask again with it until nothing is new.
    """
    items = tuple(_related(command, facts, clinic))
    return Query(items) if items else None


def _related(command: Command, facts: Facts, clinic: Clinic) -> Iterator[QueryItem]:
    match command:
        case RequestBooking() | FindTimes() | MoveAppointment() | CancelAppointment() | JoinWaitingList():
            yield from _of_a_booking(command, facts, clinic)
        case ReportEmergency():
            yield from _patients(facts)
            book = Book(clinic=clinic, diary=facts.diary, now=command.asked_at)
            yield from _days(book.days(book.today, book.today + timedelta(days=front_desk.URGENT_DAYS)), clinic)
        case ReportLate() | TellAppointments() | SendDetails():
            yield from _patients(facts)
        case LeaveMessage() | RequestPerson() | ReportTransfer() | GiveUpCall():
            yield from _patients(facts)
            # What staff have done meanwhile is not added to.
            yield from _lines(facts.promises)
        case Recognise(patients=patients, appointments=codes):
            yield from (QueryItem(tags=(patient_tag(each),), types=_OF_A_PATIENT) for each in patients)
            yield from (QueryItem(tags=(appointment_tag(each),), types=_OF_AN_APPOINTMENT) for each in codes)
        case (
            BlockTime() | LiftBlock() | CloseDay() | ReopenDay() | MarkArrived() | MarkMissed() | TakeTask()
            | FinishTask()
        ):  # fmt: skip
            yield from _of_the_staff(command, facts, clinic)
        case (
            StartCall() | GreetCaller() | ChooseLanguage() | ResumeCall() | EndCall() | BeginBooking() | RejectRequest()
            | AnswerQuestion() | NoteInsurance()
        ):  # fmt: skip
            return
        case _:
            assert_never(command)


def _of_a_booking(
    command: RequestBooking | FindTimes | MoveAppointment | CancelAppointment | JoinWaitingList,
    facts: Facts,
    clinic: Clinic,
) -> Iterator[QueryItem]:
    if isinstance(command, FindTimes):
        yield from _days(_days_to_offer(command, facts, clinic), clinic)
        return
    yield from _patients(facts)
    if isinstance(command, RequestBooking):
        yield from (QueryItem(tags=(patient_tag(each),), types=_OF_A_PATIENT) for each in command.patients)
    if facts.of_staff and isinstance(command, MoveAppointment | CancelAppointment):
        yield from _whole_appointment(AppointmentId(command.appointment), facts)
    if isinstance(command, RequestBooking | MoveAppointment):
        yield from _wanted_days(command, facts, clinic)
    if isinstance(command, MoveAppointment | CancelAppointment):
        # Whether the time that is left can be offered to somebody else.
        staffs = facts.diary.appointments.get(AppointmentId(command.appointment)) if facts.of_staff else None
        left = facts.theirs(command.asked_at) if staffs is None else (staffs,)
        for each in left:
            yield QueryItem(tags=(appointment_tag(each.appointment_id),), types=("task.raised",))
            yield from _lines(conflicts.about(each.appointment_id, facts))
        yield from _days(sorted({_day(each.starts_at, clinic) for each in left}), clinic)
    if not isinstance(command, RequestBooking):
        yield QueryItem(tags=(WAITING_LIST,), types=_OF_THE_LIST)


def _of_the_staff(command: StaffCommand, facts: Facts, clinic: Clinic) -> Iterator[QueryItem]:
    match command:
        case BlockTime(starts_at=starts_at, ends_at=ends_at):
            yield from _days(_between(starts_at, ends_at, clinic), clinic)
            yield from _registrations(staff.in_the_way(command, facts))
        case LiftBlock(starts_at=starts_at):
            yield from _days([_day(starts_at, clinic)], clinic)
        case CloseDay(day=day):
            yield from _days([day], clinic)
            yield from _registrations(staff.on_day(day, facts, clinic))
        case ReopenDay(day=day):
            yield from _days([day], clinic)
        case MarkArrived(appointment_id=appointment_id) | MarkMissed(appointment_id=appointment_id):
            yield from _whole_appointment(appointment_id, facts)
        case TakeTask(task_id=task_id) | FinishTask(task_id=task_id):
            yield QueryItem(tags=(task_tag(task_id),), types=_OF_THE_INBOX)
        case _:
            assert_never(command)


def _whole_appointment(appointment_id: AppointmentId, facts: Facts) -> Iterator[QueryItem]:
    """Its life and, once it is known whose it is, all of that patient."""
    yield QueryItem(tags=(appointment_tag(appointment_id),), types=_OF_AN_APPOINTMENT)
    if (known := facts.diary.appointments.get(appointment_id)) is not None:
        yield QueryItem(tags=(patient_tag(known.patient_id),), types=_OF_A_PATIENT)


def _lines(raised: Iterable[TaskRaised]) -> Iterator[QueryItem]:
    """What became of these lines of the inbox."""
    yield from (QueryItem(tags=(task_tag(each.task_id),), types=_OF_THE_INBOX) for each in raised)


def _registrations(appointments: Iterable[Appointment]) -> Iterator[QueryItem]:
    """Where those who have these appointments can be called."""
    for each in dict.fromkeys(each.patient_id for each in appointments):
        yield QueryItem(tags=(patient_tag(each),), types=("patient.registered", "patient.corrected"))


def _patients(facts: Facts) -> Iterator[QueryItem]:
    """Everything of the patients whom this call is about, and of the appointments whose code was given."""
    theirs: dict[PatientId, None] = dict.fromkeys((*facts.recognised, *(a.patient_id for a in facts.appointments)))
    yield from (QueryItem(tags=(patient_tag(each),), types=_OF_A_PATIENT) for each in theirs)
    codes: dict[AppointmentId, None] = dict.fromkeys((*facts.own, *facts.by_code))
    yield from (QueryItem(tags=(appointment_tag(each),), types=_OF_AN_APPOINTMENT) for each in codes)


def _wanted_days(command: RequestBooking | MoveAppointment, facts: Facts, clinic: Clinic) -> Iterator[QueryItem]:
    slot = facts.offered.get(SlotId(command.slot_id)) if command.slot_id else None
    wanted = command.wanted
    meant = (
        Understood(slot.starts_at)
        if slot
        else resolve(
            wanted.date_words, wanted.time_words, asked_at=command.asked_at, clinic=clinic, language=facts.language
        )
    )
    if isinstance(meant, Understood):
        book = Book(clinic=clinic, diary=facts.diary, now=command.asked_at)
        days = {_day(meant.starts_at, clinic), *book.days_around(meant.starts_at)}
        yield from _days(sorted(days), clinic)


def _days_to_offer(command: FindTimes, facts: Facts, clinic: Clinic) -> Iterable[date]:
    book = Book(clinic=clinic, diary=facts.diary, now=command.asked_at)
    known = facts.open_booking
    date_words = command.wanted.date_words or (known.date_words or "" if known else "")
    time_words = command.wanted.time_words or (known.time_words or "" if known else "")
    days = set[date]()
    for words in ((date_words, time_words), (date_words, "")):
        meant = window(*words, asked_at=command.asked_at, clinic=clinic, language=facts.language)
        if isinstance(meant, Window):
            days |= set(book.days(meant.first, meant.last))
            first = datetime.combine(meant.first, datetime.min.time(), clinic.zone)
            days |= set(book.days_around(first))
    return sorted(days)


def _days(days: Iterable[date], clinic: Clinic) -> Iterator[QueryItem]:
    for day in days:
        yield QueryItem(tags=(day_tag(day),), types=_OF_A_DAY)
        # What the first version of the log recorded carries this tag alone.
        yield from (QueryItem(tags=(diary_tag(each.id, day),), types=_OF_A_DAY) for each in clinic.providers)


def _between(starts_at: datetime, ends_at: datetime, clinic: Clinic) -> list[date]:
    first, last = _day(starts_at, clinic), _day(ends_at, clinic)
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _day(instant: datetime, clinic: Clinic) -> date:
    return instant.astimezone(clinic.zone).date()
