"""A document's model to bytes. Done by the relay, never inside an append."""

from __future__ import annotations

import json

from receptionist.errors import PublishRefusedError
from receptionist.projections.effects import Document


def render(document: Document) -> bytes:
    """The bytes of a document: the same for the same model.

    Raises:
        PublishRefusedError: No renderer knows the template in this version.
    """
    match document.template, document.version:
        case "appointment-details", 1:
            content = {"version": document.version, **document.fields}
            return json.dumps(content, indent=2, ensure_ascii=False).encode("utf-8", "replace") + b"\n"
        case _:
            what = f"{document.template} version {document.version}"
            raise PublishRefusedError(f"this version cannot render {what}; upgrade receptionist")
