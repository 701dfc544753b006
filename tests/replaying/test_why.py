"""The story of an appointment, word for word: what somebody at the clinic would say who had seen it all."""

from __future__ import annotations

from datetime import timedelta

import pytest
from attrs import evolve

from receptionist.errors import UnknownAppointmentError
from receptionist.events.booking import (
    AppointmentCancelled,
    AppointmentMoved,
    AppointmentsTold,
    BookingBegun,
    BookingConfirmed,
    BookingRefused,
    BookingRequested,
    ClarificationAsked,
    DetailsRequested,
    LateArrivalReported,
    PatientArrived,
    PatientMissed,
    SlotsOffered,
)
from receptionist.events.call import (
    CallEnded,
    CallResumed,
    EmergencyRecognised,
    ParticipantJoined,
    ToolReturned,
    UtteranceHeard,
    UtteranceSpoken,
)
from receptionist.events.clinic import BlockLifted, DayClosed, DayReopened, TaskDone, TaskRaised, TaskTaken, TimeBlocked
from receptionist.events.patient import PatientRecognised, PatientRegistered, WaitingListLeft, WaitingListOffered
from receptionist.events.recorded import UnknownEvent
from receptionist.ids import AppointmentId, BookingId, SlotId
from receptionist.replaying.why.case import Case
from receptionist.replaying.why.facts import objects
from receptionist.replaying.why.finding_out import find_out
from receptionist.replaying.why.sentences import paragraph
from tests.examples import (
    APPOINTMENT,
    CALL,
    GUARDIAN_ID,
    NOW,
    PATIENT_ID,
    TASK,
    TUESDAY_9,
    WEDNESDAY_10,
    appointment,
    example,
    moved_to,
    recorded,
)
from tests.replaying.histories import LATER_CALL, PHONE_CALL, ROOM, SENT, Part, at_the_desk, in_a_call, story, tell

REQUESTED, CONFIRMED = example(BookingRequested), example(BookingConfirmed)
BEGUN, RETURNED = example(BookingBegun), example(ToolReturned)
ZOE = ParticipantJoined(identity="caller-zoe", role="caller", contract=True, sid="PA_1")
HALF_PAST_9 = TUESDAY_9 + timedelta(minutes=30)
BY_SLOT = evolve(REQUESTED, date_words="", time_words="")
BY_CODE = PatientRecognised(patient_id=PATIENT_ID, by="code", appointment_id=APPOINTMENT, wards=())
BY_BIRTH = evolve(BY_CODE, by="birth_date_and_phone", appointment_id=None)
CONFLICT = evolve(
    example(TaskRaised),
    kind="conflict",
    done="lee is not there then: Congress.",
    to_do="Call and move the appointment of 2026-12-01 09:00 with Dr. Lee.",
    appointment_id=APPOINTMENT,
)
IN_THREE_DAYS = NOW + timedelta(days=3)


def heard(text: str) -> UtteranceHeard:
    return UtteranceHeard(text=text)


def said(text: str, *, interrupted: bool = False) -> UtteranceSpoken:
    return UtteranceSpoken(text=text, interrupted=interrupted)


ASKING = (ROOM, ZOE, heard("Tomorrow at nine, please. It's Zoë Quillfeather."), BEGUN, REQUESTED, CONFIRMED, RETURNED)
BOOKING = in_a_call(*ASKING, said("You are booked for Tuesday at nine."))
END = in_a_call(CallEnded(reason="caller_said_goodbye"), minute=1)

