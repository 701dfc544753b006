"""Ways to stop a call in the middle of something."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import cast, get_args

import pytest
from livekit.agents import SpeechCreatedEvent
from livekit.agents.voice import SpeechHandle

from receptionist.desk import Fact
from receptionist.events.recorded import NewEvent
from tests.agent.scripted import Stand


class Gate:
    """Holds a log's decisions up, once it is closed."""

    def __init__(self, stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
        self._open = asyncio.Event()
        self.reached = asyncio.Event()
        append = stand.storage.log.append

        async def held(*args: object, **kwargs: object) -> object:
            # The facts go through.
            (events,) = args
            if any(not isinstance(new.event, get_args(Fact)) for new in cast("Sequence[NewEvent]", events)):
                self.reached.set()
                await self._open.wait()
            return await append(*args, **kwargs)  # type: ignore[arg-type]

        monkeypatch.setattr(stand.storage.log, "append", held)

    def open(self) -> None:
        self._open.set()


def speeches_of(stand: Stand) -> list[SpeechHandle]:
    """The session's speeches, as they are created."""
    found: list[SpeechHandle] = []

    def created(event: SpeechCreatedEvent) -> None:
        found.append(event.speech_handle)

    stand.call.session.on("speech_created", created)
    return found


async def cut_off(stand: Stand, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The caller says *words*, and cuts the answer off while its tool is at work."""
    with monkeypatch.context() as patches:
        gate, speeches = Gate(stand, patches), speeches_of(stand)
        turn = asyncio.create_task(stand.call.hear(words))
        await gate.reached.wait()
        speeches[-1].interrupt(force=True)
        gate.open()
        await turn
