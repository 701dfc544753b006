"""`appointment-card`: one page for a door, a wallet or a phone, as PDF."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing

from attrs import frozen
from fpdf import FPDF

from receptionist.projections.effects import Document, Scalar
from receptionist.publishers.documents.fields import LANGUAGES, STATUSES, Fields
from receptionist.publishers.documents.fitting import Colour, Fitter, Style
from receptionist.publishers.documents.labels import LABELS, Labels
from receptionist.publishers.documents.lettering import Lettering

KINDS: Mapping[str, type[Scalar]] = {
    "status": str,
    "language": str,
    "stamp": str,
    "clinic": str,
    "address": str,
    "phone": str,
    "patient": str,
    "treatment": str,
    "provider": str,
    "weekday": str,
    "date": str,
    "time": str,
    "code": str,
    "instructions": str,
}

_A5 = _WIDTH, _HEIGHT = 148, 210
_LEFT, _INNER = 14, 120
_VALUES = 46
_WHITE: Colour = (255, 255, 255)
_INK: Colour = (22, 36, 48)
_MUTED: Colour = (92, 108, 120)
_LINE: Colour = (214, 223, 227)
_TEAL: Colour = (12, 92, 100)
_PALE_TEAL: Colour = (230, 242, 242)

_NAME = Style(size=22, least=9, colour=_WHITE, bold=True, anchor="bottom")
_ADDRESS = Style(size=10.5, least=6, colour=(206, 230, 231))
_LABEL = Style(size=9.5, least=6, colour=_MUTED, anchor="middle")
_VALUE = Style(size=13, least=6.5, colour=_INK, bold=True, anchor="middle")
_CODE_LABEL = Style(size=9.5, least=6, colour=_MUTED, align="C")
_BODY = Style(size=10.5, least=6, colour=_INK)
_PHONE = Style(size=12, least=6, colour=_TEAL, bold=True, align="R", anchor="middle")
_NOTE = Style(size=7, least=5, colour=_MUTED)


_TOOTH = (
    (-2.2, -1.6, -7.2, -1.5, -7.2, 4.0),
    (0, 3.2, 1.6, 3.6, 2.0, 6.8),
    (0.35, 2.8, 0.6, 4.9, 2.0, 4.9),
    (1.9, 0, 1.1, -5.6, 3.2, -5.6),
    (2.1, 0, 1.3, 5.6, 3.2, 5.6),
    (1.4, 0, 1.65, -2.1, 2.0, -4.9),
    (0.4, -3.2, 2.0, -3.6, 2.0, -6.8),
    (0, -5.5, -5.0, -5.6, -7.2, -4.0),
)
"""The clinic's sign, an outline in millimetres: Bézier curves, each from where the one before it ended."""


@frozen(kw_only=True)
class _Mood:
    """What the card looks like in one status."""

    strong: Colour
    pale: Colour
    struck: bool = False


_MOODS: Mapping[str, _Mood] = {
    "booked": _Mood(strong=_TEAL, pale=_PALE_TEAL),
    "moved": _Mood(strong=(150, 78, 0), pale=(255, 241, 219)),
    "cancelled": _Mood(strong=(166, 30, 30), pale=(253, 233, 231), struck=True),
}


def card(document: Document) -> bytes:
    """A PDF of one A5 page, with its fonts in it; its date of creation is the document's `stamp`.

    Raises:
        PublishRefusedError: A field is missing, unknown or not what it has to be.
        PublishError: There is no room for the fonts in the folder for temporary files.
    """
    fields = Fields(document, KINDS)
    status, language = fields.choice("status", STATUSES), fields.choice("language", LANGUAGES)
    labels, stamp = LABELS[language], fields.instant("stamp")
    pdf = FPDF(unit="mm", format=_A5)
    pdf.set_creation_date(stamp)
    pdf.set_title(labels.title)
    pdf.set_lang(language)
    # Off: a page number in place of `{nb}`, a second page, and room at the edges of a text.
    pdf.alias_nb_pages("")
    pdf.set_auto_page_break(auto=False)
    pdf.c_margin = 0
    pdf.add_page()
    with closing(Lettering(pdf)) as lettering:
        fitter = Fitter(pdf, lettering)
        _head(pdf, fitter, fields)
        _when(pdf, fitter, fields, _MOODS[status], labels.headings[status])
        _what(pdf, fitter, fields, labels)
        if fields.text("code").strip():
            _code(pdf, fitter, fields, labels, _MOODS[status])
        _foot(pdf, fitter, fields, labels, come=status != "cancelled")
        return bytes(pdf.output())


