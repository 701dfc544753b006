"""Projects the events of a log in a process of its own, and prints every effect: `python -m … PATH [sabotaged]`.

Sabotaged, all that reads the time, chance or the environment raises while events are projected.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn, get_args
from unittest.mock import patch

from receptionist.events.call import Channel
from receptionist.events.log import Query
from receptionist.events.recorded import Recorded, UnknownEvent
from receptionist.language import Language
from receptionist.projections import digest_content, project
from receptionist.projections.spoken import spoken
from receptionist.storage import open_storage

_READERS: dict[Any, tuple[str, ...]] = {
    time: ("time", "time_ns", "monotonic", "monotonic_ns", "perf_counter", "localtime", "gmtime", "strftime", "sleep"),
    random: ("random", "randint", "choice", "choices", "shuffle", "sample", "uniform", "getrandbits"),
    uuid: ("uuid1", "uuid4"),
    os: ("getenv", "urandom", "getpid", "environ"),
}


class Touched(BaseException):
    """Something was read that no projection may read."""


class _NoClock(datetime):
    @classmethod
    def now(cls, _tz: object = None) -> NoReturn:
        raise Touched("datetime.now")

    @classmethod
    def utcnow(cls) -> NoReturn:
        raise Touched("datetime.utcnow")

    @classmethod
    def today(cls) -> NoReturn:
        raise Touched("datetime.today")


class _NoEnvironment(dict[str, str]):
    def __getitem__(self, name: str) -> NoReturn:
        raise Touched(name)

    def get(self, name: str, default: object = None) -> NoReturn:
        raise Touched(name)


def _never(what: str) -> Callable[..., NoReturn]:
    def raises(*_: object, **__: object) -> NoReturn:
        raise Touched(what)

    return raises


@contextlib.contextmanager
def sabotage() -> Iterator[None]:
    """Make everything that reads time, chance or the environment raise."""
    with contextlib.ExitStack() as stack:
        for module, names in _READERS.items():
            for name in names:
                broken = _NoEnvironment() if name == "environ" else _never(f"{module.__name__}.{name}")
                stack.enter_context(patch.object(module, name, broken))
        for name, module in list(sys.modules.items()):
            if name.startswith("receptionist.") and getattr(module, "datetime", None) is datetime:
                stack.enter_context(patch.object(module, "datetime", _NoClock))
        yield


def effects(events: tuple[Recorded, ...]) -> str:
    """What the events show and say, a line for each, in one spelling."""
    lines = [
        f"{recorded.position}:{ordinal} {digest_content(effect).decode()}"
        for recorded in events
        for ordinal, effect in enumerate(project(recorded))
    ]
    said = [
        f"{recorded.position} says {spoken(event, language, channel=channel, time_zone='America/New_York')}"
        for recorded in events
        for language in get_args(Language)
        for channel in get_args(Channel)
        if not isinstance(event := recorded.event, UnknownEvent)
    ]
    return "\n".join([*lines, *said])


async def _read(path: Path) -> tuple[Recorded, ...]:
    async with open_storage(path, create=False) as storage:
        return (await storage.log.read(Query())).events


if __name__ == "__main__":
    read = asyncio.run(_read(Path(sys.argv[1])))
    with sabotage() if "sabotaged" in sys.argv else contextlib.nullcontext():
        shown = effects(read)
    sys.stdout.buffer.write(shown.encode())
