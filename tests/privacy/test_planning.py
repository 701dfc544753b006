"""Before a patient is forgotten: what would go, and what stands in the way; nothing is changed."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from receptionist.errors import PrivacyError, UnknownPatientError
from receptionist.events.patient import PatientRegistered
from receptionist.events.tags import call_tag, patient_tag
from receptionist.forgetting.tombstones import tombstones_path
from receptionist.ids import CallId, PatientId
from receptionist.privacy.erasing import erase
from receptionist.privacy.holding import lift_hold, place_hold
from receptionist.privacy.planning import plan_erasure
from tests.contracts.store import everything
from tests.examples import TASK, TUESDAY_9
from tests.privacy.stand import (
    BEN,
    HERS,
    HIS,
    NAME,
    SHARED,
    ZOE,
    ZOES,
    Office,
    office,
)

WHY = "asked in writing"
OWN = {f"call:{HERS}", f"call:{HERS}:words", f"patient:{ZOE}"}


async def refusal(at: Office, patient: PatientId = ZOE, *calls: CallId) -> str:
    with pytest.raises(PrivacyError) as refused:
        await plan_erasure(at.officer, patient, calls)
    return str(refused.value)


async def test_a_plan_changes_nothing(tmp_path: Path) -> None:
    async with office(tmp_path) as at:
        before = await at.officer.storage.database.read(lambda raw: list(raw.iterdump()))
        plan = await plan_erasure(at.officer, ZOE)
        assert await at.officer.storage.database.read(lambda raw: list(raw.iterdump())) == before
        assert set(plan.subjects) == {*OWN, f"task:{TASK}", "task:t-00000000call", "booking:b-1"}
        assert (plan.calls, plan.kept, plan.keys, plan.exports) == ((HERS,), (), 3, ())
        assert plan.owed > 5
        assert not tombstones_path(tmp_path / "log.db").exists()


async def test_nobody_can_be_erased_whom_nobody_knows(tmp_path: Path) -> None:
    async with office(tmp_path) as at:
        with pytest.raises(UnknownPatientError, match="there is no patient p-none; 'receptionist patient find'"):
            await plan_erasure(at.officer, PatientId("p-none"))


async def test_who_has_an_appointment_ahead_is_not_erased(tmp_path: Path) -> None:
    async with office(tmp_path, at=TUESDAY_9 - timedelta(hours=1)) as at:
        assert await refusal(at) == (
            f"{ZOE} has appointments ahead: {ZOES} on 2026-12-01; 'receptionist diary cancel {ZOES}'"
            " takes one off, then erase again"
        )
        at.clock.advance(timedelta(hours=2))
        await plan_erasure(at.officer, ZOE)


async def test_who_is_under_a_legal_hold_is_not_erased_until_it_is_lifted(tmp_path: Path) -> None:
    async with office(tmp_path) as at:
        await place_hold(at.officer, ZOE, "case 17")
        assert await refusal(at) == (
            f"{ZOE} is under a legal hold since 2027-06-19:"
            f" 'receptionist patient hold {ZOE} --lift --reason WORDS' lifts it"
        )
        await lift_hold(at.officer, ZOE, "case 17 is closed")
        await plan_erasure(at.officer, ZOE)


async def test_a_shared_call_stays_while_the_other_is_under_a_legal_hold(tmp_path: Path) -> None:
    async with office(tmp_path, shared=True) as at:
        await place_hold(at.officer, BEN, "case 17")
        told = f"{BEN}, whom a named call is about too, is under a legal hold: that call must stay"
        assert await refusal(at, ZOE, SHARED) == told
        await plan_erasure(at.officer, ZOE)


async def test_who_is_being_spoken_to_is_not_erased(tmp_path: Path) -> None:
    async with office(tmp_path) as at:
        sql = "INSERT INTO relay_owner VALUES (?, 1, 'x', ?)"
        lease = (at.clock.now() + timedelta(seconds=5)).timestamp()
        await at.officer.storage.database.write(lambda raw: raw.execute(sql, (HERS, lease)).fetchall())
        await plan_erasure(at.officer, ZOE)  # it is over, whatever its relay still has to send
        await at.officer.storage.database.write(lambda raw: _unend(raw, HERS))
        assert await refusal(at) == f"call {HERS} is going on; erase {ZOE} when it is over"
        at.clock.advance(timedelta(seconds=6))
        await plan_erasure(at.officer, ZOE)


def _unend(raw: sqlite3.Connection, call: CallId) -> None:
    """As if it had not ended."""
    raw.execute("DROP TRIGGER tags_stay")
    raw.execute("DELETE FROM event_tags WHERE tag = ? AND type = 'call.ended'", (call_tag(call),))


async def test_a_call_that_has_nothing_to_do_with_it_cannot_be_named(tmp_path: Path) -> None:
    async with office(tmp_path) as at:
        told = f"call {HIS} is not one that {ZOE} is spoken of in; leave --call away to see which are"
        assert await refusal(at, ZOE, HIS) == told


@pytest.mark.parametrize(
    "reason", [f"{NAME} asked", "zoe asked", "QUILLFEATHER", "call 212-555-0123", "born 1985-03-02"]
)
async def test_a_reason_that_names_the_patient_is_refused(tmp_path: Path, reason: str) -> None:
    """It would stand in the log for good."""
    async with office(tmp_path) as at:
        plan = await plan_erasure(at.officer, ZOE)
        with pytest.raises(PrivacyError, match="say why without name, number or date of birth"):
            await erase(at.officer, plan, reason)
        with pytest.raises(PrivacyError, match="--reason is one line of 1 to 200 characters"):
            await erase(at.officer, plan, " ")
        assert isinstance((await everything(at.officer.storage.log))[5].event, PatientRegistered)
        assert at.officer.vault.file.row(patient_tag(ZOE)) is not None


async def test_what_happens_after_it_was_looked_at_stops_it(tmp_path: Path) -> None:
    async with office(tmp_path) as at:
        plan = await plan_erasure(at.officer, ZOE)
        await place_hold(at.officer, ZOE, "case 17")
        with pytest.raises(PrivacyError, match="something has happened"):
            await erase(at.officer, plan, WHY)
        assert at.officer.vault.file.row(patient_tag(ZOE)) is not None
