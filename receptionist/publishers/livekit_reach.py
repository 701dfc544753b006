"""Whom a stream reaches in a LiveKit room at this moment."""

from __future__ import annotations

from livekit import rtc

from receptionist.audience import Role, SentTo, is_staff, role_of
from receptionist.projections.effects import Audience
from receptionist.publishers.history import is_for, people_of

_PERSONS = frozenset({rtc.ParticipantKind.PARTICIPANT_KIND_STANDARD, rtc.ParticipantKind.PARTICIPANT_KIND_SIP})


class Reach:
    """Who is in the room and can receive, and is not being sent first what came before.

    Args:
        caller: The caller's identity; None where that is the first person who comes and is not staff.
        setting: Whose streams they are that may be set.
    """

    def __init__(self, room: rtc.Room, *, caller: str | None, setting: SentTo) -> None:
        self._room, self._caller, self._setting = room, caller, setting
        self._held_back: set[str] = set()
        self._heard_from: dict[str, str] = {}

    def is_held_back(self, identity: str) -> bool:
        """Whether somebody is left out."""
        return identity in self._held_back

    def hold_back(self, identity: str) -> None:
        """Leave somebody out, whether they are in the room yet or not."""
        self._held_back.add(identity)

    def let_through(self, identity: str) -> None:
        """No longer leave them out."""
        self._held_back.discard(identity)

    def heard_from(self, identity: str) -> None:
        """What they sent has come, so their transport is there, whether or not the server has told us."""
        if (participant := self._room.remote_participants.get(identity)) is not None:
            self._heard_from[identity] = participant.sid

    def role_of(self, identity: str) -> Role:
        """Who they are in this call."""
        if self._caller is None and self._may_call(identity):
            self._caller = identity
        return role_of(identity, caller=self._caller or "")

    def now(self, audience: Audience) -> list[str]:
        """The people of an audience whom a stream reaches now: the caller first, then by identity."""
        there = (
            identity
            for identity, participant in self._room.remote_participants.items()
            if is_for(audience, self.role_of(identity), self._setting)
            and self._can_receive(participant)
            and identity not in self._held_back
        )
        return sorted(there, key=lambda identity: (identity != self._caller, identity))

    def is_everybody(self, audience: Audience) -> bool:
        """Whether an audience is the whole room: those too who cannot be seen in it."""
        return people_of(audience, self._setting) == "everyone"

    def _may_call(self, identity: str) -> bool:
        participant = self._room.remote_participants.get(identity)
        return participant is not None and participant.kind in _PERSONS and not is_staff(identity)

    def _can_receive(self, participant: rtc.RemoteParticipant) -> bool:
        is_agent = participant.kind == rtc.ParticipantKind.PARTICIPANT_KIND_AGENT
        if is_agent and self.role_of(participant.identity) == "bystander":
            # Another agent, who waits for the room perhaps: nobody to send anything to.
            return False
        # Until then the server keeps what is sent for 2 s, and a transport may take longer.
        is_active = participant.state == rtc.ParticipantState.PARTICIPANT_STATE_ACTIVE
        return is_active or self._heard_from.get(participant.identity) == participant.sid
