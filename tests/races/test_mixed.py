"""Many processes book, move, cancel, block and close on one file at once: nothing twice, nothing lost."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from receptionist.domain.diary import Diary
from receptionist.events.booking import Appointment, AppointmentMoved, BookingConfirmed
from receptionist.events.clinic import DayClosed, TaskRaised, TimeBlocked
from receptionist.events.log import Query
from receptionist.events.recorded import Recorded, UnknownEvent
from receptionist.storage import open_storage
from tests.events.processes import Running, running
from tests.races.mixed import CLINIC, SLOTS, slots

CONFLICTS = 64
"""As many events as one act of staff may be followed by."""


@pytest.mark.parametrize(
    ("processes", "commands"),
    [
        pytest.param(4, 30, id="a sample"),
        pytest.param(16, 150, id="in full", marks=(pytest.mark.soak, pytest.mark.timeout(1800))),
    ],
)
async def test_whatever_is_asked_for_at_once_nothing_is_sold_twice_and_nothing_lost(
    path: Path, processes: int, commands: int
) -> None:
    """Every process comes to its end; what each was told is what the log says, event by event."""
    answers = await _all_at_once(path, processes, commands)
    assert len(answers) == processes * commands
    assert len(slots()) == SLOTS
    async with open_storage(path, create=False) as storage:
        events = (await storage.log.read(Query())).events
        assert (await storage.log.verify()).broken_at is None
    assert sorted(each.id for each in events) == sorted(event for answer in answers for event in answer["events"])
    _check_each_event(events)
    _check_who_is_called(events)
    _check_what_was_told(answers, _fold(events))
    happened = Counter(each.type for each in events)
    wanted = {
        "booking.confirmed",
        "booking.refused",
        "appointment.moved",
        "appointment.cancelled",
        "diary.time_blocked",
    }
    assert wanted <= happened.keys()


async def _all_at_once(path: Path, processes: int, commands: int) -> list[dict[str, Any]]:
    async with open_storage(path), contextlib.AsyncExitStack() as stack:
        mixers: list[Running] = [
            await stack.enter_async_context(running("tests.races.mixed", str(path), str(number), str(commands)))
            for number in range(processes)
        ]
        assert [await mixer.line() for mixer in mixers] == ["ready"] * processes
        for mixer in mixers:
            mixer.write("go")
        printed = await asyncio.gather(*(mixer.rest() for mixer in mixers))
        return [json.loads(line) for lines in printed for line in lines.splitlines()]


def _check_each_event(events: Sequence[Recorded]) -> None:
    """Whoever takes a time finds person and chair free, and neither blocked nor closed, by what was true then."""
    diary = Diary()
    for recorded in events:
        assert not isinstance(recorded.event, UnknownEvent)
        match recorded.event:
            case BookingConfirmed(appointment=made) | AppointmentMoved(appointment=made):
                mine = made.appointment_id
                assert diary.is_free(made.provider_id, made.starts_at, made.ends_at, leaving=mine), recorded
                assert diary.is_free(made.chair_id, made.starts_at, made.busy_until, leaving=mine), recorded
                assert made.starts_at.astimezone(CLINIC.zone).date() not in diary.closed, recorded
            case _:
                pass
        diary = diary.after(recorded.event)


def _check_who_is_called(events: Sequence[Recorded]) -> None:
    """Everybody who had an appointment when their time was blocked or their day closed is on the worklist."""
    diary = Diary()
    for place, recorded in enumerate(events):
        event = recorded.event
        assert not isinstance(event, UnknownEvent)
        affected: set[str] = set()
        match event:
            case DayClosed(day=day) if day not in diary.closed:
                affected = {a.appointment_id for a in diary.appointments.values() if _day(a) == day}
            case TimeBlocked():
                affected = {a.appointment_id for a in diary.appointments.values() if _in_the_way(a, event, diary)}
            case _:
                pass
        told = (each.event for each in events[place + 1 : place + 1 + CONFLICTS])
        assert affected <= {each.appointment_id for each in told if isinstance(each, TaskRaised)}, recorded
        diary = diary.after(event)


def _in_the_way(made: Appointment, block: TimeBlocked, diary: Diary) -> bool:
    """Whether the block takes its time, and nobody had blocked that before."""
    until = {made.provider_id: made.ends_at, made.chair_id: made.busy_until}.get(block.resource_id)
    return (
        until is not None
        and made.starts_at < block.ends_at
        and block.starts_at < until
        and diary.is_unblocked(made.provider_id, made.starts_at, made.ends_at)
        and diary.is_unblocked(made.chair_id, made.starts_at, made.busy_until)
    )


def _check_what_was_told(answers: Sequence[dict[str, Any]], diary: Diary) -> None:
    """The last that somebody was told of an appointment is where it is: each is moved and cancelled in one call."""
    last: dict[str, str | None] = {}
    for answer in answers:
        last |= answer["stands"]
    stands = {
        a.appointment_id: f"{a.starts_at.isoformat()} {a.provider_id} {a.chair_id}" for a in diary.appointments.values()
    }
    assert {key: value for key, value in last.items() if value is not None} == stands


def _fold(events: Sequence[Recorded]) -> Diary:
    diary = Diary()
    for recorded in events:
        assert not isinstance(recorded.event, UnknownEvent)
        diary = diary.after(recorded.event)
    return diary


def _day(made: Appointment) -> object:
    return made.starts_at.astimezone(CLINIC.zone).date()
