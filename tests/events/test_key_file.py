"""The file of wrapped keys: of no use by itself, upgraded from the time of clear ones."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from receptionist.errors import KeyDestroyedError, KeyFileError, MasterKeyError
from receptionist.events.key_secrets import key_id
from receptionist.events.vault import STALE_SECONDS, SqliteVault, keys_path
from receptionist.keys.masters import Master, Masters
from receptionist.keys.sources import MasterText, master_path
from tests.events.processes import running

HISTORY = Path(__file__).parents[1] / "history" / "logs"
ANNA, BEN = "patient:p-anna", "patient:p-ben"
HERE = b"here"


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "log.db"


@pytest.fixture
def old(log: Path) -> dict[str, bytes]:
    """The keys of a file that the first version wrote, as they lie in it in clear."""
    path = keys_path(log)
    path.touch(mode=0o600)
    with contextlib.closing(sqlite3.connect(path)) as raw:
        raw.executescript((HISTORY / "schema_1.keys.sql").read_text(encoding="utf-8"))
        return dict(raw.execute("SELECT subject, key FROM keys"))


@contextlib.contextmanager
def opened(log: Path, masters: Masters | None = None, *, read_only: bool = False) -> Iterator[SqliteVault]:
    with contextlib.closing(SqliteVault(keys_path(log), masters, read_only=read_only)) as vault:
        yield vault


def texts(*masters: Master) -> MasterText:
    return MasterText("RECEPTIONIST_MASTER_KEY", " ".join(master.text for master in masters))


async def filled(log: Path, masters: Masters | None = None) -> bytes:
    """Anna and Ben have keys; something that Anna's sealed."""
    with opened(log, masters) as vault:
        await vault.ensure(ANNA)
        await vault.ensure(BEN)
        return vault.seal(ANNA, b"content", HERE)


# Wrapped


async def test_no_key_lies_in_the_file_in_clear(log: Path) -> None:
    await filled(log)
    with opened(log) as vault:
        secrets = [vault.file.find(subject) for subject in (ANNA, BEN)]
    content = b"".join(file.read_bytes() for file in log.parent.iterdir())
    assert [len(secret or b"") for secret in secrets] == [32, 32]
    assert not any(secret in content for secret in secrets if secret)


async def test_without_the_master_key_nothing_opens(log: Path) -> None:
    await filled(log)
    master_path(keys_path(log)).unlink()
    for read_only in (False, True):
        with pytest.raises(MasterKeyError, match="is missing: put it back"), opened(log, read_only=read_only):
            pass
    assert not master_path(keys_path(log)).exists()


async def test_another_master_key_is_told_from_the_right_one(log: Path) -> None:
    right, wrong = Master.fresh(), Master.fresh()
    box = await filled(log, texts(right))
    with pytest.raises(MasterKeyError) as refused, opened(log, texts(wrong)):
        pass
    assert str(refused.value) == (
        f"the setting RECEPTIONIST_MASTER_KEY has master key {wrong.id}, and {keys_path(log)} needs {right.id}:"
        " put that one back (several may stand one after the other)"
    )
    with opened(log, texts(wrong, right)) as vault:
        assert vault.unseal(ANNA, box, HERE) == b"content"


async def test_a_wrapped_key_in_anothers_place_is_found_out(log: Path) -> None:
    """Whoever can write to the file cannot have Ben's data sealed so that Anna's key opens it."""
    await filled(log)
    with contextlib.closing(sqlite3.connect(keys_path(log))) as raw, raw:
        raw.execute("UPDATE keys SET key = (SELECT key FROM keys WHERE subject = ?) WHERE subject = ?", (ANNA, BEN))
    with opened(log) as vault, pytest.raises(KeyFileError, match=f"the wrapped key of {BEN} was changed"):
        vault.seal(BEN, b"", HERE)


# From before


def test_an_old_file_is_wrapped_when_it_is_opened(log: Path, old: dict[str, bytes]) -> None:
    """Every key is the same, and none lies in any file in clear any more."""
    with opened(log) as vault:
        assert {subject: vault.file.find(subject) for subject in old} == old
        assert {row.subject: row.id for row in vault.file.rows()} == {each: key_id(key) for each, key in old.items()}
    content = b"".join(file.read_bytes() for file in log.parent.iterdir())
    assert not any(key in content for key in old.values())
    assert len(old) >= 2


