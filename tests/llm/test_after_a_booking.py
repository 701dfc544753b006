"""Changes, refusals, second bookings, goodbyes: what follows when the desk has answered."""

from __future__ import annotations

import pytest

from receptionist.llm.brain import next_move
from receptionist.llm.conversation import AgentSaid, CallerSaid, CallTool, Move, Say
from receptionist.llm.phrases_en import ENGLISH
from tests.llm.calls import (
    BOOKED,
    CONFIRMED,
    HELLO,
    OFFER,
    REFUSED,
    SARAH,
    STANDING,
    TAKEN,
    WHICH,
    booking,
    spoken,
    tool,
)


@pytest.mark.parametrize(
    ("utterance", "change"),
    [
        ("no, make it Wednesday at ten", {"date": "Wednesday", "time": "ten"}),
        ("actually can we do 3 PM instead", {"date": "next Tuesday", "time": "3 PM"}),
        ("can I change that to Friday", {"date": "Friday", "time": "2 PM"}),
        ("could you move it from Tuesday to Wednesday?", {"date": "Wednesday", "time": "2 PM"}),
        ("Friday would be better", {"date": "Friday", "time": "2 PM"}),
        ("make it Tuesday at 3", {"date": "next Tuesday", "time": "3"}),
    ],
)
def test_a_correction_after_the_booking_moves_it(utterance: str, change: dict[str, str]) -> None:
    assert next_move([*BOOKED, CallerSaid(utterance)]) == CallTool("move_appointment", change)


def test_a_second_change_starts_from_the_first() -> None:
    moved = spoken("move_appointment", "It's moved to Wednesday at ten.", {"date": "Wednesday", "time": "ten"})
    conversation = [*BOOKED, CallerSaid("make it Wednesday at ten"), *moved, CallerSaid("actually 11 AM")]
    expected = CallTool("move_appointment", {"date": "Wednesday", "time": "11 AM"})
    assert next_move(conversation) == expected


def test_a_change_without_a_day_or_time_asks_for_one() -> None:
    asked = [*BOOKED, CallerSaid("can I change it?"), AgentSaid(ENGLISH.new_time)]
    assert next_move(asked[:-1]) == Say(ENGLISH.new_time)
    expected = CallTool("move_appointment", {"date": "Friday", "time": "2 PM"})
    assert next_move([*asked, CallerSaid("Friday")]) == expected


def test_a_second_booking_starts_with_its_own_facts() -> None:
    said = CallerSaid("I'd also like to book for my son Tom, Friday at 9")
    expected = CallTool("book_appointment", {"name": "Tom", "date": "Friday", "time": "9"})
    assert next_move([*BOOKED, said]) == expected
    assert next_move([*BOOKED, CallerSaid("I'd like to book another appointment for my son")]) == booking()


def test_the_same_day_is_that_of_the_first_booking() -> None:
    said = CallerSaid("and also one for my brother Max at 3 PM the same day")
    expected = CallTool("book_appointment", {"name": "Max", "date": "next Tuesday", "time": "3 PM"})
    assert next_move([*BOOKED, said]) == expected


@pytest.mark.parametrize(
    ("answer", "move"),
    [
        ("yes please", CallTool("move_appointment", {"date": "Friday", "time": "9"})),
        ("no", Say(f"{ENGLISH.stays} {ENGLISH.anything_else}")),
    ],
)
def test_an_appointment_that_stands_already_is_moved_only_on_a_yes(answer: str, move: Move) -> None:
    standing = spoken("book_appointment", STANDING, {"name": "Sarah", "date": "Friday", "time": "9"})
    asked = [*BOOKED, CallerSaid("I'd like another appointment for me, Friday at 9"), *standing]
    assert next_move([*asked, CallerSaid(answer)]) == move


def test_what_could_not_be_done_just_now_is_tried_again_when_asked() -> None:
    trouble = "I'm sorry, I can't reach the appointment book just now, so nothing was changed."
    conversation = [*BOOKED[:2], *spoken("book_appointment", trouble, SARAH), CallerSaid("ok, try again")]
    assert next_move(conversation) == CallTool("book_appointment", SARAH)


def test_a_repeated_request_is_made_again_because_the_desk_is_idempotent() -> None:
    said = CallerSaid("I'd like to book, Sarah, next Tuesday at 2 PM")
    assert next_move([*BOOKED, said]) == CallTool("book_appointment", SARAH)


@pytest.mark.parametrize(
    ("answer", "date", "time"),
    [
        ("yes, 2:30 please", "next Tuesday", "2:30"),
        ("the second one", "Tuesday, November 24th", "3 PM"),
        ("then Wednesday", "Wednesday", "2 PM"),
        ("how about Friday at 9?", "Friday", "9"),
    ],
)
def test_after_a_refusal_the_earlier_words_stay_for_what_is_not_repeated(answer: str, date: str, time: str) -> None:
    expected = CallTool("book_appointment", {"name": "Sarah", "date": date, "time": time})
    assert next_move([*REFUSED, CallerSaid(answer)]) == expected


