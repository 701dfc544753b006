"""What an event was to show in the room, and what became of it: today's projection beside the outbox's rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from attrs import evolve, frozen

from receptionist.events.recorded import Recorded
from receptionist.projections import project
from receptionist.projections.effects import (
    Audience,
    Effect,
    Kind,
    Lane,
    SendBytes,
    SendText,
    SetAttributes,
    kind,
    topic,
)
from receptionist.publishers.outbox import State
from receptionist.replaying.account import EffectShown
from receptionist.replaying.attendees import Attendees
from receptionist.replaying.event_fields import is_erased

Digest = Callable[[Effect], str | None]
"""The keyed digest of an effect; None once the call's key is gone."""


@frozen(kw_only=True)
class OutboxRow:
    """One effect's row of the outbox."""

    position: int
    ordinal: int
    lane: Lane
    kind: Kind
    topic: str | None
    audience: Audience
    projection_version: int
    digest: str
    state: State
    attempts: int = 0
    epoch: int | None = None
    settled_at: datetime | None = None
    last_error: str | None = None
    sent_digest: str | None = None

    @property
    def key(self) -> str:
        """`position:ordinal`."""
        return f"{self.position}:{self.ordinal}"


@frozen(kw_only=True)
class Showing:
    """What one needs to tell what became of a call's effects.

    Attributes:
        began_at: When the call began.
        attendees: Who was there.
        digest: For seeing whether today's code shows what was meant then.
    """

    began_at: datetime
    attendees: Attendees
    digest: Digest

    def of(self, recorded: Recorded, rows: Mapping[int, OutboxRow]) -> Iterator[EffectShown]:
        """What *recorded* has shown, or was to; *rows* are its rows of the outbox, by ordinal."""
        effects = dict(enumerate(_projected(recorded)))
        for ordinal in sorted({*effects, *rows}):
            effect, row = effects.get(ordinal), rows.get(ordinal)
            shown = EffectShown(
                position=recorded.position,
                at=recorded.recorded_at,
                offset=recorded.recorded_at - self.began_at,
                key=f"{recorded.position}:{ordinal}",
                ordinal=ordinal,
                event_type=recorded.type,
                **_what(effect, row),
            )
            shown = shown if row is None else self._with_fate(shown, row)
            yield shown if effect is None or row is None else self._compared(shown, recorded, effect, row)

    def _with_fate(self, shown: EffectShown, row: OutboxRow) -> EffectShown:
        sent_at = row.settled_at if row.state == "sent" else None
        return evolve(
            shown,
            state=row.state,
            attempts=row.attempts,
            epoch=row.epoch,
            sent_at=sent_at,
            latency=None if sent_at is None else sent_at - shown.at,
            error=row.last_error,
            recipients=()
            if sent_at is None
            else self.attendees.recipients(shown.position, audience=row.audience, lane=row.lane, sent_at=sent_at),
        )

    def _compared(self, shown: EffectShown, recorded: Recorded, effect: Effect, row: OutboxRow) -> EffectShown:
        today = self.digest(effect)
        # With a key destroyed and another made since, the digest alone does not tell.
        unknown = today is None or (today != row.digest and is_erased(recorded))
        sent = None if row.state != "sent" else row.sent_digest or row.digest
        return evolve(
            shown,
            as_recorded=None if unknown else today == row.digest,
            sent_as_shown=None if unknown or sent is None else today == sent,
        )


def content(effect: Effect) -> dict[str, Any]:
    """All of an effect, as JSON values."""
    match effect:
        case SetAttributes(values=values):
            return {"attributes": dict(values)}
        case SendText(chunks=chunks, attributes=attributes):
            return {"text": "".join(chunks), "attributes": dict(attributes)}
        case SendBytes(name=name, mime_type=mime_type, content=model):
            document = {"template": model.template, "version": model.version, "fields": dict(model.fields)}
            return {"name": name, "mime_type": mime_type, "document": document}


def _what(effect: Effect | None, row: OutboxRow | None) -> dict[str, Any]:
    """What it is: as today's code has it, else as its row says."""
    if effect is not None:
        its = {"lane": effect.lane, "effect": kind(effect), "topic": topic(effect), "audience": effect.audience}
        return {**its, "content": content(effect), "state": "not_owed"}
    assert row is not None  # noqa: S101 (its ordinal came from one of the two)
    its = {"lane": row.lane, "effect": row.kind, "topic": row.topic, "audience": row.audience}
    return {**its, "known": False, "state": row.state}


def _projected(recorded: Recorded) -> tuple[Effect, ...]:
    try:
        return project(recorded)
    except Exception:  # noqa: BLE001 (one damaged event must not hide the rest of a call; its rows say what was owed)
        return ()
