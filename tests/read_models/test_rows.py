"""What each read model has of an event: whole rows, and nothing of anybody."""

from __future__ import annotations

from datetime import timedelta
from functools import reduce
from typing import Any

import pytest
from attrs import evolve

from receptionist.events.booking import AppointmentCancelled, AppointmentMoved, BookingConfirmed, PatientArrived
from receptionist.events.call import (
    CallEnded,
    CallResumed,
    CallStarted,
    ConnectionLost,
    LanguageChosen,
    ToolCalled,
    ToolReturned,
    UtteranceHeard,
    UtteranceSpoken,
)
from receptionist.events.catalogue import Event
from receptionist.events.clinic import TaskCorrected, TaskDone, TaskRaised, TaskTaken
from receptionist.events.codec import CODEC
from receptionist.events.recorded import Recorded, UnknownEvent
from receptionist.events.vault import Vault
from receptionist.ids import EventId
from receptionist.read_models import appointment_rows, call_rows, inbox_rows, transcript_rows
from receptionist.read_models.appointment_rows import AppointmentRow
from receptionist.read_models.blindfold import Blindfold
from receptionist.read_models.call_rows import CallRow
from receptionist.read_models.inbox_rows import InboxRow
from receptionist.read_models.tables import MODELS
from receptionist.read_models.transcript_rows import TranscriptRow
from tests.examples import (
    APPOINTMENT,
    CALL,
    EXAMPLES,
    NOW,
    PATIENT_ID,
    TASK,
    TUESDAY_9,
    WEDNESDAY_10,
    ZONE,
    appointment,
    example,
    moved_to,
    recorded,
)

AT = "2026-11-30T16:05:00.000000+00:00"


def at(minutes: int) -> str:
    return (NOW + timedelta(minutes=minutes)).isoformat(timespec="microseconds")


def told(*events: Event, first: int = 1) -> list[Recorded]:
    """Events a minute apart, from position *first* on."""
    return [
        recorded(event, position=first + number, at=NOW + timedelta(minutes=number))
        for number, event in enumerate(events)
    ]


def folded(module: Any, events: list[Recorded]) -> Any:
    return reduce(module.after, events, None)


def test_a_calls_row_says_when_how_it_ended_and_how_often_what_happened() -> None:
    row = folded(
        call_rows,
        told(
            CallStarted(channel="phone", clinic="Bright Smile Dental", time_zone=ZONE, language="en"),
            UtteranceHeard(text="Hola."),
            LanguageChosen(language="es"),
            ToolCalled(tool_call_id="1", tool="book", arguments="{}"),
            example(BookingConfirmed),
            ToolReturned(tool_call_id="1", tool="book", result="", is_error=True),
            UtteranceSpoken(text="Tiene", interrupted=True),
            ConnectionLost(),
            CallResumed(attempt=1),
            UtteranceSpoken(text="Tiene cita.", interrupted=False),
            CallEnded(reason="caller_hung_up"),
            first=7,
        ),
    )
    assert row == CallRow(
        call=CALL, first_position=7, last_position=17, began_at=AT, last_at=at(10), ended_at=at(10),
        reason="caller_hung_up", channel="phone", time_zone=ZONE, language="es", outcome="booked", events=11, heard=1,
        spoken=2, interruptions=1, confirmations_interrupted=1, tool_calls=1, tool_errors=1, booked=1, rescues=1,
        connections_lost=1, problems=4,
    )  # fmt: skip


def test_a_call_that_began_before_the_log_or_in_a_newer_version_has_a_row_all_the_same() -> None:
    started, ended = (
        evolve(recorded(CallEnded(reason="stopped"), position=position, at=NOW + timedelta(minutes=minute)), type=name,
               event=UnknownEvent(type=name, version=9, data={}))
        for position, minute, name in ((2, 1, "call.started"), (3, 2, "call.ended"))
    )  # fmt: skip
    row = folded(call_rows, [recorded(UtteranceHeard(text="Hello?")), started, ended])
    assert row == CallRow(
        call=CALL, first_position=1, last_position=3, began_at=at(1), last_at=at(2), ended_at=at(2), events=3, heard=1,
        unread=2, problems=1,
    )  # fmt: skip


