"""docs/wire-contract.md, held against the code: its states, topics, fields and examples."""

from __future__ import annotations

import json
import re
from pathlib import Path

from attrs import evolve

from receptionist.events.booking import AppointmentMoved, BookingConfirmed
from receptionist.events.personal import ERASED
from receptionist.ids import AppointmentId
from receptionist.projections import project
from receptionist.projections.effects import Effect, SendBytes, SendText, SetAttributes
from receptionist.publishers.rendering import render
from tests.domain.frontdesk import appointment, confirmed
from tests.examples import EXAMPLES, example, recorded

PAGE = (Path(__file__).parents[2] / "docs" / "wire-contract.md").read_text(encoding="utf-8")
SARAH = appointment("2026-11-24 14:00", "Sarah", its_id=AppointmentId("a-g6tfrmag520h"))
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
    assert set(names("Attributes", "Attribute")) == {name for each in values for name in each}
    states = {each["agent_state"] for each in values if "agent_state" in each}
    assert sorted(names("Attributes", "`agent_state` | Set when")) == sorted(states)


def test_the_page_has_every_topic_and_no_other() -> None:
    texts = {effect.topic for effect in SHOWN if isinstance(effect, SendText)}
    documents = {effect.topic for effect in SHOWN if isinstance(effect, SendBytes)}
    assert set(names("Text streams", "Topic")) == texts
    assert set(names("Byte streams", "Topic")) == documents


def test_the_examples_are_what_is_sent() -> None:
    _, text, document = project(recorded(confirmed(SARAH)))
    assert isinstance(text, SendText)
    assert isinstance(document, SendBytes)
    assert block("text") == "".join(text.chunks) + "\n"
    assert len(text.chunks) == 2
    assert block("json").encode() == render(document.content)
    assert (document.mime_type, document.name) == ("application/json", "appointment-a-g6tfrmag520h.json")


def test_every_field_is_described_in_the_order_in_which_it_comes() -> None:
    described = re.findall(r"^\| `([^`]+)` \| (text|number) \|", PAGE, re.MULTILINE)
    kinds = {str: "text", int: "number"}
    assert described == [(name, kinds[type(value)]) for name, value in json.loads(block("json")).items()]


def test_a_moved_appointment_begins_as_the_page_says_and_keeps_its_id() -> None:
    _, text, document = project(recorded(example(AppointmentMoved)))
    assert isinstance(text, SendText)
    assert text.chunks[0].startswith("Booking changed:")
    assert "begins with `Booking changed:`" in PAGE
    _, _, before = project(recorded(example(BookingConfirmed)))
    assert isinstance(document, SendBytes)
    assert isinstance(before, SendBytes)
    assert document.content.fields["id"] == before.content.fields["id"]


def test_what_is_erased_reads_as_the_page_says() -> None:
    *_, document = project(recorded(confirmed(evolve(SARAH, patient_name=ERASED))))
    assert isinstance(document, SendBytes)
    assert json.loads(render(document.content))["patient"] == ERASED
    assert f"`{ERASED}`" in PAGE


def test_what_is_not_yet_there_is_not_sent() -> None:
    """Once it is, it moves up on the page."""
    missing = re.findall(r"`([\w.-]+)`", PAGE.split("## Not yet there\n")[1])
    sent = {name for effect in SHOWN for name in _names(effect)}
    assert {"data_position", "transcript", "cancelled", "receptionist.sync"} <= set(missing)
    assert not set(missing) & sent


def _names(effect: Effect) -> list[str]:
    match effect:
        case SetAttributes(values=values):
            return [*values, *values.values()]
        case SendText(topic=topic) | SendBytes(topic=topic):
            return [topic]
