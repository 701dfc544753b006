"""What was said, as it is compared."""

from __future__ import annotations

import re
from collections.abc import Sequence

_QUOTES = str.maketrans({"\N{LEFT SINGLE QUOTATION MARK}": "'", "\N{RIGHT SINGLE QUOTATION MARK}": "'"})
_SENTENCE_ENDS = re.compile(r"(?<!\bDr)(?<!\bDra)(?<!\bSt)[.!?]\s+(?=\S)")
_ENDS_IN_A_QUESTION = re.compile(r"\?[\"')\s]*$")


def plain(text: str) -> str:
    """A text as it is compared: in lower case, with straight apostrophes and single spaces."""
    return " ".join(text.casefold().translate(_QUOTES).split())


def asks(text: str, about: Sequence[str] = ()) -> bool:
    """Whether the last words of *text* are a question, and one with any of the words *about*, where there are some."""
    question = _SENTENCE_ENDS.split(text.strip())[-1]
    return bool(_ENDS_IN_A_QUESTION.search(question)) and (not about or any(plain(w) in plain(question) for w in about))
