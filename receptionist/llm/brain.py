"""A receptionist by rule: what to say or do next, computed from the conversation alone."""

from __future__ import annotations

from collections.abc import Collection
from typing import assert_never

from receptionist.llm.answering import after_tool
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
from receptionist.llm.memory import Memory
from receptionist.llm.recall import recall
from receptionist.llm.replying import did_not_catch, question, with_question, words
from receptionist.llm.rules import RULES

__all__ = ["TOOLS", "Move", "next_move"]

TOOLS = frozenset({
    "report_emergency", "begin_booking", "find_times", "book_appointment", "identify_patient", "look_up_appointments",
    "move_appointment", "cancel_appointment", "report_late", "send_details", "join_waiting_list", "answer_question",
    "note_insurance", "request_person", "leave_message", "choose_language", "end_call",
})  # fmt: skip
"""Every tool that the brain knows how to use."""

_LEFT_OUT = frozenset({"choose_language", "report_emergency", "note_insurance"})
"""Without these the brain goes on as if they were not needed."""


def next_move(conversation: Conversation, tools: Collection[str] = TOOLS) -> Move:
    """What the receptionist says or does next; of the tools, only those in *tools* are called."""
    memory = recall(conversation)
    last = memory.last
    match last:
        case None:
            return Say(words(memory).welcome)
        case ToolAnswered():
            return _allowed(memory, after_tool(memory, last) or _reply(memory, tools), tools)
        case ToolCalled():
            return Say(words(memory).one_moment)
        case AgentSaid():
            return Say(with_question(memory, words(memory).still_there))
        case CallerSaid():
            return _reply(memory, tools)
        case _:
            assert_never(last)


def _reply(memory: Memory, tools: Collection[str]) -> Move:
    """The first rule that has something to say to the caller's words has the floor."""
    moves = (move for rule in RULES if (move := rule(memory)) is not None)
    able = (move for move in moves if not (isinstance(move, CallTool) and move.name in _LEFT_OUT - set(tools)))
    return _allowed(memory, next(able, None) or Say(did_not_catch(memory)), tools)


def _allowed(memory: Memory, move: Move, tools: Collection[str]) -> Move:
    if isinstance(move, Say) or move.name in tools:
        return move
    said = words(memory)
    if memory.unspoken:
        return Say(memory.unspoken)
    if move.name == "begin_booking":
        return Say(question(memory))
    return Say(said.farewell if move.name == "end_call" else said.no_tool)
