"""What is said or done next, given the conversation so far."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import pytest

from receptionist.llm import phrases
from receptionist.llm.brain import TOOLS, next_move
from receptionist.llm.conversation import AgentSaid, CallerSaid, CallTool, Item, Say, ToolAnswered, ToolCalled

HELLO = AgentSaid(phrases.WELCOME)
SARAH = {"name": "Sarah", "date": "next Tuesday", "time": "2 PM"}
CONFIRMED = "You're booked for Tuesday, November 24th at 2 PM, Sarah."
TAKEN = "I'm sorry, that time is taken. I could offer Tuesday, November 24th at 2:30 PM, or 3 PM."
WHICH = "Do you mean Thursday, November 19th, or Thursday, November 26th?"


def tool(name: str, output: str, arguments: Mapping[str, str] = MappingProxyType({})) -> list[Item]:
    """A tool that was called and has answered."""
    return [ToolCalled(name, arguments), ToolAnswered(name, output)]


def failed(name: str, arguments: Mapping[str, str] = MappingProxyType({})) -> list[Item]:
    """A tool that was called and broke."""
    return [ToolCalled(name, arguments), ToolAnswered(name, "sqlite3.OperationalError: disk I/O error", is_error=True)]


def spoken(name: str, output: str, arguments: Mapping[str, str] = MappingProxyType({})) -> list[Item]:
    """A tool whose answer was spoken to the caller."""
    return [*tool(name, output, arguments), AgentSaid(output)]


BOOKED: list[Item] = [
    HELLO,
    CallerSaid("Book an appointment, my name is Sarah, next Tuesday at 2 PM"),
    *spoken("book_appointment", CONFIRMED, SARAH),
]
REFUSED: list[Item] = [
    HELLO,
    CallerSaid("Book an appointment, my name is Sarah, next Tuesday at 2 PM"),
    *spoken("book_appointment", TAKEN, SARAH),
]


def booking(name: str = "", date: str = "", time: str = "") -> CallTool:
    """The note that a booking has begun."""
    return CallTool("begin_booking", {"name": name, "date": date, "time": time})


def test_an_empty_conversation_begins_with_a_welcome() -> None:
    assert next_move([]) == Say(phrases.WELCOME)


def test_a_caller_who_says_nothing_is_asked_whether_they_are_there() -> None:
    assert next_move([HELLO]) == Say(phrases.STILL_THERE)


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
        (
            "I have a toothache and need an appointment tomorrow",
            booking("", "tomorrow"),
            "I'm sorry to hear that. What's your name, and what time would suit you?",
        ),
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
    asked = [*BOOKED, CallerSaid("can I change it?"), AgentSaid(phrases.NEW_TIME)]
    assert next_move(asked[:-1]) == Say(phrases.NEW_TIME)
    expected = CallTool("move_appointment", {"date": "Friday", "time": "2 PM"})
    assert next_move([*asked, CallerSaid("Friday")]) == expected


def test_a_second_booking_starts_with_its_own_facts() -> None:
    said = CallerSaid("I'd also like to book for my son Tom, Friday at 9")
    expected = CallTool("book_appointment", {"name": "Tom", "date": "Friday", "time": "9"})
    assert next_move([*BOOKED, said]) == expected
    assert next_move([*BOOKED, CallerSaid("I'd like to book another appointment for my son")]) == booking()


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
        ("hm, okay", TAKEN),
        ("yes please", f"Sorry, which one? {TAKEN}"),
        ("none of those", phrases.OTHER_TIME),
        ("never mind", f"{phrases.NOTHING_BOOKED} {phrases.ANYTHING_ELSE}"),
    ],
)
def test_an_offer_that_is_not_taken_is_not_booked(answer: str, reply: str) -> None:
    assert next_move([*REFUSED, CallerSaid(answer)]) == Say(reply)


@pytest.mark.parametrize("output", [CONFIRMED, TAKEN, WHICH])
def test_what_a_tool_says_is_spoken_as_it_is(output: str) -> None:
    assert next_move([CallerSaid("x"), *tool("book_appointment", output, SARAH)]) == Say(output)


@pytest.mark.parametrize(
    ("name", "reply"),
    [
        ("book_appointment", phrases.TROUBLE_BOOKING),
        ("begin_booking", phrases.TROUBLE_BOOKING),
        ("move_appointment", phrases.TROUBLE_MOVING),
        ("send_details", phrases.TROUBLE_SENDING),
        ("end_call", phrases.FAREWELL),
    ],
)
def test_an_error_is_apologised_for_and_never_read_out(name: str, reply: str) -> None:
    assert next_move([CallerSaid("x"), *failed(name)]) == Say(reply)


def test_after_an_error_the_caller_need_not_repeat_everything() -> None:
    broke = failed("book_appointment", SARAH)
    conversation = [CallerSaid("x"), *broke, AgentSaid(phrases.TROUBLE_BOOKING), CallerSaid("at 3 PM")]
    assert next_move(conversation) == CallTool("book_appointment", {**SARAH, "time": "3 PM"})


def test_a_confirmation_that_was_never_heard_is_said_with_the_next_words() -> None:
    interrupted = tool("book_appointment", CONFIRMED, SARAH)
    conversation = [*BOOKED[:2], *interrupted, CallerSaid("hello? are you there?")]
    assert next_move(conversation) == Say(f"{CONFIRMED} {phrases.I_AM_HERE} {phrases.ANYTHING_ELSE}")


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
    assert next_move([*BOOKED, CallerSaid("bye"), *tool("end_call", "")]) == Say(phrases.FAREWELL)


@pytest.mark.parametrize(
    "utterance",
    [
        "can you send me the details", "could you text me that", "email me the confirmation",
        "I'd like that in writing", "Can you send me the details?", "can I get a copy of that",
    ],
)  # fmt: skip
def test_the_details_are_sent_when_asked_for(utterance: str) -> None:
    assert next_move([*BOOKED, CallerSaid(utterance)]) == CallTool("send_details")
    assert next_move([HELLO, CallerSaid(utterance)]) == CallTool("send_details")


@pytest.mark.parametrize(
    ("utterance", "reply"),
    [
        ("hello", f"Hello! {phrases.HOW_CAN_I_HELP}"),
        ("Hi, this is Sarah", "Hello, Sarah. How can I help you today?"),
        ("are you a robot?", f"{phrases.ROBOT} {phrases.HOW_CAN_I_HELP}"),
        ("who is this?", f"{phrases.WHO} {phrases.HOW_CAN_I_HELP}"),
        ("do you take insurance?", phrases.BEYOND),
        ("are you open on Saturday?", phrases.BEYOND),
        ("what's the capital of France?", phrases.BEYOND),
        ("my tooth hurts", phrases.IN_PAIN),
        ("I need to cancel my appointment on Tuesday", phrases.NO_CANCELLING),
        ("I'd like to move my appointment to Friday", phrases.NO_EARLIER),
        ("I have an appointment tomorrow at 3, can I move it?", phrases.NO_EARLIER),
        ("thanks", f"{phrases.YOU_ARE_WELCOME} {phrases.HOW_CAN_I_HELP}"),
    ],
)
def test_other_questions_get_an_honest_answer(utterance: str, reply: str) -> None:
    assert next_move([HELLO, CallerSaid(utterance)]) == Say(reply)


@pytest.mark.parametrize(
    ("utterance", "reply"),
    [
        ("Thank you!", f"{phrases.YOU_ARE_WELCOME} {phrases.ANYTHING_ELSE}"),
        ("so that's next Tuesday at 2, right?", CONFIRMED),
        ("when is my appointment?", CONFIRMED),
        ("sorry, can you repeat that?", CONFIRMED),
        ("can I change it?", phrases.NEW_TIME),
        ("my name is Anna", phrases.NO_RENAMING),
        ("great", phrases.ANYTHING_ELSE),
    ],
)
def test_after_a_booking_small_talk_changes_nothing(utterance: str, reply: str) -> None:
    assert next_move([*BOOKED, CallerSaid(utterance)]) == Say(reply)


@pytest.mark.parametrize("noise", ["", "asdf qwer", "😀😀", "\x00\x01", "x" * 10_000])
def test_what_was_not_caught_is_asked_for_by_what_is_missing(noise: str) -> None:
    assert next_move([HELLO, CallerSaid(noise)]) == Say(f"{phrases.DIDNT_CATCH} {phrases.SHALL_I_BOOK}")
    asked = collected("Sarah", "next Tuesday", noise)
    assert next_move(asked) == Say(f"{phrases.DIDNT_CATCH} What time would suit you?")
    again = [*asked, AgentSaid(phrases.DIDNT_CATCH), CallerSaid(noise)]
    assert next_move(again) == Say(f"{phrases.STILL_DIDNT_CATCH} What time would suit you? Otherwise, {phrases.STAFF}.")


def test_a_yes_to_the_offer_of_a_booking_begins_one() -> None:
    conversation: list[Item] = [
        HELLO,
        CallerSaid("my tooth hurts"),
        AgentSaid(phrases.IN_PAIN),
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
        ("Sarah here, can I come tomorrow at 2 PM?", "book_appointment", phrases.NO_TOOL),
        ("send me the details", "send_details", phrases.NO_TOOL),
        ("goodbye", "end_call", phrases.FAREWELL),
    ],
)
def test_a_tool_that_is_not_there_is_not_called(utterance: str, needs: str, instead: str) -> None:
    assert next_move([HELLO, CallerSaid(utterance)], TOOLS - {needs}) == Say(instead)


def test_while_a_tool_runs_the_caller_is_asked_to_wait() -> None:
    conversation = [*BOOKED[:2], ToolCalled("book_appointment", SARAH), CallerSaid("hello?")]
    assert next_move(conversation) == Say(phrases.ONE_MOMENT)
