"""What a receptionist must not do: book on a goodbye, take a word for a name, cancel what is only asked about."""

from __future__ import annotations

import pytest

from receptionist.language import Language
from receptionist.llm.brain import next_move
from receptionist.llm.claims import Claims
from receptionist.llm.conversation import AgentSaid, CallerSaid, CallTool, Facts, Item
from receptionist.llm.intents import Intent
from receptionist.llm.phrases_en import ENGLISH
from receptionist.llm.phrases_es import SPANISH
from receptionist.llm.understanding import Topic, understand
from tests.llm.calls import BOOKED, HELLO, booking, tool

CLEANING = {"name": "", "date": "next Tuesday", "time": "nine", "treatment": "cleaning"}
NAMELESS: list[Item] = [
    HELLO,
    CallerSaid("I'd like a cleaning next Tuesday at nine."),
    *tool("begin_booking", "Noted. Still needed: the patient's name.", CLEANING),
    AgentSaid("Happy to. What's your name, please?"),
]
URSULA: list[Item] = [
    HELLO,
    CallerSaid("I'd like to book an appointment, it's Ursula Meyer."),
    *tool("begin_booking", "Noted.", {"name": "Ursula Meyer", "date": "", "time": ""}),
    AgentSaid("Thanks, Ursula. What day and time would suit you?"),
]


@pytest.mark.parametrize(
    "utterance",
    [
        "Thanks for understanding. Bye.",
        "thanks so much for helping, bye",
        "Thank you for nothing. Goodbye.",
        "Thanks, bye.",
        "cheers legend bye",
        "Forget it. Thanks, bye.",
        "Sorry for bothering you, bye.",
    ],
)
def test_a_goodbye_instead_of_a_name_books_nothing(utterance: str) -> None:
    assert next_move([*NAMELESS, CallerSaid(utterance)]) == CallTool("end_call")


def test_a_spanish_goodbye_instead_of_a_name_books_nothing() -> None:
    said = {"name": "", "date": "el martes", "time": "las nueve", "treatment": "limpieza"}
    asked: list[Item] = [
        AgentSaid(SPANISH.welcome),
        CallerSaid("Quiero una limpieza el martes a las nueve."),
        *tool("choose_language", "Por supuesto.", {"language": "es"}),
        *tool("begin_booking", "Anotado.", said),
        AgentSaid(SPANISH.questions[("name",)]),
    ]
    assert next_move([*asked, CallerSaid("Gracias por atenderme, adiós.")]) == CallTool("end_call")


@pytest.mark.parametrize("word", ["Good.", "Splendid,", "Superb!", "Sweet.", "Lovely,", "Wunderbar.", "Wunderbar,"])
def test_an_exclamation_is_not_the_name_of_somebody_whose_name_is_known(word: str) -> None:
    told = {"name": "Ursula Meyer", "date": "Tuesday", "time": "ten"}
    assert next_move([*URSULA, CallerSaid(f"{word} Then Tuesday at ten, please.")]) == CallTool(
        "book_appointment", told
    )


def test_a_name_that_is_known_can_still_be_corrected() -> None:
    told = {"name": "Ursel", "date": "Tuesday", "time": "ten"}
    corrected = CallerSaid("Tuesday at ten, and my name is Ursel")
    assert next_move([*URSULA, corrected]) == CallTool("book_appointment", told)


@pytest.mark.parametrize(
    "utterance",
    [
        "Wunderbar. Tuesday at ten.",
        "Friday at ten, Blue Cross",
        "a filling on friday at ten, blue cross",
        "a filling on friday at ten, upper molar",
        "checkup friday at ten, wisdom tooth",
        "asdf qwer",
    ],
)
def test_nobody_is_called_what_nobody_would_be(utterance: str) -> None:
    assert understand(utterance, {"date", "time"}).facts.name == ""


@pytest.mark.parametrize(
    ("utterance", "asked", "name"),
    [
        ("i need a filling thursday half past two, adam frey", (), "Adam Frey"),
        ("can i get a checkup friday at ten, nina olsen please", (), "Nina Olsen"),
        ("First name Siobhan, that's S, I, O, B, H, A, N, last name Walsh.", ("name",), "Siobhan Walsh"),
        ("last name is walsh, first name adam", ("name",), "Adam Walsh"),
        ("Tell them that Walter Hughes wants to move his appointment", ("message",), "Walter Hughes"),
        ("Let Dr. Lee know that Ada King called", ("message",), "Ada King"),
    ],
)
def test_a_name_is_heard_however_it_is_given(utterance: str, asked: tuple[Topic, ...], name: str) -> None:
    assert understand(utterance, asked).facts.name == name


@pytest.mark.parametrize(
    ("utterance", "facts"),
    [
        ("Me llamo Julio Paredes, el tres de julio", Facts(name="Julio Paredes", date="el tres de julio")),
        ("Necesito una cita, me llamo Domingo Ruiz", Facts(name="Domingo Ruiz")),
        ("soy Abril Gómez, el domingo a las diez", Facts(name="Abril Gómez", date="el domingo", time="las diez")),
        ("nombre Ana, apellido Ruiz", Facts(name="Ana Ruiz")),
        ("Esto es ridículo", Facts()),
        ("el martes a las, a ver, once", Facts(date="el martes", time="las once")),
    ],
)
def test_a_spanish_name_may_be_a_day_or_a_month(utterance: str, facts: Facts) -> None:
    assert understand(utterance, (), "es").facts == facts


