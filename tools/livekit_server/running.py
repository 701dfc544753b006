"""Running a livekit-server of our own: on loopback, on ports that are free, with keys that nobody else knows."""

from __future__ import annotations

import json
import os
import random
import secrets
import socket
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from attrs import field, frozen

from tools.kept import Kept

_LOOPBACK = "127.0.0.1"
# Below the ports that a kernel gives to outgoing connections (from 32768 on, on Linux): a port that a stopped server
# will come back to is then not taken by a passer-by.
_PORTS = range(20_000, 32_000)
_ATTEMPTS = 5
_PATIENCE = 30.0
_LOOK_EVERY = 0.05


class ServerError(Exception):
    """A livekit-server did not start; the message says what it said."""


@frozen
class Ports:
    """Where a server listens, on loopback: HTTP and WebSocket (TCP), and media with data (UDP)."""

    signal: int
    media: int

    @classmethod
    def free(cls) -> Ports:
        """Two ports that nobody listens on just now."""
        signal, media = (_free(kind) for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM))
        return cls(signal, media)

    def are_free(self) -> bool:
        """Whether nobody listens on either just now."""
        return _is_free(self.signal, socket.SOCK_STREAM) and _is_free(self.media, socket.SOCK_DGRAM)


@frozen
class Keys:
    """What signs the tokens of one server."""

    key: str
    secret: str = field(repr=False)

    @classmethod
    def random(cls, key: str = "") -> Keys:
        """Keys that no other server has."""
        return cls(key or f"key{secrets.token_hex(4)}", secrets.token_hex(32))


class Server:
    """A livekit-server that can be stopped and started again on its ports, with its keys."""

    def __init__(self, binary: Path, folder: Path, ports: Ports, keys: Keys) -> None:
        self.ports = ports
        self.keys = keys
        self.log = folder / "livekit-server.log"
        self._binary = binary
        self._config = folder / "livekit-server.json"
        self._process: Kept | None = None

    @property
    def url(self) -> str:
        """Where rtc clients and workers connect."""
        return f"ws://{_LOOPBACK}:{self.ports.signal}"

    @property
    def environ(self) -> dict[str, str]:
        """The settings by which LiveKit's tools, and ours, find this server."""
        return {
            "LIVEKIT_URL": self.url,
            "LIVEKIT_API_KEY": self.keys.key,
            "LIVEKIT_API_SECRET": self.keys.secret,
        }

    @property
    def pid(self) -> int | None:
        """The server's process id, while it runs."""
        return self._process.pid if self._process is not None and self._process.alive else None

    def start(self) -> None:
        """Start it, and wait until it answers for our keys.

        Raises:
            ServerError: If it ends or stays silent instead. Nothing is then left running.
        """
        if self.pid is not None:
            return
        self.stop()  # lets go of one that ended by itself
        write_for_us_alone(self._config, json.dumps(_config(self.ports, self.keys)))
        self._process = Kept.start([str(self._binary), "--config", str(self._config)], output=self.log)
        try:
            self._wait()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """End it by its process id and wait for that; whoever is in a room is cut off within about a second."""
        process, self._process = self._process, None
        if process is not None:
            process.stop()

    def kill(self) -> None:
        """End it as a crash or a power cut would: nobody is told."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()

    def restart(self) -> None:
        """Stop it and start it again, on the same ports and with the same keys. Its rooms are gone."""
        self.stop()
        self.start()

    def _wait(self) -> None:
        until = time.monotonic() + _PATIENCE
        while time.monotonic() < until:
            if self.pid is None:
                break
            if self._answers():
                return
            time.sleep(_LOOK_EVERY)
        msg = f"livekit-server did not start on ports {self.ports.signal} and {self.ports.media}: {self.last_words()}"
        raise ServerError(msg)

    def last_words(self) -> str:
        """The end of its log."""
        return "; ".join(self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-3:]) or "it said nothing"

    def _answers(self) -> bool:
        """Whether it is *ours* that answers: another one on this port would not know our keys."""
        from livekit import api  # noqa: PLC0415 (half a second, which finding and building do without)

        grants = api.VideoGrants(room_join=True, room="is-it-you")
        token = api.AccessToken(self.keys.key, self.keys.secret).with_identity("starter").with_grants(grants).to_jwt()
        address = f"http://{_LOOPBACK}:{self.ports.signal}/rtc/validate?access_token={token}"
        # A proxy in the environment is not for loopback.
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with suppress(OSError), opener.open(address, timeout=5) as answer:
            return bool(answer.status == 200)  # noqa: PLR2004 (HTTP's own number)
        return False


@contextmanager
def running(binary: Path, folder: Path, *, ports: Ports | None = None, keys: Keys | None = None) -> Iterator[Server]:
    """A server for as long as the block lasts, or this process.

    Args:
        binary: The livekit-server.
        folder: Where its configuration and its log go.
        ports: Where it listens. If None, ports that are free; should somebody else be quicker, other ones.
        keys: What signs its tokens; random ones when None.

    Raises:
        ServerError: If it does not start.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    keys = keys or Keys.random()
    server = Server(binary, folder, ports, keys) if ports is not None else None
    if server is not None:
        server.start()
    else:
        server = _start_somewhere(binary, folder, keys)
    try:
        yield server
    finally:
        server.stop()


def _start_somewhere(binary: Path, folder: Path, keys: Keys) -> Server:
    for _ in range(_ATTEMPTS - 1):
        server = Server(binary, folder, Ports.free(), keys)
        with suppress(ServerError):
            server.start()
            return server
    server = Server(binary, folder, Ports.free(), keys)
    server.start()
    return server


def _config(ports: Ports, keys: Keys) -> dict[str, object]:
    """Its configuration (JSON is YAML). Without all of `rtc`, media would listen on other addresses than loopback."""
    return {
        "port": ports.signal,
        "bind_addresses": [_LOOPBACK],
        "rtc": {
            "udp_port": ports.media,
            "tcp_port": 0,  # LiveKit binds its TCP fallback to every address; nobody on loopback needs one
            "node_ip": _LOOPBACK,
            "use_external_ip": False,
            "enable_loopback_candidate": True,
            "ips": {"includes": [f"{_LOOPBACK}/32"]},
        },
        "keys": {keys.key: keys.secret},
        "logging": {"level": "warn"},
    }


def _free(kind: socket.SocketKind) -> int:
    while True:
        port = random.choice(_PORTS)  # noqa: S311 (a port is no secret)
        if _is_free(port, kind):
            return port


def _is_free(port: int, kind: socket.SocketKind) -> bool:
    with socket.socket(socket.AF_INET, kind) as attempt:
        if kind == socket.SOCK_STREAM:
            # As the server does: a port that only has connections of its past in TIME_WAIT is free.
            attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind((_LOOPBACK, port))
        except OSError:
            return False
        return True


def write_for_us_alone(path: Path, text: str) -> None:
    """Write secrets to a file that nobody else can read and that is never there by half."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    # Made with mode 0600, whatever the old file's was.
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
