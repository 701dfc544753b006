"""Whose key seals what: what is erased as one, and kept as long as one another."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from receptionist.events.access import AccessRecorded
from receptionist.events.booking import AppointmentsTold, BookingConfirmed, BookingDetailsGiven, BookingRequested
from receptionist.events.call import (
    CallEnded,
    InsuranceNoted,
    ParticipantJoined,
    ToolCalled,
    ToolReturned,
    UtteranceHeard,
    UtteranceSpoken,
)
from receptionist.events.catalogue import Event
from receptionist.events.clinic import TaskDone, TaskRaised, TimeBlocked
from receptionist.events.patient import PatientCorrected, PatientRegistered
from receptionist.events.privacy import LegalHoldPlaced, PatientErased
from receptionist.events.subjects import seals, subjects_of
from receptionist.ids import CallId, PatientId, RandomIds
from receptionist.storage import open_storage
from tests.events.test_personal_data import MARKER, marked
from tests.examples import BLOCK, BOOKING, CALL, EXAMPLES, PATIENT_ID, TASK, appointment, example, new

OTHERS = appointment(patient_id=PatientId("p-other0000000"))
CALLS, WORDS, PATIENTS = f"call:{CALL}", f"call:{CALL}:words", f"patient:{PATIENT_ID}"


@pytest.mark.parametrize(
    ("event", "call", "subjects"),
    [
        (example(UtteranceHeard), CALL, (WORDS, CALLS)),
        (example(UtteranceSpoken), CALL, (WORDS, CALLS)),
        (example(ToolCalled), CALL, (WORDS, CALLS)),
        (example(ToolReturned), CALL, (WORDS, CALLS)),
        (example(BookingDetailsGiven), CALL, (CALLS, CALLS)),
        (example(ParticipantJoined), CALL, (CALLS, CALLS)),
        (example(CallEnded), CALL, (CALLS, CALLS)),
        (example(BookingConfirmed), CALL, (PATIENTS, CALLS)),
        (example(BookingConfirmed), None, (PATIENTS,)),
        (example(PatientRegistered), CALL, (PATIENTS, CALLS)),
        (example(PatientCorrected), None, (PATIENTS,)),
        (AppointmentsTold(appointments=(appointment(), OTHERS)), CALL, (CALLS, CALLS)),
        (example(TaskDone), None, (f"task:{TASK}",)),
        (example(BookingRequested), None, (f"booking:{BOOKING}",)),
        (example(TimeBlocked), None, (f"block:{BLOCK}",)),
        (example(InsuranceNoted), None, ("clinic",)),
        (example(AccessRecorded), None, ("access:2026-11",)),
        (example(PatientErased), None, ()),
        (example(LegalHoldPlaced), None, ()),
    ],
    ids=lambda value: type(value).__name__,
)
def test_each_is_sealed_for_whoever_it_is_about(
    event: Event, call: CallId | None, subjects: tuple[str, ...], ids: RandomIds
) -> None:
    assert subjects_of(new(event, ids, call=call)) == subjects


@pytest.mark.parametrize("event", EXAMPLES, ids=lambda event: type(event).__name__)
def test_what_seals_something_is_known(event: Event) -> None:
    assert seals(event) == (MARKER in str(marked(event))) or isinstance(event, AppointmentsTold | PatientCorrected)


async def test_a_line_of_the_inbox_about_a_patient_is_theirs(path: Path, ids: RandomIds) -> None:
    """What was to be done goes with the patient, what came of it with the line."""
    async with open_storage(path) as storage:
        await storage.log.append([new(example(TaskRaised), ids, f"patient:{PATIENT_ID}", call=None)])
        await storage.log.append([new(example(TaskDone), ids, call=None)])
        stored = await storage.database.read(lambda raw: raw.execute("SELECT data FROM events").fetchall())
    raised, done = (json.loads(data) for (data,) in stored)
    assert (raised["who"]["$sealed"], done["note"]["$sealed"]) == (f"patient:{PATIENT_ID}", f"task:{TASK}")
