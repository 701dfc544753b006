"""Found by who they are, shown all that is kept, put right, kept by law: each as the patient or the law asks."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from receptionist.desk import Desk, Provenance
from receptionist.domain.commands import NewIds
from receptionist.domain.diary import Diary
from receptionist.errors import PrivacyError, StaleDecisionError
from receptionist.events.booking import AppointmentMoved
from receptionist.events.clinic import OutcomeDisclosed
from receptionist.events.log import Query
from receptionist.events.patient import PatientCorrected, PatientRecognised, PatientRegistered, RecognitionFailed
from receptionist.events.privacy import LegalHoldLifted, LegalHoldPlaced
from receptionist.events.tags import day_tag, patient_tag
from receptionist.ids import BookingId, CallId, PatientId
from receptionist.privacy.correcting import Correction, correct
from receptionist.privacy.erasing import erase
from receptionist.privacy.export_page import page
from receptionist.privacy.exporting import export
from receptionist.privacy.finding import Description, find_patients
from receptionist.privacy.holding import holds, lift_hold, place_hold
from receptionist.privacy.patient_file import read_patient
from receptionist.privacy.planning import plan_erasure
from receptionist.projections.diary import standing
from tests.contracts.store import everything
from tests.examples import TUESDAY_9, appointment, example
from tests.privacy.stand import BEN, BORN, CODE, HERS, NAME, PHONE, SHARED, WORDS, ZOE, ZOES, Office, office

BEFORE = TUESDAY_9 - timedelta(hours=2)


async def found(at: Office, **said: str) -> list[PatientId]:
    return [file.patient_id for file in await find_patients(at.officer, Description(**said))]


# Found


@pytest.mark.parametrize(
    "said",
    [
        {"name": "zoe quillfeather"},
        {"name": "QUILL  zoé"},
        {"birth_date": BORN},
        {"birth_date": "March 2nd, 1985"},
        {"phone": "(212) 555-0123"},
        {"phone": PHONE, "birth_date": BORN},
        {"name": "Zoë", "phone": PHONE, "birth_date": BORN},
    ],
)
async def test_a_patient_is_found_by_whatever_is_known_of_them(tmp_path: Path, said: dict[str, str]) -> None:
    async with office(tmp_path, shared=True) as at:
        assert await found(at, **said) == [ZOE]


@pytest.mark.parametrize(
    "said",
    [{"name": "Zara"}, {"name": "Zoe", "birth_date": "1985-03-03"}, {"phone": "212 555 0199", "birth_date": BORN},
     {"name": "Ben", "phone": PHONE, "birth_date": BORN}],
)  # fmt: skip
async def test_whoever_does_not_fit_in_all_of_it_is_not_found(tmp_path: Path, said: dict[str, str]) -> None:
    async with office(tmp_path) as at:
        assert await found(at, **said) == []


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({}, "say a name, a date of birth or a telephone number"),
        ({"birth_date": "soon"}, "that is no date of birth: write it as 1985-03-02"),
        ({"birth_date": "2185-03-02"}, "that is no date of birth"),
        ({"phone": "12"}, "that is no telephone number: write it with its area code"),
    ],
)
async def test_what_cannot_be_read_is_told(tmp_path: Path, said: dict[str, str], told: str) -> None:
    async with office(tmp_path) as at:
        with pytest.raises(PrivacyError, match=told):
            await found(at, **said)


# Put right


async def test_what_was_wrong_is_put_right_and_stays_in_the_log(tmp_path: Path) -> None:
    async with office(tmp_path, at=BEFORE) as at:
        recorded = await correct(at.officer, ZOE, Correction(name="Zoë  Quill-Feather", birth_date="1985-03-03"))
        assert recorded is not None
        expected = appointment(
            appointment_id=ZOES, patient_id=ZOE, patient_name="Zoë Quill-Feather", code=CODE,
        )  # fmt: skip
        assert recorded.event == PatientCorrected(
            patient_id=ZOE, name="Zoë Quill-Feather", birth_date="1985-03-03", phone=PHONE, appointments=(expected,)
        )
        assert recorded.tags == (f"appointment:{ZOES}", day_tag(date(2026, 12, 1)), patient_tag(ZOE))
        file = await read_patient(at.officer.storage, ZOE)
        assert file.registered == PatientRegistered(
            patient_id=ZOE, name="Zoë Quill-Feather", birth_date="1985-03-03", phone=PHONE
        )
        assert NAME in str(file.events[0].event)


async def test_appointments_ahead_show_the_corrected_name_and_those_over_what_it_was(tmp_path: Path) -> None:
    for when, name in ((BEFORE, "Zoë Right"), (TUESDAY_9 + timedelta(days=1), NAME)):
        folder = tmp_path / name
        folder.mkdir()
        async with office(folder, at=when) as at:
            await correct(at.officer, ZOE, Correction(name="Zoë Right"))
            day = await at.officer.storage.log.read(Query.tagged(day_tag(date(2026, 12, 1))))
            names = {entry.appointment.appointment_id: entry.appointment.patient_name for entry in standing(day.events)}
            assert names[ZOES] == name
            assert (await read_patient(at.officer.storage, ZOE)).appointments[0].patient_name == name


async def test_whoever_was_corrected_is_recognised_by_what_is_right_and_not_by_what_was_wrong(tmp_path: Path) -> None:
    async with office(tmp_path) as at:
        await correct(at.officer, ZOE, Correction(phone="212 555 0177"))
        assert await found(at, birth_date=BORN, phone="212 555 0177") == [ZOE]
        assert await found(at, birth_date=BORN, phone=PHONE) == []


def test_a_correction_brings_no_appointment_back_that_is_not_known_to_stand() -> None:
    corrected = example(PatientCorrected)
    assert Diary().after(corrected) == Diary()


@pytest.mark.parametrize(("phone", "recognised"), [("212 555 0177", True), ("212 555 0123", False)])
async def test_a_caller_is_recognised_by_what_is_right(tmp_path: Path, phone: str, *, recognised: bool) -> None:
    async with office(tmp_path) as at:
        await correct(at.officer, ZOE, Correction(phone="212 555 0177"))
        desk = Desk(
            log=at.officer.storage.log,
            clinic=at.officer.settings.clinic,
            clock=at.clock,
            ids=at.officer.ids,
            call=CallId("c-later"),
            provenance=Provenance(agent="", prompt="", model=""),
            lookup=at.officer.storage.lookup,
        )
        said = await desk.recognise(NewIds.fresh(at.officer.ids), birth_date="March 2nd 1985", phone=phone, code="")
        handled = await desk.handle(said)
    assert [type(event) for event in handled.events] == [PatientRecognised if recognised else RecognitionFailed]


async def test_saying_what_is_so_already_changes_nothing(tmp_path: Path) -> None:
    async with office(tmp_path) as at:
        for same in (Correction(), Correction(name=NAME, birth_date=BORN, phone="(212) 555-0123")):
            assert await correct(at.officer, ZOE, same) is None
        assert len(await everything(at.officer.storage.log)) == len(at.told)


async def test_what_is_not_known_any_more_can_be_taken_away(tmp_path: Path) -> None:
    async with office(tmp_path) as at:
        await correct(at.officer, ZOE, Correction(birth_date="-", phone="-"))
        known = (await read_patient(at.officer.storage, ZOE)).registered
        assert known == PatientRegistered(patient_id=ZOE, name=NAME, birth_date=None, phone=None)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (Correction(name="1234"), r"that name cannot stand in the diary \(name not a name\)"),
        (Correction(birth_date="31 feb"), "that is no date of birth"),
        (Correction(phone="nine"), "that is no telephone number"),
    ],
)
async def test_what_cannot_be_right_is_refused(tmp_path: Path, wrong: Correction, told: str) -> None:
    async with office(tmp_path) as at:
        with pytest.raises(PrivacyError, match=told):
            await correct(at.officer, ZOE, wrong)


async def test_a_correction_that_was_overtaken_is_not_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The appointment was moved meanwhile: what stood in the correction would move it back."""
    async with office(tmp_path, at=BEFORE) as at:
        file = await read_patient(at.officer.storage, ZOE)
        moved = AppointmentMoved(
            booking_id=BookingId("b-9"), appointment=file.appointments[0], moved_from=TUESDAY_9,
            left_provider_id="lee", left_chair_id="chair-1",
        )  # fmt: skip
        await at.officer.record([moved])

        async def stale(*_: object) -> object:
            return file

        monkeypatch.setattr("receptionist.privacy.correcting.read_patient", stale)
        with pytest.raises(StaleDecisionError):
            await correct(at.officer, ZOE, Correction(name="Zoë Right"))


