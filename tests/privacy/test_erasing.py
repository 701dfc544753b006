"""Forgetting a patient: what goes, and that nothing of it is found anywhere afterwards."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from pathlib import Path

import pytest
from attrs import evolve

from receptionist.errors import LogError, PrivacyError
from receptionist.events.access import AccessRecorded
from receptionist.events.booking import BookingRequested
from receptionist.events.clinic import TaskDone, TimeBlocked
from receptionist.events.log import Query
from receptionist.events.patient import PatientRegistered, WaitingListLeft
from receptionist.events.personal import ERASED
from receptionist.events.privacy import ErasureRepeated, PatientErased
from receptionist.events.tags import call_tag, patient_tag
from receptionist.events.vault import SqliteVault, keys_path
from receptionist.forgetting.tombstones import read_tombstones, tombstones_path
from receptionist.ids import BookingId, CallId, PatientId
from receptionist.privacy.certificate import certificate, in_words
from receptionist.privacy.checking import check_erasure
from receptionist.privacy.erasing import erase
from receptionist.privacy.planning import plan_erasure
from receptionist.storage import open_storage
from tests.contracts.store import everything
from tests.examples import BLOCK, example
from tests.privacy.stand import (
    BEN,
    HERS,
    HIS,
    LATER,
    NAME,
    NOBODYS,
    SHARED,
    WORDS,
    ZOE,
    Office,
    found_in,
    guesses,
    office,
    patient_guesses,
    secrets,
)

WHY = "asked in writing"
OWN = {f"call:{HERS}", f"call:{HERS}:words", f"patient:{ZOE}"}


async def refusal(at: Office, patient: PatientId = ZOE, *calls: CallId) -> str:
    with pytest.raises(PrivacyError) as refused:
        await plan_erasure(at.officer, patient, calls)
    return str(refused.value)


async def forgotten(at: Office, *calls: CallId) -> dict[str, object]:
    """Erase Zoe; the certificate."""
    erased = await erase(at.officer, await plan_erasure(at.officer, ZOE, calls), WHY)
    return certificate(erased, await check_erasure(at.officer, erased), log_id=at.officer.storage.log_id)


# What goes


async def test_nothing_of_a_forgotten_patient_is_found_in_any_byte_or_by_any_guess(tmp_path: Path) -> None:
    """While the log is open and afterwards; by whoever has all the keys that are left and knows all that was said."""
    async with office(tmp_path) as at:
        before = patient_guesses(at.told, at.officer.vault)
        told = await forgotten(at)
        assert told["complete"], told
        after = patient_guesses(at.told, at.officer.vault)
        assert found_in(tmp_path, [*secrets(), *before, *after]) == set()
        assert len(before) > len(after) > 0
    assert found_in(tmp_path, [*secrets(), *before, *after]) == set()


async def test_the_guesses_above_can_find_something(tmp_path: Path) -> None:
    """Before anybody is forgotten, they do; what is sealed is not found by looking for it even then."""
    async with office(tmp_path) as at:
        found = {name for name, _ in found_in(tmp_path, patient_guesses(at.told, at.officer.vault))}
        assert found & {"log.db", "log.db-wal"}
        assert found_in(tmp_path, secrets()) == set()


async def test_what_is_left_of_a_shared_call_says_nothing_of_the_patients_own_events(tmp_path: Path) -> None:
    """That call's key stays, and could be used to guess what the effects of the patient's events there were."""
    async with office(tmp_path, shared=True) as at:
        before = guesses([each for each in at.told if patient_tag(ZOE) in each.tags and len(_patients(each.tags)) == 1],
                         at.officer.vault)  # fmt: skip
        assert found_in(tmp_path, before)
        await forgotten(at)
        assert found_in(tmp_path, before) == set()


def _patients(tags: tuple[str, ...]) -> list[str]:
    return [tag for tag in tags if tag.startswith("patient:")]


async def test_the_log_holds_and_everybody_elses_data_stays(tmp_path: Path) -> None:
    async with office(tmp_path) as at:
        await forgotten(at)
        storage = at.officer.storage
        now = await everything(storage.log)
        assert (await storage.log.verify()).broken_at is None
        assert [each.hash for each in now[: len(at.told)]] == [each.hash for each in at.told]
        assert [each for each in now if each.metadata.call == HIS] == [
            each for each in at.told if each.metadata.call == HIS
        ]
        assert all(ERASED in str(each.event) for each in now if each.type == "patient.registered" and _is_hers(each))


def _is_hers(recorded: object) -> bool:
    return patient_tag(ZOE) in getattr(recorded, "tags", ())


async def test_what_was_owed_is_void_and_nobody_is_called_any_more(tmp_path: Path) -> None:
    async with office(tmp_path) as at:
        await forgotten(at)
        storage = at.officer.storage
        states = await storage.database.read(
            lambda raw: raw.execute("SELECT DISTINCT state, digest, last_error FROM outbox WHERE call = ?"
                                    " AND digest = ''", (HERS,)).fetchall()
        )  # fmt: skip
        assert states == [("void", "", "its data was erased")]
        closing = [each.event for each in (await everything(storage.log))[len(at.told) :]]
        assert [type(each) for each in closing] == [WaitingListLeft, TaskDone, TaskDone, PatientErased]
        assert await storage.lookup.patients(LATER.date(), "x") == ()
        assert await storage.database.read(lambda raw: raw.execute("SELECT count(*) FROM receipts").fetchone()) == (0,)


async def test_the_log_says_what_was_done_by_whom_and_why(tmp_path: Path) -> None:
    async with office(tmp_path) as at:
        await forgotten(at)
        last = (await everything(at.officer.storage.log))[-1]
        assert isinstance(last.event, PatientErased)
        assert (last.metadata.actor, last.metadata.person, last.tags) == (
            "staff",
            "Robin",
            (patient_tag(ZOE), "privacy"),
        )
        assert (last.event.patient_id, last.event.reason, last.event.calls, last.event.kept_calls) == (
            ZOE, WHY, (HERS,), (),
        )  # fmt: skip
        assert at.officer.vault.file.row(patient_tag(ZOE)) is None


async def test_a_call_with_somebody_else_stays_unless_it_is_named(tmp_path: Path) -> None:
    async with office(tmp_path, shared=True) as at:
        plan = await plan_erasure(at.officer, ZOE)
        assert [(about.call, about.others) for about in plan.kept] == [(SHARED, (BEN,))]
        assert dict(plan.mentions.calls) == {NOBODYS: plan.mentions.calls[NOBODYS]}
        told = await forgotten(at)
        assert (told["calls_kept"], told["mentioned_in_calls"]) == (
            [{"call": SHARED, "also_about": [BEN]}], [NOBODYS],
        )  # fmt: skip
        left = await _read(at, SHARED)
        assert WORDS in left
        assert NAME.upper() in await _read(at, NOBODYS)


async def test_a_call_with_somebody_else_goes_when_it_is_named_and_theirs_stays(tmp_path: Path) -> None:
    async with office(tmp_path, shared=True) as at:
        told = await forgotten(at, SHARED, NOBODYS)
        assert told["complete"], told
        assert (told["calls_kept"], told["mentioned_in_calls"]) == ([], [])
        assert WORDS not in await _read(at, SHARED)
        assert found_in(tmp_path, [*secrets(), *patient_guesses(at.told, at.officer.vault)]) == set()
        his = [
            each.event for each in await everything(at.officer.storage.log) if isinstance(each.event, PatientRegistered)
        ]
        assert [each.name for each in his] == [ERASED, "Ben Bystander"]


async def _read(at: Office, call: CallId) -> str:
    return str([each.event for each in (await at.officer.storage.log.read(Query.tagged(call_tag(call)))).events])


async def test_what_staff_noted_outside_of_any_call_goes_with_the_booking_or_when_it_is_named(tmp_path: Path) -> None:
    """Whom they booked for; and whom they blocked a time for, which nothing but its words tells."""
    async with office(tmp_path) as at:
        asked = evolve(example(BookingRequested), booking_id=BookingId("b-1"), patient_name=NAME)
        other = evolve(asked, booking_id=BookingId("b-nothing"))
        blocked = evolve(example(TimeBlocked), reason=f"long session with {NAME}")
        await at.officer.record([asked, other, blocked])
        plan = await plan_erasure(at.officer, ZOE)
        positions = [len(at.told) + 2, len(at.told) + 3]
        assert plan.mentions.elsewhere == dict(zip(positions, ("booking:b-nothing", f"block:{BLOCK}"), strict=True))
        looked = evolve(example(AccessRecorded), patients=(), appointments=(), calls=(), reason=f"{NAME} asked")
        await at.officer.record([looked])
        plan = await plan_erasure(at.officer, ZOE)
        assert plan.mentions.elsewhere[len(at.told) + 4] == "access:2027-06"
        with pytest.raises(PrivacyError, match="is sealed with others under the key of access:2027-06, and cannot be"):
            await plan_erasure(at.officer, ZOE, events=[len(at.told) + 4])
        with pytest.raises(PrivacyError, match="event 1 is not one outside of any call that speaks of"):
            await plan_erasure(at.officer, ZOE, events=[1])
        erased = await erase(at.officer, await plan_erasure(at.officer, ZOE, events=positions), WHY)
        told = certificate(erased, await check_erasure(at.officer, erased), log_id="x")
        assert (told["complete"], told["mentioned_at"]) == (True, [len(at.told) + 4])
        left = [each for each in await everything(at.officer.storage.log) if NAME in str(each.event)]
        assert [each.position for each in left] == [len(at.told) + 4]


async def test_the_certificate_says_what_was_looked_at_and_names_nobody(tmp_path: Path) -> None:
    async with office(tmp_path) as at:
        told = await forgotten(at)
        last = (await everything(at.officer.storage.log))[-1]
    assert (told["position"], told["hash"], told["erased_by"], told["reason"]) == (
        last.position,
        last.hash,
        "Robin",
        WHY,
    )
    assert {(each["what"], each["holds"]) for each in told["checks"]} == {  # type: ignore[attr-defined]
        ("keys", True), ("events", True), ("digests", True), ("index", True), ("write-ahead log", True),
        ("files", True), ("chain", True),
    }  # fmt: skip
    for text in (json.dumps(told, ensure_ascii=False), "\n".join(in_words(told))):
        assert not any(secret.decode("utf-8", "replace") in text for secret in secrets())
    assert list(in_words(told))[-1] == "  complete"


async def test_the_check_finds_what_was_left(tmp_path: Path) -> None:
    """A file that somebody put beside the log, with the name in it."""
    async with office(tmp_path) as at:
        (tmp_path / "log.db.notes").write_text(f"ask {NAME} about her teeth")
        told = await forgotten(at)
        assert told["complete"] is False
        failed = [each for each in told["checks"] if not each["holds"]]  # type: ignore[attr-defined]
        assert [(each["what"], each["found"]) for each in failed] == [("files", "found in log.db.notes")]


# Again


async def test_erasing_again_says_that_it_was_done(tmp_path: Path) -> None:
    async with office(tmp_path) as at:
        told = await forgotten(at)
        assert await refusal(at) == f"{ZOE} was erased on 2027-06-19 already (event {told['position']})"


async def test_what_comes_back_with_a_backup_is_destroyed_again_and_said(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The log and its keys as they were before; what was erased stands in a file that was left as it is."""
    path = tmp_path / "log.db"
    async with office(tmp_path) as at:
        _back_up(path, tmp_path / "backup.db")
        _back_up(keys_path(path), tmp_path / "backup.keys")
        await forgotten(at)
    _back_up(tmp_path / "backup.db", path)
    _back_up(tmp_path / "backup.keys", keys_path(path))
    for left in ("backup.db", "backup.keys"):
        (tmp_path / left).unlink()
    with contextlib.closing(SqliteVault(keys_path(path))) as vault:
        assert vault.file.row(patient_tag(ZOE)) is not None
    async with open_storage(path, read_only=True) as storage:
        # Who only looks cannot destroy it, and does not see it either.
        hers = [each for each in await everything(storage.log) if patient_tag(ZOE) in each.tags]
        assert hers
        assert NAME not in str(hers)
    async with office(tmp_path) as at:
        last = (await everything(at.officer.storage.log))[-1]
        assert last.event == ErasureRepeated(subjects=tuple(sorted(OWN)), keys=3)
        assert (
            f"3 keys of erased data had come back, as from a backup, and were destroyed again: {min(OWN)}"
            in caplog.text
        )
        assert found_in(tmp_path, [*secrets(), *patient_guesses(at.told, at.officer.vault)]) == set()
        length = last.position
    async with open_storage(path) as storage:
        assert len(await everything(storage.log)) == length


