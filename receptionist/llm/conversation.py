"""What was said and done in a call, and the two things that can be done next. No LiveKit in here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from attrs import evolve, field, frozen

Part = Literal["name", "date", "time"]
PARTS: tuple[Part, ...] = ("name", "date", "time")


@frozen
class CallerSaid:
    """One utterance of the caller."""

    text: str


@frozen
class AgentSaid:
    """One utterance of the receptionist, as far as it was spoken."""

    text: str


@frozen
class ToolCalled:
    """The receptionist asked for a tool."""

    name: str
    arguments: Mapping[str, str] = field(factory=dict)


@frozen
class ToolAnswered:
    """What the tool said; it stands behind its `ToolCalled`, whatever was said in between."""

    name: str
    output: str
    is_error: bool = False


Item = CallerSaid | AgentSaid | ToolCalled | ToolAnswered
Conversation = Sequence[Item]


@frozen
class Say:
    """Speak this."""

    text: str


@frozen
class CallTool:
    """Ask for this tool."""

    name: str
    arguments: Mapping[str, str] = field(factory=dict)


Move = Say | CallTool


@frozen
class Facts:
    """What is known of an appointment, in the caller's own words; "" is not known."""

    name: str = ""
    date: str = ""
    time: str = ""

    @property
    def missing(self) -> tuple[Part, ...]:
        """The parts that are not known, in the order in which they are asked for."""
        return tuple(part for part in PARTS if not getattr(self, part))

    @property
    def when(self) -> bool:
        """Whether a day or a time is known."""
        return bool(self.date or self.time)

    def updated(self, newer: Facts) -> Facts:
        """These facts with what *newer* knows in place of what was known."""
        return Facts(name=newer.name or self.name, date=newer.date or self.date, time=newer.time or self.time)

    def without_name(self) -> Facts:
        """Only the day and the time."""
        return evolve(self, name="")

    def as_arguments(self, *parts: Part) -> dict[str, str]:
        """The named parts as a tool's arguments (all three when none is named)."""
        return {part: getattr(self, part) for part in parts or PARTS}


def facts_from(arguments: Mapping[str, str]) -> Facts:
    """The facts that a tool was called with."""
    return Facts(**{part: arguments.get(part, "") for part in PARTS})
