"""Short ways to say what callers ask for and what has happened, for the tests of the front desk's rules."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from attrs import evolve

from receptionist.code_alphabet import ALPHABET, LENGTH, with_check
from receptionist.domain.clinic import Clinic, Opening, Weekday
from receptionist.domain.commands import (
    BeginBooking,
    CancelAppointment,
    FindTimes,
    JoinWaitingList,
    MoveAppointment,
    NewIds,
    Recognise,
    RejectRequest,
    ReportLate,
    RequestBooking,
    SendDetails,
    TellAppointments,
    Wanted,
)
from receptionist.events.booking import (
    Appointment,
    AppointmentCancelled,
    AppointmentMoved,
    BookingBegun,
    BookingConfirmed,
    BookingDetailsGiven,
    BookingRefused,
    BookingRequested,
    ClarificationAsked,
    OfferedSlot,
    Question,
    RefusalReason,
)
from receptionist.events.catalogue import Event
from receptionist.events.clinic import TaskKind, TaskRaised, Urgency
from receptionist.events.patient import PatientRegistered
from receptionist.ids import AppointmentId, BookingId, PatientId, SlotId, TaskId, WaitId
from tests.domain.specification import CLINIC, FULL_CLINIC, NOW, Elsewhere, Given, at, given

OPEN, NEW = BookingId("b-open"), BookingId("b-new")
THEIRS, FRESH = AppointmentId("a-theirs"), AppointmentId("a-fresh")
ANN = "Ann Lee"
ZONE = CLINIC.time_zone
CODE = with_check("".join(ALPHABET[:1] * (LENGTH - 1)))
IDS = NewIds(
    booking=NEW,
    appointment=FRESH,
    patient=PatientId("p-fresh"),
    guardian=PatientId("p-guardian"),
    code=CODE,
    wait=WaitId("w-fresh"),
    tasks=(TaskId("t-one"), TaskId("t-two")),
)
"""What every command of these tests brings along."""


def begin(name: str = "", date: str = "", time: str = "", **more: str) -> BeginBooking:
    return BeginBooking(new=IDS, wanted=_wanted(name, date, time, more), asked_at=NOW)


def find(date: str = "", time: str = "", *, asked_at: datetime = NOW, **more: str) -> FindTimes:
    return FindTimes(new=IDS, wanted=_wanted("", date, time, more), asked_at=asked_at)


def request(
    name: str, date: str = "", time: str = "", *, slot: str = "", asked_at: datetime = NOW, **more: str
) -> RequestBooking:
    return RequestBooking(new=IDS, wanted=_wanted(name, date, time, more), slot_id=slot, asked_at=asked_at)


def move(
    date: str = "", time: str = "", *, slot: str = "", which: str = "", asked_at: datetime = NOW, **more: str
) -> MoveAppointment:
    wanted = _wanted("", date, time, more)
    return MoveAppointment(new=IDS, wanted=wanted, slot_id=slot, appointment=which, asked_at=asked_at)


def cancel(which: str = "", reason: str = "", *, asked_at: datetime = NOW) -> CancelAppointment:
    return CancelAppointment(new=IDS, appointment=which, reason=reason, asked_at=asked_at)


def send(which: str = "", *, asked_at: datetime = NOW) -> SendDetails:
    return SendDetails(new=IDS, appointment=which, asked_at=asked_at)


def tell(*, asked_at: datetime = NOW) -> TellAppointments:
    return TellAppointments(asked_at=asked_at)


def late(minutes: int, which: str = "", *, asked_at: datetime = NOW) -> ReportLate:
    return ReportLate(new=IDS, appointment=which, minutes=minutes, asked_at=asked_at)


def recognise(
    *, born: str = "", phone: str = "", code: str = "", patients: tuple[str, ...] = (), codes: tuple[str, ...] = ()
) -> Recognise:
    """What a caller says of themselves, with what the index has for it (ids)."""
    return Recognise(
        new=IDS,
        birth_date=born,
        phone=phone,
        code=code,
        patients=tuple(PatientId(each) for each in patients),
        appointments=tuple(AppointmentId(each) for each in codes),
        asked_at=NOW,
    )


def wait(
    name: str = "", date: str = "", time: str = "", *, phone: str = "", asked_at: datetime = NOW, **more: str
) -> JoinWaitingList:
    wanted = evolve(_wanted(name, date, time, more), phone=phone)
    return JoinWaitingList(new=IDS, wanted=wanted, asked_at=asked_at)


def reject() -> RejectRequest:
    return RejectRequest(new=IDS)


def _wanted(name: str, date: str, time: str, more: dict[str, str]) -> Wanted:
    is_new = {"yes": True, "no": False}.get(more.pop("is_new", ""))
    return Wanted(patient_name=name, date_words=date, time_words=time, is_new=is_new, **more)


def patient_of(its_id: AppointmentId) -> PatientId:
    """The patient of an appointment of these tests: the one that a new appointment registers has a new id."""
    return IDS.patient if its_id == FRESH else PatientId(its_id.replace("a-", "p-", 1))


def appointment(
    starts: str,
    name: str = ANN,
    *,
    its_id: AppointmentId = FRESH,
    minutes: int = 30,
    sequence: int = 0,
    clinic: Clinic = CLINIC,
) -> Appointment:
    """An appointment at the clinic's local time *starts*."""
    return Appointment(
        appointment_id=its_id,
        code=CODE,
        patient_id=patient_of(its_id),
        patient_name=name,
        treatment_id="exam",
        treatment=clinic.treatment("exam").name("en"),
        provider_id="lee",
        provider="Dr. Lee",
        chair_id=clinic.chairs[0].id,
        starts_at=at(starts),
        ends_at=at(starts) + timedelta(minutes=minutes),
        busy_until=at(starts) + timedelta(minutes=minutes),
        minor=False,
        sequence=sequence,
        language="en",
        clinic=clinic.details_in("en"),
    )