STANDS = "Zoë has an exam with Dr. Lee on Tuesday, December 1st, 2026 at 9 AM."
ASKED = (
    "On Monday, November 30th, 2026 at 11:05 AM, a caller in a room (call c-0000000000ex) said"
    " “Tomorrow at nine, please. It's Zoë”."
)
GRANTED = (
    "The agent took “tomorrow” and “nine” to mean Tuesday, December 1st at 9 AM; the clinic was open then and Dr. Lee"
    " was free, so an exam was booked."
)
SENT_TO_CALLER = (
    "The agent said so, and word of it in writing (confirmation, details, calendar entry and card) was sent to the"
    " caller within a second, and nobody has acknowledged it."
)
ON_THE_PHONE = SENT_TO_CALLER.replace("nobody has acknowledged it", "a telephone cannot show it")
BOOKED = f"{ASKED} {GRANTED} {SENT_TO_CALLER}"
ZONE = "All times are the clinic's (America/New_York)."


async def test_booked_at_once_and_acknowledged() -> None:
    text = await tell(BOOKING, END, acknowledged=("caller-zoe", 6, NOW + timedelta(minutes=2)))
    acknowledged = SENT_TO_CALLER.replace("nobody has acknowledged it", "the caller acknowledged it by 11:07 AM")
    assert text == f"{STANDS} {ASKED} {GRANTED} {acknowledged} {ZONE}"


async def test_the_agent_was_cut_off_and_one_paper_was_given_up() -> None:
    parked = "UPDATE outbox SET state = 'parked', last_error = 'the room refuses it' WHERE topic = 'appointment-card'"
    text = await tell(in_a_call(*ASKING, said("You are boo", interrupted=True)), alter=(SENT, parked))
    assert text == (
        f"{STANDS} {ASKED} {GRANTED} The agent was cut off as it said so, after “You are boo”."
        " Word of it in writing (confirmation, details and calendar entry) was sent to the caller within a second, and"
        f" nobody has acknowledged it. The card was given up: the room refuses it. {ZONE}"
    )


async def test_the_agent_died_before_it_could_say_so() -> None:
    rescued = in_a_call(CallResumed(attempt=1), said("I am back. You are booked for Tuesday."), minute=2)
    text = await tell(in_a_call(*ASKING), rescued)
    assert text == (
        f"{STANDS} {ASKED} {GRANTED} That agent died before it could say so; the one that took the call over said"
        " “I am back. You are booked for Tuesday”. Word of it in writing (confirmation, details, calendar entry and"
        f" card) was sent to the caller within a second, and nobody has acknowledged it. {ZONE}"
    )


async def test_nothing_was_said_nor_sent_yet() -> None:
    text = await tell(in_a_call(*ASKING), alter=())
    assert text == (
        f"{STANDS} {ASKED} {GRANTED} Nothing that the agent said after that is in the log. Word of it in writing"
        f" (confirmation, details, calendar entry and card) was not sent yet. {ZONE}"
    )


async def test_refused_first_and_another_time_chosen() -> None:
    """Each turn with its own words, and the rule that stood in the way."""
    text = await tell(
        in_a_call(
            PHONE_CALL,
            heard("Sunday at nine."),
            BEGUN,
            evolve(REQUESTED, date_words="Sunday", starts_at=TUESDAY_9 - timedelta(days=2)),
            evolve(example(BookingRefused), reason="closed_that_day"),
            said("We are closed then."),
            heard("The first one, then."),
            evolve(BY_SLOT, slot_id=SlotId("s3"), starts_at=HALF_PAST_9),
            evolve(CONFIRMED, appointment=moved_to(HALF_PAST_9, sequence=0)),
            RETURNED,
            said("Booked."),
        )
    )
    assert text == (
        "Zoë has an exam with Dr. Lee on Tuesday, December 1st, 2026 at 9:30 AM."
        " On Monday, November 30th, 2026 at 11:05 AM, a caller on the telephone (call c-0000000000ex) said “Sunday at"
        " nine”. “Sunday” and “nine” meant Sunday, November 29th at 9 AM, which was refused, because the clinic is"
        " closed that day; free instead were Tuesday, December 1st at 9:30 AM or Wednesday, December 2nd at 10 AM."
        " Then the caller said “The first one, then”. Of the times that were free instead, Tuesday, December 1st at"
        f" 9:30 AM was chosen; the clinic was open then and Dr. Lee was free, so an exam was booked. {ON_THE_PHONE}"
        f" {ZONE}"
    )


