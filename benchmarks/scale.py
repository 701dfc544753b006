"""How commands do on a log of a million events, beside one of ten thousand; and how long a command takes to start."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from attrs import frozen

from benchmarks.figures import Figure, Whole, compared
from benchmarks.generating import generate
from receptionist.events.vault import keys_path

SMALL = 10_000
_COMMAND = Path(sys.executable).with_name("receptionist")
_FLAT, _START = 1.5, 2.0
_BARE = (sys.executable, "-c", "import aiosqlite, attrs, cattrs")
_KILO = 1024
_MEASURE = """
import json, resource, subprocess, sys, time
began = time.perf_counter()
status = subprocess.call(sys.argv[1:], stdout=subprocess.DEVNULL)
took = time.perf_counter() - began
print(json.dumps([took, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, status]))
"""


@frozen(kw_only=True)
class Ran:
    """A process that came to its end."""

    seconds: float
    megabytes: float


def logs(folder: Path, events: int, tell: Callable[[str], None]) -> tuple[Path, Path]:
    """The small log and the large one in *folder*: made there, unless they are there already."""
    paths = []
    for size in (SMALL, events):
        path = folder / f"{size}.db"
        if not path.exists():
            tell(f"making a log of {size} events")
            making = folder / f"{size}.making.db"
            for left in folder.glob(f"{making.name}*"):
                left.unlink()
            generate(making, size)
            keys_path(making).rename(keys_path(path))
            making.rename(path)
        paths.append(path)
    return paths[0], paths[1]


def flat(small: Path, large: Path, rounds: int) -> list[Figure]:
    """What is to take as long on a large log as on a small one, by turns."""
    calls = {path: _middle_call(path) for path in (small, large)}
    commands: dict[str, Callable[[Path], Sequence[str]]] = {
        "show CALL": lambda path: ("show", calls[path].name),
        "replay CALL": lambda path: ("replay", calls[path].name, "--no-pager"),
        "calls": lambda path: ("calls",),  # noqa: ARG005 (the same for each)
        "calls --since": lambda path: ("calls", "--since", calls[path].began_at[:10]),
        "calls --problem": lambda path: ("calls", "--problem"),  # noqa: ARG005 (the same for each)
    }
    figures = []
    for name, arguments in commands.items():
        took: dict[Path, list[float]] = {small: [], large: []}
        for path in (small, large):
            _receptionist(path, *arguments(path))
        for number in range(rounds):
            for path in (small, large) if number % 2 else (large, small):
                took[path].append(_receptionist(path, *arguments(path)).seconds)
        figures.append(compared(f"{name}, large log against small", took[large], took[small], aim=_FLAT))
    return figures


def start_up(small: Path, rounds: int) -> Figure:
    """`calls` on a log of one call, against importing what any such command needs."""
    one = small.with_name("one.db")
    if not one.exists():
        generate(one, 1)
    ours, bare = [], []
    for number in range(rounds + 1):
        took, imports = _receptionist(one, "calls").seconds, _run(_BARE).seconds
        if number:
            ours.append(took)
            bare.append(imports)
    return compared("calls on a small log, against importing aiosqlite, attrs, cattrs", ours, bare, aim=_START)


def whole(small: Path, large: Path) -> list[Whole]:
    """What has to read everything, once on each log; of what writes, on a copy."""
    return [
        _whole("rebuild", _on_copy(small, "rebuild"), _on_copy(large, "rebuild"), small, large),
        _whole(
            "replay --all --verify",
            _receptionist(small, "replay", "--all", "--verify"),
            _receptionist(large, "replay", "--all", "--verify"),
            small,
            large,
        ),
    ]


@frozen(kw_only=True)
class _Call:
    name: str
    began_at: str


def _middle_call(path: Path) -> _Call:
    with sqlite3.connect(path) as raw:
        row = raw.execute(
            "SELECT call, began_at FROM calls ORDER BY first_position LIMIT 1 OFFSET (SELECT count(*) / 2 FROM calls)"
        ).fetchone()
    return _Call(name=row[0], began_at=row[1])


def _whole(name: str, small: Ran, large: Ran, small_log: Path, large_log: Path) -> Whole:
    return Whole(
        name=name,
        seconds=(small.seconds, large.seconds),
        megabytes=(small.megabytes, large.megabytes),
        events=(_events(small_log), _events(large_log)),
    )


def _events(path: Path) -> int:
    with sqlite3.connect(path) as raw:
        return int(raw.execute("SELECT max(position) FROM events").fetchone()[0])


def _on_copy(path: Path, *arguments: str) -> Ran:
    copy = path.with_name(f"copy-{path.name}")
    try:
        shutil.copy(path, copy)
        shutil.copy(keys_path(path), keys_path(copy))
        return _receptionist(copy, *arguments)
    finally:
        for left in path.parent.glob(f"{copy.name}*"):
            left.unlink()


def _receptionist(path: Path, *arguments: str) -> Ran:
    return _run((str(_COMMAND), *arguments, "--db", str(path)))


def _run(command: Sequence[str]) -> Ran:
    """Run a command to its end, and see what it took.

    Raises:
        RuntimeError: It failed.
    """
    # By a process that is small itself: on Linux, a child is as large as who has made it was.
    told = subprocess.run((sys.executable, "-c", _MEASURE, *command), capture_output=True, text=True, check=True)  # noqa: S603 (our own interpreter)
    seconds, size, status = json.loads(told.stdout)
    if status != 0:
        msg = f"{' '.join(command)} failed: {told.stderr.strip() or status}"
        raise RuntimeError(msg)
    # Kilobytes on Linux, bytes on macOS.
    return Ran(seconds=seconds, megabytes=size / (_KILO if sys.platform != "darwin" else _KILO**2))
