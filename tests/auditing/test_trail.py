"""One appointment's whole life, step by step."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from receptionist.auditing.pseudonyms import open_withheld
from receptionist.auditing.trail import Step, trail
from receptionist.clock import SteppedClock
from receptionist.errors import UnknownAppointmentError
from receptionist.ids import AppointmentId
from receptionist.storage import Storage, open_storage
from tests.auditing.looking import A_WEEK_ON, SETTINGS, zoes_story
from tests.examples import APPOINTMENT, CALL, NOW

CLOCK = SteppedClock(NOW)


@pytest.fixture
async def storage(tmp_path: Path) -> AsyncIterator[Storage]:
    """Zoë's story."""
    await zoes_story(tmp_path / "log.db")
    async with open_storage(tmp_path / "log.db", read_only=True) as storage:
        yield storage


async def steps(storage: Storage) -> list[Step]:
    return list((await trail(storage, APPOINTMENT, settings=SETTINGS, wall=CLOCK)).steps)


async def test_every_step_has_its_place_its_actor_and_its_sentence(storage: Storage) -> None:
    assert [(each.position, each.actor, each.person, each.kind, each.what) for each in await steps(storage)] == [
        (3, "caller", None, "said", "The caller said “Tomorrow at nine, please”."),
        (
            6, "caller", None, "refused",
            ("“tomorrow” and “nine” meant Tuesday, December 1st at 9 AM, which was refused, because that was taken,"
            " blocked, or held back for emergencies; free instead was Wednesday, December 2nd at 10 AM."),
        ),
        (8, "caller", None, "said", "The caller said “Yes, Wednesday at ten is fine”."),
        (
            11, "caller", None, "booked",
            ("On Monday, November 30th, 2026 at 11:06 AM, a caller on the telephone (call c-0000000000ex) asked for an"
            " appointment. Of the times that were free instead, Wednesday, December 2nd at 10 AM was chosen; the clinic"
            " was open then and Dr. Lee was free, so an exam was booked. The agent was cut off as it said so, after"
            " “You are booked, Zoë”."),
        ),
        (
            11, "system", None, "sent",
            "Sent: confirmation, details, calendar entry and card at 11:06:40 to the caller.",
        ),
        (12, "caller", None, "told", "The agent said “You are booked, Zoë”, and was cut off."),
        (11, "caller", None, "acknowledged", "The caller acknowledged all that was sent up to here or later."),
        (
            14, "staff", "Robin", "moved",
            ("On Monday, December 7th, 2026 at 11:05 AM, Robin asked at the desk for Tuesday, December 1st at 9 AM. The"
            " clinic was open then and Dr. Lee, who had the appointment before, was free, so the appointment was moved"
            " there from Wednesday, December 2nd at 10 AM. Nothing was sent, as it was no call: telling the patient was"
            " up to Robin."),
        ),
        (
            15, "staff", "Robin", "cancelled",
            ("On Monday, December 7th, 2026 at 11:06 AM, Robin cancelled it at the desk. The appointment was cancelled"
            " (the reason given: “Zoë is travelling”), later than the 24 hours before it that the clinic asks for."
            " Nothing was sent, as it was no call: telling the patient was up to Robin."),
        ),
    ]  # fmt: skip


async def test_steps_stand_in_the_order_of_their_time(storage: Storage) -> None:
    found = await steps(storage)
    assert [each.at for each in found] == sorted(each.at for each in found)
    assert (found[0].at, found[-1].at) == (NOW + timedelta(seconds=20), A_WEEK_ON + timedelta(minutes=1))
    assert [each.call for each in found] == [CALL] * 7 + [None] * 2


async def test_without_keys_each_step_is_there_and_no_word(storage: Storage) -> None:
    with_keys = await steps(storage)
    async with open_withheld(storage.path) as withheld:
        without = await steps(withheld)
    # What of an earlier turn was understood, cannot be told from the rest of what was said.
    assert [each.kind for each in without] == [each.kind for each in with_keys if each.position != 3]
    assert not any(word in each.what for each in without for word in ("Zoë", "tomorrow", "nine", "travelling"))
    assert without[2].what.endswith("so an exam was booked. The agent was cut off as it said so, after “[withheld]”.")
    assert without[-3].what == "Somebody in the room acknowledged all that was sent up to here or later."


async def test_an_appointment_that_the_log_does_not_have_is_none(storage: Storage) -> None:
    with pytest.raises(UnknownAppointmentError):
        await trail(storage, AppointmentId("a-nowhere00000"), settings=SETTINGS, wall=CLOCK)
