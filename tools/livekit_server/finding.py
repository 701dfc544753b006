"""Where a livekit-server is: on PATH, else in our cache, else built into it once."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.livekit_server.building import VERSION, NoServerError, build

ROOT = Path(__file__).resolve().parents[2]
CACHE = ROOT / ".cache" / "livekit-server"

Say = Callable[[str], None]


def find(cache: Path = CACHE) -> Path | None:
    """The server that is there already: PATH's, else the cache's."""
    on_path = shutil.which("livekit-server")
    if on_path is not None:
        return Path(on_path)
    cached = _cached(cache)
    return cached if os.access(cached, os.X_OK) else None


def find_or_build(say: Say, cache: Path = CACHE) -> Path:
    """The server, built first when there is none.

    Of several processes that want one at the same time, one builds and the others wait for it.

    Args:
        say: Told, in sentences, what takes so long.
        cache: Where the built one is kept: `<cache>/v1.2.3/livekit-server`.

    Raises:
        NoServerError: If it is not there and cannot be built here, with the reason.
    """
    found = find(cache)
    if found is not None:
        return found
    with _alone(cache, say):
        found = find(cache)  # another process may have built it while we waited
        return found if found is not None else _build_into(cache, say)


def _cached(cache: Path) -> Path:
    return cache / VERSION / "livekit-server"


def _build_into(cache: Path, say: Say) -> Path:
    target = _cached(cache)
    for abandoned in cache.glob("building-*"):  # by a build that was killed: we hold the lock, so nobody is building
        shutil.rmtree(abandoned, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix="building-", dir=cache) as folder:
        built = build(Path(folder), say)
        target.parent.mkdir(parents=True, exist_ok=True)
        built.replace(target)  # within one file system: the whole server or none
    say(f"livekit-server {VERSION} is in {target}.")
    return target


@contextmanager
def _alone(cache: Path, say: Say) -> Iterator[None]:
    """Hold the cache's lock, which the kernel releases even if we are killed."""
    try:
        cache.mkdir(parents=True, exist_ok=True)
        lock = (cache / "lock").open("w")
    except OSError as error:
        msg = f"a livekit-server cannot be kept in {cache}: {error.strerror}"
        raise NoServerError(msg) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another process is building livekit-server: waiting for it.")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield
