"""The command as its user runs it: in a process, a folder and an environment of its own.

The processes are forked from one that has LiveKit loaded: importing it takes seconds, and is done once.
"""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import os
import signal
import sys
from collections.abc import Iterator, Mapping
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path
from typing import IO, Any

from attrs import define, frozen

# Nothing that is tested takes longer, and a command that hangs fails instead of holding everything up.
PATIENCE = 60

_SETTINGS = ("RECEPTIONIST_", "OPENAI_", "LIVEKIT_", "DEEPGRAM_", "CARTESIA_")


@frozen
class Result:
    """What a command printed, and its exit status."""

    out: str
    err: str
    status: int


@define
class Running:
    """A command that is running, and its standard output."""

    process: ForkServerProcess
    output: IO[bytes]

    def objects(self) -> Iterator[dict[str, Any]]:
        """Its JSON objects as they come; a last line that was cut off is left out."""
        for line in self.output:
            if line.endswith(b"\n"):
                yield json.loads(line)

    def kill(self, number: signal.Signals = signal.SIGKILL) -> None:
        """Send it a signal."""
        assert self.process.pid is not None
        os.kill(self.process.pid, number)

    def finish(self) -> tuple[bytes, int]:
        """The rest of its output, and its exit status (negative: the signal that ended it)."""
        rest = self.output.read()
        self.output.close()
        return rest, _status(self.process)


def start(folder: Path, *arguments: str, says: bytes = b"", environ: Mapping[str, str] | None = None) -> Running:
    """Start `receptionist` in *folder*, with *says* on its standard input, which then ends."""
    reader, writer = _context().Pipe(duplex=False)
    with contextlib.closing(reader):
        process = _fork(folder, arguments, says, writer, environ)
        return Running(process, os.fdopen(os.dup(reader.fileno()), "rb"))


def run(folder: Path, *arguments: str, says: str = "", **environ: str) -> Result:
    """Run `receptionist` to its end."""
    running = start(folder, *arguments, says=says.encode(), environ=environ)
    out, status = running.finish()
    return Result(out.decode(), (folder / "stderr.txt").read_text(encoding="utf-8"), status)


def start_on_terminal(folder: Path, terminal: int, *arguments: str, **environ: str) -> ForkServerProcess:
    """Start `receptionist` in *folder* with *terminal* (a file descriptor) as its controlling terminal."""
    environment = _environ({"TERM": "xterm", **environ})
    process = _context().Process(
        target=_on_terminal, args=(os.ttyname(terminal), str(folder), list(arguments), environment)
    )
    process.start()
    return process


def _fork(
    folder: Path,
    arguments: tuple[str, ...],
    says: bytes,
    writer: Connection,
    environ: Mapping[str, str] | None,
) -> ForkServerProcess:
    heard, mouth = _context().Pipe(duplex=False)
    streams = (heard, writer, str(folder / "stderr.txt"))
    process = _context().Process(target=_piped, args=(streams, str(folder), list(arguments), _environ(environ or {})))
    process.start()
    writer.close()
    heard.close()
    with contextlib.suppress(BrokenPipeError):
        os.write(mouth.fileno(), says)
    mouth.close()
    return process


def _status(process: ForkServerProcess) -> int:
    process.join(PATIENCE)
    if process.exitcode is None:
        process.kill()
        process.join()
        msg = "the command did not come to an end"
        raise AssertionError(msg)
    status = process.exitcode
    process.close()
    return status


def _context() -> ForkServerContext:
    forkserver = multiprocessing.get_context("forkserver")
    forkserver.set_forkserver_preload(["receptionist.cli.conversation", "receptionist.llm.offline"])
    return forkserver


def _environ(changes: Mapping[str, str]) -> dict[str, str]:
    """An environment without the settings of the person who runs the tests."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_SETTINGS)}
    return {**kept, "COLUMNS": "132", **changes}


def _piped(
    streams: tuple[Connection, Connection, str], folder: str, arguments: list[str], environ: dict[str, str]
) -> None:
    heard, writer, errors = streams
    complaints = os.open(errors, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    for number, descriptor in enumerate((heard.fileno(), writer.fileno(), complaints)):
        os.dup2(descriptor, number)
    heard.close()
    writer.close()
    _main(folder, arguments, environ)


def _on_terminal(terminal: str, folder: str, arguments: list[str], environ: dict[str, str]) -> None:
    os.setsid()
    # A session's leader gets the first terminal that it opens as its controlling one.
    os.login_tty(os.open(terminal, os.O_RDWR))
    _main(folder, arguments, environ)


def _main(folder: str, arguments: list[str], environ: dict[str, str]) -> None:
    from receptionist.cli.main import main  # noqa: PLC0415 (in the child)

    # As on a terminal: whoever runs the tests in a shell's background has Ctrl-C ignored, and all that they start.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ.clear()
    os.environ.update(environ)
    os.chdir(folder)
    # multiprocessing has given its children a standard input of its own.
    sys.stdin, sys.stdout, sys.stderr = (
        open(number, mode, encoding="utf-8", closefd=False)  # noqa: SIM115 (a descriptor, for the whole process)
        for number, mode in ((0, "r"), (1, "w"), (2, "w"))
    )
    main(arguments)
