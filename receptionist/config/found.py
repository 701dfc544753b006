"""A value found in a file, and where: read in the type that is wanted, or refused in one line."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, time

from attrs import frozen

from receptionist.errors import SettingError

_MOST_SHOWN = 80
_BARE = re.compile("[A-Za-z0-9_-]+")
_INDEX = re.compile(r"\[\d+\]")


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

    @property
    def is_missing(self) -> bool:
        """Whether there is none."""
        return self.value is MISSING

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

    def flag(self) -> bool:
        """True or false."""
        if isinstance(self.value, bool):
            return self.value
        raise self.refused("true or false")

    def one_of(self, known: Iterable[str]) -> str:
        """One of the texts that are *known*, of which there is one at least."""
        accepted = tuple(known)
        if isinstance(self.value, str) and self.value in accepted:
            return self.value
        alike = f"; the nearest is {nearest(self.value, accepted)}" if isinstance(self.value, str) else ""
        raise self.refused(f"{' or '.join(accepted)}{alike}")

    def array(self, of: str) -> tuple[Found, ...]:
        """The values of an array, which holds what *of* says."""
        if not isinstance(self.value, list):
            raise self.refused(f"an array of {of}")
        return tuple(
            Found(key=f"{self.key}[{index}]", value=value, file=self.file) for index, value in enumerate(self.value)
        )

    def tables(self) -> tuple[Found, ...]:
        """The tables of an array, of which there may be none."""
        return self.array(f"tables, each begun with [[{self.key}]]")

    def table(self, keys: Iterable[str]) -> dict[str, Found]:
        """The values under *keys*, each `MISSING` when it is not there; any other key is refused."""
        known = tuple(keys)
        found = self.entries()
        for key, value in found.items():
            if key not in known:
                raise value.refused(f"only {', '.join(known)}; the nearest is {nearest(key, known)}")
        return {key: found.get(key, self._below(key, MISSING)) for key in known}

    def entries(self) -> dict[str, Found]:
        """The values of a table, whatever their keys."""
        if isinstance(self.value, dict):
            return {key: self._below(key, value) for key, value in self.value.items()}
        begun = _INDEX.sub("", self.key)
        raise self.refused(f"a table, begun with {f'[[{begun}]]' if self.key.endswith(']') else f'[{begun}]'}")

    def at(self, *way: str) -> Found:
        """The value at the end of *way*, each step a key that is known to be there."""
        found = self
        for key in way:
            found = found.entries()[key]
        return found

    def _below(self, key: str, value: object) -> Found:
        # A key that TOML wants in quotes could be empty, or hide where it ends.
        written = key if _BARE.fullmatch(key) else repr(key)
        return Found(key=f"{self.key}.{written}" if self.key else written, value=value, file=self.file)


def nearest(name: str, known: Iterable[str]) -> str:
    """The one of *known* that is most like *name*, in upper case or lower."""
    import difflib  # noqa: PLC0415 (for those who have misspelt something)

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
