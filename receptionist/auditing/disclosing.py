"""No record, no view: what stands in the log before somebody is shown patients' data."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import TypeVar

from attrs import frozen

import receptionist
from receptionist.auditing.pseudonyms import Withholding
from receptionist.auditing.roles import Viewer, denied, in_words
from receptionist.clock import Clock
from receptionist.config import Settings
from receptionist.errors import AccessError, ReceptionistError
from receptionist.events.access import AccessDenied, AccessEvent, AccessRecorded, DataField, Right
from receptionist.events.codec import CODEC
from receptionist.events.log import EventLog
from receptionist.events.recorded import Metadata, NewEvent
from receptionist.events.sqlite import Database, SqliteLog
from receptionist.events.tags import tags_of
from receptionist.ids import AppointmentId, CallId, Ids, PatientId
from receptionist.read_models.keeping import keep_up
from receptionist.storage import Storage, open_storage

T = TypeVar("T")
_MOST = 100
"""How many patients, and how many appointments and calls, one event names."""
_ANYBODY_WRITES = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH


@frozen(kw_only=True)
class Look:
    """What somebody wants to see: the command without its options, and those that say nothing of anybody."""

    command: str
    options: tuple[str, ...] = ()


class Disclosure:
    """What one look may show: each page is recorded before it is seen.

    Args:
        append: Puts an event into the log; None on a copy that nobody writes to.
        viewer: Who looks; they may.
        report: The look's own id.
    """

    def __init__(
        self, append: Callable[[AccessEvent], Awaitable[None]] | None, viewer: Viewer, look: Look, *, report: str
    ) -> None:
        self._append, self._viewer, self._look, self._report = append, viewer, look, report
        self._pages = 0

    @property
    def viewer(self) -> Viewer:
        """Who looks."""
        return self._viewer

    @property
    def report(self) -> str:
        """The look's own id."""
        return self._report

    @property
    def is_recorded(self) -> bool:
        """Whether there is a log to record it in."""
        return self._append is not None

    async def show(
        self,
        shown: Sequence[DataField],
        *,
        patients: Iterable[PatientId] = (),
        appointments: Iterable[AppointmentId] = (),
        calls: Iterable[CallId] = (),
    ) -> None:
        """Record that *shown* of these is about to be seen: to be called before any of it is printed.

        Raises:
            AccessError: It cannot be recorded, so nothing is to be shown.
        """
        if self._append is None or self._viewer.role is None:
            return
        without_keys = self._viewer.role == "auditor"
        pages = zip_longest(_pages(patients), _pages(appointments), _pages(calls), fillvalue=())
        for of_patients, of_appointments, of_calls in list(pages) or [((), (), ())]:
            self._pages += 1
            await self._append(
                AccessRecorded(
                    report=self._report,
                    page=self._pages,
                    command=self._look.command,
                    options=self._look.options,
                    role=self._viewer.role,
                    login=self._viewer.login,
                    reason=None if without_keys else self._viewer.reason,
                    reference=self._viewer.reason if without_keys else None,
                    shown=tuple(dict.fromkeys(shown)),
                    patients=of_patients,
                    appointments=of_appointments,
                    calls=of_calls,
                )
            )


@contextlib.asynccontextmanager
async def disclosing(
    settings: Settings, storage: Storage, viewer: Viewer, look: Look, right: Right, *, clock: Clock, ids: Ids
) -> AsyncIterator[Disclosure]:
    """What *viewer* may be shown of *storage*, which may be open for reading alone.

    On a copy that cannot be written to (read-only media, or a file that nobody may write) nothing is recorded, as
    `Disclosure.is_recorded` says.

    Raises:
        AccessError: They may not, which is recorded where it can be; or it cannot be recorded that they look.
    """
    why = denied(viewer, right, settings.roles)
    is_copy = not storage.database.can_be_written and cannot_be_written(storage.path)
    async with contextlib.AsyncExitStack() as stack:
        writer = None if is_copy else _Writer(settings, storage, viewer, stack, clock=clock, ids=ids)
        if why is None:
            yield Disclosure(None if writer is None else writer.append, viewer, look, report=ids.event())
            return
        if writer is not None:
            refused = AccessDenied(
                command=look.command,
                options=look.options,
                role=viewer.role,
                login=viewer.login,
                needed=right,
                why=why,
            )
            # Who is refused is refused, also where nobody can be told of it.
            with contextlib.suppress(AccessError):
                await writer.append(refused)
        raise AccessError(in_words(why, viewer, right, settings.roles))


async def refuse_who_may_not(
    settings: Settings, storage: Storage, viewer: Viewer, look: Look, right: Right, *, clock: Clock, ids: Ids
) -> None:
    """Refuse an act (which is in the log by itself) to who may not, and record that they wanted to.

    Raises:
        AccessError: They may not.
    """
    why = denied(viewer, right, settings.roles)
    if why not in {None, "no_reason"}:
        async with disclosing(settings, storage, viewer, look, right, clock=clock, ids=ids):
            pass


def cannot_be_written(path: Path) -> bool:
    """Whether a log's file is a copy kept as evidence: on read-only media, or one that nobody may write to.

    The permissions count even for an administrator, who could write to it all the same.
    """
    try:
        nobody_may = not path.stat().st_mode & _ANYBODY_WRITES
    except OSError:
        return False
    return nobody_may or not os.access(path, os.W_OK) or not os.access(path.parent, os.W_OK)


class _Writer:
    """Appends to the log of a storage; through an opening of its own where that one only looks."""

    def __init__(
        self,
        settings: Settings,
        storage: Storage,
        viewer: Viewer,
        stack: contextlib.AsyncExitStack,
        *,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._settings, self._storage, self._viewer, self._stack = settings, storage, viewer, stack
        self._clock, self._ids = clock, ids
        self._log: EventLog | None = storage.log if storage.database.can_be_written else None

    async def append(self, event: AccessEvent) -> None:
        try:
            if self._log is None:
                self._log = await self._opened()
            await self._log.append([self._new(event)])
        except ReceptionistError as error:
            why = f"nothing is shown, as it cannot be recorded who looks: {error}"
            raise AccessError(why) from error

    async def _opened(self) -> EventLog:
        path = self._storage.path
        if self._viewer.role == "auditor" or isinstance(self._storage.vault, Withholding):
            database = await self._stack.enter_async_context(Database.open(path, create=False))
            return SqliteLog(database, Withholding(), CODEC, enqueue=keep_up)
        opened = open_storage(path, create=False, masters=self._settings.masters)
        return (await self._stack.enter_async_context(opened)).log

    def _new(self, event: AccessEvent) -> NewEvent:
        return NewEvent(
            id=self._ids.event(),
            event=event,
            tags=tags_of(event, None),
            recorded_at=self._clock.now(),
            metadata=Metadata(
                call=None,
                actor="staff",
                person=self._viewer.person,
                agent=f"receptionist {receptionist.__version__}",
                prompt="",
                model="",
            ),
        )


def _pages(ids: Iterable[T]) -> list[tuple[T, ...]]:
    found = tuple(dict.fromkeys(ids))
    return [found[at : at + _MOST] for at in range(0, len(found), _MOST)]
