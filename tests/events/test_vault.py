"""Keys: sealed is sealed, a key is everybody's or nobody's, and a destroyed one is gone."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import os
import sqlite3
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from receptionist.errors import KeyDestroyedError, LogClosedError, LogError, LogLockedError, LogPathError, UnsealError
from receptionist.events import vault as module
from receptionist.events.vault import SqliteVault, keys_path
from tests.events.processes import running

ANNA, BEN = "call:c-anna", "call:c-ben"
HERE, THERE = b"here", b"there"
ID_BYTES = 8


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "log.db.keys"


@pytest.fixture
async def vault(path: Path) -> AsyncIterator[SqliteVault]:
    """Holds a key for Anna and one for Ben."""
    with contextlib.closing(SqliteVault(path)) as first:
        await first.ensure(ANNA)
        await first.ensure(BEN)
    with contextlib.closing(SqliteVault(path)) as vault:
        yield vault


def destroy(path: Path, subject: str) -> None:
    """What erasing somebody's data comes to."""
    with contextlib.closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("DELETE FROM keys WHERE subject = ?", (subject,))


def test_keys_lie_beside_the_log() -> None:
    assert keys_path(Path("/srv/calls.db")) == Path("/srv/calls.db.keys")


@given(content=st.binary(), context=st.binary())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_was_sealed_opens_where_it_was_sealed(vault: SqliteVault, content: bytes, context: bytes) -> None:
    assert vault.unseal(ANNA, vault.seal(ANNA, content, context), context) == content


def test_a_box_says_nothing_about_what_is_in_it(vault: SqliteVault) -> None:
    """Not even whether two hold the same."""
    boxes = {vault.seal(ANNA, b"Quillfeather", HERE) for _ in range(100)}
    assert len(boxes) == 100
    assert not any(b"Quill" in box for box in boxes)


@pytest.mark.parametrize(("subject", "context"), [(ANNA, THERE), (ANNA, b""), (ANNA, HERE + b"\0")])
def test_a_box_opens_nowhere_else(vault: SqliteVault, subject: str, context: bytes) -> None:
    box = vault.seal(ANNA, b"content", HERE)
    with pytest.raises(UnsealError, match=subject):
        vault.unseal(subject, box, context)


def test_a_changed_box_does_not_open(vault: SqliteVault) -> None:
    """Whichever byte of nonce, content or tag it is, and however much is cut off."""
    box = vault.seal(ANNA, b"content", HERE)
    changed = [box[:at] + bytes([box[at] ^ 1]) + box[at + 1 :] for at in range(ID_BYTES, len(box))]
    shortened = [box[:length] for length in range(ID_BYTES, len(box))]
    for other in (*changed, *shortened, box + b"\0"):
        with pytest.raises(UnsealError):
            vault.unseal(ANNA, other, HERE)


@pytest.mark.parametrize("length", range(ID_BYTES))
def test_a_box_of_another_key_is_not_taken_for_a_forgery(vault: SqliteVault, length: int) -> None:
    """The key's id says so: Ben's box, and one too short to say. Had somebody done that, the log's chain would tell."""
    for box in (vault.seal(BEN, b"content", HERE), vault.seal(ANNA, b"content", HERE)[:length]):
        with pytest.raises(KeyDestroyedError):
            vault.unseal(ANNA, box, HERE)


@pytest.mark.parametrize(
    "use",
    [
        lambda vault: vault.seal("call:nobody", b"", HERE),
        lambda vault: vault.unseal("call:nobody", b"", HERE),
        lambda vault: vault.digest("call:nobody", b""),
    ],
    ids=["seal", "unseal", "digest"],
)
def test_without_a_key_nothing_is_done(vault: SqliteVault, use: Callable[[SqliteVault], object]) -> None:
    with pytest.raises(KeyDestroyedError, match="the key of call:nobody does not exist"):
        use(vault)


# Keys last


async def test_a_key_is_made_once(vault: SqliteVault, path: Path) -> None:
    """Here, at once from many tasks, and in a vault opened later."""
    before = vault.digest(ANNA, b"content")
    await asyncio.gather(*(vault.ensure(subject) for subject in (ANNA, "call:new") * 32))
    assert vault.digest(ANNA, b"content") == before
    with contextlib.closing(SqliteVault(path)) as later:
        assert later.digest("call:new", b"content") == vault.digest("call:new", b"content")


async def test_two_processes_that_need_the_same_key_get_the_same(path: Path) -> None:
    async with (
        running("tests.events.keyholder", str(path)) as one,
        running("tests.events.keyholder", str(path)) as other,
    ):
        assert (await one.line(), await other.line()) == ("ready", "ready")
        digests = set()
        for number in range(50):
            one.write(f"call:{number}")
            other.write(f"call:{number}")
            digest = await one.line()
            assert digest == await other.line()
            digests.add(digest)
        assert len(digests) == 50
        assert (await one.rest(), await other.rest()) == ("", "")


def test_a_key_is_on_disk_before_it_is_used(vault: SqliteVault) -> None:
    """`synchronous = EXTRA` (3): also the folder is synced, or a power cut could take a committed key back.

    https://www.sqlite.org/pragma.html#pragma_synchronous
    """
    connection = vault.file._connection
    assert connection.execute("PRAGMA synchronous").fetchone() == (3,)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)


