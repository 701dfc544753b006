"""A call saved as a test: nobody's, at another time, and shown as it was."""

from __future__ import annotations

import contextlib
import json
import re
import sqlite3
import tomllib
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from attrs import evolve

from receptionist.domain.birth_dates import age_on
from receptionist.domain.codes import code_in, spoken_code
from receptionist.errors import HistoryFileError
from receptionist.events.booking import BookingConfirmed
from receptionist.events.call import CallStarted, StreamsResent, ToolCalled, UtteranceHeard, UtteranceSpoken
from receptionist.events.catalogue import Event
from receptionist.events.patient import PatientRecognised, PatientRegistered, ProxyRecorded
from receptionist.events.recorded import UnknownEvent
from receptionist.events.tags import call_tag
from receptionist.events.vault import keys_path
from receptionist.ids import AppointmentId, PatientId
from receptionist.projections import digest_content, project
from receptionist.publishers.owing import effect_digest
from receptionist.replaying.history import History, play
from receptionist.replaying.pseudonyms import Pseudonyms
from receptionist.replaying.rewording import Rewording
from receptionist.replaying.saving import SavedCall, saved_call, verbatim, write
from receptionist.replaying.showing import Shown, differences
from receptionist.testing import scene
from tests.examples import APPOINTMENT, CALL, CODE, EXAMPLES, NOW, PATIENT, PHONE, example
from tests.journeys.journey import journeys
from tests.publishers.support import CONFIRMED, WHOLE, Stand, stand_on

ZONE = ZoneInfo("America/New_York")


@pytest.fixture
async def stand(path: Path) -> AsyncIterator[Stand]:
    async with stand_on(path) as stand:
        yield stand


async def saved(stand: Stand) -> SavedCall:
    return await saved_call(stand.storage, CALL, title="a call")


async def text_of(stand: Stand, words: str, *before: Event) -> str:
    """What the caller's *words* read like once they are saved."""
    await stand.append(*before, evolve(example(UtteranceHeard), text=words))
    events = (await saved(stand)).history.recorded()
    return [each.event.text for each in events if isinstance(each.event, UtteranceHeard)][-1]


def erase(path: Path, subjects: str) -> None:
    with contextlib.closing(sqlite3.connect(keys_path(path))) as raw, raw:
        raw.execute("DELETE FROM keys WHERE subject LIKE ?", (subjects,))


async def test_a_call_that_is_saved_as_it_was_gives_the_digests_that_were_recorded(stand: Stand) -> None:
    """Export, replay: the same effects, to the byte, under the call's own key."""
    await stand.append(*EXAMPLES)
    history = await verbatim(stand.storage, CALL, about="as it was")
    again = {
        f"{each.position}:{ordinal}": effect_digest(stand.storage.vault, CALL, effect)
        for each in history.recorded()
        for ordinal, effect in enumerate(project(each))
    }
    assert again == stand.rows(CALL, "digest")


async def test_a_saved_call_that_happens_again_owes_the_same(stand: Stand, tmp_path: Path) -> None:
    """In a log of its own, with its own keys: what is sent there is what its history says."""
    await stand.append(*WHOLE)
    history = (await saved(stand)).history
    (tmp_path / "again").mkdir()
    async with scene(tmp_path / "again") as then:
        recorded = await then.play(history)
        published = (await then.shown(recorded[0].metadata.call or CALL)).published
    sent = {each.delivery.key: json.loads(digest_content(each.effect)) for each in published}
    assert sent == history.shows.effects


async def test_it_shows_as_many_effects_of_the_same_kinds_under_the_same_keys(stand: Stand) -> None:
    await stand.append(*EXAMPLES)
    history = (await saved(stand)).history
    assert {key: (model["lane"], model.get("topic")) for key, model in history.shows.effects.items()} == stand.rows(
        CALL, "lane", "topic"
    )


async def test_nobody_of_the_call_is_found_in_the_files(stand: Stand) -> None:
    await stand.append(*EXAMPLES)
    call = await saved(stand)
    both = call.history.as_text() + call.journey
    everything = [PATIENT, "Quillfeather", "Zoë", PHONE, PHONE[-7:], CODE, f"{CODE[:3]}-{CODE[3:]}", CALL, APPOINTMENT]
    assert [each for each in everything if each in both] == []
    assert "$sealed" not in both
    assert f"{NOW:%Y-%m-%d}" not in both


async def test_the_file_is_the_history(stand: Stand, tmp_path: Path) -> None:
    await stand.append(*EXAMPLES, evolve(example(UtteranceHeard), text="half a pair: \ud83d"))
    history = (await saved(stand)).history
    write(tmp_path / "x.json", history.as_text(), force=False)
    assert History.load(tmp_path / "x.json") == history
    assert differences(history.shows, play(History.load(tmp_path / "x.json"))) == ""