@pytest.mark.parametrize(
    ("utterance", "language", "birth_date"),
    [
        ("I was born March third nineteen eighty five.", "en", "March third nineteen eighty five."),
        (
            "Nací el tres de marzo de mil novecientos ochenta y cinco.",
            "es",
            "Nací el tres de marzo de mil novecientos ochenta y cinco.",
        ),
        (
            "nací el dos de mayo de mil novecientos noventa y ocho y mi teléfono es 212 555 0123",
            "es",
            "nací el dos de mayo de mil novecientos noventa y ocho",
        ),
    ],
)
def test_no_date_of_birth_is_cut_short(utterance: str, language: Language, birth_date: str) -> None:
    assert understand(utterance, (), language).claims.birth_date == birth_date


@pytest.mark.parametrize(
    ("utterance", "claims", "facts"),
    [
        ("hi can you move my appointment X6K4FW2 to friday at nine", Claims(code="X6K4FW2"), ("friday", "nine")),
        ("cancel x6k4fw2 please", Claims(code="x6k4fw2"), ("", "")),
        ("my code is X6K-4FW2", Claims(code="X6K-4FW2"), ("", "")),
        ("move the appointment X6K4FW3 to friday", Claims(), ("friday", "")),
        ("the flight is BA12345", Claims(), ("", "")),
    ],
)
def test_a_code_in_one_breath_with_the_wish_is_heard(utterance: str, claims: Claims, facts: tuple[str, str]) -> None:
    """Its last sign checks the others, so nothing else is taken for one."""
    heard = understand(utterance)
    assert (heard.claims, (heard.facts.date, heard.facts.time)) == (claims, facts)


@pytest.mark.parametrize(
    "utterance", ["you know what, forget it, please cancel that", "never mind, cancel it", "Actually, cancel that."]
)
def test_what_was_just_booked_is_cancelled_for_whoever_thinks_better_of_it(utterance: str) -> None:
    assert next_move([*BOOKED, CallerSaid(utterance)]) == CallTool("cancel_appointment")


@pytest.mark.parametrize(
    "utterance",
    [
        "never mind, don't cancel it",
        "Can I cancel it later?",
        "could I still cancel it any time?",
        "I'd keep it rather than cancel it",
        "please do not cancel that",
    ],
)
def test_nothing_is_cancelled_that_nobody_wants_cancelled(utterance: str) -> None:
    move = next_move([*BOOKED, CallerSaid(utterance)])
    assert not (isinstance(move, CallTool) and move.name == "cancel_appointment")


@pytest.mark.parametrize(
    "utterance",
    [
        "I've got two kids who both need a check-up, this is James Park.",
        "James Park here, an exam for both of my kids.",
    ],
)
def test_a_parent_is_not_the_patient(utterance: str) -> None:
    move = next_move([HELLO, CallerSaid(utterance)])
    assert move == CallTool("begin_booking", {**booking().arguments, "treatment": "child exam"})


@pytest.mark.parametrize(
    ("utterance", "name"),
    [
        ("The older one is Leo Park, born March 9th, 2018. Could he come next Tuesday at nine?", "Leo Park"),
        ("The youngest is called Anna.", "Anna"),
        ("the boy is Luca Gomez", "Luca Gomez"),
    ],
)
def test_a_child_is_named_by_its_place_among_the_others(utterance: str, name: str) -> None:
    heard = understand(utterance, {"name"})
    assert (heard.facts.name, heard.of_a_relative) == (name, True)


@pytest.mark.parametrize(
    "utterance",
    [
        "You people are unbelievable, last time I sat in your waiting room for an hour!",
        "I've been waiting two weeks for somebody to call me back, this is absolutely ridiculous!",
    ],
)
def test_an_angry_caller_hears_that_we_are_sorry_before_anything_is_taken_down(utterance: str) -> None:
    assert next_move([HELLO, CallerSaid(utterance)]) == next_move([HELLO, CallerSaid("This is unacceptable!")])


def test_whoever_is_angry_and_wants_somebody_gets_a_person() -> None:
    angry: list[Item] = [HELLO, CallerSaid("This is ridiculous!"), AgentSaid(ENGLISH.sorry_shall_i)]
    assert next_move([*angry, CallerSaid("Yes, get me somebody.")]) == CallTool(
        "request_person", {"reason": "the caller is upset"}
    )


@pytest.mark.parametrize(
    "utterance",
    [
        "I'm his brother. Does he have an appointment this week?",
        "is my husband booked for tomorrow?",
        "Hi, could you tell me what I have booked with you?",
    ],
)
def test_whoever_asks_what_stands_is_asked_who_they_are(utterance: str) -> None:
    """Nothing is looked for, and nothing is begun."""
    asked = next_move([HELLO, CallerSaid("What appointments do I have?")])
    assert next_move([HELLO, CallerSaid(utterance)]) == asked


def test_another_kind_of_visit_is_another_appointment() -> None:
    also = CallerSaid("And then also a filling.")
    assert next_move([*BOOKED, also]) == CallTool(
        "begin_booking", {"name": "Sarah", "date": "", "time": "", "treatment": "filling"}
    )


@pytest.mark.parametrize("utterance", ["Do you sponsor the team again this year?", "are you hiring next year?"])
def test_a_year_is_no_day_to_come_on(utterance: str) -> None:
    assert next_move([HELLO, CallerSaid(utterance)]) == CallTool("answer_question", {"question": utterance})


@pytest.mark.parametrize(
    "utterance",
    ["whoever does cleanings is fine", "anybody is fine", "someone else's fine", "Whoever is free that day."],
)
def test_whoever_does_it_is_fine(utterance: str) -> None:
    assert understand(utterance).wants(Intent.ANY_TIME)


@pytest.mark.parametrize(
    ("utterance", "time"),
    [("next Tuesday at, let's see, eleven?", "eleven"), ("on Tuesday at, I don't know, two", "two")],
)
def test_hesitation_does_not_part_a_time_from_its_preposition(utterance: str, time: str) -> None:
    assert understand(utterance).facts.time == time
