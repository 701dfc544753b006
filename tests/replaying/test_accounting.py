"""What a call's events, its outbox and its receipts say of it."""

from __future__ import annotations

import json
import pickle
from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve

from receptionist.events.booking import BookingConfirmed
from receptionist.events.call import (
    CallerLeft,
    CallerReturned,
    CallResumed,
    ConnectionLost,
    ConnectionRestored,
    ParticipantLeft,
    StreamsResent,
    ToolCalled,
    ToolReturned,
    UtteranceHeard,
    UtteranceSpoken,
)
from receptionist.events.clinic import EffectRetried
from receptionist.events.personal import ERASED
from receptionist.events.tags import tags_of
from receptionist.projections.effects import SetAttributes
from receptionist.replaying.account import (
    EffectShown,
    Field,
    Happened,
    Participant,
    Presence,
    Recipient,
    Rescue,
    ToolUse,
    Utterance,
    as_json,
)
from receptionist.replaying.accounting import account_of
from tests.examples import CALL, EXAMPLES, NOW, PATIENT, ZONE, appointment, example, metadata, recorded
from tests.replaying.telling import (
    BOOKED,
    CALLED,
    CONFIRMED,
    ENDED,
    GREETED,
    HEARD,
    RETURNED,
    SECOND,
    STAFF_JOINED,
    STARTED,
    account,
    newer,
    rows,
    told,
)


def test_a_whole_call_has_its_frame() -> None:
    found = account(told(*BOOKED))
    assert (found.call, found.first, found.last, found.head) == (CALL, 1, 10, 10)
    assert (found.began_at, found.ended_at, found.last_at) == (NOW, NOW + 9 * SECOND, NOW + 9 * SECOND)
    assert (found.time_zone, found.clinic, found.channel) == (ZONE, "Bright Smile Dental", "room")
    assert (found.standing, found.lasted, found.summary.outcome) == ("ended", 9 * SECOND, "booked")
    assert (found.counts.events, found.counts.booked, found.counts.tool_calls) == (10, 1, 1)
    assert found.names == (PATIENT,)


def test_entries_stand_in_the_order_of_the_log_and_effects_after_their_events() -> None:
    found = account(told(STARTED, GREETED, HEARD, ENDED))
    assert [(entry.kind, entry.position) for entry in found.entries] == [
        ("event", 1),
        ("event", 2),
        ("effect", 2),
        ("effect", 2),
        ("utterance", 3),
        ("effect", 3),
        ("event", 4),
        ("effect", 4),
        ("effect", 4),
    ]
    assert [entry.offset for entry in found.entries if entry.kind != "effect"] == [n * SECOND for n in range(4)]


def test_both_voices_are_told_apart_and_an_interrupted_one_is_marked() -> None:
    said = (UtteranceHeard(text="Hi."), UtteranceSpoken(text="Good morn", interrupted=True))
    found = [entry for entry in account(told(STARTED, *said)).entries if isinstance(entry, Utterance)]
    assert found == [
        Utterance(position=2, at=NOW + SECOND, offset=SECOND, speaker="caller", text="Hi."),
        Utterance(
            position=3, at=NOW + 2 * SECOND, offset=2 * SECOND, speaker="agent", text="Good morn", interrupted=True
        ),
    ]


def test_a_tool_has_its_answer_its_duration_its_cause_and_what_it_led_to() -> None:
    (tool,) = tools(account(told(*BOOKED)))
    assert tool == ToolUse(
        position=4,
        at=NOW + 3 * SECOND,
        offset=3 * SECOND,
        tool_call_id="call_7Gq",
        tool="request_booking",
        arguments=CALLED.arguments,
        result="Booked for Tuesday 09:00.",
        returned_at=NOW + 7 * SECOND,
        returned_position=8,
        duration=4 * SECOND,
        caused_by=3,
        led_to=(5, 6, 7, 10),
    )


def test_an_event_names_the_tool_that_led_to_it() -> None:
    found = {entry.name: entry.caused_by for entry in account(told(*BOOKED)).entries if isinstance(entry, Happened)}
    assert found == {
        "CallStarted": None,
        "CallerGreeted": None,
        "BookingBegun": 4,
        "BookingRequested": 4,
        "BookingConfirmed": 4,
        "CallEnded": 4,
    }


def test_a_tool_that_never_returned_has_no_answer() -> None:
    (tool,) = tools(account(told(STARTED, CALLED, ENDED)))
    assert (tool.result, tool.duration, tool.returned_position, tool.is_error) == (None, None, None, False)


def test_an_answer_without_a_question_is_an_event_of_its_own() -> None:
    """A log that begins in the middle, or whose tool call a newer version wrote."""
    found = account(told(STARTED, RETURNED)).entries[-1]
    assert isinstance(found, Happened)
    assert (found.name, found.caused_by) == ("ToolReturned", None)


