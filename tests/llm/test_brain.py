"""What is said or done next, given the conversation so far."""

from __future__ import annotations

import pytest

from receptionist.llm.brain import TOOLS, next_move
from receptionist.llm.conversation import AgentSaid, CallerSaid, CallTool, Item, Say, ToolCalled
from receptionist.llm.phrases_en import ENGLISH
from tests.llm.calls import BOOKED, CONFIRMED, HELLO, SARAH, TAKEN, WHICH, booking, failed, tool


def test_an_empty_conversation_begins_with_a_welcome() -> None:
    assert next_move([]) == Say(ENGLISH.welcome)


def test_a_caller_who_says_nothing_is_asked_whether_they_are_there() -> None:
    assert next_move([HELLO]) == Say(ENGLISH.still_there)


def test_a_whole_booking_in_one_utterance_is_booked_at_once() -> None:
    said = CallerSaid("I'd like to book an appointment. My name is Sarah, next Tuesday at 2 PM.")
    assert next_move([HELLO, said]) == CallTool("book_appointment", SARAH)


@pytest.mark.parametrize(
    ("utterance", "noted", "question"),
    [
        ("I'd like to book an appointment", booking(), "Happy to. What's your name, and when would suit you?"),
        (
            "I'd like to book, my name is Sarah",
            booking("Sarah"),
            "Thanks, Sarah. What day and time would suit you?",
        ),
        (
            "My name is Sarah and I'd like to come in on Tuesday",
            booking("Sarah", "Tuesday"),
            "Thanks, Sarah. What time would suit you?",
        ),
        (
            "Can I come in on Tuesday?",
            booking("", "Tuesday"),
            "Happy to. What's your name, and what time would suit you?",
        ),
        (
            "Can I book something at 2 PM?",
            booking("", "", "2 PM"),
            "Happy to. What's your name, and what day would suit you?",
        ),
        ("Can I come in tomorrow at 2 PM?", booking("", "tomorrow", "2 PM"), "Happy to. What's your name, please?"),
    ],
)
def test_what_is_known_is_noted_and_the_rest_is_asked_for(utterance: str, noted: CallTool, question: str) -> None:
    conversation: list[Item] = [HELLO, CallerSaid(utterance)]
    assert next_move(conversation) == noted
    conversation += tool("begin_booking", "noted", noted.arguments)
    assert next_move(conversation) == Say(question)


def collected(*answers: str) -> list[Item]:
    """A booking in which each of the caller's answers was followed by the brain's own moves."""
    conversation: list[Item] = [HELLO]
    for answer in ("I'd like an appointment", *answers[:-1]):
        conversation.append(CallerSaid(answer))
        move = next_move(conversation)
        if isinstance(move, CallTool):
            conversation += tool(move.name, "noted", move.arguments)
            move = next_move(conversation)
        assert isinstance(move, Say)
        conversation.append(AgentSaid(move.text))
    return [*conversation, CallerSaid(answers[-1])]


@pytest.mark.parametrize(
    "answers",
    [
        ("Sarah.", "next Tuesday", "2 PM"),
        ("it's Sarah", "at 2 PM", "next Tuesday please"),
        ("next Tuesday", "2 PM", "Sarah"),
        ("next Tuesday at 2 PM", "my name is Sarah"),
        ("2 PM", "Sarah", "next Tuesday"),
        ("Sara, no sorry, Sarah", "Wednesday", "sorry, I meant next Tuesday", "2 PM"),
        ("Sarah", "are you a robot?", "next Tuesday", "do you take insurance?", "2 PM"),
    ],
)
def test_the_parts_of_a_booking_come_in_any_order(answers: tuple[str, ...]) -> None:
    assert next_move(collected(*answers)) == CallTool("book_appointment", SARAH)


def test_the_same_facts_are_never_noted_twice() -> None:
    assert next_move(collected("Sarah", "my name is Sarah")) == Say("Thanks, Sarah. What day and time would suit you?")


@pytest.mark.parametrize("output", [CONFIRMED, TAKEN, WHICH])
def test_what_a_tool_says_is_spoken_as_it_is(output: str) -> None:
    assert next_move([CallerSaid("x"), *tool("book_appointment", output, SARAH)]) == Say(output)


