"""The desk at which the clinic's staff act: outside any call, under their own name, on the same log as the agent."""

from __future__ import annotations

import contextlib
import getpass
from collections.abc import AsyncIterator
from pathlib import Path

from attrs import frozen

import receptionist
from receptionist.clock import Clock
from receptionist.config import Settings
from receptionist.config.found import Words
from receptionist.config.settings import person_named
from receptionist.desk import Desk, Handled, Provenance
from receptionist.domain.clinic import Clinic
from receptionist.domain.commands import Command, NewIds
from receptionist.errors import SettingError
from receptionist.ids import Ids, RandomIds, TaskId
from receptionist.storage import Storage, open_storage

# So many patients may have to be called because of one act.
_MOST_CONFLICTS = 400


@frozen(kw_only=True)
class StaffDesk:
    """An open log and a desk at it for one of the staff."""

    storage: Storage
    desk: Desk
    clinic: Clinic
    clock: Clock
    ids: Ids
    person: str

    async def do(self, command: Command) -> Handled:
        """Decide *command* as this person's act.

        Raises:
            DeskError: It cannot be done, and that is no event.
            LogError: The log could not be written; nothing happened.
        """
        return await self.desk.handle(command, actor="staff")

    def new(self) -> NewIds:
        """Ids for whatever one command may bring about."""
        return NewIds.fresh(self.ids)

    def new_tasks(self) -> tuple[TaskId, ...]:
        """Ids for the patients who have to be called, were there ever so many."""
        return tuple(self.ids.task() for _ in range(_MOST_CONFLICTS))


@contextlib.asynccontextmanager
async def open_staff_desk(
    settings: Settings, database: Path | None, person: str, clock: Clock
) -> AsyncIterator[StaffDesk]:
    """A desk at the log at *database*, or at the usual one, which is made when it is not there yet.

    Raises:
        LogError: The log cannot be used; a log that is named has to be there.
    """
    ids = RandomIds(clock)
    async with open_storage(
        database or settings.database, create=database is None, masters=settings.masters
    ) as storage:
        desk = Desk(
            log=storage.log,
            clinic=settings.clinic,
            clock=clock,
            ids=ids,
            call=None,
            provenance=Provenance(agent=f"receptionist {receptionist.__version__}", prompt="", model=""),
            lookup=storage.lookup,
            person=person,
        )
        yield StaffDesk(storage=storage, desk=desk, clinic=settings.clinic, clock=clock, ids=ids, person=person)


def who_acts(given: str | None, settings: Settings) -> str:
    """Under whose name the log has an act: the one that is given, else the setting's, else the login's.

    Raises:
        SettingError: There is none, or it cannot stand in the log.
    """
    if given is not None:
        return person_named("--as", given)
    if settings.staff is not None:
        return settings.staff
    try:
        return person_named("login name", getpass.getuser())
    except (OSError, KeyError, ImportError) as error:
        raise SettingError("RECEPTIONIST_STAFF", Words("missing"), "your name, or say it with --as NAME") from error
