"""What tools answer when the desk has nothing to tell of: in both languages."""

from __future__ import annotations

from typing import Literal

from receptionist.events.booking import SlotsOffered
from receptionist.language import Language
from receptionist.projections.wording import day_and_time

Trouble = Literal["nothing_booked", "call_over", "log", "no_emergency", "unknown_topic", "no_carrier", "languages"]
Known = Literal["cancelled", "late", "noted"]

_TROUBLE: dict[Language, dict[Trouble, str]] = {
    "en": {
        "nothing_booked": (
            "I don't see an appointment that I may speak about. If it was made earlier, could you give me the date of"
            " birth and the phone number, or the confirmation code?"
        ),
        "call_over": "This call has ended already, so nothing was changed.",
        "log": (
            "I'm sorry, I can't reach the appointment book just now, so nothing was changed. Please try again in a"
            " moment, or call {phone}."
        ),
        "no_emergency": "Is anything hurting, swollen or bleeding right now?",
        "unknown_topic": (
            "I don't have that at hand. Our staff will know: I can take a message, or you can call {phone}."
        ),
        "no_carrier": "What is your insurance called?",
        "languages": "I speak English and Spanish. Which one would you like?",
    },
    "es": {
        "nothing_booked": (
            "No veo ninguna cita de la que pueda hablarle. Si se hizo antes, ¿me da la fecha de nacimiento y el número"
            " de teléfono, o el código de confirmación?"
        ),
        "call_over": "Esta llamada ya ha terminado, así que no se ha cambiado nada.",
        "log": (
            "Lo siento, ahora mismo no puedo abrir la agenda, así que no se ha cambiado nada. Inténtelo de nuevo en un"
            " momento o llame al {phone}."
        ),
        "no_emergency": "¿Le duele, se le ha hinchado o le sangra algo ahora mismo?",
        "unknown_topic": (
            "Eso no lo tengo a mano. El personal lo sabrá: puedo tomarle un recado, o puede llamar al {phone}."
        ),
        "no_carrier": "¿Cómo se llama su seguro?",
        "languages": "Hablo inglés y español. ¿Cuál prefiere?",
    },
}
_KNOWN: dict[Language, dict[Known, str]] = {
    "en": {
        "cancelled": "That appointment is cancelled.",
        "late": "The staff know that you will be late.",
        "noted": "I have that noted.",
    },
    "es": {
        "cancelled": "Esa cita está cancelada.",
        "late": "El personal ya sabe que llegará tarde.",
        "noted": "Ya lo tengo anotado.",
    },
}
_FAREWELL: dict[Language, tuple[str, str]] = {
    "en": ("Thank you for calling {clinic}. Goodbye!", "No problem at all. Goodbye!"),
    "es": ("Gracias por llamar a {clinic}. ¡Hasta luego!", "No pasa nada. ¡Hasta luego!"),
}


def trouble(kind: Trouble, language: Language, *, phone: str = "") -> str:
    """What the caller is told, and what they can do."""
    return _TROUBLE[language][kind].format(phone=phone)


def known_already(what: Known, language: Language) -> str:
    """What is said when the same is asked for again."""
    return _KNOWN[language][what]


def farewell(clinic: str, language: Language, *, wrong_number: bool) -> str:
    """The last words of a call."""
    usual, after_a_wrong_number = _FAREWELL[language]
    return after_a_wrong_number if wrong_number else usual.format(clinic=clinic)


def offered_slot(offered: SlotsOffered, language: Language) -> str:
    """The one time that was offered, as one says it."""
    slot = offered.slots[0]
    when = day_and_time(slot.starts_at, offered.time_zone, language)
    return f"{when} con {slot.provider}" if language == "es" else f"{when} with {slot.provider}"
