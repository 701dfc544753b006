"""An act of booking in an auditor's words: asked, understood, decided, told, sent, acknowledged."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from attrs import evolve, frozen

from receptionist.audience import Role
from receptionist.auditing.pseudonyms import WITHHELD
from receptionist.events.personal import ERASED
from receptionist.events.recorded import Recorded
from receptionist.replaying.why import decisions
from receptionist.replaying.why.case import Case
from receptionist.replaying.why.facts import Act, Delivery, Refused
from receptionist.replaying.why.phrases import at_with_year, quoted, sentence, topics, where

_WHO: dict[Role, str] = {"caller": "the caller", "staff": "staff", "bystander": "others in the room"}
_STATES = {
    "owed": "not sent yet",
    "parked": "given up",
    "void": "not sent, as there was nothing to send any more",
    "superseded": "overtaken by later ones",
    "not_owed": "not owed",
}


@frozen(kw_only=True)
class Words:
    """What is to be said of an act; "" where there is nothing.

    Attributes:
        who: Who asked.
        asked: What they said, turn by turn; of staff, nothing.
        understood: What that was taken to mean.
        decided: What was decided, and why.
        told: What the agent said of it.
    """

    who: str
    asked: tuple[str, ...]
    understood: str
    decided: str
    told: str


@frozen(kw_only=True)
class Acknowledged:
    """Not later than `at` (UTC) somebody in the room said that they have all that was sent by then.

    Attributes:
        role, identity: None where it cannot be told which of them it was.
    """

    role: Role | None
    identity: str | None
    at: datetime


def words_of(act: Act, refused: Refused | None, zone: str) -> Words:
    """The words for an act, or for what was *refused*; times on the clinic's clock, in *zone*."""
    return Words(
        who=_who(act),
        asked=act.heard,
        understood=_understood(act, refused, zone),
        decided=_cancelled(act) if act.kind == "cancelled" else _decided(act, refused, zone),
        told=_told(act),
    )


def acknowledged(case: Case, recorded: Recorded) -> tuple[Acknowledged, ...]:
    """Who said that they have all that was sent up to an event, the first of them first."""
    account = None if recorded.metadata.call is None else case.accounts.get(recorded.metadata.call)
    if account is None:
        return ()
    roles = {each.identity: each.role for each in account.participants}
    said = [each for each in account.acknowledgements if each.position >= recorded.position]
    return tuple(
        Acknowledged(
            role=roles.get(each.identity), identity=each.identity if each.identity in roles else None, at=each.at
        )
        for each in sorted(said, key=lambda each: each.at)
    )


def sent_words(sent: Sequence[Delivery], zone: str) -> str:
    """What was sent, to whom and when, or what became of it instead."""
    return "; ".join(_sent(each, zone) for each in sent if each.state != "not_owed")


def acknowledged_words(said: Sequence[Acknowledged], zone: str) -> str:
    """Who has said that they have it."""
    return "; ".join(
        f"{_WHO[each.role] if each.role else 'somebody there'} by {_clock(each.at, zone)}" for each in said
    )


def _who(act: Act) -> str:
    if act.call is None:
        return f"{act.person or 'one of the staff'} at the desk"
    return f"a caller {where(act.channel)}".rstrip()


def _understood(act: Act, refused: Refused | None, zone: str) -> str:
    if refused is not None:
        words = _quoted(refused.date_words, refused.time_words)
        meant = f"{at_with_year(refused.meant, zone)}" if refused.meant is not None else "nothing that is a time"
        return sentence(f"{words} as {meant}") if words else (sentence(meant) if refused.meant else "")
    if act.starts_at is None or act.kind == "cancelled":
        return ""
    wish, meant = act.wish, at_with_year(act.starts_at, zone)
    if wish is not None and wish.taken_from is not None:
        offered = "one of the times offered" if wish.taken_from == "offered" else "one of the times free instead"
        return sentence(f"{offered}, {meant}")
    words = "" if wish is None else _quoted(wish.date_words, wish.time_words)
    return sentence(f"{words} as {meant}" if words else meant)


def _decided(act: Act, refused: Refused | None, zone: str) -> str:
    if refused is not None:
        return decisions.in_words(refused, zone)
    # As outside of a call: what was understood is said by itself.
    return " ".join(decisions.decision(evolve(act, call=None), zone))


def _cancelled(act: Act) -> str:
    why = f" (the reason given: {quoted(act.said)})" if act.said else ""
    hours = act.notice_hours
    if not hours:
        return sentence(f"cancelled{why}")
    notice = f"later than the {hours} hours before it" if act.within_notice else f"more than {hours} hours before it"
    asked = " that the clinic asks for" if act.within_notice else ", as the clinic asks"
    return sentence(f"cancelled{why}, {notice}{asked}")


def _told(act: Act) -> str:
    spoken = act.spoken
    if act.call is None:
        return "No call: telling the patient was up to whoever did it."
    if spoken is None:
        return "Nothing that was said after it is in the log."
    said = quoted([spoken.text])
    if spoken.interrupted:
        return sentence(f"cut off by the caller after {said}" if said else "cut off by the caller before it was said")
    return sentence(f"said by the agent that took over: {said}" if spoken.by_successor else f"said: {said}")


def _sent(delivery: Delivery, zone: str) -> str:
    what = topics(delivery.topics)
    if delivery.state != "sent":
        error = f" ({delivery.error})" if delivery.error else ""
        return f"{what}: {_STATES.get(delivery.state, delivery.state)}{error}"
    at = f" at {_clock(delivery.at, zone)}" if delivery.at is not None else ""
    to = " and ".join(_WHO[each.role] for each in delivery.receivers)
    return f"{what}{at}{f' to {to}' if to else ''}"


def _quoted(*words: str) -> str:
    return WITHHELD if WITHHELD in words else quoted([ERASED] if ERASED in words else words)


def _clock(instant: datetime, zone: str) -> str:
    return instant.astimezone(ZoneInfo(zone)).strftime("%H:%M:%S")
