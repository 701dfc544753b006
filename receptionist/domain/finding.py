"""Which free times a caller is told of: by treatment, dentist, day and part of day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import islice

from receptionist.domain import collecting
from receptionist.domain.availability import Book, Slot
from receptionist.domain.clinic import Clinic
from receptionist.domain.collecting import treatment_wanted
from receptionist.domain.commands import FindTimes
from receptionist.domain.dates import Ambiguous, Window, window
from receptionist.domain.facts import Facts
from receptionist.domain.replies import offers, question, refused
from receptionist.domain.wishes import Unclear, providers_meant, wish_of
from receptionist.events.booking import SlotsOffered
from receptionist.events.catalogue import Event

_OFFERS = 3


def find(command: FindTimes, facts: Facts, clinic: Clinic) -> Sequence[Event]:
    """Three free times as the caller wants them, or why there are none, with the nearest."""
    wanted = command.wanted
    known = collecting.collect(command.new.booking, wanted, facts, clinic, command.asked_at)
    treatment = treatment_wanted(wanted.treatment, known, clinic)
    if isinstance(treatment, Unclear):
        return [*known.events, question(known, treatment, command, clinic)]
    providers = providers_meant(wanted.provider or known.booking.provider_id or "", treatment, clinic)
    if isinstance(providers, Unclear):
        return [*known.events, question(known, providers, command, clinic)]
    date_words = wanted.date_words or known.booking.date_words or ""
    time_words = wanted.time_words or (known.booking.time_words or "" if not wanted.date_words else "")
    meant = window(date_words, time_words, asked_at=command.asked_at, clinic=clinic, language=facts.language)
    if not isinstance(meant, Window):
        candidates = meant.candidates if isinstance(meant, Ambiguous) else ()
        return [*known.events, question(known, Unclear(meant.about, ()), command, clinic, candidates)]
    if any(provider.id not in treatment.providers for provider in providers):
        return [*known.events, refused(known, "not_performed_by", clinic)]
    wish, book = wish_of(treatment, providers), Book(clinic=clinic, diary=facts.diary, now=command.asked_at)
    free = book.slots(wish, book.days(meant.first, meant.last), earliest=meant.earliest, latest=meant.latest)
    chosen = tuple(islice(free, _OFFERS)) if meant.soonest else _spread([*free])
    if not chosen:
        wall = datetime.combine(meant.first, meant.earliest or datetime.min.time(), clinic.zone)
        reason = book.why_none(meant.first, meant.last)
        return [*known.events, refused(known, reason, clinic, offers(book.nearest(wish, wall), wish, facts))]
    offered = SlotsOffered(
        booking_id=known.booking.booking_id,
        treatment_id=treatment.id,
        provider_id=providers[0].id if len(providers) == 1 and wanted.provider else None,
        date_words=date_words,
        time_words=time_words,
        asked_at=command.asked_at,
        time_zone=clinic.time_zone,
        first=meant.first,
        last=meant.last,
        slots=offers(chosen, wish, facts),
    )
    return [*known.events, offered]


def _spread(free: Sequence[Slot]) -> tuple[Slot, ...]:
    """Three of them that lie apart: the caller left the time open."""
    if len(free) <= _OFFERS:
        return tuple(free)
    last = len(free) - 1
    return tuple(free[round(n * last / _OFFERS)] for n in range(_OFFERS))