def registered(
    name: str = ANN, *, patient: PatientId | None = None, birth_date: str | None = None, phone: str | None = None
) -> PatientRegistered:
    return PatientRegistered(patient_id=patient or IDS.patient, name=name, birth_date=birth_date, phone=phone)


def begun(booking: BookingId = NEW) -> BookingBegun:
    return BookingBegun(booking_id=booking)


def details(
    name: str | None = None, date: str | None = None, time: str | None = None, *, booking: BookingId = NEW
) -> BookingDetailsGiven:
    return BookingDetailsGiven(
        booking_id=booking,
        patient_name=name,
        date_words=date,
        time_words=time,
        treatment_id=None,
        provider_id=None,
        phone=None,
        birth_date=None,
        is_new=None,
    )


def requested(
    name: str,
    date: str,
    time: str,
    means: str | None,
    *,
    booking: BookingId = NEW,
    moves: AppointmentId | None = None,
    asked_at: datetime = NOW,
) -> BookingRequested:
    return BookingRequested(
        booking_id=booking,
        patient_name=name,
        treatment_id="exam",
        provider_id=None,
        slot_id=None,
        date_words=date,
        time_words=time,
        asked_at=asked_at,
        time_zone=ZONE,
        starts_at=None if means is None else at(means),
        moves=moves,
    )


def asked(
    about: Question, date: str = "", time: str = "", *candidates: str, booking: BookingId = NEW
) -> ClarificationAsked:
    return ClarificationAsked(
        booking_id=booking,
        about=about,
        date_words=date,
        time_words=time,
        asked_at=NOW,
        time_zone=ZONE,
        candidates=tuple(at(candidate) for candidate in candidates),
        choices=(),
    )


def confirmed(made: Appointment, *, booking: BookingId = NEW) -> BookingConfirmed:
    return BookingConfirmed(booking_id=booking, appointment=made)


def refused(reason: RefusalReason, *alternatives: str, booking: BookingId = NEW) -> BookingRefused:
    return BookingRefused(booking_id=booking, reason=reason, time_zone=ZONE, alternatives=offers(*alternatives))


def offers(*starts: str, first: int = 1) -> tuple[OfferedSlot, ...]:
    """Times that were offered, under the names that they get in a call where nothing was offered before *first*."""
    return tuple(
        OfferedSlot(
            slot_id=SlotId(f"s{first + n}"),
            treatment_id="exam",
            provider_id="lee",
            provider="Dr. Lee",
            starts_at=at(start),
        )
        for n, start in enumerate(starts)
    )


def moved(made: Appointment, moved_from: str, *, booking: BookingId = NEW) -> AppointmentMoved:
    return AppointmentMoved(
        booking_id=booking,
        appointment=made,
        moved_from=at(moved_from),
        left_provider_id="lee",
        left_chair_id=CLINIC.chairs[0].id,
    )


