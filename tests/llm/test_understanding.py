"""What one utterance says: its facts and what it wants."""

from __future__ import annotations

import pytest

from receptionist.llm.conversation import Facts
from receptionist.llm.intents import Intent
from receptionist.llm.reading import LONGEST
from receptionist.llm.understanding import Heard, Topic, understand


@pytest.mark.parametrize(
    ("utterance", "facts"),
    [
        (
            "I'd like to book an appointment. My name is Sarah, next Tuesday at 2 PM.",
            Facts("Sarah", "next Tuesday", "2 PM"),
        ),
        ("I'd like to book, Sarah, next Tuesday at 2 PM", Facts("Sarah", "next Tuesday", "2 PM")),
        ("Sarah speaking, I want to see the dentist tomorrow at noon", Facts("Sarah", "tomorrow", "noon")),
        (
            "It's for May Johnson on the third of December at half past two",
            Facts("May Johnson", "the third of December", "half past two"),
        ),
        ("I'd also like to book for my son Tom, Friday at 9", Facts("Tom", "Friday", "9")),
        ("This is Sarah, can my son Tom come in on Friday?", Facts("Tom", "Friday", "")),
        ("no, make it Wednesday at ten", Facts("", "Wednesday", "ten")),
        ("tomorrow. sorry, I meant Wednesday", Facts("", "Wednesday", "")),
        ("Tuesday at two, no wait, three", Facts("", "Tuesday", "three")),
        ("I can't come Tuesday, can we do Wednesday?", Facts("", "Wednesday", "")),
        ("Tuesday doesn't work, but Wednesday does", Facts("", "Wednesday", "")),
        ("I, um, need an appointment. For, uh, Thursday, no, Friday. At, uh, nine.", Facts("", "Friday", "nine")),
        ("monday ten please", Facts("", "monday", "ten")),
        ("can we do 11 instead", Facts("", "", "11")),
        ("not Tuesday, Wednesday please", Facts("", "Wednesday", "")),
        ("can you move it from Tuesday to Wednesday?", Facts("", "Wednesday", "")),
        ("Good morning, I'd like an appointment", Facts()),
        ("my tooth has hurt since Monday, can I come tomorrow?", Facts("", "tomorrow", "")),
        ("I was there last Tuesday", Facts()),
        ("my number is 555 123 4567", Facts(phone="my number is 555 123 4567")),
        ("I was born on May 3rd 1980", Facts(birth_date="on May 3rd 1980")),
        ("have a nice day", Facts()),
        ("see you Tuesday at two", Facts()),
        ("I have two kids", Facts()),
        # What stands in the way of a day is not the day
        ("next Tuesday, because on Monday my sister is here, say at two", Facts("", "next Tuesday", "two")),
        ("I'm working that afternoon, could we do Wednesday at ten?", Facts("", "Wednesday", "ten")),
        ("I've got the kids until Monday so it has to be Tuesday, can you do two pm?", Facts("", "Tuesday", "two pm")),
        ("I have an opening on Tuesday, say at two", Facts("", "Tuesday", "two")),
        ("I have to come on Tuesday, say at two", Facts("", "Tuesday", "two")),
        ("Monday is no good, Tuesday, Wednesday", Facts("", "Monday is no good, Tuesday, Wednesday", "")),
        ("Tuesday, Wednesday I can't do", Facts("", "Tuesday, Wednesday I can't", "")),
        # What is settled in the same breath
        ("Monday's no good, so Tuesday, I guess, next Tuesday at two", Facts("", "next Tuesday", "two")),
        ("Tuesday after lunch, shall we say two o'clock?", Facts("", "Tuesday", "two o'clock")),
        ("Tuesday after lunch", Facts("", "Tuesday", "after lunch")),
        ("Tuesday at two, Tuesday at three", Facts("", "Tuesday at two, Tuesday", "")),
        ("tuesday at 2 or something like that", Facts("", "tuesday", "2")),
        ("tuesday at 2 or whatever", Facts("", "tuesday", "2")),
        ("Tuesday at two, if it's not too much trouble", Facts("", "Tuesday", "two")),
        ("of course, it's Thanksgiving", Facts()),
    ],
)
def test_the_name_the_day_and_the_time_are_found_in_the_callers_words(utterance: str, facts: Facts) -> None:
    assert understand(utterance).facts == facts


