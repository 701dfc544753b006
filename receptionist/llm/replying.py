"""The sentences around an answer: the question that is open, and how the conversation is taken up again."""

from __future__ import annotations

import re

from receptionist.language import Language
from receptionist.llm.conversation import Facts
from receptionist.llm.intents import Intent
from receptionist.llm.memory import Memory
from receptionist.llm.phrases import Phrases, first_name, question_for
from receptionist.llm.phrases_en import ENGLISH
from receptionist.llm.phrases_es import SPANISH
from receptionist.llm.understanding import is_vague_date, is_vague_time

_PHRASES: dict[Language, Phrases] = {"en": ENGLISH, "es": SPANISH}
_SENTENCE = re.compile(r"(?<!\bDr\.)(?<!\bDra\.)(?<=[.!?])\s+")
_SORRY = ("I'm sorry", "Sorry", "Lo siento", "Disculpe")


def words(memory: Memory) -> Phrases:
    """The phrases of the call's language."""
    return _PHRASES[memory.language]


def question(memory: Memory) -> str:
    """The question for what a booking lacks, with what the caller just said acknowledged."""
    said, heard, draft = words(memory), memory.heard, memory.draft
    if memory.task == "move":
        return said.new_time
    if heard.facts.name and draft.name and not memory.for_another:
        opening = said.thanks.format(name=first_name(draft.name))
    elif heard.wants(Intent.BOOK, Intent.VISIT):
        opening = said.happy_to
    else:
        opening = said.thank_you if memory.brought else ""
    if memory.options and (not draft.when or is_open_time(draft, memory.language)):
        return f"{opening} {last_offer(memory)}".strip()  # a name, and no time yet
    return question_for(said, draft, opening=opening, for_another=memory.for_another)


def last_offer(memory: Memory) -> str:
    """What was offered last, less the refusal before it, for a caller who has not taken any of it yet."""
    text = memory.offer or memory.unspoken or memory.said
    refusal, *offer = _SENTENCE.split(text, maxsplit=1)
    return offer[0] if offer and refusal.startswith(_SORRY) else text


def is_open_time(draft: Facts, language: Language) -> bool:
    """Whether no time to begin at is known: only a stretch of days or of the day, or nothing."""
    return not draft.slot and (is_vague_date(draft.date, language) or is_vague_time(draft.time, language))


def open_question(memory: Memory) -> str:
    """What the caller is being asked for; "" when nothing is being collected."""
    said = words(memory)
    if memory.options and memory.task in {"book", "move"}:
        return last_offer(memory)
    match memory.task:
        case None:
            return ""
        case "book":
            return question_for(said, memory.draft, for_another=memory.for_another)
        case "wait" | "message" | "person":
            return contact_question(memory, opening=False) or said.what_message
        case _:
            return errand_question(memory)


def errand_question(memory: Memory) -> str:
    """What is still to be known about an appointment that stands."""
    said, claims = words(memory), memory.claims
    if not memory.may_hear:
        if memory.given_up:
            return said.cannot_identify
        if claims.enough:
            return said.identify
        if claims.birth_date:
            return said.still_phone
        return said.still_birth_date if claims.phone else said.identify
    if memory.listed and len(memory.listed) > 1 and not memory.target:
        return f"{' '.join(each.words for each in memory.listed)} {said.which_appointment}".strip()
    if memory.task == "late":
        return said.how_late
    told = " ".join(each.words for each in memory.listed or () if each.id == memory.target)
    return f"{told} {said.another_time}" if told and "time" not in memory.asked_for_it else said.another_time


def contact_question(memory: Memory, *, opening: bool = True) -> str:
    """The question for a name and a number to call back on; "" when both are known."""
    said = words(memory)
    name, phone = name_of(memory), phone_of(memory)
    asked = said.who_calls if not (name or phone) else said.whom_to_call if not name else said.on_which_number
    asked = "" if name and phone else asked
    return asked if opening else asked.removeprefix(said.thank_you).strip()


def name_of(memory: Memory) -> str:
    """Whose name a message or an entry carries, as far as it is known."""
    return memory.draft.name or memory.caller or (memory.booked.name if memory.booked else "")


def phone_of(memory: Memory) -> str:
    """The number that the caller gave, as said."""
    return memory.draft.phone or memory.claims.phone


def with_question(memory: Memory, sentence: str) -> str:
    """The sentence, and then the conversation taken up where it stood."""
    said = words(memory)
    if asked := open_question(memory).removeprefix(said.of_course).strip():
        return sentence if asked in sentence else f"{sentence} {asked}"
    if sentence.endswith("?"):
        return sentence
    return f"{sentence} {said.anything_else if memory.booked else said.how_can_i_help}"


def did_not_catch(memory: Memory) -> str:
    """The request to say it again, by what is missing; the second time with another way to be helped."""
    said = words(memory)
    again = memory.said.startswith((said.didnt_catch, said.still_didnt_catch))
    sorry = said.still_didnt_catch if again else said.didnt_catch
    known = memory.task or memory.booked
    text = with_question(memory, sorry) if known else f"{sorry} {said.shall_i_book}"
    return f"{text} {said.otherwise}" if again else text
