"""The few words on a card that are not its fields."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen


@frozen(kw_only=True)
class Labels:
    """The card's own words in one language."""

    title: str
    headings: Mapping[str, str]
    """By the appointment's status, what is said above the date."""
    patient: str
    treatment: str
    provider: str
    code: str
    instructions: str
    phone: str
    rewritten: str
    """Said where a word is not in the script that it was given in, and marked as these words are: with a star."""


LABELS: Mapping[str, Labels] = {
    "en": Labels(
        title="Appointment card",
        headings={
            "booked": "Your appointment",
            "moved": "Moved: this is the new time",
            "cancelled": "Cancelled: this appointment will not take place",
        },
        patient="Patient",
        treatment="Treatment",
        provider="With",
        code="Confirmation code",
        instructions="Before you come",
        phone="Questions or changes? Call us:",
        rewritten="* Written in Latin letters: this card cannot show the original script.",
    ),
    "es": Labels(
        title="Tarjeta de cita",
        headings={
            "booked": "Su cita",
            "moved": "Cambiada: este es el nuevo horario",
            "cancelled": "Cancelada: esta cita no tendrá lugar",
        },
        patient="Paciente",
        treatment="Tratamiento",
        provider="Con",
        code="Código de confirmación",
        instructions="Antes de venir",
        phone="¿Preguntas o cambios? Llámenos:",
        rewritten="* Escrito en letras latinas: esta tarjeta no puede mostrar la escritura original.",
    ),
}
