"""`appointment-details`: the appointment as JSON, for programs."""

from __future__ import annotations

import json
from collections.abc import Mapping

from receptionist.projections.effects import Document, Scalar
from receptionist.publishers.documents.fields import LANGUAGES, STATUSES, Fields

KINDS: Mapping[str, type[Scalar]] = {
    "id": str,
    "status": str,
    "sequence": int,
    "code": str,
    "language": str,
    "clinic": str,
    "address": str,
    "phone": str,
    "patient": str,
    "treatment": str,
    "provider": str,
    "date": str,
    "time": str,
    "starts_at": str,
    "ends_at": str,
    "time_zone": str,
    "instructions": str,
}
"""The fields of version 2, in the order in which they are written; `version` comes before them."""


def details_version_1(document: Document) -> bytes:
    """UTF-8 JSON with the fields in the order in which they were given."""
    return _json({"version": 1, **document.fields})


def details(document: Document) -> bytes:
    """UTF-8 JSON with the fields of `KINDS` in that order.

    Raises:
        PublishRefusedError: A field is missing, unknown or not what it has to be.
    """
    fields = Fields(document, KINDS)
    fields.choice("status", STATUSES)
    fields.choice("language", LANGUAGES)
    fields.number("sequence", least=0)
    fields.instant("starts_at")
    fields.instant("ends_at")
    fields.zone("time_zone")
    return _json({"version": document.version} | {name: document.fields[name] for name in KINDS})


def _json(content: Mapping[str, Scalar]) -> bytes:
    return json.dumps(content, indent=2, ensure_ascii=False).encode("utf-8", "replace") + b"\n"
