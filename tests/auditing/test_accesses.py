"""Who had patients' data before them: looks, refusals, acts of staff, rooms, hosts; and what that adds up to."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from attrs import evolve

from receptionist.auditing.accesses import About, Access, accesses
from receptionist.auditing.disclosing import Look, disclosing
from receptionist.auditing.exposure import Exposed, Exposure, exposure
from receptionist.auditing.pseudonyms import open_withheld
from receptionist.auditing.roles import Viewer
from receptionist.auditing.scanning import Span
from receptionist.clock import SteppedClock
from receptionist.errors import AccessError
from receptionist.events.access import Right
from receptionist.events.booking import BookingConfirmed, DetailsRequested
from receptionist.events.call import ParticipantJoined
from receptionist.events.clinic import OutcomeDisclosed
from receptionist.events.recorded import NewEvent
from receptionist.events.tags import tags_of
from receptionist.ids import CallId, PatientId, RandomIds
from receptionist.publishers.receipts import Receipts
from receptionist.storage import Storage, open_storage
from tests.auditing.looking import ANA, ROBIN, SETTINGS, all_sent, in_a_room, listed
from tests.examples import APPOINTMENT, CALL, NOW, PATIENT_ID, appointment, example, metadata, new

LATER = NOW + timedelta(hours=1)
CLOCK = SteppedClock(LATER)
OTHER = PatientId("p-other00000ex")
LOOK = Look(command="diary", options=("--names",))


@pytest.fixture
async def storage(tmp_path: Path) -> AsyncIterator[Storage]:
    """A call in a room (`IN_A_ROOM`)."""
    await in_a_room(tmp_path / "log.db")
    async with open_storage(tmp_path / "log.db") as storage:
        yield storage


async def look(storage: Storage, viewer: Viewer, ids: RandomIds, *patients: PatientId, right: Right = "desk") -> None:
    async with disclosing(SETTINGS, storage, viewer, LOOK, right, clock=CLOCK, ids=ids) as disclosure:
        await disclosure.show(("name", "appointment"), patients=patients)


async def found(storage: Storage, about: About | None = None) -> list[Access]:
    return await listed(accesses(storage, about or About(), settings=SETTINGS, wall=CLOCK))


def who(accesses: list[Access]) -> list[tuple[str, str]]:
    return [(each.kind, each.who) for each in accesses]


async def test_who_was_in_a_room_had_what_reached_them_there(storage: Storage) -> None:
    """Ben left before the details were asked for again; of what is for caller and staff, nosy had nothing."""
    caller, ben, sam, *others = await found(storage)
    assert others == []
    assert caller == Access(
        kind="in_room",
        position=2,
        at=NOW.replace(minute=2),
        who="caller-zoe",
        role="caller",
        what=f"in the room of call {CALL}",
        shown=("words", "first_name", "name", "appointment", "code"),
        patients=(PATIENT_ID,),
        calls=(CALL,),
        until=NOW.replace(minute=11),
    )
    assert (ben.who, ben.at, ben.until) == ("staff-ben", NOW.replace(minute=6), NOW.replace(minute=7))
    assert (sam.who, sam.at, sam.until) == ("staff-sam", NOW.replace(minute=11), NOW.replace(minute=11))
    assert (sam.shown, sam.patients) == (("name", "appointment", "code"), (PATIENT_ID,))


async def test_who_comes_back_is_in_the_room_once_with_all_that_they_had(storage: Storage, ids: RandomIds) -> None:
    """Of what was sent while they were away they had nothing, unless it was sent to them again."""
    again = ParticipantJoined(identity="staff-ben", role="staff", contract=True, sid="PA_1")
    await storage.log.append([new(again, ids, at=LATER), new(example(DetailsRequested), ids, at=LATER)])
    await all_sent(storage)
    bens = [each for each in await found(storage) if each.who == "staff-ben"]
    assert [(each.position, each.until) for each in bens] == [(4, LATER)]


async def test_where_the_streams_go_to_the_whole_room_so_do_the_patients_data(storage: Storage) -> None:
    """The transcript does not, whatever the setting."""
    settings = evolve(SETTINGS, audience="room")
    everybody = await listed(accesses(storage, About(), settings=settings, wall=CLOCK))
    assert [(each.who, each.shown) for each in everybody if each.role == "bystander"] == [
        ("nosy", ("name", "appointment", "code"))
    ]


async def test_who_has_said_that_they_have_it_all(storage: Storage) -> None:
    receipts = Receipts(storage.database, storage.vault, clock=CLOCK)
    await receipts.acknowledge(CALL, "staff-sam", 12)
    await receipts.acknowledge(CALL, "caller-zoe", 8)
    acknowledged = {each.who: each.acknowledged for each in await found(storage)}
    assert acknowledged == {"caller-zoe": None, "staff-ben": None, "staff-sam": LATER}


async def test_looks_refusals_and_acts_stand_among_them_in_the_logs_order(storage: Storage, ids: RandomIds) -> None:
    await look(storage, ANA, ids, PATIENT_ID)
    with pytest.raises(AccessError):
        await look(storage, ROBIN, ids, right="audit")
    await act(storage, ids)
    *_, looked, denied, acted = await found(storage)
    assert looked == Access(
        kind="looked",
        position=14,
        at=LATER,
        who="Ana",
        login="ana",
        role="admin",
        what="diary --names",
        report=looked.report,
        why="a complaint",
        shown=("name", "appointment"),
        patients=(PATIENT_ID,),
    )
    assert denied == Access(
        kind="denied",
        position=15,
        at=LATER,
        who="Robin",
        login="robin",
        role="front_desk",
        what="diary --names",
        why="their role may not",
    )
    assert acted == Access(
        kind="acted",
        position=16,
        at=LATER,
        who="Kim",
        role="staff",
        what="booked an appointment",
        shown=("name", "appointment"),
        patients=(OTHER,),
        appointments=(APPOINTMENT,),
    )


async def act(storage: Storage, ids: RandomIds) -> None:
    """Kim books for another patient."""
    event = evolve(example(BookingConfirmed), appointment=appointment(patient_id=OTHER))
    whose = metadata(call=None, actor="staff", person="Kim", causation=None)
    await storage.log.append(
        [NewEvent(id=ids.event(), event=event, tags=tags_of(event, None), recorded_at=LATER, metadata=whose)]
    )


async def sent(storage: Storage, ids: RandomIds) -> None:
    """What came of the call goes to the clinic's webhook."""
    event = OutcomeDisclosed(of=CALL, to="hooks.clinic.example", fields=("name", "phone"), patients=(PATIENT_ID,))
    whose = metadata(call=None, actor="system", causation=None)
    await storage.log.append(
        [NewEvent(id=ids.event(), event=event, tags=tags_of(event, None), recorded_at=LATER, metadata=whose)]
    )


