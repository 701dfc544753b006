"""Rows of an audit on a screen, as CSV or as JSON: a page at a time, so that months of them need no more than a day."""

from __future__ import annotations

import csv
import sys
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, TypeVar

import click
from attrs import define, field, frozen
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from receptionist.cli.json_lines import dumps
from receptionist.cli.words import plain

C = TypeVar("C", bound=Callable[..., Any])
Form = Literal["table", "csv", "json"]

PAGE = 50
_WIDE = 150
# What a spreadsheet takes for the beginning of a formula (OWASP, "CSV injection"); full-width forms count as these.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


@frozen(kw_only=True)
class Row:
    """One row: its cells on a screen, its values for CSV, and all of it for JSON."""

    cells: Sequence[str]
    values: Mapping[str, str | int | None]
    whole: Mapping[str, Any]


@frozen(kw_only=True)
class Column:
    """A column on a screen: its title, and its share of the width."""

    title: str
    share: int


@define(kw_only=True)
class Writer:
    """Writes rows to standard output, in the form that was asked for.

    Attributes:
        names: The columns of CSV.
    """

    form: Form
    columns: Sequence[Column]
    names: Sequence[str]
    _began: bool = field(default=False, init=False)

    def write(self, rows: Sequence[Row]) -> None:
        """One page."""
        first, self._began = not self._began, True
        if self.form == "json":
            for row in rows:
                print(dumps(row.whole))
        elif self.form == "csv":
            self._csv(rows, first=first)
        else:
            self._table(rows, first=first)

    def end(self, *, nothing: str) -> None:
        """After the last page; *nothing* is what a person reads when there was none."""
        if self._began:
            return
        if self.form == "csv":
            self._csv((), first=True)
        elif self.form == "table":
            print(nothing)

    def _csv(self, rows: Sequence[Row], *, first: bool) -> None:
        # RFC 4180: lines end in CRLF, quotes where they are needed, and doubled inside.
        writer = csv.writer(sys.stdout, lineterminator="\r\n")
        if first:
            writer.writerow(self.names)
        writer.writerows([[guarded(row.values.get(name)) for name in self.names] for row in rows])

    def _table(self, rows: Sequence[Row], *, first: bool) -> None:
        console = Console(highlight=False, markup=False, emoji=False)
        width = console.width if sys.stdout.isatty() else max(console.width, _WIDE)
        console = Console(highlight=False, markup=False, emoji=False, width=width)
        # The same widths on every page, whatever is in it.
        usable = width - 3 * len(self.columns) - 1
        shares = sum(column.share for column in self.columns)
        table = Table(box=box.SQUARE, show_header=first, show_edge=first, show_lines=True, pad_edge=True)
        for column in self.columns:
            table.add_column(column.title, width=max(usable * column.share // shares, 4), overflow="fold")
        for row in rows:
            table.add_row(*(Text("\n".join(map(plain, cell.split("\n")))) for cell in row.cells))
        console.print(table)


def guarded(value: str | int | None) -> str | int:
    """A cell of CSV that no spreadsheet takes for a formula: an apostrophe before what would be one."""
    if value is None:
        return ""
    if isinstance(value, str) and unicodedata.normalize("NFKC", value[:1]).startswith(_FORMULA):
        return f"'{value}"
    return value


def forms(command: C) -> C:
    """Give a command `--csv` and `--json`."""
    as_csv = click.option("--csv", "as_csv", is_flag=True, help="As CSV (RFC 4180), with a first line of names.")
    as_json = click.option("--json", "as_json", is_flag=True, help="One object a line.")
    return as_csv(as_json(command))


def form_of(*, as_csv: bool, as_json: bool) -> Form:
    """Which form was asked for.

    Raises:
        UsageError: Both.
    """
    if as_csv and as_json:
        raise click.UsageError("--csv and --json exclude each other.")
    return "csv" if as_csv else "json" if as_json else "table"
