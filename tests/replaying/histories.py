"""Histories of an appointment, written into a log as the desk writes them, and the story that is told of them."""

from __future__ import annotations

import contextlib
import sqlite3
import tempfile
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from attrs import evolve, frozen

from receptionist.clock import SteppedClock, SystemClock
from receptionist.events.call import CallStarted
from receptionist.events.catalogue import Event
from receptionist.events.recorded import NewEvent
from receptionist.events.vault import keys_path
from receptionist.ids import AppointmentId, CallId, RandomIds
from receptionist.publishers.receipts import Receipts
from receptionist.replaying.masking import Mask, as_it_is, known_of
from receptionist.replaying.why.case import read_case
from receptionist.replaying.why.facts import Story
from receptionist.replaying.why.finding_out import find_out
from receptionist.replaying.why.sentences import paragraph
from receptionist.storage import Storage, open_storage
from tests.examples import APPOINTMENT, CALL, NOW, ZONE, metadata, new

SENT = """
    UPDATE outbox SET state = 'sent', attempts = 1, epoch = 1,
        settled_at = (SELECT recorded_at FROM events WHERE events.position = outbox.position)
"""
ROOM = CallStarted(channel="room", clinic="Bright Smile Dental", time_zone=ZONE, language="en")
PHONE_CALL = evolve(ROOM, channel="phone")
LATER_CALL = CallId("c-00000000late")


@frozen(kw_only=True)
class Part:
    """Events that were recorded so many minutes after `NOW`, a hundredth of a second apart.

    Attributes:
        call: The call that they happened in; None for what staff did at the desk.
        person: Who of the staff that was.
    """

    events: Sequence[Event]
    minute: float = 0.0
    call: CallId | None = CALL
    person: str | None = None


def at_the_desk(*events: Event, minute: float = 0.0, person: str = "Robin") -> Part:
    """What staff did."""
    return Part(events=events, minute=minute, call=None, person=person)


def in_a_call(*events: Event, minute: float = 0.0, call: CallId = CALL) -> Part:
    """What happened in a call."""
    return Part(events=events, minute=minute, call=call)


async def story(
    *parts: Part,
    names: bool = False,
    alter: Sequence[str] = (SENT,),
    acknowledged: tuple[str, int, datetime] | None = None,
    erased: Sequence[str] = (),
    appointment: AppointmentId = APPOINTMENT,
) -> Story:
    """The facts of a history.

    Args:
        parts: What happened.
        names: Whether whole names may be shown.
        alter: What is done to the outbox then: all of it was sent at once.
        acknowledged: Who in `CALL` has taken all streams up to which event, and when they said so.
        erased: Whose keys were destroyed then.
        appointment: Which one is asked about.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "log.db"
        async with open_storage(path) as storage:
            for number, part in enumerate(parts):
                await storage.log.append(_events(part, RandomIds(SteppedClock(NOW), seed=f"part {number}")))
            await storage.database.write(lambda raw: [raw.execute(sql).fetchall() for sql in alter])
            if acknowledged is not None:
                await _acknowledge(storage, *acknowledged)
        for subject in erased:
            with contextlib.closing(sqlite3.connect(keys_path(path))) as keys, keys:
                assert keys.execute("DELETE FROM keys WHERE subject = ?", (subject,)).rowcount == 1
        async with open_storage(path, create=False, read_only=True) as storage:
            case = await read_case(storage, appointment, setting="caller_and_staff", wall=SystemClock())
    show = as_it_is if names else Mask(known_of(case.events), first_names=True)
    return find_out(case, show=show, names=names, treatments={"exam": "exam"})


async def tell(*parts: Part, now: datetime = NOW, **how: object) -> str:
    """The paragraph of a history, as it is told at *now*."""
    return paragraph(await story(*parts, **how), now=now)  # type: ignore[arg-type] # handed on as they are


async def _acknowledge(storage: Storage, identity: str, position: int, at: datetime) -> None:
    await Receipts(storage.database, storage.vault, clock=SteppedClock(at)).acknowledge(CALL, identity, position)


def _events(part: Part, ids: RandomIds) -> list[NewEvent]:
    began = NOW + timedelta(minutes=part.minute)
    events = [
        new(event, ids, at=began + timedelta(milliseconds=10 * at), call=part.call)
        for at, event in enumerate(part.events)
    ]
    if part.call is not None:
        return events
    of_staff = metadata(call=None, actor="staff", person=part.person, causation=None)
    return [evolve(event, metadata=of_staff) for event in events]