@pytest.mark.parametrize(
    ("name", "reply"),
    [
        ("book_appointment", ENGLISH.trouble_booking),
        ("begin_booking", ENGLISH.trouble_booking),
        ("move_appointment", ENGLISH.trouble_moving),
        ("send_details", ENGLISH.trouble_sending),
        ("end_call", ENGLISH.farewell),
    ],
)
def test_an_error_is_apologised_for_and_never_read_out(name: str, reply: str) -> None:
    assert next_move([CallerSaid("x"), *failed(name)]) == Say(reply)


def test_after_an_error_the_caller_need_not_repeat_everything() -> None:
    broke = failed("book_appointment", SARAH)
    conversation = [CallerSaid("x"), *broke, AgentSaid(ENGLISH.trouble_booking), CallerSaid("at 3 PM")]
    assert next_move(conversation) == CallTool("book_appointment", {**SARAH, "time": "3 PM"})


@pytest.mark.parametrize(
    ("utterance", "reply"),
    [
        ("hello", f"Hello! {ENGLISH.how_can_i_help}"),
        ("Hi, this is Sarah", "Hello, Sarah. How can I help you today?"),
        ("are you a robot?", f"{ENGLISH.robot} {ENGLISH.how_can_i_help}"),
        ("who is this?", f"{ENGLISH.who} {ENGLISH.how_can_i_help}"),
        ("I have an appointment on Monday", ENGLISH.what_can_i_do),
        ("my gums bleed when I brush my teeth", f"{ENGLISH.sorry_to_hear} {ENGLISH.shall_i_book}"),
        ("thanks", f"{ENGLISH.you_are_welcome} {ENGLISH.how_can_i_help}"),
    ],
)
def test_other_questions_get_an_honest_answer(utterance: str, reply: str) -> None:
    assert next_move([HELLO, CallerSaid(utterance)]) == Say(reply)


@pytest.mark.parametrize("noise", ["", "asdf qwer", "😀😀", "\x00\x01", "x" * 10_000])
def test_what_was_not_caught_is_asked_for_by_what_is_missing(noise: str) -> None:
    assert next_move([HELLO, CallerSaid(noise)]) == Say(f"{ENGLISH.didnt_catch} {ENGLISH.shall_i_book}")
    asked = collected("Sarah", "next Tuesday", noise)
    assert next_move(asked) == Say(f"{ENGLISH.didnt_catch} What time would suit you?")
    again = [*asked, AgentSaid(ENGLISH.didnt_catch), CallerSaid(noise)]
    assert next_move(again) == Say(f"{ENGLISH.still_didnt_catch} What time would suit you? Otherwise, {ENGLISH.staff}.")


def test_a_yes_to_the_offer_of_a_booking_begins_one() -> None:
    conversation: list[Item] = [
        HELLO,
        CallerSaid("my gums bleed when I brush my teeth"),
        AgentSaid(ENGLISH.shall_i_book),
        CallerSaid("yes please"),
    ]
    assert next_move(conversation) == booking()


@pytest.mark.parametrize(
    ("utterance", "needs", "instead"),
    [
        (
            "I'd like an appointment",
            "begin_booking",
            "Happy to. What's your name, and when would suit you?",
        ),
        ("Sarah here, can I come tomorrow at 2 PM?", "book_appointment", ENGLISH.no_tool),
        ("where can I park?", "answer_question", ENGLISH.no_tool),
        ("goodbye", "end_call", ENGLISH.farewell),
    ],
)
def test_a_tool_that_is_not_there_is_not_called(utterance: str, needs: str, instead: str) -> None:
    assert next_move([HELLO, CallerSaid(utterance)], TOOLS - {needs}) == Say(instead)


def test_while_a_tool_runs_the_caller_is_asked_to_wait() -> None:
    conversation = [*BOOKED[:2], ToolCalled("book_appointment", SARAH), CallerSaid("hello?")]
    assert next_move(conversation) == Say(ENGLISH.one_moment)
