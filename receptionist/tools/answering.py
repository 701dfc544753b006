"""What all tools share: a command goes to the desk, and what followed becomes what the LLM is told."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Iterable

from attrs import define, field
from livekit.agents import RunContext

from receptionist.desk import Desk, Handled
from receptionist.domain.clinic import Clinic
from receptionist.domain.commands import Command, NewIds
from receptionist.errors import CallOverError, NothingBookedError, ReceptionistError
from receptionist.events.booking import (
    Appointment,
    AppointmentCancelled,
    AppointmentMoved,
    AppointmentsTold,
    BookingConfirmed,
    BookingRefused,
    ClarificationAsked,
    LateArrivalReported,
    OfferedSlot,
    SlotsOffered,
)
from receptionist.events.call import Channel, EmergencyRecognised, EndReason
from receptionist.events.catalogue import Event
from receptionist.events.clinic import TaskCorrected, TaskRaised
from receptionist.events.patient import WaitingListJoined
from receptionist.language import Language
from receptionist.projections.spoken import spoken_together
from receptionist.prompts import questions
from receptionist.prompts.questions import Topic
from receptionist.tools.standing import standing
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
        failed: Called once the caller has been told that the call cannot go on.
        person_wanted: Called with the number that the call is to be put through to, once the reply is over.
        unheard: What the caller was to be told and has not heard.
        topics: What the clinic has an answer to.
    """

    desk: Desk
    last_booking: Appointment | None = None
    ending: EndReason | None = None
    said_goodbye: Callable[[], None] = lambda: None
    failed: Callable[[], None] = lambda: None
    person_wanted: Callable[[str], None] = lambda _: None
    unheard: Unheard = field(factory=Unheard)
    topics: tuple[Topic, ...] = field(factory=questions.topics)


Context = RunContext[CallData]


def new_ids(context: Context) -> NewIds:
    """Ids for whatever the desk may make of a command."""
    return NewIds.fresh(context.userdata.desk.ids)


async def handle(context: Context, command: Command) -> Handled | str:
    """What the desk made of a command, or the sentence for a caller when it could make nothing of it."""
    userdata = context.userdata
    desk = userdata.desk
    try:
        handled = await desk.handle(command, causation=context.function_call.call_id)
    except ReceptionistError as error:
        return refusal(context, error)
    appointments = handled.facts.appointments
    userdata.last_booking = appointments[-1] if appointments else None
    return handled


def refusal(context: Context, error: ReceptionistError) -> str:
    """Why the desk could make nothing of what was asked, as a sentence for the caller."""
    desk = context.userdata.desk
    match error:
        case NothingBookedError():
            return trouble("nothing_booked", desk.language)
        case CallOverError():
            return trouble("call_over", desk.language)
        case _:
            # Of whatever kind: LiveKit would tell the LLM of an internal error, and the caller would hear its guess.
            logger.error("a command was not carried out: %s", error)
            return trouble("log", desk.language, phone=desk.clinic.phone)


async def answer(context: Context, command: Command) -> str:
    """Carry *command* out; the sentences for the caller in one line, and below it what only the LLM needs."""
    handled = await handle(context, command)
    return handled if isinstance(handled, str) else told(context, command, handled)


def told(context: Context, command: Command, handled: Handled, words: str = "") -> str:
    """What the LLM is told of what followed from *command*: of what holds already, that it holds.

    Args:
        words: What the caller is to hear instead of the sentences that belong to the events.
    """
    clinic, facts = context.userdata.desk.clinic, handled.facts
    said = words or said_of(handled.events, clinic, language=facts.language, channel=facts.channel)
    sentence = said or standing(command, facts, clinic)
    if any(must_be_heard(event) for event in handled.events):
        context.userdata.unheard.watch(context.speech_handle, sentence, tool_call_id=context.function_call.call_id)
    return "\n".join([sentence, *_for_the_llm(handled.events)])


def said_of(events: Iterable[Event], clinic: Clinic, *, language: Language, channel: Channel) -> str:
    """What the caller hears of what has happened; "" when nothing needs saying."""
    names = _names(clinic, language)
    return spoken_together(events, language, channel=channel, names=names, time_zone=clinic.time_zone)


def must_be_heard(event: Event) -> bool:
    """Whether a caller who is not told would ask for it again, or rely on what is not so any more."""
    match event:
        case BookingConfirmed() | AppointmentMoved() | AppointmentCancelled() | LateArrivalReported():
            return True
        case WaitingListJoined() | EmergencyRecognised():
            return True
        case TaskRaised(kind="message" | "callback" | "refusal") | TaskCorrected():
            return True
        case _:
            return False


def _names(clinic: Clinic, language: Language) -> dict[str, str]:
    """What the ids of treatments and of those who see patients are called."""
    called = {each.id: each.name(language) for each in clinic.treatments}
    return called | {each.id: each.name for each in clinic.providers}


def _for_the_llm(events: Iterable[Event]) -> Iterable[str]:
    """The names by which the LLM can ask for what was just offered or told."""
    for event in events:
        match event:
            case SlotsOffered(slots=slots) | BookingRefused(alternatives=slots) if slots:
                yield f"(slots: {'; '.join(f'{slot.slot_id} = {_slot(slot)}' for slot in slots)})"
            case AppointmentsTold(appointments=appointments) if appointments:
                each = (f"{a.appointment_id} = {a.starts_at:%Y-%m-%dT%H:%MZ}" for a in appointments)
                yield f"(appointments: {'; '.join(each)})"
            case ClarificationAsked(about="appointment", choices=choices, candidates=candidates) if choices:
                pairs = zip(choices, candidates, strict=False)
                yield f"(appointments: {'; '.join(f'{which} = {at:%Y-%m-%dT%H:%MZ}' for which, at in pairs)})"
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
