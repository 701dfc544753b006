"""What a decision knows: the events that it asked for, folded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

from attrs import evolve, field, frozen

from receptionist.domain.diary import Diary
from receptionist.domain.open_booking import OpenBooking
from receptionist.domain.patients import Patients
from receptionist.events.booking import (
    Appointment,
    AppointmentCancelled,
    AppointmentMoved,
    BookingBegun,
    BookingConfirmed,
    BookingDetailsGiven,
    BookingRefused,
    BookingRequested,
    ClarificationAsked,
    OfferedSlot,
    RefusalReason,
    SlotsOffered,
)
from receptionist.events.call import (
    CallEnded,
    CallerGreeted,
    CallResumed,
    CallStarted,
    Channel,
    EmergencyRecognised,
    LanguageChosen,
    PersonRequested,
    Tier,
    TransferFailed,
)
from receptionist.events.catalogue import Event
from receptionist.events.clinic import TaskCorrected, TaskDone, TaskKind, TaskRaised, TaskTaken, as_corrected
from receptionist.events.patient import (
    PatientRecognised,
    PatientRegistered,
    RecognitionFailed,
    RecognitionGivenUp,
    WaitingListJoined,
    WaitingListLeft,
    WaitingListOffered,
)
from receptionist.ids import AppointmentId, PatientId, SlotId, TaskId, WaitId
from receptionist.language import Language

# An appointment can be spoken of for as long as it may still be going on.
_STILL_NOW = timedelta(hours=4)
# By these, whoever calls was promised that somebody calls back.
_PROMISES: frozenset[TaskKind] = frozenset({"message", "callback", "refusal"})
NO_TIME: frozenset[RefusalReason] = frozenset({
    "closed_that_day", "outside_hours", "no_such_start", "too_far_ahead", "slot_taken", "no_free_time",
    "provider_away",
})  # fmt: skip
"""Refusals of a time that was understood, and that another time could mend."""


@frozen(kw_only=True)
class Task:
    """A line of the inbox that is not done."""

    raised: TaskRaised
    owner: str | None = None


@frozen(kw_only=True)
class Facts:
    """One call's course, and what lies beyond it as far as it was asked for.

    Attributes:
        of_staff: Whether these are no call's: the clinic's staff may deal with every appointment.
        offered: The times that this call's caller was told of, by id.
        own: The appointments made, moved or cancelled in this call, what was done last at the end.
        recognised: The patients that the caller is, or speaks for.
        by_code: The appointments whose code the caller gave.
        newcomers: The patients registered in this call who had not been at the clinic before.
        resumptions: How many agents have taken the call over, one from the other.
        failures: How often what the caller gave fitted nobody.
        wrong_claims: What it was, as digests.
        unreached: Whether nobody could be reached when the caller was put through.
        wished: The time that was asked for last, until it is booked or refused.
        refused: The times that could not be had since something was booked.
        waits: The entries of the waiting list that were made in this call.
        told: What staff were told in this call, as it reads now, done or not.
        tasks: Those that were asked for and are not done, of this call and of others.
    """

    of_staff: bool = False
    started: bool = False
    greeted: bool = False
    ended: bool = False
    resumptions: int = 0
    channel: Channel = "terminal"
    language: Language = "en"
    emergency: Tier | None = None
    person_requested: bool = False
    unreached: bool = False
    open_booking: OpenBooking | None = None
    offered: Mapping[SlotId, OfferedSlot] = MappingProxyType({})
    own: tuple[AppointmentId, ...] = ()
    recognised: tuple[PatientId, ...] = ()
    by_code: tuple[AppointmentId, ...] = ()
    newcomers: tuple[PatientId, ...] = ()
    failures: int = 0
    given_up: bool = False
    wrong_claims: tuple[str, ...] = ()
    wished: datetime | None = None
    refused: tuple[datetime, ...] = ()
    diary: Diary = field(factory=Diary)
    patients: Patients = field(factory=Patients)
    waiting: Mapping[WaitId, WaitingListJoined] = MappingProxyType({})
    waits: tuple[WaitId, ...] = ()
    told: Mapping[TaskId, TaskRaised] = MappingProxyType({})
    tasks: Mapping[TaskId, Task] = MappingProxyType({})

    @property
    def appointments(self) -> tuple[Appointment, ...]:
        """Those made or moved in this call that stand, the latest last."""
        known = self.diary.appointments
        return tuple(known[each] for each in self.own if each in known)

    @property
    def latest_is_off(self) -> bool:
        """Whether the appointment that this call dealt with last does not stand any more."""
        return bool(self.own) and self.own[-1] not in self.diary.appointments

    def has_told(self, task: TaskRaised) -> bool:
        """Whether staff have been told just that already."""
        return any(_same_task(each, task) for each in self.told.values())

    @property
    def promises(self) -> tuple[TaskRaised, ...]:
        """For what the caller was promised that somebody calls back, the latest last."""
        return tuple(each for each in self.told.values() if each.kind in _PROMISES)

    def theirs(self, now: datetime) -> tuple[Appointment, ...]:
        """The appointments that the caller may hear of, move and cancel, by time: made in this call, or proved theirs.

        Those that are over at *now* are left out.
        """
        may = (
            each
            for each in self.diary.appointments.values()
            if each.appointment_id in self.own
            or each.appointment_id in self.by_code
            or each.patient_id in self.recognised
        )
        ahead = (each for each in may if each.ends_at > now - _STILL_NOW)
        return tuple(sorted(ahead, key=lambda each: (each.starts_at, each.appointment_id)))

    def next_slot_id(self, ahead: int = 0) -> SlotId:
        """A name for the next time that is offered."""
        return SlotId(f"s{len(self.offered) + 1 + ahead}")

    def after(self, event: Event, *, of_this_call: bool) -> Facts:
        """The facts once *event* has happened, in this call or in another."""
        seen = evolve(self, diary=self.diary.after(event), patients=self.patients.after(event))
        seen = _after_clinic(seen, event)
        return _after_recognition(_after_own(_after_booking(seen, event), event), event) if of_this_call else seen


def _after_clinic(facts: Facts, event: Event) -> Facts:
    match event:
        case WaitingListJoined(wait_id=wait_id):
            return evolve(facts, waiting={**facts.waiting, wait_id: event})
        case WaitingListOffered(wait_id=wait_id) | WaitingListLeft(wait_id=wait_id):
            return evolve(facts, waiting={key: each for key, each in facts.waiting.items() if key != wait_id})
        case TaskRaised(task_id=task_id):
            return evolve(facts, tasks={**facts.tasks, task_id: Task(raised=event)})
        case TaskCorrected(task_id=task_id) if task_id in facts.tasks:
            known = facts.tasks[task_id]
            now = evolve(known, raised=as_corrected(known.raised, event))
            return evolve(facts, tasks={**facts.tasks, task_id: now})
        case TaskTaken(task_id=task_id, owner=owner) if task_id in facts.tasks:
            return evolve(facts, tasks={**facts.tasks, task_id: evolve(facts.tasks[task_id], owner=owner)})
        case TaskDone(task_id=task_id):
            return evolve(facts, tasks={key: each for key, each in facts.tasks.items() if key != task_id})
        case _:
            return facts


def _after_booking(facts: Facts, event: Event) -> Facts:
    match event:
        case BookingBegun(booking_id=booking_id):
            return evolve(facts, open_booking=OpenBooking(booking_id=booking_id))
        case BookingDetailsGiven() if facts.open_booking is not None:
            return evolve(facts, open_booking=facts.open_booking.given(event))
        case ClarificationAsked(about="treatment", choices=choices) if facts.open_booking is not None:
            return evolve(facts, open_booking=evolve(facts.open_booking, treatments=choices))
        case BookingRequested(moves=None, starts_at=starts_at) if facts.open_booking is not None:
            return evolve(facts, open_booking=facts.open_booking.requested(event), wished=starts_at)
        case BookingRequested(starts_at=starts_at):
            return evolve(facts, wished=starts_at)
        case (
            BookingConfirmed(appointment=appointment)
            | AppointmentMoved(appointment=appointment)
            | AppointmentCancelled(appointment=appointment)
        ):
            others = tuple(each for each in facts.own if each != appointment.appointment_id)
            own = (*others, appointment.appointment_id)
            return evolve(facts, open_booking=None, own=own, wished=None, refused=())
        case SlotsOffered(slots=slots):
            return _offered(facts, slots)
        case BookingRefused(reason=reason, alternatives=slots):
            wished = () if facts.wished is None or reason not in NO_TIME else (facts.wished,)
            refused = tuple(dict.fromkeys((*facts.refused, *wished)))
            return evolve(_offered(facts, slots), wished=None, refused=refused)
        case _:
            return facts


def _offered(facts: Facts, slots: Iterable[OfferedSlot]) -> Facts:
    # What was offered before is still the same time, if it is still free.
    return evolve(facts, offered={**facts.offered, **{slot.slot_id: slot for slot in slots}})


def _after_own(facts: Facts, event: Event) -> Facts:
    match event:
        case CallStarted(channel=channel):
            return evolve(facts, started=True, channel=channel)
        case CallerGreeted():
            return evolve(facts, greeted=True)
        case CallResumed(attempt=attempt):
            return evolve(facts, resumptions=max(facts.resumptions, attempt))
        case LanguageChosen(language=language):
            return evolve(facts, language=language)
        case EmergencyRecognised(tier=tier):
            return evolve(facts, emergency=tier)
        case PersonRequested():
            return evolve(facts, person_requested=True)
        case TransferFailed():
            # Whoever insists is put through once more.
            return evolve(facts, person_requested=False, unreached=True)
        case CallEnded():
            return evolve(facts, ended=True)
        case _:
            return _after_promise(facts, event)


def _after_promise(facts: Facts, event: Event) -> Facts:
    match event:
        case TaskRaised(task_id=task_id):
            return evolve(facts, told={**facts.told, task_id: event})
        case TaskCorrected(task_id=task_id) if task_id in facts.told:
            return evolve(facts, told={**facts.told, task_id: as_corrected(facts.told[task_id], event)})
        case _:
            return facts


def _after_recognition(facts: Facts, event: Event) -> Facts:
    match event:
        case PatientRecognised(appointment_id=None, patient_id=patient_id, wards=wards):
            known = dict.fromkeys((*facts.recognised, patient_id, *wards))
            return evolve(facts, recognised=tuple(known))
        case PatientRecognised(appointment_id=str(appointment_id)):
            return evolve(facts, by_code=(*facts.by_code, AppointmentId(appointment_id)))
        case RecognitionFailed(failures=failures, claim=claim):
            return evolve(facts, failures=failures, wrong_claims=(*facts.wrong_claims, claim))
        case RecognitionGivenUp():
            return evolve(facts, given_up=True)
        case PatientRegistered(patient_id=patient_id) if facts.open_booking is not None and facts.open_booking.is_new:
            return evolve(facts, newcomers=(*facts.newcomers, patient_id))
        case WaitingListJoined(wait_id=wait_id):
            return evolve(facts, waits=(*facts.waits, wait_id))
        case _:
            return facts


def _same_task(one: TaskRaised, other: TaskRaised) -> bool:
    return evolve(one, task_id=other.task_id, due=other.due) == other
