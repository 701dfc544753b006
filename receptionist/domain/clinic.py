"""The clinic as far as its front desk decides by it: hours, days, what an appointment takes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from attrs import frozen

from receptionist.events.booking import ClinicDetails

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WEEKDAYS: tuple[Weekday, ...] = (
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
)  # fmt: skip


@frozen(order=True)
class Opening:
    """A stretch of a day in which patients are seen, in the clinic's local time; `closes` is not part of it."""

    opens: time
    closes: time


@frozen(kw_only=True)
class Dentist:
    """Who sees the patients. `id` stands in tags and events and never changes."""

    id: str
    name: str


@frozen(kw_only=True)
class Clinic:
    """One clinic with one bookable diary.

    Attributes:
        hours: The openings of each weekday, in order; a weekday that is missing is closed.
        closures: Days on which the clinic is closed whatever its weekday.
        visit_minutes: How long an appointment takes.
        start_every_minutes: Appointments begin when an opening does, and every so many minutes after that.
        horizon_days: How many days ahead an appointment can be booked, the last one included.
    """

    name: str
    short_address: str
    address: str
    phone: str
    arrival_instructions: str
    time_zone: str
    dentist: Dentist
    hours: Mapping[Weekday, tuple[Opening, ...]]
    closures: frozenset[date]
    visit_minutes: int
    start_every_minutes: int
    horizon_days: int

    @property
    def zone(self) -> ZoneInfo:
        """The clinic's time zone."""
        return ZoneInfo(self.time_zone)

    @property
    def visit(self) -> timedelta:
        """How long an appointment takes."""
        return timedelta(minutes=self.visit_minutes)

    @property
    def details(self) -> ClinicDetails:
        """What a patient is told of the clinic, to be kept in an event."""
        return ClinicDetails(
            name=self.name,
            short_address=self.short_address,
            address=self.address,
            phone=self.phone,
            arrival_instructions=self.arrival_instructions,
            time_zone=self.time_zone,
        )

    def openings(self, day: date) -> tuple[Opening, ...]:
        """When patients are seen on *day*; nothing when the clinic is closed."""
        return () if day in self.closures else self.hours.get(WEEKDAYS[day.weekday()], ())

    def starts(self, day: date) -> tuple[datetime, ...]:
        """Every instant (UTC) of *day* at which an appointment could begin, free or not.

        A local time that a daylight-saving change skips does not exist and is left out; one that it repeats
        is taken once, the first time round. No appointment lasts past the closing time on the clock.
        """
        step = timedelta(minutes=self.start_every_minutes)
        found: list[datetime] = []
        for opening in self.openings(day):
            wall = datetime.combine(day, opening.opens)
            closes = datetime.combine(day, opening.closes)
            while wall + self.visit <= closes:
                instant = to_instant(wall, self.zone)
                if instant is not None and self._wall(instant + self.visit) <= closes:
                    found.append(instant)
                wall += step
        return tuple(found)

    def _wall(self, instant: datetime) -> datetime:
        return instant.astimezone(self.zone).replace(tzinfo=None)


def to_instant(wall: datetime, zone: ZoneInfo) -> datetime | None:
    """The instant (UTC) of a local time in *zone*: the first, when a clock change repeats it; None when it skips it."""
    instant = wall.replace(tzinfo=zone, fold=0).astimezone(ZoneInfo("UTC"))
    return instant if instant.astimezone(zone).replace(tzinfo=None) == wall else None