async def test_a_host_that_it_was_sent_to_is_one_of_them(storage: Storage, ids: RandomIds) -> None:
    await sent(storage, ids)
    *_, host = await found(storage)
    assert (host.kind, host.who, host.shown, host.patients) == (
        "sent", "hooks.clinic.example", ("name", "phone"), (PATIENT_ID,),
    )  # fmt: skip


async def test_what_has_to_do_with_one_patient_is_found_by_number(storage: Storage, ids: RandomIds) -> None:
    await look(storage, ANA, ids, PATIENT_ID, OTHER)
    await look(storage, ROBIN, ids, OTHER)
    await act(storage, ids)
    await sent(storage, ids)
    rooms = [("in_room", "caller-zoe"), ("in_room", "staff-ben"), ("in_room", "staff-sam")]
    assert who(await found(storage, About(patient=PATIENT_ID))) == [
        *rooms, ("looked", "Ana"), ("sent", "hooks.clinic.example"),
    ]  # fmt: skip
    assert who(await found(storage, About(patient=OTHER))) == [("looked", "Ana"), ("looked", "Robin"), ("acted", "Kim")]


async def test_what_has_to_do_with_one_appointment_or_call(storage: Storage, ids: RandomIds) -> None:
    async with disclosing(SETTINGS, storage, ANA, LOOK, "desk", clock=CLOCK, ids=ids) as disclosure:
        await disclosure.show(("name",), appointments=[APPOINTMENT])
    await look(storage, ROBIN, ids, PATIENT_ID)
    rooms = [("in_room", "caller-zoe"), ("in_room", "staff-ben"), ("in_room", "staff-sam")]
    assert who(await found(storage, About(appointment=APPOINTMENT))) == [*rooms, ("looked", "Ana")]
    assert who(await found(storage, About(call=CALL))) == rooms
    assert await found(storage, About(call=CallId("c-another0call"))) == []


@pytest.mark.parametrize(
    ("actor", "kinds"),
    [
        ("Ana", ["looked"]),
        ("ANA", ["looked"]),
        ("staff-ben", ["in_room"]),
        ("Ben", ["in_room"]),
        ("hooks.clinic.example", ["sent"]),
        ("kim", ["acted"]),
        ("an", []),
    ],
)
async def test_an_actor_is_named_by_name_login_identity_or_host(
    actor: str, kinds: list[str], storage: Storage, ids: RandomIds
) -> None:
    await look(storage, evolve(ANA, login="user7 via clinic"), ids, PATIENT_ID)
    await act(storage, ids)
    await sent(storage, ids)
    assert [each.kind for each in await found(storage, About(actor=actor))] == kinds
    for login in ("user7", "clinic", "user7 via clinic"):
        assert [each.kind for each in await found(storage, About(actor=login))] == ["looked"]


