"""What the caller's words change while a message is being taken, or a number to call back on."""

from __future__ import annotations

import re

from attrs import evolve

from receptionist.language import Language
from receptionist.llm.intents import Intent
from receptionist.llm.memory import Memory

_FEWEST_WORDS = 5
_FEW_WORDS = 2
# What only asks for a message to be taken, and says nothing of what is in it.
_REQUEST: dict[Language, re.Pattern[str]] = {
    "en": re.compile(
        r"^.*?\b(?:leave|take|pass on|give \w+) (?:an?|my|the|this) (?:quick |short )?(?:message|note|word)\b"
        r"(?: for (?:the |your )?(?:dr\.? ?|doctor )?\w+)?(?: please)?[,.:;?!\s]*",
        re.IGNORECASE,
    ),
    "es": re.compile(
        r"^.*?\b(?:dejar|deje|dejarle|tomar|pasar)\w* (?:un|el|este) (?:mensaje|recado)\b(?: (?:para|a) (?:el "
        r"|la )?(?:dra?\.? ?)?\w+)?"
        r"(?: por favor)?[,.:;?!\s]*",
        re.IGNORECASE,
    ),
}


def wants_message(memory: Memory) -> bool:
    """Whether a message is to be taken: the caller says so, or agrees to it."""
    heard = memory.heard
    complains = heard.wants(Intent.ANGRY) and not memory.apologised and "message" not in memory.asked
    if complains and not _REQUEST[memory.language].search(heard.text):
        return False
    agrees = "message" in memory.asked and heard.wants(Intent.YES) and not heard.wants(Intent.NO)
    leaves_it = heard.wants(Intent.NEVER_MIND) and not _REQUEST[memory.language].search(heard.text)
    does_more = heard.wants(Intent.CANCEL, Intent.LATE, Intent.RESCHEDULE)
    return agrees or (heard.wants(Intent.MESSAGE) and not (leaves_it or does_more))


def begin_message(memory: Memory) -> Memory:
    """A message is taken from here on, with what the caller says of it already."""
    return evolve(
        memory,
        task="message",
        message=_content(memory.heard.text, memory.language),
        brought=True,
        options=(),
        asked_for_it=frozenset(),
        draft=memory.draft.updated(memory.heard.facts.only("name", "phone")),
    )


def collects_message(memory: Memory) -> bool:
    """Whether the caller's words belong to a message, or to the number to call back on."""
    return memory.task in {"message", "person"} and not memory.heard.wants(Intent.HUMAN)


def go_on_with_message(memory: Memory) -> Memory:
    """The words are the message, or name and number; a refusal ends it."""
    heard = memory.heard
    known = memory.draft.updated(heard.facts.only("name", "phone"))
    given = bool(heard.facts.name or heard.facts.phone)
    refuses = heard.wants(Intent.NEVER_MIND, Intent.DECLINE) or (
        heard.wants(Intent.NO) and (memory.task == "person" or len(heard.text.split()) <= _FEW_WORDS)
    )
    if refuses and not given and (memory.task == "person" or not memory.message):
        return evolve(memory, task=None, message="", dropped=memory.task)
    if memory.task == "person":
        leaves = heard.wants(Intent.GOODBYE, Intent.DONE) and not given
        return evolve(memory, task=None if leaves else "person", draft=known, brought=given)
    if not memory.message:
        return evolve(memory, message=heard.text, draft=known, brought=True)
    return evolve(memory, draft=known, brought=True)


def _content(text: str, language: Language) -> str:
    """What is to be passed on, as far as the request says it; "" when it has to be asked for."""
    rest = _REQUEST[language].sub("", text)
    if rest != text:
        return text if len(rest.split()) >= _FEWEST_WORDS else ""
    return text if len(text.split()) >= _FEWEST_WORDS - 1 else ""
