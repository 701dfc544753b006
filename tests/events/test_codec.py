"""Events to bytes and back: every class, every version, and what does not fit."""

from __future__ import annotations

import json
from typing import Any, get_args, get_type_hints
from zoneinfo import ZoneInfo

import attrs
import pytest
from attrs import evolve, frozen
from hypothesis import given
from hypothesis import strategies as st

from receptionist.events.booking import BookingRefused
from receptionist.events.call import CallEnded, UtteranceHeard, UtteranceSpoken
from receptionist.events.catalogue import CURRENT, UPCASTERS, Event
from receptionist.events.codec import CODEC, Codec, canonical, canonical_text
from receptionist.events.personal import is_personal, personal
from receptionist.events.recorded import Metadata, UnknownEvent
from tests.events.boxes import ID, SUBJECT, OpenVault
from tests.examples import BOOKING, EXAMPLES, NOW, metadata, slot

VAULT = OpenVault()
CLASSES = list(CURRENT.values())
named = pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)


def encode(event: object, codec: Codec = CODEC) -> bytes:
    return codec.encode(event, event_id=ID, subject=SUBJECT, vault=VAULT)


def decode(name: str, version: int, content: bytes, codec: Codec = CODEC) -> Event | UnknownEvent:
    return codec.decode((name, version), content, event_id=ID, vault=VAULT)


def round_trip(event: Event) -> Event | UnknownEvent:
    return decode(*CODEC.stored(event), encode(event))


def classes_within(hint: Any) -> set[type]:
    """The attrs classes that a field's type can hold, however deep."""
    if attrs.has(hint):
        return {hint}.union(*(classes_within(inner) for inner in get_type_hints(hint).values()))
    return set().union(*(classes_within(inner) for inner in get_args(hint)))


ALL_CLASSES = sorted(set().union(*(classes_within(cls) for cls in CLASSES)), key=lambda cls: cls.__name__)


# Completeness


def test_every_event_has_one_example() -> None:
    assert sorted(type(event).__name__ for event in EXAMPLES) == sorted(cls.__name__ for cls in CLASSES)


def test_the_catalogue_has_every_event_once() -> None:
    assert set(get_args(Event)) == set(CLASSES)
    assert len(set(CLASSES)) == len(CLASSES)


@pytest.mark.parametrize("event", EXAMPLES, ids=lambda event: type(event).__name__)
def test_every_event_comes_back_as_it_was(event: Event) -> None:
    assert round_trip(event) == event


@pytest.mark.parametrize("event", EXAMPLES, ids=lambda event: type(event).__name__)
def test_every_event_reads_as_erased_and_stays_an_event(event: Event) -> None:
    """The keys are gone: personal fields say so, and nothing else changes."""
    content = encode(event)
    erased = CODEC.decode(CODEC.stored(event), content, event_id=ID, vault=OpenVault(destroyed=True))
    assert type(erased) is type(event)
    assert ("[erased]" in str(erased)) == (b"$sealed" in content)


@pytest.mark.parametrize("cls", ALL_CLASSES, ids=lambda cls: cls.__name__)
def test_every_class_is_frozen_keyword_only_and_explained(cls: type[attrs.AttrsInstance]) -> None:
    assert all(field.kw_only for field in attrs.fields(cls))
    assert (cls.__doc__ or "").strip().endswith(".")
    assert not (cls.__doc__ or "").startswith(f"{cls.__name__}("), "attrs wrote it"
    frozen_setattr = cls.__setattr__
    assert "frozen" in frozen_setattr.__name__


@pytest.mark.parametrize("stored", CURRENT, ids=str)
def test_every_stored_name_is_a_subject_and_what_happened_to_it(stored: tuple[str, int]) -> None:
    """It is chosen, not derived from a class or a module: those may be renamed."""
    name, version = stored
    subject, dot, happened = name.partition(".")
    assert (subject.isidentifier(), dot, happened.isidentifier(), name.islower()) == (True, ".", True, True)
    assert version >= 1


def test_every_retired_version_is_lifted_to_todays() -> None:
    for name, version in UPCASTERS:
        assert (name, version) not in CURRENT
        assert (name, version + 1) in {*CURRENT, *UPCASTERS}


@pytest.mark.parametrize("cls", ALL_CLASSES, ids=lambda cls: cls.__name__)
def test_every_personal_field_can_read_as_erased(cls: type[attrs.AttrsInstance]) -> None:
    """It is text, or text that may be missing: "[erased]" must fit."""
    hints = get_type_hints(cls)
    for field in attrs.fields(cls):
        if is_personal(field):
            assert hints[field.name] in {str, str | None}


# What is stored


def test_the_stored_form_has_one_spelling() -> None:
    assert encode(CallEnded(reason="stopped")) == b'{"reason":"stopped"}'
    assert canonical({"b": [1, None], "a": "ä"}) == '{"a":"ä","b":[1,null]}'.encode()
    assert canonical_text({"b": "ä\ud83d", "a": 1}) == '{"a":1,"b":"\\u00e4\\ud83d"}'


def test_instants_are_stored_in_utc() -> None:
    there = slot("s1", NOW.astimezone(ZoneInfo("Asia/Kolkata")))
    event = BookingRefused(booking_id=BOOKING, reason="slot_taken", time_zone="UTC", alternatives=(there,))
    assert json.loads(encode(event))["alternatives"][0]["starts_at"] == "2026-11-30T16:05:00+00:00"


@frozen(kw_only=True)
class Person:
    """Somebody."""

    name: str = personal()
    room: int


@frozen(kw_only=True)
class Met:
    """People met."""

    host: Person
    guest: Person | None
    others: tuple[Person, ...]
    by_seat: dict[str, Person]


def test_personal_fields_are_sealed_however_deep_they_stand() -> None:
    """In a part of the event, in a part that may be missing, in a tuple of parts, in a mapping of parts."""
    codec = Codec({("people.met", 1): Met}, {})
    anna = Person(name="Anna", room=1)
    event: Any = Met(host=anna, guest=anna, others=(anna, anna), by_seat={"left": anna})
    content = encode(event, codec)
    assert b"Anna" not in content
    assert content.count(b"$sealed") == 5
    assert decode("people.met", 1, content, codec) == event
    without: Any = evolve(event, guest=None, others=())
    assert decode("people.met", 1, encode(without, codec), codec) == without


# Text as it comes


@given(st.text(st.characters(exclude_categories=())), st.booleans())
def test_whatever_was_said_comes_back(text: str, interrupted: bool) -> None:  # noqa: FBT001
    """Any text at all, halves of surrogate pairs too."""
    event = UtteranceSpoken(text=text, interrupted=interrupted)
    assert round_trip(event) == event


@pytest.mark.parametrize("text", ["", "\ud800", "\udfff\ud83d", "😀", "a\0b", "[erased]", "\u2028", '"\\'])
def test_odd_text_comes_back(text: str) -> None:
    event = UtteranceHeard(text=text)
    assert round_trip(event) == event


@given(st.builds(metadata, causation=st.none() | st.text(st.characters(exclude_categories=()))))
def test_metadata_comes_back(given_metadata: Metadata) -> None:
    """SQLite's text holds no half of a pair, so metadata is stored in ASCII; two halves become their pair."""
    text = CODEC.encode_metadata(given_metadata)
    assert text.isascii()
    causation = given_metadata.causation
    if causation is not None:
        causation = causation.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
    assert CODEC.decode_metadata(text, event_id=ID) == evolve(given_metadata, causation=causation)