def test_what_happens_outside_of_any_call_is_in_no_calls_row() -> None:
    outside = recorded(example(TaskRaised), call=None)
    assert (call_rows.key(outside), call_rows.after(None, outside)) == (None, None)


def test_an_appointments_row_follows_it_from_call_to_call_to_the_front_desk() -> None:
    booked = AppointmentRow(
        appointment=APPOINTMENT, patient=PATIENT_ID, treatment=appointment().treatment_id,
        provider=appointment().provider_id, chair=appointment().chair_id,
        starts_at=TUESDAY_9.isoformat(timespec="microseconds"),
        ends_at=appointment().ends_at.isoformat(timespec="microseconds"), time_zone=ZONE, sequence=0, status="booked",
        call=CALL, made_at=AT, changed_at=AT, position=1,
    )  # fmt: skip
    events = told(example(BookingConfirmed))
    assert folded(appointment_rows, events) == booked
    there = moved_to(WEDNESDAY_10)
    events += [
        recorded(evolve(example(AppointmentMoved), appointment=there), position=2, at=NOW + timedelta(minutes=1)),
        recorded(PatientArrived(appointment=there), position=3, at=NOW + timedelta(minutes=2), call=None),
    ]
    arrived = evolve(
        booked, starts_at=WEDNESDAY_10.isoformat(timespec="microseconds"),
        ends_at=there.ends_at.isoformat(timespec="microseconds"), sequence=there.sequence, status="arrived",
        provider=there.provider_id, chair=there.chair_id, changed_at=at(2), position=3,
    )  # fmt: skip
    assert folded(appointment_rows, events) == arrived
    off = evolve(example(AppointmentCancelled), appointment=there)
    events += [recorded(off, position=4, at=NOW + timedelta(minutes=3), call=None)]
    cancelled = evolve(arrived, status="cancelled", call=None, changed_at=at(3), position=4)
    assert folded(appointment_rows, events) == cancelled


def test_an_inbox_row_knows_where_its_words_stand_and_not_what_they_are() -> None:
    raised, corrected = example(TaskRaised), example(TaskCorrected)
    line = InboxRow(
        task=TASK, kind=raised.kind, urgency=raised.urgency, due=raised.due.isoformat(timespec="microseconds"),
        raised_at=AT, call=CALL, patient=raised.patient_id, appointment=raised.appointment_id, position=1,
    )  # fmt: skip
    assert folded(inbox_rows, told(raised, raised)) == line
    taken, done = TaskTaken(task_id=TASK, owner="Rosa"), TaskDone(task_id=TASK, note="Called.")
    assert folded(inbox_rows, told(raised, corrected, taken, done)) == evolve(
        line, kind=corrected.kind, urgency=corrected.urgency, due=corrected.due.isoformat(timespec="microseconds"),
        owner="Rosa", position=2, done_at=at(3), done_position=4,
    )  # fmt: skip


@pytest.mark.parametrize("cls", [TaskCorrected, TaskTaken, TaskDone])
def test_what_is_done_about_a_task_that_nobody_raised_is_no_line(cls: type[Event]) -> None:
    assert inbox_rows.after(None, recorded(example(cls))) is None


def test_a_line_of_the_transcript_says_whose_it_is() -> None:
    assert folded(transcript_rows, told(UtteranceHeard(text="Hello?"))) == TranscriptRow(
        position=1, call=CALL, at=AT, speaker="caller", interrupted=0
    )
    assert folded(transcript_rows, told(UtteranceSpoken(text="Bright", interrupted=True))) == TranscriptRow(
        position=1, call=CALL, at=AT, speaker="agent", interrupted=1
    )


@pytest.mark.parametrize("event", EXAMPLES, ids=lambda event: type(event).__name__)
async def test_the_rows_of_an_event_are_made_without_opening_what_is_sealed(event: Event, vault: Vault) -> None:
    """So they hold nobody's data, and are the same after it was erased."""
    open_eyed = recorded(event)
    await vault.ensure("somebody")
    stored = CODEC.encode(event, event_id=open_eyed.id, subject="somebody", vault=vault)
    closed = CODEC.decode(CODEC.stored(event), stored, event_id=EventId(open_eyed.id), vault=Blindfold())
    for model in MODELS:
        blind = evolve(open_eyed, event=closed)
        assert (model.key(blind), model.after(None, blind)) == (model.key(open_eyed), model.after(None, open_eyed))
