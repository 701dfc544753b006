"""From a command to the events it leads to, and to the query that says which facts it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import assert_never

from attrs import frozen

from receptionist.domain import booking, call
from receptionist.domain.clinic import Clinic
from receptionist.domain.commands import (
    BeginBooking,
    Command,
    EndCall,
    GreetCaller,
    MoveAppointment,
    RejectRequest,
    RequestBooking,
    SendDetails,
    StartCall,
)
from receptionist.domain.dates import Understood, resolve
from receptionist.domain.diary import days_around
from receptionist.domain.facts import Facts
from receptionist.events.catalogue import Event
from receptionist.events.log import Query
from receptionist.events.tags import call_tag, diary_tag
from receptionist.ids import CallId

_CALL_TYPES = ("call.started", "call.caller_greeted", "call.ended")
_BOOKING_TYPES = ("booking.begun", "booking.details_given", "booking.confirmed", "appointment.moved", "call.ended")
_DIARY_TYPES = ("booking.confirmed", "appointment.moved")


@frozen(kw_only=True)
class Grounds:
    """What a decision reads.

    Attributes:
        decisive: If any of this changes meanwhile, the decision is made again.
        advisory: Read at the same instant and allowed to change: the days around, for alternatives.
    """

    decisive: Query
    advisory: Query


def grounds(command: Command, call: CallId, clinic: Clinic) -> Grounds:
    """The facts that *command* is decided on."""
    match command:
        case StartCall() | GreetCaller() | EndCall():
            query = Query.tagged(call_tag(call), types=_CALL_TYPES)
            return Grounds(decisive=query, advisory=query)
        case BeginBooking() | SendDetails() | RejectRequest():
            query = Query.tagged(call_tag(call), types=_BOOKING_TYPES)
            return Grounds(decisive=query, advisory=query)
        case RequestBooking() | MoveAppointment():
            mine = Query.tagged(call_tag(call), types=_BOOKING_TYPES)
            meant = resolve(command.date_words, command.time_words, asked_at=command.asked_at, clinic=clinic)
            if not isinstance(meant, Understood):
                return Grounds(decisive=mine, advisory=mine)
            decisive = mine | _day(clinic, meant.starts_at)
            advisory = decisive
            for day in days_around(clinic, meant.starts_at, not_before=command.asked_at):
                advisory |= _day(clinic, datetime.combine(day, datetime.min.time(), clinic.zone))
            return Grounds(decisive=decisive, advisory=advisory)
        case _:
            assert_never(command)


def decide(command: Command, facts: Facts, clinic: Clinic) -> Sequence[Event]:
    """The events that *command* leads to; none when it holds already.

    Raises:
        DeskError: It cannot be done, and that is no event.
    """
    match command:
        case StartCall() | GreetCaller() | EndCall():
            return call.decide(command, facts, clinic)
        case BeginBooking() | RequestBooking() | MoveAppointment() | SendDetails() | RejectRequest():
            return booking.decide(command, facts, clinic)
        case _:
            assert_never(command)


def _day(clinic: Clinic, instant: datetime) -> Query:
    return Query.tagged(diary_tag(clinic.dentist.id, instant, clinic.time_zone), types=_DIARY_TYPES)
