"""What was done and never said: the next reply says it first, once, whatever becomes of that reply."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from livekit.agents.voice.generation import _ForwardOutput

from receptionist.events.booking import BookingConfirmed
from receptionist.events.call import ToolCalled, TransferFailed
from receptionist.llm.offline import OfflineLLM
from tests.agent.committing import BOOK, BOOKED, CANCEL, COMMITTING, MOVE, Committing
from tests.agent.holding import Gate, cut_off
from tests.agent.scripted import Breaks, Calls, Nothing, Says, ScriptedLLM, Stand, ToolAnswer, a_call

ANYTHING_ELSE = Says("Anything else?")
EACH = pytest.mark.parametrize("tool", COMMITTING.values(), ids=COMMITTING)


async def before(stand: Stand, tool: Committing) -> None:
    if tool.before:
        await stand.call.hear("Book me in.")


@EACH
async def test_what_was_cut_off_is_said_by_the_next_reply_and_not_again(
    tmp_path: Path, tool: Committing, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = ScriptedLLM(*tool.before, tool.calls, ANYTHING_ELSE, Says("Goodbye."))
    async with a_call(tmp_path, model) as stand:
        await before(stand, tool)
        await cut_off(stand, "Please.", monkeypatch)
        assert len(await stand.events(tool.event)) == 1
        assert tool.says not in " ".join(await stand.said())
        await stand.call.hear("Hello?")
        await stand.call.hear("No.")
        assert (await stand.said())[-2:] == [f"{tool.says} Anything else?", "Goodbye."]
        # The LLM is told that it was said, where it belongs: behind the tool's answer.
        assert [item.text_content for item in model.asked[-2].messages()][-2:] == [tool.says, "Hello?"]


@EACH
async def test_the_same_again_after_a_cut_changes_nothing_and_is_said(
    tmp_path: Path, tool: Committing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The tool-call id is a new one; the request is not."""
    async with a_call(tmp_path, ScriptedLLM(*tool.before, tool.calls, tool.calls, ToolAnswer())) as stand:
        await before(stand, tool)
        await cut_off(stand, "Please.", monkeypatch)
        await stand.call.hear("Hello? Please.")
        assert len(await stand.events(tool.event)) == 1
        # The reply that asks the tool again begins with what was not heard; then the tool's answer is said.
        assert (await stand.said())[-2:] == [tool.says, tool.again]


@EACH
async def test_the_same_again_after_it_was_said_changes_nothing(tmp_path: Path, tool: Committing) -> None:
    async with a_call(tmp_path, ScriptedLLM(*tool.before, *(2 * (tool.calls, ToolAnswer())))) as stand:
        await before(stand, tool)
        await stand.call.hear("Please.")
        await stand.call.hear("Did you get that? Please.")
        assert len(await stand.events(tool.event)) == 1
        assert (await stand.said())[-2:] == [tool.says, tool.again]


@EACH
async def test_the_same_twice_at_once_happens_once(tmp_path: Path, tool: Committing) -> None:
    both = Calls(tool.calls.tools + tool.calls.tools)
    async with a_call(tmp_path, ScriptedLLM(*tool.before, both, ANYTHING_ELSE)) as stand:
        await before(stand, tool)
        await stand.call.hear("Please.")
        assert len(await stand.events(tool.event)) == 1
        assert (await stand.answers())[-2:] == [tool.says, tool.again]
        assert (await stand.said())[-1] == "Anything else?"


@EACH
async def test_a_stream_that_breaks_after_the_call_and_is_retried_does_it_once(
    tmp_path: Path, tool: Committing
) -> None:
    async with a_call(tmp_path, ScriptedLLM(*tool.before, Breaks(tool.calls), tool.calls, ToolAnswer())) as stand:
        await before(stand, tool)
        await stand.call.hear("Please.")
        assert len(await stand.events(tool.event)) == 1
        assert (await stand.said())[-1] in {tool.says, tool.again}