async def test_the_words_that_were_refused_are_quoted_though_others_came_after_them() -> None:
    """The day was said first, the name next; only then was it asked for and refused."""
    text = await tell(
        in_a_call(
            ROOM,
            heard("Have you anything on Sunday?"),
            said("Who is it for?"),
            heard("Me, I am free at nine."),
            BEGUN,
            evolve(REQUESTED, date_words="Sunday", starts_at=TUESDAY_9 - timedelta(days=2)),
            evolve(example(BookingRefused), reason="closed_that_day", alternatives=()),
            said("We are closed then."),
            heard("Tomorrow at nine, then."),
            REQUESTED,
            CONFIRMED,
            said("Booked."),
        )
    )
    assert text == (
        f"{STANDS} On Monday, November 30th, 2026 at 11:05 AM, a caller in a room (call c-0000000000ex) said “Have you"
        " anything on Sunday?” and “Me, I am free at nine”. “Sunday” and “nine” meant Sunday, November 29th at 9 AM,"
        " which was refused, because the clinic is closed that day. Then the caller said “Tomorrow at nine, then”."
        f" {GRANTED} {SENT_TO_CALLER} {ZONE}"
    )


async def test_words_that_could_mean_two_days_were_asked_about() -> None:
    text = await tell(
        in_a_call(
            ROOM,
            heard("Next Tuesday at nine"),
            BEGUN,
            example(ClarificationAsked),
            said("Which Tuesday?"),
            heard("Tomorrow, at nine!"),
            evolve(REQUESTED, provider_id="lee"),
            CONFIRMED,
            said("Booked."),
        )
    )
    assert text == (
        f"{STANDS} On Monday, November 30th, 2026 at 11:05 AM, a caller in a room (call c-0000000000ex) said “Next"
        " Tuesday at nine”. “next Tuesday” and “nine” could mean Tuesday, December 1st at 9 AM or Tuesday, December"
        " 8th at 9 AM, so the agent asked which day was meant. Then the caller said “Tomorrow, at nine!” The agent"
        " took “tomorrow” and “nine” to mean Tuesday, December 1st at 9 AM; the clinic was open then and Dr. Lee, who"
        f" was asked for, was free, so an exam was booked. {SENT_TO_CALLER} {ZONE}"
    )


async def test_an_emergency_took_one_of_the_times_offered_off_the_waiting_list() -> None:
    text = await tell(
        in_a_call(
            PHONE_CALL,
            heard("My tooth broke"),
            evolve(example(EmergencyRecognised), tier="first_held_slot"),
            BEGUN,
            example(SlotsOffered),
            said("Tuesday or Wednesday?"),
            heard("Tuesday"),
            evolve(BY_SLOT, slot_id=SlotId("s1")),
            CONFIRMED,
            example(WaitingListLeft),
            said("Booked."),
        )
    )
    assert text == (
        f"{STANDS} On Monday, November 30th, 2026 at 11:05 AM, a caller on the telephone (call c-0000000000ex) said"
        " “My tooth broke”. Free times were asked for: “this week” and “in the morning”, which is Monday, November"
        " 30th to Friday, December 4th; the agent offered Tuesday, December 1st at 9 AM or Wednesday, December 2nd at"
        " 10 AM. Then the caller said “Tuesday”. What the caller said was an emergency, for which a time that is held"
        " back may be given. Of the times offered, Tuesday, December 1st at 9 AM was chosen; the clinic was open then"
        f" and Dr. Lee was free, so an exam was booked. That took the patient off the waiting list. {ON_THE_PHONE}"
        f" {ZONE}"
    )


