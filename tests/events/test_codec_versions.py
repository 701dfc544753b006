"""Events of other versions, and content that does not fit any."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest
from attrs import evolve, frozen

from receptionist.errors import CodecError
from receptionist.events.booking import BookingConfirmed
from receptionist.events.call import UtteranceHeard
from receptionist.events.catalogue import CURRENT, Event
from receptionist.events.codec import CODEC, Codec, canonical, canonical_text
from receptionist.events.personal import personal
from receptionist.events.recorded import UnknownEvent
from receptionist.ids import EventId
from tests.events.boxes import ID, SUBJECT, OpenVault
from tests.examples import appointment, example, metadata

VAULT = OpenVault()


def encode(event: object, codec: Codec = CODEC) -> bytes:
    return codec.encode(event, event_id=ID, subject=SUBJECT, vault=VAULT)


def decode(name: str, version: int, content: bytes, codec: Codec = CODEC) -> Event | UnknownEvent:
    return codec.decode((name, version), content, event_id=ID, vault=VAULT)


@frozen(kw_only=True)
class Visited:
    """The third version: words for the length, and a place."""

    visitor: str = personal()
    length: str
    place: str


def rename_who(data: dict[str, Any]) -> dict[str, Any]:
    """`who` became `visitor`."""
    return {"visitor": data["who"], "minutes": data["minutes"]}


def say_the_length(data: dict[str, Any]) -> dict[str, Any]:
    """Minutes became words, and a place came in."""
    return {"visitor": data["visitor"], "length": f"{data['minutes']} minutes", "place": "unknown"}


VERSIONS = Codec(
    {("house.visited", 3): Visited}, {("house.visited", 1): rename_who, ("house.visited", 2): say_the_length}
)


def in_version_one(who: str) -> bytes:
    @frozen(kw_only=True)
    class VisitedOnce:
        who: str = personal()
        minutes: int

    return encode(VisitedOnce(who=who, minutes=5), Codec({("house.visited", 1): VisitedOnce}, {}))


def test_an_old_event_is_lifted_version_by_version() -> None:
    """Its sealed field opens under the name that it was sealed by, and is renamed afterwards."""
    content = in_version_one("Anna")
    assert b"Anna" not in content
    lifted: Any = decode("house.visited", 1, content, VERSIONS)
    assert lifted == Visited(visitor="Anna", length="5 minutes", place="unknown")


def test_an_old_event_that_was_erased_is_lifted_too() -> None:
    lifted: Any = VERSIONS.decode(
        ("house.visited", 1), in_version_one("Anna"), event_id=ID, vault=OpenVault(destroyed=True)
    )
    assert lifted == Visited(visitor="[erased]", length="5 minutes", place="unknown")


@pytest.mark.parametrize(("name", "version"), [("house.visited", 4), ("house.sold", 1), ("house.visited", 0)])
def test_what_is_not_known_is_shown_with_its_fields_opened(name: str, version: int) -> None:
    """A newer version of a type, and a type that this version does not have."""
    content = in_version_one("Anna")
    assert decode(name, version, content, VERSIONS) == UnknownEvent(
        type=name, version=version, data={"who": "Anna", "minutes": 5}
    )


def test_what_is_lifted_into_the_unknown_is_shown_as_it_was_stored() -> None:
    halfway = Codec({}, {("house.visited", 1): rename_who})
    assert decode("house.visited", 1, in_version_one("Anna"), halfway) == UnknownEvent(
        type="house.visited", version=1, data={"who": "Anna", "minutes": 5}
    )


# What does not fit


def confirmed_with(**changes: Any) -> bytes:
    data = CODEC.to_data(example(BookingConfirmed))
    return canonical({**data, "appointment": {**data["appointment"], **changes}})


MISFITS = {
    "not JSON": ("call.ended", b"{", "JSONDecodeError"),
    "not text": ("call.ended", b"\xff\xff", "UnicodeDecodeError"),
    "not an object": ("call.ended", b"[]", "AttributeError"),
    "nothing": ("call.ended", b"null", "AttributeError"),
    "a field is missing": ("call.utterance_heard", b"{}", "missing @ $.text"),
    "a field too many": ("call.utterance_heard", b'{"text":"a","tone":"b"}', "unknown tone @ $"),
    "a word that was not foreseen": ("call.ended", b'{"reason":"SECRET"}', "wrong @ $.reason"),
    "a number for text": ("call.utterance_heard", b'{"text":1}', "wrong @ $.text"),
    "an object for text": ("call.utterance_heard", b'{"text":{"SECRET":1}}', "wrong @ $.text"),
    "nothing for text": ("call.utterance_heard", b'{"text":null}', "wrong @ $.text"),
    "text for a truth": ("call.utterance_spoken", b'{"text":"a","interrupted":"false"}', "wrong @ $.interrupted"),
    "not a time": ("booking.confirmed", confirmed_with(starts_at="SECRET"), "wrong @ $.appointment.starts_at"),
    "a time without an offset": (
        "booking.confirmed",
        confirmed_with(starts_at="2026-12-01T09:00:00"),
        "wrong @ $.appointment.starts_at",
    ),
}


@pytest.mark.parametrize(("name", "content", "reason"), MISFITS.values(), ids=MISFITS.keys())
def test_content_that_does_not_fit_names_the_event_its_type_and_the_place(
    name: str, content: bytes, reason: str
) -> None:
    """In one line, and never the content: it may be somebody's name."""
    (version,) = (version for current, version in CURRENT if current == name)
    with pytest.raises(CodecError) as misfit:
        decode(name, version, content)
    assert str(misfit.value) == f"event {ID} does not fit {name} version {version}: {reason}"
    assert "SECRET" not in str(misfit.value)


def test_an_upcaster_that_fails_names_the_event_and_its_type() -> None:
    with pytest.raises(CodecError, match=f"event {ID} does not fit house.visited version 1: KeyError"):
        decode("house.visited", 1, b"{}", VERSIONS)


@pytest.mark.parametrize(
    "event",
    [
        evolve(example(BookingConfirmed), appointment=appointment(starts_at=datetime(2026, 12, 1, 9))),  # noqa: DTZ001
        evolve(example(BookingConfirmed), appointment=appointment(starts_at="tomorrow")),
        evolve(example(BookingConfirmed), appointment=None),  # type: ignore[arg-type]
        UtteranceHeard(text=object()),  # type: ignore[arg-type]
    ],
    ids=["a time without an offset", "not a time", "a part is missing", "not JSON"],
)
def test_an_event_that_cannot_be_stored_is_refused(event: Event) -> None:
    with pytest.raises(CodecError, match=f"event {ID} does not fit"):
        encode(event)


def test_an_event_outside_the_catalogue_is_refused() -> None:
    with pytest.raises(CodecError, match="Visited is not in the catalogue of events; add it there"):
        encode(Visited(visitor="Anna", length="", place=""))


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"call":null,"actor":"nobody","agent":"","prompt":"","model":""}'])
def test_metadata_that_does_not_fit_names_the_event(text: str) -> None:
    with pytest.raises(CodecError, match=f"the metadata of event {ID} does not fit"):
        CODEC.decode_metadata(text, event_id=ID)


def test_metadata_of_a_newer_version_is_readable() -> None:
    text = canonical_text({**json.loads(CODEC.encode_metadata(metadata())), "weather": "fine"})
    assert CODEC.decode_metadata(text, event_id=EventId("e")) == metadata()