async def test_the_same_people_have_the_same_names_in_every_history_of_a_log(stand: Stand) -> None:
    await stand.append(*WHOLE)
    one, other = await saved(stand), await saved(stand)
    assert one.history == other.history


async def test_in_another_log_they_have_others(stand: Stand, tmp_path: Path) -> None:
    await stand.append(CONFIRMED)
    async with stand_on(tmp_path / "other.db") as other:
        await other.append(CONFIRMED)
        assert (await saved(other)).history != (await saved(stand)).history


async def test_the_weekday_and_the_time_of_day_stay(stand: Stand) -> None:
    await stand.append(CONFIRMED)
    call = await saved(stand)
    (recorded,) = call.history.recorded()
    assert isinstance(recorded.event, BookingConfirmed)
    weeks = timedelta(weeks=call.anonymised.moved.weeks)
    was, now = CONFIRMED.appointment.starts_at.astimezone(ZONE), recorded.event.appointment.starts_at.astimezone(ZONE)
    assert weeks != timedelta()
    assert now.replace(tzinfo=None) == was.replace(tzinfo=None) + weeks
    assert recorded.recorded_at == NOW + weeks
    assert call.anonymised.moved.kept_side


async def test_tags_say_the_days_that_the_events_say(stand: Stand) -> None:
    await stand.append(CONFIRMED)
    (recorded,) = (await saved(stand)).history.recorded()
    assert isinstance(recorded.event, BookingConfirmed)
    appointment = recorded.event.appointment
    day = appointment.starts_at.astimezone(ZONE).date()
    assert recorded.tags == tuple(
        sorted(
            (
                f"appointment:{appointment.appointment_id}",
                call_tag(recorded.metadata.call or CALL),
                f"day:{day}",
                f"diary:{appointment.chair_id}:{day}",
                f"diary:{appointment.provider_id}:{day}",
                f"patient:{appointment.patient_id}",
            )
        )
    )


@pytest.mark.parametrize(
    "said",
    [
        "I am Zoë Quillfeather.", "zoe quillfeather here", "ZOE QUILLFEATHER", "Zoë's tooth hurts", "the Quillfeathers",
        "Q U I L L F E A T H E R", "Q, U, I, L, L, F, E, A, T, H, E, R.", "q-u-i-l-l-f-e-a-t-h-e-r",
        "it's Zoe Quilfeather", "Quillfeather, Zoë", "Zoë\nQuillfeather", "It is Zoë-Marie Quillfeather-Smith.",
    ],
)  # fmt: skip
async def test_a_name_is_found_however_it_is_said(stand: Stand, said: str) -> None:
    told = (await text_of(stand, said, CONFIRMED)).lower()
    assert told != "[withheld]"
    assert not {"zoe", "zoë", "quillfeather", "quilfeather", "quillfeathers"} & set(re.findall(r"[^\W\d_]+", told))
    assert "quillfeather" not in re.sub(r"[^a-z]", "", told)


@pytest.mark.parametrize(
    "said",
    [
        "212-555-0123", "(212) 555-0123", "2125550123", "+1 212 555 0123", "2 1 2 5 5 5 0 1 2 3",
        "two one two, five five five, zero one two three", "two one two triple five oh one two three",
        "my number's 212 555, uh, 0123",
    ],
)  # fmt: skip
async def test_a_number_is_found_however_it_is_said(stand: Stand, said: str) -> None:
    told = await text_of(stand, f"Sure, {said}, thanks.", *EXAMPLES)
    assert "555" in re.sub(r"\D", "", told) or "five five five" in told
    assert "0123" not in re.sub(r"\D", "", told)
    assert "zero one two three" not in told


@pytest.mark.parametrize("said", [CODE, f"{CODE[:3]}-{CODE[3:]}", " ".join(CODE.lower()), spoken_code(CODE, "en")])
async def test_a_code_is_found_however_it_is_said(stand: Stand, said: str) -> None:
    told = await text_of(stand, f"It is {said}.", CONFIRMED)
    other = code_in(told, "en")
    assert other not in {None, CODE}


@pytest.mark.parametrize("born", [date(2008, 11, 19), date(2008, 11, 18), date(2026, 1, 2), date(1930, 2, 28)])
def test_nobody_comes_of_age_by_being_somebody_else(born: date) -> None:
    today, then = date(2026, 11, 18), date(2027, 1, 13)
    for key in range(30):
        other = Pseudonyms(bytes([key]) * 32, today=today, moved=then).birth_date(born)
        assert other != born
        assert age_on(other, then) == age_on(born, today)


