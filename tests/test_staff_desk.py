"""The staff's desk on a real log: two people at once, and never a time twice, a patient forgotten or a task doubled."""

from __future__ import annotations

import asyncio
import getpass
from collections.abc import AsyncIterator, Callable
from datetime import date
from pathlib import Path

import pytest

from receptionist.clock import SteppedClock
from receptionist.config import Settings
from receptionist.domain.commands import BlockTime, CloseDay, Command, MarkMissed, RequestBooking, TakeTask, Wanted
from receptionist.errors import ReceptionistError, SettingError
from receptionist.events.booking import BookingConfirmed, PatientMissed
from receptionist.events.clinic import DayClosed, TaskRaised, TaskTaken, TimeBlocked
from receptionist.events.log import Query
from receptionist.staff_desk import StaffDesk, open_staff_desk, who_acts
from tests.domain.specification import NOW, at

Desks = tuple[StaffDesk, StaffDesk]


@pytest.fixture
async def desks(tmp_path: Path) -> AsyncIterator[Desks]:
    """Robin's and Sam's, at one log."""
    settings = Settings.load({}, tmp_path)
    async with (
        open_staff_desk(settings, None, "Robin", SteppedClock(NOW)) as robin,
        open_staff_desk(settings, None, "Sam", SteppedClock(NOW)) as sam,
    ):
        yield robin, sam


async def recorded(desk: StaffDesk, *types: type) -> list[object]:
    found = (await desk.storage.log.read(Query())).events
    return [each.event for each in found if isinstance(each.event, types)]


def booking(desk: StaffDesk, name: str, time: str, provider: str = "lee") -> RequestBooking:
    wanted = Wanted(patient_name=name, date_words="2026-11-24", time_words=time, provider=provider)
    return RequestBooking(new=desk.new(), wanted=wanted, asked_at=NOW)


def block(desk: StaffDesk, uid: str = "") -> BlockTime:
    return BlockTime(
        new_block_id=desk.ids.block(),
        resource_id="lee",
        starts_at=at("2026-11-24 09:00"),
        ends_at=at("2026-11-24 12:00"),
        reason="course",
        source="import" if uid else "staff",
        uid=uid,
        new_tasks=desk.new_tasks(),
        asked_at=NOW,
    )


def close(desk: StaffDesk) -> CloseDay:
    return CloseDay(day=date(2026, 11, 24), reason="boiler", new_tasks=desk.new_tasks(), asked_at=NOW)


async def test_two_people_who_book_the_last_time_do_not_both_get_it(desks: Desks) -> None:
    await asyncio.gather(*(desk.do(booking(desk, desk.person, "10:00")) for desk in desks))
    assert len(await recorded(desks[0], BookingConfirmed)) == 1


@pytest.mark.parametrize("uid", ["", "main:c1"])
async def test_two_people_who_block_the_same_block_it_once(desks: Desks, uid: str) -> None:
    await desks[0].do(booking(desks[0], "Ann Lee", "10:00"))
    await asyncio.gather(*(desk.do(block(desk, uid)) for desk in desks))
    assert len(await recorded(desks[0], TimeBlocked)) == 1
    assert len(await recorded(desks[0], TaskRaised)) == 1


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
@pytest.mark.parametrize("act", [block, close])
async def test_who_books_while_the_time_is_taken_away_is_refused_or_called(
    desks: Desks, order: tuple[int, int], act: Callable[[StaffDesk], Command]
) -> None:
    """Whichever comes first: nobody stands before a closed door unasked."""
    robin, sam = desks
    acts = [robin.do(booking(robin, "Ann Lee", "10:00")), sam.do(act(sam))]
    await asyncio.gather(*(acts[n] for n in order))
    booked, called = await recorded(robin, BookingConfirmed), await recorded(robin, TaskRaised)
    assert len(await recorded(robin, TimeBlocked, DayClosed)) == 1
    assert len(booked) == len(called)


async def test_a_task_that_two_people_take_at_once_is_the_last_ones(desks: Desks) -> None:
    robin, _ = desks
    await robin.do(booking(robin, "Ann Lee", "10:00"))
    await robin.do(block(robin))
    [task] = await recorded(robin, TaskRaised)
    assert isinstance(task, TaskRaised)
    await asyncio.gather(*(desk.do(TakeTask(task_id=task.task_id, owner=desk.person)) for desk in desks))
    taken = await recorded(robin, TaskTaken)
    assert sorted(each.owner for each in taken if isinstance(each, TaskTaken)) == ["Robin", "Sam"]


async def test_a_patient_marked_by_two_people_has_missed_once(desks: Desks) -> None:
    robin, _ = desks
    handled = await robin.do(booking(robin, "Ann Lee", "10:00"))
    [made] = [each for each in handled.events if isinstance(each, BookingConfirmed)]
    which = made.appointment.appointment_id
    later = at("2026-11-24 10:20")
    await asyncio.gather(*(desk.do(MarkMissed(new=desk.new(), appointment_id=which, asked_at=later)) for desk in desks))
    assert await recorded(robin, PatientMissed) == [PatientMissed(appointment=made.appointment, count=1)]


async def test_who_has_to_be_called_is_named_with_the_number_to_call(desks: Desks) -> None:
    robin, sam = desks
    wanted = Wanted(patient_name="Ann Lee", date_words="2026-11-24", time_words="10:00", phone="(212) 555-0123")
    await robin.do(RequestBooking(new=robin.new(), wanted=wanted, asked_at=NOW))
    await sam.do(close(sam))
    assert [(each.who, each.phone) for each in await recorded(robin, TaskRaised) if isinstance(each, TaskRaised)] == [
        ("Ann Lee", "+12125550123")
    ]


async def test_a_log_that_is_named_has_to_be_there(tmp_path: Path) -> None:
    with pytest.raises(ReceptionistError, match="does not exist"):
        async with open_staff_desk(Settings.load({}, tmp_path), tmp_path / "x.db", "Robin", SteppedClock(NOW)):
            pass


def test_the_name_that_is_given_goes_before_the_setting_and_the_setting_before_the_login(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(getpass, "getuser", lambda: "login")
    unset, setting = (Settings.load(each, tmp_path) for each in ({}, {"RECEPTIONIST_STAFF": "Robin"}))
    assert (who_acts(" Sam ", setting), who_acts(None, setting), who_acts(None, unset)) == ("Sam", "Robin", "login")


def test_where_nobody_is_logged_in_a_name_has_to_be_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> str:
        raise KeyError("getpwuid(): uid not found: 4242")

    monkeypatch.setattr(getpass, "getuser", nobody)
    with pytest.raises(
        SettingError, match="setting RECEPTIONIST_STAFF is missing; accepted: your name, or say it with --as NAME"
    ):
        who_acts(None, Settings.load({}, tmp_path))
