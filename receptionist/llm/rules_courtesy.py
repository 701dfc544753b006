"""Small talk, goodbyes, the line, and what was not understood."""

from __future__ import annotations

from receptionist.llm.conversation import CallTool, Move, Say
from receptionist.llm.intents import Intent
from receptionist.llm.memory import Memory
from receptionist.llm.phrases import first_name
from receptionist.llm.replying import did_not_catch, last_offer, open_question, question, with_question, words

_FEW_WORDS = 3


def unreadable(memory: Memory) -> Move | None:
    """Noise is asked about."""
    return None if memory.heard.text else Say(did_not_catch(memory))


def running(memory: Memory) -> Move | None:
    """While a tool runs the caller is asked to wait."""
    return Say(words(memory).one_moment) if memory.running and not memory.brought else None


def leave(memory: Memory) -> Move | None:
    """A goodbye ends the call; so does having nothing more to ask for."""
    heard = memory.heard
    if memory.brought:
        return None
    if heard.wants(Intent.GOODBYE):
        return CallTool("end_call")
    if memory.task or memory.dropped or heard.wants(Intent.HOW_ARE_YOU, Intent.CHANGE, Intent.TOPIC):
        return None
    no_more = heard.wants(Intent.NO) and "more" in memory.asked and not heard.wants(Intent.QUESTION)
    declined = heard.wants(Intent.DECLINE) and (memory.booked or memory.recognised or "more" in memory.asked)
    return CallTool("end_call") if heard.wants(Intent.DONE) or no_more or declined else None


def repeat(memory: Memory) -> Move | None:
    """What was said last is said again."""
    wanted = memory.heard.wants(Intent.REPEAT) and not (memory.booked and memory.heard.wants(Intent.CONFIRM))
    return Say(memory.unspoken or memory.said or words(memory).welcome) if wanted else None


def about_the_line(memory: Memory) -> Move | None:
    """Questions about the one who is speaking, and about the connection."""
    said, heard = words(memory), memory.heard
    answers: tuple[tuple[Intent, str], ...] = (
        (Intent.ROBOT, said.robot),
        (Intent.THERE, said.i_am_here),
        (Intent.WHO, said.who),
        (Intent.HOW_ARE_YOU, said.how_are_you),
    )
    for intent, answer in answers:
        if heard.wants(intent):
            return Say(with_question(memory, answer))
    waits = heard.wants(Intent.WAIT) and not heard.facts.name and not heard.wants(Intent.CHANGE, Intent.RESCHEDULE)
    return Say(said.take_your_time) if waits else None


def still_collecting(memory: Memory) -> Move | None:
    """Something is being collected, and what the caller said brought nothing: the question stands."""
    heard = memory.heard
    if not memory.task:
        return None
    if heard.wants(Intent.YES, Intent.THANKS, Intent.FINE, Intent.GREETING, Intent.BOOK, Intent.VISIT):
        if memory.options:
            return Say(last_offer(memory))
        return Say(question(memory) if memory.task == "book" else open_question(memory))
    return Say(did_not_catch(memory))


def courtesy(memory: Memory) -> Move | None:
    """Thanks, greetings, and whatever else is only polite."""
    said, heard = words(memory), memory.heard
    helped = memory.booked or memory.recognised or memory.reported
    closing = said.anything_else if helped else said.how_can_i_help
    if heard.wants(Intent.THANKS):
        return Say(f"{said.you_are_welcome} {closing}")
    if heard.facts.name and not memory.booked:
        return Say(said.greeted.format(name=first_name(heard.facts.name)))
    if heard.facts.phone or heard.facts.birth_date or heard.facts.new_patient:
        return Say(f"{said.thank_you} {closing}")
    if heard.wants(Intent.GREETING) and len(heard.text.split()) <= _FEW_WORDS:
        return Say(closing if memory.booked else said.hello)
    if heard.wants(Intent.PAIN):
        return Say(f"{said.sorry_to_hear} {said.shall_i_book}")
    if heard.wants(Intent.EXISTING):
        return Say(said.what_can_i_do)
    if heard.wants(Intent.NEVER_MIND, Intent.NO, Intent.NONE_OF_THEM):
        return Say(f"{said.all_right} {said.anything_else}")
    if heard.wants(Intent.YES) and not heard.wants(Intent.FINE) and "more" in memory.asked:
        return Say(said.what_can_i_do)
    if heard.wants(Intent.IN_ENGLISH, Intent.IN_SPANISH):
        return Say(said.how_can_i_help)
    return Say(closing) if heard.wants(Intent.FINE, Intent.YES, Intent.GREETING) else None
