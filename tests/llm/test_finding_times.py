"""Times are looked for where day or time are left open, and what is offered is booked by its id."""

from __future__ import annotations

import pytest

from receptionist.llm.brain import next_move
from receptionist.llm.conversation import AgentSaid, CallerSaid, CallTool, Item, Move, Say
from receptionist.llm.phrases_en import ENGLISH
from tests.llm.calls import BOOKED, HELLO, booking, tool

FREE = (
    "I have Thursday, November 19th at 1 PM with Dr. Lee or at 2 PM with Dr. Lee or Dr. Patel, or Friday, November 20th"
    " at 9 AM with Dr. Patel. Would one of these suit you?"
)
SLOTS = (
    "(slots: s1 = 2026-11-19T18:00Z lee; s2 = 2026-11-19T19:00Z lee; s3 = 2026-11-19T19:00Z patel;"
    " s4 = 2026-11-20T14:00Z patel)"
)
ASKED = {"date": "sometime this week", "time": ""}
OFFERED: list[Item] = [
    HELLO,
    CallerSaid("This is Ann Reed, do you have anything this week?"),
    *tool("begin_booking", "Noted.", {"name": "Ann Reed", "date": "", "time": ""}),
    *tool("find_times", f"{FREE}\n{SLOTS}", ASKED),
    AgentSaid(FREE),
]


@pytest.mark.parametrize(
    ("utterance", "arguments"),
    [
        ("what do you have on Thursday afternoon?", {"date": "Thursday", "time": "afternoon"}),
        ("I need a cleaning sometime next week", {"date": "next week", "time": "sometime", "treatment": "cleaning"}),
        ("as soon as possible, please", {"date": "", "time": "as soon as possible"}),
        ("what's the earliest you have?", {"date": "as soon as possible", "time": ""}),
        ("do you have anything in the morning?", {"date": "", "time": "in the morning"}),
        ("can I see Dr. Patel on Monday after 3?", {"date": "Monday", "time": "after 3", "provider": "Dr. Patel"}),
        ("nothing before 10 works for me, Friday?", {"date": "Friday", "time": "not before 10"}),
        ("I'd like to see the hygienist, any time next week", {"date": "next week", "treatment": "cleaning"}),
    ],
)
def test_what_is_left_open_is_looked_for(utterance: str, arguments: dict[str, str]) -> None:
    move = next_move([HELLO, CallerSaid(utterance)])
    assert isinstance(move, CallTool)
    assert move.name == "find_times"
    assert {**arguments, **{key: move.arguments[key] for key in arguments}} == arguments
    assert set(move.arguments) <= {*arguments, "date", "time"}


@pytest.mark.parametrize("utterance", ["Can I come on Tuesday at 2?", "Is tomorrow at ten free?", "Thursday, please"])
def test_a_day_and_a_time_that_are_named_are_not_looked_for(utterance: str) -> None:
    move = next_move([HELLO, CallerSaid(utterance)])
    assert not isinstance(move, CallTool) or move.name == "begin_booking"


@pytest.mark.parametrize(
    ("answer", "slot"),
    [
        ("the first one", "s1"),
        ("the second one", "s2"),
        ("the 3rd", "s4"),
        ("the last one please", "s4"),
        ("at one", "s1"),
        ("the 2 o'clock", "s2"),
        ("2 PM with Dr. Patel", "s3"),
        ("the 2 o'clock with doctor Patel", "s3"),
        ("Friday", "s4"),
        ("in the morning", "s4"),
        ("the earlier one", "s1"),
        ("either", "s1"),
    ],
)
def test_an_offered_time_is_booked_by_its_id(answer: str, slot: str) -> None:
    expected = CallTool("book_appointment", {"name": "Ann Reed", "slot": slot})
    assert next_move([*OFFERED, CallerSaid(answer)]) == expected


def test_a_plain_yes_takes_the_only_time_and_asks_which_of_several() -> None:
    one = "I have Friday, November 20th at 9 AM with Dr. Patel. Would that suit you?"
    single = [
        *OFFERED[:-3],
        *tool("find_times", f"{one}\n(slots: s4 = 2026-11-20T14:00Z patel)", ASKED),
        AgentSaid(one),
    ]
    assert next_move([*single, CallerSaid("yes please")]) == CallTool(
        "book_appointment", {"name": "Ann Reed", "slot": "s4"}
    )
    assert next_move([*OFFERED, CallerSaid("yes please")]) == Say(f"{ENGLISH.which_one} {FREE}")


