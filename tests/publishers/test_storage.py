"""A log file with its keys and its outbox, opened and closed as one."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from receptionist.errors import LogClosedError, LogPathError
from receptionist.events.vault import keys_path
from receptionist.projections.effects import SetAttributes
from receptionist.publishers.recording import RecordingPublisher
from receptionist.storage import open_storage
from tests.examples import CALL, PATIENT_ID, new, recorded
from tests.publishers.support import BOOKING, DETAILS, GREETED, NAMED, Stand, projection, rows, stand_on


async def test_what_is_appended_owes_its_effects_and_is_there_when_it_is_opened_again(path: Path) -> None:
    async with stand_on(path) as stand:
        await stand.append(*BOOKING)
    async with open_storage(path, create=False) as storage:
        assert (storage.path, (await storage.log.verify()).events) == (path, 3)
    assert set(rows(path).values()) == {"owed"}


async def test_a_log_that_does_not_exist_is_not_made_unless_it_may_be(path: Path) -> None:
    with pytest.raises(LogPathError, match="does not exist"):
        async with open_storage(path, create=False):
            pass
    assert list(path.parent.iterdir()) == []


async def test_a_log_without_its_keys_is_refused_before_anything_is_struck_off(path: Path) -> None:
    """Copied without the file beside it, perhaps: a relay would take all that is owed for erased, for good."""
    async with stand_on(path) as stand:
        await stand.append(*BOOKING)
    keys = keys_path(path).read_bytes()
    keys_path(path).unlink()
    with pytest.raises(LogPathError) as caught:
        async with stand_on(path) as stand:
            await stand.settle(RecordingPublisher())
    assert str(caught.value) == (
        f"{path}.keys: is missing, and what it sealed in the log cannot be read without it;"
        " put it back (if it is gone for good, an empty file in its place says so)"
    )
    assert not keys_path(path).exists()
    keys_path(path).write_bytes(keys)
    async with stand_on(path) as stand:
        await stand.settle(publisher := RecordingPublisher())
    assert sorted(publisher.keys) == ["1:0", "1:1", "2:0", "2:1", "3:0", "3:1", "3:2", "3:3", "3:4", "3:5"]


async def test_keys_that_are_gone_for_good_are_said_so_by_an_empty_file(path: Path) -> None:
    async with stand_on(path) as stand:
        await stand.append(*BOOKING)
    keys_path(path).write_bytes(b"")
    async with stand_on(path) as stand:
        await stand.settle(publisher := RecordingPublisher())
        assert set(stand.rows().values()) == {"void"}
    assert publisher.published == []


async def test_a_new_log_needs_no_keys_yet(path: Path) -> None:
    async with open_storage(path):
        pass
    keys_path(path).unlink()
    async with stand_on(path) as stand:
        await stand.append(NAMED)
        await stand.settle(publisher := RecordingPublisher())
    assert publisher.effects == [SetAttributes(values={"patient_name": "Zoë"})]


async def test_what_was_submitted_when_the_storage_is_left_still_has_its_keys(path: Path) -> None:
    """The database carries out what waits before it is closed, and the outbox's digests need the call's key."""
    async with stand_on(path) as stand:
        # With their keys there already, the event is submitted before anything else has its turn.
        for subject in (f"call:{CALL}", f"patient:{PATIENT_ID}"):
            await stand.storage.vault.ensure(subject)
        appending = asyncio.create_task(stand.storage.log.append([new(DETAILS, stand.ids)]))
        await asyncio.sleep(0)
    await asyncio.wait([appending])
    assert (appending.exception(), rows(path)) == (None, dict.fromkeys(projection([recorded(DETAILS)]), "owed"))


async def test_a_storage_that_was_left_is_closed(path: Path) -> None:
    async with stand_on(path) as stand:
        await stand.append(GREETED)
    with pytest.raises(LogClosedError):
        await Stand.append(stand, DETAILS)
    with pytest.raises(LogClosedError):
        stand.storage.vault.digest("call:c-0000000000ex", b"")
