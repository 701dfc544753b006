"""One call wired together: storage, desk, relay, agent, session."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Any

from livekit.agents import Agent, AgentSession, APIError, CloseEvent, llm

from receptionist import __version__, prompts
from receptionist.agent import DentalReceptionist
from receptionist.clock import Clock, SystemClock
from receptionist.config import Settings
from receptionist.desk import Desk, Provenance
from receptionist.domain.commands import EndCall, ResumeCall, StartCall
from receptionist.errors import CallTakenOverError, LogError, ModelError
from receptionist.events.call import Channel, EndReason
from receptionist.events.catalogue import Event
from receptionist.events.log import Query
from receptionist.events.recorded import Recorded
from receptionist.events.tags import call_tag
from receptionist.ids import CallId, Ids
from receptionist.prompts import questions
from receptionist.publishers.orphans import Inheritance
from receptionist.publishers.publisher import Publisher
from receptionist.publishers.relay import Outcome, Relay
from receptionist.recorder import Recorder
from receptionist.recording_notice import RecordingNotice, heard_in
from receptionist.resuming import resumption_of
from receptionist.storage import Storage
from receptionist.tools import CallData
from receptionist.tools.answering import said_of

logger = logging.getLogger(__name__)

# How long a call that is over waits for what it still owes. The rest stays owed: `receptionist resume` sends it.
DRAIN_SECONDS = 10.0


class Call:
    """A call that is going on. Made by `Call.open`."""

    def __init__(
        self, desk: Desk, session: AgentSession[CallData], recorder: Recorder, relay: Relay, channel: Channel
    ) -> None:
        self.desk, self.session, self.relay = desk, session, relay
        self._channel = channel
        self._recorder = recorder
        self._over: asyncio.Future[EndReason] = asyncio.get_running_loop().create_future()
        self._is_left = False
        self.transfer_to: str | None = None
        desk.taken_over = self._taken_over
        session.userdata.said_goodbye = self._said_goodbye
        session.userdata.failed = lambda: self.is_to_end("failed")
        session.on("close", self._session_closed)

    @classmethod
    @contextlib.asynccontextmanager
    async def open(
        cls,
        *,
        call: CallId,
        channel: Channel,
        settings: Settings,
        storage: Storage,
        publisher: Publisher,
        model: llm.LLM[Any],
        session: AgentSession[CallData] | None = None,
        start: Callable[[Agent], Awaitable[None]] | None = None,
        attributes_stay: bool = True,
        inherited: Inheritance | None = None,
        survives_us: bool = False,
        is_recorded: bool = False,
        clock: Clock,
        ids: Ids,
        watch: Callable[[Outcome], None],
    ) -> AsyncIterator[Call]:
        """Start a call: it is greeted when this is entered, and ended, if it was not, when it is left.

        *session* comes with its speech, and is for text only where none is given; *start* starts it with the agent
        in its room, and where none is given there is no room; *attributes_stay* as for `Relay`.

        A call that is *inherited* is taken up where its last agent lost it. One that *survives_us* is not ended when
        this process is being stopped, or fails: another agent will have it. The caller of one that *is_recorded* is
        told so first.

        Raises:
            CallOverError: The call that is inherited has ended meanwhile.
            CallTakenOverError: Yet another agent has it.
            LogError: The log cannot be written.
            SettingError: The clinic's answers to questions cannot be used.
        """
        desk = Desk(
            log=storage.log,
            clinic=settings.clinic,
            clock=clock,
            ids=ids,
            call=call,
            provenance=Provenance(
                agent=f"receptionist {__version__}",
                prompt=prompts.digest(prompts.instructions(settings.clinic)),
                model=f"{model.provider}/{model.model}",
            ),
            lookup=storage.lookup,
            term=0 if inherited is None else inherited.term,
        )
        relay = Relay(
            call=call,
            owner=f"{socket.gethostname()}:{os.getpid()}",
            database=storage.database,
            log=storage.log,
            vault=storage.vault,
            publisher=publisher,
            clock=clock,
            wall=SystemClock(),
            settings=settings.relay,
            watch=watch,
            attributes_stay=attributes_stay,
            audience=settings.audience,
        )
        session = session or AgentSession(llm=model)
        topics = questions.topics() if settings.policies is None else questions.load(settings.policies)
        session.userdata = CallData(desk=desk, topics=topics)
        recorder = Recorder(desk)
        recorder.listen(session)
        going = cls(desk, session, recorder, relay, channel)
        history: Sequence[Recorded] = ()
        resumption = None
        if inherited is None:
            await desk.handle(StartCall(channel=channel), actor="system")
        else:
            history = await _resume(desk, inherited, storage)
            resumption = resumption_of(history, desk.clinic, is_last=inherited.is_last)
        relaying = asyncio.create_task(relay.run(), name=f"relay of {call}")
        try:
            notice = RecordingNotice(desk, heard_in=heard_in(history)) if is_recorded else None
            agent = DentalReceptionist(settings.clinic, resumption, notice)
            going.transfer_to = None if resumption is None else resumption.transfer_to
            await (start(agent) if start is not None else session.start(agent, session_host=False, record=False))
            await agent.greeted()
            await recorder.finish()
            yield going
        except asyncio.CancelledError:
            # The process is being stopped, and with it the call, unless somebody else will have it: nothing failed.
            going._is_left = going._is_left or survives_us
            raise
        except BaseException:
            # For its caller a call that fails is no better than one whose process is killed.
            going._is_left = going._is_left or survives_us
            await going._end_failed()
            raise
        finally:
            await going._close(relaying)

    async def hear(self, words: str) -> None:
        """The caller says *words*; returns when the agent has answered and all of it is in the log.

        Raises:
            ModelError: The LLM gave no answer.
            LogError: The log cannot be written.
        """
        try:
            await self.session.run(user_input=words)
        except APIError as error:
            raise ModelError(f"the LLM gave no answer ({error.message}); check its key, address and network") from error
        await self._recorder.finish()

    @property
    def over(self) -> asyncio.Future[EndReason]:
        """Done when the call is to end: its last words are said, or the session has failed."""
        return self._over

    @property
    def ending(self) -> EndReason | None:
        """Why the call is to end now, once the agent has decided so."""
        return self.session.userdata.ending

    def is_to_end(self, reason: EndReason) -> None:
        """Have `over` done, if it is not."""
        if not self._over.done():
            self._over.set_result(reason)

    async def tell(self, events: Sequence[Event]) -> None:
        """Say what has happened without a tool that could; what is cut off is said with the next reply.

        Raises:
            RuntimeError: The session has ended.
        """
        words = said_of(events, self.desk.clinic, language=self.desk.language, channel=self._channel)
        if words:
            self.session.userdata.unheard.owe(words)
            await self.session.say(words)

    def _said_goodbye(self) -> None:
        self.is_to_end(self.ending or "caller_said_goodbye")

    def _session_closed(self, event: CloseEvent) -> None:
        self.is_to_end("stopped" if event.error is None else "failed")

    @property
    def is_left(self) -> bool:
        """Whether the call goes on, or will, with another agent."""
        return self._is_left

    def leave(self) -> None:
        """Have the call not ended when this is closed: another agent has it, or will have it."""
        self._is_left = True

    def _taken_over(self) -> None:
        self._is_left = True
        self.is_to_end("connection_lost")

    async def end(self, reason: EndReason) -> None:
        """End the call, once: whoever asks first gives the reason. One that another agent has goes on."""
        await self.session.aclose()
        try:
            await self._recorder.finish()
            if not self._is_left:
                await self.desk.handle(EndCall(reason=reason), actor="system")
        except CallTakenOverError as error:
            logger.warning("%s", error)

    async def _end_failed(self) -> None:
        try:
            await self.end("failed")
        except LogError as error:
            # What made the call fail is the error to tell; this one follows from it, more often than not.
            logger.warning("the end of call %s is not in the log: %s", self.desk.call, error)

    async def _close(self, relaying: asyncio.Task[None]) -> None:
        try:
            await self.end("stopped")
            if not self._is_left:
                await asyncio.wait_for(self.relay.all_settled(), DRAIN_SECONDS)
        except TimeoutError:
            logger.warning("call %s still owes: send it with 'receptionist resume %s'", self.desk.call, self.desk.call)
        finally:
            relaying.cancel()
            (failure,) = await asyncio.gather(relaying, return_exceptions=True)
            if isinstance(failure, Exception):
                logger.error("the relay of call %s failed", self.desk.call, exc_info=failure)


async def _resume(desk: Desk, inherited: Inheritance, storage: Storage) -> Sequence[Recorded]:
    await desk.handle(ResumeCall(attempt=inherited.term), actor="system")
    return (await storage.log.read(Query.tagged(call_tag(inherited.call)))).events