async def test_moved_in_another_call_by_whoever_had_the_code() -> None:
    moved = evolve(
        example(AppointmentMoved), appointment=moved_to(WEDNESDAY_10, provider_id="patel", provider="Dr. Patel")
    )
    text = await tell(
        BOOKING,
        in_a_call(
            PHONE_CALL,
            heard("Can you move me to Wednesday at ten?"),
            BY_CODE,
            BEGUN,
            evolve(
                REQUESTED, date_words="Wednesday", time_words="ten", starts_at=WEDNESDAY_10, moves=APPOINTMENT
            ),
            moved,
            example(WaitingListOffered),
            RETURNED,
            said("Moved."),
            minute=25 * 60,
            call=LATER_CALL,
        ),
    )  # fmt: skip
    assert text == (
        f"Zoë has an exam with Dr. Patel on Wednesday, December 2nd, 2026 at 10 AM. {BOOKED} On Tuesday, December 1st"
        " at 12:05 PM, a caller on the telephone (call c-00000000late) said “Can you move me to Wednesday at ten?” The"
        " caller was known by the confirmation code, and so could be told of it and change it. The agent took"
        " “Wednesday” and “ten” to mean Wednesday, December 2nd at 10 AM; Dr. Lee could not be had then and Dr. Patel"
        " could, so the appointment was moved there from Tuesday, December 1st at 9 AM. The time that came free was"
        f" offered to the first on the waiting list whom it suits. {ON_THE_PHONE} {ZONE}"
    )


async def test_cancelled_too_late_and_dealt_with_by_staff() -> None:
    fee = evolve(
        example(TaskRaised),
        kind="late_cancellation",
        to_do="Decide about a fee, and fill the time.",
        appointment_id=APPOINTMENT,
    )
    cancelling = in_a_call(
        ROOM,
        heard("I have to cancel, I am travelling."),
        BY_BIRTH,
        example(AppointmentCancelled),
        fee,
        RETURNED,
        said("Cancelled."),
        minute=3 * 60,
        call=LATER_CALL,
    )
    text = await tell(
        BOOKING,
        cancelling,
        at_the_desk(TaskTaken(task_id=TASK, owner="Ann"), minute=4 * 60),
        at_the_desk(TaskDone(task_id=TASK, note="Called Zoë Quillfeather: no fee."), minute=5 * 60),
    )
    assert text == (
        f"Zoë's exam with Dr. Lee, on Tuesday, December 1st, 2026 at 9 AM, is cancelled. {BOOKED} At 2:05 PM the same"
        " day, a caller in a room (call c-00000000late) said “I have to cancel, I am travelling”. The caller was known"
        " by date of birth and telephone number, and so could be told of it and change it. The appointment was"
        " cancelled (the reason given: “I am travelling”), later than the 24 hours before it that the clinic asks"
        " for. The agent said so, and word of it in writing (confirmation, details and calendar entry) was sent to the"
        " caller within a second, and nobody has acknowledged it. That went to the inbox (t-0000000000ex): “Decide"
        " about a fee, and fill the time”. At 3:05 PM the same day, Ann took that on (t-0000000000ex). At 4:05 PM the"
        f" same day, that was done (t-0000000000ex): “Called Zoë: no fee”. {ZONE}"
    )


async def test_cancelled_in_time_by_a_guardian() -> None:
    guardian = evolve(BY_BIRTH, patient_id=GUARDIAN_ID, wards=(PATIENT_ID,))
    off = evolve(example(AppointmentCancelled), within_notice=False, reason="")
    text = await tell(
        BOOKING, in_a_call(ROOM, heard("My child is ill."), guardian, off, said("Off."), minute=9, call=LATER_CALL)
    )
    assert text == (
        f"Zoë's exam with Dr. Lee, on Tuesday, December 1st, 2026 at 9 AM, is cancelled. {BOOKED} At 11:14 AM the same"
        " day, a caller in a room (call c-00000000late) said “My child is ill”. The caller was known as somebody who"
        " may speak for the patient, and so could be told of it and change it. The appointment was cancelled, with"
        " more than the 24 hours' notice that the clinic asks for. The agent said so, and word of it in writing"
        " (confirmation, details and calendar entry) was sent to the caller within a second, and nobody has"
        f" acknowledged it. {ZONE}"
    )


