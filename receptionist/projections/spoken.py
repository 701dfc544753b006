"""What the agent says of an event: a whole sentence, from the same event as the written word."""

from __future__ import annotations

from receptionist.events.booking import (
    Appointment,
    AppointmentMoved,
    BookingConfirmed,
    BookingRefused,
    ClarificationAsked,
    DetailsRequested,
    RefusalReason,
)
from receptionist.events.catalogue import Event
from receptionist.projections.wording import choices, clock_time, day, day_and_time

_REFUSALS: dict[RefusalReason, str] = {
    "name_missing": "I didn't get a name. Whose name should I put the appointment under?",
    "name_too_long": "That name is longer than I can write down. What is the first and the last name?",
    "name_not_a_name": "I didn't catch the name properly. Could you tell me the first and the last name again?",
    "in_the_past": "I'm sorry, that time has already passed.",
    "closed_that_day": "I'm sorry, we're closed that day.",
    "outside_hours": "I'm sorry, we don't see patients at that time.",
    "no_such_start": "I'm sorry, no appointment begins at exactly that time.",
    "too_far_ahead": "I'm sorry, the diary doesn't go that far ahead yet.",
    "slot_taken": "I'm sorry, that time is already taken.",
    "already_booked": "There is an appointment under that name from this call already. Would you like to move it?",
    "malformed_request": "I'm sorry, I didn't catch that. Could you tell me the name, the day and the time again?",
}
_ASKS_ITSELF: frozenset[RefusalReason] = frozenset(
    {"name_missing", "name_too_long", "name_not_a_name", "already_booked", "malformed_request"}
)


def spoken(event: Event) -> str | None:
    """What is said when *event* has happened, or None when nothing needs saying."""
    match event:
        case BookingConfirmed(appointment=appointment):
            return still_booked(appointment)
        case AppointmentMoved(appointment=appointment):
            return f"All right, I've moved you to {_when(appointment)}, {appointment.patient_name}."
        case BookingRefused():
            return _refusal(event)
        case ClarificationAsked():
            return _question(event)
        case DetailsRequested(appointment=appointment):
            return f"I've sent you the details of your appointment on {_when(appointment)} again."
        case _:
            return None


def still_booked(appointment: Appointment) -> str:
    """What is said of an appointment that stands."""
    return f"You're booked for {_when(appointment)}, {appointment.patient_name}."


def _refusal(event: BookingRefused) -> str:
    sentence = _REFUSALS[event.reason]
    if event.alternatives:
        question = "Would one of these suit you?" if len(event.alternatives) > 1 else "Would that suit you?"
        return f"{sentence} I could offer {choices(event.alternatives, event.time_zone)}. {question}"
    return sentence if event.reason in _ASKS_ITSELF else f"{sentence} What other day and time would suit you?"


def _question(event: ClarificationAsked) -> str:
    days = list(dict.fromkeys(day(instant, event.time_zone) for instant in event.candidates))
    match event.about, days:
        case "date", [one, *more] if more:
            return f"Do you mean {', '.join((one, *more[:-1]))}, or {more[-1]}?"
        case "date", _:
            return "Which day would suit you?"
        case "time", [_]:
            times = dict.fromkeys(clock_time(instant, event.time_zone) for instant in event.candidates)
            return f"Do you mean {', or '.join(times)}?"
        case "time", [_, *_]:
            return f"Do you mean {', or '.join(day_and_time(c, event.time_zone) for c in event.candidates)}?"
        case _:
            return "What time of day would suit you?"


def _when(appointment: Appointment) -> str:
    return day_and_time(appointment.starts_at, appointment.clinic.time_zone)
