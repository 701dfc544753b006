"""What a call left behind in the log and in the room."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar

from attrs import frozen

from receptionist.domain.codes import spoken_code
from receptionist.events.booking import (
    Appointment,
    AppointmentCancelled,
    AppointmentMoved,
    AppointmentsTold,
    BookingConfirmed,
    BookingRefused,
    LateArrivalReported,
)
from receptionist.events.call import (
    CallEnded,
    EmergencyRecognised,
    InsuranceNoted,
    LanguageChosen,
    PersonRequested,
    QuestionAnswered,
    ToolCalled,
    UtteranceHeard,
    UtteranceSpoken,
)
from receptionist.events.catalogue import Event
from receptionist.events.clinic import TaskCorrected, TaskRaised, as_corrected
from receptionist.events.codec import CODEC
from receptionist.events.patient import (
    PatientRecognised,
    PatientRegistered,
    RecognitionFailed,
    RecognitionGivenUp,
    WaitingListJoined,
)
from receptionist.language import Language
from receptionist.projections.byte_streams import DETAILS
from receptionist.projections.effects import Effect, SendBytes, SendText, SetAttributes
from tests.journeys.journey import SLOT, Line
from tests.journeys.standing import by_time, shown, standing

E = TypeVar("E")


@frozen(kw_only=True)
class Found:
    """A call that is over.

    Attributes:
        before: What had happened in the log by then, in order.
        events: What happened in the call, in order.
        effects: What was sent to the room, in order.
        began: When the call began.
        unsaid: What the caller still had to say when the agent ended the call.
    """

    before: tuple[Event, ...]
    events: tuple[Event, ...]
    effects: tuple[Effect, ...]
    began: datetime
    unsaid: tuple[Line, ...] = ()

    @property
    def standing(self) -> tuple[Appointment, ...]:
        """The appointments that stand and are not over, everybody's, the earliest first."""
        return standing((*self.before, *self.events), since=self.began)

    @property
    def cancelled(self) -> tuple[Appointment, ...]:
        """Those that were there before the call and were cancelled in it, the earliest first."""
        there = {each.appointment_id for each in standing(self.before, since=self.began)}
        off = [event.appointment for event in self._of(AppointmentCancelled)]
        return by_time(each for each in off if each.appointment_id in there)

    @property
    def moves(self) -> int:
        """How often an appointment was moved."""
        return len(self._of(AppointmentMoved))

    @property
    def told(self) -> int:
        """Of how many appointments the caller was told when they asked."""
        return sum(len(event.appointments) for event in self._of(AppointmentsTold))

    @property
    def late(self) -> tuple[str, ...]:
        """Who will be late, and by how many minutes, as it was reported last for each appointment."""
        latest = {e.appointment.appointment_id: e for e in self._of(LateArrivalReported)}
        return tuple(f"{each.appointment.patient_name}, {each.minutes}" for each in latest.values())

    @property
    def inbox(self) -> tuple[TaskRaised, ...]:
        """What the call left for people to do, as it reads at the end."""
        lines = dict[str, TaskRaised]()
        for event in self.events:
            if isinstance(event, TaskRaised):
                lines[event.task_id] = event
            elif isinstance(event, TaskCorrected):
                lines[event.task_id] = as_corrected(lines[event.task_id], event)
        return tuple(lines.values())

    @property
    def emergencies(self) -> tuple[str, ...]:
        """The tiers that were recognised, each once, in order."""
        return tuple(dict.fromkeys(event.tier for event in self._of(EmergencyRecognised)))

    @property
    def recognised(self) -> tuple[str, ...]:
        """How callers were recognised, each way once, in order."""
        return tuple(dict.fromkeys(event.by for event in self._of(PatientRecognised)))

    @property
    def failed(self) -> int:
        """How often what a caller gave fitted nobody."""
        return len(self._of(RecognitionFailed))

    @property
    def given_up(self) -> bool:
        """Whether they were not asked any more."""
        return bool(self._of(RecognitionGivenUp))

    @property
    def person(self) -> bool:
        """Whether a person was asked for."""
        return bool(self._of(PersonRequested))

    @property
    def waiting_list(self) -> tuple[str, ...]:
        """Who joined the waiting list for what."""
        return tuple(f"{each.name}, {each.treatment_id}" for each in self._of(WaitingListJoined))

    @property
    def carriers(self) -> tuple[str, ...]:
        """The insurers that were noted, each once."""
        return tuple(dict.fromkeys(event.carrier for event in self._of(InsuranceNoted)))

    @property
    def topics(self) -> tuple[str, ...]:
        """What was answered, each topic once, in order."""
        return tuple(dict.fromkeys(event.topic for event in self._of(QuestionAnswered)))

    @property
    def language(self) -> Language:
        """In which language the call ended."""
        chosen = self._of(LanguageChosen)
        return chosen[-1].language if chosen else "en"

    @property
    def registered(self) -> tuple[str, ...]:
        """The new patients: name, date of birth and phone number as far as they gave them."""
        return tuple(
            ", ".join(part for part in (each.name, each.birth_date, each.phone) if part)
            for each in self._of(PatientRegistered)
        )

    @property
    def refused(self) -> tuple[str, ...]:
        """The reason of each refusal."""
        return tuple(event.reason for event in self._of(BookingRefused))

    @property
    def ended(self) -> str:
        """Why the call ended."""
        (ended,) = self._of(CallEnded)
        return ended.reason

    @property
    def last_word(self) -> str:
        """Who spoke last."""
        spoke = [e for e in self.events if isinstance(e, UtteranceHeard | UtteranceSpoken)]
        return "caller" if spoke and isinstance(spoke[-1], UtteranceHeard) else "agent"

    @property
    def states(self) -> tuple[str, ...]:
        """Every value of the attribute `agent_state`."""
        sets = [effect.values for effect in self.effects if isinstance(effect, SetAttributes)]
        return tuple(values["agent_state"] for values in sets if "agent_state" in values)

    @property
    def confirmations(self) -> int:
        """How many `booking-confirmation` streams were sent."""
        return self._sent("booking-confirmation")

    @property
    def documents(self) -> int:
        """How many `appointment-details` streams were sent."""
        return self._sent(DETAILS)

    @property
    def happened(self) -> frozenset[str]:
        """The kinds of events, by their stored names."""
        return frozenset(CODEC.stored(event)[0] for event in self.events)

    @property
    def spoken(self) -> tuple[str, ...]:
        """All that the agent said."""
        return tuple(event.text for event in self._of(UtteranceSpoken))

    @property
    def turns(self) -> int:
        """How often the caller spoke."""
        return len(self._of(UtteranceHeard))

    @property
    def tools(self) -> int:
        """How often the LLM called a tool."""
        return len(self._of(ToolCalled))

    @property
    def on_paper(self) -> tuple[str, ...]:
        """What a reader of the latest details of each appointment believes to stand, the earliest first."""
        latest = {fields["id"]: fields for fields in self._details()}
        return tuple(
            f"{fields['patient']}, {datetime.fromisoformat(str(fields['starts_at'])).strftime(SLOT)}"
            for fields in sorted(latest.values(), key=lambda fields: str(fields["starts_at"]))
            if fields["status"] != "cancelled"
        )

    @property
    def owed_on_paper(self) -> tuple[str, ...]:
        """What stands of all that was booked or changed in the call, or asked for in writing, the earliest first."""
        written = {fields["id"] for fields in self._details()}
        changed = {e.appointment.appointment_id for e in self._of(BookingConfirmed) + self._of(AppointmentMoved)}
        return tuple(shown(each) for each in self.standing if each.appointment_id in written | changed)

    def in_words(self, text: str) -> str:
        """*text* with `{code}` as the code of the appointment that was spoken of last, read aloud."""
        codes = [code for event in self.events if (code := _code(event))]
        return text.replace("{code}", spoken_code(codes[-1], self.language)) if codes else text

    def _details(self) -> Sequence[dict[str, object]]:
        return [
            dict(effect.content.fields)
            for effect in self.effects
            if isinstance(effect, SendBytes) and effect.topic == DETAILS
        ]

    def _sent(self, topic: str) -> int:
        return sum(isinstance(effect, SendText | SendBytes) and effect.topic == topic for effect in self.effects)

    def _of(self, kind: type[E]) -> list[E]:
        return [event for event in self.events if isinstance(event, kind)]


def _code(event: Event) -> str | None:
    appointment = getattr(event, "appointment", None)
    return appointment.code if isinstance(appointment, Appointment) else None
