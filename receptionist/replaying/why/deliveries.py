"""Who was sent what because of an event, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from receptionist.audience import Role
from receptionist.events.recorded import Recorded
from receptionist.projections.agent_status import AGENT_STATUS
from receptionist.projections.transcript import TRANSCRIPT
from receptionist.replaying.account import EffectShown
from receptionist.replaying.why.case import Case
from receptionist.replaying.why.facts import Delivery, Receiver

_ROLES: Sequence[Role] = ("caller", "staff", "bystander")


def deliveries(case: Case, recorded: Recorded) -> tuple[Delivery, ...]:
    """What somebody was to have in writing because of *recorded*: what became of it, alike together."""
    account = None if recorded.metadata.call is None else case.accounts.get(recorded.metadata.call)
    if account is None:
        return ()
    shown = [
        each
        for each in account.entries
        if isinstance(each, EffectShown)
        and each.position == recorded.position
        and each.lane == "streams"
        and each.topic not in {AGENT_STATUS, TRANSCRIPT}
    ]
    states = dict.fromkeys(each.state for each in shown)
    return tuple(_delivery([each for each in shown if each.state == state]) for state in states)


def _delivery(alike: Sequence[EffectShown]) -> Delivery:
    errors = [each.error for each in alike if each.error and each.state != "sent"]
    return Delivery(
        topics=tuple(dict.fromkeys(each.topic for each in alike if each.topic is not None)),
        state=alike[0].state,
        at=_latest(each.sent_at for each in alike),
        error=errors[-1] if errors else None,
        receivers=tuple(receiver for role in _ROLES for receiver in _receivers(role, alike)),
    )


def _receivers(role: Role, alike: Sequence[EffectShown]) -> Iterable[Receiver]:
    """Those of one role as one: they have it when the first of them has all of it."""
    theirs = dict[str | None, list[datetime | None]]()
    resent = list[datetime]()
    for each in alike:
        for recipient in each.recipients:
            if recipient.role == role and (recipient.live or recipient.resent_at):
                theirs.setdefault(recipient.identity, []).append(recipient.acknowledged_by)
                resent += recipient.resent_at
    if theirs:
        whole = [_latest(said) for said in theirs.values()]
        yield Receiver(role=role, acknowledged_by=min((at for at in whole if at), default=None),
                       resent_at=_latest(resent))  # fmt: skip


def _latest(instants: Iterable[datetime | None]) -> datetime | None:
    return max((each for each in instants if each is not None), default=None)
