"""What a relay that takes a call over sends first: the attributes as they stand, once."""

from __future__ import annotations

import logging

from attrs import frozen

from receptionist.errors import LogError
from receptionist.events.call import CallEnded
from receptionist.events.log import EventLog, Query
from receptionist.events.tags import call_tag
from receptionist.ids import CallId
from receptionist.projections.effects import SetAttributes
from receptionist.projections.fold import view
from receptionist.publishers.outbox import Outbox, Settled

logger = logging.getLogger(__name__)


@frozen
class Standing:
    """The attributes as they stand, and the row under whose key they are sent: the last that changed them."""

    row: Settled
    attributes: SetAttributes


async def standing_attributes(call: CallId, outbox: Outbox, log: EventLog, *, still_set: bool) -> Standing | None:
    """What is to be sent instead of each set that is owed, or None when nobody needs it.

    If what the predecessor has set is not *still_set*, it is wanted again although nothing is owed, unless the call
    is over.

    Raises:
        LogError: The log cannot be read.
    """
    # The rows first: the events that are read after them are then all there.
    rows = [row for row in await outbox.of_call(call) if row.lane == "attributes" and row.state != "void"]
    try:
        events = (await log.read(Query.tagged(call_tag(call)))).events
        values = view(events, at=rows[-1].position).attributes if rows else {}
    except LogError:
        raise
    except Exception as error:  # noqa: BLE001 (one damaged event must not hold up all the others of the call)
        logger.error("the attributes of call %s are sent one by one: %s", call, type(error).__name__)  # noqa: TRY400 (a trace may quote what it failed at)
        return None
    over = any(isinstance(recorded.event, CallEnded) for recorded in events)
    owed = any(row.state == "owed" for row in rows)
    return Standing(rows[-1], SetAttributes(values=values)) if values and (owed or not (still_set or over)) else None
