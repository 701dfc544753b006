"""How a call stood at a moment, and what changed between two."""

from __future__ import annotations

from datetime import timedelta

import pytest
from attrs import evolve

from receptionist.events.booking import (
    AppointmentCancelled,
    AppointmentMoved,
    BookingDetailsGiven,
    BookingRefused,
    SlotsOffered,
)
from receptionist.events.call import EmergencyRecognised, LanguageChosen, ParticipantLeft, PersonRequested
from receptionist.events.clinic import TaskRaised
from receptionist.events.patient import PatientRecognised, WaitingListJoined
from receptionist.replaying.account import AppointmentState, BookingState, EffectShown, Participant, Utterance
from receptionist.replaying.difference import Difference, difference
from receptionist.replaying.standing_at import StandingAt, position_at, standing_at
from tests.examples import CODE, NOW, PATIENT, PHONE, TUESDAY_9, WEDNESDAY_10, ZONE, example
from tests.replaying.telling import (
    BEGUN,
    BOOKED,
    CONFIRMED,
    ENDED,
    GREETED,
    HEARD,
    REQUESTED,
    SECOND,
    STAFF_JOINED,
    STARTED,
    account,
    newer,
    told,
)

CALL = account(told(*BOOKED))
BOOKING = AppointmentState(
    appointment="a-0000000000ex",
    status="booked",
    patient=PATIENT,
    code=CODE,
    treatment="exam",
    provider="Dr. Lee",
    starts_at=TUESDAY_9,
    ends_at=TUESDAY_9 + timedelta(minutes=30),
    time_zone=ZONE,
)


def booking(*events: object) -> BookingState:
    found = account(told(STARTED, *events))  # type: ignore[arg-type]
    return standing_at(found, found.last).booking


def test_a_moment_has_all_that_came_before_and_nothing_after() -> None:
    found = standing_at(CALL, 3)
    streams = tuple(e for e in CALL.entries if isinstance(e, EffectShown) and e.key in {"2:1", "3:0"})
    said = tuple(e for e in CALL.entries if isinstance(e, Utterance) and e.position == 3)
    assert found == StandingAt(
        position=3,
        at=NOW + 2 * SECOND,
        offset=2 * SECOND,
        is_over=False,
        attributes={"agent_state": "greeting"},
        streams=streams,
        booking=BookingState(),
        conversation=said,
        present=(Participant(role="caller", identity=None, joined_at=NOW),),
    )


@pytest.mark.parametrize(
    ("position", "state"), [(1, {}), (2, {"agent_state": "greeting"}), (5, {"agent_state": "booking"})]
)
def test_attributes_stand_as_they_were_set_last(position: int, state: dict[str, str]) -> None:
    assert standing_at(CALL, position).attributes == state


def test_an_answer_of_a_tool_is_a_moment_too() -> None:
    found = standing_at(CALL, 8)
    assert (found.position, found.at, found.offset) == (8, NOW + 7 * SECOND, 7 * SECOND)


def test_between_two_events_of_the_call_the_first_counts() -> None:
    """Positions count the events of all calls."""
    call = account(tuple(evolve(each, position=10 * each.position) for each in told(STARTED, GREETED, HEARD)), [])
    assert [standing_at(call, position).position for position in (1, 10, 19, 20, 999)] == [10, 10, 10, 20, 30]


def test_the_end_is_an_event_and_not_a_time() -> None:
    assert [standing_at(CALL, position).is_over for position in (9, 10)] == [False, True]


def test_a_booking_is_seen_to_come_about() -> None:
    given = example(BookingDetailsGiven)
    assert booking() == BookingState()
    assert booking(BEGUN) == BookingState(is_open=True)
    assert booking(BEGUN, given) == BookingState(
        is_open=True,
        details={
            "patient_name": PATIENT,
            "time_words": "in the morning",
            "treatment_id": "exam",
            "phone": PHONE,
            "birth_date": "1985-03-03",
            "is_new": False,
        },
    )
    asked = booking(BEGUN, REQUESTED)
    assert (asked.wished, asked.details) == (TUESDAY_9, {"patient_name": PATIENT, "treatment_id": "exam"})
    assert booking(BEGUN, REQUESTED, CONFIRMED) == BookingState(appointments=(BOOKING,))


