"""What has to change in the diary so that it says of a resource what another calendar says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from attrs import evolve, frozen

from receptionist.domain.diary import Diary
from receptionist.domain.staff import LONGEST_BLOCK
from receptionist.events.booking import Appointment
from receptionist.events.clinic import TimeBlocked
from receptionist.importing.busy import BusyTime, Found, Span, parts

# Our own .ics names an event after its appointment.
_OURS = re.compile(r"(a-[0-9a-z]{12})@.*", re.DOTALL)


@frozen(kw_only=True)
class Change:
    """An entry that is at another time now, and the blocks that it had before."""

    entry: BusyTime
    before: tuple[TimeBlocked, ...]


@frozen(kw_only=True)
class Plan:
    """What importing does.

    Attributes:
        new: What is to be blocked.
        changed: What is to be blocked elsewhere, the old blocks then lifted.
        vanished: Blocks that are not in the calendar any more.
        unchanged: How many are blocked as they should be.
        ours: The appointments that the calendar has from us: they need no block beside them.
    """

    new: tuple[BusyTime, ...]
    changed: tuple[Change, ...]
    vanished: tuple[TimeBlocked, ...]
    unchanged: int
    ours: tuple[Appointment, ...]

    @property
    def wanted(self) -> tuple[BusyTime, ...]:
        """What is to be blocked, new or changed."""
        return (*self.new, *(change.entry for change in self.changed))

    @property
    def superseded(self) -> tuple[TimeBlocked, ...]:
        """What is to be lifted, once the rest is blocked: so nothing is free in between."""
        return (*(block for change in self.changed for block in change.before), *self.vanished)


def plan_of(found: Found, diary: Diary, *, resource_id: str, calendar: str, span: Span) -> Plan:
    """Compare what a calendar has with what was imported from it before.

    Args:
        found: What the file has in *span*.
        diary: Who has which time in *span*.
        resource_id: Whose calendar it is.
        calendar: Tells several calendars of the same resource apart: each is compared with itself only.
        span: From now to where the calendar was read.
    """
    there = [block for block in diary.blocks.values() if _is_from(block, resource_id, calendar, span)]
    new, changed, kept, ours = list[BusyTime](), list[Change](), set[str](), list[Appointment]()
    for entry in _entries(found, calendar, span):
        if (own := _own(entry, diary, resource_id, calendar)) is not None:
            ours.append(own)
            continue
        before = tuple(block for block in there if block.uid == entry.uid)
        same = next(
            (each for each in before if (each.starts_at, each.ends_at) == (entry.starts_at, entry.ends_at)), None
        )
        if same is not None:
            kept.add(same.block_id)
        elif before:
            changed.append(Change(entry=entry, before=before))
        else:
            new.append(entry)
    going = {block.block_id for change in changed for block in change.before}
    return Plan(
        new=tuple(new),
        changed=tuple(changed),
        vanished=tuple(block for block in there if block.block_id not in kept | going),
        unchanged=len(kept),
        ours=tuple(ours),
    )


def conflicts(wanted: Iterable[BusyTime], diary: Diary, resource_id: str, span: Span) -> Sequence[Appointment]:
    """The appointments that are in the way of what is to be blocked, by time."""
    busy = tuple(wanted)
    found = (
        each
        for each in diary.appointments.values()
        if each.starts_at > span.since
        if resource_id in {each.provider_id, each.chair_id}
        if any(
            each.starts_at < entry.ends_at
            and entry.starts_at < (each.ends_at if each.provider_id == resource_id else each.busy_until)
            for entry in busy
        )
    )
    return sorted(found, key=lambda each: (each.starts_at, each.appointment_id))


def _entries(found: Found, calendar: str, span: Span) -> Iterable[BusyTime]:
    for entry in found.busy:
        yield from parts(evolve(entry, uid=f"{calendar}:{entry.uid}"), LONGEST_BLOCK / 2, span)


def _is_from(block: TimeBlocked, resource_id: str, calendar: str, span: Span) -> bool:
    return (
        block.source == "import"
        and block.resource_id == resource_id
        and block.uid.startswith(f"{calendar}:")
        and span.has(block.starts_at, block.ends_at)
    )


def _own(entry: BusyTime, diary: Diary, resource_id: str, calendar: str) -> Appointment | None:
    """The appointment that the calendar has from us, at the time that it has there."""
    named = _OURS.fullmatch(entry.uid.removeprefix(f"{calendar}:"))
    return (
        None
        if named is None
        else next(
            (
                each
                for each in diary.appointments.values()
                if each.appointment_id == named[1]
                and resource_id in {each.provider_id, each.chair_id}
                and each.starts_at <= entry.starts_at
                and entry.ends_at <= max(each.ends_at, each.busy_until)
            ),
            None,
        )
    )
