"""Opening a log to look at it: nothing of it is changed, whoever wrote it, and whoever is writing to it.

SQLite itself may leave its two empty helper files (-wal, -shm) beside a log that nobody else has open.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from receptionist.errors import LogPathError, NotALogError
from receptionist.events.sqlite import schema


def connect(path: Path, *, busy_timeout: float) -> sqlite3.Connection:
    """A connection that can write nothing but temporary tables. To be called in its own thread.

    Raises:
        LogPathError: Another process's last changes lie beside it, in a folder that cannot be written to.
    """
    try:
        return _connect(path, "mode=ro", busy_timeout)
    except sqlite3.Error as error:
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_CANTOPEN or not path.exists():
            raise
    # SQLite shares a log between processes through a file beside it, which it cannot make here (a disk mounted
    # read-only). Then nobody writes to it either, and it can be read without, if it is whole.
    beside = path.with_name(f"{path.name}-wal")
    if beside.exists() and beside.stat().st_size:
        why = (
            f"needs its last changes from {beside.name}, which takes a folder that may be written; copy all three there"
        )
        raise LogPathError(path, why)
    return _connect(path, "mode=ro&immutable=1", busy_timeout)


def prepare(connection: sqlite3.Connection, path: Path) -> None:
    """Refuse what is no log, and have an older one read like one of today: what it lacks is empty.

    What it lacks is made beside it, in memory, as this connection alone sees it.

    Raises:
        NotALogError: The file holds something else.
        LogTooNewError: A newer version wrote it.
    """
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute("BEGIN")
    try:
        version = _version(connection, path)
        if version < len(schema.MIGRATIONS):
            for statement in list(_missing(connection)):
                connection.execute(statement)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _version(connection: sqlite3.Connection, path: Path) -> int:
    version = schema.check_kind(connection, path)
    if not version:
        # An empty file, which could be made a log, and is none yet.
        raise NotALogError(path)
    return version


def _connect(path: Path, how: str, busy_timeout: float) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?{how}", uri=True, timeout=busy_timeout, isolation_level=None
    )
    try:
        connection.execute("SELECT 1 FROM sqlite_master").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


def _missing(connection: sqlite3.Connection) -> Iterator[str]:
    """Statements by which an older log's tables look like today's. Temporary tables are found before the file's own."""
    with closing(sqlite3.connect(":memory:")) as today:
        for statements in schema.MIGRATIONS:
            for statement in statements:
                today.execute(statement)
        objects = today.execute("SELECT type, name, sql FROM sqlite_master WHERE type IN ('table', 'view')").fetchall()
        for kind, name, sql in objects:
            there = {column[1] for column in connection.execute(f'PRAGMA main.table_info("{name}")')}
            if not there:
                yield sql.replace(f"CREATE {kind.upper()}", f"CREATE TEMP {kind.upper()}", 1)
                continue
            added = [column for column in today.execute(f'PRAGMA table_info("{name}")') if column[1] not in there]
            if added:
                empty = "".join(f', {column[4] or "NULL"} AS "{column[1]}"' for column in added)
                yield f'CREATE TEMP VIEW "{name}" AS SELECT *{empty} FROM main."{name}"'  # noqa: S608 (our own names)
