"""Whose name is said, and what is no name."""

from __future__ import annotations

import pytest

from receptionist.llm.names import Named, bare, introduced


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("My name is Sarah.", "Sarah"),
        ("my name is sarah o'brien", "Sarah O'Brien"),
        ("my name is anna van der berg and I need help", "Anna van der Berg"),
        ("my name is Jean-Luc Picard", "Jean-Luc Picard"),
        ("name's María González", "María González"),
        ("my name is Łukasz", "Łukasz"),
        ("my name is 李小龙", "李小龙"),
        ("the name is John F. Kennedy. I'd like to come", "John F. Kennedy"),
        ("My name is Will Young", "Will Young"),
        ("my name is SARAH LEE", "Sarah Lee"),
        ("My name's Anne-Marie St. John and I", "Anne-Marie St. John"),
        ("I'm Sarah", "Sarah"),
        ("hi i'm sarah", "Sarah"),
        ("can i book, it's ben", "Ben"),
        ("it's Marcus, Marcus Webb", "Marcus Webb"),
        ("this is Mike calling", "Mike"),
        ("it's Sarah here", "Sarah"),
        ("Hi, Sarah Lee speaking", "Sarah Lee"),
        ("Bob here", "Bob"),
        ("an appointment for Sarah", "Sarah"),
        ("book Sarah in", "Sarah"),
        ("put it under Lee", "Lee"),
        ("under the name of Tom Smith please", "Tom Smith"),
        ("please call me Bob", "Bob"),
        ("Mrs. Jones here", "Mrs. Jones"),
        ("my name is Sara, S-A-R-A-H", "Sarah"),
        ("S A R A H is my name", "Sarah"),
    ],
)
def test_a_name_is_taken_as_it_was_introduced(text: str, name: str) -> None:
    assert introduced(text) == Named(name)


@pytest.mark.parametrize(
    "text",
    [
        "I'm calling about a tooth", "I'm looking for a dentist", "I'm free", "I'm sorry", "I'm good", "I'm new",
        "I'm a patient", "i'm pregnant", "I'm wondering", "this is urgent", "this is great", "it's for a cleaning",
        "it's for me", "it's fine", "an appointment for two people", "thanks for everything", "call me back",
        "is anyone here", "book an appointment", "I'd like to book it for my son", "my name", "that's for sure",
    ],
)  # fmt: skip
def test_what_only_looks_like_an_introduction_gives_no_name(text: str) -> None:
    assert introduced(text) is None


def test_a_relatives_name_is_the_one_to_book_for() -> None:
    assert introduced("This is Sarah, it's for my son Tom") == Named("Tom", of_a_relative=True)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Sarah", "Sarah"),
        ("um, yes. Sarah Lee.", "Sarah Lee"),
        ("sarah lee please", "Sarah Lee"),
        ("it's Sarah, and I'd like", "Sarah"),
        ("Lee, L-E-I-G-H", "Leigh"),
        ("what do you mean", ""),
        ("why?", ""),
        ("just a cleaning", ""),
        ("1234", ""),
    ],
)
def test_an_answer_to_the_question_for_a_name_may_be_the_name_alone(text: str, name: str) -> None:
    assert bare(text) == name


@pytest.mark.parametrize(("text", "name"), [("I'd like to book, Sarah,", "Sarah"), ("Great,", ""), ("sarah", "")])
def test_unasked_a_bare_name_needs_its_capital(text: str, name: str) -> None:
    assert bare(text, capitalised=True) == name
