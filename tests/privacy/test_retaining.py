"""Letting go of what was kept long enough: each kind by its own period, nothing that the law holds, and once."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from attrs import evolve

from receptionist.domain.clinic import Retention
from receptionist.events.access import AccessRecorded
from receptionist.events.booking import BookingRequested
from receptionist.events.call import UtteranceHeard
from receptionist.events.clinic import TimeBlocked
from receptionist.events.log import Query
from receptionist.events.patient import PatientRegistered
from receptionist.events.personal import ERASED
from receptionist.events.privacy import RetentionApplied
from receptionist.events.tags import call_tag, shown_tag
from receptionist.forgetting.tombstones import tombstones_path
from receptionist.ids import BookingId, CallId, PatientId
from receptionist.privacy.holding import place_hold
from receptionist.privacy.officer import Officer
from receptionist.privacy.retaining import Due, due, let_go
from tests.contracts.store import everything
from tests.examples import BLOCK, TUESDAY_9, example
from tests.privacy.stand import BEN, HERS, HIS, SHARED, WORDS, ZOE, Office, found_in, guesses, office

PERIODS = Retention(utterances_days=30, appointments_days=100, access_days=60)
CALLED = TUESDAY_9 - timedelta(days=1)


def keeping(at: Office, kept: Retention = PERIODS) -> Officer:
    """The officer of a clinic with these periods."""
    clinic = evolve(at.officer.settings.clinic, retention=kept)
    return evolve(at.officer, settings=evolve(at.officer.settings, clinic=clinic))


async def gone(at: Office, kept: Retention = PERIODS) -> dict[str, tuple[str, ...]]:
    return {each.kind: each.subjects for each in await due(keeping(at, kept))}


async def apply(at: Office, kept: Retention = PERIODS) -> list[RetentionApplied]:
    recorded = [one for each in await due(keeping(at, kept)) for one in await let_go(keeping(at, kept), each)]
    return [each.event for each in recorded if isinstance(each.event, RetentionApplied)]


async def events_of(at: Office, call: CallId) -> list[object]:
    return [each.event for each in (await at.officer.storage.log.read(Query.tagged(call_tag(call)))).events]


async def test_without_periods_everything_is_kept(tmp_path: Path) -> None:
    async with office(tmp_path) as at:
        found = await due(keeping(at, Retention()))
        assert [(each.kind, each.days, each.before, each.subjects) for each in found] == [
            ("utterances", None, None, ()), ("appointments", None, None, ()), ("access_records", None, None, ()),
        ]  # fmt: skip
        assert await apply(at, Retention()) == []


@pytest.mark.parametrize(
    ("days", "words", "rest"),
    [(29.9, False, False), (30.1, True, False), (99.9, True, False), (101.2, True, True)],
)
async def test_each_kind_goes_by_its_own_period(tmp_path: Path, days: float, words: bool, rest: bool) -> None:  # noqa: FBT001
    """From when it was over: a call when it ended, a patient with their last appointment, a day after that call."""
    async with office(tmp_path, at=CALLED + timedelta(days=days)) as at:
        found = await gone(at)
    assert found["utterances"] == ((f"call:{HIS}:words", f"call:{HERS}:words") if words else ())
    everything_else = (f"call:{HIS}", f"call:{HERS}", f"patient:{BEN}", f"patient:{ZOE}")
    assert found["appointments"] == (everything_else if rest else ())


async def test_what_was_said_goes_and_the_appointment_stays(tmp_path: Path) -> None:
    async with office(tmp_path, at=CALLED + timedelta(days=31)) as at:
        before = guesses([each for each in at.told if isinstance(each.event, UtteranceHeard)], at.officer.vault)
        assert found_in(tmp_path, before)
        [applied] = await apply(at)
        assert applied == RetentionApplied(
            kind="utterances", before=at.clock.now() - timedelta(days=30), days=30, subjects=2, keys=2, held=0
        )
        now = await events_of(at, HERS)
        assert [each.text for each in now if isinstance(each, UtteranceHeard)] == [ERASED]
        assert any(isinstance(each, PatientRegistered) and each.name != ERASED for each in now)
        # What was sent of it could be guessed with the call's key, which stays.
        assert found_in(tmp_path, before) == set()
        assert (await at.officer.storage.log.verify()).broken_at is None


async def test_what_was_said_in_an_old_call_goes_with_the_rest_of_it(tmp_path: Path) -> None:
    """Its words were sealed under the call's own key, by which appointments are kept."""
    async with office(tmp_path, at=CALLED + timedelta(days=31)) as at:
        old = [row for row in at.officer.vault.file.rows() if row.subject.endswith(":words")]
        at.officer.vault.destroy([(row.subject, row.id) for row in old])
        assert await gone(at) == {"utterances": (), "appointments": (), "access_records": ()}


