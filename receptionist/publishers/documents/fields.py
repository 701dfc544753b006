"""A document's fields, checked once before anything is drawn or written.

An error names the field and never its value: what stands in a document is the patient's.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping
from datetime import MAXYEAR, MINYEAR, UTC, datetime
from zoneinfo import ZoneInfo

from receptionist.errors import PublishRefusedError
from receptionist.projections.effects import Document, Scalar

STATUSES = ("booked", "moved", "cancelled")
LANGUAGES = ("en", "es")


class Fields:
    """The fields of one document, by what they have to be.

    Raises:
        PublishRefusedError: A field is missing, unknown or of another type than *kinds* says.
    """

    def __init__(self, document: Document, kinds: Mapping[str, type[Scalar]]) -> None:
        self._what = f"{document.template} version {document.version}"
        self._values = document.fields
        for name in sorted(self._values.keys() ^ kinds.keys()):
            raise self.refusal(name, "is missing" if name in kinds else "is unknown")
        for name, kind in kinds.items():
            if type(self._values[name]) is not kind:
                raise self.refusal(name, "is no text" if kind is str else "is no whole number")

    def refusal(self, name: str, problem: str) -> PublishRefusedError:
        """Why the document cannot be rendered, now or ever."""
        return PublishRefusedError(f"{self._what} cannot be rendered: its field {name} {problem}")

    def text(self, name: str) -> str:
        """The field as it can be written: NFC, no half characters, line feeds for line ends, no other controls."""
        return clean(str(self._values[name]))

    def number(self, name: str, *, least: int) -> int:
        """The field as a whole number that is not below *least*."""
        value = int(self._values[name])
        if value < least:
            raise self.refusal(name, f"is below {least}")
        return value

    def choice(self, name: str, choices: Collection[str]) -> str:
        """The field as one of *choices*."""
        value = str(self._values[name])
        if value not in choices:
            raise self.refusal(name, f"is none of {', '.join(choices)}")
        return value

    def instant(self, name: str) -> datetime:
        """The field, ISO 8601 with an offset, as an instant in UTC."""
        try:
            return _aware(str(self._values[name])).astimezone(UTC)
        except (ValueError, OverflowError):
            raise self.refusal(name, "is no time in ISO 8601 with an offset") from None

    def zone(self, name: str) -> ZoneInfo:
        """The field as an IANA time zone."""
        try:
            return ZoneInfo(str(self._values[name]))
        except (OSError, ValueError, LookupError):
            raise self.refusal(name, "is no time zone of this machine") from None


def clean(text: str) -> str:
    """Text that any format can hold: see `Fields.text`."""
    whole = text.encode("utf-8", "replace").decode().replace("\r\n", "\n").replace("\r", "\n")
    kept = (char for char in whole if char in "\n\t" or unicodedata.category(char) != "Cc")
    return unicodedata.normalize("NFC", "".join(kept))


def _aware(text: str) -> datetime:
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None or not MINYEAR < instant.year < MAXYEAR:
        raise ValueError("no offset, or no year around it")
    return instant