async def test_booked_by_staff_and_the_patient_came() -> None:
    text = await tell(
        at_the_desk(
            evolve(REQUESTED, time_words="9 AM", provider_id="lee"), example(PatientRegistered), CONFIRMED
        ),
        at_the_desk(example(PatientArrived), minute=22 * 60),
        now=IN_THREE_DAYS,
    )  # fmt: skip
    assert text == (
        "Zoë came to the exam with Dr. Lee on Tuesday, December 1st, 2026 at 9 AM. On Monday, November 30th, 2026 at"
        " 11:05 AM, Robin asked at the desk for “tomorrow” and “9 AM”, which is Tuesday, December 1st at 9 AM. The"
        " clinic was open then and Dr. Lee, who was asked for, was free, so an exam was booked. Nothing was sent, as"
        " it was no call: telling the patient was up to Robin. On Tuesday, December 1st at 9:05 AM, Robin noted that"
        f" the patient was there. {ZONE}"
    )


async def test_the_patient_did_not_come_again() -> None:
    text = await tell(BOOKING, at_the_desk(example(PatientMissed), minute=24 * 60, person="Ann"), now=IN_THREE_DAYS)
    assert text == (
        f"Zoë did not come to the exam with Dr. Lee on Tuesday, December 1st, 2026 at 9 AM. {BOOKED} On Tuesday,"
        f" December 1st at 11:05 AM, Ann noted that the patient did not come, for the second time. {ZONE}"
    )


async def test_an_import_took_the_time_and_gave_it_back() -> None:
    block = evolve(example(TimeBlocked), source="import", reason="Congress")
    text = await tell(BOOKING, at_the_desk(block, CONFLICT, minute=30), at_the_desk(example(BlockLifted), minute=60))
    assert text == (
        f"{STANDS} {BOOKED} At 11:35 AM the same day, an import blocked that time: “Congress”. The appointment stayed,"
        " and the inbox asked staff to see to it (t-0000000000ex): “Call and move the appointment of 2026-12-01 09:00"
        f" with Dr. Lee”. At 12:05 PM the same day, that time was given back by Robin. {ZONE}"
    )


async def test_the_clinic_closed_and_staff_moved_it() -> None:
    """The desk's own words for a date say no more than the date."""
    moving = at_the_desk(
        evolve(REQUESTED, date_words="2026-12-02", time_words="10:00", starts_at=WEDNESDAY_10, moves=APPOINTMENT),
        example(AppointmentMoved),
        TaskDone(task_id=TASK, note="The appointment was moved."),
        minute=30.5,
    )
    closing = at_the_desk(DayClosed(day=TUESDAY_9.date(), reason="The heating is broken"), CONFLICT, minute=30)
    reopening = at_the_desk(DayReopened(day=TUESDAY_9.date()), minute=60, person="Ann")
    assert await tell(BOOKING, closing, moving, reopening) == (
        f"Zoë has an exam with Dr. Lee on Wednesday, December 2nd, 2026 at 10 AM. {BOOKED} At 11:35 AM the same day,"
        " Robin closed the clinic on that day: “The heating is broken”. The appointment stayed, and the inbox asked"
        " staff to see to it (t-0000000000ex): “Call and move the appointment of 2026-12-01 09:00 with Dr. Lee”. Right"
        " after that, Robin asked at the desk for Wednesday, December 2nd at 10 AM. The clinic was open then and Dr."
        " Lee, who had the appointment before, was free, so the appointment was moved there from Tuesday, December 1st"
        " at 9 AM. Nothing was sent, as it was no call: telling the patient was up to Robin. With that, the inbox's"
        " line was done (t-0000000000ex). At 12:05 PM the same day, Ann opened the clinic on that day again."
        f" {ZONE}"
    )


