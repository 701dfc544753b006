"""`given(*events).when(command).then(*events)`: the front desk's rules, told as they are read.

A decision is made as the desk makes it: of what is given, it sees the events that its grounds select and no others.
What happened in another call is wrapped in `elsewhere`.
"""

from __future__ import annotations

import pprint
from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from attrs import evolve, field, frozen

from receptionist.config.clinic_file import example_clinic
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

THIS_CALL = CallId("c-this00000000")
OTHER_CALL = CallId("c-other0000000")


@frozen
class Elsewhere:
    """An event of another call."""

    event: Event


def elsewhere(*events: Event) -> tuple[Elsewhere, ...]:
    """The same events, but in another call."""
    return tuple(Elsewhere(event) for event in events)


def given(*happened: Event | Elsewhere) -> Given:
    """What has happened so far, in this call but for what is `elsewhere`, at the clinic of the shipped example."""
    return Given(happened)


@frozen
class Given:
    """What has happened so far."""

    happened: tuple[Event | Elsewhere, ...]
    clinic: Clinic = field(factory=example_clinic, repr=False)

    def at_clinic(self, clinic: Clinic) -> Given:
        """The same at another clinic."""
        return evolve(self, clinic=clinic)

    def when(self, command: Command) -> Decision:
        """Decide *command* on it."""
        query = own(THIS_CALL) or Query.tagged()
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
        """What it leads to.

        Raises:
            DeskError: It cannot be done.
        """
        return decide(self.command, self.facts, self.clinic)

    def then(self, *expected: Event) -> None:
        """It leads to exactly these events."""
        found = list(self.events())
        if found != list(expected):
            raise AssertionError(f"expected\n{_told(expected)}\nbut it led to\n{_told(found)}")

    def then_nothing(self) -> None:
        """It holds already: no event."""
        self.then()

    def then_refused(self, reason: RefusalReason, *alternatives: str) -> None:
        """It ends with this refusal, which offers exactly these local times, and nobody's slot changes.

        Args:
            reason: Why.
            alternatives: At the clinic, such as `2026-11-24 14:00`; the first, where there are two.

        (A line of the inbox about the refusal is looked past.)
        """
        found = self.events()
        events = [event for event in found if not (isinstance(event, TaskRaised) and event.kind == "refusal")]
        last = events[-1] if events else None
        if not isinstance(last, BookingRefused):
            raise AssertionError(f"expected a refusal ({reason}), but it led to\n{_told(found)}")  # noqa: TRY004 (a test fails, whatever the type)
        instants = tuple(local(self.clinic, written) for written in alternatives)
        offered = tuple(each.starts_at for each in last.alternatives)
        wanted = (_booking_of(events), reason, self.clinic.time_zone, instants)
        if (last.booking_id, last.reason, last.time_zone, offered) != wanted:
            raise AssertionError(f"expected the refusal {wanted}, but it is\n{_told([last])}")
        if any(isinstance(event, BookingConfirmed | AppointmentMoved | BookingRefused) for event in events[:-1]):
            raise AssertionError(f"expected a refusal and no change of anybody's time, but it led to\n{_told(found)}")

    def then_raises(self, error: type[DeskError]) -> None:
        """It cannot be done, and that is no event."""
        try:
            found = self.events()
        except error:
            return
        raise AssertionError(f"expected {error.__name__}, but it led to\n{_told(found)}")


def local(clinic: Clinic, written: str) -> datetime:
    """The instant (UTC) of a local time at *clinic*, such as `2026-11-24 14:00`; the first, where there are two."""
    return datetime.fromisoformat(written).replace(tzinfo=ZoneInfo(clinic.time_zone)).astimezone(UTC)


def _booking_of(events: Sequence[Event]) -> BookingId:
    """The booking begun here; else the one that the refusal itself names."""
    first, last = events[0], events[-1]
    named = first if isinstance(first, BookingBegun) else last
    assert isinstance(named, BookingBegun | BookingRefused)  # noqa: S101 (the caller has seen to it)
    return named.booking_id


def _selects(query: Query, event: Event, call: CallId) -> bool:
    name, _ = CODEC.stored(event)
    tags = set(tags_of(event, call))
    return any(tags.issuperset(item.tags) and (not item.types or name in item.types) for item in query.items)


def _told(events: Sequence[Event]) -> str:
    return pprint.pformat(list(events), width=110) if events else "no event"
