"""Saving a call as a history and a journey: read from the log, made nobody's, played once, written to files."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import sqlite3
from pathlib import Path

from attrs import evolve, frozen

from receptionist.errors import HistoryFileError, KeyDestroyedError
from receptionist.events.codec import canonical
from receptionist.events.lookup import LOOKUP_KEY
from receptionist.events.sqlite import rows
from receptionist.events.tags import CLINIC, call_tag
from receptionist.events.vault import Vault
from receptionist.ids import CallId
from receptionist.replaying.anonymising import Anonymised, anonymised, in_clear, opened
from receptionist.replaying.history import History, Saved, play
from receptionist.replaying.journey_file import CallToTell, journey
from receptionist.replaying.showing import Shown
from receptionist.replaying.stored import rows_after
from receptionist.storage import Storage

_PAGE = 500
_RELATED = ("patient:", "appointment:", "wait:")
_NOTHING = Shown(effects={}, folds={}, says={})


@frozen(kw_only=True)
class SavedCall:
    """A call that was made nobody's, ready to be written.

    Attributes:
        journey: The journey file's text; "" where the caller said nothing.
        anonymised: What was done, and what a person has to look at.
    """

    history: History
    journey: str
    anonymised: Anonymised


async def saved_call(storage: Storage, call: CallId, *, title: str) -> SavedCall:
    """A call of the log with other people in it, at another time, and what it shows by today's code.

    Raises:
        CodecError: An event cannot be read.
        LogError: The log cannot be read.
    """
    events, before = await storage.database.read(lambda raw: _read(raw, call, storage.vault))
    done = anonymised(events, before, key=_key(storage.vault))
    history = _played(History(about=title, events=done.events, shows=_NOTHING))
    then = History(about=title, events=done.before, shows=_NOTHING)
    told = CallToTell(history.recorded(), then.recorded())
    return SavedCall(history=history, journey=journey(told, title), anonymised=done)


async def verbatim(storage: Storage, call: CallId, *, about: str) -> History:
    """A call of the log as it was, names and all: for calls that were made up. Its events keep their positions.

    Raises:
        CodecError: An event cannot be read.
        LogError: The log cannot be read.
    """
    events, _ = await storage.database.read(lambda raw: _read(raw, call, storage.vault))
    return _played(History(about=about, events=in_clear(events), shows=_NOTHING))


def write(path: Path, text: str, *, force: bool) -> None:
    """Write *text* to a file that is whole or not there, for its owner only.

    Raises:
        HistoryFileError: There is one already (unless *force*), or it cannot be written.
    """
    if path.exists() and not force:
        raise HistoryFileError(path, "is there already; choose another name, or overwrite it with --force")
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with os.fdopen(os.open(beside, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o644), "w", encoding="utf-8") as file:
            file.write(text)
        beside.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
        raise HistoryFileError(path, f"cannot be written ({error.strerror})") from error


def _played(history: History) -> History:
    return evolve(history, shows=play(history))


def _key(vault: Vault) -> bytes:
    """Who stands for whom is the same in all that is saved from a log; without its keys, by chance."""
    try:
        return bytes.fromhex(vault.digest(LOOKUP_KEY, canonical(["pseudonyms"])))
    except KeyDestroyedError:
        return secrets.token_bytes(32)


def _read(raw: sqlite3.Connection, call: CallId, vault: Vault) -> tuple[tuple[Saved, ...], tuple[Saved, ...]]:
    """The call's events, and what was recorded before it of the people, appointments and days that it is about."""
    own = _tagged(raw, call_tag(call))
    if not own:
        return (), ()
    first = own[0][0]
    tags = {tag for row in own for tag in json.loads(rows.stored(row).tags)}
    wanted = {tag for tag in tags if tag.startswith(_RELATED)}
    wanted |= set(_closings(raw, first))
    earlier = {row[0]: row for tag in wanted for row in _tagged(raw, tag, until=first)}
    # Who they are is told by events that carry only the patients' own tags.
    patients = {
        tag for row in earlier.values() for tag in json.loads(rows.stored(row).tags) if tag.startswith("patient:")
    }
    earlier |= {row[0]: row for tag in patients - wanted for row in _tagged(raw, tag, until=first)}
    return opened(own, vault), opened([earlier[at] for at in sorted(earlier)], vault)


def _closings(raw: sqlite3.Connection, until: int) -> list[str]:
    """The tags of days that the clinic closed or opened again before the call."""
    sql = "SELECT DISTINCT tag FROM event_tags WHERE tag >= ? AND tag < ? AND position < ?"
    start = f"diary:{CLINIC}:"
    return [tag for (tag,) in raw.execute(sql, (start, f"{start}\N{DELETE}", until))]


def _tagged(raw: sqlite3.Connection, tag: str, *, until: int | None = None) -> list[rows.Row]:
    found: list[rows.Row] = []
    while page := rows_after(raw, found[-1][0] if found else 0, _PAGE, tag=tag):
        found += [row for row in page if until is None or row[0] < until]
        if until is not None and page[-1][0] >= until:
            break
    return found
