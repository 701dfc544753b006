"""The front desk, of one call or of the clinic's staff: commands become events; facts are taken down in order."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Coroutine, Iterable, Iterator, Sequence
from functools import reduce
from operator import or_
from typing import Any, TypeVar

from attrs import evolve, frozen

from receptionist.clock import Clock
from receptionist.domain.clinic import Clinic
from receptionist.domain.commands import Command, NewIds, Recognise
from receptionist.domain.competing import contested
from receptionist.domain.deciding import decide
from receptionist.domain.facts import Facts
from receptionist.domain.grounds import own, related
from receptionist.domain.recognition import read_claims
from receptionist.errors import (
    CallTakenOverError,
    ContentionError,
    EventTooNewError,
    LogLockedError,
    ReceptionistError,
    StaleDecisionError,
)
from receptionist.events.call import (
    CallerLeft,
    CallerReturned,
    CallResumed,
    ConnectionLost,
    ConnectionRestored,
    ParticipantJoined,
    ParticipantLeft,
    RecordingAnnounced,
    StreamsResent,
    ToolCalled,
    ToolReturned,
    UtteranceHeard,
    UtteranceSpoken,
)
from receptionist.events.catalogue import Event
from receptionist.events.log import AppendCondition, EventLog, Query, QueryItem, Slice
from receptionist.events.lookup import Lookup
from receptionist.events.recorded import Actor, Metadata, NewEvent, Recorded, UnknownEvent
from receptionist.events.tags import call_tag, tags_of
from receptionist.ids import AppointmentId, CallId, Ids, PatientId
from receptionist.language import Language

logger = logging.getLogger(__name__)

T = TypeVar("T")
Fact = (
    CallerLeft
    | CallerReturned
    | ConnectionLost
    | ConnectionRestored
    | ParticipantJoined
    | ParticipantLeft
    | StreamsResent
    | RecordingAnnounced
    | UtteranceHeard
    | UtteranceSpoken
    | ToolCalled
    | ToolReturned
)

_ATTEMPTS = 64
# SQLite takes 500 terms in one compound SELECT (https://www.sqlite.org/limits.html, 4).
_MOST_ITEMS = 400
_LOCKED_RETRY_SECONDS = 0.2


@frozen(kw_only=True)
class Provenance:
    """Which agent, instructions and model a call was handled with."""

    agent: str
    prompt: str
    model: str


@frozen(kw_only=True)
class Handled:
    """What became of a command: the events it led to (none when it held already) and the facts after them."""

    recorded: tuple[Recorded, ...]
    facts: Facts

    @property
    def events(self) -> tuple[Event, ...]:
        """The events themselves."""
        return tuple(r.event for r in self.recorded if not isinstance(r.event, UnknownEvent))


class Desk:
    """Where commands and facts meet the log.

    Args:
        call: The call that they belong to; None for what staff do outside of any.
        person: Who of the staff it is, for their acts.
        term: Which of the call's agents this is the desk of: 0 for the first, then the attempt of its `CallResumed`.
            What an earlier one still asks for when a later one has the call is refused.

    Attributes:
        language: The call's, as of its last decision.
        taken_over: Called when it turns out that a later agent has the call.
    """

    def __init__(
        self,
        *,
        log: EventLog,
        clinic: Clinic,
        clock: Clock,
        ids: Ids,
        call: CallId | None,
        provenance: Provenance,
        lookup: Lookup,
        person: str | None = None,
        term: int = 0,
    ) -> None:
        self.clinic, self.clock, self.ids, self.call = clinic, clock, ids, call
        self._log, self._lookup, self._person = log, lookup, person
        self.language: Language = "en"
        self.taken_over: Callable[[], None] = lambda: None
        self._term, self._since = term, 0
        self._provenance = provenance
        self._facts: deque[NewEvent] = deque()
        self._batch: tuple[NewEvent, ...] = ()
        self._writing = asyncio.Lock()
        self._deciding = asyncio.Lock()
        self._draining: asyncio.Task[None] | None = None
        self._tasks: set[asyncio.Task[Any]] = set()

    async def handle(self, command: Command, *, actor: Actor = "caller", causation: str | None = None) -> Handled:
        """Decide *command* on the log as it stands and append what follows; decide again if the log moved on.

        Decisions of one call are made one after the other, as they were asked for. What was begun is finished even
        if the caller of this is cancelled: an interrupted tool leaves either a whole decision or none.

        Raises:
            DeskError: It cannot be done, and that is no event.
            CallTakenOverError: A later agent has the call.
            ContentionError: Others changed the same facts each time.
            LogError: The log could not be written; nothing happened.
        """
        deciding = self._keep(self._handle(command, actor, causation))
        try:
            return await asyncio.shield(deciding)
        except asyncio.CancelledError:
            deciding.add_done_callback(_log_failure)
            raise

    async def recognise(self, new: NewIds, *, birth_date: str, phone: str, code: str) -> Recognise:
        """The command by which a caller says who they are, with whom the index has for that.

        Raises:
            LogError: The index cannot be read.
        """
        now = self.clock.now()
        said = Recognise(new=new, birth_date=birth_date, phone=phone, code=code, asked_at=now)
        patients: tuple[PatientId, ...] = ()
        appointments: tuple[AppointmentId, ...] = ()
        heard = read_claims(said, self.language, self.clinic)
        if heard.code is not None:
            appointments = await self._lookup.appointments(heard.code)
        elif heard.birth_date is not None and heard.phone is not None:
            patients = await self._lookup.patients(heard.birth_date, heard.phone)
        born = "" if heard.birth_date is None else heard.birth_date.isoformat()
        # With the call's id: what was tried in one call is not known again in another.
        claim = self._lookup.digest(self.call or "", heard.code or "", born, heard.phone or "")
        return evolve(said, patients=patients, appointments=appointments, claim=claim)

    def record(self, fact: Fact, *, actor: Actor, causation: str | None = None) -> None:
        """Take down what has happened. Facts are appended in this order, before any later decision.

        LiveKit's event emitters are synchronous, so this is too; `drain` waits until all is durable.
        """
        self._facts.append(self._new(fact, actor, causation))
        # One task at a time: each would wait for a locked log in its turn, and the next decision behind them all.
        if self._draining is None or self._draining.done():
            self._draining = self._keep(self._drain_quietly())

    async def drain(self) -> None:
        """Wait until every fact that was taken down is durable.

        Raises:
            CallTakenOverError: A later agent has the call; the facts are dropped.
            LogError: The log cannot be written. The facts are kept and tried again with the next.
        """
        await asyncio.shield(self._keep(self._drain()))

    async def _drain(self) -> None:
        async with self._writing:
            while self._facts:
                # The same batch until it is in: whether a failed commit became durable is not always known, and
                # appending the same ids again is the same event.
                self._batch = self._batch or tuple(self._facts)
                await self._append_batch()
                for _ in self._batch:
                    self._facts.popleft()
                self._batch = ()

    async def _append_batch(self) -> None:
        later = AppendCondition(query=_resumptions(self.call), after=self._since) if self.call is not None else None
        try:
            await self._log.append(self._batch, condition=later)
        except StaleDecisionError as error:
            self._facts.clear()
            self._batch = ()
            raise self._lost() from error

    def _lost(self) -> CallTakenOverError:
        self.taken_over()
        return CallTakenOverError(str(self.call))

    async def _drain_quietly(self) -> None:
        while self._facts:
            try:
                await self._drain()
            except LogLockedError as error:
                logger.warning("waiting to take down facts: %s", error)
                await asyncio.sleep(_LOCKED_RETRY_SECONDS)
            except CallTakenOverError as error:
                logger.warning("%s", error)
                return
            except ReceptionistError as error:
                # The next decision fails with the same error and says so to the caller; nothing is thrown away.
                logger.error("facts are not in the log yet: %s", error)  # noqa: TRY400 (the sentence says it all)
                return

    async def _handle(self, command: Command, actor: Actor, causation: str | None) -> Handled:
        async with self._deciding:
            await self._drain()
            return await self._decide(command, actor, causation)

    async def _decide(self, command: Command, actor: Actor, causation: str | None) -> Handled:
        for _ in range(_ATTEMPTS):
            facts, mine, head = await self._facts_for(command)
            if facts.resumptions > self._term:
                raise self._lost()
            self.language = facts.language
            events = decide(command, facts, self.clinic)
            if not events:
                return Handled(recorded=(), facts=facts)
            queries = [query for query in (mine, contested(events)) if query is not None]
            condition = AppendCondition(query=reduce(or_, queries), after=head) if queries else None
            try:
                appended = await self._log.append(
                    [self._new(event, actor, causation) for event in events], condition=condition
                )
            except StaleDecisionError:
                continue
            for recorded in appended:
                facts = self._after(facts, recorded)
            self.language = facts.language
            return Handled(recorded=appended, facts=facts)
        raise ContentionError(_ATTEMPTS)

    async def _facts_for(self, command: Command) -> tuple[Facts, Query | None, int]:
        """The facts that a command is decided on, the query for those of its own call, and what was the log's head."""
        mine = own(self.call)
        wanted = dict.fromkeys(() if mine is None else mine.items)
        while True:
            found = await self._read(tuple(wanted))
            facts = self._fold(found.events)
            beyond = related(command, facts, self.clinic)
            if beyond is None or wanted.keys() >= {*beyond.items}:
                return facts, mine, found.head
            wanted |= dict.fromkeys(beyond.items)

    async def _read(self, items: Sequence[QueryItem]) -> Slice:
        events, heads = dict[int, Recorded](), list[int]()
        for chunk in _batched(items, _MOST_ITEMS):
            # What is appended between two reads is after the first one's head, and makes the decision stale.
            part = await self._log.read(Query(chunk))
            events |= {recorded.position: recorded for recorded in part.events}
            heads.append(part.head)
        return Slice(events=tuple(events[position] for position in sorted(events)), head=min(heads, default=0))

    def _fold(self, events: Iterable[Recorded]) -> Facts:
        facts = Facts(of_staff=self.call is None)
        for recorded in events:
            facts = self._after(facts, recorded)
        return facts

    def _after(self, facts: Facts, recorded: Recorded) -> Facts:
        if isinstance(recorded.event, UnknownEvent):
            # Passing it over could sell a slot again that a newer version sold.
            raise EventTooNewError(recorded.position, recorded.type, recorded.version)
        ours = self.call is not None and recorded.metadata.call == self.call
        if ours and isinstance(recorded.event, CallResumed) and recorded.event.attempt <= self._term:
            self._since = max(self._since, recorded.position)
        return facts.after(recorded.event, of_this_call=ours)

    def _new(self, event: Event, actor: Actor, causation: str | None) -> NewEvent:
        return NewEvent(
            id=self.ids.event(),
            event=event,
            tags=tags_of(event, self.call),
            recorded_at=self.clock.now(),
            metadata=Metadata(
                call=self.call,
                actor=actor,
                person=self._person if actor == "staff" else None,
                causation=causation,
                agent=self._provenance.agent,
                prompt=self._provenance.prompt,
                model=self._provenance.model,
            ),
        )

    def _keep(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        # The event loop holds tasks weakly: one that nobody waits for could vanish half-way.
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


def _resumptions(call: CallId) -> Query:
    return Query.tagged(call_tag(call), types=("call.resumed",))


def _batched(items: Sequence[QueryItem], size: int) -> Iterator[tuple[QueryItem, ...]]:
    """*items* in runs of at most *size* (itertools has this from Python 3.12 on)."""
    return (tuple(items[at : at + size]) for at in range(0, len(items), size))


def _log_failure(deciding: asyncio.Task[Handled]) -> None:
    # Whoever asked was cut off and cannot be told.
    if not deciding.cancelled() and (failure := deciding.exception()) is not None:
        logger.error("a decision that nobody waited for failed: %s", failure)
