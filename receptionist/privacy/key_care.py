"""Looking after the keys: what there is of them, a new master key for all, and whether a backup could be restored."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

from attrs import frozen

from receptionist.errors import KeyDestroyedError, LogError, MasterKeyError
from receptionist.events.key_file import KeyFile
from receptionist.events.sqlite import Database, rows
from receptionist.events.sqlite.verification import verify
from receptionist.events.subjects import ACCESS_SUBJECTS, BLOCK_SUBJECTS, BOOKING_SUBJECTS, WORDS
from receptionist.events.tags import CALL_TAGS, PATIENT_TAGS, TASK_TAGS
from receptionist.events.vault import SqliteVault, keys_path
from receptionist.keys.masters import Master, Masters
from receptionist.keys.sources import MasterFile, master_path

_PAGE = 1000
_SUBJECT = re.compile(rb'"\$sealed":"([^"\\]+)"')


@frozen(kw_only=True)
class Keys:
    """What there is of a log's keys; none of it is secret.

    Attributes:
        origin: Where the master key comes from.
        master: Which one new keys are wrapped under, by its id.
        others: How many keys are still wrapped under others, by their ids.
        counts: How many keys there are of what.
    """

    path: Path
    origin: str
    master: str
    others: Mapping[str, int]
    counts: Mapping[str, int]


@frozen(kw_only=True)
class Backup:
    """How a copy of a log and its keys was found.

    Attributes:
        events: How many events the copy has, whose chain holds.
        broken_at: The first position at which it does not, or None.
        keys: How many of its keys the master key opens: all of them.
        missing: Whose keys its events need, and the log that is in use has, but the copy has not.
    """

    events: int
    broken_at: int | None
    keys: int
    missing: tuple[str, ...]


def masters_for(log: Path, masters: Masters | None) -> Masters:
    """Where the master key of a log's keys comes from."""
    return masters or MasterFile(master_path(keys_path(log)))


def look_at_keys(log: Path, masters: Masters | None) -> Keys:
    """What there is of the keys of the log at *log*, which are not changed.

    Raises:
        LogError: They, or their master key, cannot be used.
    """
    source = masters_for(log, masters)
    counts = {"calls": 0, "words": 0, "patients": 0, "tasks": 0, "bookings": 0, "blocks": 0, "months": 0, "others": 0}
    under: dict[str, int] = {}
    with closing(SqliteVault(keys_path(log), source, read_only=True)) as vault:
        for row in vault.file.rows():
            counts[_kind(row.subject)] += 1
            under[row.master] = under.get(row.master, 0) + 1
        master = vault.file.master
    current = "" if master is None else master.id
    others = {each: number for each, number in under.items() if each != current}
    return Keys(path=keys_path(log), origin=source.origin, master=current, others=others, counts=counts)


def rotate(log: Path, masters: Masters | None) -> tuple[str, int]:
    """Wrap every key of the log at *log* under another master key, while calls go on; its id, and how many there were.

    From a file beside the keys: a new one is made and written there first, the old one is removed last, and whoever
    dies in between leaves both, which is as good. From a file elsewhere, which may be other logs' too, the old one is
    not removed. From a setting or a command: under the first that it names.

    Raises:
        MasterKeyError: The setting or the command has none but the one that all keys are wrapped under.
        LogError: A file cannot be read or written; all keys can still be opened.
    """
    source = masters_for(log, masters)
    with closing(SqliteVault(keys_path(log), source)) as vault:
        if isinstance(source, MasterFile):
            return _rotate_file(vault.file, source, alone=source.path == master_path(keys_path(log)))
        first = source.first()
        current = vault.file.master
        if current == first and all(row.master == first.id for row in vault.file.rows()):
            raise MasterKeyError(
                f"every key is wrapped under the first master key of {source.origin} already; put a new one before it"
                " ('receptionist keys new' prints one), have every process started again, and rotate"
            )
        return first.id, vault.file.rewrap(lambda _: first)


