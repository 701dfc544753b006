"""What was said and done in a call, and the two things that can be done next. No LiveKit in here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from attrs import asdict, evolve, field, frozen

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
    """What is known of an appointment, in the caller's own words; "" is not known.

    Attributes:
        new_patient: "yes", "no" or "".
        guardian: For a child, the parent or guardian who calls.
        slot: The id of a time that was offered and taken; `date` and `time` then say the same in words.
    """

    name: str = ""
    date: str = ""
    time: str = ""
    treatment: str = ""
    provider: str = ""
    phone: str = ""
    birth_date: str = ""
    new_patient: str = ""
    guardian: str = ""
    slot: str = ""

    @property
    def missing(self) -> tuple[Part, ...]:
        """The parts that are not known, in the order in which they are asked for."""
        return tuple(part for part in PARTS if not getattr(self, part) and (part == "name" or not self.slot))

    @property
    def when(self) -> bool:
        """Whether a day or a time is known."""
        return bool(self.date or self.time or self.slot)

    def updated(self, newer: Facts) -> Facts:
        """These facts with what *newer* knows in its place; another day, time or person gives up the slot."""
        known = {key: new for key, new in asdict(newer).items() if new}
        another = newer.date not in {"", self.date} or newer.time not in {"", self.time}
        another = another or newer.provider not in {"", self.provider}
        slot = newer.slot or ("" if another else self.slot)
        return evolve(self, **{**known, "slot": slot})

    def without_name(self) -> Facts:
        """Without whom it is for."""
        return evolve(self, name="")

    def only(self, *keys: str) -> Facts:
        """The named facts alone."""
        return Facts(**{key: getattr(self, key) for key in keys})

    def to_note(self) -> dict[str, str]:
        """The arguments of `begin_booking`."""
        return {**self._of(PARTS), **self._known(_BESIDES)}

    def to_book(self) -> dict[str, str]:
        """The arguments of `book_appointment`: a slot says by itself when, what for and with whom."""
        if self.slot:
            people = self._known(("phone", "birth_date", "new_patient", "guardian"))
            return {"name": self.name, "slot": self.slot, **people}
        return {**self._of(PARTS), **self._known((*_BESIDES, "guardian"))}

    def to_find(self) -> dict[str, str]:
        """The arguments of `find_times`."""
        return {**self._of(("date", "time")), **self._known(("treatment", "provider"))}

    def to_move(self) -> dict[str, str]:
        """The arguments of `move_appointment`, but for which one."""
        return {"slot": self.slot} if self.slot else {**self._of(("date", "time")), **self._known(("provider",))}

    def _of(self, keys: Iterable[str]) -> dict[str, str]:
        return {key: getattr(self, key) for key in keys}

    def _known(self, keys: Iterable[str]) -> dict[str, str]:
        return {key: value for key, value in self._of(keys).items() if value}


_BESIDES = ("treatment", "provider", "phone", "birth_date", "new_patient")
_ALL = (*PARTS, *_BESIDES, "guardian", "slot")


def facts_from(arguments: Mapping[str, str]) -> Facts:
    """The facts that a tool was called with."""
    return Facts(**{key: arguments.get(key, "") for key in _ALL})