def test_a_name_that_is_used_twice_for_a_tool_call_means_the_last_one() -> None:
    """An LLM that counts its tool calls begins at one again after a rescue."""
    again = evolve(RETURNED, result="Booked twice.")
    first, second = tools(account(told(STARTED, CALLED, RETURNED, CALLED, CONFIRMED, again)))
    assert (first.result, first.led_to) == ("Booked for Tuesday 09:00.", ())
    assert (second.result, second.led_to, second.returned_position) == ("Booked twice.", (5,), 6)


def test_an_answer_that_comes_twice_is_not_taken_for_another() -> None:
    found = account(told(STARTED, CALLED, RETURNED, evolve(RETURNED, result="No.")))
    assert tools(found)[0].result == "Booked for Tuesday 09:00."
    assert isinstance(found.entries[-1], Happened)


def test_an_events_values_are_told_by_their_paths_and_whose_they_are() -> None:
    found = next(e for e in account(told(STARTED, CONFIRMED)).entries if isinstance(e, Happened) and e.position == 2)
    values = {field.path: field for field in found.fields}
    assert values["appointment.patient_name"] == Field(path="appointment.patient_name", value=PATIENT, personal=True)
    assert values["appointment.starts_at"] == Field(path="appointment.starts_at", value="2026-12-01T14:00:00+00:00")
    assert values["appointment.clinic.name"].value == "Bright Smile Dental"
    assert (found.type, found.version, found.actor, found.known) == ("booking.confirmed", 2, "caller", True)


@pytest.mark.parametrize("event", EXAMPLES, ids=lambda event: type(event).__name__)
def test_every_event_there_is_can_be_told_and_written_as_json(event: Any) -> None:
    found = account(told(STARTED, event))
    assert found.last == 2
    assert json.loads(json.dumps(as_json(found)))["entries"][0]["name"] == "CallStarted"
    assert pickle.loads(pickle.dumps(found)) == found  # noqa: S301 (our own)


def test_who_comes_and_goes_and_what_happens_to_the_connection_is_presence() -> None:
    away = (CallerLeft(reason="LEFT"), CallerReturned(), ConnectionLost(), ConnectionRestored())
    events = (*away, STAFF_JOINED, example(StreamsResent), example(ParticipantLeft))
    found = [entry for entry in account(told(STARTED, *events)).entries if isinstance(entry, Presence)]
    assert [(each.what, each.role, each.identity, each.reason) for each in found] == [
        ("caller_left", "caller", None, "LEFT"),
        ("caller_returned", "caller", None, None),
        ("connection_lost", None, None, None),
        ("connection_restored", None, None, None),
        ("joined", "staff", "staff-zoe", None),
        ("resent", None, "staff-zoe", "sync"),
        ("left", "staff", "staff-zoe", None),
    ]
    assert (found[4].contract, found[5].after, found[5].through) == (True, 0, 9)


def test_a_rescue_says_how_long_nobody_was_there() -> None:
    events = (*told(STARTED), recorded(CallResumed(attempt=1), position=2, at=NOW + 30 * SECOND))
    assert next(e for e in account(events).entries if e.position == 2) == Rescue(
        position=2, at=NOW + 30 * SECOND, offset=30 * SECOND, attempt=1, silence=30 * SECOND
    )


def test_a_sent_effect_says_what_when_and_to_whom() -> None:
    found = effects(account(told(STARTED, GREETED)))[0]
    assert found == EffectShown(
        position=2,
        at=NOW + SECOND,
        offset=SECOND,
        key="2:0",
        ordinal=0,
        event_type="call.caller_greeted",
        lane="attributes",
        effect="set_attributes",
        topic=None,
        content={"attributes": {"agent_state": "greeting"}},
        as_recorded=True,
        sent_as_shown=True,
        audience="everyone",
        state="sent",
        attempts=1,
        epoch=1,
        sent_at=NOW + SECOND + SECOND / 10,
        latency=SECOND / 10,
        recipients=(Recipient(role="caller"),),
    )


@pytest.mark.parametrize("state", ["owed", "parked", "void", "superseded"])
def test_what_was_not_sent_reached_nobody_and_says_why(state: Any) -> None:
    events = told(STARTED, GREETED)
    changed = rows(events, state=state, attempts=3, last_error="no answer", settled_at=NOW)
    found = effects(account(events, changed))[0]
    assert (found.state, found.attempts, found.error) == (state, 3, "no answer")
    assert (found.sent_at, found.latency, found.recipients, found.sent_as_shown) == (None, None, (), None)


def test_what_todays_code_shows_besides_was_not_owed_then() -> None:
    events = told(STARTED, GREETED)
    found = effects(account(events, rows(events)[:1]))
    assert [(each.key, each.state, each.known, each.as_recorded) for each in found] == [
        ("2:0", "sent", True, True),
        ("2:1", "not_owed", True, None),
    ]


def test_what_todays_code_does_not_show_is_told_by_its_row() -> None:
    """A newer version's event: its rows are there, and nobody here can compute what they stand for."""
    events = (*told(STARTED), newer(2))
    row = evolve(rows(told(STARTED, GREETED))[1], ordinal=4)
    (found,) = effects(account(events, [row]))
    assert (found.key, found.topic, found.state, found.known, found.content) == (
        "2:4", "agent-status", "sent", False, {},
    )  # fmt: skip
    assert found.as_recorded is None
    assert pickle.loads(pickle.dumps(found)) == found  # noqa: S301 (our own)


