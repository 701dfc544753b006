"""What every event log must do. A store's test module inherits `LogContract` and gives it a `store`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta, timezone
from typing import Any

import pytest
from attrs import evolve, frozen

from receptionist.errors import CodecError, EventIdReusedError, StaleDecisionError
from receptionist.events.booking import BookingBegun
from receptionist.events.call import CallEnded, UtteranceHeard
from receptionist.events.catalogue import CURRENT
from receptionist.events.codec import Codec
from receptionist.events.log import AppendCondition, EventLog, Query, QueryItem, Slice
from receptionist.events.recorded import NewEvent, Recorded, UnknownEvent
from receptionist.ids import BookingId, RandomIds
from tests.contracts.following import FollowContract
from tests.contracts.store import HEARD, Store, everything, heard
from tests.examples import EXAMPLES, NOW, new

BEGUN = BookingBegun(booking_id=BookingId("b-1"))
ENDED = CallEnded(reason="caller_hung_up")

SELECTIONS = {
    "everything": (Query(), [1, 2, 3, 4]),
    "one tag": (Query.tagged("a"), [1, 2]),
    "all of several tags": (Query.tagged("a", "b"), [1]),
    "the same tag twice": (Query.tagged("a", "a"), [1, 2]),
    "tags that never stand together": (Query.tagged("a", "c"), []),
    "a tag that nothing carries": (Query.tagged("nowhere"), []),
    "the beginning of a tag is not the tag": (Query.tagged("a1"), []),
    "one type": (Query.tagged(types=("booking.begun",)), [2, 4]),
    "one of several types": (Query.tagged(types=("booking.begun", "call.ended")), [2, 3, 4]),
    "a tag and a type": (Query.tagged("a", types=("booking.begun",)), [2]),
    "several tags and types": (Query.tagged("a", "b", types=("call.ended", "call.utterance_heard")), [1]),
    "one item or the other": (Query.tagged("a", "b") | Query.tagged("c", types=("call.ended",)), [1, 3]),
    "items that overlap": (Query.tagged("a") | Query.tagged("b"), [1, 2, 3]),
    "three items": (Query.tagged("a", "b") | Query.tagged("d") | Query.tagged("c"), [1, 3, 4]),
    "everything or one item": (Query() | Query.tagged("c"), [1, 2, 3, 4]),
    "an item that asks for nothing": (Query((QueryItem(),)), [1, 2, 3, 4]),
}
Selection = tuple[Query, list[int]]
selections = pytest.mark.parametrize("selection", SELECTIONS.values(), ids=SELECTIONS.keys())


@frozen(kw_only=True)
class CallParked:
    """An event of a newer version."""

    place: str


NEWER = Codec({**CURRENT, ("call.parked", 1): CallParked}, {})


class LogContract(FollowContract):
    """Appending, conditions, idempotency and reading; following is inherited."""

    @pytest.fixture
    async def log(self, store: Store) -> AsyncIterator[EventLog]:
        async with store.open() as log:
            yield log

    @pytest.fixture
    async def four(self, log: EventLog, ids: RandomIds) -> tuple[Recorded, ...]:
        """The log that `SELECTIONS` speaks of."""
        return await log.append(
            [
                new(HEARD, ids, "a", "b", "a10", call=None),
                new(BEGUN, ids, "a", call=None),
                new(ENDED, ids, "b", "c", call=None),
                new(BEGUN, ids, "d", call=None),
            ]
        )

    async def test_what_append_returns_is_what_is_read(self, log: EventLog, ids: RandomIds) -> None:
        """Every event of the catalogue, as whole values: positions, hashes, tags and metadata too."""
        appended = await log.append([new(event, ids) for event in EXAMPLES])
        assert await log.read(Query()) == Slice(events=appended, head=len(EXAMPLES))
        assert tuple(recorded.event for recorded in appended) == EXAMPLES

    async def test_positions_begin_at_one_and_leave_no_gap(self, store: Store, log: EventLog, ids: RandomIds) -> None:
        await log.append([heard(ids), heard(ids)])
        async with store.open() as other:
            await other.append([heard(ids)])
        await log.append([heard(ids), heard(ids)])
        assert [recorded.position for recorded in await everything(log)] == [1, 2, 3, 4, 5]

    async def test_events_stand_in_the_order_in_which_they_were_given(self, log: EventLog, ids: RandomIds) -> None:
        batch = [heard(ids, text=str(number)) for number in range(30)]
        await log.append(batch[:20])
        await log.append(batch[20:])
        assert [recorded.id for recorded in await everything(log)] == [event.id for event in batch]

    async def test_appending_nothing_changes_nothing(self, log: EventLog) -> None:
        assert await log.append([]) == ()
        assert await log.read(Query()) == Slice(events=(), head=0)

    async def test_tags_are_kept_sorted_and_once_each(self, log: EventLog, ids: RandomIds) -> None:
        (recorded,) = await log.append([evolve(heard(ids), tags=("b", "a", "b"))])
        assert recorded.tags == ("a", "b")
        assert (await log.read(Query.tagged("b"))).events == (recorded,)

    async def test_recorded_at_is_told_in_utc_to_the_microsecond(self, log: EventLog, ids: RandomIds) -> None:
        there = NOW.replace(microsecond=7).astimezone(timezone(timedelta(hours=-5)))
        await log.append([heard(ids, at=there)])
        (recorded,) = await everything(log)
        assert recorded.recorded_at.isoformat() == "2026-11-30T16:05:00.000007+00:00"

    async def test_a_batch_is_stored_whole_or_not_at_all(self, log: EventLog, ids: RandomIds) -> None:
        """Its third event cannot be stored, so the first two are not either."""
        with pytest.raises(CodecError):
            await log.append([heard(ids), heard(ids), heard(ids, text=None)])
        assert await log.read(Query()) == Slice(events=(), head=0)

    async def test_a_time_without_an_offset_is_refused(self, log: EventLog, ids: RandomIds) -> None:
        with pytest.raises(CodecError, match="offset"):
            await log.append([heard(ids, at=NOW.replace(tzinfo=None))])

    @selections
    async def test_a_query_selects(self, log: EventLog, four: tuple[Recorded, ...], selection: Selection) -> None:
        query, selected = selection
        expected = tuple(recorded for recorded in four if recorded.position in selected)
        assert await log.read(query) == Slice(events=expected, head=4)

    @selections
    @pytest.mark.parametrize("after", range(5))
    async def test_a_condition_holds_while_its_query_selects_nothing_after_it(
        self, log: EventLog, ids: RandomIds, four: tuple[Recorded, ...], selection: Selection, after: int
    ) -> None:
        """A decision that is stale says since which event, and leaves nothing."""
        query, selected = selection
        since = [position for position in selected if position > after]
        condition = AppendCondition(query=query, after=after)
        if since:
            with pytest.raises(StaleDecisionError) as stale:
                await log.append([heard(ids), heard(ids)], condition=condition)
            assert stale.value.position == since[0]
            assert await log.read(Query()) == Slice(events=four, head=4)
        else:
            appended = await log.append([heard(ids), heard(ids)], condition=condition)
            assert [recorded.position for recorded in appended] == [5, 6]

    async def test_appending_again_gives_what_was_recorded(self, store: Store, log: EventLog, ids: RandomIds) -> None:
        """Here, and over another connection, as after a crash."""
        batch = [heard(ids), heard(ids)]
        appended = await log.append(batch)
        assert await log.append(batch) == appended
        async with store.open() as other:
            assert await other.append(batch) == appended
        assert await log.read(Query()) == Slice(events=appended, head=2)

    async def test_appending_again_succeeds_when_the_condition_holds_no_more(
        self, log: EventLog, ids: RandomIds
    ) -> None:
        """It does not hold because the event itself is there now."""
        batch, condition = [heard(ids, "x")], AppendCondition(query=Query.tagged("x"), after=0)
        appended = await log.append(batch, condition=condition)
        assert await log.append(batch, condition=condition) == appended

    @pytest.mark.parametrize(
        "other",
        [{"event": ENDED}, {"tags": ("a", "z")}, {"tags": ()}],
        ids=["another type", "other tags", "no tags"],
    )
    async def test_an_id_names_one_event(self, log: EventLog, ids: RandomIds, other: dict[str, Any]) -> None:
        event = heard(ids, "a")
        appended = await log.append([event])
        with pytest.raises(EventIdReusedError) as reused:
            await log.append([evolve(event, **other)])
        assert reused.value.event_id == event.id
        assert await everything(log) == appended

    @pytest.mark.parametrize("there", [0, 1, 2])
    async def test_a_batch_that_is_there_in_part_is_refused(self, log: EventLog, ids: RandomIds, there: int) -> None:
        batch = [heard(ids), heard(ids), heard(ids)]
        appended = await log.append([batch[there]])
        with pytest.raises(EventIdReusedError):
            await log.append(batch)
        assert await everything(log) == appended

    async def test_a_batch_cannot_hold_one_id_twice(self, log: EventLog, ids: RandomIds) -> None:
        event = heard(ids)
        with pytest.raises(EventIdReusedError):
            await log.append([event, event])
        assert await everything(log) == ()

    async def test_one_event_appended_many_times_at_once_is_recorded_once(
        self, store: Store, log: EventLog, ids: RandomIds
    ) -> None:
        event = heard(ids)
        async with store.open() as other:
            answers = await asyncio.gather(*(either.append([event]) for either in (log, other) * 8))
        assert set(answers) == {await everything(log)}
        assert len(await everything(log)) == 1

    @pytest.mark.parametrize("limit", [None, 0, 1, 3, 9])
    @pytest.mark.parametrize("after", [0, 2, 4, 9])
    async def test_reading_begins_after_a_position_and_ends_at_a_limit(
        self, log: EventLog, four: tuple[Recorded, ...], after: int, limit: int | None
    ) -> None:
        """The head is the log's last position, however little was asked for."""
        assert await log.read(Query(), after=after, limit=limit) == Slice(events=four[after:][:limit], head=4)

    async def test_what_is_read_and_the_head_are_of_one_instant(
        self, store: Store, log: EventLog, ids: RandomIds
    ) -> None:
        """A head that ran ahead of the events would make a decision rest on what it has not seen."""

        async def append_all() -> None:
            for _ in range(60):
                await log.append([heard(ids), heard(ids)])

        async with store.open() as other:
            appending = asyncio.create_task(append_all())
            heads = []
            while not appending.done():
                found = await other.read(Query())
                assert [recorded.position for recorded in found.events] == list(range(1, found.head + 1))
                heads.append(found.head)
            await appending
        assert len(set(heads)) > 2
        assert all(head % 2 == 0 for head in heads), "half a batch was seen"

    async def test_of_64_that_decide_on_the_same_facts_one_wins(self, log: EventLog, ids: RandomIds) -> None:
        condition = AppendCondition(query=Query.tagged("slot"), after=0)
        answers = await asyncio.gather(
            *(log.append([heard(ids, "slot")], condition=condition) for _ in range(64)), return_exceptions=True
        )
        refused = [answer for answer in answers if isinstance(answer, StaleDecisionError)]
        assert len(refused) == 63
        assert len(await everything(log)) == 1

    async def test_64_tasks_that_read_decide_and_append_never_overlook_each_other(
        self, store: Store, log: EventLog, ids: RandomIds
    ) -> None:
        """Each writes down how many it saw before: all numbers come once, in order."""

        async def decide(mine: EventLog) -> None:
            while True:
                seen = await mine.read(Query.tagged("slot"))
                event = heard(ids, "slot", text=str(len(seen.events)))
                try:
                    await mine.append([event], condition=AppendCondition(query=Query.tagged("slot"), after=seen.head))
                except StaleDecisionError:
                    continue
                return

        async with store.open() as other:
            await asyncio.gather(*(decide(either) for either in (log, other) * 32))
        said = [recorded.event for recorded in await everything(log)]
        assert said == [UtteranceHeard(text=str(number)) for number in range(64)]

    async def test_an_event_of_a_newer_version_is_kept_shown_and_skipped(
        self, store: Store, log: EventLog, ids: RandomIds
    ) -> None:
        parked: NewEvent = evolve(heard(ids, "x"), event=CallParked(place="line 2"))  # type: ignore[arg-type]  # on purpose
        async with store.open(NEWER) as newer:
            (written,) = await newer.append([parked])
        (after,) = await log.append([heard(ids, "x")])

        unknown = UnknownEvent(type="call.parked", version=1, data={"place": "line 2"})
        assert (await log.read(Query.tagged("x"))).events == (evolve(written, event=unknown), after)
        assert (await log.read(Query.tagged("x", types=("call.utterance_heard",)))).events == (after,)
        with pytest.raises(StaleDecisionError):
            await log.append(
                [heard(ids)], condition=AppendCondition(query=Query.tagged(types=("call.parked",)), after=0)
            )
