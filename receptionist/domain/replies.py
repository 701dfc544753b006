"""What the desk answers with when it cannot book at once: offers, refusals, questions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from receptionist.domain import collecting
from receptionist.domain.availability import Slot, Wish
from receptionist.domain.clinic import Clinic
from receptionist.domain.collecting import Known
from receptionist.domain.commands import FindTimes, MoveAppointment, RequestBooking
from receptionist.domain.facts import Facts
from receptionist.domain.wishes import Unclear
from receptionist.events.booking import BookingRefused, ClarificationAsked, OfferedSlot, RefusalReason


def offers(slots: Sequence[Slot], wish: Wish, facts: Facts) -> tuple[OfferedSlot, ...]:
    """Free times under names that the LLM can book them by. A time that was offered before keeps its name."""
    before = {(each.starts_at, each.provider_id, each.treatment_id): each.slot_id for each in facts.offered.values()}
    named, fresh = list[OfferedSlot](), 0
    for slot in slots:
        slot_id = before.get((slot.starts_at, slot.provider.id, wish.treatment.id))
        if slot_id is None:
            slot_id, fresh = facts.next_slot_id(fresh), fresh + 1
        named.append(
            OfferedSlot(
                slot_id=slot_id,
                treatment_id=wish.treatment.id,
                provider_id=slot.provider.id,
                provider=slot.provider.name,
                starts_at=slot.starts_at,
            )
        )
    return tuple(named)


def refused(
    known: Known, reason: RefusalReason, clinic: Clinic, alternatives: tuple[OfferedSlot, ...] = ()
) -> BookingRefused:
    """What was asked for cannot be had."""
    return BookingRefused(
        booking_id=known.booking.booking_id, reason=reason, time_zone=clinic.time_zone, alternatives=alternatives
    )


def question(
    known: Known,
    unclear: Unclear,
    command: FindTimes | RequestBooking | MoveAppointment,
    clinic: Clinic,
    candidates: tuple[datetime, ...] = (),
) -> ClarificationAsked:
    """What the caller is asked."""
    return ClarificationAsked(
        booking_id=known.booking.booking_id,
        about=unclear.about,
        date_words=collecting.short(command.wanted.date_words),
        time_words=collecting.short(command.wanted.time_words),
        asked_at=command.asked_at,
        time_zone=clinic.time_zone,
        candidates=candidates,
        choices=unclear.choices,
    )
