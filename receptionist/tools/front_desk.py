"""Tools for all that a front desk does beside appointments."""

from __future__ import annotations

from typing import Literal

from livekit.agents import function_tool

from receptionist.domain.carriers import carrier_in
from receptionist.domain.commands import (
    AnswerQuestion,
    ChooseLanguage,
    LeaveMessage,
    NoteInsurance,
    ReportEmergency,
    RequestPerson,
)
from receptionist.events.booking import SlotsOffered
from receptionist.events.call import EmergencyRecognised, PersonRequested
from receptionist.prompts import questions
from receptionist.prompts.emergency_wording import emergency_words
from receptionist.tools.answering import Context, Words, answer, finish_speaking, handle, new_ids, told
from receptionist.tools.wording import farewell, offered_slot, trouble


@function_tool
async def report_emergency(context: Context, words: Words) -> str:
    """Say what to do, when the caller has pain, swelling, bleeding, an accident, trouble breathing or the like.

    Call this first, before anything else, and say what it answers word for word. Never give a diagnosis.

    Args:
        words: What the caller said of it, word for word.
    """
    finish_speaking(context)
    desk = context.userdata.desk
    handled = await handle(context, ReportEmergency(new=new_ids(context), words=words, asked_at=desk.clock.now()))
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
    )
    return "\n".join([words_said, *told(handled).split("\n")[1:]])


@function_tool
async def answer_question(context: Context, question: Words) -> str:
    """Answer what the clinic has an answer for: hours, closures, address, parking, insurance, payment and so on.

    Args:
        question: The caller's question, word for word.
    """
    desk = context.userdata.desk
    topic = questions.find_topic(question, desk.language, context.userdata.topics)
    if topic is None:
        return trouble("unknown_topic", desk.language, phone=desk.clinic.phone)
    carrier = carrier_in(question)
    if carrier is not None:
        noted = await handle(context, NoteInsurance(carrier=carrier))
        if isinstance(noted, str):
            return noted
    handled = await handle(context, AnswerQuestion(topic=topic.id))
    if isinstance(handled, str):
        return handled
    today = desk.clock.now().astimezone(desk.clinic.zone).date()
    return questions.answer(topic, desk.clinic, desk.language, today)


@function_tool
async def note_insurance(context: Context, carrier: Words) -> str:
    """Take down which dental insurance the patient has. Never promise what it covers.

    Args:
        carrier: The insurer's name as said.
    """
    return await answer(context, NoteInsurance(carrier=carrier))


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
    return told(handled)


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
        urgency="now" if urgent.strip().lower() in {"yes", "true"} else "today",
        asked_at=context.userdata.desk.clock.now(),
    )
    return await answer(context, command)


@function_tool
async def choose_language(context: Context, language: Literal["en", "es"]) -> str:
    """Go on in English or Spanish, from now on and in all that is written, as the caller speaks or asks for.

    Args:
        language: "en" or "es".
    """
    return await answer(context, ChooseLanguage(language=language))


@function_tool
async def end_call(context: Context, wrong_number: Words = "") -> str:
    """End the call, once the caller has said goodbye or needs nothing more.

    Args:
        wrong_number: "yes" if they had meant to call somebody else.
    """
    userdata = context.userdata
    is_wrong = wrong_number.strip().lower() in {"yes", "true"}
    userdata.ending = "wrong_number" if is_wrong else "caller_said_goodbye"
    context.speech_handle.add_done_callback(lambda _: userdata.said_goodbye())
    return farewell(userdata.desk.clinic.name, userdata.desk.language, wrong_number=is_wrong)