async def test_once_more_does_nothing(tmp_path: Path) -> None:
    async with office(tmp_path, at=CALLED + timedelta(days=400)) as at:
        assert {each.kind for each in await apply(at)} == {"utterances", "appointments"}
        length = len(await everything(at.officer.storage.log))
        assert await apply(at) == []
        assert len(await everything(at.officer.storage.log)) == length
        assert not tombstones_path(tmp_path / "log.db").exists()


async def test_nothing_of_who_is_under_a_legal_hold_goes(tmp_path: Path) -> None:
    """Nor of a call about them, whoever else it was about."""
    async with office(tmp_path, shared=True, at=CALLED + timedelta(days=400)) as at:
        await place_hold(at.officer, ZOE, "case 17")
        found = {each.kind: each for each in await due(keeping(at))}
        kept = [subject for each in found.values() for subject in each.subjects if ZOE in subject or HERS in subject]
        assert kept == []
        assert not any(SHARED in subject for each in found.values() for subject in each.subjects)
        assert f"patient:{BEN}" in found["appointments"].subjects
        assert (found["utterances"].held, found["appointments"].held) == (2, 2)
        await apply(at)
        assert WORDS in str(await events_of(at, HERS))


async def test_a_patient_who_comes_again_is_kept(tmp_path: Path) -> None:
    async with office(tmp_path, at=CALLED + timedelta(days=400)) as at:
        again = PatientRegistered(patient_id=BEN, name="Ben", birth_date=None, phone=None)
        await at.officer.record([again])
        assert f"patient:{BEN}" not in (await gone(at))["appointments"]


async def test_what_staff_booked_and_blocked_goes_when_it_is_over_unless_it_is_held(tmp_path: Path) -> None:
    async with office(tmp_path) as at:
        asked = evolve(example(BookingRequested), booking_id=BookingId("b-1"))
        late = evolve(example(TimeBlocked), ends_at=at.clock.now() + timedelta(days=10))
        await at.officer.record([asked, late])
        at.clock.advance(timedelta(days=101))
        found = (await gone(at))["appointments"]
        assert ("booking:b-1" in found, f"block:{BLOCK}" in found) == (True, False)
        at.clock.advance(timedelta(days=10))
        assert f"block:{BLOCK}" in (await gone(at))["appointments"]
        await place_hold(at.officer, ZOE, "case 17")
        assert "booking:b-1" not in (await gone(at))["appointments"]


def looked(patient: PatientId) -> AccessRecorded:
    return evolve(example(AccessRecorded), patients=(patient,), appointments=(), calls=(), reason="case 17")


async def test_why_somebody_looked_goes_a_month_at_a_time_and_that_they_did_stays(tmp_path: Path) -> None:
    async with office(tmp_path) as at:  # in June 2027
        await at.officer.record([looked(ZOE)])
        at.clock.advance(timedelta(days=60))
        assert (await gone(at))["access_records"] == ()
        at.clock.advance(timedelta(days=12))
        assert (await gone(at))["access_records"] == ("access:2027-06",)
        assert "access_records" in {each.kind for each in await apply(at)}
        [left] = (await at.officer.storage.log.read(Query.tagged(shown_tag(ZOE)))).events
        assert left.event == evolve(looked(ZOE), reason=ERASED)


async def test_why_somebody_looked_at_who_is_under_a_legal_hold_stays(tmp_path: Path) -> None:
    async with office(tmp_path) as at:
        await at.officer.record([looked(ZOE)])
        await place_hold(at.officer, ZOE, "case 17")
        at.clock.advance(timedelta(days=100))
        access = next(each for each in await due(keeping(at)) if each.kind == "access_records")
        assert (access.subjects, access.held) == ((), 1)


async def test_a_process_that_dies_in_the_midst_of_it_leaves_the_rest_to_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("receptionist.privacy.retaining._BATCH", 1)
    async with office(tmp_path, at=CALLED + timedelta(days=31)) as at:
        [words] = [each for each in await due(keeping(at)) if each.kind == "utterances"]
        half = evolve(words, subjects=words.subjects[:1])
        assert len(await let_go(keeping(at), half)) == 1
        assert (await gone(at))["utterances"] == words.subjects[1:]
        assert [each.keys for each in await apply(at)] == [1]


async def test_what_is_not_due_is_never_let_go_of(tmp_path: Path) -> None:
    async with office(tmp_path) as at:
        kept = Due(kind="utterances", days=None, before=None, kept=2, subjects=(f"call:{HERS}:words",), held=0)
        assert await let_go(keeping(at), kept) == ()
        assert at.officer.vault.file.row(f"call:{HERS}:words") is not None
