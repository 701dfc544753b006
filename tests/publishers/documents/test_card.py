"""The card says who, what, when and the code, in either language and in any script, and keeps to its one page."""

from __future__ import annotations

import io
import logging
import unicodedata
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from receptionist.projections.effects import Scalar
from receptionist.publishers.rendering import render
from tests.publishers.documents.models import card
from tests.publishers.documents.reading import lines, page, places, shapes

BOOKED = [
    "Bright Smile Dental",
    "123 Main Street, Suite 200",
    "Your appointment",
    "Tuesday",
    "December 1st, 2026",
    "9 AM",
    "Patient Zoë Quillfeather",
    "Treatment Cleaning",
    "With Dr. Lee",
    "Confirmation code",
    "K7M-4QXY",
    "Before you come",
    "Please arrive 15 minutes early for paperwork.",
    "Questions or changes? Call us: (555) 123-4567",
]
REWRITTEN = "* Written in Latin letters: this card cannot show the original script."
STAR_ES = "* Escrito en letras latinas: esta tarjeta no puede mostrar la escritura original."


def test_a_booked_appointments_card_says_all_of_it() -> None:
    assert lines() == BOOKED


def test_a_moved_appointments_card_says_so_first() -> None:
    assert lines(status="moved") == [*BOOKED[:2], "Moved: this is the new time", *BOOKED[3:]]


def test_a_cancelled_appointments_card_says_so_and_asks_nobody_to_come() -> None:
    heading = "Cancelled: this appointment will not take place"
    assert lines(status="cancelled") == [*BOOKED[:2], heading, *BOOKED[3:11], BOOKED[13]]


def test_an_appointment_from_before_there_were_codes_has_no_place_for_one() -> None:
    """Neither the words nor the box with round corners, which has a curve at each."""
    assert lines(code="") == [*BOOKED[:9], *BOOKED[11:]]
    assert drawn(b"c") - drawn(b"c", code="") == 4


def test_a_cancelled_appointments_time_is_struck_out() -> None:
    """There is one line through each of weekday, date and time."""
    drawn = {status: bars(status) for status in ("booked", "moved", "cancelled")}
    assert {status: number - drawn["booked"] for status, number in drawn.items()} == {
        "booked": 0,
        "moved": 0,
        "cancelled": 3,
    }


def bars(status: str) -> int:
    """How many rectangles are drawn on the card; a line through a text is one."""
    return drawn(b"re", status=status, instructions="")


def drawn(what: bytes, **changes: Scalar) -> int:
    """How often an operator of PDF is used on the card."""
    contents = page(**changes).get_contents()
    assert contents is not None
    return sum(operator == what for _, operator in contents.operations)


@pytest.mark.parametrize(
    ("status", "heading"),
    [
        ("booked", "Su cita"),
        ("moved", "Cambiada: este es el nuevo horario"),
        ("cancelled", "Cancelada: esta cita no tendrá lugar"),
    ],
)
def test_in_spanish_every_word_of_the_cards_own_is_spanish(status: str, heading: str) -> None:
    said = lines(language="es", status=status, instructions="")
    assert said == [
        *BOOKED[:2],
        heading,
        *BOOKED[3:6],
        "Paciente Zoë Quillfeather",
        "Tratamiento Cleaning",
        "Con Dr. Lee",
        "Código de confirmación",
        "K7M-4QXY",
        "¿Preguntas o cambios? Llámenos: (555) 123-4567",
    ]


@pytest.mark.parametrize(
    "name",
    [
        "Łukasz Żółć",
        "Nguyễn Thị Ngọc Ánh",
        "Ελένη Παπαδοπούλου",
        "Ольга Їжакевич",
        "ქეთევან",
        "李小龙",
        "陳小明",
        "渡辺 さくら",
        "김철수",
        "O'Neill-Smith",
        "Sørensen & Søn <x>",
        "{nb} **bold** __u__",
    ],
)
def test_a_name_is_said_in_its_own_letters(name: str) -> None:
    said = lines(patient=name)
    assert said[6] == f"Patient {name}"
    assert REWRITTEN not in said


@pytest.mark.parametrize("name", ["محمد", "عبدالرحمن", "עברית", "देवनागरी", "ไทย", "श्री"])
def test_a_name_whose_letters_are_joined_or_reordered_keeps_all_of_them(name: str) -> None:
    """A reader puts spaces and order into such a word as it likes, so its letters are counted."""
    said = unicodedata.normalize("NFKC", lines(patient=name)[6].removeprefix("Patient"))
    assert sorted(said.replace(" ", "")) == sorted(name)


@pytest.mark.parametrize(("name", "number"), [("ععع", 3), ("ع ع ع", 1)])
def test_arabic_letters_are_joined(name: str, number: int) -> None:
    """Joined, a letter has one shape at the beginning, one inside and one at the end of a word; alone it has one."""
    assert shapes("ع", patient=name) == number


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("தமிழ்", "tmil*"),
        ("Sarah 😀", "Sarah :grinning:*"),
        ("Sarah 李小龙 አበበ", "Sarah 李小龙 'abebe*"),
        ("\ue000", "?*"),
        ("Zoë\u0378", "Zoe*"),
    ],
)
def test_what_no_font_has_is_written_in_latin_letters_and_the_card_says_so(name: str, said: str) -> None:
    """Never an empty box, and never silently."""
    found = lines(patient=name)
    assert (found[6], found[-1]) == (f"Patient {said}", REWRITTEN)


