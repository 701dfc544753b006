"""`receptionist watch ROOM`: in a room as staff, showing attributes and streams as they arrive."""

from __future__ import annotations

import asyncio
import os
import secrets
from datetime import timedelta
from pathlib import Path

import click

from receptionist.cli.room_view import RoomJsonLines, RoomScreen, RoomView, be_quiet, safe_name, show, until_stopped
from receptionist.cli.token import identity_for, make_token
from receptionist.cli.words import plain
from receptionist.clock import SystemClock
from receptionist.config import Settings
from receptionist.config.livekit import LiveKitAccess
from receptionist.happenings import Closed, Joined

# For joining; whoever is in the room stays.
_VALID = timedelta(minutes=10)


@click.command(name="watch")
@click.argument("room")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def command(*, room: str, as_json: bool) -> None:
    """Show what the clinic's staff can see in ROOM.

    Attributes, written confirmations, the transcript, documents: from the beginning of the call that is under way, and
    as they arrive, until Ctrl-C or the end of the room.
    """
    if not room.strip():
        raise click.UsageError("ROOM needs a name")
    settings = Settings.load(os.environ, Path.cwd())
    access = settings.livekit()
    identity = identity_for("staff", f"watch-{secrets.token_hex(4)}")
    be_quiet()
    view = _view(room, identity, as_json=as_json)
    asyncio.run(_watch(access, room, identity, view, settings.downloads / safe_name(room)))


def _view(room: str, identity: str, *, as_json: bool) -> RoomView:
    if as_json:
        return RoomJsonLines(room, SystemClock())
    screen = RoomScreen(echo_caller=True)
    screen.room(room, f"watching as {identity}, Ctrl-C ends")
    return screen


async def _watch(access: LiveKitAccess, room: str, identity: str, view: RoomView, downloads: Path) -> None:
    if await until_stopped(_follow(access, room, identity, view, downloads)):
        view.over("you left the room")


async def _follow(access: LiveKitAccess, room: str, identity: str, view: RoomView, downloads: Path) -> None:
    # LiveKit takes a moment to import: only now, when the first line is on the screen.
    from receptionist.client import RoomClient, RoomError  # noqa: PLC0415 (LiveKit takes seconds to import)

    token = make_token(access, room=room, identity=identity, valid=_VALID)
    async with RoomClient.join(access.url, token, hear=False) as client:
        view.happened(Joined(participant=identity, is_agent=False))
        async for happening in client.happenings():
            await show(view, happening, downloads)
            if isinstance(happening, Closed) and not happening.is_usual:
                raise RoomError(f"the connection to room {plain(room)} is lost ({happening.reason})")
    view.over("the room is closed")
