"""Finding a patient or an appointment by what a caller knows, in a file that says nothing of either."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path

import pytest
from attrs import evolve

from receptionist.code_alphabet import is_code
from receptionist.domain.commands import NewIds
from receptionist.errors import ReceptionistError
from receptionist.events.booking import AppointmentMoved, BookingConfirmed
from receptionist.events.catalogue import Event
from receptionist.events.codec import CODEC
from receptionist.events.lookup import LOOKUP_KEY, SqliteLookup, look_up_by
from receptionist.events.patient import PatientCorrected, PatientRecognised, PatientRegistered
from receptionist.events.recorded import Recorded
from receptionist.events.sqlite import Database, SqliteLog
from receptionist.events.vault import SqliteVault, keys_path
from receptionist.ids import AppointmentId, PatientId, RandomIds
from receptionist.storage import Storage, open_storage
from tests.domain.frontdesk import request
from tests.examples import APPOINTMENT, CODE, EXAMPLES, PATIENT, PATIENT_ID, PHONE, WEDNESDAY_10, example, moved_to, new
from tests.races.desks import ask, desk

BORN = date(1985, 3, 3)
REGISTERED = example(PatientRegistered)


async def write(storage: Storage, ids: RandomIds, *events: Event) -> None:
    await storage.log.append([new(event, ids) for event in events])


async def test_a_patient_is_found_by_birth_date_and_phone_and_by_nothing_less(path: Path, ids: RandomIds) -> None:
    async with open_storage(path) as storage:
        await write(storage, ids, REGISTERED)
        assert await storage.lookup.patients(BORN, PHONE) == (PATIENT_ID,)
        assert await storage.lookup.patients(BORN, "+12125550124") == ()
        assert await storage.lookup.patients(date(1985, 3, 4), PHONE) == ()
        assert await storage.lookup.patients(BORN, "") == ()


async def test_an_appointment_is_found_by_its_code(path: Path, ids: RandomIds) -> None:
    async with open_storage(path) as storage:
        await write(storage, ids, example(BookingConfirmed))
        assert await storage.lookup.appointments(CODE) == (APPOINTMENT,)
        assert await storage.lookup.appointments("2222222") == ()
        assert await storage.lookup.appointments("") == ()


async def test_one_entry_is_no_other_kind_of_entry(path: Path, ids: RandomIds) -> None:
    """Whatever a caller says for a code never finds a patient."""
    async with open_storage(path) as storage:
        await write(storage, ids, REGISTERED)
        for text in (PHONE, "1985-03-03", f"1985-03-03{PHONE}"):
            assert await storage.lookup.appointments(text) == ()


async def test_twins_are_both_found_in_a_fixed_order(path: Path, ids: RandomIds) -> None:
    async with open_storage(path) as storage:
        await write(storage, ids, REGISTERED, evolve(REGISTERED, patient_id=PatientId("p-0000000000aa"), name="Tim"))
        assert await storage.lookup.patients(BORN, PHONE) == (PatientId("p-0000000000aa"), PATIENT_ID)


@pytest.mark.parametrize("registered", [evolve(REGISTERED, birth_date=None), evolve(REGISTERED, phone=None)])
async def test_who_left_out_a_part_is_not_found(path: Path, ids: RandomIds, registered: PatientRegistered) -> None:
    async with open_storage(path) as storage:
        await write(storage, ids, registered)
        assert await _rows(storage.database) == []


async def test_an_appointment_that_is_moved_or_told_again_has_one_entry(path: Path, ids: RandomIds) -> None:
    async with open_storage(path) as storage:
        moved = evolve(example(AppointmentMoved), appointment=moved_to(WEDNESDAY_10))
        await write(storage, ids, example(BookingConfirmed), moved)
        assert len(await _rows(storage.database)) == 1


async def test_an_appointment_of_the_first_version_has_no_code_and_no_entry(path: Path, ids: RandomIds) -> None:
    made = example(BookingConfirmed)
    async with open_storage(path) as storage:
        await write(storage, ids, evolve(made, appointment=evolve(made.appointment, code="")))
        assert await storage.lookup.appointments("") == ()


async def test_other_events_make_no_entries(path: Path, ids: RandomIds) -> None:
    indexed = (PatientRegistered, PatientCorrected, BookingConfirmed, AppointmentMoved)
    async with open_storage(path) as storage:
        await write(storage, ids, *(event for event in EXAMPLES if not isinstance(event, indexed)))
        assert await _rows(storage.database) == []


async def test_the_index_commits_with_the_event_or_not_at_all(
    path: Path, ids: RandomIds, database: Database, vault: SqliteVault
) -> None:
    """What fails after the entry is written takes it back with the event."""
    await vault.ensure(LOOKUP_KEY)
    write_entry = look_up_by(vault)

    def fail_later(raw: sqlite3.Connection, recorded: Recorded) -> None:
        write_entry(raw, recorded)
        assert raw.execute("SELECT count(*) FROM lookup").fetchone() == (1,)
        raise sqlite3.IntegrityError("no")

    log = SqliteLog(database, vault, CODEC, enqueue=fail_later)
    with pytest.raises((ReceptionistError, sqlite3.IntegrityError)):
        await log.append([new(REGISTERED, ids)])
    assert await _rows(database) == []


async def test_another_logs_key_finds_nothing(path: Path, ids: RandomIds, tmp_path: Path) -> None:
    """Who has the file and not its keys cannot try out values against it."""
    async with open_storage(path) as storage:
        await write(storage, ids, REGISTERED, example(BookingConfirmed))
        strange = SqliteVault(keys_path(tmp_path / "other.db"))
        await strange.ensure(LOOKUP_KEY)
        other = SqliteLookup(storage.database, strange)
        assert await other.patients(BORN, PHONE) == ()
        assert await other.appointments(CODE) == ()
        strange.close()


async def test_nothing_of_the_patient_is_in_any_of_the_files(path: Path, ids: RandomIds) -> None:
    """While it is open and afterwards: neither number nor date nor code nor name, in no spelling that was given."""
    secrets = [
        *(part.encode() for part in (*PATIENT.split(), PHONE, PHONE[1:], "2125550123", "1985-03-03", CODE)),
        *(each.encode("utf-16-le") for each in (PHONE, "1985-03-03", CODE)),
    ]
    async with open_storage(path) as storage:
        one = desk(storage.log, lookup=storage.lookup)
        await ask(one, request(PATIENT, "next Tuesday", "2 PM", phone="212 555 0123", birth_date="March 3rd 1985"))
        await write(storage, ids, *EXAMPLES)
        assert await storage.lookup.patients(BORN, PHONE)
        _holds_none(path, secrets)
    _holds_none(path, secrets)


def _holds_none(path: Path, secrets: list[bytes]) -> None:
    files = sorted(path.parent.glob(f"{path.name}*"))
    assert files
    for file in files:
        content = file.read_bytes()
        for secret in secrets:
            assert secret not in content, (file.name, secret)


async def test_what_a_call_booked_another_finds(path: Path) -> None:
    """Through the desk: by what was said, and by the code that was read aloud; then it may be spoken of."""
    async with open_storage(path) as storage:
        first = desk(storage.log, "c-first", lookup=storage.lookup)
        handled = await ask(
            first, request("Ann Lee", "next Tuesday", "2 PM", phone="212 555 0123", birth_date="3/3/1985")
        )
        (made,) = handled.facts.appointments
        for said in (
            {"birth_date": "the third of March 1985", "phone": "two one two 555 0123", "code": ""},
            {"birth_date": "", "phone": "", "code": " ".join(made.code)},
        ):
            later = desk(storage.log, f"c-later-{bool(said['code'])}", lookup=storage.lookup)
            known = await later.handle(await later.recognise(NewIds.fresh(later.ids), **said))
            assert [type(event) for event in known.events] == [PatientRecognised]
            assert known.facts.theirs(later.clock.now()) == (made,)


async def test_codes_are_codes_and_hardly_ever_the_same(ids: RandomIds) -> None:
    """24 random bits: among a thousand appointments, two share one in about three clinics of a hundred."""
    codes = [ids.code() for _ in range(1_000)]
    assert all(is_code(code) for code in codes)
    assert len(set(codes)) >= 999


async def test_a_code_that_two_appointments_share_opens_both(path: Path, ids: RandomIds) -> None:
    """It is a hint: the events decide, and each of them has that code."""
    made = example(BookingConfirmed)
    second = evolve(made, appointment=evolve(made.appointment, appointment_id=AppointmentId("a-0000000000zz")))
    async with open_storage(path) as storage:
        await write(storage, ids, made, second)
        assert await storage.lookup.appointments(CODE) == (APPOINTMENT, AppointmentId("a-0000000000zz"))


async def _rows(database: Database) -> list[tuple[str, str]]:
    return await database.read(lambda raw: raw.execute("SELECT digest, subject FROM lookup").fetchall())


async def test_what_was_claimed_is_known_again_and_not_read(path: Path) -> None:
    """The same words, the same digest; other words, another call or another key, another one."""
    async with open_storage(path) as storage:
        once = storage.lookup.digest("c-one", "", "1985-03-03", PHONE)
        assert once == storage.lookup.digest("c-one", "", "1985-03-03", PHONE)
        others = [
            storage.lookup.digest("c-two", "", "1985-03-03", PHONE),
            storage.lookup.digest("c-one", "1985-03-03", "", PHONE),
            storage.lookup.digest("c-one", "", "1985-03-03", f"{PHONE}0"),
        ]
        assert len({once, *others}) == 4
        assert not any(part in once for part in ("1985", PHONE[1:]))
    async with open_storage(path.with_name("other.db")) as storage:
        assert storage.lookup.digest("c-one", "", "1985-03-03", PHONE) != once
