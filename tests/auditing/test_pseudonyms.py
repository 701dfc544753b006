"""The log as an auditor has it: pseudonyms that hold, words that are withheld, no key anywhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from receptionist.auditing.pseudonyms import WITHHELD, Pseudonyms, numbered, open_withheld
from receptionist.clock import SteppedClock
from receptionist.events.booking import BookingConfirmed
from receptionist.events.call import ParticipantJoined, ParticipantLeft, UtteranceHeard
from receptionist.events.catalogue import Event
from receptionist.events.log import Query
from receptionist.events.patient import PatientRegistered
from receptionist.events.vault import keys_path
from receptionist.ids import PatientId, RandomIds
from receptionist.publishers.receipts import Receipts
from receptionist.storage import open_storage
from tests.auditing.looking import content, in_a_room
from tests.examples import CALL, NOW, PATIENT_ID, example, recorded


@pytest.fixture
async def log(tmp_path: Path) -> Path:
    path = tmp_path / "log.db"
    await in_a_room(path)
    return path


async def test_nothing_personal_is_read_and_no_keys_are_needed(log: Path) -> None:
    keys_path(log).unlink()
    async with open_withheld(log) as storage:
        events = (await storage.log.read(Query())).events
    heard = next(each.event for each in events if isinstance(each.event, UtteranceHeard))
    registered = next(each.event for each in events if isinstance(each.event, PatientRegistered))
    confirmed = next(each.event for each in events if isinstance(each.event, BookingConfirmed))
    assert heard.text == WITHHELD
    assert (registered.name, registered.birth_date, registered.phone) == (WITHHELD, WITHHELD, WITHHELD)
    assert (confirmed.appointment.patient_name, confirmed.appointment.code) == (WITHHELD, WITHHELD)
    assert confirmed.appointment.starts_at == example(BookingConfirmed).appointment.starts_at


async def test_opening_it_changes_nothing(log: Path) -> None:
    before = content(log)
    async with open_withheld(log) as storage:
        await Pseudonyms.of(storage.database)
    assert content(log) == before


async def test_a_pseudonym_is_the_same_in_each_report_on_a_log(log: Path) -> None:
    async with open_withheld(log) as storage:
        first = (await Pseudonyms.of(storage.database))(PATIENT_ID)
    async with open_storage(log, read_only=True) as storage:
        again = (await Pseudonyms.of(storage.database))(PATIENT_ID)
    assert first == again
    assert re.fullmatch(r"Patient [0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}", first)


async def test_the_same_patient_has_another_one_in_another_log(log: Path, tmp_path: Path) -> None:
    """Two clinics' reports cannot be laid side by side."""
    other = tmp_path / "other.db"
    await in_a_room(other)
    async with open_withheld(log) as one, open_withheld(other) as two:
        assert (await Pseudonyms.of(one.database))(PATIENT_ID) != (await Pseudonyms.of(two.database))(PATIENT_ID)


async def test_the_patient_is_found_by_pseudonym_however_it_is_written(log: Path) -> None:
    async with open_withheld(log) as storage:
        pseudonyms = await Pseudonyms.of(storage.database)
        given = pseudonyms(PATIENT_ID)
        bare = given.removeprefix("Patient ")
        for each in (given, bare, bare.lower(), bare.replace("-", ""), f" {given} "):
            assert await pseudonyms.patient(each, storage.database) == PATIENT_ID
        for each in ("Patient 0000-0000", "Zoë", "", pseudonyms(PatientId("p-nobody0here0"))):
            assert await pseudonyms.patient(each, storage.database) is None


def test_five_thousand_patients_have_five_thousand_pseudonyms() -> None:
    ids, pseudonyms = RandomIds(SteppedClock(NOW), seed=1), Pseudonyms(b"key")
    assert len({pseudonyms(ids.patient()) for _ in range(5000)}) == 5000


def test_two_of_one_role_are_not_taken_for_one() -> None:
    """Without keys, identities look alike: who comes has a number, and who leaves is the one that came first."""
    came = ParticipantJoined(identity=WITHHELD, role="staff", contract=True, sid="PA_1")
    left = ParticipantLeft(identity=WITHHELD, role="staff")
    seen: tuple[Event, ...] = (came, came, left, left, left)
    events = [recorded(event, position=at) for at, event in enumerate(seen, 1)]
    assert [getattr(each.event, "identity", None) for each in numbered(events)] == [
        "[withheld] 1", "[withheld] 2", "[withheld] 1", "[withheld] 2", WITHHELD,
    ]  # fmt: skip


def test_each_call_counts_by_itself() -> None:
    came = ParticipantJoined(identity=WITHHELD, role="staff", contract=True, sid="PA_1")
    events = [recorded(came, position=1), recorded(came, position=2, call=None)]
    assert [getattr(each.event, "identity", None) for each in numbered(events)] == ["[withheld] 1", "[withheld] 1"]


async def test_a_receipt_is_nobodys(log: Path) -> None:
    async with open_storage(log) as storage:
        clock = SteppedClock(NOW)
        await Receipts(storage.database, storage.vault, clock=clock).acknowledge(CALL, "staff-ben", 9)
    async with open_withheld(log) as storage:
        [receipt] = await Receipts(storage.database, storage.vault, clock=clock).of_call(CALL)
    assert (receipt.identity, receipt.position) == (f'"{WITHHELD}"', 9)
