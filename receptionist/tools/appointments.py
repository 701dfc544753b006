"""Tools for an appointment that stands."""

from __future__ import annotations

from livekit.agents import function_tool

from receptionist.domain.commands import (
    CancelAppointment,
    MoveAppointment,
    ReportLate,
    SendDetails,
    TellAppointments,
)
from receptionist.errors import ReceptionistError
from receptionist.tools.answering import Context, answer, finish_speaking, new_ids, refusal
from receptionist.tools.arguments import Words, minutes_in, slot_id, wanted


@function_tool
async def identify_patient(
    context: Context, birth_date: Words = "", phone: Words = "", confirmation_code: Words = ""
) -> str:
    """Recognise the caller, before an appointment made in an earlier call is told, moved, cancelled or sent.

    Give the date of birth and the phone number, or the confirmation code. Never decide it by the name.

    Args:
        birth_date: The patient's date of birth as said.
        phone: The phone number that the clinic has, as said.
        confirmation_code: The code of the appointment, as said or spelled.
    """
    try:
        recognised = await context.userdata.desk.recognise(
            new_ids(context), birth_date=birth_date, phone=phone, code=confirmation_code
        )
    except ReceptionistError as error:
        return refusal(context, error)
    return await answer(context, recognised)


@function_tool
async def look_up_appointments(context: Context) -> str:
    """Tell what is booked: for the patient who was recognised, and in this call."""
    return await answer(context, TellAppointments(asked_at=context.userdata.desk.clock.now()))


@function_tool
async def move_appointment(
    context: Context,
    date: Words = "",
    time: Words = "",
    slot: Words = "",
    appointment: Words = "",
    provider: Words = "",
) -> str:
    """Change the day or the time of an appointment: one booked in this call, or one of a recognised patient.

    The new time is taken and the old one freed together; if the new one is gone, the old one stands.

    Args:
        date: The new date in the caller's own words; the old one's words if only the time changes.
        time: The new time in the caller's own words; the old one's words if only the day changes.
        slot: The id of a time that was offered, such as "s2"; date and time are then empty.
        appointment: The id of the appointment, if there are several.
        provider: Whom they want to see instead; empty to stay with the same if possible.
    """
    finish_speaking(context)
    command = MoveAppointment(
        new=new_ids(context),
        wanted=wanted(date_words=date, time_words=time, provider=provider),
        slot_id=slot_id(slot),
        appointment=appointment,
        asked_at=context.userdata.desk.clock.now(),
    )
    return await answer(context, command)


@function_tool
async def cancel_appointment(context: Context, appointment: Words = "", reason: Words = "") -> str:
    """Cancel an appointment. It is always accepted. To change the time use move_appointment instead.

    Args:
        appointment: The id of the appointment, if there are several.
        reason: Why, if the caller said so.
    """
    finish_speaking(context)
    now = context.userdata.desk.clock.now()
    command = CancelAppointment(new=new_ids(context), appointment=appointment, reason=reason, asked_at=now)
    return await answer(context, command)


@function_tool
async def report_late(context: Context, minutes: Words = "", appointment: Words = "") -> str:
    """Tell the clinic's staff at once that the patient will be late.

    Args:
        minutes: How many minutes, as a number; empty if they did not say.
        appointment: The id of the appointment, if there are several.
    """
    finish_speaking(context)
    desk = context.userdata.desk
    command = ReportLate(
        new=new_ids(context),
        appointment=appointment,
        minutes=minutes_in(minutes, desk.language),
        asked_at=desk.clock.now(),
    )
    return await answer(context, command)


@function_tool
async def send_details(context: Context, appointment: Words = "") -> str:
    """Send the written confirmation and the details of an appointment again.

    Args:
        appointment: The id of the appointment, if there are several.
    """
    now = context.userdata.desk.clock.now()
    return await answer(context, SendDetails(new=new_ids(context), appointment=appointment, asked_at=now))