@pytest.mark.parametrize(
    ("utterance", "asked", "facts"),
    [
        ("Sarah.", {"name"}, Facts("Sarah", "", "")),
        ("two", {"time"}, Facts("", "", "two")),
        ("at two", {"time"}, Facts("", "", "two")),
        ("ten thirty please", {"time"}, Facts("", "", "ten thirty")),
        ("Tuesday", {"date"}, Facts("", "Tuesday", "")),
        ("26th", {"date"}, Facts("", "26th", "")),
        ("Tuesday, two", {"date", "time"}, Facts("", "Tuesday", "two")),
        ("sarah lee, tomorrow at noon", {"name", "date", "time"}, Facts("Sarah Lee", "tomorrow", "noon")),
        ("Sarah, no wait, Sara Lee", {"name"}, Facts("Sara Lee", "", "")),
        ("two", set(), Facts()),
        ("Sarah.", set(), Facts()),
    ],
)
def test_a_bare_answer_counts_only_for_what_was_asked(utterance: str, asked: set[Topic], facts: Facts) -> None:
    assert understand(utterance, asked).facts == facts


@pytest.mark.parametrize(
    ("utterance", "intent"),
    [
        ("I'd like to make an appointment", Intent.BOOK),
        ("can I get my teeth cleaned, a cleaning?", Intent.VISIT),
        ("can you send me the details?", Intent.DETAILS),
        ("could you text me that", Intent.DETAILS),
        ("email me the confirmation", Intent.DETAILS),
        ("I'd like that in writing", Intent.DETAILS),
        ("Details?", Intent.DETAILS),
        ("shoot me the details", Intent.DETAILS),
        ("would you mind popping all of that in a message for me", Intent.DETAILS),
        ("I don't suppose you could pop the details across to me", Intent.DETAILS),
        ("why don't you send me the details", Intent.DETAILS),
        ("I don't suppose you could send me the details", Intent.DETAILS),
        ("can I get those details by email", Intent.DETAILS),
        ("Appointment, please.", Intent.BOOK),
        ("put me down for two o'clock", Intent.BOOK),
        ("I'd better get something in the diary", Intent.BOOK),
        ("Thank you, goodbye.", Intent.GOODBYE),
        ("that's all, bye", Intent.GOODBYE),
        ("nothing else, thanks", Intent.DONE),
        ("no thanks", Intent.DECLINE),
        ("can I change that to Friday", Intent.RESCHEDULE),
        ("actually can we do 3 PM instead", Intent.CHANGE),
        ("I need to cancel", Intent.CANCEL),
        ("I have an appointment on Monday", Intent.EXISTING),
        ("are you a robot?", Intent.ROBOT),
        ("who is this", Intent.WHO),
        ("can I talk to a real person", Intent.HUMAN),
        ("could you say that again?", Intent.REPEAT),
        ("my tooth hurts", Intent.PAIN),
        ("do you take insurance", Intent.TOPIC),
        ("never mind", Intent.NEVER_MIND),
    ],
)
def test_what_an_utterance_wants_is_recognised(utterance: str, intent: Intent) -> None:
    assert understand(utterance).wants(intent)


@pytest.mark.parametrize(
    ("utterance", "intent"),
    [
        ("can I have an appointment", Intent.EXISTING),
        ("no need to send me anything", Intent.DETAILS),
        ("I got your text", Intent.DETAILS),
        ("please don't send me anything", Intent.DETAILS),
        ("details of what", Intent.DETAILS),
        ("my appointment, please", Intent.BOOK),
        ("I have no preference", Intent.NO),
        ("I know a good one", Intent.NO),
    ],
)
def test_a_likeness_is_not_taken_for_the_thing(utterance: str, intent: Intent) -> None:
    assert not understand(utterance).wants(intent)


@pytest.mark.parametrize(
    "noise", ["", "   ", "\x00\x01\x02", "😀😀", "?!…", "\u202e\u200f", "x" * (LONGEST + 1), "word " * 2000]
)
def test_noise_says_nothing(noise: str) -> None:
    assert understand(noise) == Heard(text="")


def test_invisible_marks_do_not_reach_the_facts() -> None:
    heard = understand("my name is \u202eSarah\u200f O\u2019Brien\x07, tomorrow at 2\x00 PM")
    assert heard.facts == Facts("Sarah O'Brien", "tomorrow", "2 PM")
