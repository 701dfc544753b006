"""A text stays in its box, whatever it is: smaller, on more lines, and only then cut."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from attrs import define, evolve, field
from fpdf import FPDF
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from receptionist.publishers.documents.fitting import ELLIPSIS, Fitter, Style
from receptionist.publishers.documents.lettering import Lettering

PLAIN = Style(size=13, least=6, colour=(0, 0, 0))
MM = 25.4 / 72
# Words are measured one by one, and on paper stand beside each other: kerning makes a hair of a difference.
HAIR = 0.15


@define
class Written:
    """One line as it was put on paper."""

    text: str
    x: float
    y: float
    width: float
    height: float
    size: float
    align: str


@define
class Desk:
    """A page that takes down what is written on it, and who writes there."""

    pdf: FPDF
    fitter: Fitter
    lines: list[Written] = field(factory=list)

    def write(self, text: str, style: Style = PLAIN, *, width: float = 88, height: float = 12) -> list[Written]:
        self.lines.clear()
        taken = self.fitter.write(text, style, x=10, y=20, width=width, height=height)
        assert taken == pytest.approx(sum(line.height for line in self.lines))
        return self.lines


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    pdf = FPDF()
    pdf.c_margin = 0
    pdf.add_page()
    with closing(Lettering(pdf)) as lettering, pytest.MonkeyPatch.context() as patch:
        desk = Desk(pdf, Fitter(pdf, lettering))

        def cell(_width: float, height: float, text: str, align: str) -> None:
            size, width = pdf.font_size_pt, pdf.get_string_width(text)
            desk.lines.append(Written(text, pdf.x, pdf.y, width, height, size, align))

        patch.setattr(pdf, "cell", cell)
        yield desk


TEXTS = st.one_of(
    st.text(max_size=200),
    st.text(st.characters(codec="utf-8", categories=("L", "M", "Zs", "Nd", "P")), max_size=200),
    st.text("abcdefgh ", max_size=1000),
    st.text("אבגד abc 123 محمد ,()", max_size=100),
)


@settings(max_examples=150, derandomize=True, deadline=None, database=None)
@given(text=TEXTS, box=st.tuples(st.floats(20, 130), st.floats(1, 6)), size=st.floats(6, 30))
@example(text="W" * 900, box=(20, 1), size=30)
@example(text="a" * 900 + " b", box=(20, 1.99), size=6)
@example(text="李" * 500, box=(33, 3), size=20)
def test_no_text_leaves_its_box(desk: Desk, text: str, box: tuple[float, float], size: float) -> None:
    """The box is as wide as the first number says, and as high as so many lines of the smallest size."""
    width, lines = box
    style = evolve(PLAIN, size=size, spacing=0.08)
    height = lines * PLAIN.least * MM * 1.28 + 0.001
    written = desk.write(text, style, width=width, height=height)
    assert all(line.width <= width + HAIR for line in written)
    assert all(line.y >= 20 and line.y + line.height <= 20.001 + height for line in written)
    assert [line.x for line in written] == [10] * len(written)
    assert all(PLAIN.least <= line.size <= size for line in written)


@settings(max_examples=60, derandomize=True, deadline=None, database=None)
@given(text=st.text("abcdefghij ", min_size=1, max_size=300))
def test_nothing_is_lost_unless_an_ellipsis_says_so(desk: Desk, text: str) -> None:
    assume(text.strip())
    whole = "".join(text.split())
    shown = "".join(line.text for line in desk.write(text)).replace(" ", "")
    assert shown == whole or (shown.endswith(ELLIPSIS) and whole.startswith(shown[:-1]))


@pytest.mark.parametrize("text", ["i" * 5000, "i " * 5000, "😀" * 5000, "😀 " * 5000])
def test_a_text_of_any_length_is_cut_with_an_ellipsis(desk: Desk, text: str) -> None:
    """Also where the box would have had room for much of it."""
    shown = "".join(line.text for line in desk.write(text, width=130, height=280))
    assert shown.endswith(ELLIPSIS)
    assert 500 < len(shown) < 1000


def test_what_fits_is_written_on_one_line_at_its_full_size(desk: Desk) -> None:
    [line] = desk.write("Zoë Quillfeather")
    assert (line.text, line.size, line.y) == ("Zoë Quillfeather", 13, 20)


def test_a_longer_text_takes_a_second_line_before_it_becomes_smaller(desk: Desk) -> None:
    written = desk.write("Maximiliana-Alexandrina Quillfeather-Featherstonehaugh")
    assert [(line.text, line.size) for line in written] == [
        ("Maximiliana-Alexandrina", 13),
        ("Quillfeather-Featherstonehaugh", 13),
    ]


def test_a_text_becomes_smaller_before_it_is_broken_in_a_word(desk: Desk) -> None:
    word = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerk"
    [line] = desk.write(word)
    assert line.text == word
    assert PLAIN.least < line.size < PLAIN.size


def test_a_word_is_broken_only_at_the_smallest_size(desk: Desk) -> None:
    written = desk.write("x" * 150)
    assert {line.size for line in written} == {PLAIN.least}
    assert "".join(line.text for line in written) == "x" * 150


@pytest.mark.parametrize("text", ["", " ", "\n\t", "\u202e\ufeff", "\0"])
def test_nothing_takes_no_room(desk: Desk, text: str) -> None:
    assert desk.write(text) == []


@pytest.mark.parametrize(("anchor", "top"), [("top", 20.0), ("middle", 23.07), ("bottom", 26.13)])
def test_a_text_that_needs_less_height_stands_where_it_is_anchored(desk: Desk, anchor: Any, top: float) -> None:
    [line] = desk.write("Anna", evolve(PLAIN, anchor=anchor))
    assert line.y == pytest.approx(top, abs=0.01)


@pytest.mark.parametrize(
    ("text", "align"),
    [("Anna " * 30, "L"), ("محمد", "L"), ("محمد " * 30, "R"), ("Anna " + "محمد " * 30, "L"), ("שלום abc " * 20, "R")],
)
def test_the_lines_of_a_text_from_right_to_left_are_flush_right(desk: Desk, text: str, align: str) -> None:
    assert {line.align for line in desk.write(text)} == {align}


def test_the_words_of_a_text_from_right_to_left_are_broken_in_the_order_in_which_they_are_read(desk: Desk) -> None:
    """The first word is on the first line, also where Latin words are among them."""
    words = [f"אב{chr(0x5D0 + n)} Cohen{n}" for n in range(14)]
    assert " ".join(line.text for line in desk.write(" ".join(words))) == " ".join(words)
