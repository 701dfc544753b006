"""Who was told, by voice and in writing, when, and who has said that they have it: in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from receptionist.audience import Role
from receptionist.projections.wording import clock_time, listed
from receptionist.replaying.why.facts import Act, Delivery, Receiver
from receptionist.replaying.why.phrases import after, at, quoted, sentence, topics

_DECIDED = ("booked", "moved", "cancelled")
_WHO: dict[Role, str] = {"caller": "the caller", "staff": "staff in the room", "bystander": "whoever else was there"}

_UNSEEN = "a telephone cannot show it"


def told(act: Act, zone: str) -> Iterator[str]:
    """Who heard and who read of *act*."""
    if act.call is None:
        if act.kind in _DECIDED:
            yield sentence(
                f"nothing was sent, as it was no call: telling the patient was up to {act.person or 'staff'}"
            )
        return
    sent = [each for each in act.sent if each.state != "not_owed"]
    written = [_written(each, act, zone, rest=at > 0) for at, each in enumerate(sent)]
    if (
        act.kind in _DECIDED
        and written
        and act.spoken is not None
        and not (act.spoken.interrupted or act.spoken.by_successor)
    ):
        yield sentence(f"the agent said so, and {written.pop(0)}")
    elif act.kind in _DECIDED:
        yield _said(act)
    yield from map(sentence, written)


def _said(act: Act) -> str:
    spoken = act.spoken
    if spoken is None:
        return "Nothing that the agent said after that is in the log."
    if spoken.by_successor:
        return sentence(
            f"that agent died before it could say so; the one that took the call over said {quoted([spoken.text])}"
        )
    if spoken.interrupted and spoken.text:
        return sentence(f"the agent was cut off as it said so, after {quoted([spoken.text])}")
    return "The caller cut the agent off before it could say so." if spoken.interrupted else "The agent said so."


def _written(delivery: Delivery, act: Act, zone: str, *, rest: bool) -> str:
    papers, named = topics(delivery.topics), rest or act.kind == "details"
    what = f"the {papers}" if named else f"word of it in writing ({papers})"
    verb = "were" if named and len(delivery.topics) > 1 else "was"
    again = " again" if act.kind == "details" else ""
    match delivery.state:
        case "sent":
            return f"{what} {verb} {_sent(delivery, act, zone, again)}"
        case "owed":
            why = f", since the last attempt failed ({delivery.error})" if delivery.error else ""
            return f"{what} {verb} not sent yet{why}"
        case "parked":
            return f"{what} {verb} given up: {delivery.error or 'no reason was noted'}"
        case "void" | "superseded" | "not_owed":
            return f"{what} {verb} not sent: {delivery.error or 'there was nothing to send any more'}"


def _sent(delivery: Delivery, act: Act, zone: str, again: str) -> str:
    soon = "" if delivery.at is None else after(delivery.at - act.at) or _clock(delivery.at, act, zone)
    if act.channel == "terminal":
        return f"shown there{again} {soon}".rstrip()
    if not delivery.receivers:
        return f"sent{again} to the room {soon}".rstrip() + ", where the log has nobody who was to get them"
    to = listed([_WHO[each.role] for each in delivery.receivers])
    return f"sent to {to}{again} {soon}".rstrip() + _acknowledged(delivery.receivers, act, zone)


def _acknowledged(receivers: Sequence[Receiver], act: Act, zone: str) -> str:
    said = [each for each in receivers if each.acknowledged_by is not None]
    again = [f"{_WHO[each.role]} again {_clock(each.resent_at, act, zone)}" for each in receivers if each.resent_at]
    parts = [f"to {listed(again)}"] if again else []
    parts += [
        f"{_WHO[each.role]} acknowledged it {_clock(each.acknowledged_by, act, zone, by=True)}"
        for each in said
        if each.acknowledged_by is not None
    ]
    parts += [] if said else [_UNSEEN if act.channel == "phone" else "nobody has acknowledged it"]
    return "".join(f", and {part}" for part in parts)


def _clock(instant: datetime, act: Act, zone: str, *, by: bool = False) -> str:
    same = (instant - act.at).total_seconds() < 12 * 60 * 60
    if same:
        return f"{'by' if by else 'at'} {clock_time(instant, zone)}"
    return f"{'by' if by else 'on'} {at(instant, zone)}"
