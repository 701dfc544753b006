"""How the parts of a clinic's file fit together: what is mentioned exists, what is offered can be booked."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from datetime import time, timedelta

from receptionist.config.clinic_parts import lunch, opening
from receptionist.config.found import Found
from receptionist.domain.clinic import Clinic, Held, Opening, Provider, Treatment


def check(clinic: Clinic, found: Found) -> None:
    """See that *clinic*, each of whose parts is right by itself, holds together.

    Args:
        clinic: What was read.
        found: The whole document that it was read from, which gives a mistake its place.

    Raises:
        SettingError: It does not hold together.
    """
    for part in ("providers", "chairs", "treatments"):
        if not found.at(part).tables():
            raise found.at(part).refused(f"at least one table, begun with [[{part}]]")
    # An appointment occupies a person and a chair: in the log, the diary of either is known by its id alone.
    _all_differ([*_each(found, "providers", "id"), *_each(found, "chairs", "id")], "an id")
    _all_differ(_each(found, "treatments", "id"), "an id")
    _all_differ(_each(found, "providers", "name"), "a name", told_apart_by=_heard)
    _all_differ(map(_words, found.at("treatments").tables()), "words", told_apart_by=_heard)
    _references(clinic, found)
    _providers(clinic, found)
    _treatments(clinic, found)
    _held(clinic, found)


def _each(found: Found, part: str, key: str) -> list[list[Found]]:
    return [[one.at(key)] for one in found.at(part).tables()]


def _words(treatment: Found) -> Iterator[Found]:
    """All that *treatment* is called, in any language: one call may mix them."""
    yield treatment.at("id")
    yield from treatment.at("names").entries().values()
    also = treatment.entries().get("also")
    for words in () if also is None else also.entries().values():
        yield from words.array("texts")


def _all_differ(groups: Iterable[Iterable[Found]], what: str, *, told_apart_by: Callable[[str], str] = str) -> None:
    """See that no text of one group is in another; in its own it may be repeated."""
    places: dict[str, tuple[int, str]] = {}
    for number, group in enumerate(groups):
        for one in group:
            first, place = places.setdefault(told_apart_by(str(one.value)), (number, one.key))
            if first != number:
                raise one.refused(f"{what} that nothing else has; {place} is the same")


def _heard(text: str) -> str:
    """*text* as one hears it: without upper case, accents, punctuation and wide spaces."""
    letters = unicodedata.normalize("NFKD", text.replace("'", "").replace("’", "")).casefold()  # noqa: RUF001 (as editors curl it)
    spoken = (letter if letter.isalnum() else " " for letter in letters if not unicodedata.combining(letter))
    return " ".join("".join(spoken).split())


def _references(clinic: Clinic, found: Found) -> None:
    treatments, providers = [one.id for one in clinic.treatments], [one.id for one in clinic.providers]
    found.at("default_treatment").one_of(treatments)
    found.at("emergency_treatment").one_of(treatments)
    for treatment in found.at("treatments").tables():
        performers = treatment.at("providers").array("providers' ids")
        for performer in performers:
            performer.one_of(providers)
        _all_differ([[one] for one in performers], "an id")
    for held in _held_tables(found):
        held.at("provider").one_of(providers)


def _held_tables(found: Found) -> tuple[Found, ...]:
    held = found.entries().get("held")
    return () if held is None else held.tables()


def _providers(clinic: Clinic, found: Found) -> None:
    pause = None if "lunch" not in found.entries() else lunch(found.at("lunch"))
    for one, provider in zip(found.at("providers").tables(), clinic.providers, strict=True):
        performed = clinic.treatments_by(provider.id)
        if not performed:
            raise one.at("id").refused(
                "somebody who performs a treatment: an id that stands in a treatment's providers"
            )
        shortest = min(performed, key=lambda treatment: treatment.minutes)
        for weekday in one.at("hours").entries().values():
            for written in weekday.array("openings"):
                _long_enough(written, pause, shortest)


def _long_enough(found: Found, pause: Opening | None, shortest: Treatment) -> None:
    written = opening(found)
    parts = (written,) if pause is None else written.without(pause)
    if parts and all(part.length >= shortest.length for part in parts):
        return
    treatment = f"the shortest treatment, {shortest.id}: {shortest.minutes} minutes"
    if parts == (written,):
        raise found.refused(f"an opening at least as long as {treatment}")
    raise found.refused(f"an opening of which lunch leaves nothing shorter than {treatment}")


def _treatments(clinic: Clinic, found: Found) -> None:
    for table, treatment in zip(found.at("treatments").tables(), clinic.treatments, strict=True):
        for one, performer in zip(table.at("providers").array("ids"), treatment.providers, strict=True):
            if not list(_starts(clinic, clinic.provider(performer), treatment)):
                raise one.refused(f"somebody with an opening of {treatment.minutes} minutes at least")


def _starts(clinic: Clinic, provider: Provider, treatment: Treatment) -> Iterator[time]:
    """When, on any weekday, *provider* can begin *treatment*."""
    step = timedelta(minutes=clinic.start_every_minutes)
    for openings in provider.hours.values():
        for one in openings:
            yield from one.starts(treatment.length, step)


def _held(clinic: Clinic, found: Found) -> None:
    emergency = clinic.treatment(clinic.emergency_treatment)
    places: dict[tuple[str, time], str] = {}
    for one, held in zip(_held_tables(found), clinic.held, strict=True):
        if held.provider not in emergency.providers:
            raise one.at("provider").refused(
                f"somebody who performs {emergency.id}: {' or '.join(emergency.providers)}"
            )
        possible = sorted(set(_starts(clinic, clinic.provider(held.provider), emergency)))
        for written, start in zip(one.at("times").array("times"), held.times, strict=True):
            if start not in possible:
                raise written.refused(_start_of(held, emergency, possible, start))
            if (held.provider, start) in places:
                raise written.refused(f"a time that is held once; {places[held.provider, start]} is the same")
            places[held.provider, start] = written.key
        if held.release >= min(held.times):
            raise one.at("release").refused(f"a time before the first that is held, {min(held.times):%H:%M}")


def _start_of(held: Held, emergency: Treatment, possible: list[time], wanted: time) -> str:
    nearest = min(possible, key=lambda start: abs(_minutes(start) - _minutes(wanted)))
    return f"a time at which {held.provider} can begin {emergency.id}; the nearest is {nearest:%H:%M}"


def _minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute
