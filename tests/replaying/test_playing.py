"""A call as it went: its events and what was sent, each at its time, and the waits between them."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from attrs import evolve

from receptionist.events.booking import BookingConfirmed, BookingRequested
from receptionist.events.call import CallEnded, CallerGreeted, UtteranceHeard, UtteranceSpoken
from receptionist.events.recorded import Recorded
from receptionist.projections import project
from receptionist.projections.effects import kind, topic
from receptionist.publishers.outbox import State
from receptionist.replaying.effects_shown import OutboxRow
from receptionist.replaying.playing import LONGEST_PAUSE, Recording, Sending, beats_of, paced
from tests.examples import NOW, example, recorded


def at(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


GREETED = recorded(CallerGreeted(words="Hello."), position=1, at=at(0))
SPOKEN = recorded(UtteranceSpoken(text="Hello.", interrupted=False), position=2, at=at(1))
HEARD = recorded(UtteranceHeard(text="A cleaning."), position=3, at=at(3))
REQUESTED = recorded(example(BookingRequested), position=4, at=at(5))
CONFIRMED = recorded(example(BookingConfirmed), position=5, at=at(5.25))
ENDED = recorded(CallEnded(reason="caller_hung_up"), position=6, at=at(20))
CALL = (GREETED, SPOKEN, HEARD, REQUESTED, CONFIRMED, ENDED)


def row(
    of: Recorded, ordinal: int, settled: float | None, state: State = "sent", error: str | None = None
) -> OutboxRow:
    effect = project(of)[ordinal]
    return OutboxRow(
        position=of.position, ordinal=ordinal, lane=effect.lane, kind=kind(effect), topic=topic(effect),
        audience=effect.audience, projection_version=3, digest="", state=state, attempts=2, epoch=1,
        settled_at=None if settled is None else at(settled), last_error=error,
    )  # fmt: skip


def all_sent(*events: Recorded, after: float = 0.125) -> list[OutboxRow]:
    return [
        row(event, ordinal, (event.recorded_at - NOW).total_seconds() + after)
        for event in events
        for ordinal in range(len(project(event)))
    ]


def told(events: tuple[Recorded, ...], rows: list[OutboxRow]) -> list[tuple[float, object]]:
    return [
        (
            (beat.at - NOW).total_seconds(),
            tuple(each.position for each in beat.events) if isinstance(beat, Recording) else beat.delivery.key,
        )
        for beat in beats_of(events, rows, setting="caller_and_staff")
    ]


def test_events_and_effects_come_at_their_times_what_one_decision_led_to_together() -> None:
    assert told(CALL, all_sent(GREETED, SPOKEN, HEARD)) == [
        (0, (1,)), (0.125, "1:0"), (0.125, "1:1"), (1, (2,)), (1.125, "2:0"), (3, (3,)), (3.125, "3:0"),
        (5.25, (4, 5)), (20, (6,)),
    ]  # fmt: skip


def test_an_effect_never_comes_before_its_event_nor_a_lane_out_of_order() -> None:
    """The clock was set back while it was sent."""
    rows = [row(SPOKEN, 0, -30), row(HEARD, 0, -60), row(ENDED, 0, 2), row(ENDED, 1, 40)]
    assert told(CALL, rows)[1:] == [
        (1, (2,)), (1, "2:0"), (3, (3,)), (3, "3:0"), (5.25, (4, 5)), (20, (6,)), (20, "6:0"), (40, "6:1"),
    ]  # fmt: skip


def test_a_clock_that_was_set_back_during_the_call_changes_no_order() -> None:
    late = evolve(HEARD, recorded_at=at(-100))
    assert told((GREETED, SPOKEN, late), all_sent(SPOKEN)) == [(0, (1,)), (1, (2,)), (1, (3,)), (1.125, "2:0")]


def test_what_was_given_up_says_so_and_what_was_never_sent_or_seen_is_not_there() -> None:
    rows = [
        row(GREETED, 0, None, "superseded"),
        row(GREETED, 1, 0.5, "parked", "the file cannot be written"),
        row(SPOKEN, 0, None, "owed"),
    ]
    sendings = [beat for beat in beats_of(CALL, rows, setting="caller_and_staff") if isinstance(beat, Sending)]
    assert [(each.delivery.key, each.state, each.error) for each in sendings] == [
        ("1:1", "parked", "the file cannot be written")
    ]


def test_each_stream_names_the_one_before_it_to_the_same_people_and_skips_what_was_given_up() -> None:
    rows = [row(GREETED, 1, 0.5), row(SPOKEN, 0, 1.5, "parked", "full"), row(HEARD, 0, 3.5), row(ENDED, 1, 20.5)]

    def chain(setting: str) -> list[tuple[str, str | None]]:
        beats = beats_of(CALL, rows, setting="room" if setting == "room" else "caller_and_staff")
        return [(beat.delivery.key, beat.delivery.previous) for beat in beats if isinstance(beat, Sending)]

    assert chain("caller_and_staff") == [("1:1", None), ("2:0", "1:1"), ("3:0", "1:1"), ("6:1", "3:0")]
    # The transcript has a chain of its own where all the others go to the whole room.
    assert chain("room") == [("1:1", None), ("2:0", None), ("3:0", None), ("6:1", "1:1")]


def test_effects_that_todays_code_does_not_have_are_left_out() -> None:
    rows = [evolve(row(GREETED, 1, 0.5), ordinal=9), evolve(row(SPOKEN, 0, 1.5), position=99)]
    assert told((GREETED,), rows) == [(0, (1,))]


@pytest.mark.parametrize(("speed", "waits"), [(1.0, [0, 1, 2, 2.25, 4]), (4.0, [0, 0.25, 0.5, 0.5625, 1])])
def test_the_waits_are_those_of_the_call_but_for_the_longest(speed: float, waits: list[float]) -> None:
    steps = list(paced(beats_of(CALL, (), setting="room"), speed=speed))
    assert [step.wait for step in steps] == waits
    assert [step.pause for step in steps] == [None, None, None, None, timedelta(seconds=14.75)]
    assert timedelta(seconds=14.75) > LONGEST_PAUSE


def test_a_call_of_which_nothing_is_known_has_no_beats() -> None:
    assert list(paced(beats_of((), (), setting="room"), speed=1)) == []
