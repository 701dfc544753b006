"""`python -m benchmarks`: a table, and the same as JSON in benchmarks/results."""

from __future__ import annotations

import asyncio
import json
import os
import platform
import random
import statistics
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import attrs
import click
from rich.console import Console

from benchmarks import appends, scale, verification
from benchmarks.booking import Slots, Took, names, ours, seeds
from benchmarks.figures import Append, Figure, Whole, appended, compared, comparison
from benchmarks.figures import appends as appends_table
from benchmarks.figures import whole as whole_table
from benchmarks.ground import Ground, ground
from benchmarks.streams import bare, speaking
from benchmarks.verification import Verified
from receptionist.config import Settings
from receptionist.storage import Storage, open_storage

RESULTS = Path(__file__).parent / "results"
SLOW_WIRE = 0.05
PROCESSES = (1, 8, 32, 64)
_WARM_UP = 2
_VERIFYING_ROUNDS = 5


@click.command()
@click.option(
    "--rounds", type=click.IntRange(min=4), default=40, show_default=True, help="How often each has its turn."
)
@click.option(
    "--seconds", type=click.FloatRange(min=1), default=8.0, show_default=True, help="For each number of processes."
)
@click.option(
    "--only", type=click.Choice(["room", "appends", "verify", "scale"]), help="A part of it; scale is no part of all."
)
@click.option(
    "--events", type=click.IntRange(min=2 * scale.SMALL), default=1_000_000, show_default=True,
    help="Of scale and verify: how many the large log has. A million take some minutes to make.",
)  # fmt: skip
@click.option(
    "--logs",
    type=click.Path(path_type=Path, file_okay=False),
    help="Of scale: where its logs are kept for the next time.",
)
def main(*, rounds: int, seconds: float, only: str | None, events: int, logs: Path | None) -> None:
    """Measure, print a table, and keep the figures."""
    console = Console(width=120)
    if only == "scale":
        _scale(console, rounds, events, logs)
        return
    # First: processes are forked, and that before there are threads.
    counted = [appended(n, appends.measure(n, seconds)) for n in PROCESSES] if only in {None, "appends"} else []
    figures = asyncio.run(_in_a_room(rounds)) if only in {None, "room"} else []
    verified = verification.measure(events, _VERIFYING_ROUNDS) if only in {None, "verify"} else None
    synced = statistics.median(appends.syncing(50)) * 1000
    if figures:
        console.print(comparison(figures))
    if counted:
        console.print(appends_table(counted))
    if verified is not None:
        console.print(verification.table(verified))
    console.print(f"to have 4 KB on this disk takes {synced:.2f} ms; the machine's load was {os.getloadavg()[0]:.1f}")
    console.print(f"kept in {_keep(figures, counted, synced, verified=verified).relative_to(RESULTS.parents[1])}")


def _scale(console: Console, rounds: int, events: int, folder: Path | None) -> None:
    with tempfile.TemporaryDirectory() as nowhere:
        where = folder or Path(nowhere)
        where.mkdir(parents=True, exist_ok=True)
        small, large = scale.logs(where, events, console.print)
        figures = [*scale.flat(small, large, rounds), scale.start_up(small, rounds)]
        console.print(comparison(figures))
        read = scale.whole(small, large)
    console.print(whole_table(read))
    console.print(f"kept in {_keep(figures, [], None, read=read).relative_to(RESULTS.parents[1])}")


async def _in_a_room(rounds: int) -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings.load({}, Path(folder))
        async with open_storage(Path(folder) / "log.db") as storage, ground() as room:
            return [*await _bookings(room, storage, settings, rounds), await _streams(room, storage, settings, rounds)]


async def _bookings(room: Ground, storage: Storage, settings: Settings, rounds: int) -> list[Figure]:
    slots, chance = Slots(settings), random.Random(1)  # noqa: S311 (not a secret)
    took: dict[str, list[Took]] = {"ours": [], "seed": [], "ours, slow": [], "seed, slow": []}
    for number in range(rounds + _WARM_UP):
        turns = list(took)
        chance.shuffle(turns)
        for turn in turns:
            name, slot, wire = names(hash((number, turn))), slots.next(), SLOW_WIRE if turn.endswith("slow") else 0.0
            if turn.startswith("ours"):
                one = await ours(room, storage, settings, name=name, slot=slot, wire=wire)
            else:
                one = await seeds(room, name=name, slot=slot, wire=wire)
            if number >= _WARM_UP:
                took[turn].append(one)
    tool = {turn: [each.tool for each in all_of] for turn, all_of in took.items()}
    client = {turn: [each.client for each in all_of] for turn, all_of in took.items()}
    slow = f"a wire {SLOW_WIRE * 1000:.0f} ms slower"
    return [
        compared("(a) inside the tool, against the seed's", tool["ours"], tool["seed"], aim=0.10),
        compared("(b) until the last is at a client, against the seed's", client["ours"], client["seed"], aim=0.85),
        compared(f"(d) inside the tool with {slow}, against without", tool["ours, slow"], tool["ours"], aim=1.1),
        compared(f"    and against the seed's with {slow}", tool["ours, slow"], tool["seed, slow"], aim=0.10),
        compared(f"(b) as above, with {slow}", client["ours, slow"], client["seed, slow"], aim=0.85),
    ]


async def _streams(room: Ground, storage: Storage, settings: Settings, rounds: int) -> Figure:
    relayed, direct = [], []
    async with speaking(room, storage, settings) as caller:
        for number in range(rounds + _WARM_UP):
            by_us, _ = await caller.say(f"utterance {number} of the relay")
            by_itself = await bare(room, f"utterance {number} by itself")
            if number >= _WARM_UP:
                relayed.append(by_us)
                direct.append(by_itself)
    return compared("(c) from the commit to a client, against stream_text", relayed, direct, aim=1.2)


def _keep(
    figures: list[Figure],
    counted: list[Append],
    synced: float | None,
    *,
    verified: Verified | None = None,
    read: Sequence[Whole] = (),
) -> Path:
    RESULTS.mkdir(exist_ok=True)
    now = datetime.now(UTC)
    path = RESULTS / f"{now:%Y%m%dT%H%M%SZ}.json"
    what = {
        "at": now.isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "processors": os.cpu_count(),
        "load": os.getloadavg()[0],
        "fsync_ms": synced,
        "comparisons": [attrs.asdict(each) for each in figures],
        "appends": [attrs.asdict(each) for each in counted],
        "verified": None if verified is None else attrs.asdict(verified),
        "whole": [attrs.asdict(each) for each in read],
    }
    path.write_text(json.dumps(what, indent=1) + "\n", encoding="utf-8")
    return path


if __name__ == "__main__":
    main()
