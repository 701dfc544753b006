"""Who comes: new patients, children and their guardians, several people, spelled names, treatments and dentists."""

from __future__ import annotations

import pytest

from receptionist.llm.brain import next_move
from receptionist.llm.claims import Claims, claims_in
from receptionist.llm.conversation import AgentSaid, CallerSaid, CallTool, Facts, Item, Say
from receptionist.llm.phrases_en import ENGLISH
from receptionist.llm.understanding import understand
from tests.llm.calls import BOOKED, HELLO, tool


@pytest.mark.parametrize(
    ("utterance", "facts"),
    [
        ("I need a cleaning", Facts(treatment="cleaning")),
        ("a filling with doctor Patel tomorrow", Facts(date="tomorrow", treatment="filling", provider="doctor Patel")),
        ("check-up for my kid", Facts(treatment="child exam")),
        ("my son Tom, he's six", Facts("Tom", treatment="child exam")),
        ("I have a cavity, with Maya Torres please", Facts(treatment="filling", provider="Maya Torres")),
        ("my son Max, he is sixteen, needs a check-up", Facts("Max", treatment="check-up")),
        ("do you have anything for a cleaning on Thursday?", Facts(date="Thursday", treatment="cleaning")),
        ("I'd like Friday the 4th at 10, make it Thursday the 3rd", Facts("", "Thursday the 3rd", "10")),
        ("I can't make it on Friday", Facts("", "can't make it on Friday")),
        ("with my wife", Facts()),
        ("how much is a crown?", Facts()),
        ("I'm new here, my name is Al Roy", Facts("Al Roy", new_patient="yes")),
        ("I've been there before", Facts(new_patient="no")),
        ("Jon Smyth, S as in Sam, M, Y, T, H, on Friday", Facts("Jon Smyth", "Friday")),
        ("I'd like to book for Ivy Chen, I-V-Y C-H-E-N", Facts("Ivy Chen")),
        ("it's Omar Said, tomorrow", Facts("Omar Said", "tomorrow")),
        ("I missed my appointment yesterday at 9, can I rebook for Friday at 10?", Facts("", "Friday", "10")),
    ],
)
def test_what_a_visit_is_for_and_who_comes_is_found_in_the_callers_words(utterance: str, facts: Facts) -> None:
    assert understand(utterance, {"name"} if utterance.startswith("Jon") else ()).facts == facts


@pytest.mark.parametrize(
    ("text", "asked", "claims"),
    [
        ("March 3rd 1985, 212 555 0199", ["birth_date"], Claims("March 3rd 1985", "212 555 0199")),
        ("03/04/1985, 2125550199", ["birth_date", "phone"], Claims("03/04/1985", "2125550199")),
        ("3/3/85 212-555-0143", ["birth_date", "phone"], Claims("3/3/85", "212-555-0143")),
        ("March 3 1985 212 555 0143", ["birth_date", "phone"], Claims("March 3 1985", "212 555 0143")),
        ("212-555-0143 3/3/1985", ["birth_date", "phone"], Claims("3/3/1985", "212-555-0143")),
        ("I was born on July 4 1950", [], Claims("on July 4 1950")),
        (
            "two one two five five five oh one nine nine",
            ["phone"],
            Claims(phone="two one two five five five oh one nine nine"),
        ),
        ("555 123 4567", ["phone"], Claims(phone="555 123 4567")),
        ("my code is K7PQ2M", ["code"], Claims(code="my code is K7PQ2M")),
        ("I lost my code", ["code", "phone", "birth_date"], Claims()),
        ("December 1st at 2", ["code"], Claims()),
        ("tomorrow at 2, or on the 3rd", [], Claims()),
        ("", ["birth_date", "phone", "code"], Claims()),
    ],
)
def test_what_identifies_somebody_is_taken_as_it_was_said(text: str, asked: list[str], claims: Claims) -> None:
    assert claims_in(text, "en", asked) == claims