def test_what_was_offered_and_refused_stands_until_something_is_booked() -> None:
    offered, refused = example(SlotsOffered), example(BookingRefused)
    slots = ((TUESDAY_9, "Dr. Lee"), (WEDNESDAY_10, "Dr. Lee"))
    assert booking(BEGUN, offered) == BookingState(is_open=True, offered=slots)
    found = booking(BEGUN, REQUESTED, refused)
    assert (found.refused_because, len(found.offered), found.wished) == ("slot_taken", 2, None)
    assert booking(BEGUN, refused, offered).refused_because is None
    found = booking(BEGUN, refused, CONFIRMED)
    assert (found.refused_because, found.offered) == (None, ())


def test_a_moved_and_a_cancelled_appointment_say_so() -> None:
    moved, cancelled = example(AppointmentMoved), example(AppointmentCancelled)
    (now,) = booking(CONFIRMED, moved).appointments
    assert (now.status, now.starts_at) == ("moved", WEDNESDAY_10)
    assert [each.status for each in booking(CONFIRMED, cancelled).appointments] == ["cancelled"]
    assert booking(cancelled).appointments[0].appointment == BOOKING.appointment


def test_what_else_the_front_desk_knows() -> None:
    events = (PatientRecognised, EmergencyRecognised, PersonRequested, WaitingListJoined, TaskRaised, LanguageChosen)
    found = booking(*(example(each) for each in events))
    assert found == BookingState(
        recognised=1,
        language="es",
        emergency="call_on_call_dentist",
        person_requested=True,
        waiting=1,
        promised=1,
    )


def test_an_event_of_a_newer_version_changes_nothing_that_we_know() -> None:
    assert account((*told(STARTED), newer(2))).bookings == ()


def test_an_instant_means_the_last_event_up_to_it() -> None:
    assert position_at(CALL, NOW - SECOND) is None
    assert [position_at(CALL, NOW + seconds * SECOND) for seconds in (0, 2, 2.5, 7, 99)] == [1, 3, 3, 8, 10]


def test_a_difference_has_all_that_is_otherwise_later() -> None:
    before, after = standing_at(CALL, 4), standing_at(CALL, 7)
    assert difference(before, after) == Difference(
        before=4,
        after=7,
        attributes={"agent_state": ("greeting", "confirmed"), "patient_name": (None, "Zoë")},
        booking={},
        appointments={BOOKING.appointment: (None, BOOKING)},
        streams=after.streams[len(before.streams) :],
        conversation=(),
        came=(),
        went=(),
    )
    assert [each.topic for each in difference(before, after).streams][:3] == [
        "agent-status",
        "booking-confirmation",
        "appointment-details",
    ]


def test_a_difference_names_each_thing_that_the_desk_learned() -> None:
    found = difference(standing_at(CALL, 4), standing_at(CALL, 6)).booking
    assert found == {
        "is_open": (None, True),
        "wished": (None, TUESDAY_9),
        "patient_name": (None, PATIENT),
        "treatment_id": (None, "exam"),
    }


def test_a_difference_tells_who_came_and_who_went() -> None:
    call = account(told(STARTED, STAFF_JOINED, GREETED, example(ParticipantLeft)))
    staff = Participant(role="staff", identity="staff-zoe", joined_at=NOW + SECOND, left_at=NOW + 3 * SECOND)
    assert difference(standing_at(call, 1), standing_at(call, 2)).came == (staff,)
    assert difference(standing_at(call, 2), standing_at(call, 4)).went == (staff,)


def test_an_appointment_that_stands_otherwise_has_both_its_states() -> None:
    call = account(told(STARTED, CONFIRMED, example(AppointmentMoved)))
    ((before, after),) = difference(standing_at(call, 2), standing_at(call, 3)).appointments.values()
    assert before == BOOKING
    assert (after.status, after.starts_at) == ("moved", WEDNESDAY_10)


def test_between_a_moment_and_itself_there_is_nothing() -> None:
    assert difference(standing_at(CALL, 5), standing_at(CALL, 5)).is_empty
    assert not difference(standing_at(CALL, 5), standing_at(CALL, 6)).is_empty


def test_the_end_of_a_call_is_a_difference_of_attributes() -> None:
    call = account(told(STARTED, GREETED, ENDED))
    assert difference(standing_at(call, 2), standing_at(call, 3)).attributes == {"agent_state": ("greeting", "ended")}
