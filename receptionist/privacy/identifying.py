"""By what somebody could be known again in a text: names, numbers, dates of birth and codes, folded for comparing."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator

from attrs import frozen

from receptionist.errors import PrivacyError
from receptionist.events.booking import Appointment
from receptionist.events.call import UtteranceHeard
from receptionist.events.patient import PatientCorrected, PatientRegistered, WaitingListJoined
from receptionist.events.personal import ERASED
from receptionist.events.recorded import Recorded
from receptionist.ids import PatientId
from receptionist.privacy.patient_file import PatientFile
from receptionist.replaying.stored import personal

_SHORTEST_NAME = 3
_NATIONAL = 7
"""Digits by which a number is known however it is written, the country's left out."""
_LONGEST_REASON = 200
_SENTENCE = 20


@frozen(kw_only=True)
class Identity:
    """What is known of who somebody is.

    Attributes:
        names, births, codes: Folded: without accents, in small letters.
        phones: The last digits.
    """

    names: frozenset[str]
    phones: frozenset[str]
    births: frozenset[str]
    codes: frozenset[str]

    def is_in(self, text: str) -> bool:
        """Whether *text* names them: by their whole name, number, date of birth or a confirmation code."""
        folded = fold(text)
        digits = "".join(char for char in folded if char.isdigit())
        return any(each in folded for each in (*self.names, *self.births, *self.codes)) or any(
            phone in digits for phone in self.phones
        )

    def is_hinted_at(self, text: str) -> bool:
        """Whether *text* has so much as a part of their name, or any of the rest."""
        words = set("".join(char if char.isalnum() else " " for char in fold(text)).split())
        parts = {part for name in self.names for part in name.split() if len(part) >= _SHORTEST_NAME}
        return bool(words & parts) or self.is_in(text)


def identity_of(file: PatientFile) -> Identity:
    """Who a patient is, by all that was ever recorded of it."""
    found: dict[str, set[str]] = {"names": set(), "phones": set(), "births": set(), "codes": set()}
    for recorded in file.events:
        for kind, value in _said_of(recorded.event, file.patient_id):
            if value and value != ERASED:
                found[kind].add(value)
    return Identity(
        names=frozenset(fold(name) for name in found["names"] if len(name.strip()) >= _SHORTEST_NAME),
        phones=frozenset(_national(phone) for phone in found["phones"] if len(_national(phone)) == _NATIONAL),
        births=frozenset(found["births"]),
        codes=frozenset(fold(code) for code in found["codes"]),
    )


def _said_of(event: object, patient_id: PatientId) -> Iterator[tuple[str, str | None]]:
    match event:
        case PatientRegistered() | PatientCorrected():
            yield from (("names", event.name), ("phones", event.phone), ("births", event.birth_date))
        case WaitingListJoined():
            yield from (("names", event.name), ("phones", event.phone))
        case _:
            pass
    for appointment in (getattr(event, "appointment", None), *getattr(event, "appointments", ())):
        # Whoever asked for a child's and their own was told of both at once.
        if isinstance(appointment, Appointment) and appointment.patient_id == patient_id:
            yield from (("names", appointment.patient_name), ("codes", appointment.code))


def texts_of(file: PatientFile, calls: Iterable[Recorded]) -> tuple[str, ...]:
    """What must be found nowhere once a patient is forgotten, as it was recorded: who they are, and what callers said.

    Short sentences are left out: "Tomorrow" is also what others say, and the clinic's greeting stands in clear.
    """
    theirs = (value for each in file.events for _, value in _said_of(each.event, file.patient_id))
    said = (each.event.text for each in calls if isinstance(each.event, UtteranceHeard))
    known = [each for each in theirs if each and each != ERASED]
    return tuple(dict.fromkeys((*known, *(each for each in said if len(each) >= _SENTENCE))))


def personal_texts(events: Iterable[Recorded]) -> tuple[str, ...]:
    """Every personal value of *events*, each once, in the order in which they came."""
    return tuple(dict.fromkeys(value for recorded in events for value in personal(recorded.event)))


def reason_in_clear(reason: str, about: Identity) -> str:
    """A reason that may stand in the log for good.

    Raises:
        PrivacyError: It is empty, too long, or names the patient.
    """
    words = " ".join(reason.split())
    if not words or len(words) > _LONGEST_REASON or not words.isprintable():
        raise PrivacyError(f"--reason is one line of 1 to {_LONGEST_REASON} characters")
    if about.is_hinted_at(words):
        raise PrivacyError(
            "--reason stands in the log for good, and names the patient: say why without name, number or date of birth"
        )
    return words


def fold(text: str) -> str:
    """*text* without accents, in small letters, its spaces single."""
    bare = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return " ".join(bare.casefold().split())


def _national(phone: str) -> str:
    return "".join(char for char in phone if char.isdigit())[-_NATIONAL:]
