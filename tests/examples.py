"""One example of every event, and short ways to events on their way into the log and out of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar

from attrs import evolve

from receptionist.code_alphabet import with_check
from receptionist.events.access import AccessDenied, AccessRecorded
from receptionist.events.booking import (
    Appointment,
    AppointmentCancelled,
    AppointmentMoved,
    AppointmentsTold,
    BookingBegun,
    BookingConfirmed,
    BookingDetailsGiven,
    BookingRefused,
    BookingRequested,
    ClarificationAsked,
    ClinicDetails,
    DetailsRequested,
    LateArrivalReported,
    OfferedSlot,
    PatientArrived,
    PatientMissed,
    SlotsOffered,
)
from receptionist.events.call import (
    CallEnded,
    CallerGreeted,
    CallerLeft,
    CallerReturned,
    CallerTransferred,
    CallResumed,
    CallStarted,
    ConnectionLost,
    ConnectionRestored,
    EmergencyRecognised,
    InsuranceNoted,
    LanguageChosen,
    ParticipantJoined,
    ParticipantLeft,
    PersonRequested,
    QuestionAnswered,
    RecordingAnnounced,
    StreamsResent,
    ToolCalled,
    ToolReturned,
    TransferFailed,
    UtteranceHeard,
    UtteranceSpoken,
)
from receptionist.events.catalogue import Event
from receptionist.events.clinic import (
    BlockLifted,
    DayClosed,
    DayReopened,
    EffectRetried,
    OutcomeDisclosed,
    OutcomeOwedAgain,
    TaskCorrected,
    TaskDone,
    TaskRaised,
    TaskTaken,
    TimeBlocked,
)
from receptionist.events.codec import CODEC
from receptionist.events.patient import (
    PatientCorrected,
    PatientRecognised,
    PatientRegistered,
    ProxyRecorded,
    RecognitionFailed,
    RecognitionGivenUp,
    WaitingListJoined,
    WaitingListLeft,
    WaitingListOffered,
)
from receptionist.events.privacy import (
    ErasureRepeated,
    LegalHoldLifted,
    LegalHoldPlaced,
    PatientErased,
    RetentionApplied,
)
from receptionist.events.recorded import Metadata, NewEvent, Recorded
from receptionist.events.tags import tags_of
from receptionist.ids import (
    AppointmentId,
    BlockId,
    BookingId,
    CallId,
    EventId,
    Ids,
    PatientId,
    SlotId,
    TaskId,
    WaitId,
)

E = TypeVar("E")

CALL = CallId("c-0000000000ex")
BOOKING = BookingId("b-0000000000ex")
APPOINTMENT = AppointmentId("a-0000000000ex")
PATIENT_ID = PatientId("p-0000000000ex")
GUARDIAN_ID = PatientId("p-guardian00ex")
TASK = TaskId("t-0000000000ex")
BLOCK = BlockId("k-0000000000ex")
WAIT = WaitId("w-0000000000ex")
PATIENT = "Zoë Quillfeather"
PHONE = "+12125550123"
CODE = with_check("K7X4MR")
ZONE = "America/New_York"

NOW = datetime(2026, 11, 30, 16, 5, tzinfo=UTC)
"""When the examples' call takes place: a Monday, shortly after eleven at the clinic."""
TUESDAY_9 = datetime(2026, 12, 1, 14, 0, tzinfo=UTC)
WEDNESDAY_10 = datetime(2026, 12, 2, 15, 0, tzinfo=UTC)

CLINIC = ClinicDetails(
    name="Bright Smile Dental",
    short_address="123 Main St",
    address="123 Main Street, Suite 200",
    phone="(555) 123-4567",
    arrival_instructions="Please arrive 15 minutes early for paperwork.",
    time_zone=ZONE,
)


def appointment(**changes: Any) -> Appointment:
    """An exam on Tuesday at nine with Dr. Lee, but for *changes*."""
    whole = Appointment(
        appointment_id=APPOINTMENT,
        code=CODE,
        patient_id=PATIENT_ID,
        patient_name=PATIENT,
        treatment_id="exam",
        treatment="exam",
        provider_id="lee",
        provider="Dr. Lee",
        chair_id="chair-1",
        starts_at=TUESDAY_9,
        ends_at=TUESDAY_9 + timedelta(minutes=30),
        busy_until=TUESDAY_9 + timedelta(minutes=40),
        minor=False,
        sequence=0,
        language="en",
        clinic=CLINIC,
    )
    return evolve(whole, **changes)


def moved_to(starts_at: datetime, **changes: Any) -> Appointment:
    """The same appointment once it is at another time."""
    times = {
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(minutes=30),
        "busy_until": starts_at + timedelta(minutes=40),
    }
    return appointment(**(times | {"sequence": 1} | changes))


def slot(slot_id: str, starts_at: datetime, **changes: Any) -> OfferedSlot:
    """A free time for an exam with Dr. Lee, but for *changes*."""
    whole = OfferedSlot(
        slot_id=SlotId(slot_id), treatment_id="exam", provider_id="lee", provider="Dr. Lee", starts_at=starts_at
    )
    return evolve(whole, **changes)


