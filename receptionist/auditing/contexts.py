"""What surrounds an act in the log: its call, or what one of the staff did together with it."""

from __future__ import annotations

from receptionist.audience import SentTo
from receptionist.clock import Clock
from receptionist.events.log import Query
from receptionist.events.recorded import Recorded
from receptionist.events.tags import call_tag
from receptionist.ids import AppointmentId, CallId
from receptionist.replaying.reading import read_account
from receptionist.replaying.why.case import Case
from receptionist.storage import Storage

# Calls overlap: a few at a time are asked about again and again.
_MOST_KEPT = 8
# What staff decide at once stands together in the log.
_BEFORE, _BEHIND = 12, 6
_OF_WHATEVER = AppointmentId("")


class Contexts:
    """Reads calls as they are asked about, and keeps a few.

    Args:
        setting: Who gets what is for whoever the `audience` setting says.
        wall: The machine's clock.
    """

    def __init__(self, storage: Storage, *, setting: SentTo, wall: Clock) -> None:
        self._storage, self._setting, self._wall = storage, setting, wall
        self._kept: dict[CallId, Case] = {}

    async def of(self, recorded: Recorded) -> Case:
        """The call that an event happened in, or its neighbours by the same person.

        Raises:
            LogError: The log cannot be read.
        """
        call = recorded.metadata.call
        if call is None:
            return await self._around(recorded)
        if call not in self._kept:
            events = (await self._storage.log.read(Query.tagged(call_tag(call)))).events
            account = await read_account(self._storage, call, setting=self._setting, wall=self._wall)
            while len(self._kept) >= _MOST_KEPT:
                del self._kept[next(iter(self._kept))]
            self._kept[call] = Case(appointment=_OF_WHATEVER, events=events, accounts={call: account})
        return self._kept[call]

    async def _around(self, recorded: Recorded) -> Case:
        after, limit = max(recorded.position - _BEFORE, 0), _BEFORE + _BEHIND
        near = (await self._storage.log.read(Query(), after=after, limit=limit)).events
        same = (recorded.metadata.call, recorded.metadata.person)
        events = tuple(each for each in near if (each.metadata.call, each.metadata.person) == same)
        return Case(appointment=_OF_WHATEVER, events=events, accounts={})
