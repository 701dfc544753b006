"""Where the master key of the log's keys comes from: a setting, a command, or a file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from receptionist.config.found import Words
from receptionist.errors import SettingError
from receptionist.keys.masters import Masters
from receptionist.keys.sources import MasterCommand, MasterFile, MasterText

KEY, COMMAND, FILE = "RECEPTIONIST_MASTER_KEY", "RECEPTIONIST_MASTER_KEY_COMMAND", "RECEPTIONIST_MASTER_KEY_FILE"


def masters_of(given: Mapping[str, str], file: Path | None) -> Masters | None:
    """What the settings *given* say, of which *file* is the one that names a file; None for the one beside the keys.

    Raises:
        SettingError: They say several things.
    """
    several = [name for name in (KEY, COMMAND, FILE) if name in given]
    if len(several) > 1:
        raise SettingError(several[0], Words("not shown here"), f"alone: {' and '.join(several[1:])} is set as well")
    if KEY in given:
        return MasterText(KEY, given[KEY])
    if COMMAND in given:
        return MasterCommand(COMMAND, given[COMMAND])
    return None if file is None else MasterFile(file)
