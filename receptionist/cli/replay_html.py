"""`receptionist replay CALL --html FILE`: the call as one page to hand around."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import click

from receptionist.replaying.account import Account
from receptionist.replaying.page import page

_READABLE_BY_ITS_OWNER = 0o600


def write(account: Account, file: Path, *, names: bool) -> None:
    """Write *account* to *file* as a page, whole or not at all; a file that is there is replaced.

    Raises:
        ClickException: It cannot be written there.
    """
    text = page(account, names=names)
    try:
        _replace(file, text.encode())
    except OSError as error:
        raise click.ClickException(f"{file} cannot be written: {error.strerror or error}") from error
    print(f"{file} ({len(text.encode()) // 1000} kB): {'with names' if names else 'names are not in it'}")


def _replace(file: Path, content: bytes) -> None:
    if file.exists() and not file.is_file():
        # A device, such as /dev/stdout, is written to and not replaced.
        file.write_bytes(content)
        return
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(content)
        # Whom it tells of is nobody else's business: as mkstemp made it, for its owner alone.
        Path(name).chmod(_READABLE_BY_ITS_OWNER)
        Path(name).replace(file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
