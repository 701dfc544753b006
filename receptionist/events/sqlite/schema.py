"""The file's tables, versioned. A migration is added, never edited."""

from __future__ import annotations

import secrets
import sqlite3
import time
from pathlib import Path

from receptionist.errors import LogPathError, LogTooNewError, NotALogError

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
        # REPLACE removes rows without asking the trigger above.
        """CREATE TRIGGER events_come_last BEFORE INSERT ON events
            WHEN NEW.position <> (SELECT coalesce(max(position), 0) + 1 FROM events)
                OR EXISTS (SELECT 1 FROM events WHERE id = NEW.id)
            BEGIN SELECT RAISE(ABORT, 'events are only added, after the last one'); END""",
        """CREATE TRIGGER tags_stay_as_they_are BEFORE UPDATE ON event_tags
            BEGIN SELECT RAISE(ABORT, 'events are never changed'); END""",
        """CREATE TRIGGER tags_stay BEFORE DELETE ON event_tags
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
    (
        """CREATE TABLE room_claim (
            room       TEXT PRIMARY KEY,
            call       TEXT NOT NULL,
            agent      TEXT NOT NULL,
            expires_at REAL NOT NULL
        ) STRICT, WITHOUT ROWID""",
    ),
    (
        # Not part of the chain: it can be made again from the events, and is deleted with a patient's key.
        """CREATE TABLE lookup (
            digest  TEXT NOT NULL,
            subject TEXT NOT NULL,
            PRIMARY KEY (digest, subject)
        ) STRICT, WITHOUT ROWID""",
    ),
    (
        # What it takes to give an orphaned call a new agent (publishers/orphans.py).
        "ALTER TABLE room_claim ADD COLUMN caller TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE room_claim ADD COLUMN term INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE room_claim ADD COLUMN tries INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE room_claim ADD COLUMN taken_at REAL NOT NULL DEFAULT 0",
        "ALTER TABLE room_claim ADD COLUMN dispatches INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE room_claim ADD COLUMN rescued_by TEXT",
        "ALTER TABLE room_claim ADD COLUMN rescue_until REAL NOT NULL DEFAULT 0",
    ),
    (
        "ALTER TABLE outbox ADD COLUMN unfinished INTEGER NOT NULL DEFAULT 0",
        "CREATE INDEX outbox_parked ON outbox (call, position, ordinal) WHERE state = 'parked'",
    ),
    (
        # Who has taken what. Not part of the chain, and not readable without the call's key: `who` is a keyed digest
        # of an identity, `identity` is sealed.
        """CREATE TABLE receipts (
            call     TEXT NOT NULL,
            who      TEXT NOT NULL,
            identity BLOB NOT NULL,
            position INTEGER NOT NULL,
            at       TEXT NOT NULL,
            PRIMARY KEY (call, who)
        ) STRICT, WITHOUT ROWID""",
    ),
    (
        # What lists are made from (receptionist/read_models). Not part of the chain: made again from the events by
        # `receptionist rebuild`, and without anybody's data. The rows of one edition are read while those of the next
        # one are made.
        """CREATE TABLE read_models (
            edition   INTEGER PRIMARY KEY,
            state     TEXT NOT NULL CHECK (state IN ('current', 'building', 'old')),
            version   INTEGER NOT NULL,
            through   INTEGER NOT NULL,
            unread_by TEXT
        ) STRICT""",
        "CREATE UNIQUE INDEX read_models_one_each ON read_models (state) WHERE state <> 'old'",
        "INSERT INTO read_models (edition, state, version, through) VALUES (1, 'current', 0, 0)",
        """CREATE TABLE calls_rows (
            edition                   INTEGER NOT NULL,
            call                      TEXT NOT NULL,
            first_position            INTEGER NOT NULL,
            last_position             INTEGER NOT NULL,
            began_at                  TEXT NOT NULL,
            last_at                   TEXT NOT NULL,
            ended_at                  TEXT,
            reason                    TEXT,
            channel                   TEXT NOT NULL,
            time_zone                 TEXT NOT NULL,
            language                  TEXT NOT NULL,
            outcome                   TEXT NOT NULL,
            events                    INTEGER NOT NULL,
            heard                     INTEGER NOT NULL,
            spoken                    INTEGER NOT NULL,
            interruptions             INTEGER NOT NULL,
            confirmations_interrupted INTEGER NOT NULL,
            tool_calls                INTEGER NOT NULL,
            tool_errors               INTEGER NOT NULL,
            booked                    INTEGER NOT NULL,
            moved                     INTEGER NOT NULL,
            cancelled                 INTEGER NOT NULL,
            refused                   INTEGER NOT NULL,
            rescues                   INTEGER NOT NULL,
            connections_lost          INTEGER NOT NULL,
            transfers_failed          INTEGER NOT NULL,
            failed                    INTEGER NOT NULL,
            unread                    INTEGER NOT NULL,
            is_to_be_told             INTEGER NOT NULL,
            problems                  INTEGER NOT NULL,
            PRIMARY KEY (edition, call)
        ) STRICT, WITHOUT ROWID""",
        "CREATE INDEX calls_by_beginning ON calls_rows (edition, began_at, first_position)",
        "CREATE INDEX calls_by_outcome ON calls_rows (edition, outcome, began_at, first_position)",
        "CREATE INDEX calls_with_problems ON calls_rows (edition, began_at, first_position) WHERE problems > 0",
        """CREATE TABLE appointments_rows (
            edition     INTEGER NOT NULL,
            appointment TEXT NOT NULL,
            patient     TEXT NOT NULL,
            treatment   TEXT NOT NULL,
            provider    TEXT NOT NULL,
            chair       TEXT NOT NULL,
            starts_at   TEXT NOT NULL,
            ends_at     TEXT NOT NULL,
            time_zone   TEXT NOT NULL,
            sequence    INTEGER NOT NULL,
            status      TEXT NOT NULL,
            call        TEXT,
            made_at     TEXT NOT NULL,
            changed_at  TEXT NOT NULL,
            position    INTEGER NOT NULL,
            PRIMARY KEY (edition, appointment)
        ) STRICT, WITHOUT ROWID""",
        "CREATE INDEX appointments_by_time ON appointments_rows (edition, starts_at)",
        "CREATE INDEX appointments_by_patient ON appointments_rows (edition, patient)",
        """CREATE TABLE inbox_rows (
            edition       INTEGER NOT NULL,
            task          TEXT NOT NULL,
            kind          TEXT NOT NULL,
            urgency       TEXT NOT NULL,
            due           TEXT NOT NULL,
            raised_at     TEXT NOT NULL,
            call          TEXT,
            patient       TEXT,
            appointment   TEXT,
            owner         TEXT,
            done_at       TEXT,
            position      INTEGER NOT NULL,
            done_position INTEGER,
            PRIMARY KEY (edition, task)
        ) STRICT, WITHOUT ROWID""",
        "CREATE INDEX inbox_open ON inbox_rows (edition, due) WHERE done_at IS NULL",
        """CREATE TABLE transcript_rows (
            edition     INTEGER NOT NULL,
            position    INTEGER NOT NULL,
            call        TEXT NOT NULL,
            at          TEXT NOT NULL,
            speaker     TEXT NOT NULL,
            interrupted INTEGER NOT NULL,
            PRIMARY KEY (edition, call, position)
        ) STRICT, WITHOUT ROWID""",
        # What a rebuild has found of `lookup` so far: that one is being read, and never emptied.
        """CREATE TABLE lookup_found (
            digest  TEXT NOT NULL,
            subject TEXT NOT NULL,
            PRIMARY KEY (digest, subject)
        ) STRICT, WITHOUT ROWID""",
        *(
            f"CREATE VIEW {name} AS SELECT * FROM {name}_rows"  # noqa: S608 (the names above)
            " WHERE edition = (SELECT edition FROM read_models WHERE state = 'current')"
            for name in ("calls", "appointments", "inbox", "transcript")
        ),
    ),
    (
        # What is verified before a deploy (receptionist/replaying): where an effect differs from what was recorded, by
        # keyed digests of its parts; and effects as they are meant to be since somebody accepted a difference.
        "ALTER TABLE outbox ADD COLUMN parts TEXT",
        """CREATE TABLE accepted (
            position           INTEGER NOT NULL REFERENCES events (position),
            ordinal            INTEGER NOT NULL,
            call               TEXT NOT NULL,
            lane               TEXT,
            kind               TEXT,
            topic              TEXT,
            audience           TEXT,
            projection_version INTEGER NOT NULL,
            digest             TEXT,
            parts              TEXT,
            accepted_at        TEXT NOT NULL,
            accepted_by        TEXT NOT NULL,
            version            TEXT NOT NULL,
            PRIMARY KEY (position, ordinal)
        ) STRICT, WITHOUT ROWID""",
        "CREATE INDEX accepted_by_call ON accepted (call, position, ordinal)",
    ),
    (
        # What came of calls, as it is owed to the clinic's webhook (receptionist/publishers/webhook): from the first
        # time on that somebody sends there. Rows hold nobody's data, as in the outbox.
        """CREATE TABLE webhook (
            one        INTEGER PRIMARY KEY CHECK (one = 1),
            host       TEXT NOT NULL,
            since      INTEGER NOT NULL,
            not_before REAL NOT NULL DEFAULT 0
        ) STRICT""",
        """CREATE TABLE outcomes (
            position         INTEGER PRIMARY KEY REFERENCES events (position),
            call             TEXT NOT NULL UNIQUE,
            state            TEXT NOT NULL DEFAULT 'owed' CHECK (state IN ('owed', 'sent', 'parked', 'void')),
            attempts         INTEGER NOT NULL DEFAULT 0,
            first_attempt_at REAL,
            next_attempt_at  REAL NOT NULL DEFAULT 0,
            claim            INTEGER NOT NULL DEFAULT 0,
            claimed_until    REAL NOT NULL DEFAULT 0,
            last_error       TEXT,
            settled_at       TEXT,
            disclosed        TEXT,
            sent_digest      TEXT
        ) STRICT""",
        "CREATE INDEX outcomes_owed ON outcomes (position) WHERE state = 'owed'",
        "CREATE INDEX outcomes_parked ON outcomes (position) WHERE state = 'parked'",
        """CREATE TABLE outcomes_about (
            appointment TEXT NOT NULL,
            position    INTEGER NOT NULL REFERENCES outcomes (position),
            PRIMARY KEY (appointment, position)
        ) STRICT, WITHOUT ROWID""",
        "CREATE INDEX outcomes_about_by_position ON outcomes_about (position)",
    ),
)


def connect(path: Path, *, busy_timeout: float) -> sqlite3.Connection:
    """A connection in autocommit mode: transactions are begun by name. To be called in its own thread."""
    # "rw": a file that vanished since it was looked at is an error, not a new file that everybody can read.
    address = f"{path.absolute().as_uri()}?mode=rw"
    connection = sqlite3.connect(address, uri=True, timeout=busy_timeout, isolation_level=None)
    try:
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        # From the first row on: a digest whose row grew would stay in the page's free space when it is erased later.
        connection.execute("PRAGMA secure_delete = ON")
    except BaseException:
        connection.close()
        raise
    return connection


def prepare(connection: sqlite3.Connection, path: Path, *, busy_timeout: float) -> None:
    """Make a new file a log, bring an old one up to date, refuse what is neither.

    Raises:
        NotALogError: The file holds something else.
        LogTooNewError: A newer version wrote it.
        LogPathError: It lies where SQLite cannot share it between processes.
    """
    connection.execute("BEGIN")
    try:
        # At one instant: between two looks another process may make the empty file a log.
        version = check_kind(connection, path)
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
    _use_wal(connection, path, busy_timeout)
    if version < len(MIGRATIONS):
        _migrate(connection, path)


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Looked at again, as long as nobody else can change it.
        version = check_kind(connection, path)
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


def check_kind(connection: sqlite3.Connection, path: Path) -> int:
    """Which version a log's tables have; 0 for a file that is still empty.

    Raises:
        NotALogError: The file holds something else.
        LogTooNewError: A newer version wrote it.
    """
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if application not in {0, APPLICATION_ID}:
        raise NotALogError(path)
    if application == 0 and connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone():
        raise NotALogError(path)
    if application == APPLICATION_ID and version > len(MIGRATIONS):
        raise LogTooNewError(path, version, len(MIGRATIONS))
    return int(version) if application else 0


def _use_wal(connection: sqlite3.Connection, path: Path, busy_timeout: float) -> None:
    # SQLite's busy timeout does not cover the change of journal mode, and several processes may start at once.
    deadline = time.monotonic() + busy_timeout
    while True:
        try:
            (mode,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        else:
            break
    if mode != "wal":
        # https://www.sqlite.org/wal.html: "WAL does not work over a network filesystem."
        raise LogPathError(path, "is on a file system without shared memory; keep the log on a local disk")
