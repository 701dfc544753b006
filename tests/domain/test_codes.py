"""Confirmation codes: what they are, how they are read aloud, and how they are heard."""

from __future__ import annotations

from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from receptionist import code_alphabet
from receptionist.domain import codes
from receptionist.domain.codes import ALPHABET, LENGTH, code_in, is_code, spoken_code, with_check
from receptionist.language import Language

LANGUAGES: tuple[Language, ...] = ("en", "es")
CODE = "K7X4MRP"
CODES = st.text(ALPHABET, min_size=LENGTH - 1, max_size=LENGTH - 1).map(with_check)
SAMPLES = [with_check("".join(characters)) for characters in product("2KY", repeat=LENGTH - 1)]


def test_a_code_has_24_random_bits() -> None:
    assert len(ALPHABET) ** (LENGTH - 1) == 2**24
    assert len(set(ALPHABET)) == len(ALPHABET)


@pytest.mark.parametrize(
    "alike",
    ["0O", "1IL", "2Z", "5S", "8B", "6G", "UV", "BCDEGPTVZ", "FS", "MN", "AHJK", "IY", "QU", "59", "VB", "SCZ", "LN"],
)
def test_no_two_characters_look_or_sound_alike(alike: str) -> None:
    assert len(set(alike) & set(ALPHABET)) <= 1


def test_no_code_is_a_word() -> None:
    assert not set("AEIOU") & set(ALPHABET)


def test_the_maker_of_codes_and_their_reader_share_one_alphabet() -> None:
    assert (codes.ALPHABET, codes.LENGTH) == (code_alphabet.ALPHABET, code_alphabet.LENGTH)
    assert (codes.with_check, codes.is_code) == (code_alphabet.with_check, code_alphabet.is_code)


def test_the_check_of_a_code_stays_what_it_was() -> None:
    """Codes are in the log and in people's calendars: a new check would make them worthless."""
    assert with_check("K7X4MR") == CODE
    assert with_check("222222") == "2222222"
    assert with_check("FKMPQR") == "FKMPQR3"


@pytest.mark.parametrize("characters", ["", "K7X4M", "K7X4MRP", "k7x4mr", "K7X4M0", "K7X4M ", "K7X4MÑ"])
def test_a_check_is_made_for_six_characters_of_the_alphabet_only(characters: str) -> None:
    with pytest.raises(ValueError, match="characters of 2346789FKMPQRWXY make a code"):
        with_check(characters)


@pytest.mark.parametrize(
    "text",
    ["", "K7X4MR", "K7X4MRPP", "k7x4mrp", "K7X-4MRP", "K7X 4MRP", "K7X4MRR", "07X4MRP", " K7X4MRP", "\ud83d" * 7],
)
def test_what_is_stored_otherwise_is_no_code(text: str) -> None:
    assert is_code(CODE)
    assert not is_code(text)


@pytest.mark.parametrize("code", SAMPLES[::61])
def test_each_single_wrong_character_is_noticed(code: str) -> None:
    wrong = [code[:at] + char + code[at + 1 :] for at in range(LENGTH) for char in ALPHABET if char != code[at]]
    assert len(wrong) == LENGTH * (len(ALPHABET) - 1)
    assert not any(map(is_code, wrong))


@given(CODES)
@settings(deadline=None, derandomize=True, database=None)
def test_each_swap_and_each_doubled_mistake_is_noticed(code: str) -> None:
    for i, j in combinations(range(LENGTH), 2):
        swapped = list(code)
        swapped[i], swapped[j] = code[j], code[i]
        assert is_code("".join(swapped)) == (code[i] == code[j])
    for at in range(LENGTH - 1):
        if code[at] == code[at + 1]:
            twice = [code[:at] + char * 2 + code[at + 2 :] for char in ALPHABET if char != code[at]]
            assert not any(map(is_code, twice))


def test_a_code_is_read_in_two_groups_with_a_word_for_each_letter() -> None:
    assert spoken_code(CODE, "en") == (
        "K as in Kilo, seven, X as in X-ray. four, M as in Mike, R as in Romeo, P as in Papa"
    )
    assert spoken_code(CODE, "es") == ("K de kilo, siete, X de xilófono. cuatro, M de mamá, R de rosa, P de papá")


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_letter_has_a_word_that_begins_with_it(language: Language) -> None:
    spoken = ", ".join(spoken_code(char * LENGTH, language) for char in ALPHABET if char.isalpha())
    assert all(f"{char} as in {char}" in spoken or f"{char} de {char.lower()}" in spoken for char in "FKMPQRWXY")


