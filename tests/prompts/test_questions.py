"""What callers ask, and what the desk says: topics in files."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from string import Formatter
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from receptionist.config.clinic_file import example_clinic
from receptionist.errors import SettingError
from receptionist.language import Language
from receptionist.prompts.questions import Topic, answer, find_topic, load, parse_topic, topics

LANGUAGES: tuple[Language, ...] = get_args(Language)
CLINIC = example_clinic()
TODAY = date(2026, 11, 22)
PARKING = """+++
title = "Parking"

[words]
en = ["parking", "where ... park"]
es = ["estacionamiento"]
+++

# en

Behind {name},
free of charge.

# es

Detrás de {name}.
"""
WANTED = {
    "hours", "closures", "address", "parking", "insurance", "payment", "what-to-bring", "cancellation", "new-patients",
    "children", "languages", "accessibility", "records", "prices",
}  # fmt: skip


def table(language: Language) -> list[tuple[Language, str, str | None]]:
    lines = Path(__file__).with_name(f"questions_{language}.txt").read_text(encoding="utf-8").splitlines()
    pairs = [line.split("|") for line in lines if line and not line.startswith("#")]
    return [(language, words.strip(), None if topic.strip() == "none" else topic.strip()) for words, topic in pairs]


LINES = [line for language in LANGUAGES for line in table(language)]


def topic(name: str) -> Topic:
    return next(one for one in topics() if one.id == name)


@pytest.mark.parametrize(("language", "words", "expected"), LINES)
def test_every_question_of_the_tables_finds_its_topic(language: Language, words: str, expected: str | None) -> None:
    found = find_topic(words, language)
    assert (found.id if found else None) == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_topic_is_asked_about_in_the_tables(language: Language) -> None:
    asked = {expected for of, _, expected in LINES if of == language} - {None}
    assert asked == {one.id for one in topics()}
    assert asked >= WANTED


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("one", topics(), ids=lambda one: one.id)
def test_every_answer_is_short_enough_to_be_spoken_and_leaves_no_placeholder(one: Topic, language: Language) -> None:
    said = answer(one, CLINIC, language, TODAY)
    assert [name for _, name, _, _ in Formatter().parse(said) if name is not None] == []
    assert len(said.split()) <= 70
    assert said != one.texts["es" if language == "en" else "en"]


@pytest.mark.parametrize("one", topics(), ids=lambda one: one.id)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrase_finds_its_own_topic(one: Topic, language: Language) -> None:
    for phrase in one.phrases[language]:
        found = find_topic(str(phrase).replace("...", "the"), language)
        assert found == one, phrase


def test_hours_and_closures_are_those_of_the_clinic() -> None:
    assert answer(topic("hours"), CLINIC, "en", TODAY) == (
        "We see patients Monday through Thursday from 8 AM to noon and from 1 PM to 5 PM, and Friday from 8 AM "
        "to 2 PM. Outside those hours you can still call here to book, and our on-call dentist "
        "is there for emergencies."
    )
    assert answer(topic("closures"), CLINIC, "es", TODAY) == (
        "Nuestros próximos cierres son: el jueves 26 de noviembre, por el Día de Acción de Gracias, el viernes 25 de "
        "diciembre, por Navidad, y el viernes 1 de enero de 2027, por Año Nuevo. Los demás días mantenemos el horario "
        "de siempre."
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_insurance_is_ever_promised_to_cover_anything(language: Language) -> None:
    said = answer(topic("insurance"), CLINIC, language, TODAY).casefold()
    assert {"en": "can't promise what a plan covers", "es": "no puedo prometerle lo que cubre"}[language] in said


def test_adding_a_topic_is_adding_a_file(tmp_path: Path) -> None:
    (tmp_path / "parking.md").write_text(PARKING, encoding="utf-8")
    (tmp_path / "pets.md").write_text(PARKING.replace("park", "pet").replace("estaciona", "masco"), encoding="utf-8")
    (tmp_path / "notes.txt").write_text("not a topic", encoding="utf-8")
    parking, pets = load(tmp_path)
    assert (parking.id, pets.id, parking.title) == ("parking", "pets", "Parking")
    assert find_topic("Where on earth can I PARK?", "en", (parking, pets)) == parking
    assert answer(parking, CLINIC, "en", TODAY) == "Behind Bright Smile Dental, free of charge."


def test_the_words_of_equals_decide_nothing(tmp_path: Path) -> None:
    (tmp_path / "parking.md").write_text(PARKING, encoding="utf-8")
    (tmp_path / "pets.md").write_text(PARKING.replace("park", "pet").replace("estaciona", "masco"), encoding="utf-8")
    known = load(tmp_path)
    assert find_topic("parking or peting", "en", known) is None
    assert find_topic("parking or peting", "en", known[:1]) == known[0]


def test_a_windows_editors_file_is_read_as_any_other(tmp_path: Path) -> None:
    (tmp_path / "parking.md").write_bytes(b"\xef\xbb\xbf" + PARKING.replace("\n", "\r\n").encode())
    assert load(tmp_path) == (parse_topic(PARKING, "parking.md"),)


@pytest.mark.parametrize(
    ("was", "becomes", "message"),
    [
        (
            "{name},",
            "{nmae},",
            (
                "setting line 11 of parking.md is '{nmae}'; accepted: only {address}, {arrival_instructions}, "
                "{closures}, {emergency_number}, {grace_minutes}, {hours}, {name}, {notice_hours}, {on_call_number}, "
                "{phone}, {providers}, {short_address}, {treatments}; the nearest is {name}"
            ),
        ),
        ("{name},", "{name!r},", "setting line 11 of parking.md is '{name!r}'; accepted: only {address}"),
        ("{name},", "{name.x},", "setting line 11 of parking.md is '{name.x}'; accepted: only {address}"),
        ("{name},", "{},", "setting line 11 of parking.md is '{}'; accepted: only {address}"),
        ("{name},", "{name", "setting line 9 of parking.md is text whose braces do not match ("),
        (
            "# es",
            "# fr",
            "setting line 14 of parking.md is 'fr'; accepted: only en, es",
        ),
        (
            "# es\n\nDetrás de {name}.\n",
            "",
            "setting section es of parking.md is missing; accepted: a line # es and what is said below it",
        ),
        ("Detrás de {name}.", " ", "setting line 14 of parking.md is nothing below 'es'; accepted: what is to be said"),
        ("# es", "# en", "setting line 14 of parking.md is 'en'; accepted: each heading once"),
        ("# en", "Well:\n# en", "setting line 9 of parking.md is 'Well:'; accepted: a heading first, as # en"),
        ('es = ["estacionamiento"]', "", "setting words.es in parking.md is missing; accepted: an array of phrases"),
        (
            '"estacionamiento"',
            "",
            "setting words.es in parking.md is an array; accepted: at least one phrase",
        ),
        (
            '"estacionamiento"',
            '"estación", "ESTACION!"',
            "setting words.es[1] in parking.md is 'ESTACION!'; accepted: each phrase once",
        ),
        ('"estacionamiento"', '"..."', "setting words.es[0] in parking.md is '...'; accepted: words"),
        ('title = "Parking"', 'titel = "P"', "setting titel in parking.md is 'P'; accepted: only title, words"),
        (
            'title = "Parking"',
            "title = ",
            "setting parking.md is not TOML; accepted: TOML between the +++ (Invalid value ",
        ),
        ("+++\ntitle", "title", "setting line 1 of parking.md is 'title = \"Parking\"'; accepted: +++, then TOML"),
        ("[words]", "words = 1\n[w]", "setting w in parking.md is a table; accepted: only title, words"),
        (PARKING, "", "setting line 1 of parking.md is missing; accepted: +++, then TOML, then +++"),
    ],
)
def test_a_bad_file_is_refused_with_its_place(tmp_path: Path, was: str, becomes: str, message: str) -> None:
    assert was in PARKING
    (tmp_path / "parking.md").write_text(PARKING.replace(was, becomes, 1), encoding="utf-8")
    with pytest.raises(SettingError) as refused:
        load(tmp_path)
    assert str(refused.value).startswith(message)


def test_the_line_of_a_toml_error_is_the_files(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="at line 2, column"):
        parse_topic(PARKING.replace('title = "Parking"', "title = "), "parking.md")


def test_a_phrase_of_two_topics_is_refused(tmp_path: Path) -> None:
    (tmp_path / "parking.md").write_text(PARKING, encoding="utf-8")
    (tmp_path / "pets.md").write_text(PARKING.replace("estaciona", "masco"), encoding="utf-8")
    with pytest.raises(SettingError) as refused:
        load(tmp_path)
    assert str(refused.value) == (
        "setting words.en in pets.md is 'parking'; accepted: a phrase that parking.md does not have"
    )


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("Free Parking.md", PARKING.encode(), "setting name of Free Parking.md is 'Free Parking'"),
        ("parking.md", b"+++\n\xff", "setting parking.md is not UTF-8; accepted: text in UTF-8 that can be read"),
        ("parking.md", b" " * 70_000, "setting parking.md is larger than 64 KiB; accepted: a short text"),
        ("parking.txt", b"", "setting folder "),
    ],
)
def test_a_folder_without_usable_topics_is_refused(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(SettingError) as refused:
        load(tmp_path)
    assert str(refused.value).startswith(message)


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="unreadable"):
        load(tmp_path / "policies")


@settings(derandomize=True, deadline=None, max_examples=200)
@given(st.text(max_size=200), st.sampled_from(LANGUAGES))
def test_whatever_is_asked_there_is_an_answer_or_none(words: str, language: Language) -> None:
    found = find_topic(words, language)
    assert found is None or found in topics()


@settings(derandomize=True, deadline=None, max_examples=200)
@given(st.text(max_size=200))
def test_whatever_a_file_holds_it_is_a_topic_or_refused(text: str) -> None:
    for content in (text, f"{PARKING}{text}", PARKING.replace("Behind", text), PARKING.replace("estaciona", text)):
        try:
            parsed = parse_topic(content, "parking.md")
        except SettingError:
            continue
        assert all(answer(parsed, CLINIC, language, TODAY) for language in LANGUAGES)
