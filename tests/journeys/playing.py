"""Plays a journey through the real session and looks at what it left behind."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from receptionist.clock import SteppedClock
from receptionist.events.booking import Appointment, AppointmentMoved, BookingConfirmed, BookingRefused
from receptionist.events.call import CallEnded, UtteranceHeard, UtteranceSpoken
from receptionist.events.codec import CODEC
from receptionist.ids import AppointmentId, CallId, RandomIds
from receptionist.llm.offline import OfflineLLM
from receptionist.projections.effects import SendBytes
from tests import examples
from tests.agent.scripted import NOW, Stand, a_call, attribute_values, streams
from tests.journeys.journey import SLOT, Journey, Outcome

SOMEBODY_ELSE = CallId("c-somebody0000")


class HungUpTooEarlyError(AssertionError):
    """The agent ended the call while the caller had more to say."""

    def __init__(self, unsaid: tuple[str, ...]) -> None:
        super().__init__(f"the agent hung up before the caller could say: {' / '.join(unsaid)}")


async def play(journey: Journey, folder: Path) -> tuple[Outcome, set[str], str]:
    """How the call came out, which kinds of events happened in it, and what was said."""
    async with a_call(folder, OfflineLLM(clinic="Bright Smile Dental", phone="(555) 123-4567")) as stand:
        await _take(stand, journey.taken)
        for number, words in enumerate(journey.says):
            if stand.call.ending is not None:
                raise HungUpTooEarlyError(journey.says[number:])
            await stand.call.hear(words)
        await stand.call.end(stand.call.ending or "caller_hung_up")
        await stand.call.relay.all_settled()
        appointments = await _appointments(stand)
        assert _on_paper(stand) == appointments, "the last details that were sent are not of what stands"
        happened = {CODEC.stored(event)[0] for event in await stand.events()}
        return await _outcome(stand, appointments), happened, await _transcript(stand)


async def _take(stand: Stand, slots: tuple[str, ...]) -> None:
    """Somebody else has these slots."""
    ids = RandomIds(SteppedClock(NOW), seed="somebody else")
    for number, slot in enumerate(slots):
        zone = stand.call.desk.clinic.zone
        starts_at = datetime.strptime(slot, SLOT).replace(tzinfo=zone).astimezone(ZoneInfo("UTC"))
        appointment = examples.appointment(
            appointment_id=AppointmentId(f"a-somebody{number:04d}"),
            starts_at=starts_at,
            ends_at=starts_at + stand.call.desk.clinic.visit,
        )
        confirmed = BookingConfirmed(booking_id=ids.booking(), appointment=appointment)
        await stand.storage.log.append([examples.new(confirmed, ids, at=NOW, call=SOMEBODY_ELSE)])


async def _appointments(stand: Stand) -> tuple[str, ...]:
    """What the log says stands at the end, the earliest first."""
    standing: dict[str, Appointment] = {}
    for event in await stand.events(BookingConfirmed, AppointmentMoved):
        assert isinstance(event, BookingConfirmed | AppointmentMoved)
        standing[event.appointment.appointment_id] = event.appointment
    zone = stand.call.desk.clinic.zone
    return tuple(
        f"{appointment.patient_name}, {appointment.starts_at.astimezone(zone).strftime(SLOT)}"
        for appointment in sorted(standing.values(), key=lambda standing: standing.starts_at)
    )


def _on_paper(stand: Stand) -> tuple[str, ...]:
    """What a reader of the latest details of each appointment believes, the earliest first."""
    latest = {
        effect.content.fields["id"]: effect.content.fields
        for effect in stand.publisher.effects
        if isinstance(effect, SendBytes)
    }
    return tuple(
        f"{fields['patient']}, {datetime.fromisoformat(str(fields['starts_at'])).strftime(SLOT)}"
        for fields in sorted(latest.values(), key=lambda fields: str(fields["starts_at"]))
    )


async def _outcome(stand: Stand, appointments: tuple[str, ...]) -> Outcome:
    refused = [event.reason for event in await stand.events(BookingRefused) if isinstance(event, BookingRefused)]
    (ended,) = await stand.events(CallEnded)
    assert isinstance(ended, CallEnded)
    topics = [topic for topic, _ in streams(stand)]
    return Outcome(
        appointments=appointments,
        states=tuple(values["agent_state"] for values in attribute_values(stand) if "agent_state" in values),
        refused=tuple(refused),
        confirmations=topics.count("booking-confirmation"),
        documents=topics.count("appointment-details"),
        ended=ended.reason,
    )


async def _transcript(stand: Stand) -> str:
    """Both voices, for whoever has to find out why a call came out otherwise."""
    lines = []
    for event in await stand.events():
        match event:
            case UtteranceHeard(text=text):
                lines.append(f"caller  {text}")
            case UtteranceSpoken(text=text):
                lines.append(f"agent   {text}")
            case _:
                pass
    return "\n".join(lines)
