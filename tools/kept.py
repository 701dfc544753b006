"""A command that ends with us, however we end: the near side of `keeper.py`."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Self

_KEEPER = Path(__file__).with_name("keeper.py")


class Kept:
    """A running command, its process id and the file that it writes to."""

    def __init__(self, keeper: subprocess.Popen[bytes], pid: int, output: Path, grace: float) -> None:
        self.pid = pid
        self.output = output
        self._keeper = keeper
        self._grace = grace

    @classmethod
    def start(
        cls,
        command: Sequence[str],
        *,
        output: Path,
        grace: float = 1.0,
        environ: Mapping[str, str] | None = None,
        folder: Path | None = None,
    ) -> Self:
        """Start *command*, adding what it prints to *output*.

        Args:
            command: A program and its arguments.
            output: Where its output and its errors go.
            grace: How many seconds it has after each of the two SIGTERMs that it gets in the end, before SIGKILL.
            environ: Its environment; ours when None.
            folder: Where it runs; where we are when None.

        Raises:
            OSError: If it cannot be started; the reason stands in *output*.
        """
        output.parent.mkdir(parents=True, exist_ok=True)
        with open(output, "ab", opener=_for_us_alone) as log:
            keeper = subprocess.Popen(  # noqa: S603 (our caller's own command)
                [sys.executable, "-I", "-S", str(_KEEPER), str(grace), *command],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                env=environ,
                cwd=folder,
                start_new_session=True,
            )
        assert keeper.stdout is not None  # noqa: S101 (for mypy: it was asked for)
        with keeper.stdout as first:
            pid = first.readline()
        kept = cls(keeper, int(pid or 0), output, grace)
        if not pid:
            kept.stop()
            msg = f"{command[0]} did not start; see {output}"
            raise OSError(msg)
        return kept

    @property
    def alive(self) -> bool:
        """Whether the command is still running."""
        return self._keeper.poll() is None

    def said(self) -> str:
        """All that it has printed until now."""
        return self.output.read_text(encoding="utf-8", errors="replace")

    def stop(self) -> int:
        """End it as it likes to be ended, by its process id, and wait; its exit status (128 + n: ended by signal n)."""
        assert self._keeper.stdin is not None  # noqa: S101 (for mypy: it was asked for)
        self._keeper.stdin.close()
        try:
            # The keeper itself kills after twice the grace; only if it is stuck does it take more.
            return self._keeper.wait(2 * self._grace + 10)
        except subprocess.TimeoutExpired:
            self._keeper.kill()
            return self._keeper.wait()

    def kill(self) -> int:
        """End it without a warning, with everything that it started."""
        if self.alive:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.pid, signal.SIGKILL)
        return self.stop()


def _for_us_alone(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
