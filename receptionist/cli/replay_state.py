"""`replay --at` and `--diff`: how a call stood at a moment, and what changed between two."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from receptionist.cli.replay_words import Names, effect_text, fate, into, length
from receptionist.cli.words import local, plain
from receptionist.projections.wording import day_and_time
from receptionist.replaying.account import (
    Account,
    AppointmentState,
    EffectShown,
    Participant,
    Utterance,
    as_json,
)
from receptionist.replaying.difference import Difference, difference
from receptionist.replaying.standing_at import StandingAt, standing_at

_INDENT = "  "


class States:
    """Words for the moments of one account."""

    def __init__(self, account: Account, names: Names) -> None:
        self._account, self._names, self._zone = account, names, account.time_zone

    def at(self, position: int) -> str:
        """How the call stood after the event at *position*."""
        state = standing_at(self._account, position)
        parts = [
            f"call {self._account.call} after {self._moment(state)}{' · it is over' if state.is_over else ''}",
            *_part("attributes", [f"{name}={plain(value)}" for name, value in state.attributes.items()]),
            *_part("booking", self._booking(state)),
            *_part("there", [self._person(each) for each in state.present]),
            *_part("streams so far", [self._stream(each) for each in state.streams]),
            *_part("conversation", [_said(each) for each in state.conversation]),
        ]
        return self._names.shown("\n".join(parts))

    def between(self, one: int, other: int) -> str:
        """What changed from the earlier of two positions to the later."""
        before, after, changed = self._difference(one, other)
        span = length(after.at - before.at)
        parts = [
            f"call {self._account.call}: what changed",
            f"{_INDENT}from {self._moment(before)}",
            f"{_INDENT}to {self._moment(after)}, {span} later",
            *_part("attributes", [self._change(name, *change) for name, change in changed.attributes.items()]),
            *_part(
                "booking",
                [self._change(name.replace("_", " "), *change) for name, change in changed.booking.items()],
            ),
            *_part("appointments", [self._appointment_change(*each) for each in changed.appointments.values()]),
            *_part("there", [f"+ {self._person(each)}" for each in changed.came]),
            *_part("not there any more", [f"- {self._person(each)}" for each in changed.went]),
            *_part("streams", [f"+ {self._stream(each)}" for each in changed.streams]),
            *_part("conversation", [f"+ {_said(each)}" for each in changed.conversation]),
        ]
        nothing = ["nothing that shows has changed"] if changed.is_empty else []
        return self._names.shown("\n".join([*(part for part in parts if not part.endswith(": -")), *nothing]))

    def at_json(self, position: int) -> dict[str, Any]:
        """The same as JSON values."""
        state = standing_at(self._account, position)
        what: dict[str, Any] = as_json(state)
        return {"kind": "state", "call": self._account.call, **self._hidden(what)}

    def between_json(self, one: int, other: int) -> dict[str, Any]:
        """The same as JSON values."""
        what: dict[str, Any] = as_json(self._difference(one, other)[2])
        return {"kind": "difference", "call": self._account.call, **self._hidden(what)}

    def _hidden(self, what: dict[str, Any]) -> dict[str, Any]:
        hidden: dict[str, Any] = self._names.within(what)
        return hidden

    def _difference(self, one: int, other: int) -> tuple[StandingAt, StandingAt, Difference]:
        before, after = (standing_at(self._account, position) for position in sorted((one, other)))
        return before, after, difference(before, after)

    def _moment(self, state: StandingAt) -> str:
        return f"event {state.position}, at {local(state.at, self._zone)} ({into(state.offset)})"

    def _change(self, name: str, before: Any, after: Any) -> str:
        was, now = ("-" if each is None else self._value(each) for each in (before, after))
        return f"{name}: {was} → {now}"

    def _booking(self, state: StandingAt) -> Iterator[str]:
        booking = state.booking
        if booking.is_open:
            given = ", ".join(f"{name}={self._value(value)}" for name, value in booking.details.items())
            yield f"under way: {given or 'nothing given yet'}"
        if booking.wished is not None:
            yield f"asked for: {self._value(booking.wished)}"
        if booking.refused_because is not None:
            yield f"refused: {booking.refused_because}"
        if booking.offered:
            yield f"offered: {self._value(booking.offered)}"
        yield from (self._appointment(each) for each in booking.appointments)
        others = {
            "recognised": booking.recognised,
            "emergency": booking.emergency,
            "asked for a person": booking.person_requested,
            "on the waiting list": booking.waiting,
            "calls back promised": booking.promised,
            "language": booking.language if booking.language != "en" else None,
        }
        yield from (f"{name}: {self._value(value)}" for name, value in others.items() if value)

    def _appointment(self, state: AppointmentState) -> str:
        when = day_and_time(state.starts_at, state.time_zone)
        what = f"{plain(state.treatment)} with {plain(state.provider)}"
        return f"{state.status}: {when}, {plain(state.patient)}, {what} ({state.appointment})"

    def _appointment_change(self, before: AppointmentState | None, after: AppointmentState) -> str:
        was = "" if before is None else f" (was {before.status}: {day_and_time(before.starts_at, before.time_zone)})"
        return f"+ {self._appointment(after)}{was}"

    def _stream(self, effect: EffectShown) -> str:
        return f"{effect.key}  {effect_text(effect)}  [{fate(effect, self._names, self._zone)}]"

    def _person(self, participant: Participant) -> str:
        who = self._names.person(participant.role, participant.identity)
        return f"{who}, since {local(participant.joined_at, self._zone)}"

    def _value(self, value: Any) -> str:
        match value:
            case datetime():
                return day_and_time(value, self._zone)
            case bool():
                return "yes" if value else "no"
            case tuple():
                return ", ".join(
                    f"{self._value(at)} with {plain(who)}" if who else self._value(at) for at, who in value
                )
            case _:
                return plain(str(value))


def _part(title: str, lines: list[str] | Iterator[str]) -> list[str]:
    told = [f"{_INDENT}{line}" for line in lines]
    return [f"{title}:", *told] if told else [f"{title}: -"]


def _said(utterance: Utterance) -> str:
    return f"{utterance.speaker}: {plain(utterance.text)}{' … (interrupted)' if utterance.interrupted else ''}"
