"""The LiveKit entry: a worker that answers each room's call in a process of its own.

Started by `receptionist start`, or `python -m livekit.agents start receptionist/worker.py`.
"""

from __future__ import annotations

import math
import os
from pathlib import Path

from livekit.agents import AgentServer, AutoSubscribe, JobContext, JobProcess

from receptionist.arrival import Arrival
from receptionist.clock import SystemClock
from receptionist.config import Settings
from receptionist.discretion import be_discreet
from receptionist.ids import RandomIds
from receptionist.publishers.room_claim import RoomClaims
from receptionist.room_call import hold
from receptionist.speech import prewarm
from receptionist.storage import open_storage


def _settings() -> Settings:
    return Settings.load(os.environ, Path.cwd())


def _set_up(_: JobProcess) -> None:
    """Once in each job process, before it is given a call."""
    be_discreet()
    prewarm(_settings())


def _server(settings: Settings) -> AgentServer:
    # The health check listens on this machine only; a host that checks from outside forwards to it.
    server = AgentServer(
        host=settings.health_host,
        port=settings.health_port,
        setup_fnc=_set_up,
        ws_url=settings.livekit_url,
        api_key=settings.livekit_api_key,
        api_secret=settings.livekit_api_secret,
        load_threshold=math.inf if settings.load_limit is None else settings.load_limit,
        load_fnc=_no_load if settings.load_limit is None else None,
    )
    server.rtc_session(answer)
    return server


def _no_load() -> float:
    return 0.0


async def answer(context: JobContext) -> None:
    """Answer the call of one room: wait for the caller, hold the call unless another agent does, end the job."""
    be_discreet()
    settings, clock = _settings(), SystemClock()
    await context.connect(auto_subscribe=AutoSubscribe.AUDIO_ONLY)
    room, ids = context.room, RandomIds(clock)
    call = ids.call()
    async with open_storage(settings.database) as storage:
        claims = RoomClaims(storage.database, wall=clock, seconds=settings.relay.lease)
        arrival = Arrival(room, call=call, claims=claims, database=storage.database, grace=settings.grace_seconds)
        try:
            caller = await arrival.take_call()
            if caller is not None:
                await hold(room, caller, settings, storage=storage, call=call, clock=clock, ids=ids)
        finally:
            await claims.release(room.name, call=call)
    # Otherwise the job lives on for 20 s after its room is empty.
    context.shutdown("the call is over")


server = _server(_settings())
