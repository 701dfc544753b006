"""No recording by surprise: whose call is recorded is told so first, in their language, and the log says so.

Through the real AgentSession. What is spoken has no sound here: all that is said is heard, unless a test cuts it off.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from livekit.agents import AgentSession, JobContext, llm

from receptionist import prompts
from receptionist.call import Call
from receptionist.clock import SteppedClock
from receptionist.config import Settings
from receptionist.errors import LogReadOnlyError
from receptionist.events.call import CallerGreeted, CallResumed, RecordingAnnounced, UtteranceSpoken
from receptionist.events.catalogue import Event
from receptionist.events.log import Query
from receptionist.events.recorded import UnknownEvent
from receptionist.events.tags import call_tag
from receptionist.ids import CallId, RandomIds
from receptionist.language import Language
from receptionist.prompts.recording_wording import recording_announcement
from receptionist.publishers.orphans import Inheritance
from receptionist.publishers.recording import RecordingPublisher
from receptionist.recording_notice import RecordingNotice, heard_in, record_nothing
from receptionist.storage import Storage, open_storage
from tests.agent.scripted import NOW, Calls, Says, ScriptedLLM, Step, ToolAnswer
from tests.examples import recorded

CALL = CallId("c-recorded")
ENGLISH = "This call is recorded. If you do not want that, please hang up now."
SPANISH = "Esta llamada se graba. Si no lo desea, por favor cuelgue ahora."
GREETING = "Bright Smile Dental, this is the automated assistant. How can I help?"
IN_SPANISH = Calls.one("choose_language", language="es")


def told(language: Language = "en", *, interrupted: bool = False) -> RecordingAnnounced:
    return RecordingAnnounced(language=language, words=recording_announcement(language), interrupted=interrupted)


class Agents:
    """The agents of one call, one after the other, on one log."""

    def __init__(self, storage: Storage, folder: Path) -> None:
        self.storage, self.settings, self.clock = storage, Settings.load({}, folder), SteppedClock(NOW)
        self.ids = RandomIds(self.clock, seed=1)

    @contextlib.asynccontextmanager
    async def one(
        self, *steps: Step, term: int = 0, is_last: bool = False, records: bool = True
    ) -> AsyncIterator[Call]:
        async with Call.open(
            call=CALL,
            channel="room",
            settings=self.settings,
            storage=self.storage,
            publisher=RecordingPublisher(),
            model=ScriptedLLM(*steps),
            inherited=Inheritance(call=CALL, term=term, is_last=is_last) if term else None,
            survives_us=True,
            is_recorded=records,
            clock=self.clock,
            ids=self.ids,
            watch=lambda _: None,
        ) as call:
            yield call

    @contextlib.asynccontextmanager
    async def dying(self, *steps: Step, term: int = 0) -> AsyncIterator[Call]:
        async with self.one(*steps, term=term) as call:
            yield call
            call.leave()

    async def events(self, *kinds: type) -> list[Event]:
        found = (await self.storage.log.read(Query.tagged(call_tag(CALL)))).events
        return [
            each.event for each in found if not isinstance(each.event, UnknownEvent) and isinstance(each.event, kinds)
        ]

    async def said(self) -> list[str]:
        return [event.text for event in await self.events(UtteranceSpoken) if isinstance(event, UtteranceSpoken)]


@pytest.fixture
async def agents(path: Path, tmp_path: Path) -> AsyncIterator[Agents]:
    async with open_storage(path) as storage:
        yield Agents(storage, tmp_path)


async def test_it_is_said_before_the_greeting_and_the_log_says_so(agents: Agents) -> None:
    async with agents.one() as call:
        await call.end("caller_hung_up")
    assert await agents.said() == [ENGLISH, GREETING]
    kinds = (UtteranceSpoken, RecordingAnnounced, CallerGreeted)
    assert await agents.events(*kinds) == [
        UtteranceSpoken(text=ENGLISH, interrupted=False),
        told(),
        CallerGreeted(words=GREETING),
        UtteranceSpoken(text=GREETING, interrupted=False),
    ]


async def test_where_nothing_is_recorded_nothing_is_said_of_it(agents: Agents) -> None:
    async with agents.one(records=False) as call:
        await call.end("caller_hung_up")
    assert await agents.said() == [GREETING]
    assert await agents.events(RecordingAnnounced) == []


async def test_whoever_goes_on_in_spanish_is_told_in_spanish_too_once(agents: Agents) -> None:
    """They may not have understood it: it comes first in the very reply that changes the language.

    The LLM is not shown it, and answers what the tool told it.
    """
    async with agents.one(IN_SPANISH, ToolAnswer(), Says("¿Qué desea?")) as call:
        await call.hear("¿Habla español?")
        await call.hear("Quiero una cita.")
        await call.end("caller_hung_up")
    assert await agents.said() == [ENGLISH, GREETING, f"{SPANISH} Por supuesto, hablemos en español.", "¿Qué desea?"]
    assert await agents.events(RecordingAnnounced) == [told(), told("es")]


async def test_another_agent_does_not_say_it_to_who_has_heard_it(agents: Agents) -> None:
    async with agents.dying():
        pass
    async with agents.one(term=1) as call:
        await call.end("caller_hung_up")
    assert (await agents.said()).count(ENGLISH) == 1
    assert await agents.events(RecordingAnnounced, CallResumed) == [told(), CallResumed(attempt=1)]


async def test_another_agent_says_it_to_who_has_not(agents: Agents) -> None:
    """The first was not set to record, or died before it had said it."""
    async with agents.one(records=False) as first:
        first.leave()
    async with agents.one(term=1) as call:
        await call.end("caller_hung_up")
    assert (await agents.said())[:2] == [GREETING, ENGLISH]
    assert await agents.events(RecordingAnnounced) == [told()]


async def test_who_was_told_and_not_greeted_is_greeted_by_the_next_agent(
    agents: Agents, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its agent failed between the two sentences."""

    def fail(_: object) -> str:
        raise LogReadOnlyError(agents.storage.path)

    with monkeypatch.context() as broken:
        broken.setattr(prompts, "greeting", fail)
        with pytest.raises(LogReadOnlyError):
            await agents.one().__aenter__()
    assert await agents.said() == [ENGLISH]
    async with agents.one(term=1) as call:
        await call.end("caller_hung_up")
    assert await agents.said() == [ENGLISH, GREETING]


