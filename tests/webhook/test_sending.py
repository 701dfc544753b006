"""Once, in order, tried for a day: what becomes of an outcome by what the other side says."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Mapping
from pathlib import Path

import pytest
from attrs import evolve

from receptionist.errors import LogReadOnlyError
from receptionist.events.booking import BookingConfirmed
from receptionist.events.call import CallEnded, CallStarted
from receptionist.events.clinic import OutcomeDisclosed, OutcomeOwedAgain
from receptionist.events.log import Slice
from receptionist.events.patient import PatientCorrected, PatientRegistered
from receptionist.events.recorded import UnknownEvent
from receptionist.events.tags import call_tag, patient_tag
from receptionist.events.vault import SqliteVault
from receptionist.ids import AppointmentId, CallId
from receptionist.publishers.webhook.owed import OwedOutcome
from receptionist.publishers.webhook.posting import Answer
from receptionist.publishers.webhook.resending import Resending
from receptionist.publishers.webhook.sending import NEVER, Patience, Sent
from receptionist.publishers.webhook.signing import headers
from receptionist.storage import open_storage
from tests.examples import NOW, PATIENT, PATIENT_ID, PHONE, appointment, example, new, recorded
from tests.webhook.outcomes import FIRST, KEY, SECOND, URL, WHOLE, Bench, told

DISCLOSED = OutcomeDisclosed(of=FIRST, to="practice.example", fields=(), patients=(PATIENT_ID,))


async def owing(bench: Bench) -> None:
    await bench.on()
    await bench.happen(FIRST, *WHOLE)


async def row(bench: Bench) -> OwedOutcome:
    found = await bench.outcomes.of_call(FIRST)
    assert found is not None
    return found


async def test_what_is_taken_is_sent_once_signed_and_under_its_id(bench: Bench) -> None:
    await owing(bench)
    assert await bench.send_all() == [Sent(call=FIRST, message_id="c-first-3", state="sent", attempt=1)]
    (request,) = bench.other.requests
    assert request.url == URL
    assert request.headers == headers("c-first-3", NOW, request.body, [KEY])
    assert request.told["data"]["outcome"] == "booked"
    assert await bench.send_all() == []
    assert (await row(bench)).sent_digest == bench.storage.vault.digest(call_tag(FIRST), b"outcome:" + request.body)


async def test_before_it_goes_out_the_log_says_so_once(bench: Bench) -> None:
    await owing(bench)
    bench.other.says = [Answer(status=500), Answer(status=500)]
    for _ in range(3):
        await bench.send_all()
        bench.later(100)
    assert len(bench.other.requests) == 3
    assert await bench.about(FIRST) == [DISCLOSED]


async def test_what_goes_elsewhere_or_says_more_is_another_disclosure(bench: Bench) -> None:
    await owing(bench)
    await bench.send_all()
    bench.fields = ("name", "phone")
    await bench.storage.log.append([new(OutcomeOwedAgain(of=FIRST), bench.ids, call=None)])
    await bench.send_all()
    assert await bench.about(FIRST) == [
        DISCLOSED,
        OutcomeOwedAgain(of=FIRST),
        evolve(DISCLOSED, fields=("name", "phone")),
    ]


async def test_nothing_goes_out_that_the_log_cannot_say(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    await owing(bench)

    async def full(*_: object, **__: object) -> None:
        raise LogReadOnlyError(bench.storage.path)

    with monkeypatch.context() as broken:
        broken.setattr(bench.storage.log, "append", full)
        with pytest.raises(LogReadOnlyError):
            await bench.send_all()
    assert bench.other.requests == []
    # And it is free for the next one at once.
    assert [sent.state for sent in await bench.send_all()] == ["sent"]


async def test_what_fails_is_tried_again_later_and_later_with_the_same_id_and_a_new_time(bench: Bench) -> None:
    await owing(bench)
    bench.other.says = [Answer(status=503), "no connection (Connection refused)", Answer(status=404)]
    waits = []
    while (await row(bench)).state == "owed":
        await bench.send_all()
        owed = await row(bench)
        waits.append(round(owed.next_attempt_at - bench.clock.now().timestamp()) if owed.state == "owed" else 0)
        bench.later(waits[-1])
    assert waits == [5, 20, 80, 0]
    assert bench.other.ids == ["c-first-3"] * 4
    times = [int(request.headers["webhook-timestamp"]) - int(NOW.timestamp()) for request in bench.other.requests]
    assert times == [0, 5, 25, 105]
    assert len({request.body for request in bench.other.requests}) == 1


async def test_why_it_failed_is_told_and_not_where_to(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    await owing(bench)
    bench.other.says = [Answer(status=404)]
    with caplog.at_level(logging.WARNING, "receptionist"):
        (sent,) = await bench.send_all()
    why = "HTTP 404: there is nothing at that address"
    assert sent == Sent(call=FIRST, message_id="c-first-3", state="owed", attempt=1, why=why)
    assert caplog.messages == [f"what came of call c-first was not taken by practice.example: {why}"]
    assert (await row(bench)).last_error == why


async def test_after_a_day_it_is_given_up(bench: Bench) -> None:
    await owing(bench)
    bench.other.says = ["no answer within 15 s"] * 100
    began = bench.clock.now()
    while (await row(bench)).state == "owed":
        await bench.send_all()
        bench.later(600)
    hours = (bench.clock.now() - began).total_seconds() / 3600
    assert 22 < hours <= 24
    attempts = len(bench.other.requests)
    assert (await row(bench)).last_error == f"given up after 24 h and {attempts} attempts: no answer within 15 s"
    assert await bench.states() == {FIRST: "parked"}


async def test_the_day_begins_with_the_first_attempt_and_not_while_no_worker_ran(bench: Bench) -> None:
    await owing(bench)
    bench.later(3 * 86_400)
    bench.other.says = [Answer(status=500)]
    assert [sent.state for sent in await bench.send_all()] == ["owed"]


@pytest.mark.parametrize("status", sorted(NEVER))
async def test_what_the_other_side_will_never_take_is_parked_at_once(bench: Bench, status: int) -> None:
    await owing(bench)
    bench.other.says = [Answer(status=status)]
    (sent,) = await bench.send_all()
    assert sent.state == "parked"
    assert (sent.why or "").startswith(f"HTTP {status}")
    bench.later(90_000)
    assert await bench.send_all() == []


@pytest.mark.parametrize("status", [301, 302, 307, 401, 403, 404, 408, 409, 425, 429, 500, 502, 503, 504])
async def test_what_may_change_is_tried_again(bench: Bench, status: int) -> None:
    await owing(bench)
    bench.other.says = [Answer(status=status)]
    assert [sent.state for sent in await bench.send_all()] == ["owed"]
    bench.later(5)
    assert [sent.state for sent in await bench.send_all()] == ["sent"]


async def test_who_asks_for_time_is_given_it_for_everything(bench: Bench) -> None:
    await owing(bench)
    bench.other.says = [Answer(status=429, retry_after=90.0)]
    await bench.send_all()
    other = evolve(example(BookingConfirmed), appointment=appointment(appointment_id="a-other"))
    await bench.happen(SECOND, example(CallStarted), other, example(CallEnded))
    bench.later(89)
    assert await bench.send_all() == []
    bench.later(1)
    assert [sent.call for sent in await bench.send_all()] == [FIRST, SECOND]


async def test_whoever_asks_for_it_again_need_not_wait(bench: Bench) -> None:
    """It is owed already, and due later: the one at the desk has just mended the receiver."""
    await owing(bench)
    bench.other.says = [Answer(status=429, retry_after=3600.0)]
    await bench.send_all()
    storage = bench.storage
    resending = Resending(database=storage.database, log=storage.log, person="Robin", clock=bench.clock, ids=bench.ids)
    assert not await resending.resend(FIRST)
    assert [sent.state for sent in await bench.send_all()] == ["sent"]
    assert await bench.about(FIRST) == [DISCLOSED]


async def test_two_that_are_parked_do_not_hold_up_a_third(bench: Bench) -> None:
    await owing(bench)
    await bench.happen(SECOND, *WHOLE)
    bench.other.says = [Answer(status=422)]
    sent = await bench.send_all()
    assert [(each.call, each.state) for each in sent] == [(FIRST, "parked"), (SECOND, "sent")]


async def test_one_that_waits_holds_up_a_later_one_about_the_same_appointment(bench: Bench) -> None:
    await owing(bench)
    await bench.happen(SECOND, *WHOLE)
    bench.other.says = [Answer(status=500)]
    await bench.send_all()
    assert told(bench.other.requests) == [FIRST]
    bench.later(5)
    await bench.send_all()
    assert told(bench.other.requests) == [FIRST, FIRST, SECOND]


async def test_of_the_patients_goes_out_what_was_asked_for(bench: Bench) -> None:
    bench.fields = ("phone",)
    await bench.happen(SECOND, example(PatientRegistered))
    await owing(bench)
    await bench.send_all()
    (request,) = bench.other.requests
    assert request.told["data"]["appointments"][0]["patient"] == {"id": PATIENT_ID, "phone": PHONE}
    assert PATIENT.encode() not in request.body


async def test_what_a_newer_version_wrote_waits_for_a_worker_that_knows_it(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of two workers one is upgraded first: the other one must not give up what it cannot read."""
    await owing(bench)
    newer = UnknownEvent(type="call.ended", version=2, data={})

    async def read(*_: object, **__: object) -> Slice:
        return Slice(events=(evolve(recorded(example(CallEnded)), event=newer, version=2),), head=3)

    with monkeypatch.context() as older:
        older.setattr(bench.storage.log, "read", read)
        (sent,) = await bench.send_all()
    why = "it cannot be told: this version does not know call.ended version 2; upgrade receptionist"
    assert (sent.state, sent.why) == ("owed", why)
    assert bench.other.requests == []
    bench.later(5)
    assert [each.state for each in await bench.send_all()] == ["sent"]