# Kept by law


async def test_a_hold_stands_until_it_is_lifted_and_once(tmp_path: Path) -> None:
    async with office(tmp_path) as at:
        placed = await place_hold(at.officer, ZOE, " case  17 ")
        assert placed is not None
        assert placed.event == LegalHoldPlaced(patient_id=ZOE, reason="case 17")
        assert await place_hold(at.officer, ZOE, "again") is None
        assert dict(await holds(at.officer.storage)) == {ZOE: placed}
        lifted = await lift_hold(at.officer, ZOE, "closed")
        assert lifted is not None
        assert lifted.event == LegalHoldLifted(patient_id=ZOE, reason="closed")
        assert await lift_hold(at.officer, ZOE, "again") is None
        assert dict(await holds(at.officer.storage)) == {}


async def test_a_hold_says_nothing_of_who_it_is(tmp_path: Path) -> None:
    async with office(tmp_path) as at:
        for act in (place_hold, lift_hold):
            with pytest.raises(PrivacyError, match="names the patient"):
                await act(at.officer, ZOE, "Quillfeather v. Lee")


async def test_whoever_was_erased_cannot_be_held(tmp_path: Path) -> None:
    async with office(tmp_path) as at:
        await erase(at.officer, await plan_erasure(at.officer, ZOE), "asked in writing")
        with pytest.raises(PrivacyError, match=f"{ZOE} was erased on 2027-06-19; there is nothing to hold"):
            await place_hold(at.officer, ZOE, "case 17")
        with pytest.raises(PrivacyError, match="nothing is known"):
            await correct(at.officer, ZOE, Correction(name="Zoë Right"))