_OF_CALLS: tuple[Event, ...] = (
    CallStarted(channel="room", clinic="Bright Smile Dental", time_zone=ZONE, language="en"),
    CallerGreeted(words="Bright Smile Dental, good morning. How can I help?"),
    RecordingAnnounced(language="en", words="This call is recorded.", interrupted=False),
    UtteranceHeard(text="Tomorrow at nine, please. It's Zoë Quillfeather."),
    UtteranceSpoken(text="You are booked for Tuesday at nine, Zoë.", interrupted=False),
    ToolCalled(
        tool_call_id="call_7Gq",
        tool="request_booking",
        arguments='{"patient_name": "Zoë Quillfeather", "date": "tomorrow", "time": "nine"}',
    ),
    ToolReturned(tool_call_id="call_7Gq", tool="request_booking", result="Booked for Tuesday 09:00.", is_error=False),
    CallerLeft(reason="CLIENT_INITIATED"),
    CallerReturned(),
    ConnectionLost(),
    ConnectionRestored(),
    ParticipantJoined(identity="staff-zoe", role="staff", contract=True, sid="PA_zoe"),
    StreamsResent(identity="staff-zoe", after=0, through=9, why="sync"),
    ParticipantLeft(identity="staff-zoe", role="staff"),
    CallResumed(attempt=1),
    LanguageChosen(language="es"),
    EmergencyRecognised(
        tier="call_on_call_dentist", signs=("knocked_out_tooth",), words="My son's front tooth got knocked out"
    ),
    QuestionAnswered(topic="parking"),
    InsuranceNoted(carrier="Northwind Dental"),
    PersonRequested(phone="+15551234570", reason="A person, please"),
    TransferFailed(why="no answer"),
    CallerTransferred(),
    CallEnded(reason="caller_said_goodbye"),
)
_OF_BOOKINGS: tuple[Event, ...] = (
    BookingBegun(booking_id=BOOKING),
    BookingDetailsGiven(
        booking_id=BOOKING,
        patient_name=PATIENT,
        date_words=None,
        time_words="in the morning",
        treatment_id="exam",
        provider_id=None,
        phone=PHONE,
        birth_date="1985-03-03",
        is_new=False,
    ),
    ClarificationAsked(
        booking_id=BOOKING,
        about="date",
        date_words="next Tuesday",
        time_words="nine",
        asked_at=NOW,
        time_zone=ZONE,
        candidates=(TUESDAY_9, TUESDAY_9 + timedelta(days=7)),
        choices=(),
    ),
    SlotsOffered(
        booking_id=BOOKING,
        treatment_id="exam",
        provider_id="lee",
        date_words="this week",
        time_words="in the morning",
        asked_at=NOW,
        time_zone=ZONE,
        first=date(2026, 11, 30),
        last=date(2026, 12, 4),
        slots=(slot("s1", TUESDAY_9), slot("s2", WEDNESDAY_10)),
    ),
    BookingRequested(
        booking_id=BOOKING,
        patient_name=PATIENT,
        treatment_id="exam",
        provider_id=None,
        slot_id=None,
        date_words="tomorrow",
        time_words="nine",
        asked_at=NOW,
        time_zone=ZONE,
        starts_at=TUESDAY_9,
        moves=None,
    ),
    BookingConfirmed(booking_id=BOOKING, appointment=appointment()),
    BookingRefused(
        booking_id=BOOKING,
        reason="slot_taken",
        time_zone=ZONE,
        alternatives=(slot("s3", TUESDAY_9 + timedelta(minutes=30)), slot("s4", WEDNESDAY_10)),
    ),
    AppointmentMoved(
        booking_id=BOOKING,
        appointment=moved_to(WEDNESDAY_10),
        moved_from=TUESDAY_9,
        left_provider_id="lee",
        left_chair_id="chair-1",
    ),
    AppointmentCancelled(
        appointment=appointment(sequence=1), reason="I am travelling", within_notice=True, notice_hours=24
    ),
    LateArrivalReported(appointment=appointment(), minutes=10, grace_minutes=15),
    AppointmentsTold(appointments=(appointment(),)),
    DetailsRequested(appointment=appointment()),
    PatientArrived(appointment=appointment()),
    PatientMissed(appointment=appointment(), count=2),
)
_OF_PATIENTS: tuple[Event, ...] = (
    PatientRegistered(patient_id=PATIENT_ID, name=PATIENT, birth_date="1985-03-03", phone=PHONE),
    PatientCorrected(
        patient_id=PATIENT_ID,
        name=PATIENT,
        birth_date="1985-03-02",
        phone=PHONE,
        appointments=(appointment(),),
    ),
    ProxyRecorded(patient_id=PATIENT_ID, proxy_id=GUARDIAN_ID, relation="guardian"),
    PatientRecognised(patient_id=PATIENT_ID, by="birth_date_and_phone", appointment_id=None, wards=()),
    RecognitionFailed(by="code", failures=1, claim="9f2c1e"),
    RecognitionGivenUp(failures=3),
    WaitingListJoined(
        wait_id=WAIT,
        patient_id=PATIENT_ID,
        name=PATIENT,
        phone=PHONE,
        treatment_id="exam",
        provider_id=None,
        first=date(2026, 12, 1),
        last=date(2026, 12, 4),
        earliest="09:00",
        latest=None,
    ),
    WaitingListOffered(
        wait_id=WAIT,
        patient_id=PATIENT_ID,
        provider_id="lee",
        starts_at=TUESDAY_9,
        due=NOW + timedelta(hours=4),
    ),
    WaitingListLeft(wait_id=WAIT, patient_id=PATIENT_ID, why="booked"),
)
_OF_THE_CLINIC: tuple[Event, ...] = (
    TaskRaised(
        task_id=TASK,
        kind="message",
        urgency="today",
        who=PATIENT,
        phone=PHONE,
        done="The caller was promised that somebody calls back.",
        to_do="Message: please call me about my crown.",
        due=datetime(2026, 11, 30, 22, 0, tzinfo=UTC),
        patient_id=PATIENT_ID,
        appointment_id=None,
    ),
    TaskCorrected(
        task_id=TASK,
        kind="message",
        urgency="now",
        who=PATIENT,
        phone=PHONE,
        done="The caller was promised that somebody calls back.",
        to_do="Message: please call me about my crown, before noon.",
        due=datetime(2026, 11, 30, 16, 20, tzinfo=UTC),
    ),
    TaskTaken(task_id=TASK, owner="Ann"),
    TaskDone(task_id=TASK, note="Called her: all is well."),
    TimeBlocked(
        block_id=BLOCK,
        resource_id="lee",
        starts_at=TUESDAY_9,
        ends_at=TUESDAY_9 + timedelta(hours=1),
        time_zone=ZONE,
        reason="Staff meeting",
        source="staff",
        uid="meeting-1",
    ),
    BlockLifted(
        block_id=BLOCK,
        resource_id="lee",
        starts_at=TUESDAY_9,
        ends_at=TUESDAY_9 + timedelta(hours=1),
        time_zone=ZONE,
    ),
    DayClosed(day=date(2026, 12, 24), reason="The heating is broken"),
    DayReopened(day=date(2026, 12, 24)),
    EffectRetried(of=CALL, key="3:1"),
    OutcomeDisclosed(of=CALL, to="practice.example", fields=("name",), patients=(PATIENT_ID,)),
    OutcomeOwedAgain(of=CALL),
)
_OF_ACCESS: tuple[Event, ...] = (
    AccessRecorded(
        report="01940000-0000-7000-8000-00000000beef",
        page=1,
        command="audit trail",
        options=("--csv",),
        role="admin",
        login="zoe",
        reason="Zoë Quillfeather asked who has seen her appointment",
        reference=None,
        shown=("name", "appointment", "words"),
        patients=(PATIENT_ID,),
        appointments=(APPOINTMENT,),
        calls=(CALL,),
    ),
    AccessDenied(
        command="audit bookings", options=("--csv",), role="front_desk", login="robin", needed="audit", why="role"
    ),
)
_OF_PRIVACY: tuple[Event, ...] = (
    PatientErased(patient_id=PATIENT_ID, reason="asked in writing", calls=(CALL,), kept_calls=(), keys=3, effects=0),
    ErasureRepeated(subjects=(f"patient:{PATIENT_ID}",), keys=1),
    LegalHoldPlaced(patient_id=PATIENT_ID, reason="case 17"),
    LegalHoldLifted(patient_id=PATIENT_ID, reason="case 17 is closed"),
    RetentionApplied(kind="utterances", before=NOW - timedelta(days=90), days=90, subjects=2, keys=2, held=0),
)
EXAMPLES: tuple[Event, ...] = (
    *_OF_CALLS,
    *_OF_BOOKINGS,
    *_OF_PATIENTS,
    *_OF_THE_CLINIC,
    *_OF_ACCESS,
    *_OF_PRIVACY,
)


