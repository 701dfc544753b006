"""What the caller's words change in the memory of a call."""

from __future__ import annotations

import re

from attrs import evolve

from receptionist.llm.conversation import Facts
from receptionist.llm.intents import Intent
from receptionist.llm.memory import Memory
from receptionist.llm.options import Unclear, chosen
from receptionist.llm.understanding import Heard, is_bare_clock, understand

_WHICH = frozenset({"next", "this", "coming", "the"})
"""What a caller leaves out when naming the same day again."""

_NEIGHBOUR = re.compile(r"(?:(?:the |a )?day|a week) (?:after|before)", re.IGNORECASE)
_PART_OF_DAY = re.compile(r"(?:in the |the )?(?P<part>morning|afternoon|evening)", re.IGNORECASE)


def listen(memory: Memory, text: str) -> Memory:
    """The memory after the caller said *text*."""
    heard = understand(text, memory.asked)
    memory = evolve(memory, heard=heard, brought=False, unclear=False, dropped=None)
    heard = evolve(heard, facts=_in_full(memory, heard))
    memory = evolve(memory, heard=heard)
    if memory.options and memory.task:
        choice = chosen(memory.options, heard, memory.draft)
        if isinstance(choice, Unclear):
            return evolve(memory, unclear=True)
        if choice:
            heard = evolve(heard, facts=heard.facts.updated(choice))
            memory = evolve(memory, heard=heard)
    if heard.facts.name and not heard.of_a_relative and "name" not in memory.asked:
        memory = evolve(memory, caller=memory.caller or heard.facts.name)
    if memory.task and _agrees_to_move(memory, heard):
        return evolve(memory, task="move", brought=memory.draft.when, refused=None)
    if memory.task and _gives_up(memory, heard):
        return evolve(memory, task=None, draft=Facts(), noted=None, options=(), dropped=memory.task)
    if memory.booked and _wants_another(memory, memory.booked, heard):
        return _begin_another(memory, heard)
    if memory.task:
        return _add(memory, heard)
    return _change(memory, memory.booked, heard) if memory.booked else _begin(memory, heard)


def _begin(memory: Memory, heard: Heard) -> Memory:
    """Nothing is booked or collected yet: a booking may start, and a name is kept for it."""
    agrees = "booking" in memory.asked and heard.wants(Intent.YES) and not heard.wants(Intent.NO)
    starts = agrees or _starts_booking(heard)
    facts = heard.facts if starts else Facts(name=heard.facts.name)
    return evolve(
        memory,
        draft=memory.draft.updated(facts),
        task="book" if starts else None,
        brought=starts,
        for_another=heard.wants(Intent.RELATIVE),
    )


def _begin_another(memory: Memory, heard: Heard) -> Memory:
    """A second appointment has facts of its own."""
    return evolve(
        memory,
        task="book",
        draft=_with_the_same(memory, heard, name=True),
        noted=None,
        refused=None,
        options=(),
        brought=True,
        for_another=True,
    )


def _add(memory: Memory, heard: Heard) -> Memory:
    """The draft goes on with what was just heard."""
    facts = heard.facts
    if memory.for_another:
        facts = _with_the_same(memory, heard, name="name" in memory.asked)
    name = "" if memory.task == "move" else facts.name
    again = _says_less(facts.date, memory.draft.date) and _beyond(facts.date, memory.draft.date) <= _WHICH
    facts = evolve(facts, name=name, date=memory.draft.date if again else facts.date)
    if heard.wants(Intent.RETRY):
        memory = evolve(memory, refused=None)
    return evolve(
        memory,
        heard=evolve(heard, facts=facts),
        draft=memory.draft.updated(facts),
        brought=bool(facts.name or facts.when) or heard.wants(Intent.RETRY),
        for_another=memory.for_another or heard.wants(Intent.RELATIVE),
    )


def _change(memory: Memory, booked: Facts, heard: Heard) -> Memory:
    """After a booking: other words for the day or the time move it; the same words only ask about it."""
    facts = heard.facts
    if facts.when and (_echoes(facts, booked) or heard.wants(Intent.TOPIC, Intent.CANCEL)):
        return memory
    if not facts.when and not heard.wants(Intent.RESCHEDULE, Intent.CHANGE):
        return memory
    if heard.wants(Intent.CANCEL, Intent.NEVER_MIND, Intent.DETAILS) or (facts.name and not facts.when):
        return memory
    newer = facts.without_name()
    if _says_less(facts.date, booked.date):
        newer = evolve(newer, date="")  # "make it Tuesday at 3" keeps "Tuesday, December 1st"
    return evolve(memory, task="move", draft=booked.updated(newer), brought=facts.when, options=())