async def test_whoever_is_told_that_the_call_is_given_up_is_told_of_the_recording_as_well(agents: Agents) -> None:
    async with agents.one(records=False) as first:
        first.leave()
    async with agents.one(term=1, is_last=True) as call:
        await call.end("failed")
    assert (await agents.said())[1] == ENGLISH


class _Said:
    """A session of which a test says what was spoken."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, bool]] = []

    def on(self, _: str, listener: Any) -> None:
        self.speak = listener

    async def say(self, words: str, *, allow_interruptions: bool) -> None:
        self.asked.append((words, allow_interruptions))


async def test_nobody_can_talk_over_it(agents: Agents) -> None:
    async with agents.one(records=False) as call:
        session = _Said()
        await RecordingNotice(call.desk).announce(cast("AgentSession[Any]", session))
        await RecordingNotice(call.desk, heard_in=("en",)).announce(cast("AgentSession[Any]", session))
        await call.end("caller_hung_up")
    assert session.asked == [(ENGLISH, False)]


async def test_what_was_cut_off_is_taken_down_as_cut_off_and_is_still_due(agents: Agents) -> None:
    async with agents.one(records=False) as call:
        notice, session = RecordingNotice(call.desk), _Said()
        notice.listen(cast("AgentSession[Any]", session))
        for text, interrupted in (("This call is", True), ("Hello there", False), (ENGLISH, False), (ENGLISH, False)):
            item = llm.ChatMessage(role="assistant", content=[text], interrupted=interrupted)
            session.speak(SimpleNamespace(item=item))
        await call.end("caller_hung_up")
    assert await agents.events(RecordingAnnounced) == [told(interrupted=True), told()]


def test_what_was_cut_off_was_not_heard() -> None:
    history = [recorded(each) for each in (told(interrupted=True), told("es"), told("es"))]
    assert heard_in(history) == ("es",)


@pytest.mark.parametrize(("language", "words"), [("en", ENGLISH), ("es", SPANISH)])
def test_the_words_are_those_of_the_files(language: Language, words: str) -> None:
    assert recording_announcement(language) == words


def test_a_job_without_a_session_has_nothing_sent_to_livekits_cloud() -> None:
    """As LiveKit has it: where the project records by default, such a job's log lines would be sent at its end."""
    context = object.__new__(JobContext)
    buffered = logging.Handler()
    logging.getLogger().addHandler(buffered)
    vars(context).update(
        _info=SimpleNamespace(job=SimpleNamespace(enable_redaction=False), url="wss://clinic.livekit.cloud"),
        _recording_initialized=False,
        _early_log_handler=buffered,
        _telemetry_state=None,
    )
    record_nothing(context)
    assert buffered not in logging.getLogger().handlers
    assert (context._recording_initialized, context._early_log_handler, context._telemetry_state) == (True, None, None)
