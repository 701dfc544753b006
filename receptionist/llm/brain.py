"""A receptionist by rule: what to say or do next, computed from the conversation alone."""

from __future__ import annotations

from collections.abc import Collection
from typing import assert_never

from receptionist.llm import phrases
from receptionist.llm.conversation import (
    AgentSaid,
    CallerSaid,
    CallTool,
    Conversation,
    Move,
    Say,
    ToolAnswered,
    ToolCalled,
)
from receptionist.llm.intents import Intent
from receptionist.llm.memory import Memory
from receptionist.llm.recall import NOT_SPOKEN, recall
from receptionist.llm.rules import RULES, did_not_catch, question, with_question
from receptionist.llm.understanding import Heard, understand

__all__ = ["TOOLS", "Heard", "Move", "next_move", "understand"]

TOOLS = frozenset({"begin_booking", "book_appointment", "move_appointment", "send_details", "end_call"})
"""Every tool that the brain knows how to use."""


def next_move(conversation: Conversation, tools: Collection[str] = TOOLS) -> Move:
    """What the receptionist says or does next; of the tools, only those in *tools* are called."""
    memory = recall(conversation)
    last = memory.last
    match last:
        case None:
            return Say(phrases.WELCOME)
        case ToolAnswered():
            return _after_tool(memory, last, tools)
        case ToolCalled():
            return Say(phrases.ONE_MOMENT)
        case AgentSaid():
            return Say(with_question(memory, phrases.STILL_THERE))
        case CallerSaid():
            return _reply(memory, tools)
        case _:
            assert_never(last)


def _after_tool(memory: Memory, answer: ToolAnswered, tools: Collection[str]) -> Move:
    """A tool's sentence is spoken as it is; an error's text never is."""
    if answer.is_error:
        trouble = {
            "move_appointment": phrases.TROUBLE_MOVING,
            "send_details": phrases.TROUBLE_SENDING,
            "end_call": phrases.FAREWELL,
        }
        return Say(trouble.get(answer.name, phrases.TROUBLE_BOOKING))
    if answer.name == NOT_SPOKEN and not answer.output.startswith(("I'm sorry", "Sorry")):
        return Say(question(memory))
    settled = memory.booked is not None and memory.unspoken == memory.confirmation == answer.output
    if settled and memory.heard.wants(Intent.GOODBYE) and "end_call" in tools:
        return CallTool("end_call")
    if answer.name == "end_call" and memory.unspoken != answer.output:
        return Say(memory.unspoken)
    silent = phrases.FAREWELL if answer.name == "end_call" else phrases.ANYTHING_ELSE
    return Say(answer.output.strip() or silent)


def _reply(memory: Memory, tools: Collection[str]) -> Move:
    """The first rule that has something to say to the caller's words has the floor."""
    move = next((move for rule in RULES if (move := rule(memory))), None) or Say(did_not_catch(memory))
    if isinstance(move, CallTool) and move.name not in tools:
        move = _without_tool(memory, move)
    if isinstance(move, Say) and memory.unspoken and memory.unspoken not in move.text:
        # The reply that should have carried this was interrupted: it must not stay a silent booking.
        return Say(f"{memory.unspoken} {move.text}")
    return move


def _without_tool(memory: Memory, wanted: CallTool) -> Say:
    if wanted.name == "begin_booking":
        return Say(question(memory))
    return Say(phrases.FAREWELL if wanted.name == "end_call" else phrases.NO_TOOL)
