"""What is owed is written with the event, and says nothing about anybody."""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
from pathlib import Path

import pytest

from receptionist.audience import SentTo
from receptionist.errors import NotOwnerError, StaleDecisionError
from receptionist.events.call import ToolCalled, UtteranceHeard
from receptionist.events.log import AppendCondition, Query
from receptionist.events.recorded import Recorded
from receptionist.ids import CallId
from receptionist.projections import PROJECTION_VERSION, digest_content, project
from receptionist.projections.effects import Audience, Effect
from receptionist.publishers import owing
from receptionist.publishers.outbox import Owed
from receptionist.publishers.ownership import Ownership
from tests.examples import CALL, PATIENT, example, new
from tests.publishers.support import (
    BOOKING,
    CONFIRMED,
    DETAILS,
    GREETED,
    STREAMS,
    WHOLE,
    Stand,
    projection,
    rows,
    stand_on,
)


async def test_each_effect_of_an_event_is_owed_with_its_lane_topic_and_audience(stand: Stand) -> None:
    await stand.append(GREETED, CONFIRMED, example(UtteranceHeard))
    assert stand.rows(CALL, "lane", "kind", "topic", "audience", "projection_version", "state", "attempts") == {
        "1:0": ("attributes", "set_attributes", None, "everyone", PROJECTION_VERSION, "owed", 0),
        "1:1": ("streams", "send_text", "agent-status", "setting", PROJECTION_VERSION, "owed", 0),
        "2:0": ("attributes", "set_attributes", None, "everyone", PROJECTION_VERSION, "owed", 0),
        "2:1": ("streams", "send_text", "booking-confirmation", "setting", PROJECTION_VERSION, "owed", 0),
        "2:2": ("streams", "send_bytes", "appointment-details", "setting", PROJECTION_VERSION, "owed", 0),
        "2:3": ("streams", "send_text", "agent-status", "setting", PROJECTION_VERSION, "owed", 0),
        "2:4": ("streams", "send_bytes", "appointment-calendar", "setting", PROJECTION_VERSION, "owed", 0),
        "2:5": ("streams", "send_bytes", "appointment-card", "setting", PROJECTION_VERSION, "owed", 0),
        "3:0": ("streams", "send_text", "transcript", "caller_and_staff", PROJECTION_VERSION, "owed", 0),
    }


async def test_an_event_that_shows_nothing_owes_nothing(stand: Stand) -> None:
    await stand.append(example(ToolCalled))
    assert stand.rows() == {}


async def test_an_event_outside_any_call_owes_nothing(stand: Stand) -> None:
    await stand.storage.log.append([new(CONFIRMED, stand.ids, call=None)])
    with contextlib.closing(sqlite3.connect(stand.storage.path)) as raw:
        assert raw.execute("SELECT count(*) FROM outbox").fetchone() == (0,)


async def test_a_decision_that_came_too_late_owes_nothing(stand: Stand) -> None:
    await stand.append(GREETED)
    with pytest.raises(StaleDecisionError):
        await stand.storage.log.append([new(CONFIRMED, stand.ids)], condition=AppendCondition(query=Query(), after=0))
    assert stand.rows() == {"1:0": "owed", "1:1": "owed"}


