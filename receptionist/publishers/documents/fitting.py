"""Text that stays in its box: made smaller, then broken into lines, then cut with an ellipsis.

Lines are broken here and not by fpdf2, which puts a mixed right-to-left text into its visual order before it breaks it:
the end of a name would stand on the first line.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from attrs import evolve, frozen
from fpdf import FPDF
from fpdf.bidi import auto_detect_base_direction
from fpdf.enums import TextDirection

from receptionist.publishers.documents.lettering import FAMILY, Lettering, Written

Colour = tuple[int, int, int]
ELLIPSIS = "…"
_LEADING = 1.28
_STEP = 0.95
_POINTS_PER_MM = 72 / 25.4
_MEASURED = 100.0
# What is longer fits no box of a card at a size that can be read; measuring it would only take time.
_LONGEST = 900


@frozen(kw_only=True)
class Style:
    """How a text is set. Sizes are in points."""

    size: float
    least: float
    """The smallest size before the text is cut."""
    colour: Colour
    bold: bool = False
    struck: bool = False
    spacing: float = 0.0
    """Between letters, as a part of the size."""
    align: Literal["L", "C", "R"] = "L"
    anchor: Literal["top", "middle", "bottom"] = "top"
    """Where in its box the text is if it needs less height."""


class Fitter:
    """Writes texts into boxes of one page. Measures are in millimetres from the page's top left."""

    def __init__(self, pdf: FPDF, lettering: Lettering) -> None:
        self._pdf, self._lettering = pdf, lettering
        pdf.set_text_shaping(use_shaping_engine=True)
        self.rewritten = False
        """Whether anything that was written had to be transliterated."""

    def write(self, text: str, style: Style, *, x: float, y: float, width: float, height: float) -> float:
        """Write *text* into the box, and return the height that it took: no more than *height*."""
        written = self._lettering.write(_short(text))
        # A transliteration can be ten times as long as what it is of.
        written = evolve(written, text=_short(written.text))
        if not written.text:
            return 0
        self.rewritten |= written.rewritten
        self._pdf.set_fallback_fonts(written.fallbacks, exact_match=False)
        size, lines = self._fitted(written, style, width, height)
        taken = len(lines) * _line(size)
        top = y + (height - taken) * {"top": 0.0, "middle": 0.5, "bottom": 1.0}[style.anchor]
        direction = auto_detect_base_direction(written.text)
        self._draw(lines, style, size, x=x, y=top, width=width, direction=direction)
        return taken

    def _draw(
        self,
        lines: Sequence[str],
        style: Style,
        size: float,
        *,
        x: float,
        y: float,
        width: float,
        direction: TextDirection,
    ) -> None:
        """Each line in the direction of the whole text: a line cannot tell it by its own first letter."""
        self._pdf.set_text_shaping(direction=direction)
        self._set(style, size)
        self._pdf.set_text_color(*style.colour)
        flush_right = direction is TextDirection.RTL and len(lines) > 1 and style.align == "L"
        for number, line in enumerate(lines):
            self._pdf.set_xy(x, y + number * _line(size))
            self._pdf.cell(width, _line(size), line, align="R" if flush_right else style.align)
        self._pdf.set_text_shaping(direction=None)

    def _fitted(self, written: Written, style: Style, width: float, height: float) -> tuple[float, Sequence[str]]:
        """The greatest size at which the box holds the text with no word broken, and its lines at that size."""
        words = written.text.split(" ")
        widths = [self._width(word, style) for word in words]
        space = self._width("n n", style) - self._width("nn", style)
        size = style.size
        while size > style.least:
            if max(widths) * size <= width:
                lines = _broken(words, [each * size for each in widths], space * size, width)
                if len(lines) * _line(size) <= height:
                    return size, lines
            size = max(size * _STEP, style.least)
        pieces = [piece for word in words for piece in self._pieces(word, style, width / size)]
        lines = _broken(pieces, [self._width(piece, style) * size for piece in pieces], space * size, width)
        room = max(1, int(height / _line(size) + 1e-6))
        if len(lines) > room:
            lines = [*lines[: room - 1], self._cut(lines[room - 1], style, width / size)]
        return size, lines

    def _pieces(self, word: str, style: Style, width: float) -> list[str]:
        """The word in pieces that are not wider than *width*, which is for one point of size."""
        pieces = []
        while self._width(word, style) > width and len(word) > 1:
            much = self._longest(word, style, width)
            pieces.append(word[:much])
            word = word[much:]
        return [*pieces, word]

    def _cut(self, line: str, style: Style, width: float) -> str:
        return line[: self._longest(line, style, width, ELLIPSIS)].rstrip() + ELLIPSIS

    def _longest(self, text: str, style: Style, width: float, end: str = "") -> int:
        """How many characters of *text*, at least one, fit with *end* behind them."""
        fits, too_many = 1, len(text) + 1
        while too_many - fits > 1:
            middle = (fits + too_many) // 2
            if self._width(text[:middle] + end, style) <= width:
                fits = middle
            else:
                too_many = middle
        return fits

    def _width(self, text: str, style: Style) -> float:
        """In millimetres, for one point of size."""
        self._set(style, _MEASURED)
        return float(self._pdf.get_string_width(text)) / _MEASURED

    def _set(self, style: Style, size: float) -> None:
        self._pdf.set_font(FAMILY, ("B" if style.bold else "") + ("S" if style.struck else ""), size)
        self._pdf.set_char_spacing(style.spacing * size)


def _broken(words: Sequence[str], widths: Sequence[float], space: float, width: float) -> list[str]:
    """The words in lines, each as full as it can be."""
    lines: list[str] = []
    room = -1.0
    for word, needed in zip(words, widths, strict=True):
        if lines and needed + space <= room:
            lines[-1] += f" {word}"
            room -= needed + space
        else:
            lines.append(word)
            room = width - needed
    return lines


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST].rstrip() + ELLIPSIS


def _line(size: float) -> float:
    """A line's height in millimetres."""
    return size * _LEADING / _POINTS_PER_MM
