"""What staff do at the desk, decided on what the log has: blocks, closures, visits, the inbox, every appointment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import pytest
from attrs import evolve

from receptionist.domain.commands import (
    BlockTime,
    CancelAppointment,
    CloseDay,
    Command,
    FinishTask,
    LiftBlock,
    MarkArrived,
    MarkMissed,
    MoveAppointment,
    ReopenDay,
    RequestBooking,
    TakeTask,
    Wanted,
)
from receptionist.domain.competing import contested
from receptionist.domain.deciding import decide
from receptionist.domain.facts import Facts
from receptionist.domain.grounds import related
from receptionist.domain.tasks import due_by, task
from receptionist.errors import (
    AppointmentAheadError,
    AppointmentOverError,
    BackwardsBlockError,
    DeskError,
    LongBlockError,
    ManyConflictsError,
    UnknownAppointmentError,
    UnknownBlockError,
    UnknownResourceError,
    UnknownTaskError,
)
from receptionist.events.booking import (
    Appointment,
    AppointmentCancelled,
    AppointmentMoved,
    BookingConfirmed,
    BookingRefused,
    PatientArrived,
    PatientMissed,
)
from receptionist.events.catalogue import Event
from receptionist.events.clinic import (
    BlockLifted,
    DayClosed,
    DayReopened,
    TaskDone,
    TaskRaised,
    TaskTaken,
    TimeBlocked,
    Urgency,
)
from receptionist.events.codec import CODEC
from receptionist.events.log import Query
from receptionist.events.patient import PatientRegistered
from receptionist.events.tags import tags_of
from receptionist.ids import AppointmentId, BlockId, PatientId, TaskId
from tests.config.clinic_texts import BRIGHT_SMILE as CLINIC
from tests.domain.frontdesk import ANN, IDS, appointment, confirmed, moved, registered
from tests.domain.specification import NOW, at

BLOCK, TASKS = BlockId("k-new"), (TaskId("t-1"), TaskId("t-2"), TaskId("t-3"))
TUESDAY = "2026-11-24"
NINE, TEN = (
    appointment(f"{TUESDAY} {hour}:00", name, its_id=AppointmentId(f"a-{name}"))
    for hour, name in (("09", "nine"), ("10", "ten"))
)


def known(*happened: Event, command: Command) -> Facts:
    """What a desk of the staff knows of it when it decides *command*: what the queries select, and no more."""
    query, facts = Query(()), Facts(of_staff=True)
    while True:
        more = related(command, facts, CLINIC)
        if more is None or {*more.items} <= {*query.items}:
            return facts
        query, facts = Query(tuple(dict.fromkeys((*query.items, *more.items)))), Facts(of_staff=True)
        for event in happened:
            if selected(query, event):
                facts = facts.after(event, of_this_call=False)


def selected(query: Query, event: Event) -> bool:
    name, _ = CODEC.stored(event)
    tags = set(tags_of(event, None))
    return any(tags.issuperset(item.tags) and (not item.types or name in item.types) for item in query.items)


def decided(*happened: Event, when: Command) -> Sequence[Event]:
    return list(decide(when, known(*happened, command=when), CLINIC))


def refused(*happened: Event, when: Command, error: type[DeskError]) -> None:
    with pytest.raises(error):
        decided(*happened, when=when)


def block(begins: str = "08:00", ends: str = "12:00", *, resource: str = "lee", uid: str = "") -> BlockTime:
    return BlockTime(
        new_block_id=BLOCK,
        resource_id=resource,
        starts_at=at(f"{TUESDAY} {begins}"),
        ends_at=at(f"{TUESDAY} {ends}"),
        reason="course",
        source="import" if uid else "staff",
        uid=uid,
        new_tasks=TASKS,
        asked_at=NOW,
    )


def blocked(command: BlockTime, its_id: str = BLOCK) -> TimeBlocked:
    return TimeBlocked(
        block_id=BlockId(its_id),
        resource_id=command.resource_id,
        starts_at=command.starts_at,
        ends_at=command.ends_at,
        time_zone=CLINIC.time_zone,
        reason="course",
        source=command.source,
        uid=command.uid,
    )


def to_call(of: Appointment, task_id: str, why: str, phone: str | None = None) -> TaskRaised:
    when = of.starts_at.astimezone(CLINIC.zone)
    return TaskRaised(
        task_id=TaskId(task_id),
        kind="conflict",
        urgency="today",
        who=of.patient_name,
        phone=phone,
        done=why,
        to_do=f"Call and move the appointment of {when:%Y-%m-%d %H:%M} with Dr. Lee.",
        due=at("2026-11-18 17:00"),
        patient_id=of.patient_id,
        appointment_id=of.appointment_id,
    )


def phone_of(of: Appointment) -> PatientRegistered:
    return PatientRegistered(patient_id=of.patient_id, name=of.patient_name, birth_date=None, phone="+12125550123")


AWAY = "lee is not there then: course."


def test_a_block_takes_the_time_and_whoever_has_it_is_to_be_called() -> None:
    """The appointments stay: nobody is dropped before somebody has spoken to them."""
    assert decided(confirmed(TEN), confirmed(NINE), phone_of(TEN), when=block()) == [
        blocked(block()),
        to_call(NINE, "t-1", AWAY),
        to_call(TEN, "t-2", AWAY, "+12125550123"),
    ]


@pytest.mark.parametrize(("begins", "ends"), [("09:30", "10:00"), ("08:00", "09:00"), ("10:30", "11:00")])
def test_who_is_done_before_or_comes_after_is_not_called(begins: str, ends: str) -> None:
    command = block(begins, ends)
    assert decided(confirmed(NINE), confirmed(TEN), when=command) == [blocked(command)]


def test_a_chair_is_taken_until_it_is_ready_again() -> None:
    busy = evolve(NINE, busy_until=at(f"{TUESDAY} 09:40"))
    command = block("09:30", "10:00", resource="chair-1")
    [_, told] = decided(confirmed(busy), when=command)
    assert isinstance(told, TaskRaised)
    assert told.appointment_id == busy.appointment_id


@pytest.mark.parametrize("resource", ["patel", "chair-2"])
def test_nobody_elses_patients_are_called(resource: str) -> None:
    command = block(resource=resource)
    assert decided(confirmed(NINE), when=command) == [blocked(command)]


def test_an_appointment_that_has_begun_or_left_is_in_nobodys_way() -> None:
    begun = evolve(NINE, starts_at=NOW, ends_at=NOW + timedelta(minutes=30), busy_until=NOW + timedelta(minutes=40))
    away = moved(
        evolve(TEN, starts_at=at("2026-12-01 10:00"), ends_at=at("2026-12-01 10:30"), sequence=1), f"{TUESDAY} 10:00"
    )
    command = evolve(block(), starts_at=NOW - timedelta(hours=1))
    assert decided(confirmed(begun), confirmed(TEN), away, when=command) == [blocked(command)]


def test_who_is_on_the_worklist_because_of_an_earlier_block_is_not_put_there_again() -> None:
    wider = evolve(block("08:00", "11:00"), new_block_id=BlockId("k-wider"))
    assert decided(confirmed(NINE), blocked(block("08:00", "10:00"), "k-old"), confirmed(TEN), when=wider) == [
        blocked(wider, "k-wider"),
        to_call(TEN, "t-1", AWAY),
    ]


def test_blocking_what_is_blocked_changes_nothing_and_after_it_was_lifted_it_does() -> None:
    there = blocked(block())
    assert decided(there, when=block()) == []
    assert decided(there, lifted(there), when=block()) == [there]


def test_two_entries_of_a_calendar_at_the_same_time_are_two_blocks() -> None:
    """When one of them is deleted, the other still keeps the time."""
    assert decided(blocked(block(uid="main:1")), when=block(uid="main:2")) == [blocked(block(uid="main:2"))]
    assert decided(blocked(block(uid="main:1")), when=block(uid="main:1")) == []
    assert decided(blocked(block(uid="main:1")), when=block()) == [blocked(block())]


@pytest.mark.parametrize(
    ("command", "error"),
    [
        (block(resource="nobody"), UnknownResourceError),
        (block("12:00", "08:00"), BackwardsBlockError),
        (block("12:00", "12:00"), BackwardsBlockError),
        (evolve(block(), ends_at=at(f"{TUESDAY} 08:00") + timedelta(days=180, seconds=1)), LongBlockError),
    ],
)
def test_a_block_that_cannot_be_is_refused(command: BlockTime, error: type[DeskError]) -> None:
    refused(when=command, error=error)


def test_the_longest_block_still_fits_into_one_statement() -> None:
    """SQLite takes 500 terms (https://www.sqlite.org/limits.html, 4)."""
    command = evolve(block(), ends_at=at(f"{TUESDAY} 08:00") + timedelta(days=180))
    overtaken_by = contested(decided(confirmed(NINE), when=command))
    assert overtaken_by is not None
    assert 360 < len(overtaken_by.items) < 400


def test_more_conflicts_than_an_act_may_cause_are_refused_and_none_is_dropped() -> None:
    command = evolve(block(), new_tasks=TASKS[:1])
    with pytest.raises(ManyConflictsError, match="2 appointments are in the way, more than 1 at once"):
        decided(confirmed(NINE), confirmed(TEN), when=command)


def lifted(of: TimeBlocked) -> BlockLifted:
    return BlockLifted(
        block_id=of.block_id,
        resource_id=of.resource_id,
        starts_at=of.starts_at,
        ends_at=of.ends_at,
        time_zone=of.time_zone,
    )


def test_a_block_is_lifted_once() -> None:
    there = blocked(block())
    command = LiftBlock(block_id=BLOCK, starts_at=there.starts_at, asked_at=NOW)
    assert decided(there, when=command) == [lifted(there)]
    refused(there, lifted(there), when=command, error=UnknownBlockError)


def test_a_block_over_several_days_is_lifted_whole() -> None:
    there = evolve(blocked(block()), ends_at=at("2026-11-27 12:00"))
    command = LiftBlock(block_id=BLOCK, starts_at=there.starts_at, asked_at=NOW)
    assert decided(there, when=command) == [lifted(there)]


CLOSE = CloseDay(day=date(2026, 11, 24), reason="boiler", new_tasks=TASKS, asked_at=NOW)
CLOSED = DayClosed(day=CLOSE.day, reason="boiler")


def test_a_closed_day_puts_whoever_is_booked_then_on_the_worklist() -> None:
    why = "The clinic is closed that day: boiler."
    other_day = appointment("2026-11-25 09:00", its_id=AppointmentId("a-other"))
    assert decided(confirmed(TEN), confirmed(NINE), confirmed(other_day), phone_of(NINE), when=CLOSE) == [
        CLOSED,
        to_call(NINE, "t-1", why, "+12125550123"),
        to_call(TEN, "t-2", why),
    ]


def test_who_books_while_the_day_is_being_closed_is_not_forgotten() -> None:
    """The decision rests on who is booked that day, so a booking in between makes it decide again."""
    overtaken_by = contested([CLOSED])
    assert overtaken_by is not None
    assert selected(overtaken_by, confirmed(NINE))
    assert selected(overtaken_by, DayReopened(day=CLOSE.day))
    assert not selected(overtaken_by, confirmed(appointment("2026-11-25 09:00")))


def test_a_day_is_closed_and_opened_once() -> None:
    reopen, reopened = ReopenDay(day=CLOSE.day), DayReopened(day=CLOSE.day)
    assert decided(CLOSED, when=CLOSE) == []
    assert decided(CLOSED, when=reopen) == [reopened]
    assert decided(CLOSED, reopened, when=reopen) == []
    assert decided(when=reopen) == []


AFTER = at(f"{TUESDAY} 09:10")
ARRIVED = MarkArrived(appointment_id=NINE.appointment_id, asked_at=AFTER)
MISSED = MarkMissed(new=IDS, appointment_id=NINE.appointment_id, asked_at=AFTER)


def test_who_has_arrived_arrives_once() -> None:
    here = PatientArrived(appointment=NINE)
    assert decided(confirmed(NINE), when=ARRIVED) == [here]
    assert decided(confirmed(NINE), here, when=ARRIVED) == []


@pytest.mark.parametrize("early", [at(f"{TUESDAY} 00:00"), at(f"{TUESDAY} 08:59"), at("2026-12-24 10:00")])
def test_one_can_arrive_early_that_day_and_be_written_down_later(early: datetime) -> None:
    assert decided(confirmed(NINE), when=evolve(ARRIVED, asked_at=early)) == [PatientArrived(appointment=NINE)]


def test_nobody_arrives_the_day_before() -> None:
    refused(confirmed(NINE), when=evolve(ARRIVED, asked_at=at("2026-11-23 23:59")), error=AppointmentAheadError)


def test_who_is_marked_twice_has_not_missed_twice() -> None:
    gone = PatientMissed(appointment=NINE, count=1)
    assert decided(confirmed(NINE), when=MISSED) == [gone]
    assert decided(confirmed(NINE), gone, when=MISSED) == []


def test_who_comes_after_all_has_not_missed_it() -> None:
    gone, here = PatientMissed(appointment=NINE, count=1), PatientArrived(appointment=NINE)
    assert decided(confirmed(NINE), gone, when=ARRIVED) == [here]
    assert decided(confirmed(NINE), gone, here, when=MISSED) == [gone]


def test_the_second_appointment_that_a_patient_misses_is_for_staff_to_decide_about() -> None:
    """It is found among all of the patient's, whenever that was."""
    before = evolve(NINE, appointment_id=AppointmentId("a-before"), starts_at=at("2026-10-20 09:00"))
    happened = (confirmed(before), PatientMissed(appointment=before, count=1), phone_of(NINE), confirmed(NINE))
    [gone, told] = decided(*happened, when=MISSED)
    assert gone == PatientMissed(appointment=NINE, count=2)
    assert told == TaskRaised(
        task_id=TaskId("t-one"),
        kind="no_show",
        urgency="soon",
        who="nine",
        phone="+12125550123",
        done="Did not come, 2 times now.",
        to_do="Decide whether they may book by phone.",
        due=at("2026-11-27 14:00"),
        patient_id=NINE.patient_id,
        appointment_id=NINE.appointment_id,
    )


def test_somebody_elses_missed_appointment_does_not_count() -> None:
    assert decided(confirmed(TEN), PatientMissed(appointment=TEN, count=1), confirmed(NINE), when=MISSED) == [
        PatientMissed(appointment=NINE, count=1)
    ]


@pytest.mark.parametrize(
    ("happened", "command", "error"),
    [
        ((), ARRIVED, UnknownAppointmentError),
        ((), MISSED, UnknownAppointmentError),
        ((confirmed(NINE),), evolve(MISSED, asked_at=at(f"{TUESDAY} 08:59")), AppointmentAheadError),
    ],
)
def test_a_visit_that_is_not_there_or_ahead_is_refused(
    happened: tuple[Event, ...], command: Command, error: type[DeskError]
) -> None:
    refused(*happened, when=command, error=error)


RAISED = to_call(NINE, "t-1", "why")


def test_a_task_is_taken_handed_over_and_done_once() -> None:
    take, taken = TakeTask(task_id=TASKS[0], owner="Robin"), TaskTaken(task_id=TASKS[0], owner="Robin")
    done = TaskDone(task_id=TASKS[0], note="moved")
    finish = FinishTask(task_id=TASKS[0], note="moved")
    assert decided(RAISED, when=take) == [taken]
    assert decided(RAISED, taken, when=take) == []
    assert decided(RAISED, taken, when=evolve(take, owner="Sam")) == [evolve(taken, owner="Sam")]
    assert decided(RAISED, when=finish) == [done]
    refused(RAISED, done, when=finish, error=UnknownTaskError)
    refused(RAISED, done, when=take, error=UnknownTaskError)
    refused(when=take, error=UnknownTaskError)


def cancel(which: str, *, asked_at: datetime = NOW) -> CancelAppointment:
    return CancelAppointment(new=IDS, appointment=which, reason="asked to", asked_at=asked_at)


def test_staff_cancel_any_appointment_and_decide_about_a_fee_themselves() -> None:
    """A caller who cancels that late leaves a task for staff; staff leave themselves none."""
    late = at(f"{TUESDAY} 08:00")
    assert decided(confirmed(NINE), confirmed(TEN), when=cancel("a-nine", asked_at=late)) == [
        AppointmentCancelled(
            appointment=evolve(NINE, sequence=1), reason="asked to", within_notice=True, notice_hours=24
        )
    ]


@pytest.mark.parametrize("which", ["", "a-nin", "a-other", "NINE"])
def test_staff_never_cancel_another_appointment_than_they_name(which: str) -> None:
    refused(confirmed(NINE), when=cancel(which), error=UnknownAppointmentError)


def test_an_appointment_that_is_over_is_neither_cancelled_nor_moved() -> None:
    refused(confirmed(NINE), when=cancel("a-nine", asked_at=NINE.ends_at), error=AppointmentOverError)


def test_staff_move_any_appointment_and_it_keeps_its_patient() -> None:
    command = MoveAppointment(
        new=IDS, wanted=Wanted(date_words="2026-11-25", time_words="10:00"), appointment="a-nine", asked_at=NOW
    )
    [to] = [each for each in decided(confirmed(NINE), when=command) if isinstance(each, AppointmentMoved)]
    assert (to.appointment.appointment_id, to.appointment.patient_id, to.appointment.starts_at, to.moved_from) == (
        NINE.appointment_id, NINE.patient_id, at("2026-11-25 10:00"), NINE.starts_at,
    )  # fmt: skip


def test_a_missed_appointment_that_is_moved_can_be_kept_or_missed_again() -> None:
    later = evolve(NINE, starts_at=at(f"{TUESDAY} 13:00"), ends_at=at(f"{TUESDAY} 13:30"), sequence=1)
    gone = PatientMissed(appointment=NINE, count=1)
    happened = (confirmed(NINE), gone, moved(later, f"{TUESDAY} 09:00"))
    here = evolve(ARRIVED, asked_at=later.starts_at)
    assert decided(*happened, when=here) == [PatientArrived(appointment=later)]
    missed = evolve(MISSED, asked_at=later.ends_at)
    assert decided(*happened, when=missed)[0] == PatientMissed(appointment=later, count=2)


def book(name: str, time: str, *patients: PatientId, urgent: bool = False, provider: str = "") -> RequestBooking:
    wanted = Wanted(patient_name=name, date_words=TUESDAY, time_words=time, provider=provider)
    return RequestBooking(new=IDS, wanted=wanted, patients=patients, urgent=urgent, asked_at=NOW)


def made(*happened: Event, when: RequestBooking) -> list[Appointment]:
    return [each.appointment for each in decided(*happened, when=when) if isinstance(each, BookingConfirmed)]


def test_booking_the_same_again_is_the_same_booking() -> None:
    """Otherwise a second press of the key would put the patient into the next dentist's chair as well."""
    assert decided(confirmed(evolve(NINE, patient_name="Ann O'Lee")), when=book("ann  O\u2019Lee", "09:00")) == []
    [another] = made(confirmed(NINE), when=book(ANN, "09:00"))
    assert another.provider_id == "patel"


def test_a_patient_whom_the_index_knows_is_not_registered_again() -> None:
    known_as = registered(ANN, patient=PatientId("p-known"))
    [theirs] = made(known_as, when=book(ANN, "09:00", known_as.patient_id))
    assert theirs.patient_id == known_as.patient_id
    [twin] = made(known_as, when=book("Ben Lee", "09:00", known_as.patient_id))
    assert twin.patient_id == IDS.patient


def test_a_time_held_for_emergencies_is_given_away_only_on_purpose() -> None:
    """Dr. Patel's 11:00."""
    [*_, answer] = decided(when=book(ANN, "11:00", provider="patel"))
    assert isinstance(answer, BookingRefused)
    assert (answer.reason, len(answer.alternatives)) == ("slot_taken", 3)
    [theirs] = made(when=book(ANN, "11:00", urgent=True, provider="patel"))
    assert theirs.starts_at == at(f"{TUESDAY} 11:00")


@pytest.mark.parametrize(
    ("urgency", "now", "due"),
    [
        ("now", "2026-11-18 10:00", "2026-11-18 10:15"),
        ("now", "2026-11-18 12:30", "2026-11-18 12:45"),
        ("now", "2026-11-18 16:59", "2026-11-18 17:14"),
        ("now", "2026-11-18 20:00", "2026-11-19 08:15"),
        ("now", "2026-11-25 20:00", "2026-11-27 08:15"),
        ("today", "2026-11-18 10:00", "2026-11-18 17:00"),
        ("today", "2026-11-18 17:00", "2026-11-19 17:00"),
        ("today", "2026-11-27 15:00", "2026-11-30 17:00"),
        ("soon", "2026-11-18 10:00", "2026-11-20 14:00"),
        ("soon", "2026-11-25 10:00", "2026-11-30 17:00"),
    ],
)
def test_a_task_is_due_when_somebody_is_there_to_do_it(urgency: Urgency, now: str, due: str) -> None:
    """Lunch is no reason to wait; a night, a weekend and a holiday are."""
    assert due_by(urgency, at(now), CLINIC) == at(due)


@pytest.mark.parametrize(("urgency", "after"), [("now", timedelta(minutes=15)), ("today", timedelta(days=1))])
def test_at_a_clinic_that_is_never_open_a_task_is_due_all_the_same(urgency: Urgency, after: timedelta) -> None:
    closed = evolve(CLINIC, providers=())
    assert due_by(urgency, NOW, closed) == NOW + after


def test_a_task_about_an_appointment_names_its_patient_unless_somebody_else_is_meant() -> None:
    raised = task(TASKS[0], "message", "today", clinic=CLINIC, now=NOW, done="", to_do="", who="Bo", appointment=NINE)
    assert (raised.who, raised.patient_id, raised.appointment_id) == ("Bo", NINE.patient_id, NINE.appointment_id)
