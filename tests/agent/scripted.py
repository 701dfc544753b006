"""An LLM that answers what a test says, and a call to use it in."""

from __future__ import annotations

import contextlib
import itertools
import json
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from attrs import define, evolve, field, frozen
from livekit.agents import APIConnectionError, llm
from livekit.agents.types import DEFAULT_API_CONNECT_OPTIONS, NOT_GIVEN, APIConnectOptions, NotGivenOr

from receptionist.call import Call
from receptionist.clock import SteppedClock
from receptionist.config import Settings
from receptionist.events.call import Channel, ToolReturned, UtteranceSpoken
from receptionist.events.catalogue import Event
from receptionist.events.log import Query
from receptionist.events.recorded import Recorded, UnknownEvent
from receptionist.events.tags import call_tag
from receptionist.ids import CallId, RandomIds
from receptionist.projections.agent_status import AGENT_STATUS
from receptionist.projections.effects import SendText, SetAttributes
from receptionist.projections.transcript import TRANSCRIPT
from receptionist.publishers.recording import RecordingPublisher
from receptionist.storage import Storage, open_storage

NOW = datetime(2026, 11, 18, 15, 0, tzinfo=UTC)
"""When the calls take place: a Wednesday, ten in the morning at the clinic."""


@frozen
class Calls:
    """A step of the script: call these tools, side by side, after saying something if it is given."""

    tools: tuple[tuple[str, str], ...]
    says: str = ""

    @classmethod
    def one(cls, tool: str, **arguments: object) -> Calls:
        return cls(((tool, json.dumps(arguments)),))


@frozen
class Says:
    """A step of the script: say this."""

    text: str


@frozen
class ToolAnswer:
    """A step of the script: say what the last tool answered."""


@frozen
class Nothing:
    """A step of the script: the LLM has nothing to say."""


@frozen
class Breaks:
    """A step of the script: the connection breaks after these tool calls were streamed."""

    calls: Calls


Step = Calls | Says | ToolAnswer | Nothing | Breaks


class ScriptedLLM(llm.LLM[Any]):
    """Takes one step of its script for each request, and gives every tool call a new id, as real ones do."""

    def __init__(self, *steps: Step) -> None:
        super().__init__()
        self._steps = iter(steps)
        self._ids = itertools.count(1)
        self.asked: list[llm.ChatContext] = []
        """What it was given to answer, each time."""

    def next_step(self) -> Step:
        return next(self._steps)

    def next_id(self) -> str:
        return f"call_{next(self._ids)}"

    def chat(
        self,
        *,
        chat_ctx: llm.ChatContext,
        tools: list[llm.Tool] | None = None,
        conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS,
        parallel_tool_calls: NotGivenOr[bool] = NOT_GIVEN,
        tool_choice: NotGivenOr[llm.ToolChoice] = NOT_GIVEN,
        extra_kwargs: NotGivenOr[dict[str, Any]] = NOT_GIVEN,
    ) -> llm.LLMStream:
        self.asked.append(chat_ctx)
        return _Stream(self, chat_ctx=chat_ctx, tools=tools or [], conn_options=conn_options)


class _Stream(llm.LLMStream):
    async def _run(self) -> None:
        model = self._llm
        assert isinstance(model, ScriptedLLM)
        match step := model.next_step():
            case Says(text=text):
                self._send(llm.ChoiceDelta(role="assistant", content=text))
            case ToolAnswer():
                answer = self._chat_ctx.items[-1]
                assert isinstance(answer, llm.FunctionCallOutput)
                # What follows the first line is never said.
                self._send(llm.ChoiceDelta(role="assistant", content=answer.output.partition("\n")[0]))
            case Calls():
                self._call(model, step)
            case Nothing():
                pass
            case Breaks(calls=calls):
                self._call(model, calls)
                msg = "the stream broke"
                raise APIConnectionError(msg)

    def _call(self, model: ScriptedLLM, calls: Calls) -> None:
        tool_calls = [
            llm.FunctionToolCall(name=name, arguments=arguments, call_id=model.next_id())
            for name, arguments in calls.tools
        ]
        if calls.says:
            self._send(llm.ChoiceDelta(role="assistant", content=calls.says))
        self._send(llm.ChoiceDelta(role="assistant", tool_calls=tool_calls))

    def _send(self, delta: llm.ChoiceDelta) -> None:
        self._event_ch.send_nowait(llm.ChatChunk(id="chunk", delta=delta))


