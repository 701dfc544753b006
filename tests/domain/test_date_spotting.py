"""The words for a day and a time, found in what is said."""

from __future__ import annotations

import pytest

from receptionist.domain.dates import Spotted, Understood, spot
from tests.domain.date_tables import say


@pytest.mark.parametrize(
    ("utterance", "date_words", "time_words", "rest"),
    [
        ("My name is Sarah, next Tuesday at 2 PM.", "next Tuesday", "2 PM", "My name is Sarah,"),
        ("no, make it Wednesday at ten", "Wednesday", "ten", "no, make it"),
        (
            "It's for May Johnson on the third of December at half past two",
            "the third of December",
            "half past two",
            "It's for May Johnson",
        ),
        ("2 PM next Tuesday", "next Tuesday", "2 PM", ""),
        ("Tuesday next week", "Tuesday next week", None, ""),
        ("tomorrow afternoon", "tomorrow", "afternoon", ""),
        (
            "I'd like to come on Tuesday at two to see the dentist",
            "Tuesday",
            "two",
            "I'd like to come to see the dentist",
        ),
        ("on the 3rd at two thirty, for José", "the 3rd", "two thirty", "for José"),
        ("Tuesday the 24th at 2 p.m. please", "Tuesday the 24th", "2 p.m.", "please"),
        ("at ten", None, "ten", ""),
        ("why don't we do Tuesday at two", "Tuesday", "two", "why don't we do"),
        ("Actually, make it ten", None, "ten", "Actually, make it"),
        ("a full cleaning on Tuesday", "Tuesday", None, "a full cleaning"),
        ("as soon as possible, my tooth hurts", None, "as soon as possible", "my tooth hurts"),
        ("would the twenty-fourth at two be possible", "the twenty-fourth", "two", "would be possible"),
        ("what about the day after?", "the day after", None, "what about"),
        ("the day after next Monday, at two", "the day after next Monday", "two", ""),
        # What makes it imprecise is kept
        ("Tuesday after lunch", "Tuesday", "after lunch", ""),
        ("any day after 5 PM", None, "after 5 PM", "any day"),
        ("after 3", None, "after 3", ""),
        ("Tuesday after three", "Tuesday", "after three", ""),
        ("no later than 3 PM on Tuesday", "Tuesday", "no later than 3 PM", ""),
        ("Tuesday or Wednesday", "Tuesday or Wednesday", None, ""),
        ("between 2 and 3 PM on Friday", "Friday", "between 2 and 3 PM", ""),
        ("Tuesday at 2 or 3", "Tuesday", "2 or 3", ""),
        ("Tuesday at 2-3 PM", "Tuesday", "2-3 PM", ""),
        ("the third or fourth of December, no, Friday", "third or fourth of December, no, Friday", None, "the"),
        ("I can't do Tuesday", "can't do Tuesday", None, "I"),
        ("Tuesday won't work", "Tuesday won't", None, "work"),
        ("the first Tuesday of December", "the first Tuesday of December", None, ""),
        ("any Tuesday", "any Tuesday", None, ""),
        ("Tuesday at 2 PM Pacific", "Tuesday", "2 PM Pacific", ""),
        ("the 7th or 8th at nine", "the 7th or 8th", "nine", ""),
        ("end of next week would be best", "end of next week", None, "would be best"),
        ("sometime in December", "in December", "sometime", ""),
        ("Tuesday, no later than 3", "Tuesday", "no later than 3", ""),
        ("Tuesday at 3 at the latest", "Tuesday", "3 at the latest", ""),
        # Of two times the one that somebody has is not the one that is wanted
        ("I have a 2 o'clock on Tuesday, any chance of 3?", "Tuesday", "3", "I have a 2 o'clock any chance of"),
        ("I've got Tuesday at 2, can you do Wednesday?", "Wednesday", None, "I've got Tuesday at 2, can you do"),
        (
            "my appointment is on Tuesday at two but could I come at three",
            "Tuesday",
            "three",
            "my appointment is at two but could I come",
        ),
        ("my son has Tuesday at 2, any chance of 3?", "Tuesday", "3", "my son has at 2, any chance of"),
        (
            "I have a 2 o'clock on Tuesday, any chance of the 3rd?",
            "the 3rd",
            None,
            "I have a 2 o'clock on Tuesday, any chance of",
        ),
        ("any chance of Tuesday at 3?", "Tuesday", "3", "any chance of"),
        ("I have a 2 o'clock on Tuesday", "Tuesday", "2 o'clock", "I have a"),
        ("I have a toothache, can I come Tuesday at 3?", "Tuesday", "3", "I have a toothache, can I come"),
        ("I have Tuesday off, what about ten?", "Tuesday", "ten", "I have off, what about"),
        # What only looks like a day or a time is left
        ("may I come in", None, None, "may I come in"),
        ("my name is June", None, None, "my name is June"),
        ("I have two kids", None, None, "I have two kids"),
        ("the two of us", None, None, "the two of us"),
        ("one moment", None, None, "one moment"),
        ("for two kids on Monday", "Monday", None, "for two kids"),
        ("just a second", None, None, "just a second"),
        ("I'll take the first", None, None, "I'll take the first"),
        ("on the second floor", None, None, "on the second floor"),
        ("Good morning, how are you today?", None, None, "Good morning, how are you today?"),
        ("Morning, this is April March", None, None, "Morning, this is April March"),
        ("I came the other day after work", None, None, "I came the other day after work"),
        ("see you later", None, None, "see you later"),
        ("", None, None, ""),
    ],
)
def test_a_day_and_a_time_are_spotted_in_what_is_said(
    utterance: str, date_words: str | None, time_words: str | None, rest: str
) -> None:
    assert spot(utterance) == Spotted(date_words, time_words, rest)