async def test_what_the_caller_said_is_quoted_once() -> None:
    """The day still stands when only the time is said anew; its words were quoted for the booking."""
    ten = TUESDAY_9 + timedelta(hours=1)
    moving = in_a_call(
        heard("No, make it ten."),
        evolve(REQUESTED, time_words="ten", starts_at=ten, moves=APPOINTMENT),
        evolve(example(AppointmentMoved), appointment=moved_to(ten)),
        said("Moved."),
        minute=1,
    )
    assert (await tell(BOOKING, moving)).removeprefix(STANDS.replace("9 AM", "10 AM")) == (
        f" {BOOKED} Later in the same call, the caller said “No, make it ten”. The agent took “tomorrow” and “ten” to"
        " mean Tuesday, December 1st at 10 AM; the clinic was open then and Dr. Lee, who had the appointment before,"
        f" was free, so the appointment was moved there from Tuesday, December 1st at 9 AM. {SENT_TO_CALLER} {ZONE}"
    )


async def test_late_told_and_sent_again_in_one_call() -> None:
    more = in_a_call(
        heard("I will be ten minutes late"),
        example(LateArrivalReported),
        said("Noted."),
        heard("What do I have?"),
        example(AppointmentsTold),
        said("An exam."),
        heard("Send it again"),
        example(DetailsRequested),
        said("Sent."),
        minute=5,
    )
    assert await tell(BOOKING, more) == (
        f"{STANDS} {BOOKED} Later in the same call, the caller said “I will be ten minutes late”. It was noted that"
        " they would be 10 minutes late, within the 15 minutes that the clinic waits. Later in the same call, the"
        " caller said “What do I have?” The agent told them of it. Later in the same call, the caller said “Send it"
        " again”. The confirmation, details, calendar entry and card were sent to the caller again within a second,"
        f" and nobody has acknowledged it. {ZONE}"
    )


async def test_a_patient_whose_data_was_erased_has_no_name() -> None:
    text = await tell(BOOKING, END, erased=(f"patient:{PATIENT_ID}", f"call:{CALL}", f"call:{CALL}:words"))
    assert text == (
        "A patient whose data was erased has an exam with Dr. Lee on Tuesday, December 1st, 2026 at 9 AM. On Monday,"
        " November 30th, 2026 at 11:05 AM, a caller in a room (call c-0000000000ex) said words that were erased since."
        " The agent took words that were erased since to mean Tuesday, December 1st at 9 AM; the clinic was open then"
        f" and Dr. Lee was free, so an exam was booked. {SENT_TO_CALLER} {ZONE}"
    )


async def test_what_was_acknowledged_before_is_no_acknowledgement() -> None:
    text = await tell(BOOKING, acknowledged=("caller-zoe", 5, NOW + timedelta(minutes=2)))
    assert text == f"{STANDS} {BOOKED} {ZONE}"


async def test_an_emergency_that_is_not_for_the_clinic_opens_no_held_time() -> None:
    """Whoever was told to call the on-call dentist, and books an exam besides, has an ordinary time."""
    text = await tell(in_a_call(*ASKING[:2], example(EmergencyRecognised), *ASKING[2:], said("Booked.")))
    assert text == f"{STANDS} {BOOKED} {ZONE}"


async def test_what_was_refused_of_another_booking_of_the_call_is_left_out() -> None:
    other = BookingId("b-other00000ex")
    before = (evolve(REQUESTED, booking_id=other), evolve(example(BookingRefused), booking_id=other))
    assert await tell(in_a_call(*ASKING[:2], *before, *ASKING[2:], said("Booked."))) == f"{STANDS} {BOOKED} {ZONE}"


async def test_the_story_of_another_appointment_of_the_same_call_is_left_out() -> None:
    other = AppointmentId("a-other00000ex")
    second = evolve(CONFIRMED, appointment=appointment(appointment_id=other, starts_at=WEDNESDAY_10))
    more: Part = in_a_call(heard("And for Wednesday at ten"), second, said("Booked too."), minute=2)
    assert await tell(BOOKING, more) == await tell(BOOKING)


