"""An account read from a log: in one look, whatever else happens to the file."""

from __future__ import annotations

import asyncio
import sqlite3
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from receptionist.clock import SteppedClock, SystemClock
from receptionist.errors import UnknownCallError
from receptionist.events.clinic import EffectRetried
from receptionist.events.personal import ERASED
from receptionist.events.sqlite import SqliteLog
from receptionist.events.tags import call_tag
from receptionist.ids import CallId, RandomIds
from receptionist.publishers.receipts import Receipts
from receptionist.replaying.account import Account, Acknowledgement, EffectShown, Happened, Utterance
from receptionist.replaying.reading import fingerprint, read_account
from receptionist.replaying.standing import standing_of
from receptionist.storage import Storage, open_storage
from tests.cli.logs import Told, alter, write
from tests.examples import CALL, NOW, new
from tests.replaying.telling import BOOKED, ENDED, GREETED, HEARD, STAFF_JOINED, STARTED

SENT = "UPDATE outbox SET state = 'sent', attempts = 1, epoch = 1, settled_at = '2026-11-30T16:30:00.000000+00:00'"
OTHER = CallId("c-another00000")


@pytest.fixture
def log_file(tmp_path: Path) -> Path:
    write(tmp_path / "log.db", Told(call=CALL, events=BOOKED), Told(call=OTHER, events=(STARTED, HEARD)))
    return tmp_path / "log.db"


async def read(path: Path, call: CallId = CALL) -> Account:
    async with open_storage(path, create=False, read_only=True) as storage:
        return await look(storage, call)


async def look(storage: Storage, call: CallId = CALL) -> Account:
    return await read_account(storage, call, setting="caller_and_staff", wall=SystemClock())


def effects(account: Account) -> list[EffectShown]:
    return [entry for entry in account.entries if isinstance(entry, EffectShown)]


async def test_a_call_is_told_without_the_others(log_file: Path) -> None:
    found = await read(log_file)
    assert (found.call, found.first, found.last, found.head) == (CALL, 1, 10, 12)
    assert {entry.position for entry in found.entries} == {1, 2, 3, 4, 5, 6, 7, 9, 10}
    assert (found.standing, found.is_served) == ("ended", False)


async def test_what_is_owed_is_as_it_was_meant(log_file: Path) -> None:
    """Nothing was sent: everything is owed, and today's code would show the same."""
    assert {(each.state, each.as_recorded, each.sent_as_shown) for each in effects(await read(log_file))} == {
        ("owed", True, None)
    }


async def test_what_was_sent_says_when(log_file: Path) -> None:
    await asyncio.to_thread(alter, log_file, SENT)
    found = effects(await read(log_file))[0]
    assert found.sent_at == datetime.fromisoformat("2026-11-30T16:30:00+00:00")
    assert (found.latency, found.sent_as_shown) == (timedelta(minutes=24), True)


async def test_what_was_meant_otherwise_is_found_out(log_file: Path) -> None:
    await asyncio.to_thread(alter, log_file, "UPDATE outbox SET digest = 'of something else' WHERE position = 2")
    found = effects(await read(log_file))
    assert {each.position for each in found if each.as_recorded is False} == {2}


async def test_an_erased_call_is_told_as_far_as_it_can_be(log_file: Path) -> None:
    """Its keys are destroyed; the patient's is not."""
    with sqlite3.connect(log_file.with_name("log.db.keys")) as keys:
        keys.execute("DELETE FROM keys WHERE subject LIKE ?", (f"{call_tag(CALL)}%",))
    keys.close()
    found = await read(log_file)
    assert {entry.text for entry in found.entries if isinstance(entry, Utterance)} == {ERASED}
    assert {each.as_recorded for each in effects(found)} == {None}
    assert found.summary.outcome == "booked"


async def test_receipts_are_read_with_it(log_file: Path, clock: SteppedClock) -> None:
    async with open_storage(log_file) as storage:
        await storage.log.append([new(STAFF_JOINED, RandomIds(clock, seed="joined"))])
        await Receipts(storage.database, storage.vault, clock=clock).acknowledge(CALL, "staff-zoe", 9)
        assert (await look(storage)).acknowledgements == (Acknowledgement(identity="staff-zoe", position=9, at=NOW),)


async def test_what_staff_did_later_is_told(log_file: Path, clock: SteppedClock) -> None:
    async with open_storage(log_file) as storage:
        retried = new(EffectRetried(of=CALL, key="2:0"), RandomIds(clock, seed="staff"), call=None)
        await storage.log.append([retried])
        last = (await look(storage)).entries[-1]
    assert isinstance(last, Happened)
    assert (last.name, last.position) == ("EffectRetried", 13)


async def test_a_call_that_nobody_knows_of(log_file: Path) -> None:
    with pytest.raises(UnknownCallError, match="no call c-none"):
        await read(log_file, CallId("c-none"))


async def test_all_of_it_is_read_at_one_instant(log_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the events and their rows nobody can get in: what is written then is not seen at all."""
    decode = SqliteLog._decode
    appended: list[bool] = []

    def appending(log: SqliteLog, row: tuple[object, ...]) -> object:
        if not appended:
            appended.append(True)
            alter(log_file, "UPDATE outbox SET state = 'parked'")
        return decode(log, row)

    monkeypatch.setattr(SqliteLog, "_decode", appending)
    found = await asyncio.wait_for(read(log_file), 60)
    assert appended
    assert (found.head, {each.state for each in effects(found)}) == (12, {"owed"})


async def test_a_fingerprint_is_another_once_the_account_is(log_file: Path, clock: SteppedClock) -> None:
    ids = RandomIds(clock, seed="marks")
    async with open_storage(log_file) as storage:
        marks = [await fingerprint(storage, CALL)]
        await storage.log.append([new(GREETED, ids)])
        marks.append(await fingerprint(storage, CALL))
        await storage.database.write(lambda raw: raw.execute(f"{SENT} WHERE position = 2").fetchall())
        marks.append(await fingerprint(storage, CALL))
        await Receipts(storage.database, storage.vault, clock=clock).acknowledge(CALL, "staff-zoe", 9)
        marks.append(await fingerprint(storage, CALL))
        await storage.log.append([new(EffectRetried(of=CALL, key="2:0"), ids, call=None)])
        marks.append(await fingerprint(storage, CALL))
        assert len(set(map(repr, marks))) == len(marks)
        await storage.log.append([new(ENDED, ids, call=OTHER)])
        assert await fingerprint(storage, CALL) == marks[-1]


@pytest.mark.parametrize(
    ("leased_for", "standing"), [(600, ("live", True)), (-1, ("dead", False)), (None, ("dead", False))]
)
async def test_a_call_without_an_end_is_live_while_somebody_serves_it(
    tmp_path: Path, leased_for: float | None, standing: tuple[str, bool]
) -> None:
    told = Told(call=CALL, events=(STARTED,), leased=leased_for)
    await asyncio.to_thread(write, tmp_path / "log.db", told)
    found = await read(tmp_path / "log.db")
    assert (found.standing, found.is_served, found.ended_at) == (*standing, None)


def test_a_call_that_has_just_begun_has_no_relay_yet() -> None:
    for later, standing in ((0, "live"), (10, "live"), (11, "dead"), (-1, "dead")):
        now = NOW + timedelta(seconds=later)
        assert standing_of(None, NOW, leased_until=None, now=now) == standing
    assert standing_of(NOW, NOW, leased_until=None, now=NOW) == "ended"
