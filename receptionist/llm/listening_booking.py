"""What the caller's words change while an appointment is being booked, or once it is."""

from __future__ import annotations

import re

from attrs import evolve

from receptionist.domain.hearing import plain
from receptionist.llm.conversation import Facts
from receptionist.llm.intents import Intent
from receptionist.llm.listening_another import with_the_same
from receptionist.llm.memory import Memory
from receptionist.llm.options import place_of
from receptionist.llm.segments import SPEECH
from receptionist.llm.understanding import Heard, Topic, is_bare_clock

_CONTACT: frozenset[Topic] = frozenset({"phone", "birth_date", "guardian", "new_patient"})
_FEW_WORDS = 5
# Nobody comes on it: "do you sponsor the team again this year?"
_ONLY_A_YEAR = re.compile(r"^(?:\w+ ){0,2}(?:year|a[nñ]o)(?: que viene| pr[oó]ximo)?$", re.IGNORECASE)
_CHOICES = re.compile(r",? (?:or|o|u) |, ")


def begin(memory: Memory, heard: Heard) -> Memory:
    """Nothing is booked or collected yet: a booking may start, and a name is kept for it."""
    agrees = "booking" in memory.asked and heard.wants(Intent.YES) and not heard.wants(Intent.NO)
    starts = agrees or _starts_booking(heard)
    facts = heard.facts if starts else heard.facts.only("name", "phone", "treatment", "new_patient")
    return evolve(
        memory,
        draft=memory.draft.updated(facts),
        task="book" if starts else None,
        brought=starts,
        child=heard.wants(Intent.CHILD) or memory.child,
        for_another=heard.wants(Intent.RELATIVE) or memory.for_another,
    )


def add(memory: Memory, heard: Heard) -> Memory:
    """The draft goes on with what was just heard."""
    facts = heard.facts
    if memory.for_another:
        facts = with_the_same(memory, heard, name="name" in memory.asked)
    again = _says_less(facts.date, memory.draft.date) and _beyond(facts.date, memory.draft.date) <= _which(memory)
    facts = evolve(facts, name="" if memory.task == "move" else facts.name)
    facts = evolve(facts, date=memory.draft.date) if again and not facts.slot else facts
    if heard.wants(Intent.RETRY):
        memory = evolve(memory, refused=None)
    answered = evolve(facts, treatment="") if "treatment" in memory.asked else facts
    draft = _on_draft(memory, heard).updated(answered)
    goes_on = _was_asked_beside(memory, heard) and draft != memory.refused
    return evolve(
        memory,
        heard=evolve(heard, facts=facts),
        draft=draft,
        brought=facts != Facts() or _asks_for_times(memory, heard) or goes_on,
        child=memory.child or heard.wants(Intent.CHILD),
        for_another=memory.for_another or heard.wants(Intent.RELATIVE),
    )


def _on_draft(memory: Memory, heard: Heard) -> Facts:
    """The draft less what the caller's answer takes back."""
    draft = memory.draft
    agrees = heard.wants(Intent.YES, Intent.ANY_TIME, Intent.FINE) and not heard.wants(Intent.NO)
    if "anybody" in memory.asked and agrees and not heard.facts.provider:
        draft = evolve(draft, provider="")
    if heard.wants(Intent.SOONEST, Intent.ANY_TIME) and not heard.facts.date:
        draft = evolve(draft, date=_CHOICES.split(draft.date)[0])  # "Tuesday or Wednesday", and then "the earliest"
    if "treatment" in memory.asked:
        draft = evolve(draft, treatment=_treatment_answered(memory, heard))
    if "new_patient" in memory.asked and heard.wants(Intent.YES, Intent.NO) and not heard.facts.new_patient:
        draft = evolve(draft, new_patient="no" if heard.wants(Intent.NO) else "yes")
    return draft


def _treatment_answered(memory: Memory, heard: Heard) -> str:
    """What the answer to "what is it for?" adds to what was said; "" leaves it to the dentist, who will have a look."""
    choices = _CHOICES.split(memory.said.rpartition(":")[2].strip(" ?"))
    place = place_of(heard.text, memory.language)
    if place is not None and len(choices) > 1 and place < len(choices):
        return choices[place]
    asked_before, said = memory.draft.treatment, heard.facts.treatment
    if said and plain(said) != plain(asked_before):
        return said
    few = len(heard.text.split()) <= _FEW_WORDS and not heard.facts.when
    return f"{asked_before} {heard.text}" if asked_before and few and not said else ""


def _asks_for_times(memory: Memory, heard: Heard) -> bool:
    """Whether the caller wants to hear what is free."""
    wanted = (Intent.SOONEST, Intent.WHICH_TIMES, Intent.RETRY, Intent.LATER, Intent.EARLIER)
    return heard.wants(*wanted) or (heard.wants(Intent.ANY_TIME) and not memory.options)


