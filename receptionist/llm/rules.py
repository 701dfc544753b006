"""The rules of conversation, in order: each has something to say to the caller's last words, or passes."""

from __future__ import annotations

from collections.abc import Callable

from receptionist.llm import rules_appointments, rules_booking, rules_courtesy, rules_desk, rules_first
from receptionist.llm.conversation import Move
from receptionist.llm.memory import Memory

Rule = Callable[[Memory], Move | None]

RULES: tuple[Rule, ...] = (
    rules_first.language,
    rules_first.emergency,
    rules_courtesy.unreadable,
    rules_courtesy.running,
    rules_first.wrong_number,
    rules_first.person,
    rules_first.angry,
    rules_courtesy.leave,
    rules_booking.pursue,
    rules_appointments.pursue,
    rules_desk.message,
    rules_appointments.given_up,
    rules_courtesy.repeat,
    rules_courtesy.about_the_line,
    rules_appointments.about_the_booking,
    rules_desk.insurance,
    rules_booking.still_collecting,
    rules_desk.clinic_question,
    rules_courtesy.still_collecting,
    rules_courtesy.courtesy,
)
