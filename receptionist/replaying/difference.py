"""What changed between two moments of a call."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import fields, frozen

from receptionist.replaying.account import AppointmentState, BookingState, EffectShown, Participant, Utterance
from receptionist.replaying.standing_at import StandingAt

Change = tuple[Any, Any]
"""Before and after; None where there is nothing."""


@frozen(kw_only=True)
class Difference:
    """What is otherwise at a later moment of the same call.

    Attributes:
        before, after: Positions.
        attributes: Those of the agent's that changed, by name.
        booking: What the front desk knows otherwise, by name: of the booking's details each by itself.
        appointments: Those that are new or stand otherwise, by id.
        streams: Those that were added.
        conversation: What was said in between.
        came, went: Who is there only later, and who only before.
    """

    before: int
    after: int
    attributes: Mapping[str, Change]
    booking: Mapping[str, Change]
    appointments: Mapping[str, tuple[AppointmentState | None, AppointmentState]]
    streams: tuple[EffectShown, ...]
    conversation: tuple[Utterance, ...]
    came: tuple[Participant, ...]
    went: tuple[Participant, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing changed."""
        return not any(getattr(self, each.name) for each in fields(Difference) if each.name not in {"before", "after"})


def difference(before: StandingAt, after: StandingAt) -> Difference:
    """What changed from *before* to *after*, the later of two moments of one call."""
    known = {each.appointment: each for each in before.booking.appointments}
    return Difference(
        before=before.position,
        after=after.position,
        attributes=_changes(before.attributes, after.attributes),
        booking=_changes(_values(before.booking), _values(after.booking)),
        appointments={
            each.appointment: (known.get(each.appointment), each)
            for each in after.booking.appointments
            if known.get(each.appointment) != each
        },
        streams=after.streams[len(before.streams) :],
        conversation=after.conversation[len(before.conversation) :],
        came=tuple(each for each in after.present if each not in before.present),
        went=tuple(each for each in before.present if each not in after.present),
    )


def _values(booking: BookingState) -> dict[str, Any]:
    """What may change of a booking, beside its appointments; what says nothing is left out."""
    values = {
        each.name: getattr(booking, each.name)
        for each in fields(BookingState)
        if each.name not in {"details", "appointments"}
    }
    values |= booking.details
    return {name: value for name, value in values.items() if value not in (None, (), False, 0)}


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Change]:
    names = dict.fromkeys((*before, *after))
    return {name: (before.get(name), after.get(name)) for name in names if before.get(name) != after.get(name)}