def test_the_pick_is_kept_while_the_name_is_asked_for() -> None:
    nameless: list[Item] = [HELLO, CallerSaid("Anything this week?"), *tool("find_times", f"{FREE}\n{SLOTS}", ASKED)]
    nameless += [AgentSaid(FREE), CallerSaid("the first one")]
    noted = booking("", "Thursday, November 19th", "1 PM")
    assert next_move(nameless) == noted
    nameless += [*tool("begin_booking", "Noted.", noted.arguments), AgentSaid(ENGLISH.questions[("name",)])]
    expected = CallTool("book_appointment", {"name": "Rosa Diaz", "slot": "s1"})
    assert next_move([*nameless, CallerSaid("Rosa Diaz")]) == expected


@pytest.mark.parametrize(
    ("answer", "move"),
    [
        ("anything later?", CallTool("find_times", {"date": "Friday, November 20th", "time": "after 9 AM"})),
        ("something earlier on Thursday?", CallTool("find_times", {"date": "Thursday", "time": "before 1 PM"})),
        ("none of those work", Say(ENGLISH.nothing_suits)),
        ("no, Monday at 10", CallTool("book_appointment", {"name": "Ann Reed", "date": "Monday", "time": "10"})),
    ],
)
def test_what_does_not_suit_leads_to_other_times(answer: str, move: Move) -> None:
    assert next_move([*OFFERED, CallerSaid(answer)]) == move


def test_a_name_alone_is_noted_and_the_offer_stands() -> None:
    nameless: list[Item] = [HELLO, CallerSaid("Anything this week?"), *tool("find_times", f"{FREE}\n{SLOTS}", ASKED)]
    nameless += [AgentSaid(FREE), CallerSaid("Jane Margolis")]
    noted = booking("Jane Margolis", "sometime this week")
    assert next_move(nameless) == noted
    nameless += tool("begin_booking", "Noted.", noted.arguments)
    assert next_move(nameless) == Say(f"Thanks, Jane. {FREE}")


def test_of_two_days_that_were_left_open_the_earlier_is_taken_when_it_does_not_matter() -> None:
    question = "Which day would suit you?"
    asked = {"date": "Tuesday or Wednesday", "time": "morning"}
    conversation: list[Item] = [HELLO, CallerSaid("Tuesday or Wednesday, in the morning")]
    conversation += [*tool("find_times", question, asked)]
    conversation += [AgentSaid(question), CallerSaid("the earliest")]
    assert next_move(conversation) == CallTool("find_times", {"date": "Tuesday", "time": "morning"})


def test_an_id_that_does_not_go_with_what_was_said_is_not_used() -> None:
    """Then the words are passed on, and the desk finds out what is meant."""
    odd = [*OFFERED[:-3], *tool("find_times", f"{FREE}\n(slots: s1 = 2026-11-19T18:00Z lee)", ASKED), AgentSaid(FREE)]
    assert next_move([*odd, CallerSaid("the last one")]) == CallTool(
        "book_appointment", {"name": "Ann Reed", "date": "Friday, November 20th", "time": "9 AM"}
    )


def test_an_appointment_of_this_call_is_moved_to_an_offered_time() -> None:
    looking = [*BOOKED, CallerSaid("can we move it, what do you have on Thursday afternoon?")]
    move = next_move(looking)
    assert move == CallTool("find_times", {"date": "Thursday", "time": "afternoon"})
    looking += [*tool("find_times", f"{FREE}\n{SLOTS}", {"date": "Thursday", "time": "afternoon"}), AgentSaid(FREE)]
    assert next_move([*looking, CallerSaid("the first one")]) == CallTool("move_appointment", {"slot": "s1"})


def test_who_finds_nothing_is_put_on_the_waiting_list_with_name_and_number() -> None:
    declined: list[Item] = [*OFFERED, CallerSaid("none of those work"), AgentSaid(ENGLISH.nothing_suits)]
    asked: list[Item] = [*declined, CallerSaid("then put me on the waiting list")]
    assert next_move(asked) == Say(ENGLISH.on_which_number)
    expected = {"name": "Ann Reed", "phone": "212 555 0188", "date": "sometime this week"}
    answered = [*asked, AgentSaid(ENGLISH.on_which_number), CallerSaid("212 555 0188")]
    assert next_move(answered) == CallTool("join_waiting_list", expected)
