"""Who is calling: by birth date and phone, or by a confirmation code. A name never decides it.

What was heard and cannot be read as a date, a number or a code is asked for again and costs no try. Nobody is told
whether somebody is a patient: whatever does not fit is answered with the same words.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from attrs import frozen

from receptionist.domain import collecting
from receptionist.domain.clinic import Clinic
from receptionist.domain.codes import code_in
from receptionist.domain.commands import Recognise
from receptionist.domain.facts import Facts
from receptionist.domain.tasks import task
from receptionist.errors import CallOverError
from receptionist.events.booking import ClarificationAsked, Question
from receptionist.events.catalogue import Event
from receptionist.events.patient import PatientRecognised, Recognition, RecognitionFailed, RecognitionGivenUp
from receptionist.language import Language

MOST_FAILURES = 3


@frozen(kw_only=True)
class Claims:
    """What a caller says of themselves, as far as it can be read.

    Attributes:
        phone: In E.164.
    """

    birth_date: date | None = None
    phone: str | None = None
    code: str | None = None


def read_claims(command: Recognise, language: Language, clinic: Clinic) -> Claims:
    """What *command* says: a code, or else birth date and phone."""
    code = code_in(command.code, language) if command.code.strip() else None
    if code is not None:
        return Claims(code=code)
    today = command.asked_at.astimezone(clinic.zone).date()
    return Claims(
        birth_date=collecting.birth_date_said(command.birth_date, language, today),
        phone=collecting.phone_said(command.phone, language, clinic),
    )


def decide(command: Recognise, facts: Facts, clinic: Clinic) -> Sequence[Event]:
    """What happens when a caller says who they are.

    Raises:
        CallOverError: The call has ended.
    """
    if facts.ended:
        raise CallOverError
    if facts.given_up:
        # Said again and never looked up: nobody learns anything from a fourth try.
        return [RecognitionGivenUp(failures=facts.failures)]
    claims = read_claims(command, facts.language, clinic)
    if claims.code is not None:
        return _by_code(claims.code, command, facts, clinic)
    born, phone = claims.birth_date, claims.phone
    if command.code.strip() and (born is None or phone is None):
        return [_ask("code", command, clinic)]
    if born is None:
        return [_ask("birth_date", command, clinic)]
    if phone is None:
        return [_ask("phone", command, clinic)]
    found = [
        patient_id
        for patient_id in command.patients
        if (registered := facts.patients.registered.get(patient_id)) is not None
        and (registered.birth_date, registered.phone) == (born.isoformat(), phone)
    ]
    if not found:
        return _failed("birth_date_and_phone", command, facts, clinic)
    # Twins share both: whoever knows both speaks for both.
    return [
        PatientRecognised(
            patient_id=patient_id,
            by="birth_date_and_phone",
            appointment_id=None,
            wards=facts.patients.proxies.get(patient_id, ()),
        )
        for patient_id in found
        if patient_id not in facts.recognised
    ]


def _by_code(code: str, command: Recognise, facts: Facts, clinic: Clinic) -> Sequence[Event]:
    known = facts.diary.appointments
    found = [each for each in command.appointments if each in known and known[each].code == code]
    if not found:
        return _failed("code", command, facts, clinic)
    return [
        PatientRecognised(patient_id=known[each].patient_id, by="code", appointment_id=each, wards=())
        for each in found
        if each not in facts.by_code
    ]


def _failed(by: Recognition, command: Recognise, facts: Facts, clinic: Clinic) -> Sequence[Event]:
    if command.claim and command.claim in facts.wrong_claims:
        # The LLM's retry, or a caller who says it once more: it was counted.
        return [RecognitionFailed(by=by, failures=facts.failures, claim=command.claim)]
    failures = facts.failures + 1
    failed = RecognitionFailed(by=by, failures=failures, claim=command.claim)
    if failures < MOST_FAILURES:
        return [failed]
    phone = collecting.phone_said(command.phone, facts.language, clinic)
    told = task(
        command.new.tasks[0],
        "recognition",
        "today",
        clinic=clinic,
        now=command.asked_at,
        phone=phone,
        done="A caller could not be recognised in three tries, and was told nothing.",
        to_do="Call back, if there is a number, and see who it was.",
    )
    return [failed, RecognitionGivenUp(failures=failures), told]


def _ask(about: Question, command: Recognise, clinic: Clinic) -> ClarificationAsked:
    return ClarificationAsked(
        booking_id=command.new.booking,
        about=about,
        date_words="",
        time_words="",
        asked_at=command.asked_at,
        time_zone=clinic.time_zone,
        candidates=(),
        choices=(),
    )
