"""Calls in Spanish, and the change from one language to the other."""

from __future__ import annotations

import pytest

from receptionist.llm.brain import TOOLS, next_move
from receptionist.llm.conversation import AgentSaid, CallerSaid, CallTool, Facts, Item, Move, Say
from receptionist.llm.minutes import minutes_in
from receptionist.llm.offers import Option, Slot, offered
from receptionist.llm.phrases_en import ENGLISH
from receptionist.llm.phrases_es import SPANISH
from receptionist.llm.tongue import changes_to
from receptionist.llm.topics import topics
from receptionist.llm.understanding import Topic, understand
from tests.llm.calls import HELLO, tool

CHOSEN = "Por supuesto, hablemos en español."
ES = tool("choose_language", CHOSEN, {"language": "es"})
EN = tool("choose_language", "Of course, let's speak English.", {"language": "en"})
GREETED: list[Item] = [HELLO, CallerSaid("¿Habla español?"), *ES, AgentSaid(f"{CHOSEN} {SPANISH.how_can_i_help}")]
FREE = (
    "Tengo libre el lunes 23 de noviembre a las 8 de la mañana, o el martes 24 de noviembre a las 8 de la mañana o a"
    " las 2:30 de la tarde con Maya Torres. ¿Le conviene alguna de estas horas?"
)
SLOTS = "(slots: s1 = 2026-11-23T13:00Z torres; s2 = 2026-11-24T13:00Z torres; s3 = 2026-11-24T19:30Z torres)"


@pytest.mark.parametrize(
    ("utterance", "now", "then"),
    [
        ("Hola, quisiera una cita", "en", "es"),
        ("¿Habla español?", "en", "es"),
        ("in Spanish please", "en", "es"),
        ("hola", "en", "es"),
        ("me duele una muela", "en", "es"),
        ("my name is María de la Cruz", "en", None),
        ("Gracias, bye", "en", None),
        ("Al", "en", None),
        ("me", "en", None),
        ("Sarah", "es", None),
        ("el martes a las dos", "es", None),
        ("can we do this in English, please", "es", "en"),
        ("I need an appointment", "es", "en"),
        ("", "en", None),
    ],
)
def test_the_language_is_that_of_the_callers_words(utterance: str, now: str, then: str | None) -> None:
    assert changes_to(utterance, "es" if now == "es" else "en") == then


def test_the_language_is_chosen_first_and_the_same_words_are_then_heard_in_it() -> None:
    conversation: list[Item] = [HELLO, CallerSaid("Hola, me llamo Ana Ruiz y quisiera una cita el martes a las dos")]
    assert next_move(conversation) == CallTool("choose_language", {"language": "es"})
    expected = {"name": "Ana Ruiz", "date": "el martes", "time": "las dos"}
    assert next_move([*conversation, *ES]) == CallTool("book_appointment", expected)


def test_who_only_asks_for_the_language_is_asked_what_they_want() -> None:
    assert next_move(GREETED[:-1]) == Say(GREETED[-1].text if isinstance(GREETED[-1], AgentSaid) else "")


def test_without_a_tool_for_it_the_language_stays() -> None:
    move = next_move([HELLO, CallerSaid("Hola, quisiera una cita")], TOOLS - {"choose_language"})
    assert move == Say(f"{ENGLISH.didnt_catch} {ENGLISH.shall_i_book}")


def test_back_to_english_in_the_middle_of_a_booking_nothing_is_lost() -> None:
    begun = [*GREETED, CallerSaid("Quisiera una cita, me llamo Ana Ruiz")]
    begun += [*tool("begin_booking", "Noted.", {"name": "Ana Ruiz", "date": "", "time": ""}), AgentSaid("¿Cuándo?")]
    begun += [CallerSaid("sorry, can we speak English? Tuesday at 2 would be good"), *EN]
    expected = {"name": "Ana Ruiz", "date": "Tuesday", "time": "2"}
    assert next_move(begun) == CallTool("book_appointment", expected)


