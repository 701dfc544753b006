"""Interruptions, repetitions, retries, hang-ups, a log that cannot be written: booked once or not at all, and said."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path

import pytest

from receptionist.errors import LogFullError
from receptionist.events.booking import BookingConfirmed, BookingEvent
from receptionist.events.call import CallEnded, ToolCalled, ToolReturned
from tests.agent.holding import Gate, speeches_of
from tests.agent.scripted import Breaks, Calls, Says, ScriptedLLM, ToolAnswer, a_call, in_writing, talk

BOOK = Calls.one("book_appointment", name="Sarah", date="next Tuesday", time="2 PM")
BOOKED = "You're booked for an exam with Dr. Lee on Tuesday, November 24th at 2 PM, Sarah."
WRITTEN = ["booking-confirmation", "appointment-details", "appointment-calendar", "appointment-card"]


async def test_the_same_request_again_is_the_same_booking(tmp_path: Path) -> None:
    async with a_call(tmp_path, ScriptedLLM(BOOK, ToolAnswer(), BOOK, ToolAnswer())) as stand:
        await talk(stand, ["Book me in.", "Did you get that? Book me in."])
        assert len(await stand.events(BookingConfirmed)) == 1
        assert [topic for topic, _ in in_writing(stand)] == WRITTEN
        assert (await stand.said())[1:] == [BOOKED, BOOKED]


async def test_two_calls_of_the_tool_at_once_book_once(tmp_path: Path) -> None:
    both = Calls(BOOK.tools + BOOK.tools)
    async with a_call(tmp_path, ScriptedLLM(both, Says("Done."))) as stand:
        await talk(stand, ["Book me in."])
        assert len(await stand.events(BookingConfirmed)) == 1
        assert [e.is_error for e in await stand.events(ToolReturned) if isinstance(e, ToolReturned)] == [False, False]


async def test_a_stream_that_breaks_after_the_tool_call_and_is_retried_books_once(tmp_path: Path) -> None:
    async with a_call(tmp_path, ScriptedLLM(Breaks(BOOK), BOOK, ToolAnswer())) as stand:
        await talk(stand, ["Book me in."])
        assert len(await stand.events(BookingConfirmed)) == 1
        assert (await stand.said())[-1] == BOOKED


async def test_an_answer_about_a_booking_cannot_be_talked_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with a_call(tmp_path, ScriptedLLM(BOOK, ToolAnswer())) as stand:
        gate, speeches = Gate(stand, monkeypatch), speeches_of(stand)
        turn = asyncio.create_task(stand.call.hear("Book me in."))
        await gate.reached.wait()
        with pytest.raises(RuntimeError, match="does not allow interruptions"):
            speeches[-1].interrupt()
        gate.open()
        await turn
        assert (await stand.said())[-1] == BOOKED


async def test_a_booking_whose_answer_was_cut_off_all_the_same_is_not_made_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with a_call(tmp_path, ScriptedLLM(BOOK, BOOK, ToolAnswer())) as stand:
        gate, speeches = Gate(stand, monkeypatch), speeches_of(stand)
        turn = asyncio.create_task(stand.call.hear("Book me in."))
        await gate.reached.wait()
        speeches[-1].interrupt(force=True)
        gate.open()
        await turn
        assert BOOKED not in await stand.said()
        await stand.call.hear("Hello? Book me in.")
        assert len(await stand.events(BookingConfirmed)) == 1
        assert (await stand.said())[-1] == BOOKED


async def test_a_caller_who_hangs_up_in_mid_tool_leaves_a_whole_booking(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with a_call(tmp_path, ScriptedLLM(BOOK, ToolAnswer())) as stand:
        gate = Gate(stand, monkeypatch)
        turn = asyncio.create_task(stand.call.hear("Book me in."))
        await gate.reached.wait()
        turn.cancel()
        ending = asyncio.create_task(stand.call.end("caller_hung_up"))
        await asyncio.sleep(0)
        gate.open()
        await ending
        await stand.call.relay.all_settled()
        names = await stand.names()
        assert names.count("BookingConfirmed") == 1
        at = names.index("BookingRequested")
        assert names[at : at + 3] == ["BookingRequested", "PatientRegistered", "BookingConfirmed"]
        assert await stand.events(CallEnded) == [CallEnded(reason="caller_hung_up")]
        assert [topic for topic, _ in in_writing(stand)] == WRITTEN


async def test_whoever_ends_the_call_first_gives_the_reason(tmp_path: Path) -> None:
    async with a_call(tmp_path, ScriptedLLM()) as stand:
        await stand.call.end("caller_said_goodbye")
        await stand.call.end("stopped")
        assert await stand.events(CallEnded) == [CallEnded(reason="caller_said_goodbye")]


async def test_a_call_that_fails_is_ended_in_the_log(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        async with a_call(tmp_path, ScriptedLLM()) as stand:
            raise ZeroDivisionError
    with sqlite3.connect(tmp_path / "log.db") as raw:
        ended = raw.execute("SELECT data FROM events WHERE type = 'call.ended'").fetchall()
    raw.close()
    assert ended == [(b'{"reason":"failed"}',)]
    assert stand.call.desk.call


async def test_a_log_that_cannot_be_written_is_admitted_and_nothing_is_booked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with a_call(tmp_path, ScriptedLLM(BOOK, ToolAnswer(), BOOK, ToolAnswer())) as stand:
        append = stand.storage.log.append

        async def full(*args: object, **kwargs: object) -> object:
            raise LogFullError(stand.storage.path)

        monkeypatch.setattr(stand.storage.log, "append", full)
        with pytest.raises(LogFullError):
            await stand.call.hear("Book me in.")
        monkeypatch.setattr(stand.storage.log, "append", append)
        await stand.call.hear("Once more, please.")

        # What happened meanwhile was kept and stands in the log in its place.
        assert (await stand.said())[1:] == [
            (
                "I'm sorry, I can't reach the appointment book just now, so nothing was changed. Please try again in a"
                " moment, or call (555) 123-4567."
            ),
            BOOKED,
        ]
        assert [e.tool_call_id for e in await stand.events(ToolCalled) if isinstance(e, ToolCalled)] == [
            "call_1",
            "call_2",
        ]
        assert len(await stand.events(BookingConfirmed)) == 1


async def test_tools_wait_for_the_log_and_never_for_the_wire(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with a_call(tmp_path, ScriptedLLM(BOOK, ToolAnswer())) as stand:
        wire = asyncio.Event()

        async def stuck(*_: object) -> None:
            await wire.wait()

        monkeypatch.setattr(stand.publisher, "publish", stuck)
        await stand.call.hear("Book me in.")
        assert (await stand.said())[-1] == BOOKED
        assert {row.state for row in await stand.storage.outbox.of_call(stand.id)} >= {"owed"}
        wire.set()


async def test_no_booking_event_stands_in_a_log_without_its_request(tmp_path: Path) -> None:
    async with a_call(tmp_path, ScriptedLLM(BOOK, ToolAnswer())) as stand:
        await talk(stand, ["Book me in."])
        causes = {r.metadata.causation for r in await stand.recorded() if isinstance(r.event, BookingEvent)}
        assert causes == {"call_1"}