async def test_a_span_is_from_an_instant_up_to_another(storage: Storage, ids: RandomIds) -> None:
    await look(storage, ANA, ids, PATIENT_ID)
    assert who(await found(storage, About(span=Span(since=LATER)))) == [("looked", "Ana")]
    before = await found(storage, About(span=Span(since=NOW.replace(minute=3), before=LATER)))
    assert who(before) == [("in_room", "staff-ben"), ("in_room", "staff-sam")]


async def test_without_keys_those_in_a_room_are_numbered(storage: Storage) -> None:
    async with open_withheld(storage.path) as withheld:
        assert [(each.who, each.role, each.shown) for each in await found(withheld)] == [
            (f"[withheld] {n}", each.role, each.shown) for n, each in enumerate(await found(storage), 1)
        ]


async def test_an_exposure_adds_up_by_patient(storage: Storage, ids: RandomIds) -> None:
    await look(storage, ANA, ids, PATIENT_ID)
    await look(storage, ROBIN, ids, OTHER)
    with pytest.raises(AccessError):
        await look(storage, ROBIN, ids, right="audit")
    first = NOW.replace(minute=2)
    assert await exposure(accesses(storage, About(), settings=SETTINGS, wall=CLOCK)) == Exposure(
        patients=(
            Exposed(
                patient=PATIENT_ID,
                shown=("words", "first_name", "name", "appointment", "code"),
                times=4,
                first_at=first,
                last_at=LATER,
            ),
            Exposed(patient=OTHER, shown=("name", "appointment"), times=1, first_at=LATER, last_at=LATER),
        ),
        unknown=(),
        accesses=5,
    )


async def test_a_report_counts_once_for_a_patient_however_many_pages_it_has(storage: Storage, ids: RandomIds) -> None:
    async with disclosing(SETTINGS, storage, ANA, LOOK, "desk", clock=CLOCK, ids=ids) as disclosure:
        for shown in (("name",), ("phone",)):
            await disclosure.show(shown, patients=[OTHER])
    exposed = await exposure(accesses(storage, About(actor="Ana"), settings=SETTINGS, wall=CLOCK))
    assert [(each.shown, each.times) for each in exposed.patients] == [(("name", "phone"), 1)]
    assert exposed.accesses == 1


async def test_a_room_exposes_its_own_patients_alone(storage: Storage, ids: RandomIds) -> None:
    """A list that has the call on it has other patients too."""
    async with disclosing(SETTINGS, storage, ANA, LOOK, "desk", clock=CLOCK, ids=ids) as disclosure:
        await disclosure.show(("name",), patients=[PATIENT_ID, OTHER], calls=[CALL])
    of_the_room = accesses(storage, About(call=CALL), settings=SETTINGS, wall=CLOCK)
    exposed = await exposure(of_the_room, only=frozenset([PATIENT_ID]))
    assert [each.patient for each in exposed.patients] == [PATIENT_ID]


async def test_calls_that_are_about_nobody_known_are_told_apart(storage: Storage, ids: RandomIds) -> None:
    async with disclosing(SETTINGS, storage, ANA, LOOK, "desk", clock=CLOCK, ids=ids) as disclosure:
        await disclosure.show(("words",), calls=[CallId("c-nobody000000")])
    exposed = await exposure(accesses(storage, About(actor="Ana"), settings=SETTINGS, wall=CLOCK))
    assert exposed == Exposure(patients=(), unknown=(CallId("c-nobody000000"),), accesses=1)


async def test_who_saw_whom_by_number_exposes_nobody(storage: Storage, ids: RandomIds) -> None:
    async with disclosing(SETTINGS, storage, ANA, LOOK, "desk", clock=CLOCK, ids=ids) as disclosure:
        await disclosure.show(("access",), patients=[PATIENT_ID])
    exposed = await exposure(accesses(storage, About(actor="Ana"), settings=SETTINGS, wall=CLOCK))
    assert exposed == Exposure(patients=(), unknown=(), accesses=0)


async def test_what_a_newer_version_wrote_is_not_passed_over(storage: Storage, ids: RandomIds) -> None:
    await look(storage, ANA, ids, PATIENT_ID)
    await storage.database.write(
        lambda raw: [
            raw.execute("DROP TRIGGER events_stay_as_they_are"),
            raw.execute("UPDATE events SET version = 9 WHERE position = 14"),
        ]
    )
    *_, unread = await found(storage, About(patient=PATIENT_ID))
    assert (unread.kind, unread.who, unread.patients, unread.what) == (
        "looked",
        "Ana",
        (PATIENT_ID,),
        "access.recorded version 9, which a newer version wrote: upgrade receptionist to read it",
    )