def _starts_booking(heard: Heard) -> bool:
    if heard.wants(Intent.CANCEL, Intent.EXISTING, Intent.RESCHEDULE):
        return False
    if heard.wants(Intent.TOPIC) and not heard.wants(Intent.WANT):
        return False
    if heard.wants(Intent.DETAILS) and heard.facts.missing:
        return heard.wants(Intent.BOOK, Intent.VISIT)
    return heard.wants(Intent.BOOK, Intent.VISIT) or heard.facts.when


def _wants_another(memory: Memory, booked: Facts, heard: Heard) -> bool:
    """Whether a second, separate appointment is wanted after one was booked."""
    facts = heard.facts
    about_this = heard.wants(Intent.RESCHEDULE, Intent.CANCEL)
    if memory.task == "book" or about_this or (heard.wants(Intent.DETAILS) and not heard.wants(Intent.BOOK)):
        return False
    if heard.wants(Intent.ANOTHER) and (heard.wants(Intent.BOOK, Intent.VISIT, Intent.RELATIVE) or facts.when):
        return True
    if heard.wants(Intent.CHANGE):
        return False
    whole_again = not facts.missing
    books = heard.wants(Intent.BOOK) and not heard.wants(Intent.CONFIRM, Intent.EXISTING)
    somebody_else = bool(facts.name) and facts.name.casefold() != booked.name.casefold()
    return whole_again or books or (somebody_else and (facts.when or heard.of_a_relative))


def _with_the_same(memory: Memory, heard: Heard, *, name: bool) -> Facts:
    """The heard facts, and what "for me", "the same name", "the same day" stand for."""
    facts = heard.facts
    if not memory.booked:
        return facts
    if name and not facts.name and heard.wants(Intent.SAME_NAME):
        facts = evolve(facts, name=memory.caller or memory.booked.name)
    for part in re.findall(r"\bsame (day|date|time)\b", heard.text, re.IGNORECASE):
        if part.lower() == "time":
            facts = evolve(facts, time=facts.time or memory.booked.time)
        else:
            facts = evolve(facts, date=facts.date or memory.booked.date)
    return facts


def _in_full(memory: Memory, heard: Heard) -> Facts:
    """The heard facts, with the earlier words that "the day after" and "afternoon" lean on."""
    facts, known = heard.facts, memory.draft if memory.task else memory.booked or Facts()
    if _NEIGHBOUR.fullmatch(facts.date) and known.date:
        facts = evolve(facts, date=f"{facts.date} {known.date}")
    corrects = heard.wants(Intent.NO, Intent.CHANGE, Intent.RESCHEDULE)
    if (part := _PART_OF_DAY.fullmatch(facts.time)) and is_bare_clock(known.time) and not corrects:
        facts = evolve(facts, time=f"{known.time} in the {part['part']}")
    return facts


def _agrees_to_move(memory: Memory, heard: Heard) -> bool:
    """Whether "would you like to move it?" got a yes; the day and time that were refused are the new ones."""
    return "moving" in memory.asked and not heard.facts.when and heard.wants(Intent.YES, Intent.RESCHEDULE)


def _gives_up(memory: Memory, heard: Heard) -> bool:
    if heard.facts.when or heard.facts.name:
        return False
    declines = heard.wants(Intent.DECLINE) or ("moving" in memory.asked and heard.wants(Intent.NO))
    if memory.task == "move" and heard.wants(Intent.DONE):
        return True
    return heard.wants(Intent.NEVER_MIND) or (declines and not memory.options)


def _echoes(facts: Facts, booked: Facts) -> bool:
    """Whether nothing in *facts* differs from the words that were booked."""
    return all(not new or _says_less(new, old) for new, old in ((facts.date, booked.date), (facts.time, booked.time)))


def _says_less(new: str, old: str) -> bool:
    """Whether *new* is *old*, or a part of its words."""
    return bool(new) and set(_plain(new)) <= set(_plain(old))


def _beyond(new: str, old: str) -> set[str]:
    """The words of *old* that *new* leaves out."""
    return set(_plain(old)) - set(_plain(new))


def _plain(words: str) -> list[str]:
    """The words and numbers, "2 p.m." and "2PM" being one."""
    return re.findall(r"\d+|[^\W\d_]+", words.lower().replace(".m", "m"))
