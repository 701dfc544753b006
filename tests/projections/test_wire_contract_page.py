"""docs/wire-contract.md, held against the code: its states, topics, stream attributes, fields and examples."""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

import pytest
from attrs import evolve
from livekit import rtc

from receptionist.audience import ACK, CONTRACT, SYNC
from receptionist.clock import SteppedClock
from receptionist.events.booking import AppointmentCancelled, AppointmentMoved, BookingConfirmed
from receptionist.events.call import UtteranceSpoken
from receptionist.events.catalogue import Event
from receptionist.events.personal import ERASED
from receptionist.ids import AppointmentId
from receptionist.projections import project
from receptionist.projections.byte_streams import DETAILS
from receptionist.projections.effects import Effect, SendBytes, SendText, SetAttributes
from receptionist.projections.text_streams import CONFIRMATION
from receptionist.publishers.livekit_room import POSITION, RoomPublisher
from receptionist.publishers.publisher import Delivery
from receptionist.publishers.rendering import render
from receptionist.wire_requests import BAD_REQUEST, NEVER_SENT, NOT_YOURS, TRY_AGAIN
from tests.examples import BOOKING, CALL, EXAMPLES, NOW, appointment, example, recorded
from tests.fake_room import FakeParticipant
from tests.projections.saying import of

PAGE = (Path(__file__).parents[2] / "docs" / "wire-contract.md").read_text(encoding="utf-8")
SARAH = appointment(
    appointment_id=AppointmentId("a-g6tfrmag520h"),
    patient_name="Sarah",
    starts_at=datetime(2026, 11, 24, 19, 0, tzinfo=UTC),
    ends_at=datetime(2026, 11, 24, 19, 30, tzinfo=UTC),
)
SHOWN: tuple[Effect, ...] = tuple(effect for event in EXAMPLES for effect in project(recorded(event)))


def names(heading: str, head: str) -> list[str]:
    """The first cells of the table under *heading* whose head begins with *head*."""
    section = PAGE.split(f"## {heading}\n", maxsplit=1)[1].split("\n## ", maxsplit=1)[0]
    table = section.split(f"| {head} |", maxsplit=1)[1].split("\n\n", maxsplit=1)[0]
    return re.findall(r"^\| `([^`]+)` \|", table, re.MULTILINE)


def block(language: str) -> str:
    [content] = re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    return str(content)


def test_the_page_has_every_attribute_and_every_state_and_no_other() -> None:
    values = [effect.values for effect in SHOWN if isinstance(effect, SetAttributes)]
    assert set(names("Attributes", "Attribute")) == {name for each in values for name in each} | {POSITION}
    states = {each["agent_state"] for each in values if "agent_state" in each}
    assert sorted(names("Attributes", "`agent_state` | Set when")) == sorted(states)


def test_the_page_has_every_topic_and_no_other() -> None:
    texts = {effect.topic for effect in SHOWN if isinstance(effect, SendText)}
    documents = {effect.topic for effect in SHOWN if isinstance(effect, SendBytes)}
    assert set(names("Text streams", "Topic")) == texts
    assert set(names("Byte streams", "Topic")) == documents


def confirmed(**changes: Any) -> BookingConfirmed:
    return BookingConfirmed(booking_id=BOOKING, appointment=evolve(SARAH, **changes))


def text_of(event: Event) -> tuple[str, ...]:
    """The chunks of the confirmation that an event leads to."""
    [effect] = [each for each in project(recorded(event)) if isinstance(each, SendText) and each.topic == CONFIRMATION]
    return effect.chunks


def details_of(event: Event) -> SendBytes:
    [effect] = [each for each in project(recorded(event)) if isinstance(each, SendBytes) and each.topic == DETAILS]
    return effect


def test_the_example_of_a_confirmation_is_what_is_sent() -> None:
    chunks = text_of(confirmed())
    assert block("text") == "".join(chunks) + "\n"
    assert len(chunks) == 3


