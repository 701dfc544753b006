"""Settings with and without keys, and a network that cannot be reached and says who was dialled."""

from __future__ import annotations

import socket
from collections import Counter
from pathlib import Path
from typing import Any, NoReturn

import attrs
import pytest

from receptionist.config import Settings
from tests.config.environments import usual

DEEPGRAM_KEY = "deepgram-made-up"
CARTESIA_KEY = "cartesia-made-up"
ROOM_KEY = "room-key-made-up"
ROOM_SECRET = "room-secret-made-up-of-32-characters"  # noqa: S105 (made up)
CLOUD_URL = "wss://clinic.livekit.cloud"
HERE_URL = "ws://127.0.0.1:7880"

DEEPGRAM_HOST = "api.deepgram.com"
CARTESIA_HOST = "api.cartesia.ai"
GATEWAY_HOST = "agent-gateway.livekit.cloud"

# What LiveKit reads by itself: here everything that could make it dial.
TEMPTING = {
    "LIVEKIT_DEV_MODE": "1",
    "LIVEKIT_REMOTE_EOT_URL": "https://eot.livekit.cloud",
    "LIVEKIT_URL": CLOUD_URL,
    "LIVEKIT_API_KEY": "environment-key",
    "LIVEKIT_API_SECRET": "environment-secret-of-32-characters",
    "DEEPGRAM_API_KEY": "environment-deepgram",
    "CARTESIA_API_KEY": "environment-cartesia",
}


def settings(folder: Path, *, hears: bool = False, speaks: bool = False, url: str | None = None) -> Settings:
    return attrs.evolve(
        usual(folder),
        livekit_url=url,
        livekit_api_key=ROOM_KEY,
        livekit_api_secret=ROOM_SECRET,
        deepgram_api_key=DEEPGRAM_KEY if hears else None,
        cartesia_api_key=CARTESIA_KEY if speaks else None,
    )


class Dialled(Counter[str]):
    """How often somebody tried to reach which host."""


def cut_off(monkeypatch: pytest.MonkeyPatch) -> Dialled:
    """Let nothing be reached but this machine."""
    dialled = Dialled()
    connect, look_up = socket.socket.connect, socket.getaddrinfo

    def guarded_connect(own: socket.socket, address: Any) -> None:
        if own.family == socket.AF_UNIX or address[0] in {"127.0.0.1", "::1"}:
            connect(own, address)
        else:
            refuse(str(address[0]))

    def guarded_look_up(host: Any, *arguments: Any, **options: Any) -> Any:
        if host in {None, "localhost", "127.0.0.1", "::1"}:
            return look_up(host, *arguments, **options)
        return refuse(str(host))

    def refuse(host: str) -> NoReturn:
        dialled[host] += 1
        raise OSError(f"{host} was dialled")

    monkeypatch.setattr(socket.socket, "connect", guarded_connect)
    monkeypatch.setattr(socket, "getaddrinfo", guarded_look_up)
    return dialled
