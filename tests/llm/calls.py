"""Calls in progress, to go on from."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from receptionist.llm.conversation import AgentSaid, CallerSaid, CallTool, Item, ToolAnswered, ToolCalled
from receptionist.llm.phrases_en import ENGLISH

HELLO = AgentSaid(ENGLISH.welcome)
SARAH = {"name": "Sarah", "date": "next Tuesday", "time": "2 PM"}
CONFIRMED = "You're booked for Tuesday, November 24th at 2 PM, Sarah."
OFFER = "I could offer Tuesday, November 24th at 2:30 PM, or 3 PM."
TAKEN = f"I'm sorry, that time is taken. {OFFER}"
STANDING = "There is an appointment under that name from this call already. Would you like to move it?"
WHICH = "Do you mean Thursday, November 19th, or Thursday, November 26th?"


def tool(name: str, output: str, arguments: Mapping[str, str] = MappingProxyType({})) -> list[Item]:
    """A tool that was called and has answered."""
    return [ToolCalled(name, arguments), ToolAnswered(name, output)]


def failed(name: str, arguments: Mapping[str, str] = MappingProxyType({})) -> list[Item]:
    """A tool that was called and broke."""
    return [ToolCalled(name, arguments), ToolAnswered(name, "sqlite3.OperationalError: disk I/O error", is_error=True)]


def spoken(name: str, output: str, arguments: Mapping[str, str] = MappingProxyType({})) -> list[Item]:
    """A tool whose answer was spoken to the caller."""
    return [*tool(name, output, arguments), AgentSaid(output)]


BOOKED: list[Item] = [
    HELLO,
    CallerSaid("Book an appointment, my name is Sarah, next Tuesday at 2 PM"),
    *spoken("book_appointment", CONFIRMED, SARAH),
]
REFUSED: list[Item] = [
    HELLO,
    CallerSaid("Book an appointment, my name is Sarah, next Tuesday at 2 PM"),
    *spoken("book_appointment", TAKEN, SARAH),
]


def booking(name: str = "", date: str = "", time: str = "") -> CallTool:
    """The note that a booking has begun."""
    return CallTool("begin_booking", {"name": name, "date": date, "time": time})
