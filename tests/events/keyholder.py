"""Another process with keys: it makes sure of a key for each subject on its input, and prints a digest under it."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from receptionist.events.vault import SqliteVault

if __name__ == "__main__":
    vault = SqliteVault(Path(sys.argv[1]))
    print("ready", flush=True)  # noqa: T201 (this is the answer)
    for line in sys.stdin:
        subject = line.strip()
        asyncio.run(vault.ensure(subject))
        print(vault.digest(subject, b"content"), flush=True)  # noqa: T201 (this is the answer)
    vault.close()
