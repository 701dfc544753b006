"""The small words of a timeline: times, lengths, people, values."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from receptionist.cli.replay_words import Names, answer_line, event_line, into, length, presence_line, tool_line
from receptionist.events.booking import BookingRefused, SlotsOffered
from receptionist.events.call import (
    CallerLeft,
    CallerReturned,
    ConnectionRestored,
    ParticipantJoined,
    ParticipantLeft,
    StreamsResent,
)
from receptionist.events.clinic import TaskRaised
from receptionist.replaying.account import Account, Happened, Presence, ToolUse
from tests.examples import NOW, PATIENT, ZONE, appointment, example
from tests.replaying.telling import CONFIRMED, SECOND, STARTED, account, told


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 ms"),
        (0.0004, "0 ms"),
        (0.9994, "999 ms"),
        (0.9996, "1.0 s"),
        (1.25, "1.2 s"),
        (59.94, "59.9 s"),
        (59.96, "1:00.0"),
        (3723.4, "1:02:03.4"),
        (-0.25, "-250 ms"),
        (-75, "-1:15.0"),
    ],
)
def test_a_length_of_time_is_as_exact_as_it_is_short(seconds: float, words: str) -> None:
    assert length(timedelta(seconds=seconds)) == words
    assert length(timedelta(seconds=seconds), signed=True) == (words if seconds < 0 else f"+{words}")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "+0:00.0"), (9.96, "+0:10.0"), (59.96, "+1:00.0"), (3599.96, "+1:00:00.0"), (-1.5, "-0:01.5")],
)
def test_a_time_into_the_call_goes_by_tenths(seconds: float, words: str) -> None:
    assert into(timedelta(seconds=seconds)) == words


def names(*events: Any, whole: bool = False) -> Names:
    return Names(account(told(STARTED, *events)), whole=whole)


def staff(identity: str) -> ParticipantJoined:
    return ParticipantJoined(identity=identity, role="staff", contract=False, sid="PA_1")


def test_people_of_one_role_are_numbered_as_they_came() -> None:
    shown = names(
        staff("staff-ann"),
        staff("staff-bob"),
        ParticipantJoined(identity="x", role="bystander", contract=True, sid="PA_1"),
    )
    assert [shown.person("staff", each) for each in ("staff-bob", "staff-ann", "x")] == [
        "staff 2",
        "staff",
        "bystander",
    ]
    assert shown.person("caller", None) == "caller"
    assert shown.person("participant", "somebody-else") == "participant"
    assert names(staff("staff-ann"), whole=True).person("staff", "staff-ann") == "staff-ann"


def test_a_caller_stays_the_caller_under_any_identity() -> None:
    shown = names(ParticipantJoined(identity="caller-7", role="caller", contract=True, sid="PA_1"))
    assert shown.person("participant", "caller-7") == "caller"
    assert shown.identity(None, None) is None


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        (f"For {PATIENT}.", "For Zoë."),
        ("zoë  QUILLFEATHER", "Zoë"),
        ("Zoë Quillfeathers", "Zoë Quillfeathers"),
        ("Quillfeather", "Quillfeather"),
        ("nobody", "nobody"),
    ],
)
def test_whole_names_give_way_to_first_names(text: str, hidden: str) -> None:
    assert names(CONFIRMED).shown(text) == hidden
    assert names(CONFIRMED, whole=True).shown(text) == text


def test_the_longest_name_is_hidden_first() -> None:
    """Of "Ana Ruiz" and "Ana Ruiz Soto" neither leaves a part of the other standing."""
    both = (CONFIRMED, CONFIRMED)
    shorter, longer = (
        type(each)(booking_id=each.booking_id, appointment=appointment(patient_name=name))
        for each, name in zip(both, ("Ana Ruiz", "Ana Ruiz Soto"), strict=True)
    )
    assert names(shorter, longer).shown("Ana Ruiz Soto and Ana Ruiz") == "Ana and Ana"


def test_a_name_is_hidden_wherever_it_stands_in_a_value() -> None:
    value = {"a": [PATIENT, {"b": PATIENT}], "n": 1, "none": None}
    assert names(CONFIRMED).within(value) == {"a": ["Zoë", {"b": "Zoë"}], "n": 1, "none": None}


def tool(**changes: Any) -> ToolUse:
    its: dict[str, Any] = {"position": 1, "at": NOW, "offset": timedelta(), "tool_call_id": "c", "tool": "x"}
    return ToolUse(**{**its, "arguments": "{}", **changes})


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        ("{}", "x()"),
        ('{"a": "b", "empty": "", "none": null, "n": 2, "yes": true}', "x(a=b, n=2, yes=true)"),
        ('{"words": "next Tuesday", "list": ["a"]}', 'x(words="next Tuesday", list=["a"])'),
        ("not JSON", "x(not JSON)"),
        ("[1]", "x([1])"),
        ("", "x()"),
    ],
)
def test_a_tool_is_written_as_it_was_called(arguments: str, line: str) -> None:
    assert tool_line(tool(arguments=arguments)) == line


def test_an_answer_says_how_it_went_and_how_long_it_took() -> None:
    done = {"duration": 2 * SECOND, "result": "All right.\nOr not."}
    assert answer_line(tool(**done), is_over=True) == "answered after 2.0 s: All right. Or not."
    assert answer_line(tool(**done, is_error=True), is_over=True) == "failed after 2.0 s: All right. Or not."
    assert answer_line(tool(), is_over=True) == "no answer is in the log"
    assert answer_line(tool(), is_over=False) == "no answer yet"


def line_of(event: Any) -> str:
    found = account(told(STARTED, event), []).entries[1]
    assert isinstance(found, Happened)
    return event_line(found, ZONE)


def test_an_event_is_told_by_what_it_says() -> None:
    assert line_of(example(SlotsOffered)) == (
        'SlotsOffered  treatment_id=exam provider_id=lee date_words="this week" time_words="in the morning"'
        ' first=2026-11-30 last=2026-12-04 slots: 2026-12-01 09:00 "Dr. Lee", 2026-12-02 10:00 "Dr. Lee"'
    )
    assert line_of(example(BookingRefused)) == (
        'BookingRefused  reason=slot_taken alternatives: 2026-12-01 09:30 "Dr. Lee", 2026-12-02 10:00 "Dr. Lee"'
    )
    assert line_of(example(TaskRaised)).startswith(
        f'TaskRaised  task_id=t-0000000000ex kind=message urgency=today who="{PATIENT}" phone=+12125550123'
    )


def test_an_endless_event_is_shortened() -> None:
    long = example(TaskRaised).__class__
    raised = {name: getattr(example(TaskRaised), name) for name in long.__annotations__} | {"to_do": "x" * 9000}
    assert len(line_of(long(**raised))) < 500


@pytest.mark.parametrize(
    ("event", "line"),
    [
        (CallerLeft(reason="SIGNAL_CLOSE"), "the caller is away (SIGNAL_CLOSE)"),
        (CallerReturned(), "the caller is back"),
        (ConnectionRestored(), "the agent's connection is back"),
        (staff("staff-ann"), "staff joined"),
        (ParticipantLeft(identity="staff-ann", role="staff"), "staff left"),
        (
            StreamsResent(identity="staff-ann", after=4, through=9, why="arrival"),
            "somebody is sent streams of events 5 to 9 again: they had come",
        ),
    ],
)
def test_who_comes_and_goes_in_words(event: Any, line: str) -> None:
    found: Account = account(told(STARTED, event), [])
    presence = found.entries[1]
    assert isinstance(presence, Presence)
    assert presence_line(presence, Names(found, whole=False)) == line
