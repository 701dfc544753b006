"""A clinic's log with a patient who is to be forgotten: what they said, whom they share a call with, who saw it."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from attrs import evolve, frozen

from receptionist.clock import SteppedClock
from receptionist.code_alphabet import with_check
from receptionist.config import Settings
from receptionist.errors import KeyDestroyedError
from receptionist.events.booking import AppointmentsTold, BookingConfirmed, BookingDetailsGiven
from receptionist.events.call import CallEnded, CallStarted, ParticipantJoined, ToolCalled, UtteranceHeard
from receptionist.events.catalogue import Event
from receptionist.events.clinic import TaskRaised
from receptionist.events.lookup import entries
from receptionist.events.patient import PatientRegistered, WaitingListJoined
from receptionist.events.recorded import Recorded
from receptionist.events.tags import call_tag
from receptionist.events.vault import SqliteVault
from receptionist.ids import AppointmentId, BookingId, CallId, PatientId, RandomIds, TaskId
from receptionist.privacy.officer import Officer
from receptionist.projections import project
from receptionist.publishers.effect_parts import part_digests
from receptionist.publishers.owing import effect_digest
from receptionist.publishers.receipts import Receipts
from receptionist.storage import open_storage
from tests.contracts.store import everything
from tests.examples import TASK, TUESDAY_9, ZONE, appointment, example, new

ZOE, BEN = PatientId("p-zoe000000000"), PatientId("p-ben000000000")
HERS, HIS, SHARED, NOBODYS = (CallId(f"c-{name:0<12}") for name in ("zoe", "ben", "both", "nobody"))
ZOES, BENS = AppointmentId("a-zoe000000000"), AppointmentId("a-ben000000000")
NAME, PHONE, BORN, CODE = "Zoë Quillfeather", "+12125550123", "1985-03-02", with_check("K7X4MR")
WORDS = "My tooth has been hurting since the wedding in Poughkeepsie."
SECRETS = (NAME, "Quillfeather", PHONE, PHONE[-7:], BORN, CODE, WORDS, "Poughkeepsie")
LATER = TUESDAY_9 + timedelta(days=200)
"""When all of it is over."""


@frozen(kw_only=True)
class Office:
    """An officer at the log, with all that it said at first."""

    officer: Officer
    clock: SteppedClock
    told: Sequence[Recorded]


@contextlib.asynccontextmanager
async def office(folder: Path, *, shared: bool = False, at: datetime = LATER) -> AsyncIterator[Office]:
    """The log in *folder*, made when it is not there; *shared*: with a call about both patients."""
    path, clock = folder / "log.db", SteppedClock(at)
    settings, ids = Settings.load({"RECEPTIONIST_DB": str(path)}, folder), RandomIds(clock)
    is_new = not path.exists()
    async with open_storage(path) as storage:
        if is_new:
            for call, events in _calls(shared=shared):
                begun = TUESDAY_9 - timedelta(days=1)
                await storage.log.append(
                    [
                        new(event, ids, call=call, at=begun + timedelta(seconds=number))
                        for number, event in enumerate(events)
                    ]
                )
            await Receipts(storage.database, storage.vault, clock=clock).acknowledge(HERS, f"caller-{NAME}", 3)
        told = await everything(storage.log)
        officer = Officer(storage=storage, settings=settings, clock=clock, ids=ids, person="Robin")
        yield Office(officer=officer, clock=clock, told=told)


def _calls(*, shared: bool) -> Iterator[tuple[CallId, Sequence[Event]]]:
    hers = appointment(appointment_id=ZOES, patient_id=ZOE, patient_name=NAME, code=CODE)
    his = appointment(
        appointment_id=BENS, patient_id=BEN, patient_name="Ben Bystander", code=with_check("M3WKXR"),
        starts_at=hers.starts_at + timedelta(hours=2), ends_at=hers.ends_at + timedelta(hours=2),
        busy_until=hers.busy_until + timedelta(hours=2),
    )  # fmt: skip
    started, ended = (
        CallStarted(channel="room", clinic="x", time_zone=ZONE, language="en"),
        CallEnded(reason="caller_left"),
    )
    yield (
        HERS,
        [
            started,
            ParticipantJoined(identity=f"caller-{NAME}", role="caller", contract=True, sid="PA_1"),
            UtteranceHeard(text=WORDS),
            ToolCalled(tool_call_id="1", tool="book_appointment", arguments=f'{{"patient_name": "{NAME}"}}'),
            evolve(example(BookingDetailsGiven), patient_name=NAME, phone=PHONE, birth_date=BORN),
            PatientRegistered(patient_id=ZOE, name=NAME, birth_date=BORN, phone=PHONE),
            BookingConfirmed(booking_id=BookingId("b-1"), appointment=hers),
            evolve(example(TaskRaised), task_id=TASK, kind="message", who=NAME, patient_id=ZOE, appointment_id=None),
            evolve(
                example(TaskRaised), task_id=TaskId("t-00000000call"), who=NAME, patient_id=None, appointment_id=None
            ),
            evolve(example(WaitingListJoined), patient_id=ZOE, name=NAME, phone=PHONE),
            ended,
        ],
    )
    yield (
        HIS,
        [
            started,
            UtteranceHeard(text="This is Ben Bystander calling."),
            PatientRegistered(patient_id=BEN, name="Ben Bystander", birth_date="1970-01-01", phone="+12125550199"),
            BookingConfirmed(booking_id=BookingId("b-2"), appointment=his),
            ended,
        ],
    )
    if shared:
        both = f"Ben Bystander and {NAME} have appointments, don't they? {WORDS}"
        told = AppointmentsTold(appointments=(hers, his))
        yield (
            SHARED,
            [
                started,
                UtteranceHeard(text=both),
                told,
                BookingConfirmed(booking_id=BookingId("b-3"), appointment=hers),
                ended,
            ],
        )
        yield NOBODYS, [started, UtteranceHeard(text=f"Is {NAME.upper()} there?"), ended]


def guesses(told: Iterable[Recorded], vault: SqliteVault) -> frozenset[bytes]:
    """Every digest that whoever knows all that was said can make with the keys that are there; and unkeyed ones.

    A guess cannot be better than the truth: what is found by none of these is found by no list of names either.
    """
    found = {hashlib.sha256(text.encode()).hexdigest() for text in SECRETS}
    for recorded in told:
        call = recorded.metadata.call
        found |= {digest for digest, _ in entries(recorded.event, vault)}
        if call is None:
            continue
        if isinstance(recorded.event, ParticipantJoined):
            with contextlib.suppress(KeyDestroyedError):
                found.add(vault.digest(call_tag(call), b"receipt:" + recorded.event.identity.encode()))
        for ordinal, effect in enumerate(project(recorded)):
            with contextlib.suppress(KeyDestroyedError):
                found.add(effect_digest(vault, call, effect))
                found |= set(part_digests(vault, call, f"{recorded.position}:{ordinal}", effect).values())
    for row in vault.file.rows():
        found |= {vault.digest(row.subject, text.encode()) for text in SECRETS}
    return frozenset(each.encode() for each in found)


def bytes_beside(folder: Path) -> dict[str, bytes]:
    """Every file of the folder."""
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir()) if file.is_file()}


def found_in(folder: Path, needles: Iterable[bytes]) -> set[tuple[str, bytes]]:
    """Which of *needles* stand in which file."""
    files = bytes_beside(folder)
    return {(name, needle) for needle in needles for name, content in files.items() if needle in content}


def secrets() -> Iterator[bytes]:
    """What must stand nowhere, as it may be written."""
    for text in SECRETS:
        for encoding in ("utf-8", "utf-16-le", "unicode_escape"):
            yield text.encode(encoding)
        yield text.encode().hex().encode()


def patient_guesses(told: Iterable[Recorded], vault: SqliteVault) -> frozenset[bytes]:
    """Guesses about what is Zoe's alone."""
    hers = [each for each in told if each.metadata.call == HERS or f"patient:{ZOE}" in each.tags]
    return guesses(hers, vault)
