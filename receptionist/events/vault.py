"""Sealing personal data, so that destroying a key later erases it and leaves the log's chain valid.

AES-256-GCM (NIST SP 800-38D) with a random 96-bit nonce for each sealed field and one key for each subject.
A subject is whatever is erased as one: a call (`call:c-…`), later a known patient. Keys live in an SQLite
file of their own beside the log, readable by its owner only, and each is on disk before the first event that
uses it.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import os
import secrets
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from attrs import frozen
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from receptionist.errors import KeyDestroyedError, LogClosedError, LogPathError, UnsealError
from receptionist.events.files import log_error, make_ready

_NONCE_BYTES = 12
_ID_BYTES = 8
_KEY_BITS = 256
_APPLICATION_ID = 0x52434B59  # "RCKY"
_BUSY_TIMEOUT = 5.0
# A call needs a handful; whoever reads a whole log must not have every key there ever was in memory.
_MOST_KNOWN = 1024


class Vault(Protocol):
    """Keeps the keys."""

    async def ensure(self, subject: str) -> None:
        """Make sure that *subject* has a key and that it is durable.

        Raises:
            LogError: The keys cannot be read or written.
        """

    def seal(self, subject: str, content: bytes, context: bytes) -> bytes:
        """Encrypt *content*; it opens only with the same *context* (where it stands).

        Raises:
            KeyDestroyedError: *subject* has no key (`ensure` makes one).
        """

    def unseal(self, subject: str, box: bytes, context: bytes) -> bytes:
        """What was sealed.

        Raises:
            KeyDestroyedError: The key is gone (even if *subject* was given another one since).
            UnsealError: The box was changed, or belongs elsewhere.
        """

    def digest(self, subject: str, content: bytes) -> str:
        """A keyed digest (HMAC-SHA-256, hexadecimal) that says nothing about *content* without the key.

        Raises:
            KeyDestroyedError: The key is gone.
        """


@frozen
class _Key:
    """A subject's key, ready for use. What is derived from it has one use each."""

    id: bytes
    cipher: AESGCM
    for_digests: bytes

    @classmethod
    def of(cls, secret: bytes) -> _Key:
        return cls(
            _derived(secret, b"receptionist key id")[:_ID_BYTES],
            AESGCM(secret),
            _derived(secret, b"receptionist digest"),
        )


