"""Files that hold a patient's data: new, and for their owner alone."""

from __future__ import annotations

import os
from pathlib import Path

from receptionist.errors import PrivacyError


def write_new(path: Path, content: bytes) -> None:
    """Write a file that is not there yet, durably, readable by its owner alone.

    Raises:
        PrivacyError: It is there, or cannot be made.
    """
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError as error:
        raise PrivacyError(f"{path} is there already; name another file") from error
    except OSError as error:
        raise PrivacyError(f"{path} cannot be written ({error.strerror})") from error


def see_that_it_is_new(*paths: Path) -> None:
    """Find out before anything is done that a file can be written later.

    Raises:
        PrivacyError: One is there, or its folder is not or cannot be written to.
    """
    for path in paths:
        if os.path.lexists(path):
            raise PrivacyError(f"{path} is there already; name another file")
        if not path.parent.is_dir() or not os.access(path.parent, os.W_OK | os.X_OK):
            raise PrivacyError(f"{path.parent} is no folder that can be written to")
