"""Who was in a call's room when, and so whom an effect reached."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from attrs import define, frozen

from receptionist.audience import Role, SentTo
from receptionist.events.call import (
    CallerLeft,
    CallerReturned,
    CallResumed,
    CallStarted,
    ParticipantJoined,
    ParticipantLeft,
    StreamsResent,
)
from receptionist.events.recorded import Recorded
from receptionist.projections.effects import Audience, Lane
from receptionist.publishers.history import is_for
from receptionist.replaying.account import Acknowledgement, Participant, Recipient

Who = tuple[Role, str | None]
_CALLER: Who = ("caller", None)


@define
class _Stay:
    begins: datetime
    ends: datetime | None = None

    def includes(self, at: datetime) -> bool:
        return self.begins <= at and (self.ends is None or at < self.ends)


@frozen
class _Resent:
    identity: str
    at: datetime
    after: int
    through: int


class Attendees:
    """The people of one call, by what its log says.

    The caller counts as there from the call's beginning but for the times when they were away: somebody who joins is
    noted once they have what they missed. When an agent died, who was there meanwhile is not known: who is still there
    is noted again by the one that takes over.

    Args:
        events: The call's, in order.
        acknowledgements: What its participants said that they have.
        setting: Who gets what is for whoever the `audience` setting says.
    """

    def __init__(
        self, events: Iterable[Recorded], acknowledgements: Sequence[Acknowledgement], *, setting: SentTo
    ) -> None:
        self._stays: dict[Who, list[_Stay]] = {}
        self._resent: list[_Resent] = []
        self._caller: str | None = None
        self._acknowledged = {each.identity: each for each in acknowledgements}
        self._setting = setting
        last_at: datetime | None = None
        for recorded in events:
            self._take(recorded, last_at or recorded.recorded_at)
            last_at = recorded.recorded_at

    def participants(self) -> tuple[Participant, ...]:
        """Every stay of everybody, in the order in which they came."""
        stays = [
            Participant(role=role, identity=self._named(role, identity), joined_at=stay.begins, left_at=stay.ends)
            for (role, identity), stays in self._stays.items()
            for stay in stays
        ]
        return tuple(sorted(stays, key=lambda stay: stay.joined_at))

    def recipients(self, position: int, *, audience: Audience, lane: Lane, sent_at: datetime) -> tuple[Recipient, ...]:
        """Whom an effect of the event at *position* reached, the caller first."""
        found = []
        for (role, known), stays in self._stays.items():
            if not is_for(audience, role, self._setting):
                continue
            identity = self._named(role, known)
            live = any(stay.includes(sent_at) for stay in stays)
            resent = tuple(self._resent_at(identity, position, sent_at)) if lane == "streams" else ()
            has = self._acknowledged.get(identity or "")
            at = has.at if has is not None and has.position >= position and lane == "streams" else None
            if live or resent or at is not None:
                found.append(Recipient(role=role, identity=identity, live=live, resent_at=resent, acknowledged_by=at))
        return tuple(sorted(found, key=lambda each: each.role != "caller"))

    def _resent_at(self, identity: str | None, position: int, sent_at: datetime) -> Iterator[datetime]:
        # Only what was out already is sent again: an event's last streams may not have been.
        return (
            each.at
            for each in self._resent
            if each.identity == identity and each.after < position <= each.through and each.at >= sent_at
        )

    def _named(self, role: Role, identity: str | None) -> str | None:
        return self._caller if role == "caller" else identity

    def _take(self, recorded: Recorded, last_at: datetime) -> None:
        at = recorded.recorded_at
        match recorded.event:
            case CallStarted() | CallerReturned():
                self._comes(_CALLER, at)
            case CallerLeft():
                self._goes(_CALLER, at)
            case ParticipantJoined(identity=identity, role=role):
                self._caller = identity if role == "caller" else self._caller
                self._comes(_who(role, identity), at)
            case ParticipantLeft(identity=identity, role=role):
                self._goes(_who(role, identity), at)
            case StreamsResent(identity=identity, after=after, through=through):
                self._resent.append(_Resent(identity, at, after, through))
            case CallResumed():
                for who in self._stays:
                    if who != _CALLER:
                        self._goes(who, last_at)
            case _:
                pass

    def _comes(self, who: Who, at: datetime) -> None:
        stays = self._stays.setdefault(who, [])
        if not stays or stays[-1].ends is not None:
            stays.append(_Stay(at))

    def _goes(self, who: Who, at: datetime) -> None:
        stays = self._stays.get(who)
        if stays and stays[-1].ends is None:
            stays[-1].ends = at


def _who(role: Role, identity: str) -> Who:
    # There is one caller, who may be back under another identity.
    return _CALLER if role == "caller" else (role, identity)
