"""All that the log has about one appointment: its own events, its calls, the inbox's lines, the diary of its days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from attrs import frozen

from receptionist.audience import SentTo
from receptionist.clock import Clock
from receptionist.errors import UnknownAppointmentError
from receptionist.events.booking import Appointment, AppointmentMoved
from receptionist.events.clinic import TaskRaised
from receptionist.events.log import EventLog, Query, QueryItem
from receptionist.events.recorded import Recorded
from receptionist.events.tags import appointment_tag, call_tag, day_tag, task_tag
from receptionist.ids import AppointmentId, CallId
from receptionist.replaying.account import Account
from receptionist.replaying.reading import read_account
from receptionist.storage import Storage

# What staff decide at once stands together in the log: a booking has at most so many events before it and behind it.
_BEFORE, _BEHIND = 12, 6
# SQLite takes 500 terms in one compound SELECT (https://www.sqlite.org/limits.html, 4).
_MOST_ITEMS = 400
_OF_A_DAY = ("diary.time_blocked", "diary.block_lifted", "diary.day_closed", "diary.day_reopened")


@frozen(kw_only=True)
class Case:
    """What is known of an appointment.

    Attributes:
        events: Whatever may have to do with it, in the log's order.
        accounts: The calls that it came up in.
    """

    appointment: AppointmentId
    events: tuple[Recorded, ...]
    accounts: Mapping[CallId, Account]


async def read_case(storage: Storage, appointment: AppointmentId, *, setting: SentTo, wall: Clock) -> Case:
    """Read what there is of *appointment*.

    Args:
        storage: The log, which is not written to.
        appointment: Its whole id.
        setting: Whom streams go to, by the `audience` setting.
        wall: The machine's clock: says whether a call is still running.

    Raises:
        UnknownAppointmentError: The log has nothing of it.
        LogError: The log cannot be read.
    """
    own = (await storage.log.read(Query.tagged(appointment_tag(appointment)))).events
    if not own:
        raise UnknownAppointmentError(appointment)
    calls = tuple(dict.fromkeys(each.metadata.call for each in own if each.metadata.call is not None))
    found = {each.position: each for each in own}
    for events in (
        await _tagged(storage.log, [call_tag(call) for call in calls]),
        await _tagged(storage.log, _tasks(own)),
        await _tagged(storage.log, [day_tag(day) for day in _days(own)], types=_OF_A_DAY),
        *[await _around(storage.log, each) for each in own if each.metadata.call is None],
    ):
        found |= {each.position: each for each in events}
    return Case(
        appointment=appointment,
        events=tuple(found[position] for position in sorted(found)),
        accounts={call: await read_account(storage, call, setting=setting, wall=wall) for call in calls},
    )


async def _tagged(log: EventLog, tags: Sequence[str], *, types: tuple[str, ...] = ()) -> list[Recorded]:
    found = list[Recorded]()
    for at in range(0, len(tags), _MOST_ITEMS):
        items = tuple(QueryItem(tags=(tag,), types=types) for tag in tags[at : at + _MOST_ITEMS])
        found += (await log.read(Query(items))).events
    return found


async def _around(log: EventLog, recorded: Recorded) -> list[Recorded]:
    """What one of the staff did in the same act: what leads to a booking at the desk has no tag to be found by."""
    near = await log.read(Query(), after=max(recorded.position - _BEFORE, 0), limit=_BEFORE + _BEHIND)
    return [
        each for each in near.events if (each.metadata.call, each.metadata.person) == (None, recorded.metadata.person)
    ]


def _tasks(events: Iterable[Recorded]) -> list[str]:
    return [task_tag(each.event.task_id) for each in events if isinstance(each.event, TaskRaised)]


def _days(events: Iterable[Recorded]) -> Sequence[date]:
    """The days that it was ever on, by the clinic's calendar."""
    days = dict[date, None]()
    for recorded in events:
        appointment = getattr(recorded.event, "appointment", None)
        if isinstance(appointment, Appointment):
            zone = ZoneInfo(appointment.clinic.time_zone)
            days[appointment.starts_at.astimezone(zone).date()] = None
            if isinstance(recorded.event, AppointmentMoved):
                days[recorded.event.moved_from.astimezone(zone).date()] = None
    return tuple(days)
