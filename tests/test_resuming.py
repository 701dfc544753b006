"""Taking a call up: what the LLM is told of it, and what is said first, from nothing but its events."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

import pytest
from attrs import evolve
from livekit.agents import llm

from receptionist.config import Settings
from receptionist.errors import EventTooNewError
from receptionist.events.booking import BookingBegun, BookingConfirmed, SlotsOffered
from receptionist.events.call import (
    CallerGreeted,
    CallResumed,
    CallStarted,
    EmergencyRecognised,
    LanguageChosen,
    PersonRequested,
    ToolCalled,
    ToolReturned,
    TransferFailed,
    UtteranceHeard,
    UtteranceSpoken,
)
from receptionist.events.catalogue import Event
from receptionist.events.recorded import Recorded, UnknownEvent
from receptionist.language import Language
from receptionist.llm.recall import GO_ON
from receptionist.prompts.resumption_wording import resumption_words
from receptionist.resuming import Resumption, resumption_of
from tests.examples import example, recorded

CLINIC = Settings.load({}, Path("/nowhere")).clinic
WANTS = UtteranceHeard(text="An exam on Tuesday at nine, please. I'm Zoë Quillfeather.")
CONFIRMED = example(BookingConfirmed)
BOOKED = "You're booked for an exam with Dr. Lee on Tuesday, December 1st at 9 AM, Zoë Quillfeather."
Step = Event | tuple[Event, str]


def spoken(text: str, *, interrupted: bool = False) -> UtteranceSpoken:
    return UtteranceSpoken(text=text, interrupted=interrupted)


GREETED: tuple[Step, ...] = (CallStarted(channel="room", clinic="B", time_zone="America/New_York", language="en"),
                             CallerGreeted(words="Hello!"), spoken("Hello!"))  # fmt: skip


def called(tool: str, id_: str = "call_1") -> ToolCalled:
    return ToolCalled(tool_call_id=id_, tool=tool, arguments="{}")


def returned(tool: str, result: str, id_: str = "call_1", *, is_error: bool = False) -> ToolReturned:
    return ToolReturned(tool_call_id=id_, tool=tool, result=result, is_error=is_error)


def history(*steps: Step) -> list[Recorded]:
    """The events of a call in order; beside one that a tool call led to stands that call's id."""
    found = []
    for position, step in enumerate(steps, start=1):
        event, cause = step if isinstance(step, tuple) else (step, None)
        one = recorded(event, position=position)
        found.append(evolve(one, metadata=evolve(one.metadata, causation=cause)))
    return found


def taken_up(*steps: Step, is_last: bool = False) -> Resumption:
    return resumption_of(history(*steps), CLINIC, is_last=is_last)


def told(resumption: Resumption) -> list[tuple[str, ...]]:
    """The conversation as the LLM gets it, in short."""
    found: list[tuple[str, ...]] = []
    for item in resumption.conversation.items:
        match item:
            case llm.ChatMessage():
                found.append((item.role, item.text_content or "", *(["cut off"] if item.interrupted else [])))
            case llm.FunctionCall():
                found.append(("calls", item.name, item.call_id))
            case llm.FunctionCallOutput():
                found.append(("answers", item.output, item.call_id, *(["error"] if item.is_error else [])))
    return found


def said_first(resumption: Resumption) -> dict[str, Any]:
    """What is done first: whatever is not as it is by itself."""
    names = ("words", "needs_greeting", "is_to_answer", "owed", "ending", "transfer_to", "is_last")
    usual = Resumption(conversation=resumption.conversation)
    return {name: value for name in names if (value := getattr(resumption, name)) != getattr(usual, name)}


def test_a_call_in_which_nobody_has_spoken_begins_with_its_greeting() -> None:
    """Whether or not the event of it is there: the words never got out."""
    for steps in (GREETED[:1], GREETED[:2]):
        assert said_first(taken_up(*steps)) == {"needs_greeting": True}


def test_an_utterance_that_was_not_answered_is_answered() -> None:
    resumption = taken_up(*GREETED, WANTS)
    assert said_first(resumption) == {"words": "Sorry about that.", "is_to_answer": True}
    assert told(resumption) == [("assistant", "Hello!"), ("user", WANTS.text)]


def test_a_tool_that_came_to_nothing_is_left_to_the_llm_to_ask_for_again() -> None:
    """The process died in the middle of it, and nothing was decided."""
    resumption = taken_up(*GREETED, WANTS, called("book_appointment"))
    assert said_first(resumption) == {"words": "Sorry about that.", "is_to_answer": True}
    assert told(resumption) == [("assistant", "Hello!"), ("user", WANTS.text)]


def test_what_was_done_and_never_said_is_said_although_its_tool_never_returned() -> None:
    steps = (*GREETED, WANTS, called("book_appointment"), (example(BookingBegun), "call_1"), (CONFIRMED, "call_1"))
    resumption = taken_up(*steps)
    assert said_first(resumption) == {
        "words": f"Sorry about that. {BOOKED} Is there anything else I can help you with?",
        "owed": (BOOKED,),
    }
    assert told(resumption)[2:] == [("calls", "book_appointment", "call_1"), ("answers", BOOKED, "call_1")]


def test_what_was_done_and_said_is_not_said_again() -> None:
    said = (called("book_appointment"), (CONFIRMED, "call_1"), returned("book_appointment", BOOKED), spoken(BOOKED))
    assert said_first(taken_up(*GREETED, WANTS, *said)) == {
        "words": "Sorry about that. We have you down for Tuesday, December 1st at 9 AM. Is there anything else?"
    }