async def test_whole_names_are_told_when_asked_for() -> None:
    text = await tell(BOOKING, names=True)
    named = ASKED.replace("It's Zoë”", "It's Zoë Quillfeather”")
    assert text == f"{STANDS.replace('Zoë', 'Zoë Quillfeather')} {named} {GRANTED} {SENT_TO_CALLER} {ZONE}"


async def test_the_facts_are_what_the_sentences_are_made_of() -> None:
    """As JSON: what does not apply is left out, and names are shown as in the sentences."""
    [first, booked] = objects(await story(BOOKING))
    assert first == {
        "kind": "appointment",
        "appointment": "a-0000000000ex",
        "patient": "Zoë",
        "treatment": "exam",
        "provider": "Dr. Lee",
        "starts_at": "2026-12-01T14:00:00+00:00",
        "time_zone": "America/New_York",
        "standing": "stands",
    }
    assert booked == {
        "kind": "booked",
        "position": 6,
        "at": "2026-11-30T16:05:00.050000+00:00",
        "call": "c-0000000000ex",
        "channel": "room",
        "actor": "caller",
        "heard": ["Tomorrow at nine, please. It's Zoë."],
        "wish": {
            "date_words": "tomorrow",
            "time_words": "nine",
            "asked_at": "2026-11-30T16:05:00+00:00",
            "meant": "2026-12-01T14:00:00+00:00",
        },
        "treatment": "exam",
        "starts_at": "2026-12-01T14:00:00+00:00",
        "provider": "Dr. Lee",
        "spoken": {"text": "You are booked for Tuesday at nine.", "at": "2026-11-30T16:05:00.070000+00:00"},
        "sent": [
            {
                "topics": [
                    "booking-confirmation", "appointment-details", "appointment-calendar", "appointment-card",
                ],
                "state": "sent",
                "at": "2026-11-30T16:05:00.050000+00:00",
                "receivers": [{"role": "caller"}],
            }
        ],
        "appointment": "a-0000000000ex",
    }  # fmt: skip


async def test_an_appointment_that_is_not_there_is_an_error() -> None:
    with pytest.raises(UnknownAppointmentError, match="there is no appointment a-nowhere"):
        await story(BOOKING, appointment=AppointmentId("a-nowhere"))


def test_what_a_newer_version_wrote_of_it_is_said_to_be_there() -> None:
    """It may have changed everything: nobody is told a story that leaves it out without a word."""
    booked = recorded(CONFIRMED, position=6)
    newer = UnknownEvent(type="appointment.split", version=1, data={})
    split = evolve(booked, position=9, type="appointment.split", event=newer, recorded_at=NOW + timedelta(days=1))
    events = (booked, split, evolve(split, position=10, tags=("call:c-other",)))
    facts = find_out(Case(appointment=APPOINTMENT, events=events, accounts={}), show=str, names=False)
    assert paragraph(facts, now=NOW) == (
        f"{STANDS} On Monday, November 30th, 2026 at 11:05 AM, a caller (call c-0000000000ex) asked for an appointment."
        " What was asked for was Tuesday, December 1st at 9 AM; the clinic was open then and Dr. Lee was free, so an"
        " exam was booked. Nothing that the agent said after that is in the log. Later in the same call, a newer"
        " version wrote something of it that this version cannot read (appointment.split version 1); upgrade"
        f" receptionist to see it. {ZONE}"
    )


def test_of_what_only_a_newer_version_can_read_nothing_is_made_up() -> None:
    newer = UnknownEvent(type="appointment.split", version=1, data={})
    split = evolve(recorded(CONFIRMED), event=newer)
    facts = find_out(Case(appointment=APPOINTMENT, events=(split,), accounts={}), show=str, names=False)
    assert paragraph(facts, now=NOW) == (
        "What the appointment a-0000000000ex is cannot be read by this version. On Monday, November 30th, 2026 at 4:05"
        " PM, a newer version wrote something of it that this version cannot read (appointment.split version 1);"
        " upgrade receptionist to see it. All times are UTC."
    )
