"""The seed's story, in a real room: what a caller's frontend sees of it, and what stays in the log."""

from __future__ import annotations

import asyncio
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from receptionist.events.booking import BookingConfirmed
from receptionist.events.call import CallEnded, CallStarted
from receptionist.projections.wording import day_with_year
from tests.live.calls import (
    Slot,
    agent_gone,
    agents,
    answered,
    check_wire,
    contract_streams,
    hang_up,
    kept_of,
    replies,
    ringing,
    slot,
    wait_until_jobs_exit,
)
from tests.live.room import Client, Stream, Worker, joined, new_room
from tools.livekit_server import Server, running


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("story")


@pytest.fixture(scope="module")
def worker(livekit: Server, folder: Path) -> Iterator[Worker]:
    with Worker.running(livekit, folder) as started:
        yield started


async def test_a_booking_arrives_in_writing_and_as_data_and_stands_in_the_log(
    livekit: Server, worker: Worker, folder: Path
) -> None:
    """The seed's own check: greeting → booking → confirmed, one confirmation, one document, one appointment."""
    room, wanted = new_room("story"), slot()
    async with ringing(livekit, room) as sarah:
        # Told once it has been quiet: with the next change it may come before a stream that is on its way.
        await sarah.wait_for(lambda: bool(_marks(sarah)))
        assert _marks(sarah)[0] in {int(stream.attributes["position"]) for stream in contract_streams(sarah)}
        await answered(sarah, f"I'd like to book an appointment. My name is Sarah, {wanted.words}.")
        await sarah.wait_for(lambda: bool(sarah.on("appointment-card")))
        [agent] = agents(sarah)
        await hang_up(sarah)

    assert [value for value in sarah.values("agent_state") if value] == ["greeting", "booking", "confirmed", "ended"]
    assert sarah.values("patient_name") == ["Sarah"]

    streams = contract_streams(sarah)
    check_wire(streams)
    assert [stream for stream in sarah.streams if not stream.ended] == []
    assert {stream.sender for stream in sarah.streams} == {agent}
    assert [stream.attributes["previous"] for stream in streams] == [
        "",
        *(stream.attributes["key"] for stream in streams[:-1]),
    ]
    assert {stream.attributes["replayed"] for stream in streams} == {"0"}
    assert {re.sub(r"^.*/", "", stream.id) for stream in streams} == {"1.1"}
    assert sarah.packets == []

    when = day_with_year(wanted.starts_at, "America/New_York")
    day = when.removesuffix(f", {wanted.starts_at.year}")
    [confirmation] = sarah.on("booking-confirmation")
    [details] = sarah.on("appointment-details")
    code = json.loads(details.content)["code"]
    assert confirmation.text == (
        f"Booking confirmed: Sarah on {when} at 2 PM. Bright Smile Dental, 123 Main St. Exam with Dr. Lee."
        f" Confirmation code: {code}."
    )
    assert confirmation.attributes["event_type"] == "booking.confirmed"
    _check_details(details, wanted, when)
    [entry], [card] = sarah.on("appointment-calendar"), sarah.on("appointment-card")
    assert (entry.mime_type, entry.content[:17]) == ("text/calendar", b"BEGIN:VCALENDAR\r\n")
    assert (card.mime_type, card.content[:5]) == ("application/pdf", b"%PDF-")
    assert [(stream.attributes["speaker"], stream.text) for stream in sarah.on("transcript")][1:3] == [
        ("caller", f"I'd like to book an appointment. My name is Sarah, {wanted.words}."),
        ("agent", f"You're booked for an exam with Dr. Lee on {day} at 2 PM, Sarah."),
    ]
    assert [stream.text for stream in sarah.on("agent-status")] == [
        "Greeting the caller",
        "Taking a booking",
        "Appointment booked",
        "Call ended",
    ]
    # All is announced in the end.
    assert _marks(sarah) == sorted(set(_marks(sarah)))
    assert _marks(sarah)[-1] == int(streams[-1].attributes["position"])

    kept = await kept_of(folder, sarah)
    assert kept.states == {"sent"}
    assert isinstance(kept.events[0], CallStarted)
    assert kept.events[0].channel == "room"
    assert kept.last == CallEnded(reason="caller_said_goodbye")
    [booked] = [event.appointment for event in kept.events if isinstance(event, BookingConfirmed)]
    assert (booked.patient_name, booked.starts_at) == ("Sarah", wanted.starts_at)
    assert booked.code == code.replace("-", "")
    await asyncio.to_thread(wait_until_jobs_exit, worker, [room])