def booked(starts: str, name: str = ANN, *, its_id: AppointmentId = THEIRS, minutes: int = 30) -> BookingConfirmed:
    """An appointment that was made earlier."""
    return confirmed(appointment(starts, name, its_id=its_id, minutes=minutes), booking=OPEN)


def visit(
    starts: str,
    name: str = ANN,
    *,
    its_id: str = THEIRS,
    treatment: str = "exam",
    provider: str = "lee",
    chair: str = "chair-1",
    code: str = CODE,
    sequence: int = 0,
    minor: bool = False,
) -> Appointment:
    """An appointment at the full clinic."""
    what, who = FULL_CLINIC.treatment(treatment), FULL_CLINIC.provider(provider)
    return Appointment(
        appointment_id=AppointmentId(its_id),
        code=code,
        patient_id=patient_of(AppointmentId(its_id)),
        patient_name=name,
        treatment_id=treatment,
        treatment=what.name("en"),
        provider_id=provider,
        provider=who.name,
        chair_id=chair,
        starts_at=at(starts),
        ends_at=at(starts) + what.length,
        busy_until=at(starts) + what.length + what.buffer,
        minor=minor,
        sequence=sequence,
        language="en",
        clinic=FULL_CLINIC.details_in("en"),
    )


def kept(starts: str, name: str = ANN, **more: Any) -> BookingConfirmed:
    """The same, made earlier."""
    return confirmed(visit(starts, name, **more), booking=OPEN)


def called_off(made: Appointment, *, reason: str = "", within: bool = False) -> AppointmentCancelled:
    return AppointmentCancelled(
        appointment=evolve(made, sequence=made.sequence + 1), reason=reason, within_notice=within, notice_hours=24
    )


def slots(*wanted: str, treatment: str = "exam", first: int = 1) -> tuple[OfferedSlot, ...]:
    """Times at the full clinic such as `2026-11-24 09:00 lee`, under the names that a call gives them in turn."""
    return tuple(
        OfferedSlot(
            slot_id=SlotId(f"s{first + n}"),
            treatment_id=treatment,
            provider_id=provider,
            provider=FULL_CLINIC.provider(provider).name,
            starts_at=at(start),
        )
        for n, (start, _, provider) in enumerate(each.rpartition(" ") for each in wanted)
    )


def raised(
    kind: TaskKind,
    urgency: Urgency,
    due: str,
    *,
    done: str,
    to_do: str,
    who: str = "",
    phone: str | None = None,
    patient: str | None = None,
    appointment: str | None = None,
    task: str = "t-one",
) -> TaskRaised:
    """A line for the inbox, due at the clinic's local time."""
    return TaskRaised(
        task_id=TaskId(task),
        kind=kind,
        urgency=urgency,
        who=who,
        phone=phone,
        done=done,
        to_do=to_do,
        due=at(due),
        patient_id=None if patient is None else PatientId(patient),
        appointment_id=None if appointment is None else AppointmentId(appointment),
    )


def at_full(*happened: Event | Elsewhere) -> Given:
    """What has happened so far at the full clinic."""
    return given(*happened).at_clinic(FULL_CLINIC)


def clinic_of_lee(
    hours: Mapping[Weekday, tuple[Opening, ...]] | None = None, *, minutes: int = 30, every: int = 30
) -> Clinic:
    """The small clinic with other hours, another length of its one treatment, or other steps."""
    (lee,), (exam,) = CLINIC.providers, CLINIC.treatments
    return evolve(
        CLINIC,
        providers=(evolve(lee, hours=lee.hours if hours is None else hours),),
        treatments=(evolve(exam, minutes=minutes),),
        start_every_minutes=every,
    )


def full_day(day: str, *, but: tuple[str, ...] = ()) -> tuple[BookingConfirmed, ...]:
    """Every slot of a local day taken by somebody, except *but* (local times such as 09:30)."""
    starts = CLINIC.starts(date.fromisoformat(day), "lee", CLINIC.default_treatment)
    local = [f"{start.astimezone(CLINIC.zone):%Y-%m-%d %H:%M}" for start in starts]
    return tuple(
        booked(start, f"Patient {chr(ord('A') + n)}", its_id=AppointmentId(f"a-{day}-{n}"))
        for n, start in enumerate(local)
        if start not in {f"{day} {time}" for time in but}
    )
