"""Sealing personal data, so that destroying a key later erases it and leaves the log's chain valid.

AES-256-GCM (NIST SP 800-38D) with a random 96-bit nonce for each sealed field and one key for each subject.
A subject is whatever is erased as one: a call's words, the rest of a call, a patient (`events/subjects.py`). Keys live,
wrapped under a master key, in a file of their own beside the log (`events/key_file.py`), and each is on disk before the
first event that uses it.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import os
import threading
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidTag

from receptionist.errors import KeyDestroyedError, UnsealError
from receptionist.events.key_file import KeyFile
from receptionist.events.key_secrets import ID_BYTES, Key
from receptionist.keys.masters import Masters
from receptionist.keys.sources import MasterFile, master_path

STALE_SECONDS = 0.25
"""How long a destroyed key may still be used by a process that has used it before."""

_NONCE_BYTES = 12
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


class SqliteVault:
    """Keys in an SQLite file, shared by any number of processes. It belongs to the process that made it.

    A key that another process destroys is used here for `STALE_SECONDS` more at most.

    Args:
        path: The file, made when it does not exist.
        masters: Where the master key that they are wrapped under comes from; a file beside it when None.
        read_only: Change nothing: the keys that are there are all there are, and none where there is no file.

    Raises:
        LogError: The file, or its master key, cannot be used.
    """

    def __init__(self, path: Path, masters: Masters | None = None, *, read_only: bool = False) -> None:
        self.path = path
        self.file = KeyFile(
            path, masters or MasterFile(master_path(path)), read_only=read_only, busy_timeout=_BUSY_TIMEOUT
        )
        self._lock = threading.Lock()
        self._known: dict[str, Key] = {}
        self._looked_at = time.monotonic()

    async def ensure(self, subject: str) -> None:
        """Make sure that *subject* has a key and that it is durable."""
        self._notice_changes()
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

    def destroy(self, keys: Iterable[tuple[str, bytes]]) -> tuple[str, ...]:
        """Destroy these keys for good, each named by its subject and its id (`KeyFile.row`); whose there were.

        What they sealed is erased with that, wherever it lies. A key that a subject was given later is left alone.

        Raises:
            LogError: The keys cannot be written.
        """
        gone = self.file.remove(keys)
        self._forget()
        return gone

    def close(self) -> None:
        """Forget the keys and let go of the file."""
        self._forget()
        self.file.close()

    def _create(self, subject: str) -> None:
        if self.file.find(subject) is None:
            self.file.make(subject)
        # Not the one just made: another process may have been first.
        self._key(subject)

    def _key(self, subject: str) -> Key:
        self._notice_changes()
        key = self._known.get(subject)
        if key is None:
            secret = self.file.find(subject)
            if secret is None:
                raise KeyDestroyedError(subject)
            key = Key.of(secret)
            self._remember(subject, key)
        return key

    def _notice_changes(self) -> None:
        now = time.monotonic()
        if now - self._looked_at >= STALE_SECONDS:
            self._looked_at = now
            if self.file.has_changed():
                self._forget()

    def _forget(self) -> None:
        with self._lock:
            self._known.clear()

    def _remember(self, subject: str, key: Key) -> None:
        with self._lock:
            while len(self._known) >= _MOST_KNOWN:
                del self._known[next(iter(self._known))]
            self._known[subject] = key


def keys_path(log: Path) -> Path:
    """Where the keys of a log are kept."""
    return log.with_name(f"{log.name}.keys")


def _parts(box: bytes) -> tuple[bytes, bytes, bytes]:
    body = box[ID_BYTES:]
    return box[:ID_BYTES], body[:_NONCE_BYTES], body[_NONCE_BYTES:]
