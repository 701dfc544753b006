"""Frozen logs: what a log file of each schema held when it was today's, as sqlite3 dumps it, keys and all (made up).

Beside each stands, in clear, what its calls show: `schema_3.sql`, `schema_3.keys.sql`, `schema_3.shows.json`; and from
schema 9 on the master key under which its keys are wrapped, `schema_9.master`. A log is added with each schema (`python
-m tests.history freeze`), and never changed.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from receptionist.events.log import Query
from receptionist.events.sqlite import Verification
from receptionist.events.tags import call_tag
from receptionist.events.vault import keys_path
from receptionist.ids import CallId
from receptionist.keys.sources import master_path
from receptionist.replaying.showing import Shown, differences, shown
from receptionist.storage import Storage, open_storage

FOLDER = Path(__file__).parent
LOGS = FOLDER / "logs"
SCRIPTS = FOLDER / "scripts"
"""What the callers say in a log that is frozen today, a call each, in order."""
_BEGINS = ("2026-11-18T10:00", "2026-11-19T11:00")


def thaw(name: str, folder: Path) -> Path:
    """A frozen log as the file that it was, in *folder*."""
    path = folder / "log.db"
    for file, dump in ((path, f"{name}.sql"), (keys_path(path), f"{name}.keys.sql")):
        file.touch(mode=0o600)
        with contextlib.closing(sqlite3.connect(file)) as raw:
            raw.executescript((LOGS / dump).read_text(encoding="utf-8"))
    master = LOGS / f"{name}.master"
    if master.exists():
        # Before schema 9 the keys stood in the clear.
        thawed = master_path(keys_path(path))
        thawed.touch(mode=0o600)
        thawed.write_bytes(master.read_bytes())
    return path


def dump(log: Path, name: str) -> None:
    """Freeze a log and its keys as they are."""
    for file, into in ((log, f"{name}.sql"), (keys_path(log), f"{name}.keys.sql")):
        with contextlib.closing(sqlite3.connect(file)) as raw:
            pragmas = ("application_id", "user_version")
            head = [f"PRAGMA {each} = {raw.execute(f'PRAGMA {each}').fetchone()[0]};" for each in pragmas]
            lines = [f"-- A log as receptionist wrote it ({name}), with made-up callers: sqlite3's dump.", *head]
            text = "\n".join([*lines, *raw.iterdump()]) + "\n"
        (LOGS / into).write_text(text, encoding="utf-8")
    (LOGS / f"{name}.master").write_bytes(master_path(keys_path(log)).read_bytes())


def schema_of(path: Path) -> int:
    """The schema that a log's file has."""
    with contextlib.closing(sqlite3.connect(path)) as raw:
        return int(raw.execute("PRAGMA user_version").fetchone()[0])


async def shows(storage: Storage) -> dict[str, Shown]:
    """What each call of a log shows today, by the call's id, in the order of the calls."""
    began = (await storage.log.read(Query.tagged(types=("call.started",)))).events
    calls = [CallId(str(each.metadata.call)) for each in began]
    return {call: shown((await storage.log.read(Query.tagged(call_tag(call)))).events) for call in calls}


async def opened(name: str, folder: Path) -> tuple[dict[str, Shown], Verification]:
    """What the calls of a frozen log show today, and whether its chain still holds."""
    async with open_storage(thaw(name, folder), create=False) as storage:
        return await shows(storage), await storage.log.verify()


def kept(name: str) -> dict[str, Shown]:
    """What stands beside a frozen log."""
    found: Mapping[str, Mapping[str, object]] = json.loads((LOGS / f"{name}.shows.json").read_text(encoding="utf-8"))
    return {call: Shown.from_json(each) for call, each in found.items()}


def keep(name: str, today: Mapping[str, Shown]) -> None:
    """Have what a frozen log shows today be what is meant."""
    text = json.dumps({call: each.as_json() for call, each in today.items()}, ensure_ascii=False, indent=1)
    (LOGS / f"{name}.shows.json").write_text(text + "\n", encoding="utf-8")


def diff(then: Mapping[str, Shown], today: Mapping[str, Shown]) -> str:
    """From what was recorded to what is shown today, call by call."""
    nothing = Shown(effects={}, folds={}, says={})
    pairs = ((call, then.get(call, nothing), today.get(call, nothing)) for call in dict.fromkeys((*then, *today)))
    found = (differences(one, other, then=f"{call}, recorded", now=f"{call}, today") for call, one, other in pairs)
    return "\n".join(each for each in found if each)


def call_in(log: Path) -> None:
    """Have the scripts' callers call today's agent."""
    for script, begins in zip(sorted(SCRIPTS.glob("*.txt")), _BEGINS, strict=True):
        with script.open("rb") as said:
            arguments = ("-m", "receptionist", "talk", "--db", str(log), "--now", begins)
            subprocess.run([sys.executable, *arguments], stdin=said, stdout=subprocess.DEVNULL, check=True)


def today_of(name: str, folder: Path) -> dict[str, Shown]:
    """`opened`, for those who have no loop."""
    return asyncio.run(opened(name, folder))[0]
