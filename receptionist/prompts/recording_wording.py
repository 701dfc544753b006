"""What a caller whose call is recorded is told first: `recording/` has a file a language."""

from __future__ import annotations

from functools import cache
from importlib import resources

from receptionist.language import Language
from receptionist.prompts.sections import check_placeholders, require, sections


@cache
def recording_announcement(language: Language) -> str:
    """That the call is recorded, and what to do about it, in *language*.

    Raises:
        SettingError: The file has no such section, or one with a placeholder.
    """
    name = f"prompts/recording/{language}.md"
    text = resources.files(__package__).joinpath("recording", f"{language}.md").read_text(encoding="utf-8")
    section = require(sections(text, name), "announcement", name)
    check_placeholders(section, ())
    return section.text
