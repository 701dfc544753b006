"""Emergencies come before everything else, in both languages, and are dealt with once."""

from __future__ import annotations

import pytest

from receptionist.llm.brain import TOOLS, next_move
from receptionist.llm.conversation import AgentSaid, CallerSaid, CallTool, Item, Say
from receptionist.llm.phrases_en import ENGLISH
from tests.llm.calls import BOOKED, HELLO, booking, spoken

OFFERED = (
    "I'm sorry to hear that. We keep times free for just this: I can offer you Wednesday, November 18th at 3:30 PM with"
    " Dr. Patel. Would you like to take it? If it gets worse before then, call our on-call dentist at (555) 123-4599."
)
SLOT = "(slots: s1 = 2026-11-18T20:30Z patel)"
TOOTHACHE = "I've got a terrible toothache"
REPORTED: list[Item] = [
    HELLO,
    CallerSaid(TOOTHACHE),
    *spoken("report_emergency", f"{OFFERED}\n{SLOT}", {"words": TOOTHACHE})[:-1],
    AgentSaid(OFFERED),
]


@pytest.mark.parametrize(
    "utterance",
    [
        TOOTHACHE,
        "I can't breathe, my throat is swelling up",
        "My son Tom knocked his tooth out, can I book tomorrow at 2? I'm Sarah.",
        "My mouth won't stop bleeding " + "and I am scared " * 80,
    ],
)
def test_the_whole_utterance_is_reported_before_anything_is_booked(utterance: str) -> None:
    assert next_move([HELLO, CallerSaid(utterance)]) == CallTool("report_emergency", {"words": utterance})


def test_an_emergency_interrupts_whatever_was_going_on() -> None:
    said = "wait, my face is badly swollen and I can't swallow"
    assert next_move([*BOOKED, CallerSaid(said)]) == CallTool("report_emergency", {"words": said})


def test_what_is_denied_is_no_emergency() -> None:
    said = CallerSaid("No pain and no swelling, I'd just like an appointment")
    assert next_move([HELLO, said]) == booking()


def test_the_answer_is_said_word_for_word_and_never_what_stands_in_brackets() -> None:
    assert next_move(REPORTED[:-1]) == Say(OFFERED)


def test_a_yes_to_the_offered_time_books_it_by_its_id_once_the_name_is_known() -> None:
    taken = {"name": "", "date": "Wednesday, November 18th", "time": "3:30 PM"}
    conversation = [*REPORTED, CallerSaid("yes please")]
    assert next_move(conversation) == CallTool("begin_booking", taken)
    conversation += [*spoken("begin_booking", "Noted.", taken)[:-1], AgentSaid(ENGLISH.and_questions["name"])]
    expected = CallTool("book_appointment", {"name": "Lena Fox", "slot": "s1"})
    assert next_move([*conversation, CallerSaid("Lena Fox")]) == expected


def test_a_name_that_was_given_with_the_emergency_is_not_asked_for_again() -> None:
    said = "This is Lena Fox, I have a terrible toothache"
    conversation = [HELLO, CallerSaid(said), *spoken("report_emergency", f"{OFFERED}\n{SLOT}", {"words": said})[:-1]]
    conversation += [AgentSaid(OFFERED), CallerSaid("yes, I'll take it")]
    assert next_move(conversation) == CallTool("book_appointment", {"name": "Lena Fox", "slot": "s1"})


def test_the_same_pain_again_repeats_the_offer_and_raises_nothing_new() -> None:
    move = next_move([*REPORTED, CallerSaid("it really hurts, it's a terrible toothache")])
    assert move == Say(OFFERED.removeprefix("I'm sorry to hear that. "))


def test_something_graver_is_reported_again() -> None:
    said = "now I can't breathe"
    assert next_move([*REPORTED, CallerSaid(said)]) == CallTool("report_emergency", {"words": said})


def test_another_time_than_the_offered_one_is_a_booking_like_any_other() -> None:
    assert next_move([*REPORTED, CallerSaid("no, tomorrow at 2 would be better")]) == booking("", "tomorrow", "2")


def test_without_the_tool_for_emergencies_the_brain_goes_on_as_best_it_can() -> None:
    assert next_move([HELLO, CallerSaid(TOOTHACHE)], TOOLS - {"report_emergency"}) == Say(
        f"{ENGLISH.sorry_to_hear} {ENGLISH.shall_i_book}"
    )
