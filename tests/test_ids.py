"""Ids are random, short enough to be read aloud, and never say anything about anybody."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from uuid import RFC_4122, UUID

import pytest
from freezegun import freeze_time
from hypothesis import given
from hypothesis import strategies as st

from receptionist.clock import SteppedClock, SystemClock
from receptionist.ids import Ids, RandomIds
from tests.examples import NOW

WORD = "[0-9abcdefghjkmnpqrstvwxyz]{12}"
SOME = 2000


@pytest.mark.parametrize(("kind", "letter"), [("call", "c"), ("booking", "b"), ("appointment", "a")])
def test_an_id_is_a_letter_and_twelve_of_crockfords_signs(kind: str, letter: str) -> None:
    """No i, l, o or u, which are misheard and misread."""
    ids = RandomIds(SystemClock())
    made = {getattr(ids, kind)() for _ in range(SOME)}
    assert len(made) == SOME
    assert all(re.fullmatch(f"{letter}-{WORD}", one) for one in made)
    assert len(set("".join(made))) == 33, "every sign of the alphabet is used, and the dash"


def test_an_event_id_begins_with_the_clocks_milliseconds() -> None:
    """RFC 9562 §5.7: unix_ts_ms in the first 48 bits, then version 7 and the variant."""
    with freeze_time("2026-12-01 14:00:00.123"):
        made = UUID(RandomIds(SystemClock()).event())
    instant = datetime(2026, 12, 1, 14, 0, 0, 123000, tzinfo=UTC)
    assert made.int >> 80 == round(instant.timestamp() * 1000)
    assert (made.version, made.variant) == (7, RFC_4122)


@given(st.integers(0, 86_400_000 * 365))
def test_the_time_part_is_exact_to_the_millisecond(milliseconds: int) -> None:
    instant = NOW + timedelta(milliseconds=milliseconds)
    made = UUID(RandomIds(SteppedClock(instant), seed=0).event())
    assert made.int >> 80 == (instant - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


def test_event_ids_made_at_one_instant_differ_and_later_ones_sort_after() -> None:
    clock = SteppedClock(NOW)
    ids = RandomIds(clock)
    earlier = {ids.event() for _ in range(SOME)}
    clock.advance(timedelta(milliseconds=1))
    later = {ids.event() for _ in range(SOME)}
    assert len(earlier | later) == 2 * SOME
    assert max(earlier) < min(later)


def everything(ids: Ids) -> list[str]:
    return [ids.call(), ids.booking(), ids.appointment(), ids.event()]


def test_a_seed_makes_the_same_ids_again() -> None:
    clock = SteppedClock(NOW)
    assert everything(RandomIds(clock, seed="demo")) == everything(RandomIds(clock, seed="demo"))
    assert everything(RandomIds(clock, seed="demo")) != everything(RandomIds(clock, seed="other"))


def test_without_a_seed_no_two_runs_agree() -> None:
    clock = SteppedClock(NOW)
    assert not set(everything(RandomIds(clock))) & set(everything(RandomIds(clock)))
