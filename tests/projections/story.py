"""A log in which every event of the catalogue has happened, in an order in which it could."""

from __future__ import annotations

from datetime import timedelta

from attrs import evolve

from receptionist.clock import SteppedClock
from receptionist.events.booking import AppointmentCancelled, AppointmentMoved, BookingConfirmed, DetailsRequested
from receptionist.events.call import CallEnded, LanguageChosen
from receptionist.events.catalogue import Event
from receptionist.events.log import EventLog, Query
from receptionist.events.recorded import Recorded
from receptionist.ids import AppointmentId, RandomIds
from tests.examples import CALL, EXAMPLES, NOW, example, new
from tests.projections.saying import of

_OTHER = AppointmentId("a-other00000ex")
_IN_SPANISH = {"appointment_id": _OTHER, "patient_name": "Ольга Núñez", "minor": True}
STORY: tuple[Event, ...] = (
    *(event for event in EXAMPLES if not isinstance(event, CallEnded)),
    LanguageChosen(language="es"),
    *(
        of(example(cls), "es", **_IN_SPANISH)
        for cls in (BookingConfirmed, DetailsRequested, AppointmentMoved, AppointmentCancelled)
    ),
    LanguageChosen(language="en"),
    evolve(example(CallEnded), reason="caller_hung_up"),
)
EVERY = timedelta(seconds=7)


async def tell(log: EventLog) -> tuple[Recorded, ...]:
    """Have the story happen, by a clock and ids that repeat; the log's events."""
    clock = SteppedClock(NOW)
    ids = RandomIds(clock, seed="story")
    for event in STORY:
        clock.advance(EVERY)
        await log.append([new(event, ids, at=clock.now(), call=CALL)])
    return (await log.read(Query())).events
