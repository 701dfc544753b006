"""What a card says and shows, read back from its PDF."""

from __future__ import annotations

import functools
import io
from collections.abc import Iterator
from typing import cast

from pypdf import PageObject, PdfReader
from pypdf.generic import DictionaryObject, StreamObject

from receptionist.projections.effects import Scalar
from receptionist.publishers.rendering import render
from tests.publishers.documents.models import card

_MM = 72 / 25.4


@functools.cache
def page(**changes: Scalar) -> PageObject:
    """The card's only page."""
    [found] = PdfReader(io.BytesIO(render(card(**changes)))).pages
    return found


def lines(**changes: Scalar) -> list[str]:
    """What the card says, line by line. Of a CJK font's characters pypdf reads each byte, hence the zeros."""
    return page(**changes).extract_text().replace("\0", "").split("\n")


def places(found: PageObject) -> Iterator[tuple[str, float, float, float]]:
    """Each piece of text with its left and its base line in millimetres from the top left, and its size in points."""
    pieces: list[tuple[str, float, float, float]] = []
    height = float(found.mediabox.height)

    def take(text: str, matrix: list[float], at: list[float], _font: object, size: float) -> None:
        if text.strip():
            x, y = at[4] * matrix[0] + matrix[4], at[5] * matrix[3] + matrix[5]
            pieces.append((text.replace("\0", "").strip(), x / _MM, (height - y) / _MM, size))

    found.extract_text(visitor_text=take)
    return iter(pieces)


def shapes(letter: str, **changes: Scalar) -> int:
    """In how many shapes the card's bold font, which writes the fields, has *letter*."""
    fonts = cast("DictionaryObject", cast("DictionaryObject", page(**changes)["/Resources"])["/Font"])
    bold = cast("DictionaryObject", fonts["/F2"])
    return cast("StreamObject", bold["/ToUnicode"]).get_data().count(f"> <{ord(letter):04X}>".encode())
