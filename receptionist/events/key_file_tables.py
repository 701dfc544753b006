"""The tables of a keys file: made, told from another program's, and wrapped where they are from before keys were."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from receptionist.errors import LogError, LogPathError
from receptionist.events.files import log_error, make_ready
from receptionist.events.key_secrets import key_id
from receptionist.keys.masters import Masters

T = TypeVar("T")
WRAPPED = 1
"""`user_version` of a file whose keys are wrapped; before there was any, they lay in it as they are."""

_NOWHERE = ":memory:"
_APPLICATION_ID = 0x52434B59  # "RCKY"
_KEYS = """CREATE TABLE {name} (
    subject TEXT PRIMARY KEY,
    key     BLOB NOT NULL,
    id      BLOB NOT NULL,
    master  TEXT NOT NULL
) WITHOUT ROWID"""


def connect(path: Path, address: Path | str, *, busy_timeout: float) -> sqlite3.Connection:
    """A connection in autocommit mode, for any thread.

    Raises:
        LogError: There is none to be had.
    """
    try:
        return sqlite3.connect(address, uri=True, timeout=busy_timeout, isolation_level=None, check_same_thread=False)
    except sqlite3.Error as error:
        raise log_error(error, path) from error


def open_file(
    path: Path, masters: Masters, *, read_only: bool, busy_timeout: float
) -> tuple[sqlite3.Connection, Path | str]:
    """A connection to a keys file that is ready for use, and the address of it.

    Raises:
        LogError: The file, or its master key, cannot be used.
    """

    def make_usable(raw: sqlite3.Connection) -> None:
        if not read_only:
            prepare(raw, path, masters)
        elif address == _NOWHERE:
            have_none(raw)
        else:
            check_kind(raw, path)

    address: Path | str = path
    if not read_only:
        make_ready(path, create=True)
    elif path.exists() and (not path.is_file() or path.stat().st_size):
        make_ready(path, create=False)
        address = f"{path.absolute().as_uri()}?mode=ro"
    else:
        # There is no key (an empty file says that they are gone for good): so there is none here either.
        address = _NOWHERE
    connection = connect(path, address, busy_timeout=busy_timeout)
    try:
        make_usable(connection)
    except sqlite3.Error as error:
        connection.close()
        raise in_words(error, path) from error
    except BaseException:
        connection.close()
        raise
    return connection, address


def prepare(connection: sqlite3.Connection, path: Path, masters: Masters) -> None:
    """Make an empty file one of keys, wrap the keys of an old one, refuse what is neither.

    Raises:
        LogError: It cannot be used.
        MasterKeyError: There is no master key to wrap them under.
    """
    connection.execute("BEGIN")
    try:
        # At one instant: between two looks another process may make the empty file one of keys.
        ready = check_kind(connection, path) and version(connection) >= WRAPPED
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
    # EXTRA also syncs the folder once the rollback journal is gone: with FULL, a power cut just after a commit
    # can take the key back, and the event that was sealed with it would stay.
    connection.execute("PRAGMA synchronous = EXTRA")
    # A destroyed key must not linger in the file's free pages (and not in a write-ahead log).
    connection.execute("PRAGMA secure_delete = ON")
    if not ready:
        at_once(connection, lambda raw: _bring_up_to_date(raw, path, masters))


def _bring_up_to_date(raw: sqlite3.Connection, path: Path, masters: Masters) -> None:
    # Looked at again, as long as nobody else can change it.
    there = check_kind(raw, path)
    if there and version(raw) >= WRAPPED:
        return
    master = masters.first()
    raw.execute(_KEYS.format(name="wrapped"))
    if there:
        raw.executemany(
            "INSERT INTO wrapped (subject, key, id, master) VALUES (?, ?, ?, ?)",
            [
                (subject, master.wrap(subject, bytes(key)), key_id(bytes(key)), master.id)
                for subject, key in raw.execute("SELECT subject, key FROM keys").fetchall()
            ],
        )
        raw.execute("DROP TABLE keys")
    raw.execute("ALTER TABLE wrapped RENAME TO keys")
    raw.execute("CREATE TABLE master (id TEXT NOT NULL)")
    raw.execute("INSERT INTO master (id) VALUES (?)", (master.id,))
    raw.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
    raw.execute(f"PRAGMA user_version = {WRAPPED}")


def have_none(connection: sqlite3.Connection) -> None:
    """Make a file in memory one without keys, as they lay before they were wrapped."""
    connection.execute("CREATE TABLE keys (subject TEXT PRIMARY KEY, key BLOB NOT NULL) WITHOUT ROWID")
    connection.execute("PRAGMA query_only = ON")


def check_kind(connection: sqlite3.Connection, path: Path) -> bool:
    """Whether the file holds keys already; false when it is empty.

    Raises:
        LogPathError: It holds something else.
    """
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    empty = connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone() is None
    if application != _APPLICATION_ID and not (application == 0 and empty):
        raise _no_keys(path)
    if version(connection) > WRAPPED:
        raise LogPathError(path, "was written by a newer version; upgrade receptionist")
    return not empty


def version(connection: sqlite3.Connection) -> int:
    """How the keys lie in the file: `WRAPPED`, or 0."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def at_once(connection: sqlite3.Connection, run: Callable[[sqlite3.Connection], T]) -> T:
    """What *run* gives, all that it writes being written or nothing."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        result = run(connection)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return result


def in_words(error: sqlite3.Error, path: Path) -> LogError:
    """Why the file cannot be opened."""
    return _no_keys(path) if error.sqlite_errorcode == sqlite3.SQLITE_NOTADB else log_error(error, path)


def _no_keys(path: Path) -> LogPathError:
    return LogPathError(path, "is not a receptionist keys file; move it away, or choose another log with --db")
