"""What is said when another agent takes a call up: `resumption/` has a file a language, with the same sections."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Literal, get_args

from receptionist.language import Language
from receptionist.prompts.sections import check_placeholders, require, sections

Wording = Literal["sorry", "go_on", "standing", "more", "given_up"]

_KNOWN: Mapping[Wording, frozenset[str]] = {"standing": frozenset({"when"}), "given_up": frozenset({"phone"})}


def resumption_words(wording: Wording, language: Language, **places: str) -> str:
    """A sentence or two in *language*, with its places filled in.

    Raises:
        SettingError: The file has no such section, or one that cannot be filled in.
    """
    return _texts(language)[wording].format(**places)


@cache
def _texts(language: Language) -> Mapping[Wording, str]:
    file = f"{language}.md"
    text = resources.files(__package__).joinpath("resumption", file).read_text(encoding="utf-8")
    found = sections(text, f"prompts/resumption/{file}")
    texts: dict[Wording, str] = {}
    for wording in get_args(Wording):
        section = require(found, wording, f"prompts/resumption/{file}")
        check_placeholders(section, _KNOWN.get(wording, frozenset()))
        texts[wording] = section.text
    return texts
