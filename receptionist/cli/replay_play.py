"""`receptionist replay CALL --play` and `--into-room NAME`: the call as it went, at its own pace."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path

from attrs import frozen

from receptionist.audience import Role
from receptionist.cli.access import disclose_call
from receptionist.cli.finding import open_call
from receptionist.cli.screen import LABEL_WIDTH, Screen
from receptionist.cli.words import local, plain
from receptionist.config import Settings
from receptionist.events.call import (
    CallEnded,
    CallerLeft,
    CallerReturned,
    CallResumed,
    CallStarted,
    ConnectionLost,
    ConnectionRestored,
    ParticipantJoined,
    ParticipantLeft,
    StreamsResent,
)
from receptionist.events.log import Query
from receptionist.events.recorded import Recorded, UnknownEvent
from receptionist.events.tags import call_tag
from receptionist.ids import CallId
from receptionist.publishers.console import Shown
from receptionist.publishers.relay import Outcome
from receptionist.replaying.playing import Beat, Recording, Sending, beats_of, paced
from receptionist.replaying.reading import outbox_rows
from receptionist.storage import Storage

Sleep = Callable[[float], Awaitable[None]]


@frozen(kw_only=True)
class Played:
    """A call to be played.

    Attributes:
        not_sent: How many of its effects were never sent: still owed, or superseded by later ones.
    """

    call: CallId
    events: tuple[Recorded, ...]
    beats: tuple[Beat, ...]
    not_sent: int


def run(settings: Settings, database: Path | None, call: str, *, speed: float, room: str | None) -> None:
    """Play a call here, or into a LiveKit room.

    Args:
        settings: Whose logs, and which LiveKit server.
        database: The log that was named, or None.
        call: Its id, or the beginning of it.
        speed: How many times faster than it went; above 0.
        room: The name of a room to play it into, too.

    Raises:
        ReceptionistError: There is no such call, it cannot be read, or the room is not one to play into.
    """
    asyncio.run(_run(settings, database, call, speed=speed, room=room))


async def _run(settings: Settings, database: Path | None, call: str, *, speed: float, room: str | None) -> None:
    async with open_call(settings, call, database, read_only=True) as (storage, call_id):
        await disclose_call(settings, storage, call_id)
        played = await read_played(storage, call_id, settings)
        screen = Screen(echo_caller=True)
        if room is None:
            await play(played, screen, speed=speed)
            return
        access = settings.livekit()
        # LiveKit takes a second to import: who plays a call on the terminal does not need it.
        from receptionist.replay_room import replaying_into  # noqa: PLC0415 (see above)

        async with replaying_into(
            room, call_id, access=access, storage=storage, settings=settings, tell=lambda line: screen.line(line, "dim")
        ) as stage:
            await play(played, screen, speed=speed, send=stage.send)


async def read_played(storage: Storage, call: CallId, settings: Settings) -> Played:
    """A call as the log has it at this instant.

    Raises:
        LogError: It cannot be read.
    """
    found, its = await storage.log.read_beside(Query.tagged(call_tag(call)), lambda raw: outbox_rows(raw, call))
    return Played(
        call=call,
        events=found.events,
        beats=beats_of(found.events, its, setting=settings.audience),
        not_sent=sum(row.state in {"owed", "superseded"} for row in its),
    )


async def play(
    played: Played,
    screen: Screen,
    *,
    speed: float,
    send: Callable[[Sending], Awaitable[None]] | None = None,
    sleep: Sleep = asyncio.sleep,
) -> None:
    """Show a call at its pace, and *send* each effect at its moment, if it is to be sent."""
    zone = next((r.event.time_zone for r in played.events if isinstance(r.event, CallStarted)), "UTC")
    began = local(played.events[0].recorded_at, zone, "%Y-%m-%d %H:%M:%S")
    fast = "" if speed == 1 else f", {speed:g} times as fast"
    screen.line(f"call {played.call} · began {began} {zone} · replayed{fast}", "bold")
    for step in paced(played.beats, speed=speed):
        await sleep(step.wait)
        if step.pause is not None:
            screen.line(f"{'':{LABEL_WIDTH}}⋯ {_lasting(step.pause)}", "dim")
        await _show(step.beat, screen, send)
    screen.line("")
    screen.line(_summary(played), "bold")


async def _show(beat: Beat, screen: Screen, send: Callable[[Sending], Awaitable[None]] | None) -> None:
    match beat:
        case Recording(events=events):
            screen.recorded(events)
            for line in _beside_the_conversation(events):
                screen.line(f"{'':{LABEL_WIDTH}}{line}", "dim")
        case Sending(state="sent"):
            if send is not None:
                await send(beat)
            screen.shown(Shown(effect=beat.effect, delivery=beat.delivery))
        case Sending(delivery=delivery):
            screen.settled(
                Outcome(
                    key=delivery.key, position=delivery.position, state=beat.state, attempt=delivery.attempt,
                    epoch=delivery.epoch, error=None if beat.error is None else plain(beat.error),
                )
            )  # fmt: skip


def _beside_the_conversation(events: Sequence[Recorded]) -> Iterator[str]:
    """What a screen of the call itself did not show: who came and went, and what became of the agent."""
    for recorded in events:
        match recorded.event:
            case CallEnded(reason=reason):
                yield f"the call has ended: {reason}"
            case CallResumed(attempt=attempt):
                yield f"another agent has taken the call over (attempt {attempt})"
            case StreamsResent(after=after, through=through, why=why):
                what = "asked for" if why == "sync" else "are sent"
                yield f"somebody who missed them: the streams after {after} up to {through} {what} again"
            case UnknownEvent(type=name):
                yield f"{plain(name)}, written by a newer version: upgrade to see it"
            case _:
                yield from _coming_and_going(recorded)


def _coming_and_going(recorded: Recorded) -> Iterator[str]:
    match recorded.event:
        case ParticipantJoined(role=role):
            yield f"{_the(role)} is in the room"
        case ParticipantLeft(role=role):
            yield f"{_the(role)} is not in the room any more"
        case CallerLeft():
            yield "the caller is gone, and may come back"
        case CallerReturned():
            yield "the caller is back"
        case ConnectionLost():
            yield "the agent is cut off from the room"
        case ConnectionRestored():
            yield "the agent is in the room again"
        case _:
            return


def _the(role: Role) -> str:
    match role:
        case "caller":
            return "the caller"
        case "staff":
            return "somebody of the staff"
        case "bystander":
            return "a bystander"


def _lasting(pause: timedelta) -> str:
    minutes, seconds = divmod(round(pause.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours}:{minutes:02d} h later"
    return f"{minutes}:{seconds:02d} min later" if minutes else f"{seconds} s later"


def _summary(played: Played) -> str:
    sent = sum(isinstance(beat, Sending) and beat.state == "sent" for beat in played.beats)
    missing = f", {played.not_sent} never sent" if played.not_sent else ""
    ended = any(isinstance(recorded.event, CallEnded) for recorded in played.events)
    going_on = "" if ended else " · it has no end yet: 'receptionist replay --follow' shows what comes"
    return f"call {played.call} · {len(played.events)} events · {sent} effects{missing}{going_on}"
