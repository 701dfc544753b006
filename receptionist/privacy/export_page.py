"""A patient's export as pages to be read: the same that the JSON has, in the clinic's local time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

from fpdf import FPDF
from fpdf.enums import XPos, YPos

from receptionist.publishers.documents.lettering import FAMILY, Lettering

Kind = Literal["title", "heading", "line", "small"]
_SIZES: dict[Kind, float] = {"title": 18, "heading": 13, "line": 10, "small": 8.5}
_LEADING = 0.5
_MARGIN = 18
_WITHOUT = "nothing"


def page(told: dict[str, Any], time_zone: str) -> bytes:
    """A PDF of A4 pages; its date of creation is the export's.

    Raises:
        PublishError: There is no room for the fonts in the folder for temporary files.
    """
    pdf = FPDF(unit="mm", format="A4")
    pdf.set_creation_date(datetime.fromisoformat(told["made_at"]))
    pdf.set_title(f"What is kept of patient {told['patient']}")
    pdf.set_lang("en")
    pdf.alias_nb_pages("")
    pdf.set_margin(_MARGIN)
    pdf.set_auto_page_break(auto=True, margin=_MARGIN)
    pdf.add_page()
    with closing(Lettering(pdf)) as lettering:
        for kind, text in _lines(told, ZoneInfo(time_zone)):
            _write(pdf, lettering, kind, text)
        return bytes(pdf.output())


def _write(pdf: FPDF, lettering: Lettering, kind: Kind, text: str) -> None:
    written = lettering.write(text)
    pdf.set_fallback_fonts(written.fallbacks, exact_match=False)
    pdf.set_font(FAMILY, "B" if kind in {"title", "heading"} else "", _SIZES[kind])
    if kind == "heading":
        pdf.ln(4)
    height = _SIZES[kind] * _LEADING
    pdf.multi_cell(0, height, written.text, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def _lines(told: dict[str, Any], zone: ZoneInfo) -> Iterator[tuple[Kind, str]]:
    yield "title", f"What {told['clinic']} keeps of you"
    yield "line", f"Patient {told['patient']}. Made on {_local(told['made_at'], zone)}. All times are {zone.key}."
    yield "heading", "Who you are to us"
    for each in told["recorded"] or [None]:
        if each is None:
            yield "line", _WITHOUT
            continue
        known = f"{each['name']}, born {each['birth_date'] or 'not known'}, phone {each['phone'] or 'not known'}"
        yield "line", f"{_local(each['at'], zone)}: {each['what']}: {known}"
    yield "heading", "Your appointments"
    yield from _appointments(told, zone)
    yield "heading", "Waiting list and messages"
    yield from _waiting(told, zone)
    yield "heading", "What was said in your calls"
    yield from _calls(told, zone)
    yield "heading", "Who has had it before them"
    for each in told["recipients"] or [None]:
        what = _WITHOUT if each is None else f"{each['how']} {each['who']}: {', '.join(each['what'])}"
        yield "small", what if each is None else f"{_local(each['at'], zone)}: {what}"
    yield "heading", "For how long it is kept"
    for name, days in told["kept_for_days"].items():
        kept = "until you have it erased" if days is None else f"for {days} days"
        yield "line", f"{name.replace('_', ' ')}: {kept}"
    if told["legal_hold"]:
        yield "line", "All of it has to be kept for now because of a legal hold."


def _appointments(told: dict[str, Any], zone: ZoneInfo) -> Iterator[tuple[Kind, str]]:
    for each in told["appointments"]:
        yield "line", f"{_local(each['starts_at'], zone)}: {each['treatment']} with {each['with']}, for {each['name']}"
        yield "small", f"{each['appointment']}, confirmation code {each['confirmation_code'] or 'none'}"
        for change in each["history"]:
            why = f" ({change['reason']})" if change.get("reason") else ""
            at = _local(change["starts_at"], zone)
            yield "small", f"{_local(change['at'], zone)}: {change['what']}{why}, for {at}"
    if not told["appointments"]:
        yield "line", _WITHOUT


def _waiting(told: dict[str, Any], zone: ZoneInfo) -> Iterator[tuple[Kind, str]]:
    for each in told["waiting_list"]:
        yield "line", f"{_local(each['at'], zone)}: on the waiting list from {each['from']} to {each['to']}"
    for each in told["tasks"]:
        about = ", ".join(part for part in (each["about"], each["phone"]) if part)
        yield "line", f"{_local(each['at'], zone)}: {each['what'].replace('_', ' ')}: {about}"
        yield "small", f"{each['done']} To do: {each['to_do']}"
    if not told["waiting_list"] and not told["tasks"]:
        yield "line", _WITHOUT


def _calls(told: dict[str, Any], zone: ZoneInfo) -> Iterator[tuple[Kind, str]]:
    for call in told["calls"]:
        masked = "; it was about somebody else too, who is masked" if call["others_masked"] else ""
        began = "" if call["began_at"] is None else f" of {_local(call['began_at'], zone)}"
        yield "line", f"Call {call['call']}{began}{masked}"
        for each in call["words"]:
            yield "small", f"{each['who']}: {each['text']}"
        for each in call["noted"]:
            what = each["what"].partition(".")[2].replace("_", " ")
            yield "small", f"noted, {what}: {', '.join(each['texts'])}"
    if not told["calls"]:
        yield "line", _WITHOUT


def _local(instant: str, zone: ZoneInfo) -> str:
    return datetime.fromisoformat(instant).astimezone(zone).strftime("%Y-%m-%d %H:%M")
