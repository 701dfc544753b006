"""Keeps one command running for as long as somebody wants it: `python keeper.py GRACE COMMAND…`.

Its standard input is the leash. When that ends, because it was closed or because whoever held it has died, however
suddenly, the command is told to end (SIGTERM, after GRACE seconds again, which a LiveKit server takes for "now") and
then made to, with everything that it started. Any thread may hold the leash; PR_SET_PDEATHSIG alone would not allow
that, for its signal comes when the starting *thread* ends. Here it only covers the death of the keeper itself.

It runs by itself, without the project: `python -I -S keeper.py`. It prints the command's process id, and exits as the
command did.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import select
import signal
import subprocess
import sys

_PR_SET_PDEATHSIG = 1
_LOOK_EVERY = 0.02
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


def main(grace: float, command: list[str]) -> int:
    """Run *command* until it ends or the leash does."""
    keeper = os.getpid()
    process = subprocess.Popen(  # noqa: S603 (its caller's own command)
        command,
        stdin=subprocess.DEVNULL,
        stdout=sys.stderr,
        start_new_session=True,  # a Ctrl-C in our terminal is for our caller, who then lets go of the leash
        preexec_fn=lambda: _die_with(keeper),  # noqa: PLW1509 (there is one thread)
    )
    try:
        print(process.pid, flush=True)  # noqa: T201 (this is how the caller learns it)
        while process.poll() is None and not _released():
            pass
        for _ in range(2):
            _tell_to_end(process, grace)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    status = process.wait()
    return status if status >= 0 else 128 - status


def _released() -> bool:
    readable, _, _ = select.select([sys.stdin], [], [], _LOOK_EVERY)
    return bool(readable) and not os.read(sys.stdin.fileno(), 1)


def _tell_to_end(process: subprocess.Popen[bytes], grace: float) -> None:
    if process.poll() is None:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(grace)


def _die_with(keeper: int) -> None:
    """In the child: end when the keeper does, even if it was killed."""
    if _LIBC is not None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != keeper:  # it died before we asked
            os._exit(1)


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]), sys.argv[2:]))
