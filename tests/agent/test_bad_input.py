"""Whatever an LLM passes to the tools: a helpful sentence is heard, the refusal is an event, nothing is half done."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from receptionist.events.booking import BookingConfirmed, BookingEvent, BookingRefused, ClarificationAsked
from receptionist.events.call import ToolCalled, ToolReturned
from tests.agent.scripted import Calls, Says, ScriptedLLM, Stand, ToolAnswer, a_call, attribute_values, in_writing, talk

GOOD: dict[str, object] = {"name": "Sarah", "date": "next Tuesday", "time": "2 PM"}
ASK_AGAIN = "I'm sorry, I didn't catch that. Could you tell me the name, the day and the time again?"


@pytest.mark.parametrize(
    ("arguments", "reason", "beginning"),
    [
        ({"name": ""}, "name_missing", "I didn't get a name."),
        ({"name": "  \n\t "}, "name_missing", "I didn't get a name."),
        ({"name": None}, "name_missing", "I didn't get a name."),
        ({"name": "x" * 10_000}, "name_too_long", "That name is longer than I can write down."),
        ({"name": "5551234567"}, "name_not_a_name", "I didn't catch the name properly."),
        ({"name": 42}, "name_not_a_name", "I didn't catch the name properly."),
        ({"name": "Sa\x00rah"}, "name_not_a_name", "I didn't catch the name properly."),
        ({"name": "Sarah\x1b[31m"}, "name_not_a_name", "I didn't catch the name properly."),
        ({"name": "\u202eharaS"}, "name_not_a_name", "I didn't catch the name properly."),
        ({"name": "🙂🙂"}, "name_not_a_name", "I didn't catch the name properly."),
        ({"name": "Sarah \ud800"}, "name_not_a_name", "I didn't catch the name properly."),
        ({"date": "yesterday"}, "in_the_past", "I'm sorry, that time has already passed."),
        ({"date": "today", "time": "9 AM"}, "in_the_past", "I'm sorry, that time has already passed."),
        ({"date": "2026-11-10"}, "in_the_past", "I'm sorry, that time has already passed."),
        ({"time": "6 AM"}, "outside_hours", "I'm sorry, we don't see patients at that time."),
        ({"time": "23:30"}, "outside_hours", "I'm sorry, we don't see patients at that time."),
        ({"time": "12:30 PM"}, "outside_hours", "I'm sorry, we don't see patients at that time."),
        ({"time": "2:10 PM"}, "no_such_start", "I'm sorry, no appointment begins at exactly that time."),
        ({"date": "Saturday"}, "closed_that_day", "I'm sorry, we're closed that day."),
        ({"date": "November 26"}, "closed_that_day", "I'm sorry, we're closed that day."),
        ({"date": "November 24, 2031"}, "too_far_ahead", "I'm sorry, the diary doesn't go that far ahead yet."),
        ({"date": "x" * 10_000}, None, "Which day would suit you?"),
        ({"time": "\x07" * 10_000}, None, "What time of day would suit you?"),
        ({"date": ""}, None, "Which day would suit you?"),
        ({"time": ["morning", "afternoon"]}, None, "What time of day would suit you?"),
    ],
)
async def test_what_cannot_be_booked_is_refused_or_asked_about(
    tmp_path: Path, arguments: dict[str, object], reason: str | None, beginning: str
) -> None:
    model = ScriptedBooking(GOOD | arguments)
    async with a_call(tmp_path, model.llm) as stand:
        await talk(stand, ["Book me in."])
        refusals = [event for event in await stand.events(BookingRefused) if isinstance(event, BookingRefused)]
        assert [event.reason for event in refusals] == ([reason] if reason else [])
        assert len(await stand.events(ClarificationAsked)) == (0 if reason else 1)
        assert (await stand.said())[-1].startswith(beginning)
        await _nothing_is_booked(stand)


async def test_a_refused_time_comes_with_free_ones_that_can_be_booked(tmp_path: Path) -> None:
    model = ScriptedBooking(GOOD | {"time": "6 AM"}, GOOD | {"time": "8 AM"})
    async with a_call(tmp_path, model.llm) as stand:
        await talk(stand, ["Tuesday at six in the morning.", "Eight, then."])
        assert (await stand.said())[1:] == [
            (
                "I'm sorry, we don't see patients at that time. I could offer Tuesday, November 24th at 8 AM, 8:30 AM"
                " or 9 AM. Would one of these suit you?"
            ),
            "You're booked for an exam with Dr. Lee on Tuesday, November 24th at 8 AM, Sarah.",
        ]
        assert [values.get("agent_state") for values in attribute_values(stand)] == [
            "greeting", "booking", "refused", "confirmed", "ended",
        ]  # fmt: skip


@pytest.mark.parametrize(
    "arguments",
    [
        "{}",
        '{"date": "Tuesday"}',
        '{"name": {"first": "Sarah"}, "date": "Tuesday", "time": "2 PM"}',
        "[1, 2]",
        "not json at all",
        "{" * 5_000,
    ],
)
async def test_arguments_that_cannot_be_read_are_a_refusal_too(tmp_path: Path, arguments: str) -> None:
    steps = (Calls((("book_appointment", arguments),)), Says(ASK_AGAIN))
    async with a_call(tmp_path, ScriptedLLM(*steps)) as stand:
        await talk(stand, ["Book me in."])
        refusals = [event for event in await stand.events(BookingRefused) if isinstance(event, BookingRefused)]
        assert [(event.reason, event.alternatives) for event in refusals] == [("malformed_request", ())]
        returned = [event for event in await stand.events(ToolReturned) if isinstance(event, ToolReturned)]
        assert [event.is_error for event in returned] == [True]
        assert attribute_values(stand)[-2] == {"agent_state": "refused"}
        await _nothing_is_booked(stand)


async def test_a_tool_that_the_llm_made_up_stands_in_the_log(tmp_path: Path) -> None:
    steps = (Calls.one("extract_tooth", tooth=18), Says("I can't do that."))
    async with a_call(tmp_path, ScriptedLLM(*steps)) as stand:
        await talk(stand, ["Pull it out."])
        (called,) = await stand.events(ToolCalled)
        (returned,) = await stand.events(ToolReturned)
        assert called == ToolCalled(tool_call_id="call_1", tool="extract_tooth", arguments='{"tooth": 18}')
        assert isinstance(returned, ToolReturned)
        assert returned.is_error
        await _nothing_is_booked(stand)


async def test_endless_arguments_are_kept_shortened(tmp_path: Path) -> None:
    model = ScriptedBooking(GOOD | {"name": "x" * 10_000})
    async with a_call(tmp_path, model.llm) as stand:
        await talk(stand, ["Book me in."])
        (called,) = await stand.events(ToolCalled)
        assert isinstance(called, ToolCalled)
        assert len(called.arguments) < 4_100
        assert called.arguments.endswith("characters more]")


@pytest.mark.parametrize("tool", ["send_details", "move_appointment"])
async def test_without_an_appointment_there_is_nothing_to_send_or_move(tmp_path: Path, tool: str) -> None:
    arguments = {"date": "Friday", "time": "9 AM"} if tool == "move_appointment" else {}
    async with a_call(tmp_path, ScriptedLLM(Calls.one(tool, **arguments), ToolAnswer())) as stand:
        await talk(stand, ["Please."])
        assert (await stand.said())[-1] == (
            "I don't see an appointment that I may speak about. If it was made earlier, could you give me the date of"
            " birth and the phone number, or the confirmation code?"
        )
        assert await stand.events(*BookingEvent.__args__) == []


class ScriptedBooking:
    """An LLM that calls book_appointment with each of these in turn and says what the tool answers."""

    def __init__(self, *arguments: dict[str, object]) -> None:
        steps = [(Calls((("book_appointment", json.dumps(a)),)), ToolAnswer()) for a in arguments]
        self.llm = ScriptedLLM(*(step for pair in steps for step in pair))


async def _nothing_is_booked(stand: Stand) -> None:
    assert await stand.events(BookingConfirmed) == []
    assert in_writing(stand) == []
    assert stand.call.session.userdata.last_booking is None
