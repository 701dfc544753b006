"""What a worker prints of a call at the lowest level: never who called, and never what was said."""

from __future__ import annotations

import asyncio
from pathlib import Path

from tests.live.calls import (
    answered,
    hang_up,
    replies,
    ringing,
    slot,
    wait_until_jobs_exit,
)
from tests.live.room import Worker, new_room
from tools.livekit_server import running

_TOLD = ("Zanzibar", "Quillfeather", "xylophone", "5550199", "1984", "bacteraemia")


async def test_nothing_that_a_caller_says_is_in_the_output_of_a_worker(binary: Path, tmp_path: Path) -> None:
    """Name, telephone, date of birth, illness, and what the agent answers; booked, refused, cut off, hung up on."""
    room, wanted = new_room("discretion"), slot()
    with (
        running(binary, tmp_path / "server") as server,
        Worker.running(server, tmp_path, environ={"RECEPTIONIST_GRACE_SECONDS": "0"}) as worker,
    ):
        async with ringing(server, room) as caller:
            await answered(caller, "I'd like to book. My name is Zanzibar Quillfeather, my number is 555-5550199.")
            await answered(caller, f"I was born on May 5 1984 and have bacteraemia. {wanted.day} at 3 in the morning.")
            await answered(caller, f"{wanted.words}, please.")
            await answered(caller, "Move it to the xylophone, please.")
            for words in ("Zanzibar", "Quillfeather", "xylophone"):
                await caller.say(words)
            await hang_up(caller)
            said = replies(caller)
        await asyncio.to_thread(wait_until_jobs_exit, worker, [room])

        # And one who is gone in the middle of a sentence.
        room = new_room("discretion")
        async with ringing(server, room) as caller:
            await caller.say("My name is Zanzibar Quillfeather.")
        await asyncio.to_thread(wait_until_jobs_exit, worker, [room])
        output = worker.log
    assert '"level": "DEBUG"' in output
    assert "conversation_item_added" in output
    assert [word for word in (*_TOLD, *said, str(wanted.day)) if word in output] == []
