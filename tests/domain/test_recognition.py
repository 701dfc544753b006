"""Who is calling: by birth date and phone, or by a code; never by a name, and nobody learns who is a patient."""

from __future__ import annotations

import pytest
from attrs import evolve

from receptionist.domain.commands import Command, Recognise
from receptionist.errors import CallOverError, NothingBookedError
from receptionist.events.booking import AppointmentsTold, ClarificationAsked, DetailsRequested, Question
from receptionist.events.call import CallEnded, LanguageChosen
from receptionist.events.catalogue import Event
from receptionist.events.patient import (
    PatientRecognised,
    PatientRegistered,
    ProxyRecorded,
    RecognitionFailed,
    RecognitionGivenUp,
)
from receptionist.ids import AppointmentId, PatientId
from tests.domain.frontdesk import (
    ANN,
    CODE,
    NEW,
    appointment,
    asked,
    at_full,
    begun,
    booked,
    called_off,
    cancel,
    kept,
    move,
    moved,
    raised,
    recognise,
    registered,
    request,
    requested,
    send,
    tell,
    visit,
)
from tests.domain.specification import elsewhere, given

BORN, PHONE = "1985-03-03", "+12125550123"
ANN_ID = PatientId("p-theirs")
HERS = booked("2026-11-24 14:00")
IS_ANN = registered(ANN, patient=ANN_ID, birth_date=BORN, phone=PHONE)
KNOWN = elsewhere(IS_ANN, HERS)
RECOGNISED = PatientRecognised(patient_id=ANN_ID, by="birth_date_and_phone", appointment_id=None, wards=())
BY_CODE = PatientRecognised(
    patient_id=ANN_ID, by="code", appointment_id=HERS.appointment.appointment_id, wards=()
)  # fmt: skip


def right(*patients: str, code: str = "") -> Recognise:
    """What Ann says of herself."""
    return recognise(born="March 3rd 1985", phone="(212) 555-0123", code=code, patients=patients)


def failed(number: int, *, by: str = "birth_date_and_phone") -> RecognitionFailed:
    return RecognitionFailed(by="code" if by == "code" else "birth_date_and_phone", failures=number, claim="")


def question(about: Question) -> ClarificationAsked:
    return asked(about)


def test_birth_date_and_phone_together_recognise_a_patient() -> None:
    given(*KNOWN).when(right("p-theirs")).then(RECOGNISED)


@pytest.mark.parametrize(
    ("born", "phone"),
    [("3/3/85", "212 555 0123"), ("the third of March 1985", "two one two, five five five, oh one two three")],
)
def test_however_they_are_said(born: str, phone: str) -> None:
    given(*KNOWN).when(recognise(born=born, phone=phone, patients=("p-theirs",))).then(RECOGNISED)


def test_a_code_recognises_who_has_it_for_that_one_appointment() -> None:
    spelled = " ".join(CODE)
    given(*KNOWN).when(recognise(code=spelled, codes=("a-theirs",))).then(BY_CODE)
    other = booked("2026-12-01 09:00", its_id=AppointmentId("a-second"))
    theirs = evolve(other, appointment=evolve(other.appointment, patient_id=ANN_ID))
    given(*KNOWN, *elsewhere(theirs), BY_CODE).when(tell()).then(AppointmentsTold(appointments=(HERS.appointment,)))


def test_whoever_is_recognised_already_is_not_recognised_again() -> None:
    given(*KNOWN, RECOGNISED).when(right("p-theirs")).then_nothing()
    given(*KNOWN, BY_CODE).when(recognise(code=CODE, codes=("a-theirs",))).then_nothing()


def test_the_index_is_a_hint_and_the_events_decide() -> None:
    """What it gives and does not fit was changed since, or is somebody else's."""
    given(*KNOWN).when(recognise(born="March 4th 1985", phone=PHONE, patients=("p-theirs",))).then(failed(1))
    given(*KNOWN).when(recognise(born="March 3rd 1985", phone="917 555 0199", patients=("p-theirs",))).then(failed(1))
    given(*KNOWN).when(recognise(code="K7X4MRP", codes=("a-theirs",))).then(failed(1, by="code"))
    given().when(right("p-theirs")).then(failed(1))


def test_the_code_of_an_appointment_that_was_cancelled_opens_nothing() -> None:
    off = elsewhere(called_off(HERS.appointment))
    given(*KNOWN, *off).when(recognise(code=CODE, codes=("a-theirs",))).then(failed(1, by="code"))


@pytest.mark.parametrize(
    ("said", "about"),
    [
        ({"born": "", "phone": "212 555 0123"}, "birth_date"),
        ({"born": "in spring", "phone": "212 555 0123"}, "birth_date"),
        ({"born": "February 30th 1985", "phone": "212 555 0123"}, "birth_date"),
        ({"born": "March 3rd 1985", "phone": ""}, "phone"),
        ({"born": "March 3rd 1985", "phone": "five five"}, "phone"),
        ({"code": "K seven X"}, "code"),
        ({"code": "K7X4MRQ"}, "code"),
        ({"code": "🦷"}, "code"),
    ],
)
def test_what_cannot_be_read_is_asked_again_and_costs_no_try(said: dict[str, str], about: Question) -> None:
    given(*KNOWN, failed(1), failed(2)).when(_said(**said)).then(question(about))


