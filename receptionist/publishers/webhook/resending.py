"""Having what came of a call sent once more, or after all, in the name of one person."""

from __future__ import annotations

import sqlite3

from attrs import frozen

import receptionist
from receptionist.clock import Clock
from receptionist.errors import CallGoesOnError
from receptionist.events.clinic import OutcomeOwedAgain
from receptionist.events.log import EventLog
from receptionist.events.recorded import Metadata, NewEvent
from receptionist.events.sqlite import Database
from receptionist.events.tags import tags_of
from receptionist.ids import CallId, Ids
from receptionist.publishers.webhook.owed import Outcomes
from receptionist.publishers.webhook.owing import end_of


@frozen(kw_only=True)
class Resending:
    """Has outcomes owed again.

    Attributes:
        person: Who asks for it: it stands in the log.
    """

    database: Database
    log: EventLog
    person: str
    clock: Clock
    ids: Ids

    async def resend(self, call: CallId) -> bool:
        """Have what came of *call* owed to the webhook, under the id that it always has; whether that is news.

        One that is owed already stays as it is, but is due at once.

        Raises:
            CallGoesOnError: It has not ended.
            LogError: The log cannot be used; nothing was changed.
        """
        outcomes = Outcomes(self.database)
        if await self.database.read(lambda raw: end_of(raw, call)) is None:
            raise CallGoesOnError(call)
        owed = await outcomes.of_call(call)
        if owed is not None and owed.state == "owed":
            await self.database.write(lambda raw: _due_at_once(raw, call))
            return False
        event = OutcomeOwedAgain(of=call)
        new = NewEvent(
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
        await self.log.append([new])
        return True


def _due_at_once(raw: sqlite3.Connection, call: CallId) -> None:
    raw.execute("UPDATE outcomes SET next_attempt_at = 0 WHERE call = ? AND state = 'owed'", (call,))
    raw.execute("UPDATE webhook SET not_before = 0")
