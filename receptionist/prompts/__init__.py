"""What the LLM is told, in files that can be read and changed without reading code."""

from __future__ import annotations

import hashlib
from importlib import resources

from receptionist.domain.clinic import Clinic


def instructions(clinic: Clinic) -> str:
    """The agent's instructions for a clinic."""
    treatments = (
        f"{each.id} ({each.name('en')}, in Spanish {each.name('es')}; {each.minutes} minutes)"
        for each in clinic.treatments
    )
    providers = (f"{each.id} ({each.name}, {each.role})" for each in clinic.providers)
    text = _text("instructions.md").format(
        clinic=clinic.name,
        address=clinic.address,
        phone=clinic.phone,
        treatments=", ".join(treatments),
        providers=", ".join(providers),
    )
    return text.strip()


def greeting(clinic: Clinic) -> str:
    """The first words of every call."""
    return _text("greeting.md").format(clinic=clinic.name).strip()


def digest(text: str) -> str:
    """A short name for a version of a prompt, kept with every event: the first 12 digits of its SHA-256."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _text(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text(encoding="utf-8")