@pytest.mark.parametrize(
    "words",
    [
        "K7X4MRP",
        "k7x4mrp",
        "K7X-4MRP",
        "K7X 4MRP",
        "k7x 4mr p",
        "K 7 X 4 M R P",
        "K-7-X-4-M-R-P",
        "K, 7, X. 4, M, R, P.",
        "\uff2b\uff17\uff38\uff14\uff2d\uff32\uff30",
        "k seven x four m r p",
        "kay seven ex four em ar pee",
        "K as in Kilo, seven, X as in X-ray, four, M as in Mike, R as in Romeo, P as in Papa",
        "Kilo seven X-ray four Mike Romeo Papa",
        "kilo 7 xray 4 mike romeo papa",
        "Kilo seven x ray four Mike Romeo Papa",
        "K Kilo 7 X X-ray 4 M Mike R Romeo P Papa",
        "K for king, 7, X like xylophone, 4, M is for Mary, R for Robert, P for Peter",
        "K for kilo, seven, X, for, M, R, P",
        "K seven X for M R P",
        "K seven X four M are P",
        "my code is K7X4MRP",
        "My code is K 7 X, uh, and then 4 M R P, please",
        "the code for my appointment is K7X 4MRP, thank you",
        "Mike here, my code is K7X4MRP",
        "K7X, let me see, 4MRP",
        "K7X4MRP K7X4MRP",
        "K7X4MRR, no, K7X4MRP",
        "sorry, K7X4MRP",
        "K 7 X 4 M R T as in Peter",
    ],
)
def test_a_code_is_heard_however_it_is_said_in_english(words: str) -> None:
    assert code_in(words, "en") == CODE


@pytest.mark.parametrize(
    "words",
    [
        "K7X4MRP",
        "k7x-4mrp",
        "ka siete equis cuatro eme erre pe",
        "ka, siete, equis, cuatro, eme, ere, pe",
        "K de kilo, siete, X de xilófono, cuatro, M de mamá, R de rosa, P de papá",
        "ka de kilo siete equis cuatro eme de María erre de Roma pe de Pedro",
        "K como en kilo, 7, X, 4, M, R, P",
        "mi código es K 7 X 4 M R P, por favor",
        "Kilo siete X-ray cuatro Mike Romeo Papa",
        "K siete X, y luego cuatro M R P",
        "K siete X y cuatro M R P",
        "es la K7X4MRR, perdón, K7X4MRP",
    ],
)
def test_a_code_is_heard_however_it_is_said_in_spanish(words: str) -> None:
    assert code_in(words, "es") == CODE


@pytest.mark.parametrize(
    ("words", "language", "code"),
    [
        ("W nine W nine nine seven eight", "en", None),
        ("double u nine nine seven eight six y griega", "es", None),
        ("seventy two, seventy two, X, X, queue", "en", "7272XXQ"),
        ("twenty two, double two, double two, two", "en", "2222222"),
        ("double 2 triple 2 2 2", "en", "2222222"),
        ("veinte y dos, doble dos, doble dos, dos", "es", "2222222"),
        ("setenta y dos, setenta y dos, doble equis, cu", "es", "7272XXQ"),
    ],
)
def test_tens_and_doubles_are_characters(words: str, language: Language, code: str | None) -> None:
    assert code_in(words, language) == code


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("", "en"),
        ("my", "en"),
        ("K7X4MR", "en"),
        ("K7X4MRPP", "en"),
        ("K7X4MRR", "en"),
        ("KX74MRP", "en"),
        ("K 7 X 4 N R P", "en"),
        ("K 7 X 4 M R T", "en"),
        ("K 7 X 4 M R 0", "en"),
        ("K as in Catherine, 7 X 4 M R P", "en"),
        ("not K7X4MRP", "en"),
        ("K7X4MRP, no, the last one is Y", "en"),
        ("K7X4MRP or 2222222", "en"),
        ("212 555 0123", "en"),
        ("I want to see a dentist on Tuesday for my exam", "en"),
        ("for to " * 200, "en"),
        ("K" * 100_000, "en"),
        ("\U0001f642 \ud83d", "en"),
        ("no es K7X4MRP", "es"),
        ("una cita para mi hijo", "es"),
    ],
)
def test_what_is_not_exactly_a_code_is_none_and_costs_no_try(words: str, language: Language) -> None:
    assert code_in(words, language) is None


@given(CODES, st.sampled_from(LANGUAGES))
@settings(deadline=None, derandomize=True, database=None, max_examples=300)
def test_what_is_read_aloud_is_heard_as_the_same_code(code: str, language: Language) -> None:
    assert code_in(spoken_code(code, language), language) == code
    assert code_in(" ".join(code), language) == code
    assert code_in(code.lower(), language) == code
    assert code_in(f"{code[:3]}-{code[3:]}", language) == code


@given(CODES, st.integers(0, LENGTH - 1), st.sampled_from(ALPHABET), st.sampled_from(LANGUAGES))
@settings(deadline=None, derandomize=True, database=None, max_examples=300)
def test_one_misheard_character_never_becomes_another_code(code: str, at: int, char: str, language: Language) -> None:
    misheard = code[:at] + char + code[at + 1 :]
    assert code_in(spoken_code(misheard, language), language) == (code if misheard == code else None)


VOCABULARY = (
    "K 7 X four for to too M are why Kilo X-ray double twenty two as in de y no , - . K7X mrp \ud83d \u00b2 ele equis"
)


@given(st.lists(st.sampled_from(VOCABULARY.split()), max_size=30), st.sampled_from(LANGUAGES))
@settings(deadline=None, derandomize=True, database=None, max_examples=300)
def test_no_words_break_it_and_what_comes_out_is_a_code(words: list[str], language: Language) -> None:
    code = code_in(" ".join(words), language)
    assert code is None or is_code(code)
