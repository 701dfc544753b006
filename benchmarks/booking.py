"""A booking as an LLM's tool: ours, and as the seed has it, by turns on one server."""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from attrs import define, frozen
from livekit import rtc
from livekit.agents import AgentSession, RunContext, llm
from livekit.agents.voice import SpeechHandle

from benchmarks.ground import CALLER, Ground
from receptionist.clock import SystemClock
from receptionist.config import Settings
from receptionist.desk import Desk, Provenance
from receptionist.domain.commands import GreetCaller, StartCall
from receptionist.ids import RandomIds
from receptionist.projections.effects import Effect
from receptionist.publishers.livekit_room import RoomPublisher
from receptionist.publishers.publisher import Delivery, Publisher
from receptionist.publishers.relay import Relay
from receptionist.storage import Storage
from receptionist.tools import CallData
from receptionist.tools.booking import book_appointment

CONFIRMED = ("agent_state=confirmed", "booking-confirmation", "appointment-details")
"""What the seed's tool sends last of each kind."""


@frozen(kw_only=True)
class Took:
    """One booking: seconds inside the tool, and until the last of what the seed sends was at the client."""

    tool: float
    client: float


@define
class Slow:
    """A wire that takes so many seconds longer for everything."""

    inner: Publisher
    seconds: float

    async def publish(self, effect: Effect, delivery: Delivery) -> None:
        """As *inner*, later."""
        await asyncio.sleep(self.seconds)
        await self.inner.publish(effect, delivery)

    def shown(self) -> Mapping[str, str] | None:
        """What *inner* shows."""
        return self.inner.shown()


class Slots:
    """Times that are still free, each given once, as a caller says them."""

    def __init__(self, settings: Settings) -> None:
        clinic = settings.clinic
        first = datetime.now(clinic.zone).date() + timedelta(days=14)
        days = [first + timedelta(days=n) for n in range(160)]
        friday, noon = 4, 12
        self._left = iter(
            [
                (f"{day:%B} {day.day}", f"{(hour - 1) % noon + 1} {'AM' if hour < noon else 'PM'}")
                for day in days
                if day.weekday() < friday and day not in clinic.closures
                for hour in (9, 10, 11, 14, 15)
            ]
        )

    def next(self) -> tuple[str, str]:
        """A day and a time."""
        return next(self._left)


@asynccontextmanager
async def _on_a_call(
    ground: Ground, storage: Storage, settings: Settings, wire: float
) -> AsyncIterator[RunContext[CallData]]:
    clock = SystemClock()
    ids = RandomIds(clock)
    call = ids.call()
    desk = Desk(
        log=storage.log,
        clinic=settings.clinic,
        clock=clock,
        ids=ids,
        call=call,
        provenance=Provenance(agent="bench", prompt="", model=""),
        lookup=storage.lookup,
    )
    room = RoomPublisher(ground.agent, caller=CALLER, audience=settings.audience, clock=clock)
    relay = Relay(
        call=call,
        owner="bench",
        database=storage.database,
        log=storage.log,
        vault=storage.vault,
        publisher=Slow(room, wire) if wire else room,
        clock=clock,
        wall=clock,
        attributes_stay=False,
        audience=settings.audience,
    )
    await desk.handle(StartCall(channel="room"), actor="system")
    await desk.handle(GreetCaller(words="Bright Smile Dental, how can I help?"), actor="agent")
    relaying = asyncio.create_task(relay.run())
    session: AgentSession[CallData] = AgentSession()
    session.userdata = CallData(desk=desk)
    try:
        # The call is under way: its relay has it, and the greeting is out.
        await relay.all_settled()
        yield RunContext(
            session=session,
            speech_handle=SpeechHandle.create(),
            function_call=llm.FunctionCall(call_id=ids.call(), name="book_appointment", arguments="{}"),
        )
        await relay.all_settled()
    finally:
        relaying.cancel()
        await asyncio.gather(relaying, return_exceptions=True)
        await room.aclose()


async def ours(
    ground: Ground, storage: Storage, settings: Settings, *, name: str, slot: tuple[str, str], wire: float = 0.0
) -> Took:
    """Book by our tool; *wire* is how many seconds the wire takes longer."""
    async with _on_a_call(ground, storage, settings, wire) as context:
        ground.arrivals.seen.clear()
        began = time.perf_counter()
        said = await book_appointment(context, name=name, date=slot[0], time=slot[1])
        tool = time.perf_counter() - began
        if "booked" not in said:
            raise RuntimeError(said)
        last = await ground.arrivals.all_of(*CONFIRMED, content=name)
    return Took(tool=tool, client=last - began)


async def seeds(ground: Ground, *, name: str, slot: tuple[str, str], wire: float = 0.0) -> Took:
    """Book as the seed's tool does: it waits for each thing that it sends."""
    me, (day, at) = ground.agent.local_participant, slot
    await me.set_attributes({"agent_state": "greeting"})
    ground.arrivals.seen.clear()
    began = time.perf_counter()
    await asyncio.sleep(wire)
    await me.set_attributes({"agent_state": "booking", "patient_name": name})
    await asyncio.sleep(wire)
    text = await me.stream_text(topic="booking-confirmation")
    await text.write(f"Booking confirmed: {name} on {day} at {at}. Bright Smile Dental, 123 Main St.")
    await text.aclose()
    await asyncio.sleep(wire)
    await _send_details(me, name, day, at)
    await asyncio.sleep(wire)
    await me.set_attributes({"agent_state": "confirmed", "patient_name": name})
    tool = time.perf_counter() - began
    last = await ground.arrivals.all_of(*CONFIRMED, content=name)
    return Took(tool=tool, client=last - began)


async def _send_details(me: rtc.LocalParticipant, name: str, day: str, at: str) -> None:
    details = {
        "clinic": "Bright Smile Dental",
        "address": "123 Main Street, Suite 200",
        "phone": "(555) 123-4567",
        "patient": name,
        "date": day,
        "time": at,
        "instructions": "Please arrive 15 minutes early for paperwork.",
    }
    content = json.dumps(details).encode()
    stream = await me.stream_bytes(
        "appointment.json", topic="appointment-details", mime_type="application/json", total_size=len(content)
    )
    await stream.write(content)
    await stream.aclose()


def names(seed: int) -> str:
    """A patient whom nobody has booked yet: letters only, as names are."""
    chance = random.Random(seed)  # noqa: S311 (not a secret)
    return "".join(chance.choices("abcdefghiklmnoprstuvw", k=9)).capitalize()
