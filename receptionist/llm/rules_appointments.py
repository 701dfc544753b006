"""Appointments that stand: who asks is recognised first, unless it was made in this call."""

from __future__ import annotations

from receptionist.llm.claims import Claims
from receptionist.llm.conversation import CallTool, Facts, Move, Say
from receptionist.llm.intents import Intent
from receptionist.llm.memory import Listed, Memory
from receptionist.llm.replying import errand_question, words
from receptionist.llm.rules_booking import to_look_for
from receptionist.llm.visit_words import treatment_in


def pursue(memory: Memory) -> Move | None:
    """An errand takes what the caller just gave."""
    return errand_step(memory) if memory.on_an_errand and memory.brought and not memory.unclear else None


def errand_step(memory: Memory) -> Move:
    """What an errand needs next."""
    if not memory.may_hear:
        return _identify(memory)
    if memory.task == "tell":
        return CallTool("look_up_appointments")
    several_here = memory.made > 1 and memory.task != "move"
    if (memory.recognised or several_here) and memory.listed is None:
        return CallTool("look_up_appointments")
    which = _which(memory)
    if which is None and memory.listed:
        return Say(errand_question(memory))
    named = {"appointment": which.id} if which else {}
    match memory.task:
        case "cancel":
            return CallTool("cancel_appointment", named)
        case "send":
            return CallTool("send_details", named)
        case "late":
            return (
                CallTool("report_late", {"minutes": memory.minutes, **named})
                if memory.minutes
                else Say(words(memory).how_late)
            )
        case _:
            return _move(memory, which)


def _identify(memory: Memory) -> Move:
    fresh = memory.heard.claims != Claims() or memory.tried is None
    if not memory.given_up and memory.claims.enough and fresh and "identify_patient" not in memory.done:
        return CallTool("identify_patient", memory.claims.arguments())
    return Say(errand_question(memory))


def _which(memory: Memory) -> Listed | None:
    """The appointment that is meant; None when it is the one of this call, or not clear."""
    listed = memory.listed or ()
    if len(listed) == 1:
        return listed[0]
    return next((each for each in listed if each.id == memory.target), None)


def _move(memory: Memory, which: Listed | None) -> Move:
    draft = memory.draft
    if draft == memory.refused and memory.options:
        return Say(errand_question(memory))
    if (looking := to_look_for(memory)) is not None:
        treatment = (
            memory.booked.treatment if memory.booked else treatment_in(which.words, memory.language) if which else ""
        )
        return CallTool("find_times", looking.updated(Facts(treatment=treatment)).to_find())
    if not draft.slot and not draft.date and not draft.time:
        told = f"{which.words} " if which and which.words and "time" not in memory.asked_for_it else ""
        return Say(f"{told}{words(memory).another_time if told else words(memory).new_time}")
    # What is not mentioned stays as it is.
    old = Facts(date=which.option.date, time=which.option.time) if which else memory.booked or Facts()
    whole = draft if draft.slot else old.only("date", "time").updated(draft)
    named = {"appointment": which.id} if which else {}
    return CallTool("move_appointment", {**whole.to_move(), **named})


def about_the_booking(memory: Memory) -> Move | None:
    """Questions about, and complaints of, the appointment that was just made."""
    heard, booked, said = memory.heard, memory.booked, words(memory)
    if booked is None or memory.task not in {None, "move"}:
        return None
    name = heard.facts.name
    longer = set(booked.name.lower().split()) < set(name.lower().split())
    if not heard.facts.when and (longer or name not in {"", booked.name, memory.caller}):
        return Say(said.no_renaming)
    if heard.facts.when or (heard.wants(Intent.CONFIRM, Intent.TELL) and not heard.wants(Intent.TOPIC)):
        return Say(memory.confirmation)
    if memory.task == "move" and heard.wants(Intent.RESCHEDULE, Intent.CHANGE):
        return Say(said.new_time)
    objects = heard.wants(Intent.NO) and not memory.task and memory.said.startswith(memory.confirmation)
    return Say(said.what_is_wrong) if objects else None


def given_up(memory: Memory) -> Move | None:
    """Something was given up: what stands stays."""
    if not memory.dropped:
        return None
    said = words(memory)
    outcome = {"book": said.nothing_booked, "move": said.stays, "cancel": said.stays}.get(
        memory.dropped, said.all_right
    )
    if memory.dropped == "book" and memory.booked:
        outcome = said.stays
    return Say(f"{outcome} {said.anything_else}")
