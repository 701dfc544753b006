"""What all tools share: a command goes to the desk, and what followed becomes what the LLM is told."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Iterable
from typing import Annotated

from attrs import define, field
from livekit.agents import RunContext
from pydantic import BeforeValidator

from receptionist.desk import Desk, Handled
from receptionist.domain.commands import Command, NewIds, Wanted
from receptionist.errors import CallOverError, LogError, NothingBookedError
from receptionist.events.booking import (
    Appointment,
    AppointmentCancelled,
    AppointmentMoved,
    AppointmentsTold,
    BookingConfirmed,
    BookingRefused,
    OfferedSlot,
    SlotsOffered,
)
from receptionist.events.call import EndReason
from receptionist.events.catalogue import Event
from receptionist.projections.spoken import spoken, still_booked
from receptionist.prompts import questions
from receptionist.prompts.questions import Topic
from receptionist.tools.wording import trouble
from receptionist.unheard import Unheard

logger = logging.getLogger(__name__)


@define
class CallData:
    """What the session carries along.

    Attributes:
        last_booking: The latest appointment of this call, as the log has it.
        ending: Set once the call is to end after the present reply.
        said_goodbye: Called once that reply is over.
        person_wanted: Called with the number that the call is to be put through to, once the reply is over.
        unheard: What the caller was to be told and has not heard.
        topics: What the clinic has an answer to.
    """

    desk: Desk
    last_booking: Appointment | None = None
    ending: EndReason | None = None
    said_goodbye: Callable[[], None] = lambda: None
    person_wanted: Callable[[str], None] = lambda _: None
    unheard: Unheard = field(factory=Unheard)
    topics: tuple[Topic, ...] = field(factory=questions.topics)


def as_text(value: object) -> str:
    """Whatever an LLM passes for a text, as a text: numbers as they read, nothing for null."""
    return "" if value is None else value if isinstance(value, str) else str(value)


_NOT_TO_BE_MISSED = (BookingConfirmed, AppointmentMoved, AppointmentCancelled)

# LLMs pass 24 for "24" and null for "": words all the same, and the desk's rules say what becomes of them.
Words = Annotated[str, BeforeValidator(as_text)]
Context = RunContext[CallData]


def new_ids(context: Context) -> NewIds:
    """Ids for whatever the desk may make of a command."""
    return NewIds.fresh(context.userdata.desk.ids)


def wanted(**said: str) -> Wanted:
    """What the caller says of the appointment they want; `is_new` is "yes", "no" or ""."""
    known = {"yes": True, "true": True, "no": False, "false": False}
    is_new = known.get(said.pop("is_new", "").strip().lower())
    return Wanted(is_new=is_new, **said)


async def handle(context: Context, command: Command) -> Handled | str:
    """What the desk made of a command, or the sentence for a caller when it could make nothing of it."""
    userdata = context.userdata
    desk = userdata.desk
    try:
        handled = await desk.handle(command, causation=context.function_call.call_id)
    except NothingBookedError:
        return trouble("nothing_booked", desk.language)
    except CallOverError:
        return trouble("call_over", desk.language)
    except LogError as error:
        logger.error("the log did not take a command: %s", error)  # noqa: TRY400 (the sentence says it all)
        return trouble("log", desk.language, phone=desk.clinic.phone)
    appointments = handled.facts.appointments
    userdata.last_booking = appointments[-1] if appointments else None
    if any(isinstance(event, _NOT_TO_BE_MISSED) for event in handled.events):
        sentence = told(handled).partition("\n")[0]
        userdata.unheard.watch(context.speech_handle, sentence, tool_call_id=context.function_call.call_id)
    return handled


async def answer(context: Context, command: Command) -> str:
    """The sentences for the caller on a line of their own, and below them what only the LLM needs."""
    handled = await handle(context, command)
    return handled if isinstance(handled, str) else told(handled)


def told(handled: Handled) -> str:
    """What is said of the events; of a booking that stands already, that it stands."""
    facts = handled.facts
    sentences = [
        sentence
        for event in handled.events
        if (sentence := spoken(event, facts.language, channel=facts.channel)) is not None
    ]
    if not sentences and facts.appointments:
        sentences = [still_booked(facts.appointments[-1], facts.language)]
    return "\n".join([" ".join(sentences), *_for_the_llm(handled.events)])


def _for_the_llm(events: Iterable[Event]) -> Iterable[str]:
    """The names by which the LLM can ask for what was just offered or told."""
    for event in events:
        match event:
            case SlotsOffered(slots=slots) | BookingRefused(alternatives=slots) if slots:
                yield f"(slots: {'; '.join(f'{slot.slot_id} = {_slot(slot)}' for slot in slots)})"
            case AppointmentsTold(appointments=appointments) if appointments:
                each = (f"{a.appointment_id} = {a.starts_at:%Y-%m-%dT%H:%MZ}" for a in appointments)
                yield f"(appointments: {'; '.join(each)})"
            case _:
                pass


def _slot(slot: OfferedSlot) -> str:
    return f"{slot.starts_at:%Y-%m-%dT%H:%MZ} {slot.provider_id}"


def finish_speaking(context: Context) -> None:
    """Let the reply to this be said to its end.

    A caller who talks over the answer would not hear that something was booked.
    """
    # When they have interrupted already it is too late for that: RuntimeError.
    with contextlib.suppress(RuntimeError):
        context.disallow_interruptions()
