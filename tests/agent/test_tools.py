"""Each tool by itself: what it makes of what LLMs pass, and what the LLM is told."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast, get_args

import pytest

from receptionist.desk import Fact
from receptionist.domain.commands import EndCall
from receptionist.errors import LogFullError, LogLockedError
from receptionist.events.booking import BookingConfirmed, LateArrivalReported
from receptionist.events.clinic import TaskRaised
from receptionist.events.patient import PatientRegistered
from receptionist.events.recorded import NewEvent
from receptionist.language import Language
from receptionist.tools import TOOLS
from tests.agent.asking import asked, one, script
from tests.agent.committing import BOOK, BOOKED, LATE
from tests.agent.scripted import Calls, a_call

LANGUAGES: tuple[Language, ...] = get_args(Language)
SPANISH = Calls.one("choose_language", language="es")


ODD: tuple[object, ...] = (None, "", 42, "x" * 10_000, ["a", None, 3], "\u202e\x00", "s1", "a-0000000000ex", True, 0.5)


@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: str(tool.info.name))
async def test_whatever_an_llm_passes_is_answered_with_a_sentence(tmp_path: Path, tool: Any) -> None:
    calls = [Calls.one(tool.info.name, **dict.fromkeys(_arguments(tool), value)) for value in ODD]
    async with a_call(tmp_path, script(*calls)) as stand:
        for answer in await asked(stand, turns=len(ODD)):
            first, *below = answer.split("\n")
            assert re.search(r"[.?!]$", first), answer
            assert len(first) < 400
            assert all(re.fullmatch(r"\((?:slots|appointments): .+\)", line) for line in below)
            assert "error" not in answer.lower()
        assert await stand.events(BookingConfirmed) == []


def _arguments(tool: Any) -> list[str]:
    return [name for name in tool.__wrapped__.__annotations__ if name not in {"context", "return"}]


async def test_below_the_sentence_stand_the_ids_of_what_is_offered(tmp_path: Path) -> None:
    find = Calls.one("find_times", date="next Tuesday", time="in the afternoon")
    async with a_call(tmp_path, script(find)) as stand:
        (answer,) = await asked(stand)
        assert answer.split("\n") == [
            ("I have Tuesday, November 24th at 1 PM, 2 PM or 3:30 PM with Dr. Lee. Would one of these suit you?"),
            "(slots: s1 = 2026-11-24T18:00Z lee; s2 = 2026-11-24T19:00Z lee; s3 = 2026-11-24T20:30Z lee)",
        ]
        assert (await stand.said())[-1] == answer.split("\n")[0]


@pytest.mark.parametrize("slot", ["s2", " S2 ", "slot s2", "s2."])
async def test_an_offered_time_is_booked_by_its_id_once(tmp_path: Path, slot: str) -> None:
    find = Calls.one("find_times", date="next Tuesday", time="in the afternoon")
    book = Calls.one("book_appointment", name="Sarah", slot=slot)
    async with a_call(tmp_path, script(find, book, book)) as stand:
        answers = await asked(stand, turns=3)
        booked = await one(stand, BookingConfirmed)
        assert booked.appointment.starts_at == datetime(2026, 11, 24, 19, 0, tzinfo=UTC)
        assert answers[1:] == [BOOKED, BOOKED]


@pytest.mark.parametrize("slot", ["none", "null", "N/A", " undefined "])
async def test_an_llm_s_word_for_no_id_is_no_id(tmp_path: Path, slot: str) -> None:
    book = Calls.one("book_appointment", name="Sarah", date="next Tuesday", time="2 PM", slot=slot)
    async with a_call(tmp_path, script(book)) as stand:
        assert await asked(stand) == [BOOKED]


@pytest.mark.parametrize("nothing", ["None", " n/a", "unknown", "Not specified"])
async def test_what_an_llm_writes_for_nothing_is_nothing_anywhere(tmp_path: Path, nothing: str) -> None:
    """Above all no guardian is registered under it, and no phone number asked for again that nobody gave."""
    besides = dict.fromkeys(
        ("slot", "treatment", "provider", "phone", "birth_date", "new_patient", "guardian"), nothing
    )
    book = Calls.one("book_appointment", name="Sarah", date="next Tuesday", time="2 PM", **besides)
    async with a_call(tmp_path, script(Calls.one("book_appointment", name=nothing), book)) as stand:
        nameless, booked = await asked(stand, turns=2)
        assert nameless.startswith("I didn't get a name.")
        assert booked == BOOKED
        assert [registered.name for registered in await stand.events(PatientRegistered)] == ["Sarah"]  # type: ignore[union-attr]


@pytest.mark.parametrize("provider", ["any", "Anyone", "no preference"])
async def test_anybody_is_nobody_in_particular(tmp_path: Path, provider: str) -> None:
    book = Calls.one("book_appointment", name="Sarah", date="next Tuesday", time="2 PM", provider=provider)
    async with a_call(tmp_path, script(book)) as stand:
        assert await asked(stand) == [BOOKED]


@pytest.mark.parametrize("slot", ["s9", "1", "the second", "s1 or s2"])
async def test_an_id_that_was_not_offered_is_refused_with_a_question(tmp_path: Path, slot: str) -> None:
    async with a_call(tmp_path, script(Calls.one("book_appointment", name="Sarah", slot=slot))) as stand:
        assert await asked(stand) == [
            "I'm sorry, I'm not sure which of the times you mean. Which day and time would you like?"
        ]


async def test_the_same_for_two_people_names_the_one_who_was_asked_for(tmp_path: Path) -> None:
    other = Calls.one("book_appointment", name="Tom", date="next Tuesday", time="3 PM")
    async with a_call(tmp_path, script(BOOK, other, BOOK)) as stand:
        assert (await asked(stand, turns=3))[2] == BOOKED


async def test_when_it_is_not_clear_which_appointment_the_ids_stand_below(tmp_path: Path) -> None:
    other = Calls.one("book_appointment", name="Tom", date="next Tuesday", time="3 PM", treatment="cleaning")
    cancel = Calls.one("cancel_appointment")
    move = Calls.one("move_appointment", date="Friday", time="9 AM", appointment="a-0000000000ex")
    async with a_call(tmp_path, script(BOOK, other, move, cancel)) as stand:
        *_, asks, cancelled = await asked(stand, turns=4)
        first, below = asks.split("\n")
        assert first == (
            "Which appointment do you mean: Tuesday, November 24th at 2 PM or Tuesday, November 24th at 3 PM?"
        )
        assert re.fullmatch(r"\(appointments: a-\w+ = 2026-11-24T19:00Z; a-\w+ = 2026-11-24T20:00Z\)", below)
        assert cancelled.startswith("All right, I've cancelled the cleaning")


@pytest.mark.parametrize(
    ("minutes", "heard"),
    [
        (10, 10), ("10 minutes", 10), (15.0, 15), ("ten", 10), ("twenty-five", 25), ("half an hour", 30),
        ("an hour and a half", 90), ("1.5 hours", 90), ("a quarter of an hour", 15), ("ten or fifteen", 15),
        ("three quarters of an hour", 45), ("", 0), (None, 0), ("a bit", 0), (-5, 5), ("9" * 30, 0), ("at 3:15", 0),
    ],
)  # fmt: skip
async def test_how_late_they_will_be_is_understood_or_left_open(tmp_path: Path, minutes: object, heard: int) -> None:
    async with a_call(tmp_path, script(BOOK, Calls.one("report_late", minutes=minutes))) as stand:
        await asked(stand, turns=2)
        assert (await one(stand, LateArrivalReported)).minutes == heard


@pytest.mark.parametrize(
    ("minutes", "heard"), [("media hora", 30), ("un cuarto de hora", 15), ("hora y media", 90), ("treinta y cinco", 35)]
)
async def test_how_late_they_will_be_is_understood_in_spanish(tmp_path: Path, minutes: str, heard: int) -> None:
    async with a_call(tmp_path, script(BOOK, SPANISH, Calls.one("report_late", minutes=minutes))) as stand:
        await asked(stand, turns=3)
        assert (await one(stand, LateArrivalReported)).minutes == heard


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("tool", [BOOK, LATE, Calls.one("identify_patient", confirmation_code="M8P-27YK")])
@pytest.mark.parametrize("error", [LogFullError, LogLockedError])
async def test_a_log_that_does_not_answer_is_admitted_in_the_caller_s_language(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: Language, tool: Calls, error: type[Any]
) -> None:
    async with a_call(tmp_path, script(Calls.one("choose_language", language=language), tool)) as stand:
        await asked(stand)
        append, lookup = stand.storage.log.append, stand.storage.lookup

        async def fails(*args: object, **kwargs: object) -> object:
            (events,) = args
            if all(isinstance(new.event, get_args(Fact)) for new in cast("Sequence[NewEvent]", events)):
                return await append(*args, **kwargs)  # type: ignore[arg-type]
            raise error(stand.storage.path)

        monkeypatch.setattr(stand.storage.log, "append", fails)
        monkeypatch.setattr(stand.storage.log, "read", fails_to(error(stand.storage.path)))
        monkeypatch.setattr(lookup, "appointments", fails_to(error(stand.storage.path)))
        await stand.call.hear("Please.")
        monkeypatch.undo()
        beginning = {"en": "I'm sorry, I can't reach the appointment book", "es": "Lo siento, ahora mismo no puedo"}
        assert (await stand.answers())[-1].startswith(beginning[language])


def fails_to(error: Exception) -> Any:
    async def fails(*_: object, **__: object) -> object:
        raise error

    return fails


@pytest.mark.parametrize("tool", [tool for tool in TOOLS if tool.info.name not in {"end_call", "choose_language"}])
async def test_after_the_call_nothing_is_changed_and_it_is_said(tmp_path: Path, tool: Any) -> None:
    arguments = dict.fromkeys(_arguments(tool), "Where can I park?")
    async with a_call(tmp_path, script(Calls.one(tool.info.name, **arguments))) as stand:
        await stand.call.desk.handle(EndCall(reason="stopped"), actor="system")
        before = len(await stand.events())
        await stand.call.hear("Please.")
        assert (await stand.answers())[-1] == "This call has ended already, so nothing was changed."
        assert {type(event).__name__ for event in (await stand.events())[before:]} == {
            "UtteranceHeard", "ToolCalled", "ToolReturned", "UtteranceSpoken",
        }  # fmt: skip


async def test_on_the_telephone_the_code_is_read_aloud(tmp_path: Path) -> None:
    send = Calls.one("send_details")
    async with a_call(tmp_path, script(BOOK, BOOK, send), channel="phone") as stand:
        booked, again, sent = await asked(stand, turns=3)
        code = (await one(stand, BookingConfirmed)).appointment.code
        aloud = booked.removeprefix(f"{BOOKED} ")
        assert aloud.startswith("Your confirmation code is: ")
        assert [char for char in re.findall(r"\b[A-Z0-9]\b", aloud.split(":")[1]) if char in code] != []
        assert again == booked
        assert "the staff will send you the details" in sent
        assert sent.endswith(aloud)
        assert (await one(stand, TaskRaised)).kind == "details_by_hand"
