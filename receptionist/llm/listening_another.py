"""What makes a second appointment of the caller's words, and what of the first goes for it too."""

from __future__ import annotations

from attrs import evolve

from receptionist.llm.conversation import Facts
from receptionist.llm.intents import Intent
from receptionist.llm.memory import Memory
from receptionist.llm.segments import SPEECH
from receptionist.llm.understanding import Heard


def another_begins(memory: Memory, heard: Heard) -> Memory:
    """A second appointment has facts of its own."""
    return evolve(
        memory,
        task="book",
        draft=_like_the_first(memory, heard),
        noted=None,
        looked=None,
        refused=None,
        options=(),
        brought=True,
        child=heard.wants(Intent.CHILD),
        for_another=True,
        asked_for_it=frozenset(),
    )


def wants_another(memory: Memory, booked: Facts, heard: Heard) -> bool:
    """Whether a second, separate appointment is wanted after one was booked."""
    facts = heard.facts
    about_this = heard.wants(Intent.RESCHEDULE, Intent.CANCEL)
    if memory.task == "book" or about_this or (heard.wants(Intent.DETAILS) and not heard.wants(Intent.BOOK)):
        return False
    if heard.wants(Intent.ANOTHER) and (heard.wants(Intent.BOOK, Intent.VISIT, Intent.RELATIVE) or facts.when):
        return True
    another_kind = bool(facts.treatment) and facts.treatment != booked.treatment
    if another_kind and (facts.when or heard.wants(Intent.ANOTHER)) and not heard.wants(Intent.NO, Intent.TOPIC):
        return True
    if heard.wants(Intent.CHANGE):
        return False
    whole_again = not facts.missing
    books = heard.wants(Intent.BOOK) and not heard.wants(Intent.CONFIRM, Intent.EXISTING)
    somebody_else = bool(facts.name) and facts.name.casefold() != booked.name.casefold()
    return whole_again or books or (somebody_else and (facts.when or heard.of_a_relative))


def _like_the_first(memory: Memory, heard: Heard) -> Facts:
    """The facts of a second appointment; what goes without saying is as in the first."""
    facts = with_the_same(memory, heard, name=True)
    if memory.booked is None:
        return facts
    somebody_else = heard.wants(Intent.RELATIVE, Intent.FOR_ANOTHER, Intent.CHILD) or heard.of_a_relative
    if not facts.name and facts.treatment and not somebody_else:
        facts = evolve(facts, name=memory.booked.name)  # another kind of visit is the same person's
    if facts.time and not facts.date:
        facts = evolve(facts, date=memory.booked.date)  # "and him at ten"
    if not facts.treatment and SPEECH[memory.language].alike.search(heard.text):
        facts = evolve(facts, treatment=memory.booked.treatment)
    return facts


def with_the_same(memory: Memory, heard: Heard, *, name: bool) -> Facts:
    """The heard facts, and what "for me", "the same name", "the same day" stand for."""
    facts = heard.facts
    if not memory.booked:
        return facts
    if name and not facts.name and heard.wants(Intent.SAME_NAME):
        facts = evolve(facts, name=memory.caller or memory.booked.name)
    speech = SPEECH[memory.language]
    for match in speech.same.finditer(heard.text):
        if match["part"].lower() == speech.same_time:
            facts = evolve(facts, time=facts.time or memory.booked.time)
        else:
            facts = evolve(facts, date=facts.date or memory.booked.date)
    return facts
