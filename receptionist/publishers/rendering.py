"""A document's model to bytes. Done by the relay, never inside an append."""

from __future__ import annotations

from receptionist.errors import PublishRefusedError
from receptionist.projections.effects import Document


def render(document: Document) -> bytes:
    """The bytes of a document: the same for the same model, under one set of locked libraries.

    The libraries of a document are imported when the first of its kind is rendered: fpdf2 alone takes half a second.
    That and the drawing are too long for an event loop in a call, so call it in a thread.

    Raises:
        PublishRefusedError: No renderer knows the template in this version, or a field is not what it has to be.
        PublishError: The card's fonts cannot be unpacked just now.
    """
    # ruff: noqa: PLC0415 (see above)
    match document.template, document.version:
        case "appointment-details", 1:
            from receptionist.publishers.documents.details import details_version_1

            return details_version_1(document)
        case "appointment-details", 2:
            from receptionist.publishers.documents.details import details

            return details(document)
        case "appointment-calendar", 1:
            from receptionist.publishers.documents.calendar import calendar

            return calendar(document)
        case "appointment-card", 1:
            from receptionist.publishers.documents.card import card

            return card(document)
        case _:
            what = f"{document.template} version {document.version}"
            raise PublishRefusedError(f"this version cannot render {what}; upgrade receptionist")