def test_the_keys_are_their_owners_alone(path: Path) -> None:
    before = os.umask(0)
    try:
        SqliteVault(path).close()
    finally:
        os.umask(before)
    assert path.stat().st_mode & 0o777 == 0o600


# Keys go


async def test_what_a_destroyed_key_sealed_is_gone(vault: SqliteVault, path: Path) -> None:
    """Nobody else's is, and giving the subject a new key brings nothing back and breaks nothing."""
    annas, bens = vault.seal(ANNA, b"Anna's", HERE), vault.seal(BEN, b"Ben's", HERE)
    digest = vault.digest(ANNA, b"content")
    destroy(path, ANNA)
    with contextlib.closing(SqliteVault(path)) as later:
        with pytest.raises(KeyDestroyedError):
            later.unseal(ANNA, annas, HERE)
        assert later.unseal(BEN, bens, HERE) == b"Ben's"
        await later.ensure(ANNA)
        with pytest.raises(KeyDestroyedError):
            later.unseal(ANNA, annas, HERE)
        assert later.unseal(ANNA, later.seal(ANNA, b"new", HERE), HERE) == b"new"
        assert later.digest(ANNA, b"content") != digest


def test_a_destroyed_key_does_not_linger_in_the_file(vault: SqliteVault, path: Path) -> None:
    """Not even wrapped, as it lay there: who kept the master key could open it again."""
    (wrapped,) = vault.file._connection.execute("SELECT key FROM keys WHERE subject = ?", (ANNA,)).fetchone()
    assert (len(wrapped), wrapped in path.read_bytes()) == (12 + 32 + 16, True)
    row = vault.file.row(ANNA)
    assert row is not None
    assert vault.destroy([(ANNA, row.id)]) == (ANNA,)
    assert {file.name: wrapped in file.read_bytes() for file in path.parent.iterdir()} == {
        path.name: False, "log.db.master": False,
    }  # fmt: skip


# Digests


def test_a_digest_is_the_same_for_the_same_content(vault: SqliteVault, path: Path) -> None:
    """In every process that has the key."""
    with contextlib.closing(SqliteVault(path)) as other:
        assert vault.digest(ANNA, b"content") == other.digest(ANNA, b"content")
    assert len(bytes.fromhex(vault.digest(ANNA, b"content"))) == 32


def test_a_digest_tells_nothing_to_who_has_no_key(vault: SqliteVault) -> None:
    """Names can be guessed and hashed; under another subject's key, or none, the same name looks different."""
    digests = [
        vault.digest(ANNA, b"Quillfeather"),
        vault.digest(BEN, b"Quillfeather"),
        vault.digest(ANNA, b"Quillfeathers"),
        hashlib.sha256(b"Quillfeather").hexdigest(),
    ]
    assert len(set(digests)) == 4


# The file


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda path: path.mkdir(), "is a directory; name a file"),
        (os.mkfifo, "is not a plain file; name another"),
        (lambda path: path.write_bytes(b"Dear diary, " * 1000), "is not a receptionist keys file"),
        (lambda path: _program(path, "CREATE TABLE mail (body TEXT)"), "is not a receptionist keys file"),
        (lambda path: _program(path, "CREATE TABLE keys (subject TEXT, key TEXT)"), "is not a receptionist keys file"),
        (lambda path: _program(path, "PRAGMA application_id = 7"), "is not a receptionist keys file"),
    ],
    ids=["a directory", "a pipe", "not a database", "another program's", "another program's keys", "empty, but taken"],
)
def test_what_holds_no_keys_is_refused_and_left_as_it_is(path: Path, make: Callable[[Path], None], words: str) -> None:
    make(path)
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(LogPathError) as refused:
        SqliteVault(path)
    assert str(refused.value).startswith(f"{path}: {words}")
    assert "\n" not in str(refused.value)
    assert (path.read_bytes() if path.is_file() else None) == before


def _program(path: Path, statement: str) -> None:
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as raw:
        raw.execute(statement)


async def test_keys_that_another_process_holds_are_locked(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_BUSY_TIMEOUT", 0.05)
    with contextlib.closing(SqliteVault(path)) as vault:
        with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            with pytest.raises(LogLockedError, match=f"^{path} is locked by another process"):
                await vault.ensure(ANNA)
            with pytest.raises(LogLockedError):
                SqliteVault(path)
            other.execute("ROLLBACK")
        await vault.ensure(ANNA)
        assert vault.unseal(ANNA, vault.seal(ANNA, b"content", HERE), HERE) == b"content"


async def test_keys_that_cannot_be_written_say_so(vault: SqliteVault) -> None:
    vault.file._connection.execute("PRAGMA query_only = ON")
    with pytest.raises(LogError, match=r"\.keys cannot be written; check the permissions"):
        await vault.ensure("call:new")
    assert vault.unseal(ANNA, vault.seal(ANNA, b"content", HERE), HERE) == b"content"


async def test_a_closed_vault_has_forgotten_every_key(vault: SqliteVault) -> None:
    box = vault.seal(ANNA, b"content", HERE)
    vault.close()
    with pytest.raises(LogClosedError):
        vault.seal(ANNA, b"", HERE)
    with pytest.raises(LogClosedError):
        vault.unseal(ANNA, box, HERE)
    with pytest.raises(LogClosedError):
        await vault.ensure(ANNA)
