"""The LiveKit entry: a worker that answers each room's call in a process of its own.

Started by `receptionist start`, or `python -m livekit.agents start receptionist/worker.py`.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import math
import os
from functools import partial
from pathlib import Path

from livekit.agents import AgentServer, AutoSubscribe, JobContext, JobProcess

from receptionist.arrival import Arrival, Taken
from receptionist.clock import Clock, SystemClock
from receptionist.config import Settings
from receptionist.discretion import be_discreet
from receptionist.errors import CallOverError, CallTakenOverError, SettingError
from receptionist.ids import Ids, RandomIds
from receptionist.publishers.orphans import Orphans
from receptionist.publishers.room_claim import RoomClaims
from receptionist.recording_notice import record_nothing
from receptionist.rescue import CLAIM_SECONDS, RescuingServer
from receptionist.rescuing.closing import Closer, course_of
from receptionist.rescuing.order import RescueOrder
from receptionist.room_call import hold, model_of
from receptionist.speech import prewarm
from receptionist.storage import Storage, open_storage

logger = logging.getLogger(__name__)


def _settings() -> Settings:
    return Settings.load(os.environ, Path.cwd())


def _set_up(_: JobProcess) -> None:
    """Once in each job process, before it is given a call."""
    be_discreet()
    settings = _settings()
    prewarm(settings)
    # A setting that cannot be used is told of with the call.
    with contextlib.suppress(SettingError):
        model_of(settings)


def _server(settings: Settings) -> AgentServer:
    # The health check listens on this machine only; a host that checks from outside forwards to it.
    server = RescuingServer(
        settings,
        host=settings.health_host,
        port=settings.health_port,
        setup_fnc=_set_up,
        ws_url=settings.livekit_url,
        api_key=settings.livekit_api_key,
        api_secret=settings.livekit_api_secret,
        load_threshold=math.inf if settings.load_limit is None else settings.load_limit,
        load_fnc=_no_load if settings.load_limit is None else None,
    )
    server.rtc_session(answer, on_request=server.choose)
    return server


def _no_load() -> float:
    return 0.0


async def answer(context: JobContext) -> None:
    """Answer the call of one room: wait for the caller, hold the call unless another agent does, end the job.

    A job that was called for a call that has lost its agent takes that one or none.
    """
    be_discreet()
    settings, clock = _settings(), SystemClock()
    if not settings.record:
        record_nothing(context)
    order = RescueOrder.read(context.job.metadata)
    async with open_storage(settings.database, masters=settings.masters) as storage:
        if order is not None and (why := await _why_not(order, storage)) is not None:
            logger.warning("call %s is not taken up: %s", order.call, why)
        else:
            await context.connect(auto_subscribe=AutoSubscribe.AUDIO_ONLY)
            await _answer_in_room(context, settings, storage, clock, order)
    # Otherwise the job lives on for 20 s after its room is empty.
    context.shutdown("the call is over")


async def _why_not(order: RescueOrder, storage: Storage) -> str | None:
    """Why an order is not for this worker; None if it is."""
    if order.log_id != storage.log_id:
        return "it is in another log than this worker's"
    course = await course_of(storage, order.call)
    if not course.has_begun:
        return "this worker's log does not have it"
    return "it is over" if course.is_over else None


async def _answer_in_room(
    context: JobContext, settings: Settings, storage: Storage, clock: Clock, order: RescueOrder | None
) -> None:
    room, ids = context.room, RandomIds(clock)
    claims = RoomClaims(storage.database, wall=clock, seconds=CLAIM_SECONDS)
    arrival = Arrival(
        room,
        call=ids.call(),
        claims=claims,
        orphans=Orphans(storage.database, wall=clock, seconds=CLAIM_SECONDS),
        course=partial(course_of, storage),
        database=storage.database,
        grace=settings.grace_seconds,
        rescues=None if order is None else order.call,
    )
    taken = await arrival.take_call()
    if taken is None:
        return
    agent = room.local_participant.identity
    try:
        await _end_abandoned(taken, settings, storage, clock, ids)
        is_over = await hold(room, taken, settings, storage=storage, claims=claims, clock=clock, ids=ids)
    except (CallOverError, CallTakenOverError) as error:
        logger.info("call %s is left: %s", taken.call, error)
        is_over = isinstance(error, CallOverError)
    except asyncio.CancelledError:
        await claims.hand_over(room.name, call=taken.call, agent=agent)
        raise
    # What failed otherwise lapses: a rescuer sees what became of the call.
    if is_over:
        await claims.release(room.name, call=taken.call, agent=agent)
    else:
        await claims.hand_over(room.name, call=taken.call, agent=agent)


async def _end_abandoned(taken: Taken, settings: Settings, storage: Storage, clock: Clock, ids: Ids) -> None:
    if taken.abandoned is None:
        return
    closer = Closer(storage, settings, clock=clock, ids=ids)
    try:
        await closer.close(taken.abandoned.call, "caller_left", term=taken.abandoned.term)
    except CallTakenOverError as error:
        logger.warning("%s", error)


server = _server(_settings())
