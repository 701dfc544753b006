"""Whom a running session dials: who is configured, and nobody else."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Literal

import pytest
from livekit import rtc
from livekit.agents import Agent, AgentSession
from livekit.agents.utils import http_context
from livekit.agents.voice.io import AudioInput
from livekit.agents.voice.run_result import RunResult

from receptionist.llm.offline import OfflineLLM
from receptionist.speech import SessionArguments, session_options
from tests.speech.speaking import (
    CARTESIA_HOST,
    CLOUD_URL,
    DEEPGRAM_HOST,
    GATEWAY_HOST,
    HERE_URL,
    Dialled,
    settings,
)

_FRAME_SECONDS = 0.01
_RATE = 16000


class Silence(AudioInput):
    """A microphone that nobody speaks into."""

    def __init__(self) -> None:
        super().__init__(label="silence")

    async def __anext__(self) -> rtc.AudioFrame:
        await asyncio.sleep(_FRAME_SECONDS)
        return rtc.AudioFrame.create(_RATE, 1, int(_RATE * _FRAME_SECONDS))


@asynccontextmanager
async def _started(arguments: SessionArguments, *, listens: bool) -> AsyncIterator[AgentSession[Any]]:
    model = OfflineLLM(clinic="Bright Smile Dental", phone="(555) 123-4567")
    async with http_context.open(), AgentSession[Any](llm=model, **arguments) as session:
        if listens:
            session.input.audio = Silence()
        await session.start(Agent(instructions="Answer."), record=False)
        yield session


async def _until(dialled: Dialled, hosts: set[str], *, listens: bool = True) -> None:
    """Wait until *hosts* were dialled, and Deepgram once more: by then all that starts with a session has started."""
    async with asyncio.timeout(30):
        # Hosts are looked up in other threads, which cannot set an asyncio.Event.
        while not hosts <= dialled.keys() or (listens and dialled[DEEPGRAM_HOST] == 1):  # noqa: ASYNC110
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("url", [None, HERE_URL, CLOUD_URL])
async def test_a_call_in_writing_dials_nobody(tmp_path: Path, dialled: Dialled, url: str | None) -> None:
    """In `dev` mode, in the cloud, with everybody's keys in the environment."""
    options = session_options(settings(tmp_path, url=url))
    async with _started(options.arguments, listens=options.audio_input) as session:
        answered: RunResult[None] = await session.run(user_input="Hello, who are you?")
        answered.expect.next_event().is_message(role="assistant")
    assert not dialled


@pytest.mark.parametrize(
    ("hears", "speaks", "url", "hosts"),
    [
        (True, False, HERE_URL, {DEEPGRAM_HOST}),
        (False, True, CLOUD_URL, {CARTESIA_HOST}),
        (True, True, HERE_URL, {DEEPGRAM_HOST, CARTESIA_HOST}),
        (True, True, CLOUD_URL, {DEEPGRAM_HOST, CARTESIA_HOST, GATEWAY_HOST}),
    ],
)
async def test_a_spoken_call_dials_who_is_configured(
    tmp_path: Path, dialled: Dialled, *, hears: bool, speaks: bool, url: str, hosts: set[str]
) -> None:
    options = session_options(settings(tmp_path, hears=hears, speaks=speaks, url=url))
    async with _started(options.arguments, listens=options.audio_input):
        await _until(dialled, hosts, listens=hears)
    assert set(dialled) == hosts


@pytest.mark.parametrize("pinned", ["turn_detection", "interruption"])
async def test_without_either_pin_a_session_dials_livekits_cloud(
    tmp_path: Path, dialled: Dialled, pinned: Literal["turn_detection", "interruption"]
) -> None:
    """The other half of the proof: what LiveKit would add, in a room on this machine, goes out."""
    arguments = session_options(settings(tmp_path, hears=True, url=HERE_URL)).arguments
    del arguments["turn_handling"][pinned]
    async with _started(arguments, listens=True):
        await _until(dialled, {DEEPGRAM_HOST, GATEWAY_HOST})
    assert set(dialled) == {DEEPGRAM_HOST, GATEWAY_HOST}