def _said(born: str = "", phone: str = "", code: str = "") -> Recognise:
    return recognise(born=born, phone=phone, code=code, patients=("p-theirs",), codes=("a-theirs",))


def test_without_the_code_at_hand_birth_date_and_phone_will_do() -> None:
    """An LLM fills in all three: "I don't have it" is no code."""
    given(*KNOWN).when(right("p-theirs", code="I don't have it")).then(RECOGNISED)


def test_what_is_said_is_read_in_the_calls_language() -> None:
    said = recognise(born="el tres de marzo de 1985", phone="dos uno dos, cinco cinco cinco, cero uno dos tres",
                     patients=("p-theirs",))  # fmt: skip
    given(*KNOWN, LanguageChosen(language="es")).when(said).then(RECOGNISED)


def test_seven_digits_are_a_number_of_the_clinics_own_area() -> None:
    local = elsewhere(evolve(IS_ANN, phone="+15551234567"), HERS)
    given(*local).when(recognise(born="March 3rd 1985", phone="123-4567", patients=("p-theirs",))).then(RECOGNISED)


def test_twins_share_both_and_whoever_knows_both_speaks_for_both() -> None:
    tim = registered("Tim Lee", patient=PatientId("p-tim"), birth_date=BORN, phone=PHONE)
    given(*KNOWN, *elsewhere(tim)).when(right("p-theirs", "p-tim")).then(
        RECOGNISED, evolve(RECOGNISED, patient_id=PatientId("p-tim"))
    )


def test_a_guardian_who_is_recognised_speaks_for_the_child() -> None:
    """Recorded in an earlier call: what the child has is told, moved and cancelled."""
    tims = booked("2026-11-25 09:00", "Tim Lee", its_id=AppointmentId("a-tim"))
    proxy = ProxyRecorded(patient_id=PatientId("p-tim"), proxy_id=ANN_ID, relation="guardian")
    for_both = evolve(RECOGNISED, wards=(PatientId("p-tim"),))
    past = (*KNOWN, *elsewhere(tims, proxy))
    given(*past).when(right("p-theirs")).then(for_both)
    given(*past, for_both).when(tell()).then(AppointmentsTold(appointments=(HERS.appointment, tims.appointment)))
    given(*past, for_both).when(cancel("a-tim")).then(called_off(tims.appointment))


def test_without_a_recorded_proxy_nobody_speaks_for_another() -> None:
    tims = elsewhere(booked("2026-11-25 09:00", "Tim Lee", its_id=AppointmentId("a-tim")))
    given(*KNOWN, *tims, RECOGNISED).when(tell()).then(AppointmentsTold(appointments=(HERS.appointment,)))


@pytest.mark.parametrize("command", [tell(), move("Friday", "9 AM"), cancel(), send(), cancel("a-theirs"),
                                     move("Friday", "9 AM", which="a-theirs"), send(CODE)])  # fmt: skip
def test_a_name_opens_nothing_nor_does_an_id_or_a_code_that_was_not_proved(command: Command) -> None:
    """Whatever the caller calls themselves."""
    given(*KNOWN).when(command).then_raises(NothingBookedError)
    given(*KNOWN, begun(), failed(1)).when(command).then_raises(NothingBookedError)


def test_who_books_under_a_patients_name_is_not_that_patient() -> None:
    """The appointment is a new patient's of the same name, and the known one's is neither told nor given away."""
    *_, new, made = given(*KNOWN).when(request(ANN, "Friday", "9 AM", phone=PHONE, birth_date="3/3/1985")).events()
    assert isinstance(new, PatientRegistered)
    assert new.patient_id != ANN_ID
    given(*KNOWN, begun(), new, made).when(tell()).then(
        AppointmentsTold(appointments=(appointment("2026-11-20 09:00"),))
    )


def test_after_three_failures_a_person_takes_over_once() -> None:
    wrong = recognise(born="March 4th 1985", phone="212 555 0123")
    task = raised(
        "recognition", "today", "2026-11-18 17:00", phone=PHONE,
        done="A caller could not be recognised in three tries, and was told nothing.",
        to_do="Call back, if there is a number, and see who it was.",
    )  # fmt: skip
    given(failed(1)).when(wrong).then(failed(2))
    given(failed(1), failed(2)).when(wrong).then(failed(3), RecognitionGivenUp(failures=3), task)


def test_after_that_nothing_is_looked_up_any_more_not_even_what_is_right() -> None:
    given_up = RecognitionGivenUp(failures=3)
    tries = (failed(1), failed(2), failed(3), given_up)
    given(*KNOWN, *tries).when(right("p-theirs")).then(given_up)
    given(*KNOWN, *tries).when(recognise(code=CODE, codes=("a-theirs",))).then(given_up)