def test_every_field_is_described_in_the_order_in_which_it_comes() -> None:
    table = PAGE.split("| Field of version 2 |")[1].split("\n\n")[0]
    rows = re.findall(r"^\| (`[^|]+`) \|.*\| (text|number) \|$", table, re.MULTILINE)
    described = [(name, kind) for names, kind in rows for name in re.findall(r"`(\w+)`", names)]
    kinds = {str: "text", int: "number"}
    sent = json.loads(render(details_of(confirmed()).content))
    assert described == [(name, kinds[type(value)]) for name, value in sent.items()]


@pytest.mark.parametrize(
    ("event", "begins"),
    [
        (of(example(BookingConfirmed), "es"), "Cita confirmada:"),
        (of(example(AppointmentMoved), "es"), "Cita cambiada:"),
        (of(example(AppointmentCancelled), "es"), "Cita cancelada:"),
        (example(BookingConfirmed), "Booking confirmed:"),
        (example(AppointmentMoved), "Booking changed:"),
        (example(AppointmentCancelled), "Booking cancelled:"),
    ],
)
def test_a_confirmation_begins_as_the_page_says_and_the_appointment_keeps_its_id(event: Event, begins: str) -> None:
    assert text_of(event)[0].startswith(begins)
    assert begins in PAGE
    assert details_of(event).content.fields["id"] == details_of(example(BookingConfirmed)).content.fields["id"]


@pytest.mark.parametrize(
    ("topic", "mime_type", "ending"),
    [
        ("appointment-details", "application/json", "json"),
        ("appointment-calendar", "text/calendar", "ics"),
        ("appointment-card", "application/pdf", "pdf"),
    ],
)
def test_a_document_is_named_and_typed_as_the_page_says(topic: str, mime_type: str, ending: str) -> None:
    sent = {
        each.topic: (each.mime_type, each.name)
        for each in project(recorded(confirmed()))
        if isinstance(each, SendBytes)
    }
    assert sent[topic] == (mime_type, f"appointment-a-g6tfrmag520h.{ending}")
    row = next(line for line in PAGE.splitlines() if line.startswith(f"| `{topic}` |"))
    assert f"`{mime_type}`" in row
    assert f"`appointment-ID.{ending}`" in row


def test_what_is_erased_reads_as_the_page_says() -> None:
    document = details_of(confirmed(patient_name=ERASED))
    assert json.loads(render(document.content))["patient"] == ERASED
    assert f"`{ERASED}`" in PAGE


def test_the_page_has_what_a_client_can_ask_and_what_it_is_refused_with() -> None:
    assert names("Catching up", "RPC") == [SYNC, ACK]
    codes = re.findall(r"^\| (\d{4}) \|", PAGE, re.MULTILINE)
    assert [int(code) for code in codes] == [BAD_REQUEST, NOT_YOURS, NEVER_SENT, TRY_AGAIN]
    assert f"`{CONTRACT}` = `1`" in PAGE


class FakeRoom:
    """Takes down how each stream was opened. The caller, one of staff and a bystander are there."""

    def __init__(self) -> None:
        self.local_participant = self
        self.remote_participants = {each: FakeParticipant(each) for each in ("bystander", "caller-1", "staff-ann")}
        self.connection_state = rtc.ConnectionState.CONN_CONNECTED
        self.opened: list[dict[str, Any]] = []
        self.content: dict[str, bytes] = defaultdict(bytes)

    def isconnected(self) -> bool:
        return True

    async def stream_text(self, **how: Any) -> FakeRoom:
        self.opened.append(how)
        return self

    async def stream_bytes(self, name: str, **how: Any) -> FakeRoom:
        self.opened.append(how | {"name": name})
        return self

    async def write(self, chunk: str | bytes) -> None:
        self.content[self.opened[-1]["stream_id"]] += chunk.encode() if isinstance(chunk, str) else chunk

    async def aclose(self) -> None:
        pass


