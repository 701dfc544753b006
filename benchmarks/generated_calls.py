"""Calls as they go, made up from a seed: bookings, refusals, changes, messages, calls that fail or are rescued."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Literal

from attrs import evolve

from receptionist.events.booking import (
    Appointment,
    AppointmentCancelled,
    AppointmentMoved,
    BookingBegun,
    BookingConfirmed,
    BookingDetailsGiven,
    BookingRefused,
    BookingRequested,
    ClinicDetails,
)
from receptionist.events.call import (
    CallEnded,
    CallerGreeted,
    CallResumed,
    CallStarted,
    ParticipantJoined,
    ParticipantLeft,
    QuestionAnswered,
    ToolCalled,
    ToolReturned,
    UtteranceHeard,
    UtteranceSpoken,
)
from receptionist.events.catalogue import Event
from receptionist.events.clinic import TaskRaised
from receptionist.events.patient import PatientRecognised, PatientRegistered
from receptionist.ids import AppointmentId, BookingId, CallId, Ids

Kind = Literal["booking", "refused first", "change", "question", "message", "failed", "rescued"]

ZONE = "America/New_York"
FIRST_CALL = datetime(2024, 1, 2, 13, 0, tzinfo=UTC)
_BETWEEN_CALLS = timedelta(minutes=21)
_CUT_OFF, _CANCELS, _FAILS = 0.05, 0.5, 0.01
"""How likely the caller cuts a confirmation off, cancels and does not move, and a tool fails."""
_KINDS: dict[Kind, int] = {
    "booking": 52,
    "refused first": 16,
    "change": 14,
    "question": 9,
    "message": 6,
    "failed": 1,
    "rescued": 2,
}
_FIRST = ("Sarah", "Zoë", "Luis", "Ana", "Mei", "Tom", "Priya", "Jón", "Fatima", "Grace", "Noah", "Olga")
_LAST = ("Quillfeather", "Okafor", "Lindqvist", "Ramirez", "Chen", "Haddad", "Novak", "Byrne", "Sato", "Ferreira")
_CLINIC = ClinicDetails(
    name="Bright Smile Dental",
    short_address="123 Main St",
    address="123 Main Street, Suite 200",
    phone="(555) 123-4567",
    arrival_instructions="Please arrive 15 minutes early for paperwork.",
    time_zone=ZONE,
)


class GeneratedCall:
    """One call: its id, when it began, and its events.

    Args:
        number: From 0: which call of the log it is.
        earlier: Appointments of earlier calls, for a caller who changes one.
    """

    def __init__(self, number: int, chance: random.Random, ids: Ids, earlier: Sequence[Appointment]) -> None:
        self._chance, self._ids, self._number = chance, ids, number
        self._tools = 0
        self.call: CallId = ids.call()
        self.began_at = FIRST_CALL + number * _BETWEEN_CALLS
        self.kind: Kind = chance.choices(list(_KINDS), weights=list(_KINDS.values()))[0]
        self.name = f"{chance.choice(_FIRST)} {chance.choice(_LAST)}"
        self.booked: Appointment | None = None
        self._earlier = chance.choice(earlier) if earlier else None

    def events(self) -> Iterator[Event]:
        """The events, in order."""
        identity = f"caller-{self._number}"
        yield CallStarted(channel="room", clinic=_CLINIC.name, time_zone=ZONE, language="en")
        yield CallerGreeted(words=f"{_CLINIC.name}, this is the automated assistant. How can I help?")
        yield ParticipantJoined(identity=identity, role="caller", contract=True, sid=f"PA_{self._number}")
        yield self._said(f"{_CLINIC.name}, this is the automated assistant. How can I help?")
        match self.kind:
            case "booking" | "refused first" | "rescued" | "failed":
                yield from self._booking()
            case "change":
                yield from self._change() if self._earlier is not None else self._booking()
            case "question":
                yield from self._question()
            case "message":
                yield from self._message()
        if self.kind == "failed":
            yield CallEnded(reason="failed")
            return
        yield UtteranceHeard(text="Thank you, goodbye.")
        yield from self._tool("end_call", "{}", f"Thank you for calling {_CLINIC.name}. Goodbye!")
        yield self._said(f"Thank you for calling {_CLINIC.name}. Goodbye!")
        yield ParticipantLeft(identity=identity, role="caller")
        yield CallEnded(reason="caller_said_goodbye")

    def _booking(self) -> Iterator[Event]:
        booking, visit = self._ids.booking(), self._visit()
        yield UtteranceHeard(text="I'd like to book a cleaning, please.")
        begun = BookingBegun(booking_id=booking)
        yield from self._tool("begin_booking", '{"treatment": "cleaning"}', "Noted. Still needed: name and day.", begun)
        yield self._said("Happy to. What's your name, and when would suit you?")
        if self.kind == "refused first":
            yield from self._refused(booking)
        if self.kind == "rescued":
            yield CallResumed(attempt=1)
        yield UtteranceHeard(text=f"My name is {self.name}, next Tuesday at 2 PM.")
        given = BookingDetailsGiven(
            booking_id=booking, patient_name=self.name, date_words="next Tuesday", time_words="2 PM",
            treatment_id="cleaning", provider_id=None, phone="+12125550123", birth_date="1985-03-03", is_new=True,
        )  # fmt: skip
        yield given
        registered = PatientRegistered(
            patient_id=visit.patient_id, name=self.name, birth_date="1985-03-03", phone=f"+1212{self._number:07d}"
        )
        confirmed = BookingConfirmed(booking_id=booking, appointment=visit)
        wanted = self._wanted(booking, visit.starts_at)
        said = f"You're booked for a cleaning with Maya Torres, {self.name}."
        yield from self._tool("book_appointment", '{"date": "next Tuesday"}', said, wanted, registered, confirmed)
        yield self._said(said, interrupted=self._chance.random() < _CUT_OFF)
        self.booked = visit

    def _refused(self, booking: BookingId) -> Iterator[Event]:
        yield UtteranceHeard(text="Sunday at three in the morning?")
        refused = BookingRefused(booking_id=booking, reason="closed_that_day", time_zone=ZONE, alternatives=())
        result = "The clinic is closed then."
        yield from self._tool("book_appointment", '{"date": "Sunday"}', result, self._wanted(booking, None), refused)
        yield self._said("I'm afraid we are closed on Sundays. Would another day suit you?", interrupted=True)

    def _change(self) -> Iterator[Event]:
        assert self._earlier is not None  # noqa: S101 (see `events`)
        visit, booking = self._earlier, self._ids.booking()
        yield UtteranceHeard(text=f"It's {visit.patient_name}, my code is {visit.code}. I can't make it.")
        recognised = PatientRecognised(
            patient_id=visit.patient_id, by="code", appointment_id=visit.appointment_id, wards=()
        )
        yield from self._tool("find_appointment", f'{{"code": "{visit.code}"}}', "Found one.", recognised)
        yield self._said("I've found it. Shall I move it, or cancel it?")
        if self._chance.random() < _CANCELS:
            yield UtteranceHeard(text="Cancel it, please.")
            off = AppointmentCancelled(
                appointment=evolve(visit, sequence=visit.sequence + 1),
                reason="ill",
                within_notice=True,
                notice_hours=24,
            )
            yield from self._tool("cancel_appointment", "{}", "It is off.", off)
            yield self._said("Your appointment is cancelled.")
            return
        yield UtteranceHeard(text="A week later, please.")
        later = timedelta(weeks=1)
        moved = AppointmentMoved(
            booking_id=booking,
            appointment=evolve(
                visit, starts_at=visit.starts_at + later, ends_at=visit.ends_at + later,
                busy_until=visit.busy_until + later, sequence=visit.sequence + 1,
            ),
            moved_from=visit.starts_at, left_provider_id=visit.provider_id, left_chair_id=visit.chair_id,
        )  # fmt: skip
        begun = BookingBegun(booking_id=booking)
        yield from self._tool("move_appointment", '{"date": "a week later"}', "It is moved.", begun, moved)
        yield self._said("Your appointment is a week later now.")

    def _question(self) -> Iterator[Event]:
        for topic in self._chance.sample(("hours", "parking", "prices", "insurance", "payment"), k=3):
            yield UtteranceHeard(text=f"What about {topic}?")
            answered = QuestionAnswered(topic=topic)
            yield from self._tool("answer_question", f'{{"topic": "{topic}"}}', f"About {topic}: …", answered)
            yield self._said(f"About {topic}: we are happy to help, and this is how it is with us.")

    def _message(self) -> Iterator[Event]:
        yield UtteranceHeard(text=f"Please have somebody call {self.name} back.")
        task = TaskRaised(
            task_id=self._ids.task(), kind="callback", urgency="today", who=self.name, phone="+12125550123",
            done="A message was taken.", to_do="Call back.", due=self.began_at + timedelta(hours=4),
            patient_id=None, appointment_id=None,
        )  # fmt: skip
        yield from self._tool("take_message", '{"words": "call back"}', "Somebody will call.", task)
        yield self._said("Somebody from the clinic will call you back today.")

    def _tool(self, tool: str, arguments: str, result: str, *happened: Event) -> Iterator[Event]:
        self._tools += 1
        tool_call = f"call_{self._tools}"
        failed = self._chance.random() < _FAILS
        yield ToolCalled(tool_call_id=tool_call, tool=tool, arguments=arguments)
        yield from happened
        yield ToolReturned(tool_call_id=tool_call, tool=tool, result=result, is_error=failed)

    def _said(self, words: str, *, interrupted: bool = False) -> Event:
        return UtteranceSpoken(text=words, interrupted=interrupted)

    def _wanted(self, booking: BookingId, starts_at: datetime | None) -> Event:
        return BookingRequested(
            booking_id=booking, patient_name=self.name, treatment_id="cleaning", provider_id=None, slot_id=None,
            date_words="next Tuesday", time_words="2 PM", asked_at=self.began_at, time_zone=ZONE, starts_at=starts_at,
            moves=None,
        )  # fmt: skip

    def _visit(self) -> Appointment:
        starts_at = FIRST_CALL + timedelta(days=7 + self._number // 12, hours=self._number % 12 // 2)
        return Appointment(
            appointment_id=AppointmentId(self._ids.appointment()), code=self._ids.code(),
            patient_id=self._ids.patient(), patient_name=self.name, treatment_id="cleaning", treatment="cleaning",
            provider_id=("torres", "lee")[self._number % 2], provider=("Maya Torres", "Dr. Lee")[self._number % 2],
            chair_id=f"chair-{self._number % 2 + 1}", starts_at=starts_at, ends_at=starts_at + timedelta(hours=1),
            busy_until=starts_at + timedelta(minutes=70), minor=False, sequence=0, language="en", clinic=_CLINIC,
        )  # fmt: skip
