"""Who has which time. Two appointments of one dentist never overlap."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from attrs import evolve, frozen

from receptionist.domain.clinic import Clinic
from receptionist.events.booking import Appointment, AppointmentMoved, BookingConfirmed
from receptionist.events.catalogue import Event
from receptionist.ids import AppointmentId

# How far around a wanted day the nearest free times are looked for.
_DAYS_BEFORE, _DAYS_AFTER = 3, 10


@frozen
class Diary:
    """The appointments that are known of, by id."""

    appointments: tuple[Appointment, ...] = ()

    def after(self, event: Event) -> Diary:
        """The diary once *event* has happened."""
        match event:
            case BookingConfirmed(appointment=appointment) | AppointmentMoved(appointment=appointment):
                others = (a for a in self.appointments if a.appointment_id != appointment.appointment_id)
                return evolve(self, appointments=(*others, appointment))
            case _:
                return self

    def is_free(self, starts_at: datetime, ends_at: datetime, *, leaving: AppointmentId | None = None) -> bool:
        """Whether nobody has any of that time, but for the appointment that would leave its own."""
        return not any(
            a.starts_at < ends_at and starts_at < a.ends_at for a in self.appointments if a.appointment_id != leaving
        )

    def nearest(
        self,
        clinic: Clinic,
        wanted: datetime,
        *,
        not_before: datetime,
        leaving: AppointmentId | None = None,
        limit: int = 3,
    ) -> tuple[datetime, ...]:
        """The free starts nearest to *wanted*, in the order of the calendar.

        The nearest day comes first and then the nearest time of day: who wanted ten o'clock on a holiday is offered
        ten o'clock on the days beside it, not the last hour of the day before. The time that the appointment
        *leaving* has now is no offer.
        """
        left = [a.starts_at for a in self.appointments if a.appointment_id == leaving]
        free = [
            start
            for day in days_around(clinic, wanted, not_before=not_before)
            for start in clinic.starts(day)
            if start > not_before and start not in left
            if self.is_free(start, start + clinic.visit, leaving=leaving)
        ]
        middle = wanted.astimezone(clinic.zone)

        def distance(start: datetime) -> tuple[int, int, datetime]:
            local = start.astimezone(clinic.zone)
            return abs((local.date() - middle.date()).days), abs(_minutes(local) - _minutes(middle)), start

        return tuple(sorted(sorted(free, key=distance)[:limit]))


def days_around(clinic: Clinic, wanted: datetime, *, not_before: datetime) -> Iterator[date]:
    """The days that `Diary.nearest` looks at: some before the wanted one, more after it, all that can be booked.

    A day that is past stands for today, and one that is too far ahead for the last that can be booked.
    """
    today, last = not_before.astimezone(clinic.zone).date(), horizon(clinic, not_before)
    middle = min(max(wanted.astimezone(clinic.zone).date(), today), last)
    for offset in range(-_DAYS_BEFORE, _DAYS_AFTER + 1):
        day = middle + timedelta(days=offset)
        if today <= day <= last:
            yield day


def horizon(clinic: Clinic, now: datetime) -> date:
    """The last day, by the clinic's calendar, that can be booked at *now*."""
    return now.astimezone(clinic.zone).date() + timedelta(days=clinic.horizon_days)


def _minutes(local: datetime) -> int:
    return local.hour * 60 + local.minute
