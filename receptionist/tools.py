"""The function tools: arguments become a command, what followed becomes what the LLM is told. Nothing more.

No tool touches the room or waits for it: a tool returns when its events are committed.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Sequence
from typing import Annotated

from attrs import define
from livekit.agents import RunContext, function_tool
from pydantic import BeforeValidator

from receptionist.desk import Desk, Handled
from receptionist.domain.commands import (
    BeginBooking,
    BookingCommand,
    MoveAppointment,
    RequestBooking,
    SendDetails,
)
from receptionist.errors import CallOverError, LogError, NothingBookedError
from receptionist.events.booking import Appointment
from receptionist.events.call import EndReason
from receptionist.projections.spoken import spoken, still_booked

logger = logging.getLogger(__name__)


@define
class CallData:
    """What the session carries along.

    Attributes:
        last_booking: The latest appointment of this call, as the log has it.
        ending: Set once the call is to end after the present reply.
        said_goodbye: Called once that reply is over.
    """

    desk: Desk
    last_booking: Appointment | None = None
    ending: EndReason | None = None
    said_goodbye: Callable[[], None] = lambda: None


def as_text(value: object) -> str:
    """Whatever an LLM passes for a text, as a text: numbers as they read, nothing for null."""
    return "" if value is None else value if isinstance(value, str) else str(value)


# LLMs pass 24 for "24" and null for "": words all the same, and the desk's rules say what becomes of them.
Words = Annotated[str, BeforeValidator(as_text)]
Context = RunContext[CallData]


@function_tool
async def begin_booking(context: Context, name: Words = "", date: Words = "", time: Words = "") -> str:
    """Note that the caller wants an appointment, with what is known of it so far.

    Call this as soon as the caller wants to book, and again when they have told you more but not yet all.

    Args:
        name: The patient's full name, if known.
        date: The desired date in the caller's own words, if known.
        time: The desired time in the caller's own words, if known.
    """
    desk = context.userdata.desk
    command = BeginBooking(new_booking_id=desk.ids.booking(), patient_name=name, date_words=date, time_words=time)
    handled = await _handle(context, command)
    if isinstance(handled, str):
        return handled
    known = handled.facts.open_booking
    missing = [
        what
        for what, given in (
            ("the patient's name", known and known.patient_name),
            ("the day", known and known.date_words),
            ("the time", known and known.time_words),
        )
        if not given
    ]
    return f"Noted. Still needed: {', '.join(missing)}." if missing else "Noted. All is known: call book_appointment."


@function_tool
async def book_appointment(context: Context, name: Words, date: Words, time: Words) -> str:
    """Book an appointment for a patient.

    Args:
        name: The patient's full name.
        date: The desired date, in the caller's own words, such as "next Tuesday".
        time: The desired time, in the caller's own words, such as "2 PM".
    """
    _finish_speaking(context)
    desk = context.userdata.desk
    command = RequestBooking(
        new_booking_id=desk.ids.booking(),
        new_appointment_id=desk.ids.appointment(),
        patient_name=name,
        date_words=date,
        time_words=time,
        asked_at=desk.clock.now(),
    )
    return _answer(await _handle(context, command))


@function_tool
async def move_appointment(context: Context, date: Words, time: Words) -> str:
    """Change the day or the time of the appointment that was booked in this call.

    Args:
        date: The new date in the caller's own words; the old one's words if only the time changes.
        time: The new time in the caller's own words; the old one's words if only the day changes.
    """
    _finish_speaking(context)
    desk = context.userdata.desk
    command = MoveAppointment(
        new_booking_id=desk.ids.booking(), date_words=date, time_words=time, asked_at=desk.clock.now()
    )
    return _answer(await _handle(context, command))


@function_tool
async def send_details(context: Context) -> str:
    """Send the written confirmation and the details of the appointment that was booked in this call again."""
    return _answer(await _handle(context, SendDetails()))


@function_tool
async def end_call(context: Context) -> str:
    """End the call, once the caller has said goodbye or needs nothing more."""
    userdata = context.userdata
    userdata.ending = "caller_said_goodbye"
    context.speech_handle.add_done_callback(lambda _: userdata.said_goodbye())
    return f"Thank you for calling {context.userdata.desk.clinic.name}. Goodbye!"


TOOLS = (begin_booking, book_appointment, move_appointment, send_details, end_call)
BOOKING_TOOLS = frozenset({"begin_booking", "book_appointment", "move_appointment"})


async def _handle(context: Context, command: BookingCommand) -> Handled | str:
    """What the desk made of a command, or the sentence for a caller when it could make nothing of it."""
    userdata = context.userdata
    try:
        handled = await userdata.desk.handle(command, causation=context.function_call.call_id)
    except NothingBookedError:
        return "There is no appointment from this call yet. Would you like to book one?"
    except CallOverError:
        return "This call has ended already, so nothing was changed."
    except LogError as error:
        logger.error("the log did not take a command: %s", error)  # noqa: TRY400 (the sentence says it all)
        return (
            "I'm sorry, I can't reach the appointment book just now, so nothing was changed. Please try again in a"
            f" moment, or call {userdata.desk.clinic.phone}."
        )
    appointments: Sequence[Appointment] = handled.facts.appointments
    userdata.last_booking = appointments[-1] if appointments else None
    return handled


def _answer(handled: Handled | str) -> str:
    if isinstance(handled, str):
        return handled
    sentences = [sentence for event in handled.events if (sentence := spoken(event)) is not None]
    if not sentences and handled.facts.appointments:
        return still_booked(handled.facts.appointments[-1])
    return " ".join(sentences)


def _finish_speaking(context: Context) -> None:
    # A caller who talks over the answer would not hear that something was booked. When they have interrupted
    # already it is too late for that: RuntimeError.
    with contextlib.suppress(RuntimeError):
        context.disallow_interruptions()