def _rotate_file(file: KeyFile, source: MasterFile, *, alone: bool) -> tuple[str, int]:
    def new(current: str) -> Master:
        ring = source.ring()
        if ring[0].id != current:
            # Somebody who made it has died before all was wrapped under it, or made it for another log.
            return ring[0]
        made = Master.fresh()
        # On disk before the first key is wrapped under it.
        source.replace((made, *ring))
        return made

    number = file.rewrap(new)
    if alone:
        file.undisturbed(lambda current: source.replace([each for each in source.ring() if each.id == current]))
    master = file.master
    assert master is not None  # noqa: S101 (it is open for writing)
    return master.id, number


async def check_backup(copy: Path, masters: Masters | None, live: Path | None) -> Backup:
    """Try whether the log at *copy* and the keys beside it could be restored; nothing is changed.

    Args:
        copy: The copied log, its keys beside it as they lie beside the log in use.
        masters: Where the master key comes from; the file beside the copy when None.
        live: The log in use, whose keys the copy's are compared with; None where it is lost.

    Raises:
        LogError: One of the copies cannot be used, or a key in it cannot be opened.
    """
    async with Database.look_into(copy) as database:
        chain = await verify(database)
        with closing(SqliteVault(keys_path(copy), masters_for(copy, masters), read_only=True)) as vault:
            there = {row.subject for row in vault.file.rows()}
            for subject in there:
                if vault.file.find(subject) is None:
                    raise KeyDestroyedError(subject)
        needed = await _needed(database)
    known = _subjects_of(live, masters) if live is not None else frozenset()
    missing = tuple(sorted((needed & known) - there))
    return Backup(events=chain.events, broken_at=chain.broken_at, keys=len(there), missing=missing)


async def _needed(database: Database) -> frozenset[str]:
    found = set[str]()
    after = 0

    def page(raw: sqlite3.Connection, after: int) -> tuple[int, set[str]]:
        batch = rows.following(raw, after, _PAGE)
        subjects = {each.decode() for row in batch for each in _SUBJECT.findall(bytes(rows.stored(row).data))}
        return (rows.stored(batch[-1]).position if batch else after), subjects

    while True:
        reached, subjects = await database.read(lambda raw, after=after: page(raw, after))  # type: ignore[misc]  # mypy infers no default of a lambda
        found |= subjects
        if reached == after:
            return frozenset(found)
        after = reached


def _subjects_of(log: Path, masters: Masters | None) -> frozenset[str]:
    try:
        with closing(SqliteVault(keys_path(log), masters_for(log, masters), read_only=True)) as vault:
            return frozenset(row.subject for row in vault.file.rows())
    except LogError:
        return frozenset()


def files_to_keep(log: Path, masters: Masters | None) -> Iterator[tuple[Path | str, str]]:
    """What a backup consists of, each with what is to be known of it."""
    yield log, "the log; copy it with SQLite ('.backup'), while it is in use too"
    yield keys_path(log), "the keys; the same way, and AFTER the log: events whose keys are missing cannot be read"
    erased = "what was erased; always the newest copy, also with an old log: see docs/privacy.md"
    yield log.with_name(f"{log.name}.erased"), erased
    source = masters_for(log, masters)
    what = "the master key; elsewhere than the rest: who has all of it can read everything, without it nobody can"
    yield source.origin, what


def _kind(subject: str) -> str:
    if subject.startswith(CALL_TAGS):
        return "words" if subject.endswith(WORDS) else "calls"
    kinds = {
        PATIENT_TAGS: "patients",
        TASK_TAGS: "tasks",
        BOOKING_SUBJECTS: "bookings",
        BLOCK_SUBJECTS: "blocks",
        ACCESS_SUBJECTS: "months",
    }
    return next((kind for prefix, kind in kinds.items() if subject.startswith(prefix)), "others")
