"""Plays a journey through the real session and gathers what it left behind."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable
from datetime import UTC
from pathlib import Path
from typing import Any

from attrs import field, frozen
from livekit.agents import llm

from receptionist.call import Call
from receptionist.clock import SteppedClock
from receptionist.config import Settings
from receptionist.events.call import UtteranceSpoken
from receptionist.events.catalogue import Event
from receptionist.events.log import Query
from receptionist.events.recorded import UnknownEvent
from receptionist.ids import RandomIds
from receptionist.llm.choice import make_llm
from receptionist.publishers.recording import RecordingPublisher
from receptionist.storage import Storage, open_storage
from tests.journeys.before import Past
from tests.journeys.found import Found
from tests.journeys.journey import CLINIC, Journey, Line, instant
from tests.journeys.words import asks


@frozen(kw_only=True)
class _Stage:
    call: Call
    storage: Storage = field(repr=False)
    publisher: RecordingPublisher = field(repr=False)
    head: int


def offline() -> llm.LLM[Any]:
    """The brain that needs no key."""
    return make_llm("offline", clinic=CLINIC, openai_model="", api_key=None, base_url=None)


async def play(
    journey: Journey, folder: Path, model: llm.LLM[Any], *, watch: Callable[[str], None] = lambda _: None
) -> Found:
    """What came of the call, on a log of its own in *folder*.

    Args:
        journey: The call.
        folder: Where its log is made.
        model: Which LLM handles it.
        watch: Told each line before it is said.

    Raises:
        ModelError: The LLM gave no answer.
        CannotHaveBeenError: What was to be there before cannot have been.
    """
    async with _opened(journey, folder, model) as stage:
        unsaid = await _say(journey, stage, watch)
        await stage.call.end(stage.call.ending or "caller_hung_up")
        await stage.call.relay.all_settled()
        return Found(
            before=await _events(stage, until=stage.head),
            events=await _events(stage, after=stage.head),
            effects=tuple(stage.publisher.effects),
            began=instant(journey.at),
            unsaid=unsaid,
        )


@contextlib.asynccontextmanager
async def _opened(journey: Journey, folder: Path, model: llm.LLM[Any]) -> AsyncIterator[_Stage]:
    clock = SteppedClock(Past.begins(journey))
    ids, publisher = RandomIds(clock, seed=journey.title), RecordingPublisher()
    async with open_storage(folder / "log.db") as storage:
        head = await Past(journey, storage, clock, ids).happen()
        assert clock.now() == instant(journey.at).astimezone(UTC)
        opened = Call.open(
            call=ids.call(),
            channel=journey.channel,
            settings=Settings.load({}, folder),
            storage=storage,
            publisher=publisher,
            model=model,
            clock=clock,
            ids=ids,
            watch=lambda _: None,
        )
        async with opened as call:
            yield _Stage(call=call, storage=storage, publisher=publisher, head=head)


async def _say(journey: Journey, stage: _Stage, watch: Callable[[str], None]) -> tuple[Line, ...]:
    """What the caller could not say any more, as the agent had ended the call."""
    for number, line in enumerate(journey.says):
        if stage.call.ending is not None:
            return journey.says[number:]
        if line.if_asked and not asks(await _last_words(stage), line.about):
            continue
        watch(line.words)
        await stage.call.hear(line.words)
    return ()


async def _last_words(stage: _Stage) -> str:
    spoken = [event.text for event in await _events(stage, after=stage.head) if isinstance(event, UtteranceSpoken)]
    return spoken[-1] if spoken else ""


async def _events(stage: _Stage, *, after: int = 0, until: int | None = None) -> tuple[Event, ...]:
    found = (await stage.storage.log.read(Query(), after=after)).events
    return tuple(
        recorded.event
        for recorded in found
        if until is None or recorded.position <= until
        if not isinstance(recorded.event, UnknownEvent)
    )
