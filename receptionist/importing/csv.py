"""Busy times from a table: a header with `start` and `end`, and `reason` and `uid` if there are any (docs/staff.md)."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from receptionist.importing.busy import BusyFileError, BusyTime, Found, Span, collected, titled, utc

_COLUMNS = ("start", "end", "reason", "uid")
_NEEDED = ("start", "end")
_DELIMITERS = ",;\t"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_TIME = re.compile(r"\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})?", re.ASCII)
_ACCEPTED = "2026-11-24, or 2026-11-24 14:00 (the clinic's time; 2026-11-24T19:00Z and the like are other zones')"


def read_csv(where: str, content: bytes, *, zone: ZoneInfo, span: Span) -> Found:
    """The busy times of a table.

    Args:
        where: How errors call the file.
        content: UTF-8, with a byte order mark or without; separated by commas, semicolons or tabs, as the header is.
        zone: The clinic's: that of times without an offset. A date alone is the whole day, at either end.
        span: What is asked for.

    Raises:
        BusyFileError: With the line that cannot be used.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BusyFileError(where, f"is not UTF-8 text (byte {error.start})") from error
    rows = _rows(where, text)
    line, header = next(rows, (1, ()))
    columns = _columns(f"{where}, line {line}", header)
    return collected(where, _entries(where, rows, columns, zone), span)


def _rows(where: str, text: str) -> Iterator[tuple[int, Sequence[str]]]:
    """Each line that has something, and its number."""
    lines = text.splitlines(keepends=True)
    head = next((line for line in lines if line.strip()), "")
    delimiter = max(_DELIMITERS, key=head.count)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise BusyFileError(f"{where}, line {reader.line_num}", f"is no row of a table ({error})") from error
        if any(cell.strip() for cell in row):
            yield reader.line_num, [cell.strip() for cell in row]


def _columns(where: str, header: Sequence[str]) -> Sequence[str]:
    names = [cell.lower() for cell in header]
    if any(name not in names for name in _NEEDED):
        raise BusyFileError(
            where, f"the header has {', '.join(map(repr, header)) or 'nothing'}; it needs start and end"
        )
    if any(name not in _COLUMNS for name in names) or len({*names}) < len(names):
        raise BusyFileError(where, f"the header may have start, end, reason and uid once each, not {', '.join(names)}")
    return names


def _entries(
    where: str, rows: Iterator[tuple[int, Sequence[str]]], columns: Sequence[str], zone: ZoneInfo
) -> Iterator[Iterator[BusyTime]]:
    seen: dict[str, int] = {}
    for line, row in rows:
        place = f"{where}, line {line}"
        if len(row) != len(columns):
            raise BusyFileError(place, f"has {len(row)} cells, the header has {len(columns)}")
        cells = dict(zip(columns, row, strict=True))
        entry = _entry(place, cells, zone)
        if (first := seen.setdefault(entry.uid, line)) != line:
            raise BusyFileError(place, f"has the same uid as line {first}; each entry needs its own")
        yield iter((entry,))


def _entry(place: str, cells: dict[str, str], zone: ZoneInfo) -> BusyTime:
    starts_at = _instant(place, "start", cells["start"], zone)
    ends_at = _instant(place, "end", cells["end"], zone)
    if ends_at <= starts_at:
        raise BusyFileError(place, f"ends ({cells['end']}) before it has begun ({cells['start']})")
    return BusyTime(
        uid=cells.get("uid") or f"{starts_at.isoformat()}/{ends_at.isoformat()}",
        starts_at=starts_at,
        ends_at=ends_at,
        reason=titled(cells.get("reason", "")),
    )


def _instant(place: str, column: str, text: str, zone: ZoneInfo) -> datetime:
    try:
        if _DAY.fullmatch(text):
            # Whoever writes that somebody is away until the 26th does not mean that they are back that day.
            day = date.fromisoformat(text) + timedelta(days=column == "end")
            return utc(datetime.combine(day, time(), zone))
        if _TIME.fullmatch(text):
            written = datetime.fromisoformat(text)
            # Of an hour that comes twice, the whole is taken.
            local = written.replace(tzinfo=zone, fold=int(column == "end"))
            return utc(written if written.tzinfo is not None else local)
    except (ValueError, OverflowError):
        pass
    raise BusyFileError(place, f"{column} is {text!r}; accepted: {_ACCEPTED}")