def test_what_is_said_while_a_tool_is_at_work_does_not_tell_of_its_answer() -> None:
    steps = (*GREETED, WANTS, called("book_appointment"), spoken("One moment."), (CONFIRMED, "call_1"))
    assert taken_up(*steps).owed == (BOOKED,)
    answered = (*steps, returned("book_appointment", BOOKED))
    assert taken_up(*answered).owed == (BOOKED,)


def test_an_answer_that_changes_nothing_is_left_to_the_llm_to_say() -> None:
    """A question, an offer, a refusal: with its answer before it, it says the same."""
    offered = (called("find_times"), (example(SlotsOffered), "call_1"), returned("find_times", "Tuesday at 9."))
    resumption = taken_up(*GREETED, WANTS, *offered)
    assert said_first(resumption) == {"words": "Sorry about that.", "is_to_answer": True}
    assert told(resumption)[-2:] == [("calls", "find_times", "call_1"), ("answers", "Tuesday at 9.", "call_1")]


def test_an_emergency_that_was_recognised_and_not_answered_is_reported_again() -> None:
    """Its wording is approved, and only its tool has it: that it says so a second time changes nothing."""
    steps = (*GREETED, WANTS, called("report_emergency"), (example(EmergencyRecognised), "call_1"))
    resumption = taken_up(*steps)
    assert said_first(resumption) == {"words": "Sorry about that.", "is_to_answer": True}
    assert told(resumption)[-1] == ("user", WANTS.text)


def test_a_caller_whose_turn_it_is_may_go_on() -> None:
    """Nothing is asked again: the question was heard."""
    asked = spoken("What's your name?")
    assert said_first(taken_up(*GREETED, WANTS, asked)) == {"words": resumption_words("go_on", "en")}
    booking = (*GREETED, (CONFIRMED, "call_0"), (example(BookingBegun), "call_1"), WANTS, asked)
    assert said_first(taken_up(*booking)) == {"words": resumption_words("go_on", "en")}


def test_what_was_cut_off_is_told_as_far_as_it_was_heard() -> None:
    resumption = taken_up(*GREETED, WANTS, spoken("What's", interrupted=True))
    assert told(resumption)[-1] == ("assistant", "What's", "cut off")


def test_a_tool_that_failed_is_told_as_one() -> None:
    failed = (called("book_appointment"), returned("book_appointment", "not JSON", is_error=True))
    assert told(taken_up(*GREETED, WANTS, *failed))[-1] == ("answers", "not JSON", "call_1", "error")


def test_two_tool_calls_of_one_name_are_told_apart() -> None:
    """An LLM that counts its calls has begun again after an earlier resumption."""
    twice = (called("find_times"), returned("find_times", "One."), spoken("One."), CallResumed(attempt=1), WANTS,
             called("find_times"), returned("find_times", "Two."))  # fmt: skip
    answers = [one for one in told(taken_up(*GREETED, WANTS, *twice)) if one[0] == "answers"]
    assert answers == [("answers", "One.", "call_1"), ("answers", "Two.", "call-10")]


def test_a_farewell_that_was_heard_ends_the_call() -> None:
    steps = (*GREETED, WANTS, called("end_call"), returned("end_call", "Goodbye!"), spoken("Goodbye!"))
    assert said_first(taken_up(*steps)) == {"ending": "caller_said_goodbye"}
    cut_off = (*steps[:-1], spoken("Good", interrupted=True))
    assert said_first(taken_up(*cut_off)) == {"words": resumption_words("go_on", "en")}
    assert said_first(taken_up(*steps, WANTS)) == {"words": "Sorry about that.", "is_to_answer": True}


def test_a_farewell_that_was_not_heard_is_left_to_the_llm() -> None:
    """The call ends by its being called: told as done, it would never end."""
    resumption = taken_up(*GREETED, WANTS, called("end_call"), returned("end_call", "Goodbye!"))
    assert said_first(resumption) == {"words": "Sorry about that.", "is_to_answer": True}
    assert told(resumption)[-1] == ("user", WANTS.text)


def test_who_was_about_to_be_put_through_still_is() -> None:
    steps: tuple[Step, ...] = (
        *GREETED,
        WANTS,
        (PersonRequested(phone="+12125550199", reason=""), "call_1"),
        spoken("Yes."),
    )
    assert said_first(taken_up(*steps)) == {"words": "Sorry about that.", "transfer_to": "+12125550199"}
    assert taken_up(*steps, TransferFailed(why="no_answer")).transfer_to is None


def test_a_call_that_is_given_up_says_so_and_where_the_clinic_can_be_reached() -> None:
    resumption = taken_up(*GREETED, WANTS, is_last=True)
    assert said_first(resumption) == {
        "words": resumption_words("given_up", "en", phone=CLINIC.phone),
        "is_last": True,
    }
    assert CLINIC.phone in resumption.words


def test_it_is_said_in_the_language_of_the_call() -> None:
    spanish = (*GREETED, LanguageChosen(language="es"))
    assert taken_up(*spanish, WANTS).words == "Disculpe la interrupción."
    assert taken_up(*spanish).words == resumption_words("go_on", "es")
    assert taken_up(*spanish, is_last=True).words == resumption_words("given_up", "es", phone=CLINIC.phone)


@pytest.mark.parametrize("language", get_args(Language))
def test_the_offline_llm_knows_that_such_words_ask_for_nothing(language: Language) -> None:
    assert resumption_words("go_on", language) in GO_ON


def test_a_call_that_a_newer_version_has_gone_on_with_is_not_taken_up_blindly() -> None:
    unknown = evolve(recorded(WANTS, position=9), event=UnknownEvent(type="call.new", version=1, data={}))
    with pytest.raises(EventTooNewError):
        resumption_of([*history(*GREETED), unknown], CLINIC)
