"""The file of wrapped keys: SQLite, beside the log, shared by any number of processes, of no use by itself.

Each key is wrapped under a master key that is kept elsewhere (`receptionist.keys`); which one, stands beside it. New
keys are wrapped under the one that the file itself names, read in the same transaction: while keys are rewrapped for
another, every process that has both goes on.
"""

from __future__ import annotations

import json
import os
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from attrs import frozen

from receptionist.errors import KeyFileError, LogClosedError, MasterKeyError
from receptionist.events import key_file_tables as tables
from receptionist.events.files import log_error
from receptionist.events.key_secrets import fresh_secret, key_id
from receptionist.keys.masters import Master, Masters

T = TypeVar("T")
_BATCH = 500


@frozen(kw_only=True)
class KeyRow:
    """A key as it lies in the file. `id` stands in every box that it seals; `master` names what it is wrapped under."""

    subject: str
    id: bytes
    master: str


class KeyFile:
    """An open keys file. It belongs to the process that opened it.

    Args:
        path: The file, made when it does not exist.
        masters: Where the master key comes from.
        read_only: Change nothing: an older file's keys are read as they lie, and there are none where there is no file.
        busy_timeout: Seconds to wait for another process's lock.

    Attributes:
        withheld: Keys, by subject and id, that are not given out although they are there.

    Raises:
        LogError: The file, or its master key, cannot be used.
    """

    def __init__(self, path: Path, masters: Masters, *, read_only: bool, busy_timeout: float) -> None:
        self.path, self._masters = path, masters
        self._process = os.getpid()
        self._lock = threading.Lock()
        self._closed = False
        self.withheld: frozenset[tuple[str, bytes]] = frozenset()
        self._seen: int | None = None
        self._ring: Mapping[str, Master] = {}
        self._connection, self._address = tables.open_file(
            path, masters, read_only=read_only, busy_timeout=busy_timeout
        )
        # Of its own, so that who only wants to know whether something changed never waits for who changes it.
        self._watch = tables.connect(path, self._address, busy_timeout=0)
        try:
            self._wrapped = self._run(tables.version) >= tables.WRAPPED
            if self._wrapped:
                self._run(self._current)
            self.has_changed()
        except BaseException:
            self.close()
            raise

    def find(self, subject: str) -> bytes | None:
        """The subject's key, opened.

        Raises:
            LogError: The file, or the master key that it was wrapped under, cannot be used.
        """
        columns = "key, master" if self._wrapped else "key, ''"
        sql = f"SELECT {columns} FROM keys WHERE subject = ?"  # noqa: S608 (names of columns)
        row = self._run(lambda raw: raw.execute(sql, (subject,)).fetchone())
        secret = None if row is None else self._opened(subject, bytes(row[0]), row[1])
        return None if secret is None or (subject, key_id(secret)) in self.withheld else secret

    def make(self, *subjects: str) -> None:
        """Give each of *subjects* a key, durably and together, unless it has one.

        Raises:
            LogError: The file, or its master key, cannot be used.
        """
        secrets = [(subject, fresh_secret()) for subject in subjects]

        def run(raw: sqlite3.Connection) -> None:
            master = self._current(raw)
            raw.executemany(
                "INSERT INTO keys (subject, key, id, master) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
                [(subject, master.wrap(subject, secret), key_id(secret), master.id) for subject, secret in secrets],
            )

        self._write(run)

    def rows(self) -> Iterator[KeyRow]:
        """What there is of each key, in the order of their subjects; a batch is read at a time."""
        sql = f"SELECT {self._columns} FROM keys WHERE subject > ? ORDER BY subject LIMIT ?"  # noqa: S608 (columns)
        page = self._rows(sql, ("", _BATCH))
        while page:
            yield from page
            page = self._rows(sql, (page[-1].subject, _BATCH))

    def row(self, subject: str) -> KeyRow | None:
        """What there is of one key."""
        sql = f"SELECT {self._columns} FROM keys WHERE subject = ?"  # noqa: S608 (names of columns)
        return next(iter(self._rows(sql, (subject,))), None)

    def among(self, keys: Iterable[tuple[str, bytes]]) -> tuple[tuple[str, bytes], ...]:
        """Which of these keys, each named by its subject and its id, are there."""
        wanted = set(keys)
        sql = f"SELECT {self._columns} FROM keys WHERE subject IN (SELECT value FROM json_each(?))"  # noqa: S608 (names of our own columns and tables)
        found = self._rows(sql, (json.dumps(sorted({subject for subject, _ in wanted})),))
        return tuple(sorted((row.subject, row.id) for row in found if (row.subject, row.id) in wanted))

    def remove(self, keys: Iterable[tuple[str, bytes]]) -> tuple[str, ...]:
        """Destroy these keys, each named by its subject and its id; whose there were.

        Before this returns, the space that they took is overwritten (`secure_delete`) and synced.
        """
        wanted = sorted(set(keys))

        def run(raw: sqlite3.Connection) -> tuple[str, ...]:
            sql = "DELETE FROM keys WHERE subject = ? AND id = ?"
            return tuple(subject for subject, id_ in wanted if raw.execute(sql, (subject, id_)).rowcount)

        return self._write(run)

    def rewrap(self, new: Callable[[str], Master]) -> int:
        """Have every key, and those to come, wrapped under *new*: all at once or not at all; how many were not yet.

        *new* is called once nobody else can change the file, and told what new keys are wrapped under by then.
        """

        def run(raw: sqlite3.Connection) -> int:
            # A page that does not fit the cache any more would lock out, until the end, whoever reads.
            raw.execute("PRAGMA cache_spill = OFF")
            master = new(self._current(raw).id)
            self._remember((master,))
            old = raw.execute("SELECT subject, key, master FROM keys WHERE master <> ?", (master.id,)).fetchall()
            raw.executemany(
                "UPDATE keys SET key = ?, master = ? WHERE subject = ?",
                [
                    (master.wrap(subject, self._opened(subject, bytes(box), under)), master.id, subject)
                    for subject, box, under in old
                ],
            )
            raw.execute("UPDATE master SET id = ?", (master.id,))
            return len(old)

        return self._write(run)

    def undisturbed(self, run: Callable[[str], T]) -> T:
        """What *run* gives while nobody else can change the file; it is told what new keys are wrapped under."""
        return self._write(lambda raw: run(self._current(raw).id))

    @property
    def master(self) -> Master | None:
        """What new keys are wrapped under; None in an older file that was opened to be looked into."""
        return self._run(self._current) if self._wrapped else None

    def has_changed(self) -> bool:
        """Whether the file was changed since this was asked last. Never waits: while it is locked, it has not yet."""
        with self._lock:
            self._check_usable()
            try:
                seen = int(self._watch.execute("PRAGMA data_version").fetchone()[0])
            except sqlite3.OperationalError:
                return False
            changed, self._seen = seen != self._seen, seen
        return changed

    def close(self) -> None:
        """Let go of the file and of the master keys."""
        with self._lock:
            self._closed = True
            self._ring = {}
            self._watch.close()
            self._connection.close()

    @property
    def _columns(self) -> str:
        return "subject, id, master" if self._wrapped else "subject, key, ''"

    def _rows(self, sql: str, arguments: tuple[Any, ...]) -> list[KeyRow]:
        found = self._run(lambda raw: raw.execute(sql, arguments).fetchall())
        return [
            KeyRow(subject=subject, id=bytes(value) if self._wrapped else key_id(bytes(value)), master=master)
            for subject, value, master in found
        ]

    def _opened(self, subject: str, box: bytes, master: str) -> bytes:
        if not self._wrapped:
            return box
        try:
            return self._named(master).unwrap(subject, box)
        except ValueError as error:
            raise KeyFileError(self.path, subject) from error

    def _current(self, raw: sqlite3.Connection) -> Master:
        return self._named(raw.execute("SELECT id FROM master").fetchone()[0])

    def _named(self, master: str) -> Master:
        if master not in self._ring:
            # Somebody may have changed master keys since this process began.
            self._remember(self._masters.ring())
        if master not in self._ring:
            raise MasterKeyError(
                f"{self._masters.origin} has master key {', '.join(self._ring)}, and {self.path} needs {master}:"
                " put that one back (several may stand one after the other)"
            )
        return self._ring[master]

    def _remember(self, masters: Iterable[Master]) -> None:
        self._ring = {**self._ring, **{master.id: master for master in masters}}

    def _run(self, run: Callable[[sqlite3.Connection], T]) -> T:
        with self._lock:
            self._check_usable()
            try:
                return run(self._connection)
            except sqlite3.Error as error:
                raise log_error(error, self.path) from error

    def _write(self, run: Callable[[sqlite3.Connection], T]) -> T:
        return self._run(lambda raw: tables.at_once(raw, run))

    def _check_usable(self) -> None:
        if self._closed or self._process != os.getpid():
            raise LogClosedError(f"{self.path} is closed, or was opened by another process")
