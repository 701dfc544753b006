"""The pages of the diary, read from the log: what stands on a day, who came, what is blocked, held and free."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta

from attrs import frozen

from receptionist.domain.availability import Book
from receptionist.domain.clinic import Clinic
from receptionist.domain.diary import Diary
from receptionist.domain.wishes import wish_of
from receptionist.errors import EventTooNewError
from receptionist.events.clinic import TimeBlocked
from receptionist.events.log import EventLog, Query, QueryItem
from receptionist.events.recorded import Recorded, UnknownEvent
from receptionist.events.tags import appointment_tag, day_tag, diary_tag
from receptionist.projections.diary import Entry, blocked, standing

_OPEN_DAYS_AHEAD = 6
# SQLite takes 500 terms in one compound SELECT (https://www.sqlite.org/limits.html, 4).
_MOST_ITEMS = 400
_OF_A_DAY = (
    "booking.confirmed",
    "appointment.moved",
    "appointment.cancelled",
    "diary.time_blocked",
    "diary.block_lifted",
    "diary.day_closed",
    "diary.day_reopened",
    "patient.corrected",
)
_OF_A_VISIT = ("appointment.patient_arrived", "appointment.patient_missed")


@frozen(kw_only=True)
class Page:
    """One day of the diary.

    Attributes:
        closed: Why the clinic is closed that day; None when it is open, "" on a weekday without hours.
        blocks: The blocked stretches that touch the day.
        free: For each provider at work, the starts (UTC) that somebody could still have for their shortest treatment.
        held: The starts held for emergencies still, each with its provider's id.
    """

    day: date
    closed: str | None
    entries: tuple[Entry, ...]
    blocks: tuple[TimeBlocked, ...]
    free: Mapping[str, tuple[datetime, ...]]
    held: tuple[tuple[str, datetime], ...]

    @property
    def free_starts(self) -> int:
        """How many starts there are at which somebody has time."""
        return len({start for starts in self.free.values() for start in starts})


def coming_days(clinic: Clinic, now: datetime) -> Sequence[date]:
    """Today and all days up to the sixth open one after it, or to the last that can be booked."""
    book = Book(clinic=clinic, diary=Diary(), now=now)
    days, left = [book.today], _OPEN_DAYS_AHEAD
    while left and days[-1] < book.horizon:
        days.append(days[-1] + timedelta(days=1))
        left -= bool(clinic.openings(days[-1]))
    return days


def worth_showing(pages: Sequence[Page]) -> Sequence[Page]:
    """The first of *pages*, and of the others those that are open, or closed although somebody is booked."""
    return [page for page in pages if page.closed is None or page.entries or page is pages[0]]


async def read_pages(log: EventLog, clinic: Clinic, days: Iterable[date], now: datetime) -> list[Page]:
    """The pages of *days*, from the events that carry those days' tags.

    Raises:
        EventTooNewError: A newer version changed one of the days: what it did is not known, and nothing is shown.
    """
    days = tuple(days)
    events = await _read(log, _of_days(days, clinic))
    visits = [QueryItem(tags=(appointment_tag(each.appointment.appointment_id),), types=_OF_A_VISIT)
              for each in standing(events) if each.day in days]  # fmt: skip
    if visits:
        events = _in_order([*events, *await _read(log, visits)])
    entries, blocks, diary = standing(events), blocked(events), _folded(events)
    book = Book(clinic=clinic, diary=diary, now=now)
    return [_page(book, day, [each for each in entries if each.day == day], blocks) for day in days]


async def read_diary(log: EventLog, clinic: Clinic, days: Iterable[date]) -> Diary:
    """Who has which time on *days*.

    Raises:
        EventTooNewError: A newer version changed one of the days.
    """
    return _folded(await _read(log, _of_days(days, clinic)))


async def read_blocks(log: EventLog) -> tuple[TimeBlocked, ...]:
    """Every stretch that is blocked, by time.

    Raises:
        EventTooNewError: A newer version blocked or lifted one.
    """
    return blocked(await _read(log, [QueryItem(types=("diary.time_blocked", "diary.block_lifted"))]))


def _page(book: Book, day: date, entries: Sequence[Entry], blocks: Iterable[TimeBlocked]) -> Page:
    clinic = book.clinic
    begins, ends = (datetime.combine(day + timedelta(days=n), time(), clinic.zone) for n in (0, 1))
    closed = book.diary.closed.get(day, clinic.closures.get(day))
    if closed is None and not clinic.openings(day):
        closed = ""
    free = {} if closed is not None else dict(_free(book, day))
    held = () if closed is not None else tuple(
        (provider, start) for provider, start in clinic.held_starts(day) if _is_held(book, provider, start)
    )  # fmt: skip
    return Page(
        day=day,
        closed=closed,
        entries=tuple(entries),
        blocks=tuple(each for each in blocks if each.starts_at < ends and begins < each.ends_at),
        free=free,
        held=held,
    )


def _free(book: Book, day: date) -> Iterator[tuple[str, tuple[datetime, ...]]]:
    for provider in book.clinic.providers:
        performed = book.clinic.treatments_by(provider.id)
        if performed and book.clinic.hours_of(provider.id, day):
            shortest = min(performed, key=lambda each: each.length)
            yield provider.id, tuple(each.starts_at for each in book.slots(wish_of(shortest, (provider,)), [day]))


def _is_held(book: Book, provider_id: str, start: datetime) -> bool:
    """Whether only an emergency can have it."""
    clinic = book.clinic
    treatment, providers = clinic.treatment(clinic.emergency_treatment), (clinic.provider(provider_id),)
    urgent = book.slot(wish_of(treatment, providers, urgent=True), start)
    return urgent is not None and book.slot(wish_of(treatment, providers), start) is None


def _of_days(days: Iterable[date], clinic: Clinic) -> list[QueryItem]:
    # What the first version of the log recorded carries a provider's tag alone.
    tags = (tag for day in days for tag in (day_tag(day), *(diary_tag(each.id, day) for each in clinic.providers)))
    return [QueryItem(tags=(tag,), types=_OF_A_DAY) for tag in tags]


async def _read(log: EventLog, items: Sequence[QueryItem]) -> list[Recorded]:
    found = list[Recorded]()
    for at in range(0, len(items), _MOST_ITEMS):
        found += (await log.read(Query(tuple(items[at : at + _MOST_ITEMS])))).events
    for recorded in found:
        if isinstance(recorded.event, UnknownEvent):
            raise EventTooNewError(recorded.position, recorded.type, recorded.version)
    return _in_order(found)


def _in_order(events: Iterable[Recorded]) -> list[Recorded]:
    return [recorded for _, recorded in sorted({recorded.position: recorded for recorded in events}.items())]


def _folded(events: Iterable[Recorded]) -> Diary:
    diary = Diary()
    for recorded in events:
        if not isinstance(recorded.event, UnknownEvent):
            diary = diary.after(recorded.event)
    return diary
