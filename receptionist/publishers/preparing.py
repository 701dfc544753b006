"""An owed effect computed again from its event, or why there is nothing to send."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import attrs
from attrs import frozen

from receptionist.errors import KeyDestroyedError, LogError, ReceptionistError
from receptionist.events.log import EventLog, Query
from receptionist.events.personal import ERASED, is_personal
from receptionist.events.recorded import Recorded, UnknownEvent
from receptionist.events.tags import call_tag
from receptionist.events.vault import Vault
from receptionist.ids import CallId
from receptionist.projections import project
from receptionist.projections.effects import Effect
from receptionist.publishers.outbox import Owed
from receptionist.publishers.owing import effect_digest


@frozen
class Ready:
    """An effect as today's code computes it."""

    effect: Effect
    event_type: str
    recorded_at: datetime
    digest: str


@frozen
class Hopeless:
    """Why there is nothing to send, now or later."""

    state: Literal["void", "parked", "superseded"]
    reason: str


async def prepare(
    owed: Owed, call: CallId, *, log: EventLog, vault: Vault, instead: Effect | None = None
) -> Ready | Hopeless:
    """The effect that *owed* stands for, or *instead* under its key.

    Raises:
        LogError: The log cannot be read.
    """
    try:
        recorded = await _event(owed, call, log)
        effect = instead or _projected(recorded, owed.ordinal)
        if recorded is not None and isinstance(recorded.event, UnknownEvent):
            what = f"{recorded.type} version {recorded.version}"
            return Hopeless("parked", f"this version does not know {what}; upgrade receptionist")
        if recorded is None or effect is None:
            return Hopeless("void", "today's projection of its event has no such effect")
        if effect.lane != owed.lane:
            # In the lane of its row it would be sent beside what it has to come after.
            return Hopeless("parked", f"today's projection of its event has it among the {effect.lane}, not here")
        digest = effect_digest(vault, call, effect)
    except KeyDestroyedError as error:
        return Hopeless("void", str(error))
    except LogError:
        raise
    except Exception as error:  # noqa: BLE001 (a damaged event must not hold up the call's others)
        return Hopeless("parked", f"it cannot be computed: {in_words(error)}")
    if digest != owed.digest and _erased(recorded.event):
        # Something was recorded about the call since, under a new key: the digest alone does not tell.
        return Hopeless("void", str(KeyDestroyedError(call_tag(call))))
    return Ready(effect, recorded.type, recorded.recorded_at, digest)


async def _event(owed: Owed, call: CallId, log: EventLog) -> Recorded | None:
    found = (await log.read(Query.tagged(call_tag(call)), after=owed.position - 1, limit=1)).events
    return found[0] if found and found[0].position == owed.position else None


def _projected(recorded: Recorded | None, ordinal: int) -> Effect | None:
    effects = () if recorded is None else project(recorded)
    return effects[ordinal] if ordinal < len(effects) else None


def _erased(value: object) -> bool:
    """Whether a personal field, however deep in an event, reads as erased."""
    cls: Any = type(value)
    return attrs.has(cls) and any(
        inner == ERASED if is_personal(attribute) else _erased(inner)
        for attribute in attrs.fields(cls)
        for inner in (getattr(value, attribute.name),)
    )


def in_words(error: Exception) -> str:
    """A failure for the outbox, where nothing is sealed: our own errors speak for themselves, of others only the kind.

    Anybody else's message may quote what it stumbled over, somebody's name perhaps.
    """
    if isinstance(error, ReceptionistError):
        # A path can have bytes that are no text, and SQLite refuses those.
        return str(error).encode("utf-8", "backslashreplace").decode()
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = "" if trace is None else f" at {Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}"
    return f"{type(error).__name__}{place}"
