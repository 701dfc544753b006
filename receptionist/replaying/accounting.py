"""From a call's events, its outbox rows and its receipts to its account: a pure function."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import reduce
from typing import Any

from attrs import evolve

from receptionist.audience import SentTo
from receptionist.events.call import (
    CallerLeft,
    CallerReturned,
    CallResumed,
    CallStarted,
    ConnectionLost,
    ConnectionRestored,
    ParticipantJoined,
    ParticipantLeft,
    StreamsResent,
    ToolCalled,
    ToolReturned,
    UtteranceHeard,
    UtteranceSpoken,
)
from receptionist.events.recorded import Recorded, UnknownEvent
from receptionist.ids import CallId
from receptionist.projections.call_counts import CallCounts
from receptionist.projections.calls import CallSummary
from receptionist.projections.effects import Effect
from receptionist.replaying.account import (
    Account,
    Acknowledgement,
    Entry,
    Happened,
    Presence,
    PresenceKind,
    Rescue,
    Standing,
    ToolUse,
    Utterance,
)
from receptionist.replaying.attendees import Attendees
from receptionist.replaying.effects_shown import Digest, OutboxRow, Showing
from receptionist.replaying.event_fields import fields_of, names_in
from receptionist.replaying.front_desk import bookings


def _cannot_tell(_: Effect) -> None:
    return None


def account_of(
    call: CallId,
    events: Sequence[Recorded],
    *,
    rows: Iterable[OutboxRow] = (),
    acknowledgements: Sequence[Acknowledgement] = (),
    digest: Digest = _cannot_tell,
    setting: SentTo = "caller_and_staff",
    standing: Standing | None = None,
    head: int = 0,
) -> Account:
    """The account of *call*.

    Args:
        call: The call.
        events: All of its events, and what staff did about its effects, in the log's order; at least one.
        rows: Its effects' rows of the outbox.
        acknowledgements: What its participants said that they have.
        digest: For seeing whether today's code shows what was meant then; without it, that is not told.
        setting: Who gets what is for whoever the `audience` setting says.
        standing: Whether somebody serves it; without it, a call without an end counts as dead.
        head: The log's last position when they were read.
    """
    own = [recorded for recorded in events if recorded.metadata.call == call]
    summary: CallSummary = reduce(CallSummary.after, own, CallSummary())
    first = (own or events)[0]
    attendees = Attendees(own, acknowledgements, setting=setting)
    showing = Showing(began_at=summary.began_at or first.recorded_at, attendees=attendees, digest=digest)
    return Account(
        call=call,
        head=max(head, events[-1].position),
        first=first.position,
        last=events[-1].position,
        began_at=showing.began_at,
        ended_at=summary.ended_at,
        last_at=(own or events)[-1].recorded_at,
        time_zone=summary.time_zone,
        clinic=next((each.event.clinic for each in own if isinstance(each.event, CallStarted)), ""),
        channel=summary.channel,
        standing=standing or ("dead" if summary.ended_at is None else "ended"),
        summary=summary,
        counts=reduce(CallCounts.after, own, CallCounts()),
        entries=_Teller(showing, rows).tell(events),
        participants=attendees.participants(),
        acknowledgements=tuple(acknowledgements),
        bookings=tuple(bookings(own)),
        names=names_in(events),
    )


class _Teller:
    """Turns events into entries, one after the other."""

    def __init__(self, showing: Showing, rows: Iterable[OutboxRow]) -> None:
        self._showing = showing
        self._rows: dict[int, dict[int, OutboxRow]] = defaultdict(dict)
        for row in rows:
            self._rows[row.position][row.ordinal] = row
        self._entries: list[Entry] = []
        # An LLM that names its tool calls by counting uses a name twice, after a rescue: the last one is meant.
        self._tools: dict[str, int] = {}
        self._heard: int | None = None
        self._last_at: datetime | None = None

    def tell(self, events: Iterable[Recorded]) -> tuple[Entry, ...]:
        for recorded in events:
            self._take(recorded)
            self._entries += self._showing.of(recorded, self._rows.get(recorded.position, {}))
            self._last_at = recorded.recorded_at
        return tuple(self._entries)

    def _take(self, recorded: Recorded) -> None:
        its = self._moment(recorded)
        match recorded.event:
            case UtteranceHeard(text=text):
                self._heard = recorded.position
                self._entries.append(Utterance(**its, speaker="caller", text=text))
            case UtteranceSpoken(text=text, interrupted=interrupted):
                self._entries.append(Utterance(**its, speaker="agent", text=text, interrupted=interrupted))
            case ToolCalled(tool_call_id=tool_call_id, tool=tool, arguments=arguments):
                self._tools[tool_call_id] = len(self._entries)
                called = ToolUse(
                    **its, tool_call_id=tool_call_id, tool=tool, arguments=arguments, caused_by=self._heard
                )
                self._entries.append(called)
            case ToolReturned() if self._returned(recorded, recorded.event):
                pass
            case CallResumed(attempt=attempt):
                silence = recorded.recorded_at - (self._last_at or recorded.recorded_at)
                self._entries.append(Rescue(**its, attempt=attempt, silence=silence))
            case _:
                self._entries.append(_presence(recorded, its) or self._happened(recorded, its))

    def _moment(self, recorded: Recorded) -> Mapping[str, Any]:
        at = recorded.recorded_at
        return {"position": recorded.position, "at": at, "offset": at - self._showing.began_at}

    def _returned(self, recorded: Recorded, returned: ToolReturned) -> bool:
        """Whether it is the answer of a tool that was called."""
        index = self._tools.get(returned.tool_call_id)
        called = None if index is None else self._entries[index]
        if index is None or not isinstance(called, ToolUse) or called.returned_at is not None:
            return False
        self._entries[index] = evolve(
            called,
            result=returned.result,
            is_error=returned.is_error,
            returned_at=recorded.recorded_at,
            returned_position=recorded.position,
            duration=recorded.recorded_at - called.at,
        )
        return True

    def _happened(self, recorded: Recorded, its: Mapping[str, Any]) -> Happened:
        index = self._tools.get(recorded.metadata.causation or "")
        cause = None if index is None else self._entries[index]
        if index is not None and isinstance(cause, ToolUse):
            self._entries[index] = evolve(cause, led_to=(*cause.led_to, recorded.position))
        unknown = isinstance(recorded.event, UnknownEvent)
        return Happened(
            **its,
            type=recorded.type,
            version=recorded.version,
            name=recorded.type if unknown else type(recorded.event).__name__,
            fields=fields_of(recorded.event),
            known=not unknown,
            actor=recorded.metadata.actor,
            person=recorded.metadata.person,
            caused_by=None if cause is None else cause.position,
        )


def _presence(recorded: Recorded, its: Mapping[str, Any]) -> Presence | None:
    match recorded.event:
        case CallerLeft(reason=reason):
            return Presence(**its, what="caller_left", role="caller", reason=reason)
        case CallerReturned():
            return Presence(**its, what="caller_returned", role="caller")
        case ConnectionLost() | ConnectionRestored():
            what: PresenceKind = (
                "connection_lost" if isinstance(recorded.event, ConnectionLost) else "connection_restored"
            )
            return Presence(**its, what=what)
        case ParticipantJoined(identity=identity, role=role, contract=contract):
            return Presence(**its, what="joined", identity=identity, role=role, contract=contract)
        case ParticipantLeft(identity=identity, role=role):
            return Presence(**its, what="left", identity=identity, role=role)
        case StreamsResent(identity=identity, after=after, through=through, why=why):
            return Presence(**its, what="resent", identity=identity, after=after, through=through, reason=why)
        case _:
            return None
