"""What came of a call, folded from its events alone: what the clinic's webhook is told (`outcome_message.py`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Literal

from attrs import evolve, field, frozen

from receptionist.events.booking import (
    Appointment,
    AppointmentCancelled,
    AppointmentMoved,
    BookingConfirmed,
    LateArrivalReported,
)
from receptionist.events.call import CallEnded, CallStarted, EmergencyRecognised, LanguageChosen
from receptionist.events.clinic import TaskCorrected, TaskRaised, as_corrected
from receptionist.events.patient import WaitingListJoined
from receptionist.events.recorded import Recorded
from receptionist.projections.calls import SUMMARISED, CallSummary

OUTCOME_TYPES = (*SUMMARISED, "call.language_chosen", "task.corrected")
"""The types of the events that it is made of: no transcript, and no tool's arguments."""

Change = Literal["booked", "moved", "cancelled", "late"]


@frozen(kw_only=True)
class Visit:
    """What a call has done about one appointment.

    Attributes:
        appointment: As it stood at the call's end, or before it was cancelled.
        change: What it comes to; what was both made and changed in the call is `booked`, at its last time.
        is_new: Whether it was made in the call.
        moved_from: When it was to be before the call; None unless it is `moved`.
        minutes_late: By how much the patient said to be late.
    """

    appointment: Appointment
    change: Change
    is_new: bool = False
    moved_from: datetime | None = None
    minutes_late: int | None = None


@frozen(kw_only=True)
class CallOutcome:
    """What the events of one call, in order, say of it.

    Attributes:
        position: Of the event by which it ended; 0 before that.
        clinic: Its name as it was then.
        emergency: The tier of the last emergency that was recognised.
        waits: The entries of the waiting list that were made in it.
        tasks: What staff were told in it, as it reads at its end.
    """

    call: str | None = None
    summary: CallSummary = field(factory=CallSummary)
    position: int = 0
    clinic: str = ""
    language: str = "en"
    emergency: str | None = None
    visits: Mapping[str, Visit] = field(factory=dict)
    waits: tuple[WaitingListJoined, ...] = ()
    tasks: Mapping[str, TaskRaised] = field(factory=dict)

    def after(self, recorded: Recorded) -> CallOutcome:
        """The same once *recorded* is known of."""
        seen = evolve(self, call=self.call or recorded.metadata.call, summary=self.summary.after(recorded))
        match recorded.event:
            case CallStarted(clinic=clinic, language=language):
                return evolve(seen, clinic=clinic, language=language)
            case LanguageChosen(language=language):
                return evolve(seen, language=language)
            case EmergencyRecognised(tier=tier):
                return evolve(seen, emergency=tier)
            case WaitingListJoined() as joined:
                return evolve(seen, waits=(*self.waits, joined))
            case TaskRaised() as raised:
                return evolve(seen, tasks={**self.tasks, raised.task_id: raised})
            case TaskCorrected(task_id=task_id) as corrected if task_id in self.tasks:
                return evolve(seen, tasks={**self.tasks, task_id: as_corrected(self.tasks[task_id], corrected)})
            case CallEnded():
                return evolve(seen, position=recorded.position)
            case _:
                return seen._with_visit(recorded)  # noqa: SLF001 (its own)

    def _with_visit(self, recorded: Recorded) -> CallOutcome:
        match recorded.event:
            case BookingConfirmed(appointment=appointment):
                visit = Visit(appointment=appointment, change="booked", is_new=True)
            case AppointmentMoved(appointment=appointment, moved_from=moved_from):
                before = self.visits.get(appointment.appointment_id)
                # Whoever hears of it after the call knows the time that it had before the call.
                first = moved_from if before is None or before.moved_from is None else before.moved_from
                is_new = before is not None and before.is_new
                visit = Visit(
                    appointment=appointment,
                    change="booked" if is_new else "moved",
                    is_new=is_new,
                    moved_from=None if is_new else first,
                )
            case AppointmentCancelled(appointment=appointment):
                before = self.visits.get(appointment.appointment_id)
                is_new = before is not None and before.is_new
                visit = Visit(appointment=appointment, change="cancelled", is_new=is_new)
            case LateArrivalReported(appointment=appointment, minutes=minutes):
                usual = Visit(appointment=appointment, change="late")
                visit = evolve(self.visits.get(appointment.appointment_id, usual), minutes_late=minutes)
            case _:
                return self
        others = {key: each for key, each in self.visits.items() if key != visit.appointment.appointment_id}
        return evolve(self, visits={**others, visit.appointment.appointment_id: visit})

    @property
    def patients(self) -> tuple[str, ...]:
        """Whom it is about, each once, sorted."""
        found: set[str] = {visit.appointment.patient_id for visit in self.visits.values()}
        found |= {joined.patient_id for joined in self.waits}
        found |= {task.patient_id for task in self.tasks.values() if task.patient_id is not None}
        return tuple(sorted(found))


def outcome_of(events: Iterable[Recorded]) -> CallOutcome:
    """What came of the call with these events, in order: those of `OUTCOME_TYPES` at least."""
    outcome = CallOutcome()
    for recorded in events:
        outcome = outcome.after(recorded)
    return outcome
