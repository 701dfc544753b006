"""A whole call, told through the desk by a clock and ids that repeat: every event of the catalogue is in it."""

from __future__ import annotations

from datetime import timedelta

from receptionist.clock import SteppedClock
from receptionist.desk import Desk, Provenance
from receptionist.domain.commands import Command, EndCall, GreetCaller, SendDetails, StartCall
from receptionist.events.call import (
    CallerLeft,
    CallerReturned,
    ConnectionLost,
    ConnectionRestored,
    ToolCalled,
    ToolReturned,
    UtteranceHeard,
    UtteranceSpoken,
)
from receptionist.events.log import EventLog, Query
from receptionist.events.recorded import Recorded
from receptionist.ids import CallId, RandomIds
from tests.domain.frontdesk import begin, move, reject, request
from tests.domain.specification import CLINIC, NOW

CALL = CallId("c-story0000000")
NAME = "Sarah O'Hara-Núñez"
COMMANDS: tuple[Command, ...] = (
    StartCall(channel="room"),
    GreetCaller(words="Bright Smile Dental, good morning!"),
    begin(),
    begin(NAME),
    reject(),
    request(NAME, "next Thursday", "2 PM"),
    request(NAME, "Saturday", "2 PM"),
    request(NAME, "next Tuesday", "2 PM"),
    SendDetails(),
    move("November 25", "9 AM"),
    EndCall(reason="caller_said_goodbye"),
)


async def tell(log: EventLog) -> tuple[Recorded, ...]:
    """Have the story happen; the log's events."""
    clock = SteppedClock(NOW)
    desk = Desk(
        log=log,
        clinic=CLINIC,
        clock=clock,
        ids=RandomIds(clock, seed="story"),
        call=CALL,
        provenance=Provenance(agent="receptionist 0", prompt="5f1c", model="scripted"),
    )
    for number, command in enumerate(COMMANDS):
        if isinstance(command, EndCall):
            desk.record(CallerLeft(reason="CLIENT_INITIATED"), actor="caller")
            desk.record(ConnectionLost(), actor="system")
            desk.record(ConnectionRestored(), actor="system")
            desk.record(CallerReturned(), actor="caller")
        clock.advance(timedelta(seconds=7))
        desk.record(UtteranceHeard(text=f"{NAME} says something"), actor="caller")
        desk.record(ToolCalled(tool_call_id=f"call_{number}", tool="tool", arguments="{}"), actor="agent")
        await desk.handle(command, causation=f"call_{number}")
        returned = ToolReturned(tool_call_id=f"call_{number}", tool="tool", result="Done.", is_error=False)
        desk.record(returned, actor="agent", causation=f"call_{number}")
        desk.record(UtteranceSpoken(text="Very well.", interrupted=number % 2 == 0), actor="agent")
    await desk.drain()
    return (await log.read(Query())).events
