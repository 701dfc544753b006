"""Today's code over yesterday's events: what differs, what cannot be told, and what was accepted."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from attrs import evolve

from receptionist.events.booking import BookingConfirmed
from receptionist.events.call import CallEnded, UtteranceHeard
from receptionist.events.recorded import Recorded
from receptionist.events.vault import keys_path
from receptionist.ids import CallId
from receptionist.projections import project
from receptionist.projections.effects import Effect, SendText, SetAttributes
from receptionist.publishers.owing import effect_digest
from receptionist.replaying import verifying
from receptionist.replaying.baseline import kept
from receptionist.replaying.checking import accept_findings, verify
from receptionist.replaying.diffs import diff, headline, shape
from receptionist.replaying.verifying import Finding, PartChange
from tests.examples import CALL, CODE, EXAMPLES, PATIENT, example
from tests.publishers.support import BOOKING, CONFIRMED, GREETED, WHOLE, Stand, stand_on

Projection = Callable[[Recorded], tuple[Effect, ...]]


@pytest.fixture
async def stand(path: Path) -> AsyncIterator[Stand]:
    async with stand_on(path) as stand:
        yield stand


async def found(stand: Stand, call: CallId | None = None) -> list[Finding]:
    return [finding async for page in verify(stand.storage, call=call) for finding in page.findings]


async def verdicts(stand: Stand, call: CallId | None = None) -> dict[str | None, str]:
    return {finding.key: finding.verdict for finding in await found(stand, call)}


def upgrade(monkeypatch: pytest.MonkeyPatch, today: Projection) -> None:
    """From now on events are projected by other code."""
    monkeypatch.setattr(verifying, "project", today)


def on_monday(recorded: Recorded) -> tuple[Effect, ...]:
    """Every text stream says so at its end."""
    return tuple(
        evolve(effect, chunks=(*effect.chunks[:-1], f"{effect.chunks[-1]} (Monday)"))
        if isinstance(effect, SendText)
        else effect
        for effect in project(recorded)
    )


def without_last(recorded: Recorded) -> tuple[Effect, ...]:
    return project(recorded)[:-1]


def with_another(recorded: Recorded) -> tuple[Effect, ...]:
    return (*project(recorded), SendText(topic="news", chunks=("Hello.",)))


async def accept(stand: Stand) -> tuple[int, int]:
    by = {"clock": stand.clock, "by": "Dana", "version": "0.1.0"}
    return await accept_findings(stand.storage, await found(stand), **by)  # type: ignore[arg-type]


def raw_log(stand: Stand, sql: str, *arguments: object) -> list[tuple[object, ...]]:
    with contextlib.closing(sqlite3.connect(stand.storage.path)) as raw, raw:
        return raw.execute(sql, arguments).fetchall()


def destroy_keys(stand: Stand) -> None:
    with contextlib.closing(sqlite3.connect(keys_path(stand.storage.path))) as raw, raw:
        raw.execute("DELETE FROM keys WHERE subject <> 'lookup'")


@contextlib.asynccontextmanager
async def reopened(path: Path) -> AsyncIterator[Stand]:
    """Another process: it knows no key that it has not read."""
    async with stand_on(path, seed=2) as stand:
        yield stand


async def test_every_event_of_the_catalogue_shows_what_was_recorded(stand: Stand) -> None:
    recorded = await stand.append(*EXAMPLES)
    pages = [page async for page in verify(stand.storage)]
    assert [(page.through, page.head, page.events, page.findings) for page in pages] == [
        (len(recorded), len(recorded), len(recorded), ())
    ]
    assert pages[0].effects == sum(len(project(each)) for each in recorded)


async def test_an_empty_log_has_nothing_that_differs(stand: Stand) -> None:
    assert await found(stand) == []


async def test_a_call_that_is_not_there_has_nothing_that_differs(stand: Stand) -> None:
    await stand.append(*BOOKING)
    assert await found(stand, CallId("c-nobody")) == []


async def test_a_part_that_differs_is_named_and_shown_as_it_is_today(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    await stand.append(CONFIRMED)
    upgrade(monkeypatch, on_monday)
    confirmation, status = await found(stand)
    assert (confirmation.key, confirmation.verdict, status.key, status.verdict) == ("1:1", "changed", "1:3", "changed")
    last = next(e for e in project((await stand.recorded())[0]) if isinstance(e, SendText)).chunks[-1]
    assert confirmation.changes == (PartChange(where="chunks[2]", only_digest=True, now=f"{last} (Monday)"),)
    assert status.changes == (PartChange(where="chunks[0]", only_digest=True, now="Appointment booked (Monday)"),)


async def test_in_the_diff_nobody_is_named_unless_asked_for(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    await stand.append(CONFIRMED)
    upgrade(monkeypatch, lambda recorded: tuple(
        evolve(effect, chunks=tuple(f"{chunk} " for chunk in effect.chunks)) if isinstance(effect, SendText) else effect
        for effect in project(recorded)
    ))  # fmt: skip
    confirmation, _ = await found(stand)
    assert headline(confirmation) == (
        "1:1  booking.confirmed → text stream booking-confirmation:"
        " differs (recorded by projection 3; today's is the same)"
    )
    only = "(another; only its digest is kept)"
    assert list(diff(confirmation)) == [
        ("-", f"chunks[0]  {only}"),
        ("+", 'chunks[0]  "Booking confirmed: {patient_name} on Tuesday, December 1st, 2026 at 9 AM. "'),
        ("-", f"chunks[1]  {only}"),
        ("+", 'chunks[1]  " Bright Smile Dental, 123 Main St. "'),
        ("-", f"chunks[2]  {only}"),
        ("+", 'chunks[2]  " Exam with Dr. Lee. Confirmation code: {code}. "'),
    ]
    whole = "\n".join(line for _, line in diff(confirmation, names=True))
    assert PATIENT in whole
    assert f"{CODE[:3]}-{CODE[3:]}" in whole


async def test_an_effect_that_was_owed_and_is_not_any_more(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    await stand.append(GREETED)
    upgrade(monkeypatch, without_last)
    (finding,) = await found(stand)
    assert (finding.key, finding.verdict, list(diff(finding))) == ("1:1", "gone", [("-", "text stream agent-status")])


async def test_an_effect_that_was_not_owed_and_would_be(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    await stand.append(example(CallEnded))
    upgrade(monkeypatch, with_another)
    (finding,) = await found(stand)
    assert (finding.key, finding.verdict) == ("1:2", "new")
    assert list(diff(finding)) == [("+", 'chunks[0]  "Hello."')]


async def test_an_effect_for_others_than_before_says_for_whom_it_was(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    await stand.append(example(CallEnded))
    upgrade(monkeypatch, lambda recorded: tuple(
        evolve(effect, audience="everyone") if isinstance(effect, SendText) else effect for effect in project(recorded)
    ))  # fmt: skip
    (finding,) = await found(stand)
    assert finding.changes == (PartChange(where="audience", then="setting", now="everyone"),)


async def test_an_attribute_that_is_new_or_gone_is_told_from_one_that_differs(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    await stand.append(CONFIRMED)
    upgrade(monkeypatch, lambda recorded: (
        SetAttributes(values={"agent_state": "booked", "visits": "1"}), *project(recorded)[1:]
    ))  # fmt: skip
    (finding,) = await found(stand)
    assert finding.changes == (
        PartChange(where="values.agent_state", only_digest=True, now="booked"),
        PartChange(where="values.visits", now="1"),
        PartChange(where="values.patient_name", only_digest=True),
    )


async def test_code_that_fails_at_an_event_is_a_difference_that_cannot_be_accepted(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(recorded: Recorded) -> tuple[Effect, ...]:
        if isinstance(recorded.event, BookingConfirmed):
            raise KeyError(recorded.event.appointment.patient_name)
        return project(recorded)

    await stand.append(*BOOKING)
    upgrade(monkeypatch, fails)
    (finding,) = await found(stand)
    assert (finding.key, finding.verdict, finding.is_difference, finding.can_be_accepted) == (
        None, "failed", True, False,
    )  # fmt: skip
    assert PATIENT not in headline(finding)
    assert await accept(stand) == (0, 0)


async def test_an_event_that_cannot_be_read_does_not_hide_the_others(stand: Stand) -> None:
    await stand.append(*BOOKING, example(CallEnded))
    raw_log(stand, "DROP TRIGGER events_stay_as_they_are")
    raw_log(stand, "UPDATE events SET data = x'7b7d' WHERE position = 3")
    (finding,) = await found(stand)
    assert (finding.position, finding.call, finding.verdict, finding.can_be_accepted) == (3, CALL, "unreadable", False)


async def test_what_a_newer_version_wrote_cannot_be_verified(stand: Stand) -> None:
    await stand.append(*BOOKING)
    raw_log(stand, "DROP TRIGGER events_stay_as_they_are")
    raw_log(stand, "UPDATE events SET version = 99 WHERE position = 1")
    assert await verdicts(stand) == {"1:0": "newer", "1:1": "newer"}
    assert [finding.is_difference for finding in await found(stand)] == [False, False]


async def test_erased_data_is_no_difference_and_what_holds_none_of_it_is_still_verified(path: Path) -> None:
    async with stand_on(path) as stand:
        await stand.append(*WHOLE)
    with contextlib.closing(sqlite3.connect(keys_path(path))) as raw, raw:
        raw.execute("DELETE FROM keys WHERE subject LIKE 'patient:%'")
    async with reopened(path) as stand:
        told = await verdicts(stand)
    assert set(told.values()) == {"erased"}
    assert "3:0" in told  # it shows the first name
    assert {"1:0", "1:1", "3:3", "6:0", "6:1"} & set(told) == set()


async def test_without_the_calls_key_nothing_of_it_can_be_verified(path: Path) -> None:
    async with stand_on(path) as stand:
        await stand.append(*WHOLE)
        keys = stand.rows()
        destroy_keys(stand)
    async with reopened(path) as stand:
        assert await verdicts(stand) == dict.fromkeys(keys, "erased")


async def test_what_would_be_new_in_a_call_without_a_key_cannot_be_verified_either(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with stand_on(path) as stand:
        await stand.append(example(CallEnded))
        destroy_keys(stand)
    upgrade(monkeypatch, with_another)
    async with reopened(path) as stand:
        assert await verdicts(stand) == {"1:0": "erased", "1:1": "erased", "1:2": "erased"}
        assert await accept(stand) == (0, 0)


async def test_a_call_that_goes_on_under_a_new_key_is_verified_from_there_on(path: Path) -> None:
    heard = example(UtteranceHeard)
    async with stand_on(path) as stand:
        await stand.append(heard, GREETED)
        destroy_keys(stand)
    async with reopened(path) as stand:
        await stand.append(heard, GREETED)
    async with reopened(path) as stand:
        assert await verdicts(stand) == {"1:0": "erased", "2:0": "erased", "2:1": "erased"}


async def test_accepting_makes_today_what_is_meant_and_leaves_the_outbox_as_it_was(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    await stand.append(*WHOLE)
    before = raw_log(stand, "SELECT * FROM outbox"), raw_log(stand, "SELECT * FROM events")
    upgrade(monkeypatch, lambda recorded: with_another(recorded)[1:])
    differ = len(await found(stand))
    assert await accept(stand) == (differ, differ)
    assert await found(stand) == []
    assert (raw_log(stand, "SELECT * FROM outbox"), raw_log(stand, "SELECT * FROM events")) == before
    assert set(raw_log(stand, "SELECT accepted_by, version FROM accepted")) == {("Dana", "0.1.0")}


async def test_accepting_again_changes_nothing(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    await stand.append(CONFIRMED)
    upgrade(monkeypatch, on_monday)
    findings = await found(stand)
    for by, news in (("Dana", 2), ("Eve", 0)):
        told = await accept_findings(stand.storage, findings, clock=stand.clock, by=by, version="0.1.0")
        assert told == (2, news)
    assert set(raw_log(stand, "SELECT accepted_by FROM accepted")) == {("Dana",)}


async def test_a_later_difference_is_measured_against_what_was_accepted(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    await stand.append(CONFIRMED)
    upgrade(monkeypatch, on_monday)
    await accept(stand)
    upgrade(monkeypatch, project)
    back = await found(stand)
    assert [(each.key, each.verdict, each.kept and each.kept.accepted) for each in back] == [
        ("1:1", "changed", True), ("1:3", "changed", True),
    ]  # fmt: skip
    assert [change.where for change in back[0].changes] == ["chunks[2]"]
    assert await accept(stand) == (2, 2)
    assert await found(stand) == []


async def test_that_an_effect_is_gone_can_be_accepted_and_that_it_is_back_is_news(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    await stand.append(GREETED)
    upgrade(monkeypatch, without_last)
    await accept(stand)
    assert await found(stand) == []
    upgrade(monkeypatch, project)
    assert await verdicts(stand) == {"1:1": "new"}


async def test_a_row_without_digests_of_parts_shows_all_of_today(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    """It was written before there were any."""
    await stand.append(example(CallEnded))
    raw_log(stand, "UPDATE outbox SET parts = NULL")
    upgrade(monkeypatch, on_monday)
    (finding,) = await found(stand)
    assert list(diff(finding)) == [
        ("-", "(which part differs is not known: it was recorded before digests of parts were kept)"),
        ("+", 'chunks[0]  "Call ended (Monday)"'),
    ]


async def test_a_log_of_an_older_schema_is_read_as_it_is(stand: Stand) -> None:
    await stand.append(GREETED)
    raw_log(stand, "ALTER TABLE outbox DROP COLUMN parts")
    raw_log(stand, "DROP TABLE accepted")
    assert await found(stand) == []


async def test_what_was_sent_instead_of_what_was_owed_counts_as_recorded(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The code had changed between the append and the sending, and both digests are kept."""
    (recorded,) = await stand.append(example(CallEnded))
    upgrade(monkeypatch, on_monday)
    sent = effect_digest(stand.storage.vault, CALL, on_monday(recorded)[1])
    raw_log(stand, "UPDATE outbox SET sent_digest = ? WHERE ordinal = 1", sent)
    assert await found(stand) == []


