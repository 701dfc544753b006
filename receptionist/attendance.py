"""Who else is in the room: they are taken down, and whoever missed something is sent it, or asks for it.

A client says of itself that it asks (`receptionist.contract`): it is never sent anything again unasked. Everybody else
is brought up to date once for each time that they join: a page that was loaded again has nothing, and cannot be told
from a connection that was made anew. LiveKit gives each joining an id of its own (`sid`). When it was we who were
cut off, or an agent of this call that died, theirs stays the same, and they are sent only what went out shortly before.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
import secrets
from collections.abc import Callable
from typing import Self

from livekit import rtc

from receptionist.audience import ACK, CONTRACT, SYNC, SentTo
from receptionist.clock import Clock
from receptionist.desk import Desk, Fact
from receptionist.errors import LogClosedError, LogError, PublishError
from receptionist.events.call import ParticipantJoined, ParticipantLeft
from receptionist.former_guests import NOBODY, FormerGuests, former_guests
from receptionist.guest import Guest
from receptionist.ids import CallId
from receptionist.publishers.catching_up import CatchingUp
from receptionist.publishers.history import START, History, Place
from receptionist.publishers.livekit_room import RoomPublisher
from receptionist.publishers.receipts import Receipts
from receptionist.storage import Storage
from receptionist.wire_requests import WireRequests

logger = logging.getLogger(__name__)

# A client sets its attribute right after connecting, and can be active before it is set.
_CONTRACT_SECONDS = 0.5
# What was sent so shortly before we noticed that we are cut off may be lost: LiveKit notices after a few pings.
_MARGIN_SECONDS = 15.0
_AGAIN_SECONDS = 0.5
# How long an agent whose call is over stays for those who are being sent what they missed, and for what clients still
# have to acknowledge.
_CATCHING_UP_SECONDS, _ACKNOWLEDGED_SECONDS = 10.0, 3.0
_LOOK_EVERY = 0.02


class Attendance:
    """Watches the room of a call for everybody but agents.

    Args:
        call: The call.
        publisher: What is sent live goes through it.
        setting: Who gets what is for whoever the `audience` setting says.
        history: What there is to be sent again, if it is not all that was sent of the call.
        receipts: Where to note who has what, if it is not the log.
    """

    def __init__(
        self,
        room: rtc.Room,
        *,
        call: CallId,
        publisher: RoomPublisher,
        storage: Storage,
        clock: Clock,
        setting: SentTo,
        history: History | None = None,
        receipts: Receipts | None = None,
    ) -> None:
        self._room, self._publisher = room, publisher
        database, vault = storage.database, storage.vault
        history = history or History(call, database=database, log=storage.log, vault=vault, setting=setting)
        sender = f"r{secrets.token_hex(8)}"
        self._catching_up = CatchingUp(history, publisher, tell=self._record, sender=sender)
        self._requests = WireRequests(
            room,
            call=call,
            publisher=publisher,
            catching_up=self._catching_up,
            receipts=receipts or Receipts(database, vault, clock=clock),
        )
        self._call, self._storage = call, storage
        self._former: FormerGuests = NOBODY
        self._desk: Desk | None = None
        self._unrecorded: list[Fact] = []
        self._guests: dict[str, Guest] = {}
        self._cut_off_at: float | None = None
        self._is_over = False
        self._handlers: dict[rtc.room.EventTypes, Callable[..., None]] = {
            "participant_connected": self._came,
            "participant_active": self._active,
            "participant_attributes_changed": self._changed,
            "participant_disconnected": self._left,
            "reconnecting": self._cut_off,
            "reconnected": self._restored,
        }

    async def __aenter__(self) -> Self:
        """Begin: whoever is there already came now, or has been there since an earlier agent had the call.

        Raises:
            LogError: The log cannot be read.
        """
        self._former = await former_guests(self._call, log=self._storage.log, database=self._storage.database)
        for event, handler in self._handlers.items():
            self._room.on(event, handler)
        self._room.local_participant.register_rpc_method(SYNC, self._requests.sync)
        self._room.local_participant.register_rpc_method(ACK, self._requests.ack)
        for participant in list(self._room.remote_participants.values()):
            self._came(participant)
        for identity, former in self._former.people.items():
            present = self._guests.get(identity)
            if present is None or present.sid != former.sid:
                self._record(ParticipantLeft(identity=identity, role=former.role))
        return self

    async def __aexit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Let those who are being sent something have it, then stop."""
        if kind is None:
            await self._finish()
        await self._stop()

    def take_down_at(self, desk: Desk) -> None:
        """From here on, and of what has happened before, tell *desk* who comes and goes."""
        self._desk = desk
        unrecorded, self._unrecorded = self._unrecorded, []
        for fact in unrecorded:
            self._record(fact)

    def call_is_over(self) -> None:
        """Take down who came and is not taken down yet, and nobody's coming and going after that."""
        for guest in self._guests.values():
            self._take_down(guest)
        self._is_over = True

    async def _finish(self) -> None:
        """Wait a while for those who are being brought up to date, and for what clients acknowledge."""
        loop = asyncio.get_running_loop()
        until, last = loop.time() + _CATCHING_UP_SECONDS, loop.time() + _ACKNOWLEDGED_SECONDS
        for _ in itertools.count():
            now = loop.time()
            if self._catching_up.is_busy:
                last = min(until, now + _ACKNOWLEDGED_SECONDS)
            if not self._room.isconnected() or now >= last or not await self._is_anybody_behind():
                break
            await asyncio.sleep(_LOOK_EVERY)

    async def _stop(self) -> None:
        for event, handler in self._handlers.items():
            self._room.off(event, handler)
        for method in (SYNC, ACK):
            self._room.local_participant.unregister_rpc_method(method)
        tasks = [guest.task for guest in self._guests.values() if guest.task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._desk is None:
            return
        try:
            # What was disclosed last, while the log is still open.
            await self._desk.drain()
        except LogError as error:
            logger.warning("who was sent what last is not in the log: %s", error)

    def _record(self, fact: Fact) -> None:
        if self._desk is None:
            self._unrecorded.append(fact)
        else:
            self._desk.record(fact, actor="system")

    async def _is_anybody_behind(self) -> bool:
        for guest in self._guests.values():
            if guest.contract.is_set():
                if not await self._requests.has_all(guest.identity, guest.role):
                    return True
            elif guest.task is not None and not guest.task.done() and guest.active.is_set():
                return True
        return False

    def _came(self, participant: rtc.RemoteParticipant) -> None:
        if participant.kind == rtc.ParticipantKind.PARTICIPANT_KIND_AGENT:
            return
        identity, known = participant.identity, self._guests.get(participant.identity)
        if known is not None and known.sid == participant.sid:
            # It was we who were away.
            self._note(participant)
            return
        if known is not None:
            self._goes(known)
        was_here = self._former.is_same(identity, participant.sid)
        role = self._publisher.reach.role_of(identity)
        guest = Guest(identity, participant.sid, role, is_taken_down=was_here)
        self._guests[identity] = guest
        # At once: nothing is sent to them live before what they missed.
        self._publisher.hold_back(identity)
        self._note(participant)
        guest.task = asyncio.create_task(self._receive(guest, self._former.have if was_here else START))

    def _active(self, participant: rtc.RemoteParticipant) -> None:
        self._note(participant)

    def _changed(self, _: object, participant: rtc.Participant) -> None:
        if isinstance(participant, rtc.RemoteParticipant) or participant is not self._room.local_participant:
            self._note(participant)

    def _note(self, participant: rtc.Participant) -> None:
        guest = self._guests.get(participant.identity)
        if guest is None or guest.sid != participant.sid:
            return
        if participant.attributes.get(CONTRACT) == "1":
            guest.contract.set()
        if getattr(participant, "state", None) == rtc.ParticipantState.PARTICIPANT_STATE_ACTIVE:
            guest.active.set()

    def _left(self, participant: rtc.RemoteParticipant) -> None:
        guest = self._guests.get(participant.identity)
        # Cut off, we see everybody leave. And of somebody who joined again the earlier one leaves after the later came.
        if guest is not None and guest.sid == participant.sid and self._cut_off_at is None:
            self._goes(guest)

    def _goes(self, guest: Guest) -> None:
        if guest.task is not None:
            guest.task.cancel()
        del self._guests[guest.identity]
        self._publisher.let_through(guest.identity)
        self._take_down(guest)
        if not self._is_over:
            self._record(ParticipantLeft(identity=guest.identity, role=guest.role))

    def _take_down(self, guest: Guest) -> None:
        if not guest.is_taken_down and not self._is_over:
            guest.is_taken_down = True
            contract = guest.contract.is_set()
            joined = ParticipantJoined(identity=guest.identity, role=guest.role, contract=contract, sid=guest.sid)
            self._record(joined)

    def _cut_off(self) -> None:
        if self._cut_off_at is None:
            self._cut_off_at = asyncio.get_running_loop().time()

    def _restored(self) -> None:
        cut_off_at, self._cut_off_at = self._cut_off_at, None
        for guest in list(self._guests.values()):
            present = self._room.remote_participants.get(guest.identity)
            if present is None or present.sid != guest.sid:
                self._goes(guest)
            elif cut_off_at is not None and not guest.contract.is_set() and (guest.task is None or guest.task.done()):
                self._publisher.hold_back(guest.identity)
                guest.task = asyncio.create_task(self._receive(guest, self._sent_until(cut_off_at - _MARGIN_SECONDS)))
        for participant in list(self._room.remote_participants.values()):
            self._came(participant)

    def _sent_until(self, at: float) -> Place:
        """The last stream that was sent before a moment (the event loop's time)."""
        before = [key for key, sent_at in self._publisher.published.items() if sent_at < at]
        if not before:
            return START
        position, ordinal = before[-1].split(":")
        return int(position), int(ordinal)

    async def _receive(self, guest: Guest, after: Place) -> None:
        """Take somebody down, and bring them up to date if they do not ask for it themselves."""
        try:
            await guest.until_reachable()
            if not await self._has_missed_nothing(guest):
                await guest.until_contract(_CONTRACT_SECONDS)
            for pause in itertools.chain((0,), itertools.repeat(_AGAIN_SECONDS)):
                await asyncio.sleep(pause)
                if guest.contract.is_set() or await self._bring_up(guest, after):
                    break
            self._publisher.let_through(guest.identity)
            await guest.until_contract(_CONTRACT_SECONDS)
        except LogClosedError:
            return
        self._take_down(guest)

    async def _has_missed_nothing(self, guest: Guest) -> bool:
        try:
            return await self._catching_up.through(guest.role) == 0
        except LogError:
            return False

    async def _bring_up(self, guest: Guest, after: Place) -> bool:
        """Whether they have everything that is for them."""
        try:
            await self._catching_up.bring_up(guest.identity, guest.role, after=after, why="arrival")
        except LogClosedError:
            raise
        except (PublishError, LogError) as error:
            logger.warning("somebody who came is not up to date yet: %s", error)
            return False
        return True
