"""Refusals that need a person: what the caller cannot mend by another wish, and what was tried too often.

Whoever is too young or too old for one treatment is asked what else the visit could be for, and is no such case.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce

from attrs import frozen

from receptionist.domain import callers
from receptionist.domain.clinic import Clinic
from receptionist.domain.commands import FindTimes, JoinWaitingList, MoveAppointment, RequestBooking
from receptionist.domain.facts import NO_TIME, Facts
from receptionist.domain.tasks import task
from receptionist.events.booking import BookingRefused, BookingRequested, RefusalReason
from receptionist.events.catalogue import Event
from receptionist.events.clinic import Urgency

REPEATED = 3
"""From so many times on that could not be had, one after the other, somebody calls and finds one."""

Refusable = RequestBooking | FindTimes | MoveAppointment | JoinWaitingList


@frozen
class _Case:
    """Why a person is needed, as staff read it."""

    done: str
    to_do: str
    urgency: Urgency = "today"


_BY_RULE: Mapping[RefusalReason, _Case] = {
    "not_for_new_patients": _Case(
        "A new patient was refused {treatment}: it is booked by phone only by patients of the clinic.",
        "Decide whether they can be seen for it, and call.",
    ),
}
_URGENT = _Case("An urgent case found no free time.", "Find a time, and call.", "now")
_TOO_OFTEN = _Case("Several times that the caller asked for could not be had.", "Find a time with them: call.")


def for_a_person(command: Refusable, events: Sequence[Event], facts: Facts, clinic: Clinic) -> Sequence[Event]:
    """The line of the inbox that the refusal among *events* makes, if it does: once in a call for each reason.

    Nobody is told when neither a name nor a number is known: there would be nothing to do.
    """
    refusal = next((event for event in events if isinstance(event, BookingRefused)), None)
    if refusal is None or facts.of_staff:
        return []
    after = reduce(lambda known, event: known.after(event, of_this_call=True), events, facts)
    case = _case(refusal, facts, after)
    if case is None or not (callers.who(after) or callers.phone(after)):
        return []
    wanted = [event.treatment_id for event in events if isinstance(event, BookingRequested)]
    told = task(
        command.new.tasks[1],
        "refusal",
        case.urgency,
        clinic=clinic,
        now=command.asked_at,
        who=callers.who(after),
        phone=callers.phone(after),
        patient_id=facts.recognised[0] if len(facts.recognised) == 1 else None,
        done=case.done.format(treatment=_named(wanted[-1], clinic) if wanted else "an appointment"),
        to_do=case.to_do,
    )
    # More may have been added to it since.
    return [] if any(each.to_do.startswith(told.to_do) for each in facts.told.values()) else [told]


def _case(refusal: BookingRefused, before: Facts, after: Facts) -> _Case | None:
    if refusal.reason in _BY_RULE:
        return _BY_RULE[refusal.reason]
    if refusal.reason not in NO_TIME:
        return None
    if before.emergency is not None and not refusal.alternatives:
        return _URGENT
    return _TOO_OFTEN if len(after.refused) >= REPEATED else None


def _named(treatment_id: str, clinic: Clinic) -> str:
    return next((each.name("en") for each in clinic.treatments if each.id == treatment_id), treatment_id)
