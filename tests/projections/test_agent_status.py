"""What the agent is doing: a few fixed words, whoever calls and whatever they say."""

from __future__ import annotations

from typing import Any, Literal, get_args, get_origin, get_type_hints

import attrs
import pytest

from receptionist.events.access import AccessDenied, AccessRecorded
from receptionist.events.booking import (
    BookingDetailsGiven,
    BookingRefused,
    BookingRequested,
    PatientArrived,
    PatientMissed,
    RefusalReason,
)
from receptionist.events.call import (
    CallEnded,
    CallerLeft,
    CallStarted,
    ConnectionLost,
    ConnectionRestored,
    EmergencyRecognised,
    EndReason,
    ParticipantJoined,
    ParticipantLeft,
    PersonRequested,
    RecordingAnnounced,
    StreamsResent,
    Tier,
    ToolCalled,
    ToolReturned,
    UtteranceHeard,
    UtteranceSpoken,
)
from receptionist.events.catalogue import CURRENT, Event
from receptionist.events.clinic import (
    BlockLifted,
    DayClosed,
    DayReopened,
    EffectRetried,
    OutcomeDisclosed,
    OutcomeOwedAgain,
    TaskCorrected,
    TaskDone,
    TaskKind,
    TaskRaised,
    TaskTaken,
    TimeBlocked,
)
from receptionist.events.patient import (
    PatientCorrected,
    PatientRegistered,
    ProxyRecorded,
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
from receptionist.projections.agent_status import agent_status
from receptionist.projections.effects import SendText
from tests.examples import EXAMPLES, example

SAYS_NOTHING_NEW = {
    CallStarted, ConnectionLost, ConnectionRestored, ParticipantJoined, ParticipantLeft, StreamsResent,
    UtteranceHeard, UtteranceSpoken, ToolCalled, ToolReturned,
    BookingDetailsGiven, BookingRequested, PatientRegistered, ProxyRecorded, WaitingListOffered, WaitingListLeft,
    PatientArrived, PatientMissed, TaskCorrected, TaskTaken, TaskDone, TimeBlocked, BlockLifted, DayClosed, DayReopened,
    EffectRetried, OutcomeDisclosed, OutcomeOwedAgain, RecordingAnnounced, AccessRecorded, AccessDenied,
    PatientCorrected, PatientErased, ErasureRepeated, LegalHoldPlaced, LegalHoldLifted, RetentionApplied,
}  # fmt: skip
"""Before the greeting, or without a connection, nobody is there; the rest is in the midst of what was said last, or is
done by staff."""
MARK = "Quillfeather"


def marked(value: Any) -> Any:
    """The same event with a mark in every free text of it, however deep."""
    if isinstance(value, str):
        return f"{value} {MARK}"
    if isinstance(value, tuple):
        return tuple(marked(each) for each in value)
    if attrs.has(type(value)):
        hints = get_type_hints(type(value))
        free = {name: getattr(value, name) for name, hint in hints.items() if get_origin(hint) is not Literal}
        return attrs.evolve(value, **{name: marked(each) for name, each in free.items()})
    return value


@pytest.mark.parametrize("event", EXAMPLES, ids=lambda event: type(event).__name__)
def test_nothing_of_an_event_is_in_the_status(event: Event) -> None:
    """No name, no word that was said, no time, no reason: it is the same for everybody."""
    everywhere = marked(event)
    assert agent_status(everywhere) == agent_status(event)
    assert MARK not in repr(agent_status(everywhere))


def test_the_mark_is_found_where_it_is_passed_on() -> None:
    """The test above can fail: every event that carries a text carries the mark."""
    unmarked = {type(event).__name__ for event in EXAMPLES if MARK not in repr(marked(event))}
    assert unmarked == {
        "CallerReturned", "CallResumed", "ConnectionLost", "ConnectionRestored", "LanguageChosen", "CallerTransferred",
        "CallEnded",
        "RecognitionGivenUp", "DayReopened", "RetentionApplied",
    }  # fmt: skip


@pytest.mark.parametrize("cls", CURRENT.values(), ids=lambda cls: cls.__name__)
def test_a_status_is_one_short_line_to_whom_the_setting_says(cls: type[Event]) -> None:
    told = agent_status(example(cls))
    assert (told == ()) == (cls in SAYS_NOTHING_NEW)
    for effect in told:
        (words,) = effect.chunks
        assert effect == SendText(topic="agent-status", chunks=(words,), attributes={}, audience="setting")
        assert (words.strip(), words.isprintable(), 0 < len(words) <= 45) == (words, True, True)


def test_no_two_events_have_the_same_status() -> None:
    """A dashboard can tell them apart."""
    told = [effect.chunks for event in EXAMPLES for effect in agent_status(event)]
    assert len(told) == len(set(told)) == len(EXAMPLES) - len(SAYS_NOTHING_NEW)


@pytest.mark.parametrize("reason", get_args(EndReason))
def test_why_a_call_ended_stays_in_the_log(reason: EndReason) -> None:
    assert [effect.chunks for effect in agent_status(CallEnded(reason=reason))] == [("Call ended",)]


@pytest.mark.parametrize("reason", get_args(RefusalReason))
def test_why_something_was_refused_stays_in_the_log(reason: RefusalReason) -> None:
    refused = example(BookingRefused)
    assert agent_status(attrs.evolve(refused, reason=reason)) == agent_status(refused)


def test_how_a_caller_left_stays_in_the_log() -> None:
    assert agent_status(CallerLeft(reason="CLIENT_INITIATED")) == agent_status(CallerLeft(reason="UNKNOWN_REASON"))


EMERGENCIES: dict[Tier, str] = {
    "call_emergency_number": "Emergency: told to call the emergency number",
    "call_on_call_dentist": "Emergency: told to call the on-call dentist",
    "first_held_slot": "Emergency: looking for the first free time",
}


@pytest.mark.parametrize("tier", get_args(Tier))
def test_an_emergency_says_what_is_done_and_not_what_the_matter_is(tier: Tier) -> None:
    event = attrs.evolve(example(EmergencyRecognised), tier=tier)
    assert [effect.chunks for effect in agent_status(event)] == [(EMERGENCIES[tier],)]


@pytest.mark.parametrize("kind", get_args(TaskKind))
def test_only_what_the_agent_does_for_the_caller_is_a_status_of_its_own(kind: TaskKind) -> None:
    """The other tasks follow from something that has one: an emergency, a late arrival."""
    expected = {"message": [("Taking a message",)], "callback": [("Promised a call back",)]}
    told = agent_status(attrs.evolve(example(TaskRaised), kind=kind))
    assert [effect.chunks for effect in told] == expected.get(kind, [])


def test_who_cannot_be_put_through_has_only_asked() -> None:
    event = example(PersonRequested)
    told = [agent_status(attrs.evolve(event, phone=phone)) for phone in (event.phone, None)]
    assert [effect.chunks for (effect,) in told] == [("Putting the caller through",), ("Asked for a person",)]
