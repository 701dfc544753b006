"""Where the rooms are: a LiveKit server's address and the key pair that its tokens are signed with."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Literal, get_args

from attrs import field, frozen

from receptionist.config.found import MISSING, Words, one_line
from receptionist.config.texts import fits_a_header, is_address
from receptionist.errors import SettingError

LiveKitName = Literal["LIVEKIT_URL", "LIVEKIT_API_KEY", "LIVEKIT_API_SECRET"]
LIVEKIT_NAMES: tuple[LiveKitName, ...] = get_args(LiveKitName)
# What `make room` writes, below the folder whose settings are loaded.
ROOM_FILE = Path(".data", "room.env")

_MOST_BYTES = 4096
_NOT_SHOWN = Words("not shown here")
_HOW = "`make room` starts a server on this machine and sets it; for LiveKit Cloud see docs/settings.md"
_ADDRESS = "an address, as ws://127.0.0.1:7880 or wss://clinic.livekit.cloud"


@frozen(kw_only=True)
class LiveKitAccess:
    """All three, checked: what a token, a worker and a client in a room need.

    Attributes:
        url: `ws`, `wss`, `http` or `https`.
    """

    url: str = field(repr=False)  # an address may carry a password
    api_key: str
    api_secret: str = field(repr=False)


def checked(url: str | None, api_key: str | None, api_secret: str | None) -> LiveKitAccess:
    """The three as they are used.

    Raises:
        SettingError: One is missing or cannot be used; its message says what to do.
    """
    if url is None:
        raise SettingError("LIVEKIT_URL", MISSING, f"{_ADDRESS} ({_HOW})")
    if not is_address(url, {"ws", "wss", "http", "https"}):
        raise SettingError("LIVEKIT_URL", _NOT_SHOWN, _ADDRESS)
    return LiveKitAccess(
        url=url, api_key=_word("LIVEKIT_API_KEY", api_key), api_secret=_word("LIVEKIT_API_SECRET", api_secret)
    )


def livekit_of(environ: Mapping[LiveKitName, str], folder: Path) -> Mapping[LiveKitName, str]:
    """What is set: the environment's where it names a server, else the room file's if there is one.

    Never a mixture: a key belongs to the server that it was made for.

    Raises:
        SettingError: The room file cannot be read.
    """
    file = folder / ROOM_FILE
    if "LIVEKIT_URL" in environ:
        return environ
    found = _room_file(file)
    return environ if found is None else found


def _room_file(file: Path) -> Mapping[LiveKitName, str] | None:
    try:
        with file.open("rb") as opened:
            content = opened.read(_MOST_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "no possible path"
        raise _unusable(file, f"unreadable ({why})") from error
    if len(content) > _MOST_BYTES:
        raise _unusable(file, f"larger than {_MOST_BYTES // 1024} KiB")
    try:
        return _assignments(content.decode())
    except ValueError as error:
        # Nothing of the content is told: a secret is in it.
        raise _unusable(file, "not lines of NAME=value") from error


def _assignments(text: str) -> Mapping[LiveKitName, str]:
    found: dict[LiveKitName, str] = {}
    for line in text.splitlines():
        words = shlex.split(line, comments=True)
        if words[:1] == ["export"]:
            del words[0]
        if not words:
            continue
        [assignment] = words  # ValueError when there are more
        given, equals, value = assignment.partition("=")
        if not equals:
            raise ValueError(given)
        for name in LIVEKIT_NAMES:
            if name == given and value:
                found[name] = value
    return found


def _unusable(file: Path, why: str) -> SettingError:
    return SettingError(one_line(f"room file {file}"), Words(why), "the file that `make room` writes; delete it")


def _word(name: LiveKitName, value: str | None) -> str:
    if value is None:
        raise SettingError(name, MISSING, f"the key pair that belongs to LIVEKIT_URL ({_HOW})")
    if not fits_a_header(value):
        raise SettingError(name, _NOT_SHOWN, "printable ASCII without spaces or line ends")
    return value
