"""The rules of conversation, in order: each has something to say to the caller's last words, or passes."""

from __future__ import annotations

from collections.abc import Callable

from receptionist.llm import phrases
from receptionist.llm.conversation import CallTool, Move, Say
from receptionist.llm.intents import Intent
from receptionist.llm.memory import Memory
from receptionist.llm.names import bare

_FEW_WORDS = 3


def _unreadable(memory: Memory) -> Move | None:
    return None if memory.heard.text else Say(did_not_catch(memory))


def _running(memory: Memory) -> Move | None:
    return Say(phrases.ONE_MOMENT) if memory.running and not memory.brought else None


def _leave(memory: Memory) -> Move | None:
    heard = memory.heard
    if memory.brought or heard.wants(Intent.DETAILS):
        return None
    if heard.wants(Intent.GOODBYE):
        return CallTool("end_call")
    if memory.task or memory.dropped or heard.wants(Intent.HOW_ARE_YOU, Intent.CHANGE):
        return None
    no_more = heard.wants(Intent.NO) and "more" in memory.asked and not heard.wants(Intent.QUESTION)
    declined = heard.wants(Intent.DECLINE) and (memory.booked or "more" in memory.asked)
    return CallTool("end_call") if heard.wants(Intent.DONE) or no_more or declined else None


def _pursue(memory: Memory) -> Move | None:
    """The booking or the change that is being collected takes what the caller just gave."""
    if memory.unclear:
        return Say(f"Sorry, which one? {_last_offer(memory)}")
    if not memory.task or not memory.brought:
        return None
    draft = memory.draft
    said_it_all = memory.heard.facts.date and memory.heard.facts.time
    if draft == memory.refused and not said_it_all:
        return Say(_last_offer(memory))
    if memory.task == "move":
        return CallTool("move_appointment", draft.as_arguments("date", "time"))
    if not draft.missing:
        return CallTool("book_appointment", draft.as_arguments())
    return CallTool("begin_booking", draft.as_arguments()) if draft != memory.noted else Say(question(memory))


def _details(memory: Memory) -> Move | None:
    return CallTool("send_details") if memory.heard.wants(Intent.DETAILS) else None


def _give_up(memory: Memory) -> Move | None:
    if not memory.dropped:
        return None
    outcome = phrases.STAYS if memory.booked else phrases.NOTHING_BOOKED
    return Say(f"{outcome} {phrases.ANYTHING_ELSE}")


def _about_the_line(memory: Memory) -> Move | None:
    """Questions about the one who is speaking, and about the connection."""
    answers: tuple[tuple[Intent, str], ...] = (
        (Intent.ROBOT, phrases.ROBOT),
        (Intent.THERE, phrases.I_AM_HERE),
        (Intent.WHO, phrases.WHO),
        (Intent.HUMAN, phrases.NO_PERSON),
        (Intent.HOW_ARE_YOU, phrases.HOW_ARE_YOU),
    )
    for intent, answer in answers:
        if memory.heard.wants(intent):
            return Say(with_question(memory, answer))
    heard = memory.heard
    waits = heard.wants(Intent.WAIT) and not heard.facts.name and not heard.wants(Intent.CHANGE, Intent.RESCHEDULE)
    return Say(phrases.TAKE_YOUR_TIME) if waits else None


def _about_the_booking(memory: Memory) -> Move | None:
    """Questions about, and complaints of, the appointment that was just made."""
    heard, booked = memory.heard, memory.booked
    if booked is None or memory.task == "book":
        return None
    name = heard.facts.name or bare(heard.text)
    longer = set(booked.name.lower().split()) < set(name.lower().split())
    if not heard.facts.when and (longer or heard.facts.name not in {"", booked.name}):
        return Say(phrases.NO_RENAMING)
    if heard.facts.when or (heard.wants(Intent.CONFIRM) and not heard.wants(Intent.CANCEL, Intent.TOPIC)):
        return Say(memory.confirmation)
    if memory.task == "move" and heard.wants(Intent.RESCHEDULE, Intent.CHANGE):
        return Say(phrases.NEW_TIME)
    objects = heard.wants(Intent.NO) and not memory.task and memory.said == memory.confirmation
    return Say(phrases.WHAT_IS_WRONG) if objects else None


def _repeat(memory: Memory) -> Move | None:
    wanted = memory.heard.wants(Intent.REPEAT) and not (memory.booked and memory.heard.wants(Intent.CONFIRM))
    return Say(memory.unspoken or memory.said or phrases.WELCOME) if wanted else None


def _for_the_staff(memory: Memory) -> Move | None:
    """What only people at the clinic can do."""
    heard = memory.heard
    answers: tuple[tuple[Intent, str], ...] = (
        (Intent.CANCEL, phrases.NO_CANCELLING),
        (Intent.EXISTING, phrases.NO_EARLIER),
        (Intent.PAIN, phrases.IN_PAIN),
        (Intent.TOPIC, phrases.STAFF_KNOW if memory.task else phrases.BEYOND),
    )
    if heard.wants(Intent.RESCHEDULE) and not memory.task and not memory.booked:
        return Say(phrases.NO_EARLIER)
    for intent, answer in answers:
        if heard.wants(intent):
            return Say(with_question(memory, answer) if memory.task else answer)
    return None


