"""kill -9 at any point of a call, then `receptionist resume`: nothing committed is lost, what was owed is sent."""

from __future__ import annotations

import itertools
import random
import sqlite3
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from attrs import frozen

from receptionist.events.booking import BookingConfirmed
from receptionist.events.log import Query
from receptionist.events.recorded import Recorded
from receptionist.events.tags import call_tag
from receptionist.ids import CallId
from receptionist.projections import project
from receptionist.projections.effects import SetAttributes
from receptionist.projections.fold import view
from receptionist.publishers.outbox import Settled
from receptionist.storage import open_storage
from tests.processes import start

POINTS = 40
# How many JSON lines the story prints undisturbed; a kill comes after one of them, or before the first.
LINES = 81
LONGEST_DELAY = 0.004
# The successor has to wait until the dead process's right to send has lapsed.
SETTINGS = {"RECEPTIONIST_LEASE_SECONDS": "0.5"}


@frozen
class Aftermath:
    """What a call that was killed and resumed left behind."""

    call: CallId
    before: list[dict[str, Any]]
    after: list[dict[str, Any]]
    events: tuple[Recorded, ...]
    rows: tuple[Settled, ...]
    broken_at: int | None

    def keys(self, kind: str) -> list[str]:
        """The keys that both processes printed, in the order of time."""
        return [line["key"] for line in (*self.before, *self.after) if line["kind"] == kind]


@pytest.mark.parametrize("point", range(POINTS))
async def test_a_call_killed_at_any_point_is_resumed(tmp_path: Path, point: int) -> None:
    seeded = random.Random(f"kill {point}")
    killed = _kill_after(tmp_path, lines=seeded.randrange(LINES), delay=seeded.uniform(0, LONGEST_DELAY))
    call = _call_in(tmp_path / "log.db")
    if call is None:
        assert killed == []
        return
    resuming = start(tmp_path, "resume", call, "--json", "--db", "log.db", environ=SETTINGS)
    resumed = list(resuming.objects())
    assert resuming.finish() == (b"", 0)
    left = await _aftermath(tmp_path, call, killed, resumed)

    _nothing_committed_is_lost(left)
    _everything_owed_is_settled(left)
    _each_lane_is_in_order(left)
    _what_was_seen_is_what_the_log_says(left, tmp_path)
    assert sum(isinstance(recorded.event, BookingConfirmed) for recorded in left.events) <= 1
    assert left.broken_at is None


def _nothing_committed_is_lost(left: Aftermath) -> None:
    seen = [(line["position"], line["type"]) for line in left.before if line["kind"] == "event"]
    assert [(recorded.position, recorded.type) for recorded in left.events][: len(seen)] == seen


def _everything_owed_is_settled(left: Aftermath) -> None:
    assert {row.state for row in left.rows} <= {"sent", "superseded"}
    owed = [f"{r.position}:{n}" for r in left.events for n, _ in enumerate(project(r))]
    assert [row.key for row in left.rows] == owed
    assert set(left.keys("sent")) <= {row.key for row in left.rows if row.state == "sent"}
    # One sender at a time: what the first process has settled, its successor leaves alone.
    settled_before = {row.key for row in left.rows if row.epoch == 1}
    assert settled_before.isdisjoint(line["key"] for line in left.after)
    assert len(left.keys("sent")) == len(set(left.keys("sent")))


def _each_lane_is_in_order(left: Aftermath) -> None:
    for lane in ("attributes", "streams"):
        keys = [key for key in left.keys("effect") if _lane(left, key) == lane]
        places = [tuple(map(int, key.split(":"))) for key in keys]
        # At most the effect that was on its way when the process died comes a second time.
        assert all(one <= other for one, other in pairwise(places))
        assert len(keys) - len(set(keys)) <= 1


def _what_was_seen_is_what_the_log_says(left: Aftermath, folder: Path) -> None:
    attributes: dict[str, str] = {}
    streams: dict[str, dict[str, Any]] = {}
    for line in (*left.before, *left.after):
        if line["kind"] == "effect" and line["effect"] == "set_attributes":
            attributes |= line["attributes"]
        elif line["kind"] == "effect":
            streams.setdefault(line["key"], line)
    whole = view(left.events)
    assert attributes == dict(whole.attributes)
    assert sorted(streams) == sorted(whole.streams)
    assert {key: line["topic"] for key, line in streams.items()} == {
        key: effect.topic for key, effect in whole.streams.items()
    }
    for line in streams.values():
        if line["effect"] == "send_bytes":
            assert (folder / line["saved_as"]).stat().st_size == line["size"]


def _kill_after(folder: Path, *, lines: int, delay: float) -> list[dict[str, Any]]:
    """Hold the story and kill its process *delay* seconds after so many lines; the whole lines that it printed."""
    running = start(folder, "talk", "--json", "--now", "2026-11-18T10:00", "--db", "log.db", environ=SETTINGS)
    objects = running.objects()
    printed = list(itertools.islice(objects, lines))
    time.sleep(delay)
    running.kill()
    printed += objects
    running.finish()
    return printed


def _call_in(path: Path) -> CallId | None:
    if not path.exists() or not path.stat().st_size:
        return None
    raw = sqlite3.connect(path)
    try:
        row = raw.execute("SELECT tag FROM event_tags WHERE tag LIKE 'call:%' LIMIT 1").fetchone()
    except sqlite3.OperationalError:
        # Killed before the tables were there.
        return None
    finally:
        raw.close()
    return None if row is None else CallId(row[0].removeprefix("call:"))


def _lane(left: Aftermath, key: str) -> str:
    position, ordinal = map(int, key.split(":"))
    effect = project(next(r for r in left.events if r.position == position))[ordinal]
    return "attributes" if isinstance(effect, SetAttributes) else "streams"


async def _aftermath(
    folder: Path, call: CallId, before: list[dict[str, Any]], after: list[dict[str, Any]]
) -> Aftermath:
    async with open_storage(folder / "log.db", create=False) as storage:
        return Aftermath(
            call=call,
            before=before,
            after=after,
            events=(await storage.log.read(Query.tagged(call_tag(call)))).events,
            rows=await storage.outbox.of_call(call),
            broken_at=(await storage.log.verify()).broken_at,
        )