@EACH
async def test_who_hangs_up_in_mid_tool_has_what_they_asked_for(
    tmp_path: Path, tool: Committing, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with a_call(tmp_path, ScriptedLLM(*tool.before, tool.calls, ToolAnswer())) as stand:
        await before(stand, tool)
        gate = Gate(stand, monkeypatch)
        turn = asyncio.create_task(stand.call.hear("Please."))
        await gate.reached.wait()
        turn.cancel()
        ending = asyncio.create_task(stand.call.end("caller_hung_up"))
        await asyncio.sleep(0)
        gate.open()
        await ending
        assert len(await stand.events(tool.event)) == 1
        assert (await stand.names())[-1] == "CallEnded"


async def test_two_different_things_at_once_are_both_done(tmp_path: Path) -> None:
    message = COMMITTING["message"]
    both = Calls(BOOK.tools + message.calls.tools)
    async with a_call(tmp_path, ScriptedLLM(both, ANYTHING_ELSE)) as stand:
        await stand.call.hear("Book me in, and take a message.")
        assert sorted(await stand.answers()) == sorted([BOOKED, message.says])
        assert len(await stand.events(BookingConfirmed, message.event)) == 2


async def test_to_move_and_to_cancel_at_once_is_done_one_after_the_other(tmp_path: Path) -> None:
    async with a_call(tmp_path, ScriptedLLM(BOOK, ToolAnswer(), Calls(MOVE.tools + CANCEL.tools), Nothing())) as stand:
        await stand.call.hear("Book me in.")
        await stand.call.hear("Wednesday. No, cancel it.")
        assert (await stand.answers())[1:] == [
            COMMITTING["move"].says,
            "All right, I've cancelled the exam with Dr. Lee on Wednesday, November 25th at 10 AM for Sarah.",
        ]
        assert stand.call.session.userdata.last_booking is None


async def test_a_next_reply_that_is_cut_off_too_leaves_it_to_the_one_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    look_up = Calls.one("look_up_appointments")
    async with a_call(tmp_path, ScriptedLLM(BOOK, look_up, ANYTHING_ELSE)) as stand:
        await cut_off(stand, "Book me in.", monkeypatch)
        with monkeypatch.context() as patches:
            _mute(patches)
            await cut_off(stand, "Hello?", patches)
        assert BOOKED not in " ".join(await stand.said())
        await stand.call.hear("Are you there?")
        assert len(await stand.events(BookingConfirmed)) == 1
        assert (await stand.said())[-1] == f"{BOOKED} Anything else?"


async def test_two_that_were_dropped_are_both_said_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with a_call(tmp_path, ScriptedLLM(Calls(BOOK.tools + MOVE.tools), ANYTHING_ELSE)) as stand:
        await cut_off(stand, "Book me in. No, Wednesday.", monkeypatch)
        await stand.call.hear("Hello?")
        assert (await stand.said())[-1] == f"{BOOKED} {COMMITTING['move'].says} Anything else?"


async def test_an_llm_that_answers_nothing_is_helped_out(tmp_path: Path) -> None:
    """Of what it did not say at once, the next turn hears, even when it has nothing to say then, either."""
    async with a_call(tmp_path, ScriptedLLM(BOOK, Nothing(), Nothing(), Nothing())) as stand:
        await stand.call.hear("Book me in.")
        await stand.call.hear("Hello?")
        await stand.call.hear("Fine.")
        assert [words for words in await stand.said() if BOOKED in words] == [BOOKED]


async def test_words_that_the_llm_said_before_it_called_the_tool_are_no_answer(tmp_path: Path) -> None:
    one_moment = Calls(BOOK.tools, says="One moment, I'll book that.")
    async with a_call(tmp_path, ScriptedLLM(one_moment, Nothing(), ANYTHING_ELSE)) as stand:
        await stand.call.hear("Book me in.")
        await stand.call.hear("Hello?")
        assert (await stand.said())[1:] == ["One moment, I'll book that.", f"{BOOKED} Anything else?"]


async def test_words_of_the_llm_s_own_after_the_tool_are_enough(tmp_path: Path) -> None:
    async with a_call(tmp_path, ScriptedLLM(BOOK, Says("All set, Sarah!"), ANYTHING_ELSE)) as stand:
        await stand.call.hear("Book me in.")
        await stand.call.hear("Thanks.")
        assert (await stand.said())[1:] == ["All set, Sarah!", "Anything else?"]


async def test_the_offline_brain_says_it_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with a_call(tmp_path, OfflineLLM(clinic="Bright Smile Dental", phone="(555) 123-4567")) as stand:
        await stand.call.hear("I'd like to book an appointment.")
        await cut_off(stand, "My name is Sarah, next Tuesday at 2 PM.", monkeypatch)
        assert len(await stand.events(BookingConfirmed)) == 1
        await stand.call.hear("Hello?")
        await stand.call.hear("Thank you, that is all.")
        assert " ".join(await stand.said()).count("You're booked for") == 1
        called = [event.tool for event in await stand.events(ToolCalled) if isinstance(event, ToolCalled)]
        assert called.count("book_appointment") == 1


async def test_what_happens_without_a_tool_is_told_and_owed_until_it_was_heard(tmp_path: Path) -> None:
    async with a_call(tmp_path, ScriptedLLM(ANYTHING_ELSE)) as stand:
        stand.call.session.once("speech_created", lambda created: created.speech_handle.interrupt(force=True))
        await stand.call.tell([TransferFailed(why="nobody answered")])
        await stand.call.hear("Hello?")
        heard = [words for words in await stand.said() if "nobody could take your call" in words]
        assert heard == ["I'm sorry, nobody could take your call just now. Anything else?"]


def _mute(patches: pytest.MonkeyPatch) -> None:
    """From now on no word gets out, as of a reply that is cut off before it is voiced."""

    async def nothing(**_: object) -> _ForwardOutput:
        return _ForwardOutput(played="skipped")

    patches.setattr("livekit.agents.voice.agent_activity.forward_generation", nothing)
