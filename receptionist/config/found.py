"""A value found in a file, and where: read in the type that is wanted, or refused in one line."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable
from datetime import date, time

from attrs import frozen

from receptionist.errors import SettingError

_MOST_SHOWN = 80
_BARE = re.compile("[A-Za-z0-9_-]+")


@frozen(repr=False)
class Words:
    """Stands for an error's value where that is missing, secret or too long to show."""

    text: str

    def __repr__(self) -> str:
        return self.text


MISSING = Words("missing")


@frozen(kw_only=True)
class Found:
    """One value of a TOML file.

    Attributes:
        key: Its way from the top, as `hours.monday[1]`; the whole document's is empty.
        value: As tomllib gives it, or `MISSING`.
        file: Where it was found, for people.
    """

    key: str
    value: object
    file: str

    def refused(self, accepted: str) -> SettingError:
        """The error that says where the value is, what it is, and what is *accepted* instead."""
        return SettingError(one_line(f"{self.key} in {self.file}"), shown(self.value), accepted)

    def text(self) -> str:
        """A text on one line that says something."""
        if isinstance(self.value, str) and self.value.strip() and not any(map(_breaks_lines, self.value)):
            return self.value
        raise self.refused("a text on one line, not empty")

    def whole_number(self, lowest: int, highest: int) -> int:
        """A whole number, both bounds included."""
        # To Python true is 1; to whoever wrote it, it is not a number.
        if isinstance(self.value, int) and not isinstance(self.value, bool) and lowest <= self.value <= highest:
            return self.value
        raise self.refused(f"a whole number from {lowest} to {highest}")

    def array(self, of: str) -> tuple[Found, ...]:
        """The values of an array, which holds what *of* says."""
        if not isinstance(self.value, list):
            raise self.refused(f"an array of {of}")
        return tuple(
            Found(key=f"{self.key}[{index}]", value=value, file=self.file) for index, value in enumerate(self.value)
        )

    def table(self, keys: Iterable[str]) -> dict[str, Found]:
        """The values under *keys*, each `MISSING` when it is not there; any other key is refused."""
        if not isinstance(self.value, dict):
            raise self.refused(f"a table, begun with [{self.key}]")
        known = tuple(keys)
        for key, value in self.value.items():
            if key not in known:
                unknown = Found(key=self._below(key), value=value, file=self.file)
                raise unknown.refused(f"only {', '.join(known)}; the nearest is {nearest(key, known)}")
        return {key: Found(key=self._below(key), value=self.value.get(key, MISSING), file=self.file) for key in known}

    def _below(self, key: str) -> str:
        # A key that TOML wants in quotes could be empty, or hide where it ends.
        written = key if _BARE.fullmatch(key) else repr(key)
        return f"{self.key}.{written}" if self.key else written


def nearest(name: str, known: Iterable[str]) -> str:
    """The one of *known* that is most like *name*, in upper case or lower."""
    folded = {one.casefold(): one for one in known}
    [match] = difflib.get_close_matches(name[:_MOST_SHOWN].casefold(), folded, n=1, cutoff=0.0)
    return folded[match]


def shown(value: object) -> object:
    """*value* as the file has it, short enough for a line."""
    match value:
        case bool():
            return Words(str(value).lower())
        # Neither the digits of a huge number nor the depth of `a.a.a.a…` can be trusted to repr().
        case int() if value.bit_length() > 64:  # noqa: PLR2004 (TOML promises no more: v1.0.0, Integer)
            return Words("a number beyond 64 bits")
        case dict():
            return Words("a table")
        case list():
            return Words("an array")
        case date() | time():
            return Words(value.isoformat())
        case str() if len(value) > _MOST_SHOWN:
            return Words(f"{value[:_MOST_SHOWN]!r}…")
        case _:
            return value


def one_line(text: str) -> str:
    """*text* with what would break or hide a line written as escapes."""
    return "".join(character if character.isprintable() else repr(character)[1:-1] for character in text)


def _breaks_lines(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Zl", "Zp"}
