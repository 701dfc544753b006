"""The clinic as far as its front desk decides by it: who sees patients, when, where and for what.

Ids stand in tags and events and never change. A `Clinic` made from a file (`receptionist.config.clinic_file`) holds
together: every id that is mentioned exists, and everything that is offered can be booked somewhere in the week.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Literal, Protocol, TypeVar
from zoneinfo import ZoneInfo

from attrs import frozen

from receptionist.domain.opening_hours import (
    WEEKDAYS,
    Opening,
    Weekday,
    merged,
    starts_on,
    to_instant,
    weekday_of,
)
from receptionist.events.booking import ClinicDetails
from receptionist.language import Language

__all__ = [
    "WEEKDAYS", "Chair", "Clinic", "Held", "Opening", "Provider", "Role", "Treatment", "Weekday", "to_instant",
]  # fmt: skip

Role = Literal["dentist", "hygienist"]

_WITH_COUNTRY = 11
"""Digits of a number in North America with its country's "1"."""


@frozen(kw_only=True)
class Provider:
    """Who sees the patients.

    Attributes:
        hours: The openings of each weekday, in order, in local time; a weekday that is missing is free. A break is
            the gap between two openings.
    """

    id: str
    name: str
    role: Role
    hours: Mapping[Weekday, tuple[Opening, ...]]


@frozen(kw_only=True)
class Chair:
    """Where a patient is treated; an appointment occupies one."""

    id: str
    name: str


@frozen(kw_only=True)
class Treatment:
    """What an appointment can be for.

    Attributes:
        names: What it is called in a sentence, as "exam".
        also: Other words that callers use for it.
        minutes: How long the patient is treated.
        buffer_minutes: For how long afterwards the chair is still taken (it is cleaned).
        providers: The ids of those who perform it, the preferred first.
        new_patients: Whether somebody who was never there can book it by phone.
        youngest: The lowest age for it in whole years, itself included; None without a limit.
        oldest: The highest age likewise.
    """

    id: str
    names: Mapping[Language, str]
    also: Mapping[Language, tuple[str, ...]]
    minutes: int
    buffer_minutes: int
    providers: tuple[str, ...]
    new_patients: bool
    youngest: int | None
    oldest: int | None

    @property
    def length(self) -> timedelta:
        """How long the patient is treated."""
        return timedelta(minutes=self.minutes)

    @property
    def buffer(self) -> timedelta:
        """For how long afterwards the chair is still taken."""
        return timedelta(minutes=self.buffer_minutes)

    def name(self, language: Language) -> str:
        """What it is called in a sentence."""
        return self.names[language]


@frozen(kw_only=True)
class Held:
    """Starts that are kept for emergencies on every day on which the provider works at that time.

    Attributes:
        times: When they begin (local time), each long enough for the clinic's emergency treatment.
        release: From when on that same day (local time) anybody may book those that nobody has.
    """

    times: tuple[time, ...]
    provider: str
    release: time


@frozen(kw_only=True)
class Retention:
    """For how many days what is kept, from when it was over; None keeps it until somebody erases it.

    Attributes:
        utterances_days: What was said in calls, and what the LLM was asked and answered.
        appointments_days: Patients with their appointments, and what else calls left; what was said in calls from
            before words had keys of their own goes with that.
        access_days: Why staff looked at patients' data. (That they did, has nobody's data in it, and stays.)
    """

    utterances_days: int | None = None
    appointments_days: int | None = None
    access_days: int | None = None


