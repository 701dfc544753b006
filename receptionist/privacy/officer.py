"""Whoever carries a patient's rights out: an open log, under their own name, outside of any call."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

import receptionist
from receptionist.clock import Clock
from receptionist.config import Settings
from receptionist.errors import PrivacyError
from receptionist.events.catalogue import Event
from receptionist.events.log import AppendCondition, Query
from receptionist.events.recorded import Metadata, NewEvent, Recorded
from receptionist.events.tags import patient_tag, tags_of
from receptionist.events.vault import SqliteVault
from receptionist.ids import Ids
from receptionist.privacy.patient_file import PatientFile
from receptionist.storage import Storage


@frozen(kw_only=True)
class Officer:
    """Somebody of the staff at an open log.

    Attributes:
        person: The name that they go by.
    """

    storage: Storage
    settings: Settings
    clock: Clock
    ids: Ids
    person: str

    @property
    def vault(self) -> SqliteVault:
        """The log's keys.

        Raises:
            PrivacyError: It was opened without.
        """
        if not isinstance(self.storage.vault, SqliteVault):
            raise PrivacyError("the log was opened without its keys; this takes them")
        return self.storage.vault

    async def record(
        self, events: Sequence[Event], *, unless_changed: PatientFile | None = None
    ) -> tuple[Recorded, ...]:
        """Append *events* as this person's act, on condition that nothing was added about a patient meanwhile.

        Raises:
            StaleDecisionError: Something was.
            LogError: The log could not be written; nothing happened.
        """
        seen = unless_changed
        condition = None
        if seen is not None:
            condition = AppendCondition(query=Query.tagged(patient_tag(seen.patient_id)), after=seen.head)
        return await self.storage.log.append([self._new(event) for event in events], condition=condition)

    def _new(self, event: Event) -> NewEvent:
        return NewEvent(
            id=self.ids.event(),
            event=event,
            tags=tags_of(event, None),
            recorded_at=self.clock.now(),
            metadata=Metadata(
                call=None,
                actor="staff",
                person=self.person,
                agent=f"receptionist {receptionist.__version__}",
                prompt="",
                model="",
            ),
        )
