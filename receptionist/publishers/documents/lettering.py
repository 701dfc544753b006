"""Every name in letters that can be seen: the card's fonts, and what is done where they end.

FiraGO writes Latin (Vietnamese too), Greek, Cyrillic, Arabic, Hebrew, Devanagari, Thai and Georgian; Noto Sans CJK
writes Chinese, Japanese and Korean. A word with a character that neither has is transliterated and marked with a star:
an empty box would hide that something is missing.
"""

from __future__ import annotations

import importlib
import logging
import unicodedata
from contextlib import ExitStack
from importlib.resources import as_file, files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

from anyascii import anyascii
from attrs import frozen
from fpdf import FPDF
from fpdf.fonts import TTFFont

from receptionist.errors import PublishError
from receptionist.publishers.documents.fields import clean

FAMILY = "FiraGO"
_STYLES = {"": "FiraGO_Regular", "B": "FiraGO_Bold"}
_COLLECTION = "NotoSansCJK-Regular.ttc"
_JAPANESE, _KOREAN, _CHINESE, _TAIWANESE = range(4)
# The same character is drawn differently in each place; what a place's old character set has was written there.
_HOMES = ((_CHINESE, "gb2312"), (_TAIWANESE, "big5"), (_JAPANESE, "shift_jis"), (_KOREAN, "euc_kr"))
_KANA = range(0x3040, 0x3100)
_HANGUL = range(0xAC00, 0xD7B0)
_FIRST_EAST_ASIAN = 0x1100
_JOINERS = "\u200c\u200d"  # these change the shape of what they stand between
STAR = "*"

for _chatty in ("fontTools", "fpdf"):
    # Below these levels they log which letters a document has, which are a patient's name.
    logging.getLogger(_chatty).setLevel(logging.ERROR)


@frozen(kw_only=True)
class Written:
    """A text as the card can show it."""

    text: str
    fallbacks: tuple[str, ...] = ()
    """Families to take what FiraGO lacks from."""
    rewritten: bool = False
    """Whether a word is transliterated."""


class Lettering:
    """The fonts of one document. Close it after the document's bytes are made: fpdf2 reads fonts from files.

    Raises:
        PublishError: There is no room for the fonts in the folder for temporary files.
    """

    def __init__(self, pdf: FPDF) -> None:
        self._pdf, self._open = pdf, ExitStack()
        self._faces: dict[int, str] = {}
        try:
            folder = Path(self._open.enter_context(TemporaryDirectory(prefix="card-", ignore_cleanup_errors=True)))
            for style, name in _STYLES.items():
                file = folder / f"{name}.ttf"
                file.write_bytes(importlib.import_module(f"pymupdf_fonts.{name}").fontbuffer)
                pdf.add_font(FAMILY, style, file)
        except OSError as error:
            self.close()
            raise PublishError(f"the card's fonts cannot be unpacked: {error.strerror or 'no reason given'}") from error
        self._alphabet = _alphabet(pdf, FAMILY)

    def close(self) -> None:
        """Close what was opened, and remove what was unpacked."""
        for font in self._pdf.fonts.values():
            cast("TTFFont", font).ttfont.close()
        self._open.close()

    def write(self, text: str) -> Written:
        """*text* on one line, in what these fonts have."""
        words = [known for word in clean(text).split() if (known := _visible(word))]
        if all(self._has(word, frozenset()) for word in words):
            return Written(text=" ".join(words))
        family = self._face(_home("".join(words)))
        more = _alphabet(self._pdf, family)
        shown = [word if self._has(word, more) else _transliterated(word) for word in words]
        return Written(text=" ".join(shown), fallbacks=(family,), rewritten=shown != words)

    def _has(self, word: str, more: frozenset[int]) -> bool:
        return all(ord(char) in self._alphabet or ord(char) in more for char in word)

    def _face(self, number: int) -> str:
        if number not in self._faces:
            file = self._open.enter_context(as_file(files("noto_cjk_sans_otc") / _COLLECTION))
            self._pdf.add_font(f"CJK{number}", "", file, collection_font_number=number)
            self._faces[number] = f"CJK{number}"
        return self._faces[number]


def _alphabet(pdf: FPDF, family: str) -> frozenset[int]:
    return frozenset(cast("TTFFont", pdf.fonts[family.lower()]).cmap)


def _visible(word: str) -> str:
    """The word without what has no shape of its own: marks of direction, selectors of variants, soft hyphens."""
    return "".join(char for char in word if char in _JOINERS or not _has_no_shape(char))


def _has_no_shape(char: str) -> bool:
    return unicodedata.category(char) == "Cf" or unicodedata.name(char, "").startswith("VARIATION SELECTOR")


def _home(text: str) -> int:
    """Whose shapes the East Asian characters of *text* are written in; Chinese where nothing tells."""
    eastern = [char for char in text if ord(char) >= _FIRST_EAST_ASIAN]
    if any(ord(char) in _HANGUL for char in eastern):
        return _KOREAN
    if any(ord(char) in _KANA for char in eastern):
        return _JAPANESE
    return next((face for face, charset in _HOMES if _encodable("".join(eastern), charset)), _CHINESE)


def _encodable(text: str, charset: str) -> bool:
    try:
        text.encode(charset)
    except UnicodeEncodeError:
        return False
    return True


def _transliterated(word: str) -> str:
    return (anyascii(word).strip() or "?") + STAR
