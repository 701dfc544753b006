"""Tools for all that a front desk does beside appointments."""

from __future__ import annotations

import re
from typing import Annotated, get_args

from livekit.agents import function_tool
from livekit.agents.voice import SpeechHandle
from pydantic import BeforeValidator, Field

from receptionist.domain.carriers import carrier_in
from receptionist.domain.commands import (
    AnswerQuestion,
    ChooseLanguage,
    LeaveMessage,
    NoteInsurance,
    ReportEmergency,
    RequestPerson,
)
from receptionist.domain.triage import SIGNS
from receptionist.events.booking import SlotsOffered
from receptionist.events.call import EmergencyRecognised, PersonRequested
from receptionist.language import Language
from receptionist.prompts import questions
from receptionist.prompts.emergency_wording import emergency_words
from receptionist.tools.answering import Context, answer, finish_speaking, handle, new_ids, told
from receptionist.tools.arguments import Words, as_text, is_yes
from receptionist.tools.wording import farewell, offered_slot, trouble

_MOST_CHARACTERS = 2_000
_INSURANCE = "insurance"
_LANGUAGES: dict[str, Language] = {
    **dict.fromkeys(("en", "eng", "english", "inglés", "ingles"), "en"),
    **dict.fromkeys(("es", "spa", "spanish", "español", "espanol", "castellano"), "es"),
}
"""By what LLMs and callers call them; of "es-MX" the first part."""
LanguageWords = Annotated[str, BeforeValidator(as_text), Field(json_schema_extra={"enum": list(get_args(Language))})]


@function_tool
async def report_emergency(context: Context, words: Words) -> str:
    """Say what to do, when the caller has pain, swelling, bleeding, an accident, trouble breathing or the like.

    Call this first, before anything else, and say what it answers word for word. Never give a diagnosis.

    Args:
        words: What the caller said of it, word for word.
    """
    finish_speaking(context)
    desk = context.userdata.desk
    command = ReportEmergency(new=new_ids(context), words=_both_ends(words), asked_at=desk.clock.now())
    handled = await handle(context, command)
    if isinstance(handled, str):
        return handled
    recognised = next((event for event in handled.events if isinstance(event, EmergencyRecognised)), None)
    if recognised is None:
        return trouble("no_emergency", desk.language)
    offered = next((event for event in handled.events if isinstance(event, SlotsOffered)), None)
    words_said = emergency_words(
        recognised.tier,
        desk.language,
        emergency_number=desk.clinic.emergency_number,
        on_call_number=desk.clinic.on_call_number,
        slot=None if offered is None else offered_slot(offered, desk.language),
        signs=tuple(sign for sign in SIGNS if sign in recognised.signs),
    )
    return told(context, command, handled, words_said)


def _both_ends(words: str) -> str:
    """No more than is looked through for an emergency: of endless words the beginning and, where it counts, the end."""
    if len(words) <= _MOST_CHARACTERS:
        return words
    half = _MOST_CHARACTERS // 2 - 2
    return f"{words[:half]} … {words[-half:]}"


@function_tool
async def answer_question(context: Context, question: Words) -> str:
    """Answer what the clinic has an answer for: hours, closures, address, parking, insurance, payment and so on.

    Args:
        question: The caller's question, word for word.
    """
    desk = context.userdata.desk
    # LLMs translate a question before they pass it on, and callers ask before they choose a language.
    languages = sorted(get_args(Language), key=lambda each: each != desk.language)
    found = (questions.find_topic(question, each, context.userdata.topics) for each in languages)
    topic = next((topic for topic in found if topic is not None), None)
    carrier = carrier_in(question)
    noted = "" if carrier is None else await answer(context, NoteInsurance(carrier=carrier))
    if topic is None:
        return noted or trouble("unknown_topic", desk.language, phone=desk.clinic.phone)
    handled = await handle(context, AnswerQuestion(topic=topic.id))
    if isinstance(handled, str):
        return handled
    if noted and topic.id == _INSURANCE:
        # The clinic's text asks for the carrier, who was just named.
        return noted
    today = desk.clock.now().astimezone(desk.clinic.zone).date()
    return questions.answer(topic, desk.clinic, desk.language, today)


@function_tool
async def note_insurance(context: Context, carrier: Words) -> str:
    """Take down which dental insurance the patient has. Never promise what it covers.

    Args:
        carrier: The insurer's name as said.
    """
    if not carrier.strip():
        return trouble("no_carrier", context.userdata.desk.language)
    return await answer(context, NoteInsurance(carrier=carrier_in(carrier) or carrier))


@function_tool
async def request_person(context: Context, name: Words = "", phone: Words = "", reason: Words = "") -> str:
    """Put the caller through to a person, or promise a call back where nobody can be reached that way.

    Call this at once when the caller asks for a person, and when they are angry and accept the offer of one.

    Args:
        name: The caller's name, if known.
        phone: The number to call back, as said, if known.
        reason: What it is about, if known.
    """
    finish_speaking(context)
    userdata = context.userdata
    command = RequestPerson(
        new=new_ids(context), name=name, phone=phone, reason=reason, asked_at=userdata.desk.clock.now()
    )
    handled = await handle(context, command)
    if isinstance(handled, str):
        return handled
    wanted = next((event for event in handled.events if isinstance(event, PersonRequested)), None)
    if wanted is not None and (number := wanted.phone) is not None:
        context.speech_handle.add_done_callback(lambda _: userdata.person_wanted(number))
    return told(context, command, handled)


@function_tool
async def leave_message(
    context: Context, message: Words, name: Words = "", phone: Words = "", urgent: Words = ""
) -> str:
    """Take a message for the clinic's staff, who call back.

    Args:
        message: The message, in the caller's own words.
        name: The caller's name.
        phone: The number to call back, as said.
        urgent: "yes" if it cannot wait until the end of the day.
    """
    finish_speaking(context)
    command = LeaveMessage(
        new=new_ids(context),
        name=name,
        phone=phone,
        message=message,
        urgency="now" if is_yes(urgent) else "today",
        asked_at=context.userdata.desk.clock.now(),
    )
    return await answer(context, command)


@function_tool
async def choose_language(context: Context, language: LanguageWords) -> str:
    """Go on in English or Spanish, from now on and in all that is written, as the caller speaks or asks for.

    Args:
        language: "en" or "es".
    """
    chosen = _LANGUAGES.get(re.split("[-_]", language.strip().lower())[0])
    if chosen is None:
        return trouble("languages", context.userdata.desk.language)
    return await answer(context, ChooseLanguage(language=chosen))


@function_tool
async def end_call(context: Context, wrong_number: Words = "") -> str:
    """End the call, once the caller has said goodbye or needs nothing more.

    Args:
        wrong_number: "yes" if they had meant to call somebody else.
    """
    userdata = context.userdata
    is_wrong = is_yes(wrong_number)
    userdata.ending = "wrong_number" if is_wrong else "caller_said_goodbye"

    def done(speech: SpeechHandle) -> None:
        if speech.interrupted:
            # "Wait, one more thing": they are not gone yet.
            userdata.ending = None
        else:
            userdata.said_goodbye()

    context.speech_handle.add_done_callback(done)
    return farewell(userdata.desk.clinic.name, userdata.desk.language, wrong_number=is_wrong)
