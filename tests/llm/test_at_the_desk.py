"""Persons, messages, questions, insurers, wrong numbers, anger."""

from __future__ import annotations

import pytest

from receptionist.llm.brain import next_move
from receptionist.llm.conversation import AgentSaid, CallerSaid, CallTool, Item, Say
from receptionist.llm.phrases_en import ENGLISH
from tests.llm.calls import BOOKED, HELLO, SARAH, booking, spoken, tool

CALLBACK = "Of course. I can't put you through from here. What number can somebody call you back on?"


@pytest.mark.parametrize(
    "utterance",
    [
        "I'd like to speak to a human",
        "a person, please",
        "operator",
        "can I talk to somebody?",
        "connect me to the front desk",
        "I want a real person, not a robot",
        "put me through to Dr. Lee",
        "get me the manager",
    ],
)
def test_a_person_is_fetched_at_once(utterance: str) -> None:
    assert next_move([HELLO, CallerSaid(utterance)]) == CallTool("request_person")
    expected = CallTool("request_person", {"name": "Sarah"})
    assert next_move([*BOOKED, CallerSaid(utterance)]) == expected


@pytest.mark.parametrize("utterance", ["are you a real person?", "put me on the waiting list", "for one person"])
def test_not_every_person_is_one_to_be_fetched(utterance: str) -> None:
    move = next_move([HELLO, CallerSaid(utterance)])
    assert not (isinstance(move, CallTool) and move.name == "request_person")


def test_the_number_to_call_back_on_goes_to_the_staff_with_the_name() -> None:
    asked: list[Item] = [HELLO, CallerSaid("a person, please"), *tool("request_person", CALLBACK), AgentSaid(CALLBACK)]
    expected = CallTool("request_person", {"name": "Jo Park", "phone": "646 555 0133"})
    assert next_move([*asked, CallerSaid("Jo Park, 646 555 0133")]) == expected
    assert next_move([*asked, CallerSaid("no thanks")]) == Say(f"{ENGLISH.all_right} {ENGLISH.anything_else}")


def test_an_angry_caller_is_apologised_to_once_and_then_offered_a_person() -> None:
    angry: list[Item] = [HELLO, CallerSaid("This is ridiculous, I've been on hold for an hour!")]
    assert next_move(angry) == Say(ENGLISH.sorry_shall_i)
    angry += [AgentSaid(ENGLISH.sorry_shall_i)]
    assert next_move([*angry, CallerSaid("this is unacceptable")]) == Say(ENGLISH.shall_i)
    accepted = next_move([*angry, CallerSaid("yes please")])
    assert accepted == CallTool("request_person", {"reason": "the caller is upset"})
    assert next_move([*angry, CallerSaid("no, just book me for Thursday at 3")]) == booking("", "Thursday", "3")


def test_a_message_is_taken_with_name_and_number_asked_for_once() -> None:
    conversation: list[Item] = [HELLO, CallerSaid("Can I leave a message for Dr. Lee?")]
    assert next_move(conversation) == Say(ENGLISH.what_message)
    message = "Tell her that my crown feels loose and I'd like a call"
    conversation += [AgentSaid(ENGLISH.what_message), CallerSaid(message)]
    assert next_move(conversation) == Say(ENGLISH.who_calls)
    conversation += [AgentSaid(ENGLISH.who_calls)]
    whole = {"message": message, "name": "Nora Quinn", "phone": "212 555 0177"}
    assert next_move([*conversation, CallerSaid("Nora Quinn, 212 555 0177")]) == CallTool("leave_message", whole)
    refused = next_move([*conversation, CallerSaid("I'd rather not say")])
    assert refused == CallTool("leave_message", {"message": message})


def test_a_message_that_says_it_all_is_left_at_once() -> None:
    said = "could you have somebody call me back about my bill? my name is Liz Ford and my number is 212 555 0166"
    expected = {"message": said, "name": "Liz Ford", "phone": "212 555 0166"}
    assert next_move([HELLO, CallerSaid(said)]) == CallTool("leave_message", expected)


def test_who_calls_back_themselves_leaves_no_message() -> None:
    move = next_move([HELLO, CallerSaid("never mind, I'll call back later")])
    assert move == Say(f"{ENGLISH.all_right} {ENGLISH.anything_else}")


@pytest.mark.parametrize(
    "question",
    [
        "do you take insurance?",
        "where can I park?",
        "how much is a crown?",
        "are you open on Saturday?",
        "what should I bring?",
        "what's the capital of France?",
        "what's the difference between a cleaning and an exam?",
    ],
)
def test_the_desk_decides_what_it_can_answer(question: str) -> None:
    assert next_move([HELLO, CallerSaid(question)]) == CallTool("answer_question", {"question": question})


def test_an_answer_in_the_middle_of_a_booking_is_followed_by_the_open_question() -> None:
    begun: list[Item] = [HELLO, CallerSaid("Book me in, I'm Sarah, on Tuesday")]
    begun += [*tool("begin_booking", "Noted.", {"name": "Sarah", "date": "Tuesday", "time": ""})]
    begun += [AgentSaid("Thanks, Sarah. What time would suit you?"), CallerSaid("Where can I park?")]
    begun += tool("answer_question", "Behind the building.", {"question": "Where can I park?"})
    assert next_move(begun) == Say("Behind the building. What time would suit you?")


def test_an_insurer_that_is_named_is_noted() -> None:
    assert next_move([HELLO, CallerSaid("I have MetLife")]) == CallTool("note_insurance", {"carrier": "MetLife"})


def test_an_insurer_that_is_named_with_a_booking_is_noted_once_it_is_booked() -> None:
    said = "Book me in, my name is Sarah, next Tuesday at 2 PM, and I have Cigna, thanks, bye"
    conversation = [HELLO, CallerSaid(said), *tool("book_appointment", "You're booked for Tuesday, Sarah.", SARAH)]
    assert next_move(conversation) == CallTool("note_insurance", {"carrier": "Cigna"})
    conversation += tool("note_insurance", "Noted.", {"carrier": "Cigna"})
    assert next_move(conversation) == Say("You're booked for Tuesday, Sarah. Noted.")


@pytest.mark.parametrize("utterance", ["Is this Mario's Pizza?", "Oh, sorry, wrong number", "I misdialed, bye"])
def test_a_wrong_number_is_let_go(utterance: str) -> None:
    assert next_move([HELLO, CallerSaid(utterance)]) == CallTool("end_call", {"wrong_number": "yes"})


def test_a_goodbye_with_the_request_ends_the_call_once_it_is_done() -> None:
    conversation = [*BOOKED, CallerSaid("cancel that please, bye")]
    conversation += spoken("cancel_appointment", "All right, I've cancelled the exam on Tuesday for Sarah.")[:-1]
    assert next_move(conversation) == CallTool("end_call")