async def opened(
    effect: Effect, audience: Literal["caller_and_staff", "room"] = "caller_and_staff", **how: Any
) -> tuple[dict[str, Any], bytes]:
    """How the room's publisher opens the stream of an effect, and what it writes to it."""
    room: Any = FakeRoom()
    publisher = RoomPublisher(room, caller="caller-1", audience=audience, clock=SteppedClock(NOW))
    delivery = Delivery(
        key="12:1", call=CALL, position=12, event_type="booking.confirmed", attempt=3, epoch=2,
        recorded_at=NOW, previous="11:0",
    )  # fmt: skip
    await publisher.publish(effect, evolve(delivery, **how))
    room.isconnected = lambda: False
    await publisher.aclose()
    (how_opened,) = room.opened
    return how_opened, room.content[how_opened["stream_id"]]


STREAMS = [effect for effect in SHOWN if not isinstance(effect, SetAttributes)]


@pytest.mark.parametrize("effect", STREAMS, ids=lambda effect: effect.topic)
async def test_every_stream_has_the_attributes_of_the_page_and_no_other(effect: SendText | SendBytes) -> None:
    how, _ = await opened(effect)
    of_its_own = names("Text streams", "Of a `transcript`") if effect.topic == "transcript" else []
    assert list(how["attributes"]) == names("On every stream", "Stream attribute") + of_its_own


@pytest.mark.parametrize("effect", STREAMS, ids=lambda effect: effect.topic)
async def test_a_streams_id_and_attributes_are_as_the_page_says(effect: SendText | SendBytes) -> None:
    how, content = await opened(effect)
    assert how["stream_id"] == "12:1/2.3"
    assert "`key/epoch.attempt`, such as `12:1/1.1`" in PAGE
    attributes = {name: how["attributes"][name] for name in names("On every stream", "Stream attribute")}
    assert attributes == {
        "key": "12:1",
        "position": "12",
        "previous": "11:0",
        "event_type": "booking.confirmed",
        "length": str(len(content)),
        "sha256": hashlib.sha256(content).hexdigest(),
        "replayed": "0",
        "late": "0",
    }


async def test_the_first_stream_has_none_before_it_and_a_late_one_says_so() -> None:
    how, _ = await opened(STREAMS[0], previous=None, recorded_at=NOW - timedelta(seconds=2, microseconds=1))
    assert (how["attributes"]["previous"], how["attributes"]["late"]) == ("", "1")
    how, _ = await opened(STREAMS[0], recorded_at=NOW - timedelta(seconds=2))
    assert how["attributes"]["late"] == "0"


@pytest.mark.parametrize("interrupted", [False, True])
async def test_a_transcript_says_who_spoke_and_whether_they_were_cut_off(interrupted: bool) -> None:  # noqa: FBT001
    (effect,) = project(recorded(UtteranceSpoken(text="Zoë, you are", interrupted=interrupted)))
    how, content = await opened(effect)
    assert (how["attributes"]["speaker"], how["attributes"]["interrupted"], content) == (
        "agent",
        "1" if interrupted else "0",
        "Zoë, you are".encode(),
    )


@pytest.mark.parametrize("effect", STREAMS, ids=lambda effect: effect.topic)
async def test_streams_go_to_whom_the_page_says(effect: SendText | SendBytes) -> None:
    (to_usual, _), (to_room, _) = await opened(effect), await opened(effect, "room")
    assert to_usual["destination_identities"] == ["caller-1", "staff-ann"]
    assert to_room["destination_identities"] == (["caller-1", "staff-ann"] if effect.topic == "transcript" else None)
    assert "| `transcript` | the caller and staff, whatever is set |" in PAGE
    assert "| every other stream | the caller and staff; everybody if `RECEPTIONIST_AUDIENCE` is `room` |" in PAGE