@pytest.mark.parametrize(
    "utterance",
    [
        "Tuesday is bad, Wednesday at ten",
        "not Tuesday at ten but Wednesday",
        "move it from Tuesday at ten to Wednesday",
        "I can't make Tuesday at ten",
        "Tuesday at ten or eleven",
        "Tuesday at ten, no, sorry, eleven",
        "Tuesday at ten. Actually make that eleven.",
        "any time but Tuesday at ten",
        "I'm out of town Tuesday at ten",
        "Tuesday at ten is full",
        "Tuesday at ten is too early",
        "Tuesday from ten to eleven",
        "Tuesday after ten",
        "Tuesday at ten or later",
        "the week of the 24th at ten",
        "the Tuesday after next at ten",
        "a Tuesday at ten",
        "Tuesday at 10 or Thursday at 11",
        "10 PM Tuesday or 11 PM Thursday",
        "I have Tuesday at ten, or is eleven free?",
        "Tuesday at ten is when my mother comes, any chance of eleven?",
        "the week of the 24th at 10 AM",
        "end of next week at ten",
    ],
)
def test_what_is_spotted_and_imprecise_never_becomes_an_appointment(utterance: str) -> None:
    found = spot(utterance)
    assert not isinstance(say(found.date_words or "", found.time_words or ""), Understood)


@pytest.mark.parametrize(
    ("utterance", "date_words", "time_words", "rest"),
    [
        (
            "Quiero una cita el martes a las dos de la tarde, me llamo Ana López.",
            "el martes",
            "las dos de la tarde",
            "Quiero una cita me llamo Ana López.",
        ),
        ("Me llamo Sara, el próximo martes a las 2", "el próximo martes", "las 2", "Me llamo Sara,"),
        ("¿Tiene algo para mañana por la tarde?", "mañana", "por la tarde", "¿Tiene algo"),
        ("no, mejor el miércoles a las diez", "el miércoles", "las diez", "no, mejor"),
        ("el 3 de diciembre a las dos y media", "el 3 de diciembre", "las dos y media", ""),
        ("¿Qué tal el jueves a las cuatro menos cuarto?", "el jueves", "las cuatro menos cuarto", "¿Qué tal"),
        ("pasado mañana a las 10", "pasado mañana", "las 10", ""),
        ("lo antes posible, me duele la muela", None, "lo antes posible", "me duele la muela"),
        ("en diciembre", "en diciembre", None, ""),
        # What makes it imprecise is kept
        ("después de las 3", None, "después de las 3", ""),
        ("el martes entre las 2 y las 4", "el martes", "entre las 2 y las 4", ""),
        ("el martes o el miércoles", "el martes o el miércoles", None, ""),
        ("a las dos o a las tres", None, "las dos o a las tres", ""),
        ("a las 2, no, perdón, a las 3", None, "las 2, no, perdón, a las 3", ""),
        ("no puedo el martes", "no puedo el martes", None, ""),
        ("el martes no puedo", "el martes no", None, "puedo"),
        ("el martes pasado", "el martes pasado", None, ""),
        # Of two times the one that somebody has is not the one that is wanted
        (
            "Tengo una cita el martes a las dos, ¿podría ser a las tres?",
            "el martes",
            "las tres",
            "Tengo una cita a las dos, ¿podría ser",
        ),
        # What only looks like a day or a time is left
        ("Es para mi hijo de 3 años", None, None, "Es para mi hijo de 3 años"),
        ("tengo dos hijos", None, None, "tengo dos hijos"),
        ("somos dos", None, None, "somos dos"),
        ("un momento", None, None, "un momento"),
        ("me quedo con el primero", None, None, "me quedo con el primero"),
        ("Buenos días, quiero una cita", None, None, "Buenos días, quiero una cita"),
        ("Buenas tardes", None, None, "Buenas tardes"),
        ("llego tarde", None, None, "llego tarde"),
        ("me llamo Abril Mayo", None, None, "me llamo Abril Mayo"),
        ("", None, None, ""),
    ],
)
def test_a_day_and_a_time_are_spotted_in_spanish(
    utterance: str, date_words: str | None, time_words: str | None, rest: str
) -> None:
    assert spot(utterance, "es") == Spotted(date_words, time_words, rest)


@pytest.mark.parametrize(
    "utterance",
    [
        "el martes no me va bien",
        "no puedo el martes a las diez",
        "ni el martes ni el miércoles a las diez",
        "el martes a las diez o a las once",
        "el martes a las diez, no, perdón, a las once",
        "el martes después de las diez",
        "el martes de diez a once",
        "el martes a partir de las diez",
        "cualquier martes a las diez",
        "cambiar mi cita del martes al jueves a las 3",
        "el martes pasado a las diez",
        "el martes a las diez está lleno",
        "a finales de la semana que viene a las diez",
        "los martes a las diez",
        "todos los martes a las diez",
        "el martes a las diez no puedo",
        "menos el martes a las diez",
    ],
)
def test_what_is_spotted_and_imprecise_in_spanish_never_becomes_an_appointment(utterance: str) -> None:
    found = spot(utterance, "es")
    assert not isinstance(say(found.date_words or "", found.time_words or "", language="es"), Understood)
