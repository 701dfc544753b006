"""A call's account as JSON, one object a line: the call itself first, then its entries (docs/replay.md)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from receptionist.cli.replay_words import Names
from receptionist.replaying.account import Account, EffectShown, Entry, Participant, Presence, as_json

_HEAD = (
    "head", "first", "last", "began_at", "ended_at", "last_at", "time_zone", "clinic", "channel", "standing",
)  # fmt: skip


def objects(account: Account, names: Names) -> Iterator[dict[str, Any]]:
    """The call, then each of its entries."""
    yield call_object(account, names)
    yield from (entry_object(account, entry, names) for entry in account.entries)


def call_object(account: Account, names: Names) -> dict[str, Any]:
    """What there is to say of the call as a whole."""
    whole: dict[str, Any] = {name: as_json(getattr(account, name)) for name in _HEAD}
    appointments = [
        {
            "appointment": each.appointment_id,
            "patient": names.shown(each.patient_name),
            "starts_at": as_json(each.starts_at),
            "treatment": each.treatment,
            "provider": each.provider,
        }
        for each in account.summary.appointments
    ]
    return {
        "kind": "call",
        "call": account.call,
        **whole,
        "seconds": max(account.lasted.total_seconds(), 0.0),
        "outcome": account.summary.outcome,
        "reason": account.summary.reason,
        "counts": {name: n for name, n in as_json(account.counts).items() if name != "is_to_be_told"},
        "problems": list(account.problems),
        "appointments": appointments,
        "participants": [_participant(each, names) for each in account.participants],
        "acknowledgements": [
            as_json(each) | {"identity": names.identity(None, each.identity)} for each in account.acknowledgements
        ],
    }


def entry_object(account: Account, entry: Entry, names: Names) -> dict[str, Any]:
    """An entry: its `kind` and place first."""
    values: dict[str, Any] = names.within(as_json(entry))
    match entry:
        case Presence(identity=identity, role=role):
            values["identity"] = names.identity(role, identity)
        case EffectShown(recipients=recipients):
            for each, recipient in zip(values["recipients"], recipients, strict=True):
                each["identity"] = names.identity(recipient.role, recipient.identity)
        case _:
            pass
    return {"kind": values.pop("kind"), "call": account.call, **values}


def _participant(participant: Participant, names: Names) -> dict[str, Any]:
    values: dict[str, Any] = as_json(participant)
    return values | {"identity": names.identity(participant.role, participant.identity)}
