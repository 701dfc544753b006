"""A moment of a call as people give it: a position of the log, a time of day, a time into the call."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import click

from receptionist.cli.words import local
from receptionist.replaying.account import Account
from receptionist.replaying.standing_at import position_at

FORMS = "a position such as 12, a time such as 14:03:05, +1:23 from the call's beginning, or ISO 8601"
_POSITION = re.compile(r"#?(\d{1,18})")
_INTO = re.compile(r"\+(?:(\d{1,3}):)?(\d{1,5}):(\d{2})(\.\d{1,6})?|\+(\d{1,7})(\.\d{1,6})?s?")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(\.\d{1,6})?)?")
# What is shown to the second means all of it.
_REST_OF_A_SECOND = timedelta(seconds=1, microseconds=-1)


def moment(option: str, given: str, account: Account) -> int:
    """The position of the call's last event at the moment that was *given* with *option*.

    Raises:
        ClickException: It cannot be read, or the call had not begun.
    """
    text = given.strip()
    if (position := _POSITION.fullmatch(text)) is not None:
        return _position(option, int(position[1]), account)
    instant = _instant(option, text, account)
    found = position_at(account, instant)
    if found is None:
        began = local(account.began_at, account.time_zone, "%Y-%m-%d %H:%M:%S")
        raise click.ClickException(f"{option} {given}: the call began later, at {began} {account.time_zone}")
    return found


def _position(option: str, position: int, account: Account) -> int:
    if position < account.first:
        raise click.ClickException(f"{option} {position}: the call begins at position {account.first}")
    if position > account.head:
        raise click.ClickException(f"{option} {position}: the log ends at position {account.head}")
    return min(position, account.last)


def _instant(option: str, text: str, account: Account) -> datetime:
    if (into := _INTO.fullmatch(text)) is not None:
        hours, minutes, seconds, fraction, alone, its_fraction = into.groups()
        parts = timedelta(hours=int(hours or 0), minutes=int(minutes or 0), seconds=int(seconds or alone or 0))
        return _whole(account.began_at + parts, fraction or its_fraction)
    if (clock := _CLOCK.fullmatch(text)) is not None:
        return _on_the_clock(option, text, clock, account)
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise click.ClickException(f"{option} {text!r} is no moment of a call; say {FORMS}") from None
    fraction = ".0" if "." in text else None  # it is in there already
    zoned = instant if instant.tzinfo else instant.replace(tzinfo=ZoneInfo(account.time_zone))
    return _whole(zoned.astimezone(UTC), fraction)


def _whole(instant: datetime, fraction: str | None) -> datetime:
    return instant + (_REST_OF_A_SECOND if fraction is None else timedelta(seconds=float(fraction)))


def _on_the_clock(option: str, text: str, clock: re.Match[str], account: Account) -> datetime:
    hour, minute, second = (int(part or 0) for part in clock.groups()[:3])
    try:
        candidates = [_whole(each, clock[4]) for each in _days(account, hour, minute, second)]
    except ValueError:
        raise click.ClickException(f"{option} {text!r} is no time of day; say {FORMS}") from None
    last = account.ended_at or account.last_at
    # A call past midnight has two days, and when clocks are set back a time comes twice: the one in the call is meant.
    within = [each for each in candidates if account.began_at <= each <= last + _REST_OF_A_SECOND]
    if within:
        return within[0]
    times = " to ".join(local(each, account.time_zone) for each in (account.began_at, last))
    raise click.ClickException(f"{option} {text}: the call was from {times} ({account.time_zone})")


def _days(account: Account, hour: int, minute: int, second: int) -> Iterator[datetime]:
    zone = ZoneInfo(account.time_zone)
    first, last = (each.astimezone(zone).date() for each in (account.began_at, account.ended_at or account.last_at))
    for day in range((last - first).days + 1):
        on = first + timedelta(day)
        for fold in (0, 1):
            # To UTC first: what is added to a local time forgets which of two it was.
            yield datetime(on.year, on.month, on.day, hour, minute, second, tzinfo=zone, fold=fold).astimezone(UTC)
