"""`given(*events).when(command).then(*events)`: the rules of the front desk, told as they are read.

A decision is made as the desk makes it: of what is given, it sees the events that its grounds select and no others.
What happened in another call is wrapped in `elsewhere`. The call is at the clinic's Wednesday, 2026-11-18, 10 AM.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from attrs import evolve, frozen

from receptionist.domain.clinic import Clinic
from receptionist.domain.commands import Command
from receptionist.domain.deciding import decide
from receptionist.domain.facts import Facts
from receptionist.domain.grounds import own, related
from receptionist.errors import DeskError
from receptionist.events.booking import AppointmentMoved, BookingBegun, BookingConfirmed, BookingRefused, RefusalReason
from receptionist.events.catalogue import Event
from receptionist.events.clinic import TaskRaised
from receptionist.events.codec import CODEC
from receptionist.events.log import Query
from receptionist.events.tags import tags_of
from receptionist.ids import BookingId, CallId
from tests.config.clinic_texts import BRIGHT_SMILE

ZONE = ZoneInfo("America/New_York")
FULL_CLINIC = BRIGHT_SMILE
"""Two dentists, a hygienist, three chairs, all treatments."""

CLINIC = evolve(
    BRIGHT_SMILE,
    providers=tuple(each for each in BRIGHT_SMILE.providers if each.id == "lee"),
    chairs=BRIGHT_SMILE.chairs[:1],
    treatments=(evolve(BRIGHT_SMILE.treatment("exam"), providers=("lee",), buffer_minutes=0),),
    emergency_treatment="exam",
    held=(),
)
"""The same with one dentist, one chair, one treatment without a buffer: who has which time is easily told."""

THIS_CALL = CallId("c-this00000000")
OTHER_CALL = CallId("c-other0000000")


def at(written: str) -> datetime:
    """The instant (UTC) of a local time at the clinic, such as `2026-11-24 14:00`; the first, where there are two."""
    return datetime.fromisoformat(written).replace(tzinfo=ZONE).astimezone(UTC)


NOW = at("2026-11-18 10:00")


@frozen
class Elsewhere:
    """An event of another call."""

    event: Event


def elsewhere(*events: Event) -> tuple[Elsewhere, ...]:
    """The same events, but in another call."""
    return tuple(Elsewhere(event) for event in events)


@frozen
class Given:
    """What has happened so far."""

    happened: tuple[Event | Elsewhere, ...]
    clinic: Clinic = CLINIC

    def at_clinic(self, clinic: Clinic) -> Given:
        """The same at another clinic."""
        return Given(self.happened, clinic)

    def when(self, command: Command) -> Decision:
        """Decide *command* on it."""
        query = own(THIS_CALL)
        assert query is not None
        while (more := related(command, self._facts(query), self.clinic)) and not {*more.items} <= {*query.items}:
            query |= more
        return Decision(command, self._facts(query), self.clinic)

    def _facts(self, query: Query) -> Facts:
        facts = Facts()
        for each in self.happened:
            call, event = (OTHER_CALL, each.event) if isinstance(each, Elsewhere) else (THIS_CALL, each)
            if _selects(query, event, call):
                facts = facts.after(event, of_this_call=call == THIS_CALL)
        return facts


@frozen
class Decision:
    """A command and the facts that it is decided on."""

    command: Command
    facts: Facts
    clinic: Clinic

    def events(self) -> Sequence[Event]:
        """What it leads to."""
        return decide(self.command, self.facts, self.clinic)

    def then(self, *expected: Event) -> None:
        """It leads to exactly these events."""
        assert list(self.events()) == list(expected)

    def then_nothing(self) -> None:
        """It holds already: no event."""
        self.then()

    def then_refused(self, reason: RefusalReason, *alternatives: str) -> None:
        """It ends with this refusal, which offers exactly these local times, and nobody's slot changes.

        (Whether a person is told is said in test_refusals.)
        """
        events = [event for event in self.events() if not (isinstance(event, TaskRaised) and event.kind == "refusal")]
        *before, last = events
        assert isinstance(last, BookingRefused)
        assert last.booking_id == _booking_of([*before, last])
        assert (last.reason, last.time_zone) == (reason, self.clinic.time_zone)
        assert [each.starts_at for each in last.alternatives] == [at(written) for written in alternatives]
        assert not any(isinstance(event, BookingConfirmed | AppointmentMoved | BookingRefused) for event in before)

    def then_raises(self, error: type[DeskError]) -> None:
        """It cannot be done, and that is no event."""
        with pytest.raises(error):
            self.events()


def given(*happened: Event | Elsewhere) -> Given:
    """What has happened so far, in this call but for what is `elsewhere`."""
    return Given(happened)


def _booking_of(events: Sequence[Event]) -> BookingId:
    """The booking begun here; else the one that the refusal itself names (a test of its own says that it is open)."""
    first, last = events[0], events[-1]
    named = first if isinstance(first, BookingBegun) else last
    assert isinstance(named, BookingBegun | BookingRefused)
    return named.booking_id


def _selects(query: Query, event: Event, call: CallId) -> bool:
    name, _ = CODEC.stored(event)
    tags = set(tags_of(event, call))
    return any(tags.issuperset(item.tags) and (not item.types or name in item.types) for item in query.items)