async def test_what_cannot_be_computed_is_told_without_what_it_stumbled_over(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    await owing(bench)

    def stumble(_: object) -> None:
        raise ValueError(PATIENT)

    monkeypatch.setattr("receptionist.publishers.webhook.composing.outcome_of", stumble)
    (sent,) = await bench.send_all()
    assert sent.state == "owed"
    assert (sent.why or "").startswith("it cannot be told: ValueError at test_sending.py:")
    assert PATIENT not in (sent.why or "")


async def test_of_a_patient_goes_out_what_was_corrected(bench: Bench) -> None:
    bench.fields = ("name", "phone")
    await bench.happen(SECOND, example(PatientRegistered))
    await owing(bench)
    corrected = evolve(example(PatientCorrected), patient_id=PATIENT_ID, name="Zoe Quill", phone="+12125550199")
    await bench.storage.log.append([new(corrected, bench.ids, call=None)])
    await bench.send_all()
    (request,) = bench.other.requests
    who = {"id": PATIENT_ID, "name": "Zoe Quill", "phone": "+12125550199"}
    assert request.told["data"]["appointments"][0]["patient"] == who


@pytest.mark.parametrize("subject", [call_tag(FIRST), patient_tag(PATIENT_ID)])
async def test_what_was_erased_is_void_and_nothing_goes_out(bench: Bench, subject: str) -> None:
    await owing(bench)
    await erase(bench, subject)
    (sent,) = await bench.send_all()
    assert (sent.state, bench.other.requests, await bench.about(FIRST)) == ("void", [], [])


async def test_something_recorded_about_an_erased_patient_since_makes_it_no_less_void(bench: Bench) -> None:
    await owing(bench)
    await erase(bench, patient_tag(PATIENT_ID))
    await bench.storage.vault.ensure(patient_tag(PATIENT_ID))
    assert [sent.state for sent in await bench.send_all()] == ["void"]


async def erase(bench: Bench, subject: str) -> None:
    vault = bench.storage.vault
    assert isinstance(vault, SqliteVault)
    assert vault.destroy([(subject, vault._key(subject).id)]) == (subject,)


async def test_it_runs_until_it_is_stopped_and_sends_what_comes(bench: Bench) -> None:
    """A call that ends is told of at once: the sender is woken by the log."""
    sent = asyncio.Queue[Sent]()
    await bench.on()
    running = asyncio.create_task(bench.sender(watch=sent.put_nowait).run())
    await bench.happen(FIRST, *WHOLE)
    assert await sent.get() == Sent(call=FIRST, message_id="c-first-3", state="sent", attempt=1)
    await bench.happen(SECOND, *WHOLE)
    assert await sent.get() == Sent(call=SECOND, message_id="c-second-7", state="sent", attempt=1)
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running


async def test_whoever_is_stopped_in_the_middle_leaves_it_to_the_next(bench: Bench) -> None:
    await owing(bench)
    asked = asyncio.Event()

    async def silent(url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        asked.set()
        return await asyncio.Future[Answer]()

    sender = bench.sender()
    sender._post = silent
    sending = asyncio.create_task(sender.send_next())
    await asked.wait()
    assert await bench.send_all() == []
    sending.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await sending
    assert [sent.state for sent in await bench.send_all()] == ["sent"]


async def test_a_worker_that_was_killed_in_the_middle_is_waited_for_and_then_another_sends_it(bench: Bench) -> None:
    """Whether the other side has had it nobody knows: it comes again under its id."""
    await owing(bench)
    taken = await bench.outcomes.claim(bench.clock.now().timestamp(), seconds=35)
    assert taken is not None
    bench.later(34)
    assert await bench.send_all() == []
    bench.later(1)
    assert [sent.message_id for sent in await bench.send_all()] == [taken.message_id]


async def test_of_several_workers_one_sends_each(bench: Bench, path: Path) -> None:
    """Each with a connection of its own to the log, all at once."""
    await bench.on()
    calls = [CallId(f"c-{number}") for number in range(30)]
    for number, call in enumerate(calls):
        own = appointment(appointment_id=AppointmentId(f"a-{number % 10}"))
        await bench.happen(call, example(CallStarted), evolve(example(BookingConfirmed), appointment=own), WHOLE[-1])

    async def work() -> None:
        async with open_storage(path) as storage:
            benched = Bench(storage, other=bench.other, clock=bench.clock, ids=bench.ids)
            while (await benched.outcomes.counts()).get("owed"):
                await benched.send_all()
                await asyncio.sleep(0)

    await asyncio.gather(*(work() for _ in range(4)))
    sent = told(bench.other.requests)
    assert sorted(sent) == sorted(calls)
    for number in range(10):
        about = [call for call in sent if int(call.removeprefix("c-")) % 10 == number]
        assert about == sorted(about, key=lambda call: int(call.removeprefix("c-")))


def test_each_wait_is_four_times_the_last_up_to_a_limit() -> None:
    patience = Patience()
    assert [patience.before(attempts) for attempts in range(1, 9)] == [5, 20, 80, 320, 1280, 5120, 7200, 7200]
    assert patience.before(10_000) == 7200