@frozen(kw_only=True)
class Clinic:
    """One clinic.

    Attributes:
        arrival_instructions: What a patient is told before coming.
        time_zone: The IANA name of the zone of all local times and dates here.
        default_treatment: The id of what is booked when a caller names none.
        emergency_treatment: The id of what an emergency's slot is booked for.
        closures: The days on which the clinic is closed whatever their weekday, and why ("Christmas Day").
        start_every_minutes: Appointments begin when an opening does, and every so many minutes after that.
        notice_hours: A cancellation later than so long before the start is told the policy, and staff hear of it.
        horizon_days: How many days ahead an appointment can be booked, the last one included.
        grace_minutes: A patient may be so late and is still seen.
        emergency_number: Whom to call when life may be in danger, as people dial it.
        on_call_number: The dentist on call, at any hour, as people dial it.
        transfer_number: Where a caller who wants a person is put through to, `+` and digits; None when nowhere.
        waiting_list_hours: Within how many hours staff should have called who waits for a slot that was freed; what
            is freed while nobody is there counts from the next opening.
        retention: For how long patients' data is kept.
    """

    name: str
    short_address: str
    address: str
    phone: str
    arrival_instructions: Mapping[Language, str]
    time_zone: str
    providers: tuple[Provider, ...]
    chairs: tuple[Chair, ...]
    treatments: tuple[Treatment, ...]
    default_treatment: str
    emergency_treatment: str
    held: tuple[Held, ...]
    closures: Mapping[date, str]
    start_every_minutes: int
    notice_hours: int
    horizon_days: int
    grace_minutes: int
    emergency_number: str
    on_call_number: str
    transfer_number: str | None
    waiting_list_hours: int
    retention: Retention = Retention()

    @property
    def zone(self) -> ZoneInfo:
        """The clinic's time zone."""
        return ZoneInfo(self.time_zone)

    @property
    def area_code(self) -> str | None:
        """The three digits before the local ones of the clinic's own number, in North America; None elsewhere."""
        digits = "".join(char for char in self.phone if char in "0123456789")
        national = digits[1:] if len(digits) == _WITH_COUNTRY and digits.startswith("1") else digits
        return national[:3] if len(national) == _WITH_COUNTRY - 1 else None

    def details_in(self, language: Language) -> ClinicDetails:
        """What a patient is told of the clinic, to be kept in an event."""
        return ClinicDetails(
            name=self.name,
            short_address=self.short_address,
            address=self.address,
            phone=self.phone,
            arrival_instructions=self.arrival_instructions[language],
            time_zone=self.time_zone,
        )

    def provider(self, provider_id: str) -> Provider:
        """The provider with this id.

        Raises:
            LookupError: There is none. (An old event may name somebody who has left: its own copy of the name stands.)
        """
        return _by_id("provider", self.providers, provider_id)

    def chair(self, chair_id: str) -> Chair:
        """The chair with this id.

        Raises:
            LookupError: There is none.
        """
        return _by_id("chair", self.chairs, chair_id)

    def treatment(self, treatment_id: str) -> Treatment:
        """The treatment with this id.

        Raises:
            LookupError: There is none.
        """
        return _by_id("treatment", self.treatments, treatment_id)

    def treatments_by(self, provider_id: str) -> tuple[Treatment, ...]:
        """What this provider performs, in the file's order."""
        return tuple(treatment for treatment in self.treatments if provider_id in treatment.providers)

    def usual_openings(self, weekday: Weekday) -> tuple[Opening, ...]:
        """When somebody sees patients on such a weekday, closures apart."""
        return merged(opening for provider in self.providers for opening in provider.hours.get(weekday, ()))

    def openings(self, day: date) -> tuple[Opening, ...]:
        """When somebody sees patients on *day*; nothing when the clinic is closed."""
        return () if day in self.closures else self.usual_openings(weekday_of(day))

    def hours_of(self, provider_id: str, day: date) -> tuple[Opening, ...]:
        """When this provider sees patients on *day*; nothing when the clinic is closed.

        Raises:
            LookupError: There is no such provider.
        """
        provider = self.provider(provider_id)
        return () if day in self.closures else provider.hours.get(weekday_of(day), ())

    def starts(self, day: date, provider_id: str, treatment_id: str) -> tuple[datetime, ...]:
        """Every instant (UTC) of *day* at which this provider could begin this treatment, free or not, held or not.

        Nothing when the provider does not perform it. The treatment ends by the end of its opening on the clock. Its
        buffer, in which no patient is there, may reach into a break or past closing and so rules out no start here:
        that it keeps the chair from the next patient is the diary's matter. A local time that a daylight-saving
        change skips is left out; one that it repeats is taken once, the first time round.

        Raises:
            LookupError: There is no such provider or treatment.
        """
        hours, treatment = self.hours_of(provider_id, day), self.treatment(treatment_id)
        if provider_id not in treatment.providers:
            return ()
        step = timedelta(minutes=self.start_every_minutes)
        return starts_on(day, hours, self.zone, length=treatment.length, step=step)

    def held_starts(self, day: date) -> tuple[tuple[str, datetime], ...]:
        """The starts (UTC) of *day* that are kept for emergencies, each with its provider's id, in order of time.

        Each is one of the provider's `starts` for the emergency treatment: a time at which a short day is over, or
        which a daylight-saving change skips, is left out.
        """
        kept = {
            (start, held.provider)
            for held in self.held
            for start in self.starts(day, held.provider, self.emergency_treatment)
            if start.astimezone(self.zone).time() in held.times
        }
        return tuple((provider, start) for start, provider in sorted(kept))


class _HasId(Protocol):
    @property
    def id(self) -> str: ...


_Known = TypeVar("_Known", bound=_HasId)


def _by_id(kind: str, known: Sequence[_Known], wanted: str) -> _Known:
    for one in known:
        if one.id == wanted:
            return one
    raise LookupError(f"the clinic has no {kind} {wanted!r}; it has {', '.join(one.id for one in known)}")