async def test_a_date_of_birth_is_another_one_of_the_same_age(stand: Stand) -> None:
    for said in ("I was born March 3rd, 1985.", "03/03/1985", "the third of March nineteen eighty-five", "1985-03-03"):
        told = await text_of(stand, said)
        assert "March" not in told
        assert "03/03" not in told
        assert "03-03" not in told


async def test_days_that_are_said_are_moved_with_the_call(stand: Stand) -> None:
    await stand.append(evolve(example(UtteranceHeard), text="Not on December 1st, rather the 3rd of December."))
    call = await saved(stand)
    (recorded,) = call.history.recorded()
    weeks = timedelta(weeks=call.anonymised.moved.weeks)
    first, third = (date(2026, 12, day) + weeks for day in (1, 3))
    assert isinstance(recorded.event, UtteranceHeard)
    assert re.findall(r"\d+", recorded.event.text) == [str(first.day), str(third.day)]
    assert f"{first:%B}" in recorded.event.text


async def test_a_number_in_the_middle_of_a_long_story_is_found(stand: Stand) -> None:
    story = "well you know how it is and so on " * 40
    told = await text_of(stand, f"{story}. It's two one two five five five zero one two three. {story}", *EXAMPLES)
    assert "zero one two three" not in told
    assert len(told) > len(story)
    without_sentences = await text_of(stand, f"{story} two one two five five five zero one two three {story}")
    assert "zero one two three" not in without_sentences


@pytest.mark.parametrize(
    ("said", "is_left"),
    [("Will you call me? I will wait.", True), ("Will Long", False), ("I'm will", False), ("It was Will.", False)],
)
async def test_a_name_that_is_a_word_is_told_from_the_word(stand: Stand, said: str, *, is_left: bool) -> None:
    named = evolve(CONFIRMED, appointment=evolve(CONFIRMED.appointment, patient_name="Will Long"))
    assert (await text_of(stand, said, named) == said) is is_left


async def test_what_the_clinic_says_of_itself_stays(stand: Stand) -> None:
    words = "Bright Smile Dental, 123 Main St. Call us: (555) 123-4567. Dr. Lee is in."
    await stand.append(CONFIRMED, evolve(example(UtteranceSpoken), text=words, interrupted=False))
    (_, recorded) = (await saved(stand)).history.recorded()
    assert isinstance(recorded.event, UtteranceSpoken)
    assert recorded.event.text == words


async def test_a_word_that_looks_like_a_name_is_replaced_and_told_of(stand: Stand) -> None:
    await stand.append(CONFIRMED, evolve(example(UtteranceHeard), text="My neighbour Barnaby sent me, on Main Street."))
    call = await saved(stand)
    recorded = call.history.recorded()[1]
    assert isinstance(recorded.event, UtteranceHeard)
    assert "Barnaby" not in recorded.event.text
    (guess,) = (word for word in call.anonymised.noted.guessed if word in recorded.event.text.split()[2])
    assert call.anonymised.noted.guessed[guess] == {2}


