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
from contextlib import closing
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from receptionist.errors import KeyDestroyedError, LogPathError, NotALogError, UnsealError

_NONCE_BYTES = 12
_KEY_BITS = 256
_APPLICATION_ID = 0x52434B59  # "RCKY"


class Vault(Protocol):
    """Keeps the keys."""

    async def ensure(self, subject: str) -> None:
        """Make sure that *subject* has a key and that it is durable."""

    def seal(self, subject: str, content: bytes, context: bytes) -> bytes:
        """Encrypt *content*; it opens only with the same *context* (where it stands).

        Raises:
            KeyDestroyedError: *subject* has no key (`ensure` makes one).
        """

    def unseal(self, subject: str, box: bytes, context: bytes) -> bytes:
        """What was sealed.

        Raises:
            KeyDestroyedError: The key is gone.
            UnsealError: The box was changed, or belongs elsewhere.
        """

    def digest(self, subject: str, content: bytes) -> str:
        """A keyed digest (HMAC-SHA-256, hexadecimal) that says nothing about *content* without the key.

        Raises:
            KeyDestroyedError: The key is gone.
        """


class SqliteVault:
    """Keys in an SQLite file, shared by any number of processes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._known: dict[str, bytes] = {}
        self._ciphers: dict[str, AESGCM] = {}
        self._connection = _open(path)

    async def ensure(self, subject: str) -> None:
        """Make sure that *subject* has a key and that it is durable."""
        if subject not in self._known:
            # A synced write takes milliseconds: not on the event loop.
            await asyncio.to_thread(self._create, subject)

    def seal(self, subject: str, content: bytes, context: bytes) -> bytes:
        """Encrypt *content* under the subject's key: nonce, then ciphertext and tag."""
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._cipher(subject).encrypt(nonce, content, context)

    def unseal(self, subject: str, box: bytes, context: bytes) -> bytes:
        """What was sealed."""
        try:
            return self._cipher(subject).decrypt(box[:_NONCE_BYTES], box[_NONCE_BYTES:], context)
        except (InvalidTag, ValueError) as error:
            raise UnsealError(subject) from error

    def digest(self, subject: str, content: bytes) -> str:
        """HMAC-SHA-256 under a key derived from the subject's, so that one key has one use."""
        derived = hmac.digest(self._key(subject), b"receptionist digest", hashlib.sha256)
        return hmac.new(derived, content, hashlib.sha256).hexdigest()

    def close(self) -> None:
        """Forget the keys and let go of the file."""
        with self._lock:
            self._known.clear()
            self._ciphers.clear()
            self._connection.close()

    def _create(self, subject: str) -> None:
        with self._lock, self._connection as transaction:
            transaction.execute(
                "INSERT INTO keys (subject, key) VALUES (?, ?) ON CONFLICT DO NOTHING",
                (subject, secrets.token_bytes(_KEY_BITS // 8)),
            )
        self._key(subject)

    def _cipher(self, subject: str) -> AESGCM:
        cipher = self._ciphers.get(subject)
        if cipher is None:
            cipher = self._ciphers[subject] = AESGCM(self._key(subject))
        return cipher

    def _key(self, subject: str) -> bytes:
        key = self._known.get(subject)
        if key is None:
            with self._lock:
                row = self._connection.execute(
                    "SELECT key FROM keys WHERE subject = ?", (subject,)
                ).fetchone()
            if row is None:
                raise KeyDestroyedError(subject)
            key = self._known[subject] = bytes(row[0])
        return key


def keys_path(log: Path) -> Path:
    """Where the keys of a log are kept."""
    return log.with_name(f"{log.name}.keys")


def _open(path: Path) -> sqlite3.Connection:
    if path.is_dir():
        raise LogPathError(path, "is a directory; the keys are kept in a file")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600, exist_ok=True)
        connection = sqlite3.connect(path, timeout=5, check_same_thread=False)
    except (OSError, sqlite3.OperationalError) as error:
        raise LogPathError(path, f"the keys cannot be opened ({error})") from error
    try:
        (found,) = connection.execute("PRAGMA application_id").fetchone()
        if found not in {0, _APPLICATION_ID}:
            raise NotALogError(path)
        connection.execute("PRAGMA synchronous = FULL")
        # A destroyed key must not linger in the file's free pages.
        connection.execute("PRAGMA secure_delete = ON")
        with connection:
            connection.execute(
                "CREATE TABLE IF NOT EXISTS keys (subject TEXT PRIMARY KEY, key BLOB NOT NULL) WITHOUT ROWID"
            )
        if not found:
            connection.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
    except sqlite3.DatabaseError as error:
        with closing(connection):
            raise LogPathError(path, f"the keys cannot be read ({error})") from error
    except BaseException:
        connection.close()
        raise
    return connection
