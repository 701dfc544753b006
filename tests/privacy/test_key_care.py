"""Looking after keys: another master key for all of them while they are in use, and backups that are whole."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from receptionist.errors import MasterKeyError
from receptionist.events.vault import keys_path
from receptionist.ids import RandomIds
from receptionist.keys.masters import Master
from receptionist.keys.sources import MasterFile, master_path
from receptionist.privacy.key_care import check_backup, look_at_keys, rotate
from receptionist.storage import open_storage
from tests.events.processes import running
from tests.events.test_key_file import ANNA, BEN, HERE, filled, opened, texts
from tests.examples import EXAMPLES, new


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "log.db"


# Another master key


async def test_rotating_wraps_every_key_anew_and_changes_none(log: Path) -> None:
    box = await filled(log)
    source = MasterFile(master_path(keys_path(log)))
    (before,) = source.ring()
    wrapped = keys_path(log).read_bytes()
    master, number = rotate(log, None)
    (after,) = source.ring()
    assert (master, number) == (after.id, 2)
    assert after != before
    with opened(log) as vault:
        assert {row.master for row in vault.file.rows()} == {after.id}
        assert vault.unseal(ANNA, box, HERE) == b"content"
    assert keys_path(log).read_bytes() != wrapped


@pytest.mark.parametrize("dies_at", ["wrap", "commit", "forget"])
async def test_a_process_that_dies_while_it_rotates_locks_nobody_out(
    log: Path, dies_at: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the midst of wrapping, just before it is committed, and before the old master key is taken away."""
    box = await filled(log)
    with monkeypatch.context() as broken:
        if dies_at == "wrap":
            broken.setattr(Master, "wrap", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        elif dies_at == "commit":
            broken.setattr(Master, "unwrap", _once_then_die(Master.unwrap))
        else:
            broken.setattr("receptionist.events.key_file.KeyFile.undisturbed", _die)
        with pytest.raises(KeyboardInterrupt):
            rotate(log, None)
    assert len(MasterFile(master_path(keys_path(log))).ring()) == 2
    with opened(log) as vault:
        assert vault.unseal(ANNA, box, HERE) == b"content"
        await vault.ensure("call:c-new")
    rotate(log, None)
    assert len(MasterFile(master_path(keys_path(log))).ring()) == 1
    with opened(log) as vault:
        assert vault.unseal(ANNA, box, HERE) == b"content"
        assert vault.file.find("call:c-new") is not None


def _die(*_: object) -> None:
    raise KeyboardInterrupt


def _once_then_die(unwrap: Callable[[Master, str, bytes], bytes]) -> Callable[[Master, str, bytes], bytes]:
    calls: list[str] = []

    def run(self: Master, subject: str, box: bytes) -> bytes:
        calls.append(subject)
        if len(calls) > 1:
            raise KeyboardInterrupt
        return unwrap(self, subject, box)

    return run


async def test_who_has_the_file_open_goes_on_while_it_is_rotated(log: Path) -> None:
    """With the keys that it knows, with those that it does not, and with new ones: in this process and in another."""
    box = await filled(log)
    async with running("tests.events.keyholder", str(keys_path(log))) as other:
        assert await other.line() == "ready"
        with opened(log) as vault:
            vault.seal(BEN, b"", HERE)
            for number in range(5):
                rotate(log, None)
                assert vault.unseal(ANNA, box, HERE) == b"content"
                await vault.ensure(f"call:c-{number}")
                other.write(f"call:c-{number}")
                assert await other.line() == vault.digest(f"call:c-{number}", b"content")
        assert await other.rest() == ""


async def test_a_setting_is_rotated_by_putting_a_new_key_before_the_old_one(log: Path) -> None:
    before, after = Master.fresh(), Master.fresh()
    box = await filled(log, texts(before))
    with pytest.raises(MasterKeyError, match=r"put a new one before it \('receptionist keys new' prints one\)"):
        rotate(log, texts(before))
    assert rotate(log, texts(after, before)) == (after.id, 2)
    with opened(log, texts(after)) as vault:
        assert vault.unseal(ANNA, box, HERE) == b"content"
    with pytest.raises(MasterKeyError), opened(log, texts(before)):
        pass


async def test_a_file_of_several_logs_keeps_the_master_key_that_the_others_need(log: Path, tmp_path: Path) -> None:
    """Until each was rotated, to the same new one."""
    other, source = tmp_path / "other.db", MasterFile(tmp_path / "master")
    boxes = {each: await filled(each, source) for each in (log, other)}
    (before,) = source.ring()
    master, _ = rotate(log, source)
    assert [each.id for each in source.ring()] == [master, before.id]
    with opened(other, source) as vault:
        assert vault.unseal(ANNA, boxes[other], HERE) == b"content"
    assert rotate(other, source) == (master, 2)
    assert [each.id for each in source.ring()] == [master, before.id]


async def test_what_there_is_of_keys_is_told_without_a_secret(log: Path) -> None:
    await filled(log)
    (master,) = MasterFile(master_path(keys_path(log))).ring()
    keys = look_at_keys(log, None)
    assert (keys.master, dict(keys.others)) == (master.id, {})
    assert dict(keys.counts) == {
        "calls": 0, "words": 0, "patients": 2, "tasks": 0, "bookings": 0, "blocks": 0, "months": 0, "others": 0,
    }  # fmt: skip
    assert master.text not in repr(keys)


# Backups


async def test_a_whole_backup_is_found_whole_and_one_without_its_keys_is_not(
    log: Path, tmp_path: Path, ids: RandomIds
) -> None:

    copy = tmp_path / "copy" / "log.db"
    copy.parent.mkdir()
    async with open_storage(log) as storage:
        early = keys_path(log).read_bytes()
        await storage.log.append([new(event, ids) for event in EXAMPLES])
        _back_up(log, copy)
        _back_up(keys_path(log), keys_path(copy))
    master_path(keys_path(copy)).write_bytes(master_path(keys_path(log)).read_bytes())
    master_path(keys_path(copy)).chmod(0o600)
    whole = await check_backup(copy, None, log)
    assert (whole.events, whole.broken_at, whole.missing) == (len(EXAMPLES), None, ())
    assert whole.keys > 3
    keys_path(copy).write_bytes(early)
    partly = await check_backup(copy, None, log)
    assert "patient:p-0000000000ex" in partly.missing
    assert partly.keys < whole.keys
    master_path(keys_path(copy)).unlink()
    with pytest.raises(MasterKeyError):
        await check_backup(copy, None, log)


def _back_up(source: Path, target: Path) -> None:
    with contextlib.closing(sqlite3.connect(source)) as one, contextlib.closing(sqlite3.connect(target)) as other:
        one.backup(other)