async def test_a_text_in_which_somebody_can_still_be_found_is_withheld(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Should a form of a name ever be overlooked."""
    monkeypatch.setattr(Rewording, "_names", lambda _self, text, _position, **_: text)
    await stand.append(CONFIRMED, evolve(example(UtteranceHeard), text="It's Zoë Quillfeather."))
    call = await saved(stand)
    recorded = call.history.recorded()[1]
    assert isinstance(recorded.event, UtteranceHeard)
    assert (recorded.event.text, call.anonymised.noted.withheld) == ("[withheld]", {2})


async def test_the_journey_begins_with_what_the_call_rests_on(stand: Stand) -> None:
    """The appointments of those for whom the caller speaks, with what is known of them; what is over is not awaited."""
    ward, guardian = PatientId("p-ward0000000x"), PatientId("p-guard000000x")
    mine = evolve(CONFIRMED.appointment, patient_id=ward, patient_name="Mia Quillfeather")
    over = evolve(
        mine, appointment_id=AppointmentId("a-over0000000x"), starts_at=NOW - timedelta(days=3),
        ends_at=NOW - timedelta(days=2),
    )  # fmt: skip
    await stand.append(
        PatientRegistered(patient_id=ward, name="Mia Quillfeather", birth_date="2022-05-02", phone=PHONE),
        ProxyRecorded(patient_id=ward, proxy_id=guardian, relation="guardian"),
        evolve(CONFIRMED, appointment=mine),
        evolve(CONFIRMED, appointment=over),
        call=type(CALL)("c-earlier00000"),
    )
    recognised = PatientRecognised(patient_id=guardian, by="code", appointment_id=None, wards=(ward,))
    await stand.append(example(CallStarted), example(UtteranceHeard), recognised)
    (told,) = tomllib.loads((await saved(stand)).journey)["call"]
    before = told["before"]["appointments"]
    assert [each["treatment"] for each in before] == ["exam", "exam"]
    assert all(re.fullmatch(r"20(21|22)-\d\d-\d\d", each["born"]) for each in before)
    assert len(told["outcome"]["appointments"]) == 1
    assert told["outcome"]["appointments"][0].startswith(before[1]["patient"])


async def test_what_a_tool_was_given_stays_json(stand: Stand) -> None:
    given = {"name": PATIENT, "phone": "212 555 0123", "urgent": True, "words": 'I said "Zoë"'}
    await stand.append(evolve(example(ToolCalled), arguments=json.dumps(given)))
    (recorded,) = (await saved(stand)).history.recorded()
    assert isinstance(recorded.event, ToolCalled)
    told = json.loads(recorded.event.arguments)
    assert set(told) == set(given)
    assert told["urgent"] is True
    assert "0123" not in told["phone"]
    assert "Zoë" not in recorded.event.arguments


async def test_positions_within_the_call_are_counted_from_one(stand: Stand) -> None:
    """What was sent again is told by positions of the log, which stood elsewhere."""
    await stand.append(*WHOLE, call=type(CALL)("c-other0000000"))
    await stand.append(*WHOLE, evolve(example(StreamsResent), after=6, through=9))
    events = (await saved(stand)).history.recorded()
    resent = events[-1].event
    assert [each.position for each in events] == list(range(1, len(events) + 1))
    assert isinstance(resent, StreamsResent)
    assert (resent.after, resent.through) == (0, 3)


async def test_erased_data_stays_erased(path: Path) -> None:
    async with stand_on(path) as stand:
        await stand.append(*WHOLE, evolve(example(UtteranceHeard), text="Hello"))
        erase(path, "%:%")
    async with stand_on(path, seed=2) as stand:
        call = await saved(stand)
    assert "[erased]" in call.history.as_text()
    assert call.journey == ""
    assert PATIENT not in call.history.as_text()


async def test_what_a_newer_version_sealed_is_withheld(stand: Stand) -> None:
    await stand.append(CONFIRMED)
    with contextlib.closing(sqlite3.connect(stand.storage.path)) as raw, raw:
        raw.execute("DROP TRIGGER events_stay_as_they_are")
        raw.execute("UPDATE events SET version = 99")
    (recorded,) = (await saved(stand)).history.recorded()
    assert isinstance(recorded.event, UnknownEvent)
    assert recorded.event.data["appointment"]["patient_name"] == "[withheld]"


async def test_the_journey_is_one_that_can_be_played(stand: Stand, tmp_path: Path) -> None:
    await stand.append(*EXAMPLES)
    text = (await saved(stand)).journey
    (tmp_path / "x.toml").write_text(text, encoding="utf-8")
    assert tomllib.loads(text)["call"][0]["title"] == "a call"
    (journey,) = journeys(tmp_path / "x.toml")
    assert [line.words for line in journey.says] != []


async def test_a_file_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    write(path, "one", force=False)
    with pytest.raises(HistoryFileError, match="--force"):
        write(path, "two", force=False)
    assert path.read_text() == "one"
    write(path, "two", force=True)
    assert path.read_text() == "two"
    with pytest.raises(HistoryFileError, match="cannot be written"):
        write(tmp_path / "nowhere" / "x.json", "one", force=False)


def test_a_diff_names_the_part_that_differs() -> None:
    then = Shown(effects={"1:0": {"kind": "send_text", "topic": "news", "chunks": ["a", "b"]}}, folds={}, says={})
    now = Shown(effects={"1:0": {"kind": "send_text", "topic": "news", "chunks": ["a", "c"]}}, folds={}, says={})
    assert differences(then, now).splitlines()[2:] == [
        "@@ -1,3 +1,3 @@",
        " effect 1:0: send_text news",
        ' effect 1:0:   chunks[0] = "a"',
        '-effect 1:0:   chunks[1] = "b"',
        '+effect 1:0:   chunks[1] = "c"',
    ]


def test_a_moved_instant_in_the_autumn_keeps_its_time_of_day() -> None:
    from receptionist.replaying.moving_dates import Moved  # noqa: PLC0415 (this test alone)

    was = datetime(2026, 10, 30, 13, 0, tzinfo=UTC)  # 9 AM, in summer time
    assert Moved(1, ZONE, kept_side=False).instant(was) == datetime(2026, 11, 6, 14, 0, tzinfo=UTC)
