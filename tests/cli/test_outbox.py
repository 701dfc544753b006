"""`receptionist outbox`: what was not sent, and having what was given up tried again."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from receptionist.events.booking import BookingConfirmed
from receptionist.events.call import CallEnded, CallStarted
from receptionist.events.clinic import EffectRetried
from receptionist.ids import CallId
from receptionist.publishers.recording import RecordingPublisher
from tests.cli.logs import Told, alter, objects, write
from tests.cli.staff import Counter, counter
from tests.examples import NOW, example
from tests.publishers.support import rows, stand_on

LIVE, DEAD = CallId("c-live"), CallId("c-dead")
WHOLE = (example(CallStarted), example(BookingConfirmed), example(CallEnded))


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Counter:
    """Of two calls, one has a relay; of each the confirmation is parked, and of the dead one two effects are owed."""
    path = tmp_path / ".data" / "receptionist.db"
    write(path, Told(call=LIVE, events=WHOLE, leased=0), Told(call=DEAD, events=WHOLE))
    later = (NOW + timedelta(seconds=30)).timestamp()
    alter(
        path,
        f"UPDATE relay_owner SET expires_at = {later}",  # noqa: S608 (a number)
        "UPDATE outbox SET state = 'sent', attempts = 1",
        "UPDATE outbox SET state = 'parked', last_error = 'too large', unfinished = 2"
        " WHERE topic = 'booking-confirmation'",
        "UPDATE outbox SET state = 'owed', attempts = 0 WHERE position = 5 AND lane = 'attributes'",
        f"UPDATE outbox SET state = 'owed', attempts = 3, last_error = 'busy', next_attempt_at = {later}"  # noqa: S608
        " WHERE position = 5 AND topic = 'appointment-details'",
    )
    return counter(tmp_path, NOW, monkeypatch, capsys)


LIVE_PARKED = "c-live      2:1  booking-confirmation  parked, tried 1 time: too large"
DEAD_PARKED = "c-dead      5:1  booking-confirmation  parked, tried 1 time: too large"
DEAD_OWED = [
    "c-dead      5:0  attributes            owed",
    "c-dead      5:2  appointment-details   owed, tried 3 times, next at 2026-11-30 11:05:30: busy",
]
RESUME = "call c-dead has no relay: 'receptionist resume c-dead' sends what it owes"


def test_what_was_not_sent_is_listed_in_the_order_of_the_log_and_who_will_send_it(desk: Counter) -> None:
    assert desk.lines("outbox") == [LIVE_PARKED, DEAD_OWED[0], DEAD_PARKED, DEAD_OWED[1], RESUME]


def test_the_list_can_be_of_what_is_owed_or_parked_and_of_one_call(desk: Counter) -> None:
    assert desk.lines("outbox", "--owed") == [*DEAD_OWED, RESUME]
    assert desk.lines("outbox", "--parked") == [LIVE_PARKED, DEAD_PARKED]
    assert desk.lines("outbox", "--owed", "--parked", "--call", "c-l") == [LIVE_PARKED]
    assert desk.lines("outbox", "--owed", "--call", "c-live") == ["nothing is owed"]
    assert desk.refused("outbox", "--call", "c-nobody").startswith("no call c-nobody in ")


def test_json_is_one_object_an_effect_without_its_content(desk: Counter) -> None:
    owed = {
        "kind": "outbox",
        "call": "c-dead",
        "key": "5:2",
        "position": 5,
        "effect": "send_bytes",
        "topic": "appointment-details",
        "state": "owed",
        "attempts": 3,
        "unfinished": 0,
        "next_attempt_at": (NOW + timedelta(seconds=30)).isoformat(),
        "last_error": "busy",
        "served": False,
    }
    parked = owed | {
        "key": "5:1",
        "effect": "send_text",
        "topic": "booking-confirmation",
        "state": "parked",
        "attempts": 1,
        "unfinished": 2,
        "next_attempt_at": None,
        "last_error": "too large",
    }
    found = objects(desk("outbox", "--json").out)
    assert [each["key"] for each in found] == ["2:1", "5:0", "5:1", "5:2"]
    assert found[2:] == [parked, owed]
    assert found[0]["served"] is True


def test_what_is_parked_is_owed_again_at_its_place_and_the_log_says_who_did_it(desk: Counter) -> None:
    path = desk.folder / ".data" / "receptionist.db"
    assert desk.lines("outbox", "retry", "5:1") == ["5:1 of call c-dead is owed again", RESUME]
    last = desk.events()[-1]
    assert (last.event, last.type, last.tags) == (
        EffectRetried(of=DEAD, key="5:1"),
        "outbox.effect_retried",
        ("effects:c-dead",),
    )
    assert (last.metadata.person, last.metadata.actor, last.metadata.call) == ("Robin", "staff", None)
    assert rows(path, DEAD, "state", "unfinished", "next_attempt_at")["5:1"] == ("owed", 0, 0.0)

    async def resume() -> list[str]:
        async with stand_on(path) as stand:
            stand.wall.advance(timedelta(hours=1))
            await stand.settle(sent := RecordingPublisher(), call=DEAD)
            return sent.keys

    assert asyncio.run(resume()) == ["5:0", "5:1", "5:2"]
    # It tells the call's story with the rest.
    assert any(line.endswith("EffectRetried         of=c-dead  key=5:1") for line in desk.lines("show", "c-dead"))


def test_retrying_twice_is_retrying_once(desk: Counter) -> None:
    desk.lines("outbox", "retry", "2:1")
    many = len(desk.events())
    assert desk.lines("outbox", "retry", "2:1") == [
        "2:1 of call c-live is owed already",
        "call c-live has a relay, which sends what it owes",
    ]
    assert len(desk.events()) == many


def test_all_that_is_parked_can_be_retried_at_once_or_of_one_call(desk: Counter) -> None:
    assert desk.lines("outbox", "retry", "--all-parked", "--call", "c-d") == [
        "5:1 of call c-dead is owed again",
        RESUME,
    ]
    assert desk.lines("outbox", "retry", "--all-parked")[0] == "2:1 of call c-live is owed again"
    assert desk.lines("outbox", "retry", "--all-parked") == ["nothing is parked"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("2:0",), "effect 2:0 is not parked but sent; 'receptionist outbox --parked' lists what is"),
        (("2:99",), "there is no effect '2:99'; 'receptionist outbox' lists what is owed and parked"),
        (("²:1",), "there is no effect '²:1'; 'receptionist outbox' lists what is owed and parked"),
        ((f"{10**19}:0",), f"there is no effect '{10**19}:0'; 'receptionist outbox' lists what is owed and parked"),
        ((), "say one KEY, or --all-parked, perhaps of one --call."),
        (("2:1", "--all-parked"), "say one KEY, or --all-parked, perhaps of one --call."),
        (("2:1", "--call", "c-live"), "say one KEY, or --all-parked, perhaps of one --call."),
    ],
)
def test_what_cannot_be_retried_is_refused_and_nothing_changes(
    desk: Counter, arguments: tuple[str, ...], said: str
) -> None:
    before = desk.lines("outbox", "--json"), desk.events()
    assert desk.refused("outbox", "retry", *arguments) == said
    assert (desk.lines("outbox", "--json"), desk.events()) == before


def test_options_of_the_list_are_not_silently_dropped_before_retry(desk: Counter) -> None:
    assert desk.refused("outbox", "--parked", "retry", "2:1") == (
        "'outbox' alone prints; options for 'retry' come after it."
    )


def test_a_hostile_reason_does_not_reach_the_terminal(desk: Counter) -> None:
    alter(desk.folder / ".data" / "receptionist.db", "UPDATE outbox SET last_error = char(27) || '[2J' || char(10)")
    assert "\x1b" not in "\n".join(desk.lines("outbox"))
