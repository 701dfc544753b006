"""The LiveKit entry: a worker that answers each room's call in a process of its own.

Started by `receptionist start`, or `python -m livekit.agents start receptionist/worker.py`.
"""

from __future__ import annotations

import asyncio
import logging
import math
import os
from collections.abc import Callable
from pathlib import Path

from livekit import rtc
from livekit.agents import AgentServer, AutoSubscribe, JobContext, JobProcess

from receptionist.config import Settings
from receptionist.discretion import be_discreet
from receptionist.presence import agent_before_us, wait_for_caller
from receptionist.room_call import hold
from receptionist.speech import prewarm

logger = logging.getLogger(__name__)

# A room is made for somebody who is about to join. Nobody who comes later than this is waited for.
_PATIENCE_SECONDS = 60.0


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
    """Answer the call of one room: wait for the caller, hold the call, end the job."""
    be_discreet()
    settings = _settings()
    await context.connect(auto_subscribe=AutoSubscribe.AUDIO_ONLY)
    if agent_before_us(context.room) is not None:
        logger.info("another agent has the call of this room")
        context.shutdown("another agent has the call")
        return
    caller = await wait_for_caller(context.room, seconds=_PATIENCE_SECONDS)
    if caller is None:
        logger.info("nobody called in this room")
    else:
        await _until_active(context.room, caller)
        await hold(context.room, caller.identity, settings)
    # Otherwise the job lives on for 20 s after its room is empty.
    context.shutdown("the call is over")


async def _until_active(room: rtc.Room, participant: rtc.RemoteParticipant) -> None:
    """Wait until a participant can receive: what is sent while its transport is set up is lost after 2 s.

    No longer than until it leaves, or the room is gone: who holds the call notices.
    """
    settled = asyncio.Event()

    def changed(who: rtc.RemoteParticipant) -> None:
        if who.identity == participant.identity:
            settled.set()

    def gone(_: object = None) -> None:
        settled.set()

    handlers: dict[rtc.room.EventTypes, Callable[..., None]] = {
        "participant_active": changed,
        "participant_disconnected": changed,
        "disconnected": gone,
    }
    for event, handler in handlers.items():
        room.on(event, handler)
    try:
        is_here = room.isconnected() and room.remote_participants.get(participant.identity) is participant
        if is_here and participant.state != rtc.ParticipantState.PARTICIPANT_STATE_ACTIVE:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                await settled.wait()
    except TimeoutError:
        logger.warning("the caller joined and never became active")
    finally:
        for event, handler in handlers.items():
            room.off(event, handler)


server = _server(_settings())