# Shown


async def test_an_export_has_all_that_is_kept_of_the_patient(tmp_path: Path) -> None:
    async with office(tmp_path) as at:
        sent = OutcomeDisclosed(of=HERS, to="practice.example", fields=("name",), patients=(ZOE,))
        await at.officer.record([sent])
        told = await export(at.officer, await read_patient(at.officer.storage, ZOE))
    assert told["known"] == {"name": NAME, "birth_date": BORN, "phone": PHONE}
    assert [each["what"] for each in told["recorded"]] == ["registered"]
    [visit] = told["appointments"]
    assert (visit["appointment"], visit["name"], visit["confirmation_code"]) == (ZOES, NAME, CODE)
    assert [each["what"] for each in visit["history"]] == ["booked"]
    assert [
        (call["call"], call["others_masked"], [each["text"] for each in call["words"]]) for call in told["calls"]
    ] == [(HERS, False, [WORDS])]
    assert {each["what"] for each in told["calls"][0]["noted"]} == {
        "call.participant_joined", "call.tool_called", "booking.details_given", "task.raised",
    }  # fmt: skip
    assert PHONE in json.dumps(told["calls"][0]["noted"])
    assert ("sent to", "practice.example") in {(each["how"], each["who"]) for each in told["recipients"]}
    assert [each["still_waiting"] for each in told["waiting_list"]] == [True]
    assert json.loads(json.dumps(told)) == told


async def test_an_export_masks_everybody_else(tmp_path: Path) -> None:
    """The call about both is hers too; who the other is, is not."""
    async with office(tmp_path, shared=True) as at:
        told = await export(at.officer, await read_patient(at.officer.storage, ZOE))
        his = await export(at.officer, await read_patient(at.officer.storage, BEN))
    text = json.dumps(told, ensure_ascii=False)
    assert "Bystander" not in text
    shared = next(call for call in told["calls"] if call["call"] == SHARED)
    assert shared["others_masked"]
    assert WORDS in shared["words"][0]["text"]
    assert "Quillfeather" not in json.dumps(his, ensure_ascii=False)


async def test_the_pages_are_a_pdf_whatever_was_said(tmp_path: Path) -> None:
    async with office(tmp_path) as at:
        told = await export(at.officer, await read_patient(at.officer.storage, ZOE))
    told["calls"][0]["words"].append(
        {"at": told["made_at"], "who": "caller", "text": "山田 مرحبا 😀 \x00 " + "x" * 3000}
    )
    content = page(told, "America/New_York")
    assert content.startswith(b"%PDF-")
    assert content.count(b"/Type /Page\n") >= 1
    assert page(told, "America/New_York") == content


async def test_an_export_of_somebody_with_nothing_but_a_number_is_one_too(tmp_path: Path) -> None:
    async with office(tmp_path) as at:
        await at.officer.record([LegalHoldPlaced(patient_id=PatientId("p-x"), reason="y")])
        told = await export(at.officer, await read_patient(at.officer.storage, PatientId("p-x")))
    assert (told["known"], told["appointments"], told["calls"], told["legal_hold"]) == (None, [], [], True)
    assert page(told, "America/New_York").startswith(b"%PDF-")
