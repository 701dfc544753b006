"""No record, no view: what stands in the log before anything of a patient is shown."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from attrs import evolve

from receptionist.auditing.disclosing import Look, cannot_be_written, disclosing, refuse_who_may_not
from receptionist.auditing.pseudonyms import open_withheld
from receptionist.auditing.roles import Viewer
from receptionist.clock import SteppedClock
from receptionist.config.roles_file import Roles
from receptionist.errors import AccessError, LogFullError
from receptionist.events.access import AccessDenied, AccessRecorded, Right
from receptionist.events.call import CallStarted
from receptionist.events.vault import keys_path
from receptionist.ids import RandomIds
from receptionist.storage import Storage, open_storage
from tests.auditing.looking import ANA, MIGUEL, ROBIN, SETTINGS, content, events_of, make_evidence, tell
from tests.examples import APPOINTMENT, CALL, NOW, PATIENT_ID, example

LOOK = Look(command="audit bookings", options=("--csv",))
CLOCK = SteppedClock(NOW)


@pytest.fixture
async def path(tmp_path: Path, ids: RandomIds) -> Path:
    async with open_storage(tmp_path / "log.db") as storage:
        await tell(storage, [example(CallStarted)], ids)
    return tmp_path / "log.db"


@pytest.fixture
async def storage(path: Path) -> AsyncIterator[Storage]:
    async with open_storage(path, read_only=True) as storage:
        yield storage


async def show(storage: Storage, viewer: Viewer, ids: RandomIds, right: Right = "audit") -> None:
    async with disclosing(SETTINGS, storage, viewer, LOOK, right, clock=CLOCK, ids=ids) as disclosure:
        await disclosure.show(("name",), patients=[PATIENT_ID], appointments=[APPOINTMENT], calls=[CALL])


async def looks(path: Path) -> list[AccessRecorded]:
    return [each.event for each in await events_of(path) if isinstance(each.event, AccessRecorded)]


async def test_a_look_stands_in_the_log_with_all_that_is_to_be_known_of_it(
    path: Path, storage: Storage, ids: RandomIds
) -> None:
    """The storage was opened to be looked into: it is recorded all the same."""
    await show(storage, ANA, ids)
    *_, recorded = await events_of(path)
    look = recorded.event
    assert isinstance(look, AccessRecorded)
    assert look == AccessRecorded(
        report=look.report,
        page=1,
        command="audit bookings",
        options=("--csv",),
        role="admin",
        login="ana",
        reason="a complaint",
        reference=None,
        shown=("name",),
        patients=(PATIENT_ID,),
        appointments=(APPOINTMENT,),
        calls=(CALL,),
    )
    assert (recorded.metadata.person, recorded.metadata.actor, recorded.metadata.call) == ("Ana", "staff", None)
    assert recorded.recorded_at == NOW
    assert recorded.tags == ("access", f"shown:{APPOINTMENT}", f"shown:{CALL}", f"shown:{PATIENT_ID}")


async def test_it_is_there_before_anything_is_shown(path: Path, storage: Storage, ids: RandomIds) -> None:
    async with disclosing(SETTINGS, storage, ANA, LOOK, "audit", clock=CLOCK, ids=ids) as disclosure:
        assert await looks(path) == []
        await disclosure.show(("name",), patients=[PATIENT_ID])
        assert len(await looks(path)) == 1


async def test_a_long_report_is_an_event_a_page_each_found_by_its_patients(
    path: Path, storage: Storage, ids: RandomIds
) -> None:
    patients = [ids.patient() for _ in range(250)]
    async with disclosing(SETTINGS, storage, ANA, LOOK, "audit", clock=CLOCK, ids=ids) as disclosure:
        await disclosure.show(("name",), patients=[*patients, *patients[:5]], calls=[CALL])
    found = await looks(path)
    assert [(each.page, each.patients) for each in found] == [
        (1, tuple(patients[:100])), (2, tuple(patients[100:200])), (3, tuple(patients[200:])),
    ]  # fmt: skip
    assert [each.calls for each in found] == [(CALL,), (), ()]
    assert len({each.report for each in found}) == 1


async def test_two_looks_are_two_reports(path: Path, storage: Storage, ids: RandomIds) -> None:
    await show(storage, ANA, ids)
    await show(storage, ANA, ids)
    first, second = await looks(path)
    assert first.report != second.report
    assert (first.page, second.page) == (1, 1)


async def test_where_it_cannot_be_recorded_nothing_is_shown(
    path: Path, ids: RandomIds, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_storage(path) as storage:

        async def full(*_: object, **__: object) -> None:
            raise LogFullError(path)

        monkeypatch.setattr(storage.log, "append", full)
        with pytest.raises(AccessError) as refused:
            await show(storage, ANA, ids)
    assert str(refused.value) == f"nothing is shown, as it cannot be recorded who looks: {LogFullError(path)}"


async def test_an_auditor_needs_no_keys_and_their_reason_stands_in_clear(path: Path, ids: RandomIds) -> None:
    """They have none to seal it with: it is for the number of a case."""
    keys = keys_path(path).read_bytes()
    keys_path(path).unlink()
    async with open_withheld(path) as storage:
        await show(storage, MIGUEL, ids)
    assert not keys_path(path).exists()
    keys_path(path).write_bytes(keys)
    [look] = await looks(path)
    assert (look.role, look.login, look.reason, look.reference) == ("auditor", "miguel", None, "case 12")
    assert b"case 12" in content(path)


async def test_a_reason_of_who_has_the_keys_is_sealed(path: Path, storage: Storage, ids: RandomIds) -> None:
    """They may write a name into it."""
    await show(storage, ANA, ids)
    assert [each.reason for each in await looks(path)] == ["a complaint"]
    assert b"a complaint" not in content(path)


@pytest.mark.parametrize(
    ("viewer", "right", "denied"),
    [
        (ROBIN, "audit", ("front_desk", "role")),
        (MIGUEL, "desk", ("auditor", "role")),
        (evolve(MIGUEL, reason=None), "audit", ("auditor", "no_reason")),
        (evolve(ROBIN, role=None), "desk", (None, "no_role")),
        (evolve(ROBIN, role="admin", theirs=False), "privacy", ("admin", "not_theirs")),
    ],
)
async def test_who_may_not_is_refused_and_that_is_recorded(
    viewer: Viewer, right: Right, denied: tuple[str | None, str], path: Path, ids: RandomIds
) -> None:
    async with open_storage(path, read_only=True) as storage:
        with pytest.raises(AccessError):
            await show(storage, viewer, ids, right)
    *_, recorded = await events_of(path)
    refused = recorded.event
    assert isinstance(refused, AccessDenied)
    assert (refused.role, refused.why) == denied
    assert (refused.command, refused.options, refused.login, refused.needed) == (
        "audit bookings", ("--csv",), viewer.login, right,
    )  # fmt: skip
    assert (recorded.metadata.person, recorded.tags) == (viewer.person, ("access",))


async def test_an_act_is_its_own_record_and_refused_to_who_may_not(path: Path, ids: RandomIds) -> None:
    async with open_storage(path) as storage:
        for may in (ANA, ROBIN):
            await refuse_who_may_not(SETTINGS, storage, may, LOOK, "desk", clock=CLOCK, ids=ids)
        assert len(await events_of(path)) == 1
        with pytest.raises(AccessError):
            await refuse_who_may_not(SETTINGS, storage, MIGUEL, LOOK, "desk", clock=CLOCK, ids=ids)
    assert isinstance((await events_of(path))[-1].event, AccessDenied)


async def test_nobody_is_asked_why_for_an_act(path: Path, ids: RandomIds) -> None:
    settings = evolve(SETTINGS, roles=Roles(say_why=("front_desk",)))
    async with open_storage(path) as storage:
        await refuse_who_may_not(settings, storage, ROBIN, LOOK, "desk", clock=CLOCK, ids=ids)
    assert len(await events_of(path)) == 1


async def test_a_copy_that_nobody_may_write_to_is_shown_and_stays_as_it_is(path: Path, ids: RandomIds) -> None:
    before = make_evidence(path)
    assert cannot_be_written(path)
    async with (
        open_storage(path, read_only=True) as storage,
        disclosing(SETTINGS, storage, ANA, LOOK, "audit", clock=CLOCK, ids=ids) as disclosure,
    ):
        assert not disclosure.is_recorded
        await disclosure.show(("name",), patients=[PATIENT_ID])
    assert content(path) == before


async def test_who_may_not_is_refused_on_such_a_copy_too(path: Path, ids: RandomIds) -> None:
    before = make_evidence(path)
    async with open_storage(path, read_only=True) as storage:
        with pytest.raises(AccessError, match="the front desk may not do that"):
            await show(storage, ROBIN, ids)
    assert content(path) == before


async def test_a_log_that_can_be_written_is_no_such_copy(path: Path) -> None:
    assert not cannot_be_written(path)


async def test_a_look_decides_nothing(path: Path, storage: Storage, ids: RandomIds) -> None:
    """Neither the patient's, nor the call's, nor the appointment's own events have it among them."""
    await show(storage, ANA, ids)
    own = {"patient:", "call:", "appointment:", "day:", "diary:"}
    *_, recorded = await events_of(path)
    assert not [tag for tag in recorded.tags if any(tag.startswith(kind) for kind in own)]
