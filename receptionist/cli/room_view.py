"""What happens in a room, as lines for a person or JSON objects for a program; documents are saved as they come."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import re
import signal
import sys
import tempfile
from collections.abc import Coroutine, Mapping
from pathlib import Path
from typing import Any, Protocol

from receptionist.cli.framing import shortest
from receptionist.cli.json_lines import dumps
from receptionist.cli.screen import Screen
from receptionist.cli.words import plain, shortened
from receptionist.clock import Clock
from receptionist.happenings import (
    AttributesChanged,
    BytesArrived,
    Closed,
    ConnectionChanged,
    Happening,
    Joined,
    Left,
    Spoken,
    StreamMissing,
    StreamRefused,
    TextArrived,
)

_LABEL = 38
_LONGEST_NAME = 100
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


class RoomView(Protocol):
    """Where a room is shown."""

    def happened(self, happening: Happening, saved_as: Path | None = None) -> None:
        """This happened; a document that came with it is in the file *saved_as*."""

    def heard(self, words: str) -> None:
        """The caller at this terminal said *words*."""

    def trouble(self, what: str) -> None:
        """Something went wrong that does not end the stay in the room."""

    def over(self, why: str) -> None:
        """The stay in the room is over."""


class RoomScreen(Screen):
    """Lines for a person: who speaks on the left, the data plane on the right."""

    def happened(self, happening: Happening, saved_as: Path | None = None) -> None:
        """Show one happening."""
        match happening:
            case Spoken(text=text):
                self._say("receptionist", text)
            case AttributesChanged(participant=who, attributes=attributes):
                self._data(who, f"attribute  {_pairs(attributes)}")
            case TextArrived(topic=topic, text=text, attributes=attributes):
                speaker = f"{plain(attributes['speaker'])}: " if "speaker" in attributes else ""
                self._data(attributes["key"], f'text   {plain(topic)}  {speaker}"{plain(text)}"')
            case BytesArrived(topic=topic, name=name, attributes=attributes):
                self._data(attributes["key"], f"bytes  {plain(topic)} → {saved_as or plain(name)}")
            case Joined(participant=who):
                self._data(who, "joined")
            case Left(participant=who, crashed=crashed):
                self._data(who, "left without a word" if crashed else "left")
            case StreamRefused() | StreamMissing() | ConnectionChanged():
                self.trouble(_what_is_wrong(happening))
            case Closed():
                pass

    def heard(self, words: str) -> None:
        """Show the caller's words, unless they were typed here and are on the screen already."""
        if self._echo_caller:
            self._say("caller", words)

    def trouble(self, what: str) -> None:
        """Show what went wrong."""
        self._say("  trouble", what)

    def room(self, name: str, what: str) -> None:
        """The first line: which room, and what we do there."""
        self.line(f"receptionist · room {plain(name)} · {what}", "bold")
        self.line("")

    def over(self, why: str) -> None:
        """Show how it ended."""
        self.line("")
        self.line(plain(why), "bold")

    def _data(self, label: str, words: str) -> None:
        self._row(f"{shortened(plain(label), _LABEL):>{_LABEL}}", words, "yellow")


