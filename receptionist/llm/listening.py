"""What the caller's words change in the memory of a call."""

from __future__ import annotations

from attrs import evolve

from receptionist.llm.conversation import Facts
from receptionist.llm.intents import Intent
from receptionist.llm.listening_another import another_begins, wants_another
from receptionist.llm.listening_booking import (
    add,
    agrees_to_move,
    begin,
    change,
    give_up,
    gives_up,
    in_full,
)
from receptionist.llm.listening_errands import begin_errand, go_on, wanted_errand
from receptionist.llm.listening_messages import begin_message, collects_message, go_on_with_message, wants_message
from receptionist.llm.memory import Memory
from receptionist.llm.names import introduced
from receptionist.llm.naming import NAMING
from receptionist.llm.options import Unclear, chosen
from receptionist.llm.understanding import Heard, Topic, understand

_SELF = frozenset({"person", "message"})


def listen(memory: Memory, text: str) -> Memory:
    """The memory after the caller said *text*."""
    # Who is asked for a number to call back on gives a name with it.
    beside: frozenset[Topic] = frozenset({"name"}) if memory.task in _SELF and "phone" in memory.asked else frozenset()
    heard = understand(text, memory.asked | beside, memory.language)
    memory = evolve(memory, heard=heard, brought=False, unclear=False, dropped=None)
    if not heard.text:
        return memory
    memory = evolve(memory, heard=evolve(heard, facts=in_full(memory, heard)))
    memory = _who(memory)
    if collects_message(memory):
        return go_on_with_message(memory)
    picked = _picked(memory)
    if picked.unclear:
        return picked
    return _on_the_task(picked)


def _who(memory: Memory) -> Memory:
    """The caller's own name and what identifies them; a guardian's name is not the child's."""
    heard = memory.heard
    facts, caller = heard.facts, heard.own_name
    if _only_exclaims(memory, heard):
        facts = evolve(facts, name="")
    guardian = "guardian" in memory.asked or (memory.child and bool(memory.draft.name) and "name" not in memory.asked)
    others = heard.wants(Intent.FOR_ANOTHER) and not heard.of_a_relative
    if facts.name and not heard.of_a_relative:
        speaks = NAMING[memory.language].speaks.search(heard.text) is not None
        own = speaks or guardian or others or memory.task in _SELF or not memory.for_another
        caller = caller or (facts.name if own else "")
        if guardian or (others and "name" not in memory.asked):
            facts = evolve(facts, name="")
    claims = memory.claims if memory.given_up else memory.claims.updated(heard.claims)
    heard = evolve(heard, facts=facts)
    return evolve(
        memory, heard=heard, caller=(caller if guardian else memory.caller) or memory.caller or caller, claims=claims
    )


def _only_exclaims(memory: Memory, heard: Heard) -> bool:
    """Whether what could be a name ("Splendid, then Tuesday") is none: one is known, and nobody asks or introduces."""
    asked = bool(memory.asked & {"name", "guardian"}) or heard.wants(Intent.NO, Intent.CHANGE)
    known = memory.task == "book" and bool(memory.draft.name)
    return known and not asked and len(heard.facts.name.split()) == 1 and not introduced(heard.text, memory.language)


def _picked(memory: Memory) -> Memory:
    """The memory with the offered time that the caller takes, if they take one."""
    if not memory.options or memory.task not in {"book", "move"}:
        return memory
    heard = memory.heard
    choice = chosen(memory.options, heard, memory.draft, memory.language)
    if isinstance(choice, Unclear):
        return evolve(memory, unclear=True)
    if choice is None:
        return memory
    return evolve(memory, heard=evolve(heard, facts=heard.facts.updated(choice)))


def _on_the_task(memory: Memory) -> Memory:
    heard = memory.heard
    if wants_message(memory):
        return begin_message(memory)
    if heard.wants(Intent.WAITING):
        return _waiting(memory)
    if (errand := wanted_errand(memory)) is not None:
        return begin_errand(memory, errand)
    if memory.task and agrees_to_move(memory, heard):
        return evolve(memory, task="move", brought=memory.draft.when, refused=None)
    if memory.task is None and agrees_to_move(memory, heard):
        begun = begin_errand(memory, "move")
        return evolve(begun, draft=heard.facts.only("date", "time", "provider"), hint=Facts())
    if memory.task and gives_up(memory, heard):
        return give_up(memory)
    if memory.booked and wants_another(memory, memory.booked, heard):
        return another_begins(memory, heard)
    if memory.on_an_errand and not _books_instead(memory, heard):
        return go_on(memory)
    if memory.task in {"book", "wait"}:
        return add(memory, heard)
    return change(memory, memory.booked, heard) if memory.booked else begin(evolve(memory, task=None), heard)


def _books_instead(memory: Memory, heard: Heard) -> bool:
    """Whether somebody on an errand wants a new appointment after all."""
    return memory.task != "move" and heard.wants(Intent.BOOK) and not heard.wants(Intent.EXISTING, Intent.TELL)


def _waiting(memory: Memory) -> Memory:
    known = memory.draft if memory.task in {"book", "wait"} else Facts(name=memory.draft.name)
    return evolve(
        memory, task="wait", draft=known.updated(memory.heard.facts), options=(), brought=True, asked_for_it=frozenset()
    )
