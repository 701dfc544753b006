"""docs/webhook.md, held against the code: its example, its fields, what becomes of which answer, its commands."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from receptionist.cli.webhook import command
from receptionist.events.clinic import TaskRaised
from receptionist.events.patient import WaitingListJoined
from receptionist.projections.outcome import outcome_of
from receptionist.projections.outcome_message import OUTCOME_FIELDS, message
from receptionist.publishers.webhook.posting import ATTEMPT_SECONDS
from receptionist.publishers.webhook.sending import ASKS_FOR_TIME, NEVER, Patience
from receptionist.publishers.webhook.signing import headers
from tests.examples import NOW, example
from tests.webhook.test_outcome import CONFIRMED, ENDED, KNOWN, STARTED, happened, told

PAGE = (Path(__file__).parents[2] / "docs" / "webhook.md").read_text(encoding="utf-8")


def names(head: str) -> list[str]:
    """The names in the first column of the table with this head."""
    table = PAGE.split(f"| {head} |", maxsplit=1)[1].split("\n\n", maxsplit=1)[0]
    cells = [line.split("|")[1] for line in table.splitlines()[2:]]
    return [name for cell in cells for name in re.findall(r"`([^`]+)`", cell)]


def everything() -> dict[str, Any]:
    events = (STARTED, CONFIRMED, example(WaitingListJoined), example(TaskRaised), ENDED)
    data: dict[str, Any] = message(outcome_of(happened(*events)), KNOWN, OUTCOME_FIELDS)["data"]
    return data


def test_the_example_is_what_is_sent() -> None:
    (block,) = re.findall(r"^```json\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    assert json.loads(block) == told([STARTED, CONFIRMED, ENDED], "name", "phone")


def test_every_field_is_described_and_no_other() -> None:
    data = everything()
    assert names("Field of `data`") == list(data)
    assert names("Field of an appointment") == list(data["appointments"][0])
    assert names("Field of `waiting`") == list(data["waiting"][0])
    assert names("Field of a task") == list(data["tasks"][0])


def test_the_headers_are_those_that_are_sent() -> None:
    assert names("Header") == list(headers("c-1-3", NOW, b"", [b""]))


def test_what_can_be_asked_for_is_listed() -> None:
    row = next(line for line in PAGE.splitlines() if line.startswith("| `RECEPTIONIST_WEBHOOK_FIELDS`"))
    assert re.findall(r"`([a-z_]+)`", row) == list(OUTCOME_FIELDS)


def test_what_becomes_of_which_answer_is_as_it_says() -> None:
    rows = [line.split("|")[1:3] for line in PAGE.splitlines() if re.match(r"\| (4|anything)", line)]
    never, asks, other = rows
    assert {int(each) for each in re.findall(r"\d{3}", never[0])} == NEVER
    assert {int(each) for each in re.findall(r"\d{3}", asks[0])} == ASKS_FOR_TIME
    patience = Patience()
    assert f"nothing within {ATTEMPT_SECONDS:g} s" in other[0]
    assert (
        f"after {patience.first:g} s, then four times later each time up to {patience.longest / 3600:g} h" in other[1]
    )
    assert (patience.factor, f"for {patience.altogether / 3600:g} h" in other[1]) == (4, True)


def test_the_commands_are_those_that_there_are() -> None:
    listed = [name.split()[2] for name in names("Command") if len(name.split()) > 2 and name.startswith("receptionist")]
    assert sorted(name for name in listed if not name.startswith("[")) == sorted(command.commands)
