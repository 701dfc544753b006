"""Tools for booking. Arguments become a command, what followed becomes what the LLM is told; nothing more."""

from __future__ import annotations

from livekit.agents import function_tool

from receptionist.domain.commands import BeginBooking, FindTimes, JoinWaitingList, RequestBooking
from receptionist.tools.answering import Context, answer, finish_speaking, handle, new_ids
from receptionist.tools.arguments import Words, slot_id, wanted


@function_tool
async def begin_booking(
    context: Context,
    name: Words = "",
    date: Words = "",
    time: Words = "",
    treatment: Words = "",
    provider: Words = "",
    phone: Words = "",
    birth_date: Words = "",
    new_patient: Words = "",
) -> str:
    """Note that the caller wants an appointment, with what is known of it so far.

    Call this as soon as the caller wants to book, and again when they have told you more but not yet all.

    Args:
        name: The patient's full name, if known.
        date: The desired date in the caller's own words, if known.
        time: The desired time in the caller's own words, if known.
        treatment: What it is for: one of the treatments' ids, or the caller's words.
        provider: Whom they want to see, if they said so.
        phone: The patient's phone number as said, if known.
        birth_date: The patient's date of birth as said, if known.
        new_patient: "yes" if they have not been here before, "no" if they have, "" if nobody said.
    """
    desk = context.userdata.desk
    given = wanted(
        patient_name=name,
        date_words=date,
        time_words=time,
        treatment=treatment,
        provider=provider,
        phone=phone,
        birth_date=birth_date,
        is_new=new_patient,
    )
    handled = await handle(context, BeginBooking(new=new_ids(context), wanted=given, asked_at=desk.clock.now()))
    if isinstance(handled, str):
        return handled
    known = handled.facts.open_booking
    missing = [
        what
        for what, given_already in (
            ("the patient's name", known and known.patient_name),
            ("the day", known and known.date_words),
            ("the time", known and known.time_words),
        )
        if not given_already
    ]
    unread = [
        what
        for what, said, understood in (
            ("the phone number", phone, known and known.phone),
            ("the date of birth", birth_date, known and known.birth_date),
            ("what it is for", treatment, known and known.treatment_id),
        )
        if said.strip() and not understood
    ]
    noted = f"Still needed: {', '.join(missing)}." if missing else "All is known: call book_appointment."
    return f"Noted. {noted}" + (f" Not understood, ask again: {', '.join(unread)}." if unread else "")


@function_tool
async def find_times(
    context: Context, date: Words = "", time: Words = "", treatment: Words = "", provider: Words = ""
) -> str:
    """Find free times. Offer the caller exactly those that this answers, and book by their ids.

    Args:
        date: When, in the caller's own words, such as "sometime next week"; empty for as soon as possible.
        time: What part of the day, in the caller's own words, such as "in the afternoon"; empty for any.
        treatment: What it is for: one of the treatments' ids, or the caller's words.
        provider: Whom they want to see; empty for anybody.
    """
    given = wanted(date_words=date, time_words=time, treatment=treatment, provider=provider)
    now = context.userdata.desk.clock.now()
    return await answer(context, FindTimes(new=new_ids(context), wanted=given, asked_at=now))


@function_tool
async def book_appointment(
    context: Context,
    name: Words,
    date: Words = "",
    time: Words = "",
    slot: Words = "",
    treatment: Words = "",
    provider: Words = "",
    phone: Words = "",
    birth_date: Words = "",
    new_patient: Words = "",
    guardian: Words = "",
) -> str:
    """Book an appointment for a patient: at a time that was offered, or at one in the caller's own words.

    Args:
        name: The patient's full name.
        date: The desired date, in the caller's own words, such as "next Tuesday"; empty with a slot.
        time: The desired time, in the caller's own words, such as "2 PM"; empty with a slot.
        slot: The id of a time that was offered, such as "s2".
        treatment: What it is for: one of the treatments' ids, or the caller's words; empty if they did not say.
        provider: Whom they want to see; empty for anybody.
        phone: The patient's phone number as said, if known.
        birth_date: The patient's date of birth as said, if known.
        new_patient: "yes" if they have not been here before, "no" if they have, "" if nobody said.
        guardian: For a child, the full name of the parent or guardian who calls.
    """
    finish_speaking(context)
    given = wanted(
        patient_name=name,
        date_words=date,
        time_words=time,
        treatment=treatment,
        provider=provider,
        phone=phone,
        birth_date=birth_date,
        is_new=new_patient,
        guardian=guardian,
    )
    now = context.userdata.desk.clock.now()
    return await answer(
        context, RequestBooking(new=new_ids(context), wanted=given, slot_id=slot_id(slot), asked_at=now)
    )


@function_tool
async def join_waiting_list(
    context: Context,
    name: Words = "",
    phone: Words = "",
    date: Words = "",
    time: Words = "",
    treatment: Words = "",
    provider: Words = "",
) -> str:
    """Put the patient on the waiting list, when no free time suits: staff call when one comes free.

    Args:
        name: The patient's full name.
        phone: The number to call, as said.
        date: The days that would suit, in the caller's own words; empty for as soon as possible.
        time: The part of the day that would suit, in the caller's own words; empty for any.
        treatment: What it is for; empty if they did not say.
        provider: Whom they want to see; empty for anybody.
    """
    finish_speaking(context)
    given = wanted(
        patient_name=name, phone=phone, date_words=date, time_words=time, treatment=treatment, provider=provider
    )
    now = context.userdata.desk.clock.now()
    return await answer(context, JoinWaitingList(new=new_ids(context), wanted=given, asked_at=now))
