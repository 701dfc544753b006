"""What an event owes to the room: rows written in the append's own transaction.

Rows hold no payload: an effect is computed again from its event when it is sent.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from receptionist.events.clinic import EffectRetried
from receptionist.events.recorded import Recorded
from receptionist.events.tags import call_tag
from receptionist.events.vault import Vault
from receptionist.ids import CallId
from receptionist.projections import PROJECTION_VERSION, digest_content, project
from receptionist.projections.effects import Effect, kind, topic
from receptionist.publishers.effect_parts import as_column, part_digests

# It is as due as the first time, and as often allowed to fail.
_OWE_AGAIN = """
    UPDATE outbox SET state = 'owed', next_attempt_at = 0, settled_at = NULL, unfinished = 0
    WHERE call = ? AND position = ? AND ordinal = ? AND state = 'parked'
"""


def enqueue(vault: Vault) -> Callable[[sqlite3.Connection, Recorded], None]:
    """What the log calls with each event inside its transaction, so that event and debt commit together."""

    def run(raw: sqlite3.Connection, recorded: Recorded) -> None:
        if isinstance(recorded.event, EffectRetried):
            raw.execute(_OWE_AGAIN, (recorded.event.of, *recorded.event.key.split(":")))
        call = recorded.metadata.call
        if call is None:
            return
        raw.executemany(
            "INSERT INTO outbox"
            " (position, ordinal, call, lane, kind, topic, audience, projection_version, digest, parts)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    recorded.position, ordinal, call, effect.lane, kind(effect), topic(effect),
                    effect.audience, PROJECTION_VERSION, effect_digest(vault, call, effect),
                    as_column(part_digests(vault, call, f"{recorded.position}:{ordinal}", effect)),
                )
                for ordinal, effect in enumerate(project(recorded))
            ],
        )  # fmt: skip

    return run


def effect_digest(vault: Vault, call: CallId, effect: Effect) -> str:
    """The keyed digest by which a later version of the code sees that it would send something else."""
    return vault.digest(call_tag(call), digest_content(effect))
