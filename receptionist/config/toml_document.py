"""A TOML file's content as values, or one line that says at which line and column it is none."""

from __future__ import annotations

import re
import tomllib

from receptionist.config.found import Words, one_line, shown
from receptionist.errors import SettingError

_PLACE = re.compile(r"(?P<what>.*) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)", re.DOTALL)


def document(content: bytes, file: str) -> dict[str, object]:
    """The values of a file's *content*; *file* is its name, for people.

    Raises:
        SettingError: It is not UTF-8, or not TOML.
    """
    try:
        # Some Windows editors begin a file with U+FEFF; tomllib would call it an invalid statement.
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode()
        byte = Words(f"byte 0x{error.object[error.start]:02x}")
        raise SettingError(_place(before, file), byte, "UTF-8") from error
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise SettingError(one_line(file), Words("nested too deeply"), "TOML of a clinic") from error
    except ValueError as error:
        raise _not_toml(text, file, str(error)) from error


def _not_toml(text: str, file: str, message: str) -> SettingError:
    place = _PLACE.fullmatch(message)
    if place is None:
        return SettingError(one_line(file), Words("not TOML"), f"TOML ({one_line(message.partition(':')[0])})")
    accepted = f"TOML ({one_line(place['what'])})"
    if place["line"] is None:
        return SettingError(_place(text, file), Words("the end of the file"), accepted)
    line = text.split("\n")[int(place["line"]) - 1]
    return SettingError(one_line(f"line {place['line']}, column {place['column']} of {file}"), shown(line), accepted)


def _place(before: str, file: str) -> str:
    """Where in *file* one is after *before*."""
    lines = before.split("\n")
    return one_line(f"line {len(lines)}, column {len(lines[-1]) + 1} of {file}")