def test_an_effect_that_today_would_be_another_is_told_so() -> None:
    events = told(STARTED, GREETED)
    meant, sent = rows(events, digest="otherwise")[0], rows(events, sent_digest="something else")[1]
    one, other = effects(account(events, [meant, sent]))
    assert (one.as_recorded, one.sent_as_shown) == (False, False)
    assert (other.as_recorded, other.sent_as_shown) == (True, False)


def test_without_its_key_nobody_can_tell_whether_an_effect_is_as_it_was() -> None:
    events = told(STARTED, GREETED)
    found = account_of(CALL, events, rows=rows(events), digest=lambda _: None)
    assert {each.as_recorded for each in effects(found)} == {None}


def test_erased_data_is_not_taken_for_a_difference() -> None:
    """The key is gone, and another one was made since: the digest is another, and nobody knows of what."""
    events = told(STARTED, BookingConfirmed(booking_id=CONFIRMED.booking_id, appointment=appointment(code=ERASED)))
    found = effects(account(events, rows(events, digest="of what it was")))
    assert {each.as_recorded for each in found} == {None}


def test_erased_names_are_nobodys() -> None:
    events = told(STARTED, evolve(CONFIRMED, appointment=appointment(patient_name=ERASED)))
    assert account(events).names == ()


def test_a_newer_events_values_count_as_personal() -> None:
    found = account((*told(STARTED), newer(2, who="Zoë", more={"n": 1, "words": ["a", None]}))).entries[-1]
    assert isinstance(found, Happened)
    assert (found.name, found.known) == ("booking.requested", False)
    assert found.fields == (
        Field(path="who", value="Zoë", personal=True),
        Field(path="more.n", value=1),
        Field(path="more.words.0", value="a", personal=True),
    )


def test_what_staff_did_about_the_effects_belongs_to_the_story_and_not_to_the_call() -> None:
    retried = recorded(EffectRetried(of=CALL, key="2:0"), position=9, at=NOW + timedelta(days=1), call=None)
    by_ann = evolve(retried, metadata=metadata(call=None, actor="staff", person="Ann", causation=None))
    found = account((*told(STARTED, GREETED, ENDED), evolve(by_ann, tags=tags_of(by_ann.event, None))))  # type: ignore[arg-type]
    assert (found.ended_at, found.last_at, found.last) == (NOW + 2 * SECOND, NOW + 2 * SECOND, 9)
    assert found.counts.events == 3
    last = found.entries[-1]
    assert isinstance(last, Happened)
    assert (last.name, last.person, last.actor, last.caused_by) == ("EffectRetried", "Ann", "staff", None)


def test_a_call_without_a_beginning_begins_with_its_first_event() -> None:
    found = account((recorded(HEARD, position=7, at=NOW),))
    assert (found.began_at, found.channel, found.time_zone, found.standing) == (NOW, "unknown", "UTC", "dead")


def test_an_event_whose_effects_cannot_be_computed_does_not_hide_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    def project(_: object) -> tuple[SetAttributes, ...]:
        raise ValueError("damaged")

    events = told(STARTED, GREETED)
    sent = rows(events)
    monkeypatch.setattr("receptionist.replaying.effects_shown.project", project)
    assert [(each.key, each.known) for each in effects(account(events, sent))] == [("2:0", False), ("2:1", False)]


def test_a_clock_that_was_set_back_is_told_as_it_was() -> None:
    events = (*told(STARTED), recorded(HEARD, position=2, at=NOW - 5 * SECOND))
    assert account(events, []).entries[1].offset == -5 * SECOND


def test_json_has_instants_in_iso_8601_and_lengths_in_seconds() -> None:
    found = as_json(effects(account(told(STARTED, GREETED)))[0])
    assert (found["at"], found["offset"], found["latency"]) == ("2026-11-30T16:05:01+00:00", 1.0, 0.1)
    assert found["recipients"] == [
        {"role": "caller", "identity": None, "live": True, "resent_at": [], "acknowledged_by": None}
    ]
    assert as_json(Participant(role="staff", identity="staff-zoe", joined_at=NOW)) == {
        "role": "staff",
        "identity": "staff-zoe",
        "joined_at": "2026-11-30T16:05:00+00:00",
        "left_at": None,
    }


def test_an_answer_that_was_an_error_says_so() -> None:
    failed = ToolReturned(tool_call_id="c-1", tool="x", result="it broke", is_error=True)
    (tool,) = tools(account(told(STARTED, ToolCalled(tool_call_id="c-1", tool="x", arguments="{}"), failed)))
    assert (tool.is_error, tool.result, tool.caused_by) == (True, "it broke", None)


def tools(found: Any) -> list[ToolUse]:
    return [entry for entry in found.entries if isinstance(entry, ToolUse)]


def effects(found: Any) -> list[EffectShown]:
    return [entry for entry in found.entries if isinstance(entry, EffectShown)]
