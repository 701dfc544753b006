"""Words that mean something only beside earlier ones, and goodbyes in the same breath as what comes before."""

from __future__ import annotations

import pytest

from receptionist.llm.brain import TOOLS, next_move
from receptionist.llm.conversation import AgentSaid, CallerSaid, CallTool, Item, Say
from receptionist.llm.phrases_en import ENGLISH
from tests.llm.calls import CONFIRMED, HELLO, REFUSED, SARAH, TAKEN, booking, spoken, tool

IN_ONE_BREATH = "Sarah here, put me down for 2 PM next Tuesday, send me the details, and that's it, thanks, goodbye!"


@pytest.mark.parametrize(
    ("answer", "date"),
    [
        ("the day after?", "the day after next Tuesday"),
        ("What about the day before?", "the day before next Tuesday"),
        ("a week after, please", "a week after next Tuesday"),
        ("the day after Thursday", "the day after Thursday"),
    ],
)
def test_the_day_after_is_that_of_the_day_that_was_refused(answer: str, date: str) -> None:
    expected = CallTool("book_appointment", {**SARAH, "date": date})
    assert next_move([*REFUSED, CallerSaid(answer)]) == expected


@pytest.mark.parametrize(
    ("earlier", "answer", "time"),
    [
        ("two", "afternoon", "two in the afternoon"),
        ("half past two", "in the afternoon", "half past two in the afternoon"),
        ("2:30", "in the afternoon", "2:30 in the afternoon"),
    ],
)
def test_a_part_of_the_day_completes_an_hour_that_left_it_open(earlier: str, answer: str, time: str) -> None:
    noted = booking("", "Tuesday", earlier)
    asked = AgentSaid("And what's your name, please?")
    conversation: list[Item] = [HELLO, CallerSaid(f"Can I come Tuesday at {earlier}?")]
    conversation += [*tool("begin_booking", "noted", noted.arguments), asked, CallerSaid(answer)]
    assert next_move(conversation) == booking("", "Tuesday", time)


@pytest.mark.parametrize(
    ("earlier", "answer", "part"),
    [("2 PM", "morning", "morning"), ("two", "no, the morning", "morning"), ("noon", "afternoon", "afternoon")],
)
def test_a_part_of_the_day_that_does_not_go_with_the_hour_is_looked_through(
    earlier: str, answer: str, part: str
) -> None:
    noted = booking("", "Tuesday", earlier)
    asked = AgentSaid("And what's your name, please?")
    conversation: list[Item] = [HELLO, CallerSaid(f"Can I come Tuesday at {earlier}?")]
    conversation += [*tool("begin_booking", "noted", noted.arguments), asked, CallerSaid(answer)]
    assert next_move(conversation) == CallTool("find_times", {"date": "Tuesday", "time": part})


def test_details_that_are_asked_for_with_the_booking_do_not_hide_it() -> None:
    assert next_move([HELLO, CallerSaid(IN_ONE_BREATH)]) == CallTool(
        "book_appointment", {**SARAH, "date": "next Tuesday"}
    )


def test_a_goodbye_with_the_request_ends_the_call_once_it_is_booked_and_both_are_said() -> None:
    conversation = [HELLO, CallerSaid(IN_ONE_BREATH), *tool("book_appointment", CONFIRMED, SARAH)]
    assert next_move(conversation) == CallTool("end_call")
    assert next_move(conversation, TOOLS - {"end_call"}) == Say(CONFIRMED)
    conversation += tool("end_call", ENGLISH.farewell)
    assert next_move(conversation) == Say(f"{CONFIRMED} {ENGLISH.farewell}")


def test_a_goodbye_with_a_request_that_is_refused_ends_nothing() -> None:
    conversation = [HELLO, CallerSaid(IN_ONE_BREATH), *tool("book_appointment", TAKEN, SARAH)]
    assert next_move(conversation) == Say(TAKEN)


def test_a_goodbye_after_the_confirmation_was_heard_is_only_answered() -> None:
    conversation = [HELLO, CallerSaid("Book me in"), *spoken("book_appointment", CONFIRMED, SARAH), CallerSaid("bye")]
    assert next_move([*conversation, *tool("end_call", ENGLISH.farewell)]) == Say(ENGLISH.farewell)