class SqliteVault:
    """Keys in an SQLite file, shared by any number of processes. It belongs to the process that made it.

    Args:
        path: The file, made when it does not exist.
        read_only: Change nothing: the keys that are there are all there are, and none where there is no file.
    """

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        self.path = path
        self._process = os.getpid()
        self._lock = threading.Lock()
        self._known: dict[str, _Key] = {}
        self._closed = False
        self._connection = _look_into(path) if read_only else _open(path)

    async def ensure(self, subject: str) -> None:
        """Make sure that *subject* has a key and that it is durable."""
        if subject not in self._known:
            # A synced write takes milliseconds: not on the event loop.
            await asyncio.to_thread(self._create, subject)

    def seal(self, subject: str, content: bytes, context: bytes) -> bytes:
        """Encrypt *content* under the subject's key: the key's id, the nonce, then ciphertext and tag."""
        key = self._key(subject)
        nonce = os.urandom(_NONCE_BYTES)
        return key.id + nonce + key.cipher.encrypt(nonce, content, context)

    def unseal(self, subject: str, box: bytes, context: bytes) -> bytes:
        """What was sealed."""
        key = self._key(subject)
        sealed_with, nonce, sealed = _parts(box)
        if sealed_with != key.id:
            # The subject's data was erased, and something was recorded about it later, under a new key.
            raise KeyDestroyedError(subject)
        try:
            return key.cipher.decrypt(nonce, sealed, context)
        except (InvalidTag, ValueError) as error:
            raise UnsealError(subject) from error

    def digest(self, subject: str, content: bytes) -> str:
        """HMAC-SHA-256 under a key derived from the subject's, so that one key has one use."""
        return hmac.new(self._key(subject).for_digests, content, hashlib.sha256).hexdigest()

    def close(self) -> None:
        """Forget the keys and let go of the file."""
        with self._lock:
            self._closed = True
            self._known.clear()
            self._connection.close()

    def _create(self, subject: str) -> None:
        try:
            self._key(subject)
        except KeyDestroyedError:
            self._execute(
                "INSERT INTO keys (subject, key) VALUES (?, ?) ON CONFLICT DO NOTHING",
                subject,
                secrets.token_bytes(_KEY_BITS // 8),
            )
            # Not the one just made: another process may have been first.
            self._key(subject)

    def _key(self, subject: str) -> _Key:
        key = self._known.get(subject)
        if key is None:
            row = self._execute("SELECT key FROM keys WHERE subject = ?", subject)
            if row is None:
                raise KeyDestroyedError(subject)
            key = _Key.of(bytes(row[0]))
            self._remember(subject, key)
        return key

    def _remember(self, subject: str, key: _Key) -> None:
        with self._lock:
            while len(self._known) >= _MOST_KNOWN:
                del self._known[next(iter(self._known))]
            self._known[subject] = key

    def _execute(self, sql: str, *arguments: str | bytes) -> tuple[bytes] | None:
        with self._lock:
            if self._closed or self._process != os.getpid():
                raise LogClosedError(f"{self.path} is closed, or was opened by another process")
            try:
                row: tuple[bytes] | None = self._connection.execute(sql, arguments).fetchone()
            except sqlite3.Error as error:
                raise log_error(error, self.path) from error
        return row


def keys_path(log: Path) -> Path:
    """Where the keys of a log are kept."""
    return log.with_name(f"{log.name}.keys")


def _derived(secret: bytes, use: bytes) -> bytes:
    return hmac.digest(secret, use, hashlib.sha256)


def _parts(box: bytes) -> tuple[bytes, bytes, bytes]:
    body = box[_ID_BYTES:]
    return box[:_ID_BYTES], body[:_NONCE_BYTES], body[_NONCE_BYTES:]


def _open(path: Path) -> sqlite3.Connection:
    make_ready(path, create=True)
    return _connect(path, path, _prepare)


def _look_into(path: Path) -> sqlite3.Connection:
    if path.exists() and (not path.is_file() or path.stat().st_size):
        make_ready(path, create=False)
        return _connect(path, f"{path.absolute().as_uri()}?mode=ro", _refuse_others)
    # There is no key (an empty file says that they are gone for good): so there is none here either.
    return _connect(path, ":memory:", _have_none)


def _connect(
    path: Path, address: Path | str, prepare: Callable[[sqlite3.Connection, Path], None]
) -> sqlite3.Connection:
    try:
        connection = sqlite3.connect(
            address, uri=True, timeout=_BUSY_TIMEOUT, isolation_level=None, check_same_thread=False
        )
    except sqlite3.Error as error:
        raise log_error(error, path) from error
    try:
        prepare(connection, path)
    except sqlite3.Error as error:
        connection.close()
        if error.sqlite_errorcode == sqlite3.SQLITE_NOTADB:
            raise _no_keys(path) from error
        raise log_error(error, path) from error
    except BaseException:
        connection.close()
        raise
    return connection


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    connection.execute("BEGIN")
    try:
        # At one instant: between two looks another process may make the empty file one of keys.
        ready = _check_kind(connection, path)
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
    # EXTRA also syncs the folder once the rollback journal is gone: with FULL, a power cut just after a commit
    # can take the key back, and the event that was sealed with it would stay.
    connection.execute("PRAGMA synchronous = EXTRA")
    # A destroyed key must not linger in the file's free pages (and not in a write-ahead log).
    connection.execute("PRAGMA secure_delete = ON")
    if not ready:
        _make_table(connection, path)


def _refuse_others(connection: sqlite3.Connection, path: Path) -> None:
    _check_kind(connection, path)


def _have_none(connection: sqlite3.Connection, path: Path) -> None:
    _make_table(connection, path)
    connection.execute("PRAGMA query_only = ON")


def _make_table(connection: sqlite3.Connection, path: Path) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Looked at again, as long as nobody else can change it.
        if not _check_kind(connection, path):
            connection.execute("CREATE TABLE keys (subject TEXT PRIMARY KEY, key BLOB NOT NULL) WITHOUT ROWID")
            connection.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _check_kind(connection: sqlite3.Connection, path: Path) -> bool:
    """Whether the file holds keys already; false when it is empty."""
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    empty = connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone() is None
    if application != _APPLICATION_ID and not (application == 0 and empty):
        raise _no_keys(path)
    return not empty


def _no_keys(path: Path) -> LogPathError:
    return LogPathError(path, "is not a receptionist keys file; move it away, or choose another log with --db")