def test_an_old_file_is_left_as_it_is_when_there_is_no_master_key(log: Path, old: dict[str, bytes]) -> None:
    before = keys_path(log).read_bytes()
    with pytest.raises(MasterKeyError), opened(log, MasterText("RECEPTIONIST_MASTER_KEY", "hunter2")):
        pass
    assert keys_path(log).read_bytes() == before
    with opened(log) as vault:
        assert {subject: vault.file.find(subject) for subject in old} == old


def test_an_old_file_can_be_looked_into_and_stays_old(log: Path, old: dict[str, bytes]) -> None:
    """It takes no master key, and makes none."""
    before = keys_path(log).read_bytes()
    with opened(log, read_only=True) as vault:
        assert {subject: vault.file.find(subject) for subject in old} == old
        assert {row.subject for row in vault.file.rows()} == set(old)
    assert (keys_path(log).read_bytes(), master_path(keys_path(log)).exists()) == (before, False)


def test_a_process_that_dies_while_it_upgrades_leaves_the_old_file(
    log: Path, old: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(self: Master, subject: str, key: bytes) -> bytes:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(Master, "wrap", die)
        with pytest.raises(KeyboardInterrupt), opened(log):
            pass
    with opened(log) as vault:
        assert {subject: vault.file.find(subject) for subject in old} == old


async def test_many_who_open_an_old_file_at_once_upgrade_it_once(log: Path, old: dict[str, bytes]) -> None:
    async with contextlib.AsyncExitStack() as stack:
        keeping = [
            await stack.enter_async_context(running("tests.events.keyholder", str(keys_path(log)))) for _ in range(3)
        ]
        assert [await one.line() for one in keeping] == ["ready"] * 3
        for one in keeping:
            one.write(ANNA)
        assert len({await one.line() for one in keeping}) == 1
        assert [await one.rest() for one in keeping] == [""] * 3
    with opened(log) as vault:
        assert {subject: vault.file.find(subject) for subject in old} == old


# Destroyed


async def test_a_destroyed_key_is_used_by_no_other_process_for_long(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr("time.monotonic", lambda: now)
    box = await filled(log)
    with opened(log) as one, opened(log) as other:
        assert other.unseal(ANNA, box, HERE) == b"content"
        row = one.file.row(ANNA)
        assert row is not None
        assert one.destroy([(ANNA, row.id)]) == (ANNA,)
        with pytest.raises(KeyDestroyedError):
            one.unseal(ANNA, box, HERE)
        assert other.unseal(ANNA, box, HERE) == b"content"
        now += STALE_SECONDS
        with pytest.raises(KeyDestroyedError):
            other.unseal(ANNA, box, HERE)


async def test_a_key_is_destroyed_by_its_id_and_a_later_one_stays(log: Path) -> None:
    await filled(log)
    with opened(log) as vault:
        first = vault.file.row(ANNA)
        assert first is not None
        assert vault.destroy([(ANNA, first.id), ("call:c-none", first.id)]) == (ANNA,)
        await vault.ensure(ANNA)
        assert vault.destroy([(ANNA, first.id)]) == ()
        assert vault.file.among([(ANNA, first.id), (BEN, first.id)]) == ()
        vault.seal(ANNA, b"", HERE)


async def test_no_wrapped_key_is_left_anywhere_among_many(log: Path) -> None:
    """Out of a file of several pages, in any order: not a byte of those that were destroyed stays."""
    with opened(log) as vault:
        for number in range(400):
            vault.file.make(f"patient:p-{number:03}")
        boxes = {
            subject: bytes(box)
            for subject, box in vault.file._connection.execute("SELECT subject, key FROM keys").fetchall()
        }
        gone = [row for number, row in enumerate(vault.file.rows()) if number % 3]
        assert len(vault.destroy([(row.subject, row.id) for row in gone])) == len(gone) > 200
        content = b"".join(file.read_bytes() for file in log.parent.iterdir())
        left = {subject for subject, box in boxes.items() if box in content}
    assert left == set(boxes) - {row.subject for row in gone}


async def test_keys_that_were_known_are_found_again_without_asking_the_file(log: Path) -> None:
    """What an append costs: a key is unwrapped once."""
    await filled(log)
    with opened(log) as vault:
        vault.seal(ANNA, b"", HERE)
        asked: list[str] = []
        vault.file.find = asked.append  # type: ignore[method-assign,assignment]
        await asyncio.gather(*(vault.ensure(ANNA) for _ in range(10)))
        for _ in range(100):
            vault.seal(ANNA, b"", HERE)
        assert asked == []
