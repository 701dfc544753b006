"""Who is looking: what the commands that show patients' data have in common, so that each look is recorded."""

from __future__ import annotations

import contextlib
import re
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

import click
from click.core import ParameterSource

from receptionist.auditing.disclosing import Disclosure, Look, refuse_who_may_not
from receptionist.auditing.disclosing import disclosing as disclosing_to
from receptionist.auditing.pseudonyms import open_withheld
from receptionist.auditing.roles import Viewer, viewer_of
from receptionist.auditing.scanning import patients_of
from receptionist.cli.looking import log_path, open_log
from receptionist.clock import SystemClock
from receptionist.config import Settings
from receptionist.events.access import DataField, Right
from receptionist.ids import CallId, RandomIds
from receptionist.staff_desk import who_acts
from receptionist.storage import Storage

C = TypeVar("C", bound=Callable[..., Any])

_PERSON, _REASON = "receptionist.person", "receptionist.reason"
# Who and why have places of their own; where the log lies is no secret and no news.
_NOT_TOLD = {"person", "reason", "db"}
_ID = re.compile(r"[a-z]-[0-9a-z]{12}")
_UNRECORDED = (
    "receptionist: this log cannot be written to (a copy kept as evidence): that you look at it is not recorded"
)


def viewer(command: C) -> C:
    """Give a command that shows patients' data the options by which somebody says who they are, and why they look."""
    person = click.option(
        "--as", "person", metavar="NAME", expose_value=False, callback=_kept(_PERSON),
        help="Who you are; else RECEPTIONIST_STAFF, or your login.",
    )  # fmt: skip
    reason = click.option(
        "--reason", metavar="WORDS", expose_value=False, callback=_kept(_REASON),
        help="Why you look; it stands in the log with that you did.",
    )  # fmt: skip
    return person(reason(command))


@contextlib.asynccontextmanager
async def disclosing(settings: Settings, storage: Storage, *, right: Right = "desk") -> AsyncIterator[Disclosure]:
    """What the command that is running may show of *storage*, which may be open for reading alone.

    Before anything is printed, say what and of whom: `await disclosure.show(("name",), patients=…)`.

    Raises:
        AccessError: Who runs it may not, which is recorded; or it cannot be recorded that they look.
    """
    clock = SystemClock()
    who, look, ids = viewer_here(settings), look_here(), RandomIds(clock)
    async with disclosing_to(settings, storage, who, look, right, clock=clock, ids=ids) as disclosure:
        if not disclosure.is_recorded:
            click.echo(_UNRECORDED, err=True)
        yield disclosure


@contextlib.asynccontextmanager
async def auditing(settings: Settings, database: Path | None) -> AsyncIterator[tuple[Storage, Disclosure]]:
    """The log that was named, or the usual one, for an audit: without its keys for an auditor, and never changed.

    Raises:
        AccessError: Who runs it may not, or it cannot be recorded that they look.
        ClickException: There is no log yet.
        LogError: It cannot be used.
    """
    is_auditor = viewer_here(settings).role == "auditor"
    opening = (
        open_withheld(log_path(settings, database)) if is_auditor else open_log(settings, database, read_only=True)
    )
    async with opening as storage, disclosing(settings, storage, right="audit") as disclosure:
        yield storage, disclosure


async def disclose_call(
    settings: Settings, storage: Storage, call: CallId, shown: Sequence[DataField] = ("everything",)
) -> None:
    """Record that the command that is running is about to show *shown* of a call, and refuse who may not see it.

    Raises:
        AccessError: Who runs it may not, or it cannot be recorded that they look.
    """
    async with disclosing(settings, storage) as disclosure:
        await disclosure.show(shown, patients=await patients_of(storage, call), calls=(call,))


async def see_that_they_may(settings: Settings, storage: Storage, *, person: str, right: Right = "desk") -> None:
    """Refuse an act, which is in the log by itself, to who may not do it, and record that they wanted to.

    Raises:
        AccessError: They may not.
    """
    clock = SystemClock()
    who = viewer_of(settings, person, None)
    await refuse_who_may_not(settings, storage, who, look_here(), right, clock=clock, ids=RandomIds(clock))


def viewer_here(settings: Settings) -> Viewer:
    """Who runs the command, by its options, the settings and the operating system.

    Raises:
        SettingError: They have no name.
        AccessError: The reason cannot stand in the log.
    """
    said = _meta()
    return viewer_of(settings, who_acts(said.get(_PERSON), settings), said.get(_REASON))


def viewer_is_given() -> bool:
    """Whether `--as` or `--reason` was said; of a group, before its command, which would pass them over."""
    return bool(_meta().keys() & {_PERSON, _REASON})


def look_here() -> Look:
    """The command that is running, and its options as far as they say nothing of anybody."""
    context = click.get_current_context(silent=True)
    if context is None:
        return Look(command="")
    return Look(command=context.command_path.partition(" ")[2], options=tuple(_options(context)))


def _options(context: click.Context) -> Iterator[str]:
    for parameter in context.command.params:
        name = parameter.name or ""
        if name in _NOT_TOLD or context.get_parameter_source(name) is not ParameterSource.COMMANDLINE:
            continue
        told = parameter.human_readable_name if isinstance(parameter, click.Argument) else parameter.opts[0]
        value = _plain_value(parameter, context.params.get(name))
        yield told if value is None else f"{told}={value}"


def _plain_value(parameter: click.Parameter, value: object) -> str | None:
    """A value that is no free text, which could be somebody's name."""
    match value:
        case bool() | None:
            return None
        case int() | float():
            return str(value)
        case datetime() | date():
            return value.isoformat()
        case str() if isinstance(parameter.type, click.Choice) or _ID.fullmatch(value):
            return value
        case _:
            return None


def _kept(key: str) -> Callable[[click.Context, click.Parameter, str | None], None]:
    def keep(context: click.Context, _: click.Parameter, value: str | None) -> None:
        if value is not None:
            context.meta[key] = value

    return keep


def _meta() -> Mapping[str, Any]:
    context = click.get_current_context(silent=True)
    return {} if context is None else context.meta
