"""The file's tables, versioned. A migration is added, never edited."""

from __future__ import annotations

import secrets
import sqlite3
import time
from pathlib import Path

from receptionist.errors import (
    LogCorruptError,
    LogError,
    LogFullError,
    LogLockedError,
    LogPathError,
    LogReadOnlyError,
    LogTooNewError,
    NotALogError,
)

APPLICATION_ID = 0x52434C47  # "RCLG", so that `file` and we can tell a log from any other SQLite file

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        "CREATE TABLE log (id TEXT NOT NULL) STRICT",
        """CREATE TABLE events (
            position    INTEGER PRIMARY KEY,
            id          TEXT NOT NULL UNIQUE,
            type        TEXT NOT NULL,
            version     INTEGER NOT NULL,
            recorded_at TEXT NOT NULL,
            tags        TEXT NOT NULL,
            data        BLOB NOT NULL,
            metadata    TEXT NOT NULL,
            hash        BLOB NOT NULL
        ) STRICT""",
        """CREATE TABLE event_tags (
            tag      TEXT NOT NULL,
            position INTEGER NOT NULL REFERENCES events (position),
            type     TEXT NOT NULL,
            PRIMARY KEY (tag, position)
        ) STRICT, WITHOUT ROWID""",
        "CREATE INDEX events_by_type ON events (type, position)",
        """CREATE TRIGGER events_stay_as_they_are BEFORE UPDATE ON events
            BEGIN SELECT RAISE(ABORT, 'events are never changed'); END""",
        """CREATE TRIGGER events_stay BEFORE DELETE ON events
            BEGIN SELECT RAISE(ABORT, 'events are never removed'); END""",
        """CREATE TABLE outbox (
            position           INTEGER NOT NULL REFERENCES events (position),
            ordinal            INTEGER NOT NULL,
            call               TEXT NOT NULL,
            lane               TEXT NOT NULL CHECK (lane IN ('attributes', 'streams')),
            kind               TEXT NOT NULL,
            topic              TEXT,
            audience           TEXT NOT NULL,
            projection_version INTEGER NOT NULL,
            digest             TEXT NOT NULL,
            state              TEXT NOT NULL DEFAULT 'owed'
                               CHECK (state IN ('owed', 'sent', 'superseded', 'parked', 'void')),
            attempts           INTEGER NOT NULL DEFAULT 0,
            next_attempt_at    REAL NOT NULL DEFAULT 0,
            last_error         TEXT,
            epoch              INTEGER,
            settled_at         TEXT,
            sent_digest        TEXT,
            PRIMARY KEY (position, ordinal)
        ) STRICT, WITHOUT ROWID""",
        "CREATE INDEX outbox_owed ON outbox (call, lane, position, ordinal) WHERE state = 'owed'",
        "CREATE INDEX outbox_by_call ON outbox (call, position, ordinal)",
        """CREATE TABLE relay_owner (
            call       TEXT PRIMARY KEY,
            epoch      INTEGER NOT NULL,
            owner      TEXT NOT NULL,
            expires_at REAL NOT NULL
        ) STRICT, WITHOUT ROWID""",
    ),
)


def connect(path: Path, *, busy_timeout: float) -> sqlite3.Connection:
    """A connection in autocommit mode: transactions are begun by name. To be called in its own thread."""
    connection = sqlite3.connect(path, timeout=busy_timeout, isolation_level=None)
    try:
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
    except BaseException:
        connection.close()
        raise
    return connection


def prepare(connection: sqlite3.Connection, path: Path, *, busy_timeout: float) -> None:
    """Make a new file a log, bring an old one up to date, refuse what is neither.

    Raises:
        NotALogError: The file holds something else.
        LogTooNewError: A newer version wrote it.
    """
    _check_kind(connection, path)
    _use_wal(connection, busy_timeout)
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Looked at again: another process may have made the file a log just now.
        version = _check_kind(connection, path)
        for statements in MIGRATIONS[version:]:
            for statement in statements:
                connection.execute(statement)
        if version == 0:
            connection.execute("INSERT INTO log (id) VALUES (?)", (secrets.token_hex(16),))
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        if version < len(MIGRATIONS):
            connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def log_error(error: sqlite3.Error, path: Path) -> LogError:
    """What SQLite's error means for a person."""
    match (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF:
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return LogLockedError(path)
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM:
            return LogReadOnlyError(path)
        case sqlite3.SQLITE_FULL:
            return LogFullError(path)
        case sqlite3.SQLITE_CORRUPT:
            return LogCorruptError(path, str(error))
        case sqlite3.SQLITE_NOTADB:
            return NotALogError(path)
        case sqlite3.SQLITE_CANTOPEN:
            return LogPathError(path, "cannot be opened; check that its folder exists and may be read")
        case _:
            return LogError(f"{path}: {error}")


def _check_kind(connection: sqlite3.Connection, path: Path) -> int:
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if application not in {0, APPLICATION_ID}:
        raise NotALogError(path)
    if application == 0 and connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone():
        raise NotALogError(path)
    if application == APPLICATION_ID and version > len(MIGRATIONS):
        raise LogTooNewError(path, version, len(MIGRATIONS))
    return int(version) if application else 0


def _use_wal(connection: sqlite3.Connection, busy_timeout: float) -> None:
    # SQLite's busy timeout does not cover the change of journal mode, and several processes may start at once.
    deadline = time.monotonic() + busy_timeout
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        else:
            return
