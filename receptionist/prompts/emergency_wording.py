"""What is said in an emergency: approved, fixed wording. It says whom to turn to, never what it is.

`emergencies/` has a file a language; who changes one has a dentist approve it. Each has a section for every tier, one
for when no held slot is free, and may have `advice: <sign>` for what can be done meanwhile.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import get_args

from attrs import frozen

from receptionist.domain.triage import SIGNS, Sign, Tier, tier_of
from receptionist.language import Language
from receptionist.prompts.sections import Section, check_placeholders, require, sections

_NO_SLOT = "no_held_slot"
_ADVICE = "advice: "
_NUMBERS = frozenset({"emergency_number", "on_call_number"})
_KNOWN: Mapping[str, frozenset[str]] = {
    "call_emergency_number": frozenset({"emergency_number"}),
    "call_on_call_dentist": _NUMBERS,
    "first_held_slot": _NUMBERS | {"slot"},
    _NO_SLOT: _NUMBERS,
}
_NEEDED: Mapping[str, str] = {
    "call_emergency_number": "emergency_number",
    "call_on_call_dentist": "on_call_number",
    "first_held_slot": "slot",
    _NO_SLOT: "on_call_number",
}
"""Without this in it, the wording would send nobody anywhere."""


@frozen
class EmergencyWording:
    """One language's approved wording: by tier, and by sign what can be done until help is there."""

    texts: Mapping[str, str]
    advice: Mapping[Sign, str]


def emergency_words(
    tier: Tier,
    language: Language,
    *,
    emergency_number: str,
    on_call_number: str,
    slot: str | None,
    signs: tuple[Sign, ...] = (),
) -> str:
    """What is said to a caller whose words call for *tier*.

    Args:
        tier: Whom to turn to.
        language: What it is said in.
        emergency_number: As it is to be spoken.
        on_call_number: The on-call dentist's, as it is to be spoken.
        slot: The time that is offered, in words of *language* ("today at 4:30 PM with Dr. Lee"), for `first_held_slot`;
            None when none is free: then the on-call dentist is named instead.
        signs: What was heard; adds what the caller can do meanwhile, only for signs of this tier: who must call the
            emergency number now should not think of milk first.
    """
    wording = _wording(language)
    section = _NO_SLOT if tier == "first_held_slot" and slot is None else tier
    text = wording.texts[section].format(
        emergency_number=emergency_number, on_call_number=on_call_number, slot=slot or ""
    )
    advice = (wording.advice[sign] for sign in signs if sign in wording.advice and tier_of(sign) == tier)
    return " ".join((text, *dict.fromkeys(advice)))


def parse_wording(text: str, file: str) -> EmergencyWording:
    """The wording that a file's *text* holds.

    Raises:
        SettingError: A tier is missing, a section belongs to no tier or sign, or a placeholder would not be filled.
    """
    found = sections(text, file)
    for section in found:
        if section.heading not in _KNOWN and section.heading.removeprefix(_ADVICE) not in SIGNS:
            headings = ", ".join((*_KNOWN, f"{_ADVICE}<sign>"))
            raise section.refused(section.heading, f"only {headings}, a sign being one of {', '.join(SIGNS)}")
    texts = {heading: _checked(require(found, heading, file)) for heading in _KNOWN}
    advice: dict[Sign, str] = {}
    for section in found:
        for sign in SIGNS:
            if section.heading == f"{_ADVICE}{sign}":
                check_placeholders(section, frozenset())
                advice[sign] = section.text
    return EmergencyWording(texts, advice)


def _checked(section: Section) -> str:
    check_placeholders(section, _KNOWN[section.heading])
    if (needed := f"{{{_NEEDED[section.heading]}}}") not in section.text:
        raise section.refused(section.text, f"wording that has {needed} in it")
    return section.text


@cache
def _wording(language: Language) -> EmergencyWording:
    file = f"emergencies/{language}.md"
    text = resources.files("receptionist.prompts").joinpath("emergencies", f"{language}.md").read_text(encoding="utf-8")
    return parse_wording(text, file)


# A wording that is incomplete must not be found out in an emergency.
for _language in get_args(Language):
    _wording(_language)