@pytest.mark.parametrize(
    ("utterance", "move"),
    [
        ("quiero cancelar mi cita", Say(SPANISH.identify)),
        ("¿cuándo es mi cita?", Say(SPANISH.identify)),
        ("necesito cambiar mi cita al viernes", Say(SPANISH.identify)),
        ("voy a llegar tarde a mi cita", Say(SPANISH.identify)),
        ("me duele mucho una muela", CallTool("report_emergency", {"words": "me duele mucho una muela"})),
        ("quiero hablar con una persona", CallTool("request_person")),
        ("¿dónde puedo estacionar?", CallTool("answer_question", {"question": "¿dónde puedo estacionar?"})),
        ("tengo seguro de Cigna", CallTool("note_insurance", {"carrier": "Cigna"})),
        ("quisiera dejar un mensaje", Say(SPANISH.what_message)),
        ("esto es inaceptable", Say(SPANISH.sorry_shall_i)),
        ("perdón, número equivocado", CallTool("end_call", {"wrong_number": "yes"})),
        ("gracias, adiós", CallTool("end_call")),
        ("lo antes posible, por favor", CallTool("find_times", {"date": "", "time": "lo antes posible"})),
        (
            "necesito una limpieza la próxima semana por la mañana",
            CallTool("find_times", {"date": "la próxima semana", "time": "por la mañana", "treatment": "limpieza"}),
        ),
        ("¿es usted un robot?", Say(f"{SPANISH.robot} {SPANISH.how_can_i_help}")),
        ("asdf", Say(f"{SPANISH.didnt_catch} {SPANISH.shall_i_book}")),
    ],
)
def test_the_main_paths_are_understood_and_answered_in_spanish(utterance: str, move: Move) -> None:
    assert next_move([*GREETED, CallerSaid(utterance)]) == move


@pytest.mark.parametrize(
    ("utterance", "facts"),
    [
        (
            "me llamo María González, el martes a las dos de la tarde",
            Facts("María González", "el martes", "las dos de la tarde"),
        ),
        ("una cita a nombre de Luis Pérez", Facts("Luis Pérez")),
        ("el martes, no, perdón, el miércoles a las diez", Facts("", "el miércoles", "las diez")),
        ("una limpieza con la doctora Patel", Facts(treatment="limpieza", provider="la doctora Patel")),
        ("para mi hijo Leo, tiene cinco años", Facts("Leo", treatment="revisión infantil")),
        (
            "soy paciente nueva, soy Ana Gil, mañana por la tarde",
            Facts("Ana Gil", "mañana", "por la tarde", new_patient="yes"),
        ),
        ("mañana por la mañana", Facts("", "mañana", "por la mañana")),
        ("buenas tardes", Facts()),
        ("nada", Facts()),
    ],
)
def test_the_facts_are_found_in_spanish_words(utterance: str, facts: Facts) -> None:
    assert understand(utterance, (), "es").facts == facts


def test_what_is_offered_in_spanish_is_read_with_its_ids() -> None:
    assert offered(f"{FREE}\n{SLOTS}", "es") == (
        Option("lunes 23 de noviembre", "las 8 de la mañana", (Slot("s1", "torres"),)),
        Option("martes 24 de noviembre", "las 8 de la mañana", (Slot("s2", "torres"),)),
        Option("martes 24 de noviembre", "las 2:30 de la tarde", (Slot("s3", "torres"),)),
    )


@pytest.mark.parametrize(
    ("answer", "slot"),
    [
        ("la segunda", "s2"),
        ("la última", "s3"),
        ("el lunes", "s1"),
        ("a las dos y media", "s3"),
        ("por la tarde, mejor", "s3"),
        ("cualquiera", "s1"),
    ],
)
def test_an_offered_time_is_taken_in_spanish(answer: str, slot: str) -> None:
    wanted = {"date": "la próxima semana", "time": "", "treatment": "limpieza"}
    conversation = [*GREETED, CallerSaid("me llamo Ana Ruiz, una limpieza la próxima semana")]
    conversation += [*tool("find_times", f"{FREE}\n{SLOTS}", wanted), AgentSaid(FREE), CallerSaid(answer)]
    assert next_move(conversation) == CallTool("book_appointment", {"name": "Ana Ruiz", "slot": slot})


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        (SPANISH.questions["name", "date", "time"], {"name", "date", "time"}),
        (SPANISH.identify, {"birth_date", "phone", "code"}),
        (SPANISH.guardian, {"guardian"}),
        (SPANISH.how_late, {"minutes"}),
        (SPANISH.which_appointment, {"which"}),
        (SPANISH.sorry_shall_i, {"person"}),
        (SPANISH.anything_else, {"more"}),
        (SPANISH.shall_i_book, {"booking"}),
        (SPANISH.cannot_identify, {"message"}),
    ],
)
def test_what_the_receptionist_asks_in_spanish_is_known_as_a_question(words: str, asked: set[Topic]) -> None:
    assert topics(words, "es") == asked


@pytest.mark.parametrize(
    ("text", "minutes"), [("quince minutos", "15"), ("un cuarto de hora", "15"), ("media hora", "30"), ("veinte", "20")]
)
def test_minutes_are_read_in_spanish(text: str, minutes: str) -> None:
    assert minutes_in(text, "es", asked=True) == minutes
