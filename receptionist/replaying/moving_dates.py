"""Moving a call to another date: every instant, and every day that somebody says or writes, by the same whole weeks.

By local time: what was on a Tuesday at nine is on a Tuesday at nine, and, where weeks can be found that allow it, on
the same side of the changes to and from summer time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from attrs import frozen

_WEEKS = tuple(weeks for n in range(4, 27) for weeks in (-n, n))
"""How far: a month to half a year, so that a history is about the time in which its call was."""
_EN = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
       "December")  # fmt: skip
_ES = ("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre",
       "diciembre")  # fmt: skip
_ORDINAL_WORDS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth"
    " fifteenth sixteenth seventeenth eighteenth nineteenth twentieth twenty-first twenty-second twenty-third"
    " twenty-fourth twenty-fifth twenty-sixth twenty-seventh twenty-eighth twenty-ninth thirtieth thirty-first"
)
_ORDINALS = _ORDINAL_WORDS.split()
_EN_MONTH = "|".join([*_EN, *(rf"{each[:3]}\b\.?" for each in _EN if each != "May"), r"Sept\b\.?"])
_ES_MONTH = "|".join((*_ES, "setiembre"))
_WORDS = "|".join(each.replace("-", "[- ]") for each in sorted(_ORDINALS, key=len, reverse=True))
_DAY = rf"(?:\d{{1,2}}(?:st|nd|rd|th)?|{_WORDS})(?![\w:])"
_ISO = re.compile(
    r"\b(\d{4}-\d{2}-\d{2})(?:([T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(Z|[+-]\d{2}:?\d{2})?)?(?!\d)", re.IGNORECASE
)
_SPOKEN = re.compile(
    rf"\b(?P<month>{_EN_MONTH}) (?:the )?(?P<day>{_DAY})(?:,? (?P<year>(?:19|20)\d\d)\b)?"
    rf"|\b(?P<day2>{_DAY}) (?:of )?(?P<month2>{_EN_MONTH})(?:,? (?P<year2>(?:19|20)\d\d)\b)?"
    rf"|\b(?P<day3>\d{{1,2}}|primero|uno) de (?P<month3>{_ES_MONTH})(?: del? (?P<year3>(?:19|20)\d\d)\b)?",
    re.IGNORECASE,
)
_SLASHED = re.compile(r"(?<![\d/.-])(\d{1,2})/(\d{1,2})(?:/(20\d\d|\d\d))?(?![\d/])")
_BARE = re.compile(
    rf"\b(the|el(?: d[ií]a)?) (\d{{1,2}}(?:st|nd|rd|th)|{_WORDS}|(?<=el )\d{{1,2}}|(?<=a )\d{{1,2}})(?![\w:/])",
    re.IGNORECASE,
)
_CHOICES = frozenset({"first", "second", "third", "fourth", "fifth"})
_NEAR = timedelta(days=200)


@frozen
class Moved:
    """By how much a history was moved from its call.

    Attributes:
        weeks: How many; backwards if negative.
        zone: In which zone its days are.
        kept_side: Whether every instant is on the side of summer time that it was on.
    """

    weeks: int
    zone: ZoneInfo
    kept_side: bool

    def instant(self, at: datetime) -> datetime:
        """The instant at the same time of day, so many weeks from *at*, in UTC."""
        local = at.astimezone(self.zone)
        moved = local.replace(tzinfo=None) + timedelta(weeks=self.weeks)
        return moved.replace(tzinfo=self.zone, fold=local.fold).astimezone(UTC)

    def day(self, day: date) -> date:
        """The day so many weeks from *day*."""
        return day + timedelta(weeks=self.weeks)

    def text(self, text: str, *, today: date, keep: Callable[[str], str]) -> str:
        """*text* with every day in it moved that is a day of the calendar. *keep* protects what has been done."""
        text = _ISO.sub(lambda found: keep(self._iso(found)), text)
        text = _SPOKEN.sub(lambda found: keep(self._spoken(found, today)), text)
        text = _SLASHED.sub(lambda found: keep(self._slashed(found, today)), text)
        return _BARE.sub(lambda found: keep(self._bare(found, today)), text)

    def long_ago(self, text: str, before: date, instead: Callable[[date], date], keep: Callable[[str], str]) -> str:
        """*text* with every whole date that is earlier than *before* written as the one that is there instead."""

        def one(found: re.Match[str]) -> str:
            parts = _parts(found)
            day = None if parts.year is None else _day(_month(parts.month), _number(parts.day), int(parts.year), None)
            return found[0] if day is None or day >= before else keep(_rewritten(found[0], parts, instead(day)))

        def iso(found: re.Match[str]) -> str:
            try:
                day = date.fromisoformat(found[1])
            except ValueError:
                return found[0]
            return found[0] if found[2] or day >= before else keep(instead(day).isoformat())

        return _ISO.sub(iso, _SPOKEN.sub(one, text))

    def _iso(self, found: re.Match[str]) -> str:
        written, clock, offset = found.groups()
        try:
            if clock is None:
                return self.day(date.fromisoformat(written)).isoformat()
            if offset is None:
                return self.day(date.fromisoformat(written)).isoformat() + clock
            at = datetime.fromisoformat(written + "T" + clock[1:] + ("+00:00" if offset in "Zz" else offset))
        except ValueError:
            return found[0]
        moved = self.instant(at)
        if at.utcoffset():
            moved = moved.astimezone(self.zone)
        precision = "microseconds" if "." in clock else "seconds" if clock.count(":") > 1 else "minutes"
        text = moved.isoformat(clock[0], timespec=precision)
        return text.removesuffix("+00:00") + "Z" if offset in "Zz" else text

    def _spoken(self, found: re.Match[str], today: date) -> str:
        parts = _parts(found)
        day = _day(_month(parts.month), _number(parts.day), int(parts.year) if parts.year else None, today)
        return found[0] if day is None else _rewritten(found[0], parts, self.day(day))

    def _slashed(self, found: re.Match[str], today: date) -> str:
        month, said, year = found.groups()
        whole = None if year is None else int(year) + (2000 if len(year) < 4 else 0)  # noqa: PLR2004 (a year of two digits)
        day = _day(int(month), int(said), whole, today)
        if day is None:
            return found[0]
        moved = self.day(day)
        shown = "" if year is None else f"/{moved.year if len(year) > 2 else f'{moved.year % 100:02d}'}"  # noqa: PLR2004 (plain numbers of the calendar, or of the text)
        return f"{moved.month:0{len(month)}d}/{moved.day:0{len(said)}d}{shown}"

    def _bare(self, found: re.Match[str], today: date) -> str:
        article, said = found.groups()
        if said.lower() in _CHOICES:
            return found[0]  # "I'll take the second": one of those that were offered
        number = _number(said)
        ahead = (today + timedelta(days=n) for n in range(62))
        day = next((each for each in ahead if each.day == number), None)
        return found[0] if day is None else f"{article} {_like(said, self.day(day).day)}"


@frozen
class _Parts:
    """A day as it was said."""

    month: str
    day: str
    year: str | None


def _parts(found: re.Match[str]) -> _Parts:
    at = next(suffix for suffix in ("", "2", "3") if found[f"day{suffix}"])
    return _Parts(found[f"month{at}"], found[f"day{at}"], found[f"year{at}"])


def _rewritten(said: str, parts: _Parts, day: date) -> str:
    """Another day, said as the one before it was."""
    year = str(day.year) if parts.year else None
    new = {"month": _month_like(parts.month, day.month), "day": _like(parts.day, day.day), "year": year}
    olds = {"month": parts.month, "day": parts.day, "year": parts.year}
    places = sorted(
        (said.rindex(old) if name == "year" else said.index(old), name) for name, old in olds.items() if old
    )
    text, end = "", 0
    for at, name in places:
        text += said[end:at] + str(new[name])
        end = at + len(str(olds[name]))
    return text + said[end:]


def moved(instants: Iterable[datetime], zone: ZoneInfo, draw: Callable[[int], int]) -> Moved:
    """By how many weeks to move a call that has to do with *instants*: drawn among those that suit best."""
    held = tuple({at.replace(minute=0, second=0, microsecond=0) for at in instants})
    at = draw(len(_WEEKS))
    candidates = [Moved(weeks, zone, kept_side=True) for weeks in (*_WEEKS[at:], *_WEEKS[:at])]
    best = max(candidates, key=lambda each: _kept(each, held))
    return Moved(best.weeks, zone, kept_side=_kept(best, held) == len(held))


def _kept(candidate: Moved, instants: Sequence[datetime]) -> int:
    zone = candidate.zone
    return sum(at.astimezone(zone).dst() == candidate.instant(at).astimezone(zone).dst() for at in instants)


def _month(said: str) -> int | None:
    plain = said.lower().rstrip(".")
    for names in (_EN, _ES):
        for number, name in enumerate(names, start=1):
            if name.lower().startswith(plain[:4] if names is _EN and len(plain) > 3 else plain):  # noqa: PLR2004 (plain numbers of the calendar, or of the text)
                return number
    return 9 if plain == "setiembre" else None


def _number(said: str) -> int:
    plain = said.lower().replace(" ", "-")
    if plain in _ORDINALS:
        return _ORDINALS.index(plain) + 1
    return 1 if plain in {"primero", "uno"} else int(re.sub(r"\D", "", plain) or 0)


def _day(month: int | None, number: int, year: int | None, today: date | None) -> date | None:
    """The day that is meant: of the year that is said, else the one nearest to the call; without *today*, any."""
    if month is None:
        return None
    if today is None:
        today = date(year or 1, 1, 1)
    days = []
    for each in (year,) if year else (today.year - 1, today.year, today.year + 1):
        try:
            days.append(date(each, month, number))
        except ValueError:
            continue
    day = min(days, key=lambda each: abs(each - today), default=None)
    return day if day is None or abs(day - today) <= 2 * _NEAR else None


def _like(said: str, number: int) -> str:
    """A day of the month, written or said as the one before it was."""
    if said.isdigit():
        return str(number)
    if said[0].isdigit():
        suffix = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")  # noqa: PLR2004 (plain numbers of the calendar, or of the text)
        return f"{number}{suffix}"
    if said.lower() in {"primero", "uno"}:
        return said if number == 1 else str(number)
    word = _ORDINALS[number - 1]
    word = word.replace("-", " ") if " " in said else word
    return word.capitalize() if said[0].isupper() else word


def _month_like(said: str, number: int) -> str:
    spanish = said.lower() in {*_ES, "setiembre"}
    name = (_ES if spanish else _EN)[number - 1]
    plain = said.rstrip(".")
    if not spanish and len(plain) in {3, 4} and plain.lower() not in {each.lower() for each in _EN}:
        name = name[:3]
    return name.lower() if said.islower() else name.capitalize() if not said.isupper() else name.upper()
