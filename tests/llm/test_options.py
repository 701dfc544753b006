"""What a tool's sentence offers, and what the caller takes of it."""

from __future__ import annotations

import pytest

from receptionist.llm.conversation import Facts
from receptionist.llm.options import Option, Unclear, chosen, offered
from receptionist.llm.understanding import understand

THURSDAYS = "Do you mean Thursday, November 19th, or Thursday, November 26th?"
TIMES = (
    "I'm sorry, Tuesday, November 24th at 2 PM is taken. "
    "I could offer Tuesday, November 24th at 2:30 PM, 3 PM, or Wednesday, November 25th at 9 AM."
)
EARLIER = Facts("Sarah", "next Tuesday", "2 PM")


@pytest.mark.parametrize(
    ("sentence", "options"),
    [
        (THURSDAYS, (Option("Thursday, November 19th"), Option("Thursday, November 26th"))),
        ("Do you mean 8 AM, or 8 PM?", (Option("", "8 AM"), Option("", "8 PM"))),
        (
            TIMES,
            (
                Option("Tuesday, November 24th", "2:30 PM"),
                Option("Tuesday, November 24th", "3 PM"),
                Option("Wednesday, November 25th", "9 AM"),
            ),
        ),
        (
            "That's taken. How about 2 PM or 3 PM on Tuesday, November 24th?",
            (Option("Tuesday, November 24th", "2 PM"), Option("Tuesday, November 24th", "3 PM")),
        ),
        ("You're booked for Tuesday, November 24th at 2 PM, Sarah.", ()),
        ("What day and time would suit you?", ()),
    ],
)
def test_the_days_and_times_that_are_offered_are_read_in_order(sentence: str, options: tuple[Option, ...]) -> None:
    assert offered(sentence) == options


@pytest.mark.parametrize(
    ("sentence", "answer", "taken"),
    [
        (THURSDAYS, "the 26th", Facts("", "the 26th", "")),
        (THURSDAYS, "the second one", Facts("", "Thursday, November 26th", "")),
        (THURSDAYS, "the first one please", Facts("", "Thursday, November 19th", "")),
        (THURSDAYS, "the later one", Facts("", "Thursday, November 26th", "")),
        (THURSDAYS, "Thursday", Unclear()),
        (THURSDAYS, "yes", Unclear()),
        (THURSDAYS, "the one on December 3rd", Facts("", "December 3rd", "")),
        (
            "Do you mean Tuesday, November 24th, or Wednesday, November 25th?",
            "Wednesday",
            Facts("", "Wednesday, November 25th", ""),
        ),
        (THURSDAYS, "Friday", Facts("", "Friday", "")),
        (THURSDAYS, "hm, let me think", None),
        ("Do you mean 8 AM, or 8 PM?", "in the morning", Facts("", "", "8 AM")),
        ("Do you mean 8 AM, or 8 PM?", "8 PM please", Facts("", "", "8 PM")),
        (TIMES, "yes, 2:30 please", Facts("", "", "2:30")),
        (TIMES, "half past two", Facts("", "", "half past two")),
        (TIMES, "nine is fine", Facts("", "Wednesday, November 25th", "nine")),
        (TIMES, "at nine", Facts("", "Wednesday, November 25th", "nine")),
        (TIMES, "Wednesday then", Facts("", "Wednesday, November 25th", "9 AM")),
        (TIMES, "the last one", Facts("", "Wednesday, November 25th", "9 AM")),
        (TIMES, "either", Facts("", "Tuesday, November 24th", "2:30 PM")),
        ("I could offer 3 PM.", "yes please", Facts("", "", "3 PM")),
    ],
)
def test_the_callers_answer_picks_from_the_offer(sentence: str, answer: str, taken: Facts | Unclear | None) -> None:
    heard = understand(answer, {"date", "time"})
    assert chosen(offered(sentence), heard, EARLIER) == taken