def _still_collecting(memory: Memory) -> Move | None:
    """In the middle of a booking: what the caller said brought nothing, so the question stands."""
    heard = memory.heard
    if not memory.task:
        return None
    if memory.options and heard.wants(Intent.NO):
        return Say(phrases.OTHER_TIME)
    if heard.wants(Intent.WHICH_TIMES) or (heard.wants(Intent.ANY_TIME) and not memory.options):
        return Say(phrases.NO_DIARY if heard.wants(Intent.WHICH_TIMES) else phrases.ONE_TIME)
    if heard.wants(Intent.YES, Intent.THANKS, Intent.FINE, Intent.GREETING, Intent.BOOK, Intent.VISIT):
        return Say(_last_offer(memory) if memory.options else question(memory))
    beyond = heard.wants(Intent.QUESTION) and not heard.wants(Intent.PROPOSAL)
    return Say(with_question(memory, phrases.STAFF_KNOW) if beyond else did_not_catch(memory))


def _courtesy(memory: Memory) -> Move | None:
    heard = memory.heard
    closing = phrases.ANYTHING_ELSE if memory.booked else phrases.HOW_CAN_I_HELP
    if heard.wants(Intent.THANKS):
        return Say(f"{phrases.YOU_ARE_WELCOME} {closing}")
    if heard.facts.name and not memory.booked:
        return Say(phrases.GREETED.format(name=phrases.first_name(heard.facts.name)))
    if heard.wants(Intent.GREETING) and len(heard.text.split()) <= _FEW_WORDS:
        return Say(closing if memory.booked else phrases.HELLO)
    if heard.wants(Intent.WHICH_TIMES):
        return Say(phrases.NO_DIARY)
    if heard.wants(Intent.QUESTION):
        return Say(phrases.BEYOND)
    if heard.wants(Intent.NEVER_MIND, Intent.NO):
        return Say(f"All right. {phrases.ANYTHING_ELSE}")
    if heard.wants(Intent.YES) and not heard.wants(Intent.FINE) and "more" in memory.asked:
        return Say("Of course. What can I do for you?")
    return Say(closing) if heard.wants(Intent.FINE, Intent.YES, Intent.GREETING) else None


RULES: tuple[Callable[[Memory], Move | None], ...] = (
    _unreadable,
    _running,
    _leave,
    _pursue,
    _details,
    _give_up,
    _repeat,
    _about_the_line,
    _about_the_booking,
    _for_the_staff,
    _still_collecting,
    _courtesy,
)


def question(memory: Memory) -> str:
    """The question for what is missing, with what the caller just said acknowledged."""
    heard, draft = memory.heard, memory.draft
    if memory.task == "move":
        return phrases.NEW_TIME
    aside = ""
    if heard.wants(Intent.PAIN):
        aside = phrases.SORRY_FOR_PAIN
    elif heard.wants(Intent.TOPIC):
        aside = phrases.STAFF_KNOW
    if heard.facts.name and draft.name and not memory.for_another:
        opening = f"Thanks, {phrases.first_name(draft.name)}."
    elif not aside and heard.wants(Intent.BOOK, Intent.VISIT):
        opening = "Happy to."
    else:
        opening = "And" if memory.brought and not aside else ""
    return f"{aside} {phrases.ask(draft, opening=opening, for_another=memory.for_another)}".strip()


def _last_offer(memory: Memory) -> str:
    """What was offered last, less the refusal before it, for a caller who has not taken any of it yet."""
    refusal, _, offer = (memory.unspoken or memory.said).partition(". ")
    return offer if offer and refusal.startswith(("I'm sorry", "Sorry")) else memory.unspoken or memory.said


def with_question(memory: Memory, sentence: str) -> str:
    """The sentence, and then the conversation taken up where it stood."""
    if memory.options and memory.task:
        return f"{sentence} {_last_offer(memory)}"
    if memory.task:
        return f"{sentence} {phrases.ANOTHER_TIME if memory.task == 'move' else phrases.ask(memory.draft)}"
    if sentence.endswith("?"):
        return sentence
    return f"{sentence} {phrases.ANYTHING_ELSE if memory.booked else phrases.HOW_CAN_I_HELP}"


def did_not_catch(memory: Memory) -> str:
    """The request to say it again, by what is missing; the second time with another way to be helped."""
    again = memory.said.startswith((phrases.DIDNT_CATCH, phrases.STILL_DIDNT_CATCH))
    sorry = phrases.STILL_DIDNT_CATCH if again else phrases.DIDNT_CATCH
    known = memory.task or memory.booked
    text = with_question(memory, sorry) if known else f"{sorry} {phrases.SHALL_I_BOOK}"
    return f"{text} Otherwise, {phrases.STAFF}." if again else text