async def test_one_change_has_one_shape_whatever_the_call(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    for call in ("c-one", "c-two"):
        await stand.append(CONFIRMED, call=CallId(call))
    upgrade(monkeypatch, on_monday)
    findings = await found(stand)
    assert [each.call for each in findings] == ["c-one", "c-one", "c-two", "c-two"]
    assert len({shape(each) for each in findings}) == 2
    assert [each.call for each in await found(stand, CallId("c-two"))] == ["c-two", "c-two"]


async def test_a_log_of_many_pages_is_verified_to_its_end(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    await stand.append(*([example(UtteranceHeard)] * 1_100), example(CallEnded))
    upgrade(monkeypatch, without_last)
    for call in (None, CALL):
        pages = [page async for page in verify(stand.storage, call=call)]
        assert [(page.through, page.events, len(page.findings)) for page in pages] == [
            (500, 500, 500), (1_000, 500, 500), (1_101, 101, 101),
        ]  # fmt: skip


async def test_what_is_appended_meanwhile_is_left_for_the_next_time(stand: Stand) -> None:
    await stand.append(*([example(UtteranceHeard)] * 501))
    async with contextlib.aclosing(verify(stand.storage)) as pages:
        counted = [(await anext(pages)).events]
        await stand.append(example(CallEnded))
        counted += [page.events async for page in pages]
    assert counted == [500, 1]


async def test_the_digests_of_parts_say_nothing_across_effects(stand: Stand) -> None:
    """The same words twice: who reads the file does not see that they are the same."""
    await stand.append(example(CallEnded), example(CallEnded))
    one, two = await stand.storage.database.read(
        lambda raw: [each.parts for place, each in kept(raw, 1, 2).items() if place[1] == 1]
    )
    assert one is not None
    assert two is not None
    assert set(one) == set(two)
    assert not set(one.values()) & set(two.values())
