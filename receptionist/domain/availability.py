"""Which times can be had: hours, closures, what is taken, what is held back for emergencies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta

from attrs import evolve, frozen

from receptionist.domain.clinic import Clinic, Provider, Treatment
from receptionist.domain.diary import Diary
from receptionist.events.booking import RefusalReason
from receptionist.ids import AppointmentId

# How far around a wanted day the nearest free times are looked for.
_DAYS_BEFORE, _DAYS_AFTER = 3, 10

_Stretch = tuple[datetime, datetime]


@frozen(kw_only=True)
class Slot:
    """A free time: who, in which chair, from when to when (UTC). The chair is taken until `busy_until`."""

    provider: Provider
    chair_id: str
    starts_at: datetime
    ends_at: datetime
    busy_until: datetime


@frozen(kw_only=True)
class Wish:
    """What a time is looked for.

    Attributes:
        providers: Who may do it, the preferred first.
        leaving: The appointment that would leave its own time for it.
        urgent: Whether the times held back for emergencies may be taken.
    """

    treatment: Treatment
    providers: tuple[Provider, ...]
    leaving: AppointmentId | None = None
    urgent: bool = False


@frozen(kw_only=True)
class Book:
    """The appointment book at one instant: the clinic's rules and what is in its diary."""

    clinic: Clinic
    diary: Diary
    now: datetime

    def slot(self, wish: Wish, starts_at: datetime) -> Slot | None:
        """The wished-for time beginning at *starts_at*, with the first who has it free."""
        day = self._day(starts_at)
        if starts_at <= self.now or day > self.horizon or day in self.diary.closed:
            return None
        return next(
            (
                slot
                for provider in wish.providers
                if starts_at in self.clinic.starts(day, provider.id, wish.treatment.id)
                if (slot := self._with(wish, provider, starts_at)) is not None
            ),
            None,
        )

    def slots(
        self, wish: Wish, days: Iterable[date], *, earliest: time | None = None, latest: time | None = None
    ) -> Iterator[Slot]:
        """The free times of these days, in the order of the calendar, each instant once.

        *earliest* and *latest* are local times of day between which it is to begin, both included.
        """
        for day in days:
            # A whole year's appointments would be looked at again for every start.
            there = evolve(self, diary=self.diary.around(day, self.clinic.zone))
            starts = {
                start
                for provider in wish.providers
                for start in self.clinic.starts(day, provider.id, wish.treatment.id)
                if earliest is None or self._wall(start) >= earliest
                if latest is None or self._wall(start) <= latest
            }
            for start in sorted(starts):
                if (slot := there.slot(wish, start)) is not None:
                    yield slot

    def nearest(self, wish: Wish, wanted: datetime, *, limit: int = 3) -> tuple[Slot, ...]:
        """The free times nearest to *wanted*, in the order of the calendar.

        The nearest day comes first and then the nearest time of day: who wanted ten o'clock on a holiday is offered
        ten o'clock on the days beside it, not the last hour of the day before. The time that the appointment
        *leaving* has now is no offer.
        """
        leaving = None if wish.leaving is None else self.diary.appointments.get(wish.leaving)
        left = None if leaving is None else leaving.starts_at
        middle = wanted.astimezone(self.clinic.zone)

        def distance(slot: Slot) -> tuple[int, int, datetime]:
            local = slot.starts_at.astimezone(self.clinic.zone)
            return abs((local.date() - middle.date()).days), abs(_minutes(local) - _minutes(middle)), slot.starts_at

        free = (slot for slot in self.slots(wish, self.days_around(wanted)) if slot.starts_at != left)
        return tuple(sorted(sorted(free, key=distance)[:limit], key=lambda slot: slot.starts_at))

    def why_not(self, wish: Wish, starts_at: datetime) -> RefusalReason | None:
        """Why nobody can be seen at *starts_at*, or None when somebody can."""
        if self.slot(wish, starts_at) is not None:
            return None
        day, wall = self._day(starts_at), self._wall(starts_at)
        openings = self.clinic.openings(day)
        if starts_at <= self.now:
            return "in_the_past"
        if day > self.horizon:
            return "too_far_ahead"
        if day in self.diary.closed or not openings:
            return "closed_that_day"
        if not any(opening.opens <= wall < opening.closes for opening in openings):
            return "outside_hours"
        theirs = [
            provider
            for provider in wish.providers
            if any(opening.opens <= wall < opening.closes for opening in self.clinic.hours_of(provider.id, day))
        ]
        if not theirs:
            return "provider_away"
        starts = (start for each in theirs for start in self.clinic.starts(day, each.id, wish.treatment.id))
        return "slot_taken" if starts_at in starts else "no_such_start"

    def why_none(self, first: date, last: date) -> RefusalReason:
        """Why none of these days has a free time."""
        if last < self.today:
            return "in_the_past"
        if first > self.horizon:
            return "too_far_ahead"
        is_open = (day not in self.diary.closed and self.clinic.openings(day) for day in self.days(first, last))
        return "no_free_time" if any(is_open) else "closed_that_day"

    @property
    def horizon(self) -> date:
        """The last day, by the clinic's calendar, that can be booked."""
        return self.today + timedelta(days=self.clinic.horizon_days)

    @property
    def today(self) -> date:
        """By the clinic's calendar."""
        return self._day(self.now)

    def days(self, first: date, last: date) -> Iterator[date]:
        """The days from *first* to *last* that can be booked."""
        day = max(first, self.today)
        while day <= min(last, self.horizon):
            yield day
            day += timedelta(days=1)

    def days_around(self, wanted: datetime) -> Iterator[date]:
        """The days that `nearest` looks at: some before the wanted one, more after it, all that can be booked.

        A day that is past stands for today, and one that is too far ahead for the last that can be booked.
        """
        middle = min(max(self._day(wanted), self.today), self.horizon)
        return self.days(middle - timedelta(days=_DAYS_BEFORE), middle + timedelta(days=_DAYS_AFTER))

    def _with(self, wish: Wish, provider: Provider, starts_at: datetime) -> Slot | None:
        ends_at = starts_at + wish.treatment.length
        busy_until = ends_at + wish.treatment.buffer
        if not self.diary.is_free(provider.id, starts_at, ends_at, leaving=wish.leaving):
            return None
        if not wish.urgent and self._is_held(provider, starts_at, ends_at):
            return None
        chair_id = self._chair(wish, starts_at, busy_until)
        if chair_id is None:
            return None
        return Slot(provider=provider, chair_id=chair_id, starts_at=starts_at, ends_at=ends_at, busy_until=busy_until)

    def _chair(self, wish: Wish, starts_at: datetime, busy_until: datetime) -> str | None:
        """The first chair that is free all that time and whose taking leaves one for each emergency."""
        held = () if wish.urgent else tuple(self._kept(wish, starts_at, busy_until))
        return next(
            (
                chair.id
                for chair in self.clinic.chairs
                if self.diary.is_free(chair.id, starts_at, busy_until, leaving=wish.leaving)
                if not any(self._spoils(wish, chair.id, each, held) for each in held)
            ),
            None,
        )

    def _spoils(self, wish: Wish, chair_id: str, kept: _Stretch, all_kept: Sequence[_Stretch]) -> bool:
        """Whether an emergency would find no chair if this one were taken; not where it could not have it anyway."""
        free = {chair.id for chair in self.clinic.chairs if self.diary.is_free(chair.id, *kept, leaving=wish.leaving)}
        needed = sum(begins < kept[1] and kept[0] < ends for begins, ends in all_kept)
        return chair_id in free and len(free) <= needed

    def _kept(self, wish: Wish, starts_at: datetime, busy_until: datetime) -> Iterator[_Stretch]:
        """The times held for emergencies, and not taken by one yet, for which a chair is needed meanwhile."""
        treatment = self.clinic.treatment(self.clinic.emergency_treatment)
        for provider_id, begins in self._held(self._day(starts_at)):
            ends = begins + treatment.length + treatment.buffer
            is_open = self.diary.is_free(provider_id, begins, begins + treatment.length, leaving=wish.leaving)
            if is_open and begins < busy_until and starts_at < ends:
                yield begins, ends

    def _is_held(self, provider: Provider, starts_at: datetime, ends_at: datetime) -> bool:
        """Whether the time is held back for emergencies still."""
        length = self.clinic.treatment(self.clinic.emergency_treatment).length
        return any(
            provider_id == provider.id and begins < ends_at and starts_at < begins + length
            for provider_id, begins in self._held(self._day(starts_at))
        )

    def _held(self, day: date) -> Iterator[tuple[str, datetime]]:
        """Who has which starts (UTC) held back on *day*, as far as they are not released yet."""
        # Compared by the clock on the wall: a release that a clock change skips comes with the hour after it.
        released = {
            (held.provider, wall)
            for held in self.clinic.held
            if self.today > day or (self.today == day and self._wall(self.now) >= held.release)
            for wall in held.times
        }
        for provider_id, begins in self.clinic.held_starts(day):
            if (provider_id, self._wall(begins)) not in released:
                yield provider_id, begins

    def _day(self, instant: datetime) -> date:
        return instant.astimezone(self.clinic.zone).date()

    def _wall(self, instant: datetime) -> time:
        return instant.astimezone(self.clinic.zone).time()


def _minutes(local: datetime) -> int:
    return local.hour * 60 + local.minute
