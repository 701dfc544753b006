"""A worker that proves the ground without a receptionist: it greets by attribute, and repeats what is typed."""

from __future__ import annotations

import asyncio

from livekit import rtc
from livekit.agents import AgentServer, JobContext

server = AgentServer(load_fnc=lambda: 0.0, host="127.0.0.1", port=0, num_idle_processes=1)


@server.rtc_session()
async def repeat(context: JobContext) -> None:
    answering: set[asyncio.Task[None]] = set()

    async def answer(reader: rtc.TextStreamReader) -> None:
        said = await reader.read_all()
        await context.room.local_participant.send_text(
            said.upper(), topic="echo", attributes={"length": str(len(said))}
        )

    def heard(reader: rtc.TextStreamReader, identity: str) -> None:
        answering.add(asyncio.create_task(answer(reader)))

    context.room.register_text_stream_handler("lk.chat", heard)
    await context.connect()
    await context.room.local_participant.set_attributes({"agent_state": "greeting"})