def _check_details(details: Stream, wanted: Slot, when: str) -> None:
    assert (details.kind, details.mime_type) == ("bytes", "application/json")
    document = json.loads(details.content)
    assert re.fullmatch("a-[0-9a-z]{12}", document["id"])
    assert details.name == f"appointment-{document['id']}.json"
    assert {name: value for name, value in document.items() if name not in {"id", "code", "ends_at"}} == {
        "version": 2,
        "status": "booked",
        "sequence": 0,
        "language": "en",
        "clinic": "Bright Smile Dental",
        "address": "123 Main Street, Suite 200",
        "phone": "(555) 123-4567",
        "patient": "Sarah",
        "treatment": "Exam",
        "provider": "Dr. Lee",
        "date": when,
        "time": "2 PM",
        "starts_at": wanted.starts_at.isoformat(),
        "time_zone": "America/New_York",
        "instructions": "Please arrive 15 minutes early for paperwork.",
    }


def _marks(client: Client) -> list[int]:
    """Each `data_position` that was announced."""
    return [int(value) for value in client.values("data_position")]


async def test_whatever_is_typed_in_quick_succession_is_heard_and_answered(
    livekit: Server, worker: Worker, folder: Path
) -> None:
    """In that order: a line does not cut off what the agent is about to do for the one before it."""
    room, wanted = new_room("quick"), slot(2)
    lines = [f"I'd like to book an appointment. My name is Sarah, {wanted.words}.", "Hello?", "Are you there?"]
    async with ringing(livekit, room) as sarah:
        for line in lines:
            await sarah.say(line)
            # As fast as nobody types; LiveKit gives what is sent within the same millisecond in any order.
            await asyncio.sleep(0.02)
        await sarah.wait_for(lambda: len(replies(sarah)) == 1 + len(lines))
        await hang_up(sarah)
    assert _heard(sarah)[:3] == lines
    kept = await kept_of(folder, sarah)
    assert kept.names.count("BookingConfirmed") == 1
    await asyncio.to_thread(wait_until_jobs_exit, worker, [room])


def _heard(client: Client) -> list[str]:
    return [stream.text for stream in client.on("transcript") if stream.attributes["speaker"] == "caller"]


async def test_where_the_room_is_the_audience_everybody_gets_the_booking_and_nobody_else_the_words(
    binary: Path, tmp_path: Path
) -> None:
    """On a server of its own: of two workers either may be given the call."""
    room, wanted = new_room("audience"), slot(1)
    with (
        running(binary, tmp_path / "server") as server,
        Worker.running(server, tmp_path, environ={"RECEPTIONIST_AUDIENCE": "room"}),
    ):
        async with ringing(server, room) as sarah, joined(server, room, "bystander") as bystander:
            await sarah.wait_for(lambda: "bystander" in sarah.present)
            await answered(sarah, f"I'd like to book an appointment. My name is Sarah, {wanted.words}.")
            await bystander.wait_for(lambda: bool(bystander.on("appointment-card")))
            await hang_up(sarah)
            await agent_gone(bystander)
    # Who does not ask for what was missed is sent it, and may have it twice; by its key it is known.
    seen = _once(contract_streams(bystander))
    check_wire(seen)
    [confirmation] = [stream for stream in seen if stream.topic == "booking-confirmation"]
    [details] = [stream for stream in seen if stream.topic == "appointment-details"]
    assert confirmation.text.startswith("Booking confirmed: Sarah on ")
    assert json.loads(details.content)["patient"] == "Sarah"
    # What the caller types goes where the caller's frontend sends it.
    assert {stream.topic for stream in bystander.streams if stream.sender != "caller-1"} == {
        "booking-confirmation",
        "appointment-details",
        "appointment-calendar",
        "appointment-card",
        "agent-status",
    }
    assert len(sarah.on("transcript")) >= 4
    # The bystander came into the room behind the caller, when something may have been sent already.
    early = seen[0].attributes["previous"]
    assert _chains(seen, start={early}) == 1
    assert _chains(contract_streams(sarah), start={""}) == 2


def _once(streams: Sequence[Stream]) -> list[Stream]:
    """Each stream once, as it came first; a repetition has the same content."""
    first: dict[str, Stream] = {}
    for stream in streams:
        kept = first.setdefault(stream.attributes["key"], stream)
        assert stream.content == kept.content
    return list(first.values())


def _chains(streams: Sequence[Stream], *, start: set[str]) -> int:
    """How many chains the streams are by their `previous`: each names one that came before it, and never the same."""
    ends: Counter[str] = Counter()
    for stream in streams:
        previous = stream.attributes["previous"]
        assert previous in start or ends[previous] == 1, (previous, ends)
        ends[previous] -= 1
        ends[stream.attributes["key"]] += 1
    return sum(many > 0 for many in ends.values())