def test_a_new_patient_is_asked_once_for_number_and_date_of_birth() -> None:
    conversation: list[Item] = [HELLO, CallerSaid("Hi I'm Amy Pond, new patient, can I come tomorrow at 9?")]
    assert next_move(conversation) == Say(ENGLISH.phone_and_birth_date)
    conversation += [AgentSaid(ENGLISH.phone_and_birth_date)]
    amy = {"name": "Amy Pond", "date": "tomorrow", "time": "9", "new_patient": "yes"}
    assert next_move([*conversation, CallerSaid("I'd rather not give that")]) == CallTool("book_appointment", amy)
    conversation += [CallerSaid("212 555 0143")]
    assert next_move(conversation) == Say(ENGLISH.birth_date)
    conversation += [AgentSaid(ENGLISH.birth_date), CallerSaid("March 3rd 1985")]
    whole = {**amy, "phone": "212 555 0143", "birth_date": "March 3rd 1985"}
    assert next_move(conversation) == CallTool("book_appointment", whole)


def test_the_caller_is_the_guardian_of_a_child() -> None:
    conversation: list[Item] = [HELLO, CallerSaid("This is Sarah Miller, my son Tom is six and needs a check-up")]
    noted = {"name": "Tom", "date": "", "time": "", "treatment": "child exam"}
    assert next_move(conversation) == CallTool("begin_booking", noted)
    conversation += [*tool("begin_booking", "Noted.", noted), AgentSaid("When?"), CallerSaid("Friday at 10")]
    expected = {"name": "Tom", "date": "Friday", "time": "10", "treatment": "child exam", "guardian": "Sarah Miller"}
    assert next_move(conversation) == CallTool("book_appointment", expected)


def test_a_guardian_who_is_not_known_is_asked_for_once_and_is_not_the_patient() -> None:
    conversation: list[Item] = [HELLO, CallerSaid("my daughter Mia, she's 8, Friday at 10")]
    assert next_move(conversation) == Say(ENGLISH.guardian)
    conversation += [AgentSaid(ENGLISH.guardian)]
    mia = {"name": "Mia", "date": "Friday", "time": "10", "treatment": "child exam"}
    named = {**mia, "guardian": "Carol Jones"}
    assert next_move([*conversation, CallerSaid("Carol Jones")]) == CallTool("book_appointment", named)
    assert next_move([*conversation, CallerSaid("does that matter")]) == CallTool("book_appointment", mia)


@pytest.mark.parametrize(
    ("utterance", "second"),
    [
        ("and my husband Joe at 3 PM", {"name": "Joe", "date": "next Tuesday", "time": "3 PM"}),
        (
            "and I also need a cleaning on Friday at 9",
            {"name": "Sarah", "date": "Friday", "time": "9", "treatment": "cleaning"},
        ),
        ("and Max at 3 PM", {"name": "Max", "date": "next Tuesday", "time": "3 PM"}),
        ("also one for my brother Max, Friday at 9", {"name": "Max", "date": "Friday", "time": "9"}),
    ],
)
def test_a_second_person_or_visit_leans_on_the_first(utterance: str, second: dict[str, str]) -> None:
    assert next_move([*BOOKED, CallerSaid(utterance)]) == CallTool("book_appointment", second)


def test_of_the_treatments_that_the_desk_names_one_is_chosen() -> None:
    dora = {"name": "Dora", "date": "Tuesday", "time": "1", "treatment": "crown"}
    question = "What is the visit for: a crown preparation or a crown seating?"
    asked: list[Item] = [HELLO, CallerSaid("Dora here, I need a crown, Tuesday at 1")]
    asked += [*tool("book_appointment", question, dora), AgentSaid(question)]
    first = {**dora, "treatment": "a crown preparation"}
    assert next_move([*asked, CallerSaid("the first one")]) == CallTool("book_appointment", first)
    named = {**dora, "treatment": "crown the seating"}
    assert next_move([*asked, CallerSaid("the seating")]) == CallTool("book_appointment", named)
    assert next_move([*asked, CallerSaid("oh, goodbye")]) == CallTool("end_call")


def test_a_treatment_that_the_desk_does_not_know_is_left_to_the_dentist() -> None:
    al = {"name": "Al Roy", "date": "Monday", "time": "8", "treatment": "root canal"}
    question = "What would you like to come in for?"
    asked: list[Item] = [HELLO, CallerSaid("Al Roy here, I need a root canal, Monday at 8")]
    asked += [*tool("book_appointment", question, al), AgentSaid(question), CallerSaid("as I said, a root canal")]
    expected = {"name": "Al Roy", "date": "Monday", "time": "8"}
    assert next_move(asked) == CallTool("book_appointment", expected)