@define
class Stand:
    """A call under test, and what it leaves behind."""

    call: Call
    storage: Storage
    clock: SteppedClock
    publisher: RecordingPublisher = field(repr=False)

    @property
    def id(self) -> CallId:
        assert self.call.desk.call is not None
        return self.call.desk.call

    async def recorded(self) -> tuple[Recorded, ...]:
        return (await self.storage.log.read(Query.tagged(call_tag(self.id)))).events

    async def events(self, *kinds: type) -> list[Event]:
        """The call's events, or those of some classes."""
        found = [r.event for r in await self.recorded() if not isinstance(r.event, UnknownEvent)]
        return [event for event in found if not kinds or isinstance(event, kinds)]

    async def said(self) -> list[str]:
        """What the agent said, one text a turn."""
        return [event.text for event in await self.events(UtteranceSpoken) if isinstance(event, UtteranceSpoken)]

    async def answers(self) -> list[str]:
        """What the tools told the LLM."""
        return [event.result for event in await self.events(ToolReturned) if isinstance(event, ToolReturned)]

    async def names(self) -> list[str]:
        return [type(event).__name__ for event in await self.events()]


@contextlib.asynccontextmanager
async def a_call(
    folder: Path,
    model: llm.LLM[Any],
    *,
    seed: int = 1,
    at: datetime = NOW,
    channel: Channel = "terminal",
    transfer_number: str | None = None,
) -> AsyncIterator[Stand]:
    """A call on a log in *folder* at a pinned clock, into a publisher that keeps what it gets."""
    clock = SteppedClock(at)
    ids = RandomIds(clock, seed=seed)
    publisher = RecordingPublisher()
    settings = Settings.load({}, folder)
    settings = evolve(
        settings,
        clinic=evolve(settings.clinic, transfer_number=transfer_number),
        # A machine that stands still for longer than the usual lease has a relay claim its own call anew, rightly.
        relay=evolve(settings.relay, lease=3600.0),
    )
    async with (
        open_storage(folder / "log.db") as storage,
        Call.open(
            call=ids.call(),
            channel=channel,
            settings=settings,
            storage=storage,
            publisher=publisher,
            model=model,
            clock=clock,
            ids=ids,
            watch=lambda _: None,
        ) as call,
    ):
        yield Stand(call, storage, clock, publisher)


async def talk(stand: Stand, utterances: Sequence[str]) -> None:
    """The caller says these, one after the other, and hangs up."""
    for words in utterances:
        await stand.call.hear(words)
    await stand.call.end(stand.call.ending or "caller_hung_up")
    await stand.call.relay.all_settled()


def attribute_values(stand: Stand) -> list[dict[str, str]]:
    """Each set of attributes that was published, in order."""
    return [dict(effect.values) for effect in stand.publisher.effects if isinstance(effect, SetAttributes)]


def streams(stand: Stand) -> list[tuple[str, str]]:
    """Each stream that was published, in order: its topic and its text, or its document's name."""
    return [
        (effect.topic, "".join(effect.chunks) if isinstance(effect, SendText) else effect.name)
        for effect in stand.publisher.effects
        if not isinstance(effect, SetAttributes)
    ]


def in_writing(stand: Stand) -> list[tuple[str, str]]:
    """What was published about appointments: each stream but the transcript and the agent's status."""
    return [(topic, text) for topic, text in streams(stand) if topic not in {TRANSCRIPT, AGENT_STATUS}]