def example(cls: type[E]) -> E:
    """The example of an event class."""
    return next(event for event in EXAMPLES if isinstance(event, cls))


def metadata(**changes: Any) -> Metadata:
    """The caller's act in the examples' call, but for *changes*."""
    whole = Metadata(
        call=CALL, actor="caller", causation="call_7Gq", agent="receptionist 0.1", prompt="5f1c", model="scripted"
    )
    return evolve(whole, **changes)


def new(event: Event, ids: Ids, *tags: str, at: datetime = NOW, call: CallId | None = CALL) -> NewEvent:
    """*event* on its way into the log, tagged as `tags_of` says and with *tags* besides."""
    return NewEvent(
        id=ids.event(),
        event=event,
        tags=tuple(sorted({*tags_of(event, call), *tags})),
        recorded_at=at,
        metadata=metadata(call=call),
    )


def recorded(event: Event, *, position: int = 1, at: datetime = NOW, call: CallId | None = CALL) -> Recorded:
    """*event* as a log would give it back, for what works on recorded events and needs no log."""
    name, version = CODEC.stored(event)
    return Recorded(
        position=position,
        id=EventId(f"01940000-0000-7000-8000-{position:012d}"),
        type=name,
        version=version,
        recorded_at=at,
        tags=tags_of(event, call),
        event=event,
        metadata=metadata(call=call),
        hash="00" * 32,
    )
