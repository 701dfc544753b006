"""A turn for each tool call, and what the tools answer."""

from __future__ import annotations

from typing import Any

from tests.agent.scripted import Calls, ScriptedLLM, Stand, ToolAnswer


async def asked(stand: Stand, *, turns: int = 1) -> list[str]:
    """What the tools answered in so many turns."""
    for _ in range(turns):
        await stand.call.hear("Please.")
    return await stand.answers()


async def one(stand: Stand, kind: type[Any]) -> Any:
    (event,) = await stand.events(kind)
    return event


def script(*calls: Calls) -> ScriptedLLM:
    """Calls these, a turn each, and says what they answer."""
    return ScriptedLLM(*(step for each in calls for step in (each, ToolAnswer())))