def test_the_same_wrong_claim_again_is_no_new_try() -> None:
    """An LLM whose stream dropped calls the tool again; a caller says the same once more."""
    wrong = evolve(recognise(born="March 4th 1985", phone="212 555 0123"), claim="one")
    other = evolve(recognise(born="March 5th 1985", phone="212 555 0123"), claim="two")
    first, second = evolve(failed(1), claim="one"), evolve(failed(2), claim="two")
    given().when(wrong).then(first)
    given(first).when(wrong).then(first)
    given(first, first).when(other).then(second)
    given(first, second).when(wrong).then(evolve(first, failures=2))


def test_what_was_wrong_before_is_right_once_it_fits() -> None:
    """Registered meanwhile, in this call or in another: a digest is no verdict."""
    claim = evolve(right("p-theirs"), claim="one")
    given(*KNOWN, evolve(failed(1), claim="one")).when(claim).then(RECOGNISED)


def test_another_calls_failures_are_not_this_ones() -> None:
    tries = elsewhere(failed(1), failed(2), failed(3), RecognitionGivenUp(failures=3))
    given(*KNOWN, *tries).when(right("p-theirs")).then(RECOGNISED)


@pytest.mark.parametrize("before", [(), (failed(1),), (failed(1), failed(2))])
def test_a_stranger_and_a_patient_with_a_wrong_number_get_the_same_answer(before: tuple[Event, ...]) -> None:
    """Event by event: nobody learns from it whether somebody is a patient here."""
    wrong = recognise(born="March 3rd 1985", phone="917 555 0199")
    patient = given(*KNOWN, *before).when(evolve(wrong, patients=(ANN_ID,))).events()
    stranger = given(*before).when(wrong).events()
    assert list(patient) == list(stranger)


def test_a_recognised_patient_can_move_what_an_earlier_call_booked() -> None:
    later = appointment("2026-11-25 09:00", its_id=HERS.appointment.appointment_id, sequence=1)
    given(*KNOWN, RECOGNISED).when(move("November 25", "9 AM")).then(
        begun(),
        requested(ANN, "November 25", "9 AM", "2026-11-25 09:00", moves=HERS.appointment.appointment_id),
        moved(later, "2026-11-24 14:00"),
    )


def test_by_a_code_the_appointment_can_be_moved_cancelled_and_sent_and_nothing_else() -> None:
    assert given(*KNOWN, BY_CODE).when(move("November 25", "9 AM")).events()
    given(*KNOWN, BY_CODE).when(cancel()).then(called_off(HERS.appointment))
    given(*KNOWN, BY_CODE).when(send()).then(DetailsRequested(appointment=HERS.appointment))


def test_of_several_the_caller_is_asked_which() -> None:
    second = kept("2026-12-01 09:00", its_id="a-second")
    second = evolve(second, appointment=evolve(second.appointment, patient_id=ANN_ID))
    first = kept("2026-11-24 14:00")
    command = cancel()
    at_full(*elsewhere(IS_ANN, first, second), RECOGNISED).when(command).then(
        evolve(
            asked("appointment", "", "", "2026-11-24 14:00", "2026-12-01 09:00", booking=NEW),
            choices=(first.appointment.appointment_id, second.appointment.appointment_id),
        )
    )
    at_full(*elsewhere(IS_ANN, first, second), RECOGNISED).when(cancel("A-SECOND ")).then(
        called_off(second.appointment)
    )


def test_what_a_recognised_patient_has_is_not_booked_over() -> None:
    """The same again holds; another treatment at that time would need them twice; another day is theirs to book."""
    past = elsewhere(IS_ANN, kept("2026-11-24 14:00"))
    at_full(*past, RECOGNISED).when(request("", "next Tuesday", "2 PM", treatment="exam")).then_nothing()
    at_full(*past, RECOGNISED).when(request(ANN, "next Tuesday", "2 PM", treatment="cleaning")).then_refused(
        "already_booked"
    )
    *_, made = at_full(*past, RECOGNISED).when(request(ANN, "November 25", "2 PM", treatment="exam")).events()
    assert getattr(made, "appointment", None) == evolve(visit("2026-11-25 14:00", its_id="a-fresh"), patient_id=ANN_ID)


def test_a_recognised_patient_has_nothing_booked_and_is_told_so() -> None:
    given(*elsewhere(IS_ANN), RECOGNISED).when(tell()).then(AppointmentsTold(appointments=()))
    given(*elsewhere(IS_ANN), RECOGNISED).when(cancel()).then_raises(NothingBookedError)


@pytest.mark.parametrize("command", [right(), tell(), cancel()], ids=lambda each: type(each).__name__)
def test_nobody_is_recognised_in_a_call_that_is_over(command: Command) -> None:
    given(*KNOWN, CallEnded(reason="caller_hung_up")).when(command).then_raises(CallOverError)
