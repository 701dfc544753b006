"""From what a caller says of the appointment they want to what the clinic knows it as."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from attrs import frozen

from receptionist.domain.availability import Wish
from receptionist.domain.clinic import Clinic, Provider, Treatment
from receptionist.events.booking import Question
from receptionist.ids import AppointmentId

_TITLES = frozenset({"dr", "doctor", "doctora", "dra", "the", "el", "la", "with", "con", "hygienist", "higienista"})
# "Anybody", "the first who is free", "no preference".
_NO_PREFERENCE = frozenset({
    "any", "anyone", "anybody", "whoever", "whichever", "either", "first", "available", "free", "is", "who", "one",
    "dentist", "provider", "no", "preference", "does", "not", "doesnt", "matter", "me", "to",
    "cualquiera", "quien", "sea", "da", "igual", "sin", "preferencia", "dentista", "primero", "libre", "que", "este",
})  # fmt: skip
_SMALL_WORDS = frozenset({"a", "an", "the", "my", "for", "un", "una", "mi", "para", "de", "appointment", "cita"})


@frozen
class Unclear:
    """What has to be asked, and what could be meant."""

    about: Question
    choices: tuple[str, ...]


def treatment_meant(words: str, clinic: Clinic) -> Treatment | Unclear | None:
    """The treatment that *words* (an id, a name, what callers call it) name; None when nothing was said."""
    wanted = _words(words, _SMALL_WORDS)
    if not wanted:
        return None
    exact = [each for each in clinic.treatments if words.strip().lower() == each.id]
    named = {each.id: _named(wanted, each) for each in clinic.treatments}
    # "A new patient exam" names the exam, too: what is said more exactly counts.
    found = exact or [each for each in clinic.treatments if named[each.id] and not _is_part(each.id, named)]
    if len(found) == 1:
        return found[0]
    near = [each for each in clinic.treatments if any(_words(name, _SMALL_WORDS) & wanted for name in _called(each))]
    return Unclear("treatment", tuple(each.id for each in found or near or clinic.treatments))


def providers_meant(words: str, treatment: Treatment, clinic: Clinic) -> tuple[Provider, ...] | Unclear:
    """Who is to do it, the preferred first: the one that *words* name, or everybody who does the treatment.

    Somebody who is named and does not do it is returned all the same: why it cannot be is for the rules to say.
    """
    performing = tuple(clinic.provider(each) for each in treatment.providers)
    wanted = _words(words, _TITLES)
    exact = [each for each in clinic.providers if words.strip().lower() == each.id]
    found = exact or [each for each in clinic.providers if wanted & (_words(each.name, _TITLES) | {each.id})]
    if not found and wanted <= _NO_PREFERENCE:
        return performing
    return (found[0],) if len(found) == 1 else Unclear("provider", tuple(each.id for each in found or performing))


def wish_of(
    treatment: Treatment, providers: Sequence[Provider], *, leaving: AppointmentId | None = None, urgent: bool = False
) -> Wish:
    """What a time is looked for."""
    return Wish(treatment=treatment, providers=tuple(providers), leaving=leaving, urgent=urgent)


def _called(treatment: Treatment) -> Iterable[str]:
    yield treatment.id.replace("-", " ")
    yield from treatment.names.values()
    for also in treatment.also.values():
        yield from also


def _named(wanted: frozenset[str], treatment: Treatment) -> frozenset[str]:
    """The words of the longest of its names that were all said."""
    names = (_words(name, _SMALL_WORDS) for name in _called(treatment))
    return max((words for words in names if words <= wanted), key=len, default=frozenset())


def _is_part(treatment_id: str, named: Mapping[str, frozenset[str]]) -> bool:
    return any(named[treatment_id] < words for words in named.values())


def _words(text: str, without: frozenset[str]) -> frozenset[str]:
    """The words of a text in lower case, without accents, punctuation and the words that say nothing here."""
    plain = "".join(char for char in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(char))
    words = "".join(char if char.isalnum() else " " for char in plain.replace("'", "")).split()
    return frozenset(words) - without
