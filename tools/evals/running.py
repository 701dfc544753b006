"""Plays calls side by side, each on a log of its own, and says how each came out."""

from __future__ import annotations

import asyncio
import re
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Literal

from attrs import frozen
from livekit.agents import llm

from receptionist.errors import ReceptionistError
from tests.journeys.found import Found
from tests.journeys.grading import differences
from tests.journeys.journey import Journey
from tests.journeys.playing import play
from tests.journeys.transcript import transcript

_NOT_IN_A_FILE_NAME = re.compile(r"[^\w-]+")

Verdict = Literal["passed", "failed", "broken", "too slow", "skipped"]


@frozen(kw_only=True)
class Eval:
    """A call to play, and where it comes from."""

    file: str
    journey: Journey

    @property
    def name(self) -> str:
        """What it is called in the table and in `--only`."""
        return f"{self.file}: {self.journey.title}"

    @property
    def file_name(self) -> str:
        """Under which its transcript is kept."""
        return f"{_NOT_IN_A_FILE_NAME.sub('-', self.name).strip('-')}.txt"


@frozen(kw_only=True)
class Result:
    """How a call came out.

    Attributes:
        turns: How often the caller spoke.
        tools: How often the model called a tool.
        seconds: How long it took.
        why: The first difference, or what else went wrong; "" for a call that passed.
        transcript: Both voices with the events beside them; "" where nothing could be recorded.
    """

    of: Eval
    verdict: Verdict
    turns: int = 0
    tools: int = 0
    seconds: float = 0.0
    why: str = ""
    transcript: str = ""


async def run(
    evals: Sequence[Eval],
    model: llm.LLM[Any],
    *,
    offline: bool,
    at_once: int,
    limit: float,
    finished: Callable[[Result], None],
) -> tuple[Result, ...]:
    """Play them all, in their order as far as there is room.

    Args:
        evals: The calls.
        model: Which LLM handles them.
        offline: Whether that is the offline brain: then the way and the words count, as they do in the tests, and
            what is beyond it is skipped; of any other model only what stands at the end is looked at.
        at_once: How many calls go on at the same time.
        limit: How many seconds a call may take.
        finished: Told of each as it is over.
    """
    room = asyncio.Semaphore(at_once)

    async def one(each: Eval) -> Result:
        if offline and each.journey.beyond_the_offline_brain:
            result = Result(of=each, verdict="skipped", why=each.journey.beyond_the_offline_brain)
        else:
            async with room:
                result = await _played(each, model, offline=offline, limit=limit)
        finished(result)
        return result

    return tuple(await asyncio.gather(*map(one, evals)))


async def _played(each: Eval, model: llm.LLM[Any], *, offline: bool, limit: float) -> Result:
    began = time.monotonic()
    # What is left of a call that was cut off may still be written while the folder goes.
    with tempfile.TemporaryDirectory(prefix="evals-", ignore_cleanup_errors=True) as folder:
        try:
            async with asyncio.timeout(limit):
                found = await play(each.journey, Path(folder), model)
        except TimeoutError:
            return Result(of=each, verdict="too slow", seconds=limit, why=f"it was not over after {limit:g} seconds")
        except Exception as error:  # noqa: BLE001 (a call that crashes must not cost what the others have cost)
            why = str(error) if isinstance(error, ReceptionistError) else repr(error)
            return Result(of=each, verdict="broken", seconds=time.monotonic() - began, why=why)
    return _graded(each, found, offline=offline, seconds=time.monotonic() - began)


def _graded(each: Eval, found: Found, *, offline: bool, seconds: float) -> Result:
    different = differences(each.journey, found, final_state_only=not offline)
    told = transcript(found.events)
    return Result(
        of=each,
        verdict="failed" if different else "passed",
        turns=found.turns,
        tools=found.tools,
        seconds=seconds,
        why=str(different[0]) if different else "",
        transcript="\n".join([*map(str, different), "", told]) if different else told,
    )