def _was_asked_beside(memory: Memory, heard: Heard) -> bool:
    """Whether what is only good to know was asked for: whatever the answer, the booking goes on."""
    beside = bool(memory.asked & _CONTACT) and not memory.draft.missing
    leaves = heard.wants(Intent.GOODBYE, Intent.DONE, Intent.NO)
    beside = beside or ("treatment" in memory.asked and not leaves)
    return beside and not heard.wants(Intent.HUMAN, Intent.TOPIC, Intent.WAIT, Intent.REPEAT, Intent.NEVER_MIND)


def change(memory: Memory, booked: Facts, heard: Heard) -> Memory:
    """After a booking: other words for the day or the time move it; the same words only ask about it."""
    facts = heard.facts
    if facts.when and (_echoes(facts, booked) or heard.wants(Intent.TOPIC, Intent.CANCEL)):
        return memory
    asks = heard.wants(Intent.LATER, Intent.EARLIER) or bool(facts.provider)
    if not facts.when and not heard.wants(Intent.RESCHEDULE, Intent.CHANGE) and not asks:
        return memory
    if heard.wants(Intent.CANCEL, Intent.NEVER_MIND, Intent.DETAILS) or (facts.name and not facts.when):
        return memory
    newer = facts.without_name()
    if _says_less(facts.date, booked.date):
        newer = evolve(newer, date="")  # "make it Tuesday at 3" keeps "Tuesday, December 1st"
    draft = booked.updated(newer.only("date", "time", "provider"))
    return evolve(memory, task="move", draft=draft, brought=facts.when or bool(facts.provider), options=(), looked=None)


def _starts_booking(heard: Heard) -> bool:
    if heard.wants(Intent.CANCEL, Intent.RESCHEDULE, Intent.TELL, Intent.WRONG_NUMBER):
        return False
    if heard.wants(Intent.EXISTING, Intent.AFRESH):
        return heard.wants(Intent.AFRESH)
    if heard.wants(Intent.TOPIC) and not heard.wants(Intent.WANT):
        return False
    if heard.wants(Intent.DETAILS) and heard.facts.missing:
        return heard.wants(Intent.BOOK, Intent.VISIT)
    wishes = heard.wants(Intent.WANT, Intent.FOR_ANOTHER) or not heard.wants(Intent.QUESTION)
    needs = bool(heard.facts.treatment) and wishes
    asks = heard.wants(Intent.WHICH_TIMES, Intent.SOONEST) and not heard.wants(Intent.TOPIC)
    when = heard.facts.when and not (_ONLY_A_YEAR.search(heard.facts.date) and not heard.facts.time)
    return heard.wants(Intent.BOOK, Intent.VISIT) or when or needs or asks


def in_full(memory: Memory, heard: Heard) -> Facts:
    """The heard facts, with the earlier words that "the day after" and "afternoon" lean on."""
    facts, known = heard.facts, memory.draft if memory.task else memory.booked or Facts()
    speech = SPEECH[memory.language]
    if speech.neighbour.fullmatch(facts.date) and known.date:
        facts = evolve(facts, date=f"{facts.date} {known.date}")
    corrects = heard.wants(Intent.NO, Intent.CHANGE, Intent.RESCHEDULE)
    if (
        (part := speech.part_of_day.fullmatch(facts.time))
        and is_bare_clock(known.time, memory.language)
        and not corrects
    ):
        facts = evolve(facts, time=f"{known.time} {speech.in_the_part} {part['part']}")
    return facts


def agrees_to_move(memory: Memory, heard: Heard) -> bool:
    """Whether "would you like to move it?" got a yes; the day and time that were refused are the new ones."""
    if "moving" not in memory.asked or (heard.facts.when and memory.task):
        return False
    return heard.wants(Intent.YES, Intent.RESCHEDULE) and not heard.wants(Intent.NO)


def gives_up(memory: Memory, heard: Heard) -> bool:
    """Whether the caller wants nothing more of what is being collected."""
    if heard.facts.when or heard.facts.name:
        return False
    declines = heard.wants(Intent.DECLINE) or ("moving" in memory.asked and heard.wants(Intent.NO))
    if memory.task == "move" and heard.wants(Intent.DONE):
        return True
    calls_off = memory.task == "book" and heard.wants(Intent.CANCEL)
    return calls_off or heard.wants(Intent.NEVER_MIND) or (declines and not memory.options)


def give_up(memory: Memory) -> Memory:
    """Nothing is collected any more."""
    return evolve(
        memory, task=None, draft=Facts(), noted=None, looked=None, options=(), dropped=memory.task, child=False
    )


def _which(memory: Memory) -> frozenset[str]:
    return SPEECH[memory.language].which


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