async def test_a_batch_of_which_one_event_fails_owes_nothing(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rows of the events before it go with the whole batch."""

    def fails_at_the_second(recorded: Recorded) -> tuple[Effect, ...]:
        if recorded.position == 2:
            raise ZeroDivisionError
        return project(recorded)

    monkeypatch.setattr(owing, "project", fails_at_the_second)
    with pytest.raises(ZeroDivisionError):
        await stand.append(GREETED, CONFIRMED)
    assert (stand.rows(), await stand.recorded()) == ({}, ())


async def test_an_event_that_is_appended_again_is_not_owed_twice(stand: Stand) -> None:
    event = new(CONFIRMED, stand.ids)
    await stand.storage.log.append([event])
    await stand.storage.log.append([event])
    assert list(stand.rows()) == ["1:0", "1:1", "1:2", "1:3", "1:4", "1:5"]


async def test_digests_are_keyed_with_the_calls_key(stand: Stand, tmp_path: Path) -> None:
    """The same effect elsewhere has another digest: nobody can try out names on them."""
    (recorded,) = await stand.append(CONFIRMED)
    here = stand.rows(CALL, "digest")
    assert here == {
        key: stand.storage.vault.digest(f"call:{CALL}", digest_content(effect))
        for key, effect in projection([recorded]).items()
    }
    async with stand_on(tmp_path / "elsewhere.db") as elsewhere:
        await elsewhere.append(CONFIRMED)
        there = elsewhere.rows(CALL, "digest")
    plain = {hashlib.sha256(digest_content(effect)).hexdigest() for effect in project(recorded)}
    assert not set(here.values()) & (set(there.values()) | plain)


async def test_two_calls_of_one_patient_cannot_be_linked_by_their_digests(stand: Stand) -> None:
    other = CallId("c-another")
    await stand.append(CONFIRMED)
    await stand.append(CONFIRMED, call=other)
    assert not set(stand.rows(CALL, "digest").values()) & set(stand.rows(other, "digest").values())


async def test_nothing_personal_stands_in_the_files(path: Path) -> None:
    """Not in the log, its write-ahead log, or the keys: not by a row, an index or a page that was freed."""
    async with stand_on(path) as stand:
        await stand.append(*WHOLE)
        during = _bytes_beside(path)
    content = during + _bytes_beside(path)
    assert "outbox" in content.decode("latin-1")
    for name in (PATIENT, *PATIENT.split(" ")):
        assert name.encode() not in content


@pytest.mark.parametrize(
    ("not_sent", "before"),
    [
        ({}, [None, "1:1", "2:1", "3:1", "3:2", "3:3", "3:4"]),
        ({"3:2": "parked"}, [None, "1:1", "2:1", "3:1", "3:1", "3:3", "3:4"]),
        ({"3:1": "parked", "3:2": "void"}, [None, "1:1", "2:1", "2:1", "2:1", "3:3", "3:4"]),
        ({"1:1": "void"}, [None, None, "2:1", "3:1", "3:2", "3:3", "3:4"]),
        (
            {"1:1": "parked", "2:1": "parked", "3:1": "owed", "3:2": "owed"},
            [None, None, None, None, None, "3:3", "3:4"],
        ),
    ],
)
async def test_what_was_sent_before_is_the_nearest_stream_of_the_call_that_was(
    stand: Stand, not_sent: dict[str, str], before: list[str | None]
) -> None:
    """Never an attribute, one that comes later, or one that nobody was given."""
    await stand.append(*BOOKING)
    await stand.storage.database.write(lambda raw: raw.execute("UPDATE outbox SET state = 'sent'"))
    for key, state in not_sent.items():
        await _set_state(stand, key, state)
    streams = [(int(key[0]), int(key[2])) for key in STREAMS if int(key[0]) <= len(BOOKING)]
    assert [await _before(stand, place) for place in streams] == before


async def test_another_calls_streams_do_not_come_before_a_calls_own(stand: Stand) -> None:
    other = CallId("c-another")
    for call in (CALL, other, CALL):
        await stand.append(DETAILS, call=call)
    await stand.storage.database.write(lambda raw: raw.execute("UPDATE outbox SET state = 'sent'"))
    found = [await _before(stand, (position, 0), call=call) for position, call in ((1, CALL), (2, other), (3, CALL))]
    assert found == [None, None, "1:4"]


async def test_places_are_compared_as_numbers_and_not_as_text(stand: Stand) -> None:
    """After 9 comes 10, after 2:1 comes 10:0."""
    await stand.append(*[DETAILS] * 10)
    await stand.storage.database.write(lambda raw: raw.execute("UPDATE outbox SET state = 'sent'"))
    assert [await _before(stand, place) for place in ((10, 0), (10, 1), (11, 0))] == ["9:4", "10:0", "10:4"]


@pytest.mark.parametrize(
    ("setting", "before"),
    [
        ("caller_and_staff", {"1:0": None, "2:1": "1:0", "2:2": "2:1", "2:3": "2:2", "3:0": "2:5", "4:0": "3:0"}),
        ("room", {"1:0": None, "2:1": None, "2:2": "2:1", "2:3": "2:2", "3:0": "1:0", "4:0": "2:5"}),
    ],
)
async def test_what_was_sent_before_was_sent_to_the_same_people(
    stand: Stand, setting: SentTo, before: dict[str, str | None]
) -> None:
    """Otherwise a bystander who gets what is for the room would miss what never was for them."""
    await stand.append(example(UtteranceHeard), CONFIRMED, example(UtteranceHeard), DETAILS)
    await stand.storage.database.write(lambda raw: raw.execute("UPDATE outbox SET state = 'sent'"))
    audiences = stand.rows(CALL, "audience")
    assert {key: audiences[key] for key in before} == {
        **dict.fromkeys(before, "setting"), "1:0": "caller_and_staff", "3:0": "caller_and_staff"
    }  # fmt: skip
    found = {}
    for key in before:
        position, ordinal = map(int, key.split(":"))
        found[key] = await _before(stand, (position, ordinal), audience=audiences[key], setting=setting)
    assert found == before


async def _before(
    stand: Stand,
    place: tuple[int, int],
    *,
    call: CallId = CALL,
    audience: Audience = "setting",
    setting: SentTo = "caller_and_staff",
) -> str | None:
    owed = Owed(
        position=place[0],
        ordinal=place[1],
        lane="streams",
        audience=audience,
        attempts=0,
        next_attempt_at=0.0,
        digest="",
        unfinished=0,
    )
    return await stand.storage.outbox.sent_before(call, owed, setting=setting)


async def _set_state(stand: Stand, key: str, state: str) -> None:
    await stand.storage.database.write(
        lambda raw: raw.execute(
            "UPDATE outbox SET state = ? WHERE position = ? AND ordinal = ?", (state, *key.split(":"))
        )
    )


async def test_rows_are_settled_by_the_owner_only(stand: Stand) -> None:
    """Whoever's epoch has passed writes nothing, and neither does one who never was the owner."""
    await stand.append(*BOOKING)
    owed = await stand.storage.outbox.next_owed(CALL, "streams")
    assert owed is not None
    former = Ownership(call=CALL, epoch=1, owner="former", expires_at=1e12)
    for given in ((), (2,)):
        with contextlib.closing(sqlite3.connect(stand.storage.path)) as raw, raw:
            raw.executemany(f"INSERT INTO relay_owner VALUES ('{CALL}', ?, 'now', 1e12)", [given] if given else [])  # noqa: S608
        with pytest.raises(NotOwnerError):
            await stand.storage.outbox.settle(former, owed, "sent", attempts=1, at=stand.clock.now())
        with pytest.raises(NotOwnerError):
            await stand.storage.outbox.postpone(former, owed, until=5.0, error="late")
        with pytest.raises(NotOwnerError):
            await stand.storage.outbox.take_over(former, restore=None, at=stand.clock.now())
    assert set(rows(stand.storage.path, CALL, "state", "attempts", "epoch", "last_error").values()) == {
        ("owed", 0, None, None)
    }


def _bytes_beside(path: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(path.parent.glob(f"{path.name}*")))
