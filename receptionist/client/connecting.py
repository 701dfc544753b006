"""Entering a room, and what to say when that fails."""

from __future__ import annotations

import asyncio
import atexit
import time
from urllib.parse import urlsplit

from livekit import rtc

from receptionist.errors import ReceptionistError

_CONNECT_SECONDS = 3.0
_LARGEST_STREAM = 16 * 1024 * 1024

# livekit's library (rtc 1.1.21) is shut down at exit while its threads may still be calling into Python, and the
# process aborts with status 134 when one of them comes too late. What is registered first is called last: they get
# a moment to return.
atexit.register(time.sleep, 0.1)


class RoomError(ReceptionistError):
    """The room cannot be entered, or was lost."""


async def connect(room: rtc.Room, url: str, token: str, *, hear: bool) -> None:
    """Enter the room of a token; *hear* its audio tracks.

    Raises:
        RoomError: The server does not answer, or refuses the token.
    """
    options = rtc.RoomOptions(
        auto_subscribe=hear,
        connect_timeout=_CONNECT_SECONDS,
        data_stream=rtc.DataStreamOptions(max_payload_byte_length=_LARGEST_STREAM),
    )
    joining = asyncio.ensure_future(room.connect(url, token, options))
    try:
        await asyncio.shield(joining)
    except rtc.ConnectError as error:
        # Without its cause: the server's refusal quotes the token.
        raise RoomError(_refusal(error, url)) from None
    except asyncio.CancelledError:
        # The library joins all the same. Whoever gave up must not stay behind in the room.
        await asyncio.wait({joining}, timeout=_CONNECT_SECONDS)
        if not joining.cancel():
            joining.exception()
        raise


def _refusal(error: rtc.ConnectError, url: str) -> str:
    # An address may carry a password.
    parts = urlsplit(url)
    server = f"{parts.scheme}://{parts.hostname}" + ("" if parts.port is None else f":{parts.port}")
    if "401 Unauthorized" in error.message:
        return f"{server} refuses the token: LIVEKIT_API_KEY and LIVEKIT_API_SECRET must be a pair of that server"
    if "404 Not Found" in error.message:
        return f"{server} is no LiveKit server; check LIVEKIT_URL"
    return f"no LiveKit server answers at {server} (LIVEKIT_URL); `make room` starts one on this machine"