def test_what_is_written_in_latin_letters_is_said_so_in_the_patients_language() -> None:
    found = lines(patient="தமிழ்", language="es")
    assert (found[6], found[-1]) == ("Paciente tmil*", STAR_ES)


def test_marks_without_a_shape_are_left_out() -> None:
    """An override of direction would turn a name around, and no font has a shape for it."""
    assert lines(patient="\u202eAnna\u2066 \ufeffLee\u00ad\ufe0f") == [*BOOKED[:6], "Patient Anna Lee", *BOOKED[7:]]


def test_what_is_empty_leaves_no_row_behind() -> None:
    said = lines(treatment="", provider=" ", instructions="\n")
    assert said == [*BOOKED[:7], *BOOKED[9:11], BOOKED[13]]


def test_the_card_has_its_date_its_language_and_no_name_in_its_properties() -> None:
    found = PdfReader(io.BytesIO(render(card(language="es"))))
    assert found.metadata is not None
    assert (found.metadata.title, found.metadata.author) == ("Tarjeta de cita", None)
    assert found.metadata.creation_date == datetime(2026, 11, 22, 18, tzinfo=UTC)
    assert str(found.root_object["/Lang"]) == "es"


WORDY: dict[str, Scalar] = {
    "clinic": "The Greater Metropolitan Area's Clinic for Dentistry, Orthodontics and Much More, Incorporated " * 3,
    "address": "Building 7, Entrance C, Fourth Floor, 12345 Extraordinarily Long Boulevard Name North-West " * 6,
    "patient": "Maximiliana-Alexandrina " * 20,
    "treatment": "Donaudampfschifffahrtselektrizitätenhauptbetriebswerk" * 5,
    "provider": "李小龙" * 90,
    "weekday": "Wednesday " * 30,
    "date": "September 30th, 2026 " * 20,
    "time": "half past eleven " * 30,
    "code": "K7M-4QXY" * 20,
    "phone": "+1 (555) 123-4567 " * 12,
    "instructions": "Please arrive 15 minutes early for paperwork. " * 60,
}


def test_whatever_is_long_no_line_leaves_its_place() -> None:
    """What each line has room for is told in test_fitting; here, that the boxes are apart and on the paper."""
    text = [(said, round(base, 1)) for said, x, base, size in places(page(**WORDY)) if 13.9 <= x < 134.1 and size >= 5]
    assert len(text) == len(list(places(page(**WORDY))))
    order = [text.index(next(each for each in text if each[0].startswith(begin))) for begin in BEGINNINGS]
    heights = [text[place][1] for place in order]
    assert heights == sorted(heights)
    fixed = {"Your appointment", "Treatment", "Confirmation code", "Questions or changes? Call us:"}
    usual = {(said, round(base, 1)) for said, _, base, _ in places(page()) if said in fixed}
    assert {each for each in text if each[0] in fixed} == usual


BEGINNINGS = (
    "The Greater", "Building", "Your app", "Wednesday", "September", "half past", "Maximiliana", "Donau", "李", "Conf",
    "K7M", "Before", "Please", "+1",
)  # fmt: skip


def test_what_must_be_cut_ends_with_an_ellipsis() -> None:
    said = lines(patient="Maximiliana-Alexandrina " * 90)
    assert sum(line.count("…") for line in said) == 1
    assert "…" not in "".join(lines(patient="Maximiliana-Alexandrina " * 4))


NAMES = st.one_of(
    st.text(max_size=60),
    st.text(st.characters(codec="utf-8", categories=("L", "M", "Zs")), max_size=40),
    st.text(st.sampled_from("ÅŁéỄ ảдعبدמह्िर्ไท李ひ김😀👩🏽\u200d\u200c\u202e\u0301\u0308(),123-"), max_size=30),
)


ANY_TEXTS = given(names=st.fixed_dictionaries(dict.fromkeys(WORDY, NAMES)))


@settings(max_examples=3, derandomize=True, deadline=None, database=None)
@ANY_TEXTS
def test_there_is_no_text_that_a_card_cannot_have(names: dict[str, Scalar]) -> None:
    """It is drawn on one page, without a character that its fonts lack: of those fpdf2 warns."""
    draws_all_of(names)


@pytest.mark.soak
@settings(max_examples=200, deadline=None, database=None)
@ANY_TEXTS
def test_the_same_of_many_more_texts(names: dict[str, Scalar]) -> None:
    draws_all_of(names)


def draws_all_of(names: dict[str, Scalar]) -> None:
    missing = Missing()
    logger = logging.getLogger("fpdf")
    level = logger.level
    logger.setLevel(logging.WARNING)
    logger.addHandler(missing)
    try:
        content = render(card(**names))
    finally:
        logger.removeHandler(missing)
        logger.setLevel(level)
    assert missing.said == []
    assert len(PdfReader(io.BytesIO(content)).pages) == 1


class Missing(logging.Handler):
    """Keeps what is logged."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage())


def test_nothing_of_a_patient_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    """Below WARNING, fontTools logs the letters of a document one by one."""
    with caplog.at_level(logging.DEBUG):
        render(card(patient="Łucja 李小龙"))
    assert [record.name for record in caplog.records if record.name.startswith(("fontTools", "fpdf"))] == []