def _back_up(source: Path, target: Path) -> None:
    with contextlib.closing(sqlite3.connect(source)) as one, contextlib.closing(sqlite3.connect(target)) as other:
        one.backup(other)


@pytest.mark.parametrize("dies_at", ["scrub", "destroy", "record"])
async def test_a_process_that_dies_in_the_midst_of_it_leaves_it_to_the_next(
    tmp_path: Path, dies_at: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def die(*_: object, **__: object) -> None:
        raise LogError("the machine went down")

    def die_at_once(*_: object, **__: object) -> None:
        raise LogError("the machine went down")

    async with office(tmp_path) as at:
        plan = await plan_erasure(at.officer, ZOE)
        with monkeypatch.context() as broken:
            if dies_at == "scrub":
                broken.setattr("receptionist.forgetting.forgetting.scrub", die_at_once)
            elif dies_at == "destroy":
                broken.setattr(SqliteVault, "destroy", die_at_once)
            else:
                broken.setattr(type(at.officer), "record", die)
            with pytest.raises(LogError, match="the machine went down"):
                await erase(at.officer, plan, WHY)
    assert {stone.subject for stone in read_tombstones(tombstones_path(tmp_path / "log.db"))} == OWN
    async with office(tmp_path) as at:
        assert at.officer.vault.file.row(patient_tag(ZOE)) is None
        assert (await forgotten(at))["complete"]
        assert found_in(tmp_path, secrets()) == set()


async def test_who_was_forgotten_can_be_a_patient_again(tmp_path: Path) -> None:
    """A key that they are given later is not the one that was destroyed."""
    async with office(tmp_path) as at:
        await forgotten(at)
        event = PatientRegistered(patient_id=ZOE, name="Zoë Again", birth_date=None, phone=None)
        await at.officer.record([event])
    async with office(tmp_path) as at:
        assert (await everything(at.officer.storage.log))[-1].event == event
