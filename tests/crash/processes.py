"""Commands of ours in processes of their own, started from one that has LiveKit loaded already."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import sys
from collections.abc import Iterator, Mapping
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path
from typing import IO, Any

from attrs import define


def context() -> ForkServerContext:
    """Where the processes come from: LiveKit takes seconds to import, and is imported once."""
    forkserver = multiprocessing.get_context("forkserver")
    forkserver.set_forkserver_preload(["receptionist.cli.conversation", "receptionist.llm.offline"])
    return forkserver


@define
class Running:
    """A command that is running, and its output."""

    process: ForkServerProcess
    output: IO[bytes]

    def lines(self) -> Iterator[dict[str, Any]]:
        """Its JSON objects as they come; a last line that was cut off is left out."""
        for line in self.output:
            if line.endswith(b"\n"):
                yield json.loads(line)

    def kill(self) -> None:
        """SIGKILL: it gets no chance to do anything more."""
        os.kill(self.process.pid or 0, signal.SIGKILL)
        self.process.join()

    def finish(self) -> tuple[list[dict[str, Any]], int]:
        """The rest of its output, and its exit status."""
        rest = list(self.lines())
        self.process.join()
        self.output.close()
        status = self.process.exitcode
        self.process.close()
        assert status is not None
        return rest, status


def start(forkserver: ForkServerContext, arguments: list[str], environ: Mapping[str, str]) -> Running:
    """Start `receptionist` with these arguments and settings, and nothing on its standard input."""
    reader, writer = forkserver.Pipe(duplex=False)
    process = forkserver.Process(target=_child, args=(writer, arguments, dict(environ)))
    process.start()
    writer.close()
    with reader:
        output = os.fdopen(os.dup(reader.fileno()), "rb")
    return Running(process, output)


def _child(writer: Any, arguments: list[str], environ: dict[str, str]) -> None:
    from receptionist.cli.main import main  # noqa: PLC0415 (in the child)

    os.environ.update(environ)
    os.dup2(writer.fileno(), 1)
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
    main(arguments)


def settings(folder: Path) -> dict[str, str]:
    """Settings of a command that keeps to *folder*, with a lease that lapses soon."""
    return {
        "RECEPTIONIST_DB": str(folder / "log.db"),
        "RECEPTIONIST_DOWNLOADS": str(folder / "downloads"),
        "RECEPTIONIST_LEASE_SECONDS": "0.5",
    }
