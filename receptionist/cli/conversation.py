"""A call from its first word to its last, between a caller of lines and the agent."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Awaitable
from datetime import timedelta
from typing import Any, TypeVar

from receptionist.call import Call
from receptionist.cli.framing import shortest
from receptionist.cli.plan import Plan, words
from receptionist.cli.stage import Stage, View
from receptionist.clock import Clock, SteppedClock
from receptionist.events.call import EndReason
from receptionist.ids import CallId, Ids
from receptionist.llm.choice import make_llm
from receptionist.publishers.console import ConsolePublisher
from receptionist.storage import Storage

T = TypeVar("T")
# On a stepped clock a turn takes this long: an event's time says which turn it belongs to.
_TURN = timedelta(seconds=6)


async def hold(plan: Plan, storage: Storage, view: View, *, call_id: CallId, clock: Clock, ids: Ids) -> None:
    """Hold the call: it is over, and all of it shown, when this returns.

    Raises:
        SettingError: The LLM that was asked for cannot be used.
        ModelError: The LLM does not answer.
        LogError: The log cannot be written.
    """
    settings = plan.settings
    model = make_llm(
        settings.llm,
        clinic=settings.clinic,
        openai_model=settings.openai_model,
        api_key=settings.openai_api_key,
        base_url=settings.openai_base_url,
    )
    stage = Stage(storage, call_id, view)
    # Before the call begins: whoever hangs up early hangs up properly too.
    hung_up = _hang_up_signals()
    async with asyncio.TaskGroup() as group:
        following = group.create_task(stage.run())
        async with Call.open(
            call=call_id,
            channel="terminal",
            settings=settings,
            storage=storage,
            publisher=ConsolePublisher(shortest(settings.downloads), stage.show),
            model=model,
            clock=clock,
            ids=ids,
            watch=stage.settled,
        ) as call:
            await stage.caught_up()
            await call.end(await _converse(plan, call, stage, clock, hung_up))
        await stage.caught_up()
        following.cancel()


async def _converse(
    plan: Plan, call: Call, stage: Stage, clock: Clock, hung_up: asyncio.Future[EndReason]
) -> EndReason:
    """Pass on what the caller says until somebody hangs up; why the call is to end."""
    lines = words(plan)
    while (said := await _unless(hung_up, anext(lines, None))) is not None:
        if isinstance(clock, SteppedClock):
            clock.advance(_TURN)
        await _unless(hung_up, call.hear(said))
        if hung_up.done():
            break
        await stage.caught_up()
        if call.ending is not None:
            return call.ending
    if plan.source == "keyboard":
        print()
    return hung_up.result() if hung_up.done() else "caller_hung_up"


async def _unless(hung_up: asyncio.Future[EndReason], work: Awaitable[T]) -> T | None:
    """What *work* gives, or None if somebody hung up before."""
    task = asyncio.ensure_future(work)
    either: set[asyncio.Future[Any]] = {task, hung_up}
    await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
    if task.done():
        return task.result()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    return None


def _hang_up_signals() -> asyncio.Future[EndReason]:
    loop = asyncio.get_running_loop()
    hung_up: asyncio.Future[EndReason] = loop.create_future()
    reasons: dict[signal.Signals, EndReason] = {signal.SIGINT: "caller_hung_up", signal.SIGTERM: "stopped"}

    def hang_up(number: signal.Signals) -> None:
        if not hung_up.done():
            hung_up.set_result(reasons[number])
        # A second one means it.
        loop.remove_signal_handler(number)

    for number in reasons:
        loop.add_signal_handler(number, hang_up, number)
    return hung_up