class RoomJsonLines:
    """One JSON object a line. Each has `kind`, `room` and `at` (ISO 8601, UTC)."""

    def __init__(self, room: str, clock: Clock) -> None:
        self._room, self._clock = room, clock

    def happened(self, happening: Happening, saved_as: Path | None = None) -> None:
        """Write one happening."""
        match happening:
            case Spoken(text=text):
                self._write("said", text=text)
            case AttributesChanged(participant=who, attributes=attributes):
                self._write("attribute", participant=who, attributes=dict(attributes))
            case TextArrived(topic=topic, text=text, attributes=attributes, sender=sender):
                self._write("text", topic=topic, text=text, attributes=dict(attributes), **{"from": sender})
            case BytesArrived(topic=topic, name=name, mime_type=mime_type, content=content, attributes=attributes):
                what: dict[str, Any] = {"topic": topic, "name": name, "mime_type": mime_type, "size": len(content)}
                saved = None if saved_as is None else str(saved_as)
                self._write("bytes", **what, saved_as=saved, attributes=dict(attributes))
            case Joined(participant=who) | Left(participant=who):
                self._write("joined" if isinstance(happening, Joined) else "left", participant=who)
            case StreamRefused(topic=topic, key=key, why=why, sender=sender):
                self._write("refused", topic=topic, key=key, why=why, **{"from": sender})
            case StreamMissing(key=key, sender=sender):
                self._write("missing", key=key, **{"from": sender})
            case ConnectionChanged(is_back=is_back):
                self._write("reconnected" if is_back else "reconnecting")
            case Closed():
                pass

    def heard(self, words: str) -> None:
        """Write the caller's words."""
        self._write("heard", text=words)

    def trouble(self, what: str) -> None:
        """Write what went wrong."""
        self._write("trouble", text=what)

    def over(self, why: str) -> None:
        """Write how it ended."""
        self._write("over", why=why)

    def _write(self, kind: str, **what: object) -> None:
        line = {"kind": kind, "room": self._room, "at": self._clock.now().isoformat(), **what}
        print(dumps(line), flush=True, file=sys.stdout)


async def show(view: RoomView, happening: Happening, downloads: Path) -> None:
    """Show *happening*; a document is saved under *downloads* first."""
    saved_as = None
    if isinstance(happening, BytesArrived):
        path = downloads / f"{safe_name(happening.attributes['key'])}-{safe_name(happening.name)}"
        try:
            await asyncio.to_thread(_save, path, happening.content)
            saved_as = shortest(path)
        except OSError as error:
            view.trouble(f"{path} cannot be written: {error.strerror or type(error).__name__}")
    view.happened(happening, saved_as)


def safe_name(text: str) -> str:
    """*text* as a part of a file's path: it names nothing outside its folder, and hides nothing."""
    return _UNSAFE.sub("-", text).lstrip(".-")[:_LONGEST_NAME] or "unnamed"


async def until_stopped(work: Coroutine[Any, Any, None]) -> bool:
    """Do *work* to its end, or until Ctrl-C or SIGTERM; whether that came first. A second one ends the process."""
    loop = asyncio.get_running_loop()
    task = loop.create_task(work)
    stopped: list[signal.Signals] = []

    def stop(number: signal.Signals) -> None:
        stopped.append(number)
        loop.remove_signal_handler(number)
        task.cancel()

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop, number)
    try:
        await task
    except asyncio.CancelledError:
        if not stopped:
            raise
        return True
    return False


def be_quiet() -> None:
    """Leave standard error to our own lines: what the libraries report there quotes tokens and is told by us."""
    logging.getLogger().setLevel(logging.CRITICAL)
    logging.getLogger("livekit").setLevel(logging.CRITICAL)


def _save(path: Path, content: bytes) -> None:
    """Write the whole file or none of it, for its owner alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", suffix=".part", delete=False) as part:
        try:
            part.write(content)
            part.flush()
            os.fsync(part.fileno())
            Path(part.name).replace(path)
        except BaseException:
            with contextlib.suppress(FileNotFoundError):
                Path(part.name).unlink()
            raise


def _what_is_wrong(happening: StreamRefused | StreamMissing | ConnectionChanged) -> str:
    match happening:
        case StreamRefused(sender=sender, topic=topic, key=key, why=why):
            return f"{topic} {key} from {sender} is not taken: {why}"
        case StreamMissing(key=key):
            return f"{key} is missing: it cannot be sent again"
        case ConnectionChanged(is_back=is_back):
            return "the connection " + ("is back" if is_back else "is interrupted; what is sent now comes afterwards")


def _pairs(attributes: Mapping[str, str]) -> str:
    return " ".join(f"{plain(name)}={plain(value)}" for name, value in attributes.items())