def _head(pdf: FPDF, fitter: Fitter, fields: Fields) -> None:
    pdf.set_fill_color(*_TEAL)
    pdf.rect(0, 0, _WIDTH, 35, style="F")
    _tooth(pdf)
    fitter.write(fields.text("clinic"), _NAME, x=_LEFT, y=5.5, width=_INNER - 22, height=14)
    fitter.write(fields.text("address"), _ADDRESS, x=_LEFT, y=20.5, width=_INNER - 22, height=11.5)


def _tooth(pdf: FPDF) -> None:
    with pdf.new_path(x=126.5, y=12.2) as tooth:
        tooth.style.stroke_color = "#CEE6E7"
        tooth.style.stroke_width = 0.9
        tooth.style.stroke_join_style = "round"
        tooth.style.fill_color = None
        for curve in _TOOTH:
            tooth.curve_relative(*curve)
        tooth.close()


def _when(pdf: FPDF, fitter: Fitter, fields: Fields, mood: _Mood, heading: str) -> None:
    pdf.set_fill_color(*mood.pale)
    pdf.rect(0, 35, _WIDTH, 12, style="F")
    bold = Style(size=12, least=7, colour=mood.strong, bold=True, anchor="middle")
    fitter.write(heading, bold, x=_LEFT, y=35, width=_INNER, height=12)
    day = Style(size=13, least=7, colour=_MUTED, struck=mood.struck)
    great = Style(size=25, least=9, colour=_INK, bold=True, struck=mood.struck)
    hour = Style(size=25, least=9, colour=mood.strong, bold=True, struck=mood.struck)
    y = 52.0
    y += fitter.write(fields.text("weekday"), day, x=_LEFT, y=y, width=_INNER, height=6)
    y += fitter.write(fields.text("date"), great, x=_LEFT, y=y, width=_INNER, height=12)
    fitter.write(fields.text("time"), hour, x=_LEFT, y=y, width=_INNER, height=12)


def _what(pdf: FPDF, fitter: Fitter, fields: Fields, labels: Labels) -> None:
    named = ((labels.patient, "patient"), (labels.treatment, "treatment"), (labels.provider, "provider"))
    rows = [(label, fields.text(name)) for label, name in named if fields.text(name).strip()]
    pdf.set_draw_color(*_LINE)
    pdf.set_line_width(0.25)
    for number, (label, value) in enumerate(rows):
        top = 88 + 14 * number
        pdf.line(_LEFT, top, _LEFT + _INNER, top)
        fitter.write(label, _LABEL, x=_LEFT, y=top + 1, width=_VALUES - _LEFT - 2, height=12)
        fitter.write(value, _VALUE, x=_VALUES, y=top + 1, width=_LEFT + _INNER - _VALUES, height=12)


def _code(pdf: FPDF, fitter: Fitter, fields: Fields, labels: Labels, mood: _Mood) -> None:
    pdf.set_fill_color(*mood.pale)
    pdf.rect(_LEFT, 133, _INNER, 27, style="F", round_corners=True, corner_radius=3)
    fitter.write(labels.code, _CODE_LABEL, x=_LEFT + 4, y=137, width=_INNER - 8, height=5)
    large = Style(size=30, least=9, colour=mood.strong, bold=True, spacing=0.08, align="C", anchor="middle")
    fitter.write(fields.text("code"), large, x=_LEFT + 4, y=142, width=_INNER - 8, height=14.5)


def _foot(pdf: FPDF, fitter: Fitter, fields: Fields, labels: Labels, *, come: bool) -> None:
    if come and fields.text("instructions").strip():
        fitter.write(labels.instructions, _LABEL, x=_LEFT, y=166, width=_INNER, height=5)
        fitter.write(fields.text("instructions"), _BODY, x=_LEFT, y=171.5, width=_INNER, height=17)
    pdf.line(_LEFT, 191, _LEFT + _INNER, 191)
    fitter.write(labels.phone, _LABEL, x=_LEFT, y=192, width=64, height=9)
    fitter.write(fields.text("phone"), _PHONE, x=_LEFT + 66, y=192, width=_INNER - 66, height=9)
    if fitter.rewritten:
        fitter.write(labels.rewritten, _NOTE, x=_LEFT, y=201.5, width=_INNER, height=4)
