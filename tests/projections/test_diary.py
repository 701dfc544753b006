"""What stands in the diary, from the events that carry a day's tags."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from attrs import evolve

from receptionist.events.booking import (
    Appointment,
    AppointmentCancelled,
    AppointmentMoved,
    BookingConfirmed,
    PatientArrived,
    PatientMissed,
)
from receptionist.events.catalogue import Event
from receptionist.events.clinic import BlockLifted, DayClosed, DayReopened, TimeBlocked
from receptionist.events.recorded import Recorded
from receptionist.ids import AppointmentId, BlockId
from receptionist.projections.diary import Entry, blocked, closed, standing
from tests.examples import BOOKING, CALL, CLINIC, EXAMPLES, TUESDAY_9, WEDNESDAY_10, appointment, example, recorded

AT_NINE = appointment()
AT_TEN = appointment(appointment_id=AppointmentId("a-ten"), starts_at=TUESDAY_9 + timedelta(hours=1), ends_at=TUESDAY_9)
ON_WEDNESDAY = appointment(starts_at=WEDNESDAY_10)


def confirmed(of: Appointment) -> BookingConfirmed:
    return BookingConfirmed(booking_id=BOOKING, appointment=of)


def moved(to: Appointment) -> AppointmentMoved:
    return AppointmentMoved(
        booking_id=BOOKING, appointment=to, moved_from=TUESDAY_9, left_provider_id="lee", left_chair_id="chair-1"
    )


def cancelled(of: Appointment) -> AppointmentCancelled:
    return AppointmentCancelled(appointment=of, reason="", within_notice=False, notice_hours=24)


def told(*events: Event) -> list[Recorded]:
    return [recorded(event, position=position) for position, event in enumerate(events, 1)]


def test_appointments_stand_in_the_order_of_the_day_with_the_call_that_made_them() -> None:
    assert standing(told(confirmed(AT_TEN), confirmed(AT_NINE))) == (
        Entry(appointment=AT_NINE, call=CALL, moved=False),
        Entry(appointment=AT_TEN, call=CALL, moved=False),
    )


def test_one_that_was_moved_stands_once_and_where_it_is_now() -> None:
    (entry,) = standing(told(confirmed(AT_NINE), moved(ON_WEDNESDAY)))
    assert entry == Entry(appointment=ON_WEDNESDAY, call=CALL, moved=True)
    assert entry.day == date(2026, 12, 2)


def test_one_that_came_from_a_day_that_was_not_asked_for_is_there() -> None:
    """The day's own events have the move only, not the booking."""
    assert standing(told(moved(ON_WEDNESDAY))) == (Entry(appointment=ON_WEDNESDAY, call=CALL, moved=True),)


def test_the_call_that_moved_it_is_the_one_named() -> None:
    events = [*told(confirmed(AT_NINE)), recorded(moved(ON_WEDNESDAY), position=2, call=None)]
    assert [entry.call for entry in standing(events)] == [None]


def test_one_that_was_cancelled_does_not_stand() -> None:
    events = told(confirmed(AT_NINE), confirmed(AT_TEN), cancelled(AT_NINE))
    assert [entry.appointment for entry in standing(events)] == [AT_TEN]
    assert standing(told(cancelled(AT_NINE))) == ()


def test_who_came_and_who_did_not_is_written_beside_it() -> None:
    """Marked wrongly at first, it is the later mark that counts; a move is for another day, with no mark yet."""
    arrived, missed = PatientArrived(appointment=AT_NINE), PatientMissed(appointment=AT_NINE, count=1)

    def marks(*events: Event) -> list[tuple[bool, bool]]:
        return [(entry.arrived, entry.missed) for entry in standing(told(confirmed(AT_NINE), *events))]

    assert marks() == [(False, False)]
    assert marks(arrived) == [(True, False)]
    assert marks(missed) == [(False, True)]
    assert marks(missed, arrived) == [(True, False)]
    assert marks(missed, moved(ON_WEDNESDAY)) == [(False, False)]
    assert standing(told(arrived, missed)) == ()


BLOCK, CLOSED = example(TimeBlocked), example(DayClosed)
LIFTED = example(BlockLifted)


def test_what_is_blocked_is_there_by_time_until_it_is_lifted() -> None:
    later = evolve(BLOCK, block_id=BlockId("k-later"), starts_at=WEDNESDAY_10, ends_at=WEDNESDAY_10)
    assert blocked(told(later, BLOCK)) == (BLOCK, later)
    assert blocked(told(later, BLOCK, LIFTED)) == (later,)
    assert blocked(told(LIFTED)) == ()


def test_a_day_is_closed_until_it_is_opened_again() -> None:
    before = DayClosed(day=date(2026, 12, 23), reason="Snow")
    assert list(closed(told(CLOSED, before)).items()) == [(before.day, "Snow"), (CLOSED.day, CLOSED.reason)]
    assert closed(told(CLOSED, before, DayReopened(day=CLOSED.day))) == {before.day: "Snow"}
    assert closed(told(DayReopened(day=CLOSED.day))) == {}


def test_nothing_else_puts_anything_into_the_diary() -> None:
    others = [
        event
        for event in EXAMPLES
        if not isinstance(event, BookingConfirmed | AppointmentMoved | TimeBlocked | DayClosed)
    ]
    assert (standing(told(*others)), blocked(told(*others)), closed(told(*others))) == ((), (), {})


def test_the_day_is_the_clinics_and_not_greenwichs() -> None:
    late = datetime(2026, 12, 2, 1, 30, tzinfo=UTC)
    in_tokyo = evolve(AT_NINE, starts_at=late, clinic=evolve(CLINIC, time_zone="Asia/Tokyo"))
    days = [Entry(appointment=one, call=None, moved=False).day for one in (evolve(AT_NINE, starts_at=late), in_tokyo)]
    assert days == [date(2026, 12, 1), date(2026, 12, 2)]
