"""The receiver in `examples/`, as a process."""

from __future__ import annotations

import base64
import contextlib
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from attrs import define

from receptionist.publishers.webhook.endpoint import Endpoint
from tests.webhook.outcomes import KEY

EXAMPLE = Path(__file__).parents[2] / "examples" / "webhook_receiver.py"
SECRET = f"whsec_{base64.b64encode(KEY).decode()}"


@define
class Receiver:
    """The example while it runs."""

    endpoint: Endpoint
    process: subprocess.Popen[str]

    @classmethod
    @contextlib.contextmanager
    def running(cls, folder: Path) -> Iterator[Receiver]:
        """One that keeps in *folder* what it has had; it takes connections already."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        process = subprocess.Popen(
            [sys.executable, str(EXAMPLE), str(port), str(folder / "seen.db")],
            env={**os.environ, "WEBHOOK_SECRET": SECRET},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        try:
            while process.poll() is None:
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                    break
            yield cls(Endpoint(url=f"http://127.0.0.1:{port}/", secrets=(KEY,), fields=("phone",)), process)
        finally:
            process.kill()
            process.communicate()

    def said(self) -> str:
        """All that it has printed; it is stopped."""
        self.process.terminate()
        out, _ = self.process.communicate(timeout=10)
        return out