@pytest.mark.parametrize(("answer", "date"), [("the 26th", "the 26th"), ("the first one", "Thursday, November 19th")])
def test_the_answer_to_which_day_books_again(answer: str, date: str) -> None:
    conversation = [
        CallerSaid("Sarah here, can I come next Thursday at 2 PM"),
        *spoken("book_appointment", WHICH, {"name": "Sarah", "date": "next Thursday", "time": "2 PM"}),
        CallerSaid(answer),
    ]
    assert next_move(conversation) == CallTool("book_appointment", {"name": "Sarah", "date": date, "time": "2 PM"})


def test_a_refused_change_is_tried_again_as_a_change() -> None:
    refused = spoken("move_appointment", TAKEN, {"date": "Friday", "time": "2 PM"})
    conversation = [*BOOKED, CallerSaid("make it Friday"), *refused, CallerSaid("3 PM then")]
    assert next_move(conversation) == CallTool("move_appointment", {"date": "Friday", "time": "3 PM"})


@pytest.mark.parametrize(
    ("answer", "reply"),
    [
        ("hm, okay", OFFER),
        ("yes please", f"Sorry, which one? {OFFER}"),
        ("none of those", ENGLISH.other_time),
        ("never mind", f"{ENGLISH.nothing_booked} {ENGLISH.anything_else}"),
    ],
)
def test_an_offer_that_is_not_taken_is_not_booked(answer: str, reply: str) -> None:
    assert next_move([*REFUSED, CallerSaid(answer)]) == Say(reply)


def test_a_confirmation_that_was_never_heard_is_said_by_the_call_and_not_once_more_by_the_brain() -> None:
    """`receptionist.unheard` says it first, for every LLM, and puts it into the conversation as said."""
    interrupted = tool("book_appointment", CONFIRMED, SARAH)
    conversation = [*BOOKED[:2], *interrupted, CallerSaid("hello? are you there?")]
    expected = Say(f"{ENGLISH.i_am_here} {ENGLISH.anything_else}")
    assert next_move(conversation) == expected
    assert next_move([*conversation[:-1], AgentSaid(CONFIRMED), conversation[-1]]) == expected


def test_an_offer_that_was_never_heard_is_made_once_more() -> None:
    interrupted = tool("book_appointment", TAKEN, SARAH)
    conversation = [*BOOKED[:2], *interrupted, CallerSaid("hello? are you there?")]
    assert next_move(conversation) == Say(f"{ENGLISH.i_am_here} {OFFER}")


@pytest.mark.parametrize(
    "utterance", ["Thank you, goodbye.", "that's all, bye", "nothing else, thanks", "no thanks", "bye bye"]
)
def test_a_goodbye_ends_the_call(utterance: str) -> None:
    assert next_move([*BOOKED, CallerSaid(utterance)]) == CallTool("end_call")


def test_a_plain_no_ends_the_call_when_anything_else_was_asked() -> None:
    asked = AgentSaid("You're welcome. Is there anything else I can do for you?")
    assert next_move([*BOOKED, CallerSaid("Thank you!"), asked, CallerSaid("no")]) == CallTool("end_call")


def test_the_farewell_is_the_tools_or_our_own() -> None:
    assert next_move([*BOOKED, CallerSaid("bye"), *tool("end_call", "Bye, Sarah!")]) == Say("Bye, Sarah!")
    assert next_move([*BOOKED, CallerSaid("bye"), *tool("end_call", "")]) == Say(ENGLISH.farewell)


@pytest.mark.parametrize(
    "utterance",
    [
        "can you send me the details", "could you text me that", "email me the confirmation",
        "I'd like that in writing", "Can you send me the details?", "can I get a copy of that",
    ],
)  # fmt: skip
def test_the_details_of_this_calls_appointment_are_sent_and_others_are_found_first(utterance: str) -> None:
    assert next_move([*BOOKED, CallerSaid(utterance)]) == CallTool("send_details")
    assert next_move([HELLO, CallerSaid(utterance)]) == Say(ENGLISH.identify)


@pytest.mark.parametrize(
    ("utterance", "reply"),
    [
        ("Thank you!", f"{ENGLISH.you_are_welcome} {ENGLISH.anything_else}"),
        ("so that's next Tuesday at 2, right?", CONFIRMED),
        ("when is my appointment?", CONFIRMED),
        ("sorry, can you repeat that?", CONFIRMED),
        ("can I change it?", ENGLISH.new_time),
        ("my name is Anna", ENGLISH.no_renaming),
        ("great", ENGLISH.anything_else),
    ],
)
def test_after_a_booking_small_talk_changes_nothing(utterance: str, reply: str) -> None:
    assert next_move([*BOOKED, CallerSaid(utterance)]) == Say(reply)
