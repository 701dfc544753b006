"""`receptionist replay CALL --save-test FILE`: the call as a test, with other people in it."""

from __future__ import annotations

import asyncio
import importlib.metadata
from collections.abc import Iterator
from pathlib import Path

from receptionist.cli.access import disclose_call
from receptionist.cli.finding import open_call
from receptionist.cli.words import plain
from receptionist.config import Settings
from receptionist.errors import HistoryFileError
from receptionist.replaying.saving import SavedCall, saved_call, write


def run(settings: Settings, database: Path | None, call: str, file: Path, *, force: bool = False) -> None:
    """Write the history of a call to *file* and its journey beside it (`.toml`), and say what to look at.

    Raises:
        HistoryFileError: There are such files already (unless *force*), or they cannot be written.
        LogError: The log cannot be read; its subclasses say why.
        CodecError: An event of the call cannot be read.
    """
    asyncio.run(_run(settings, database, call, file, force=force))


async def _run(settings: Settings, database: Path | None, call: str, file: Path, *, force: bool) -> None:
    if file.suffix != ".json":
        raise HistoryFileError(file, "is no name for a history: it ends in .json (the journey is written beside it)")
    beside = file.with_suffix(".toml")
    if not force:
        for each in (file, beside):
            if each.exists():
                raise HistoryFileError(each, "is there already; choose another name, or overwrite it with --force")
    async with open_call(settings, call, database, read_only=True) as (storage, whole):
        # Other people stand in what is saved; that nobody can be found in what they said, nobody can promise.
        await disclose_call(settings, storage, whole)
        saved = await saved_call(storage, whole, title=file.stem.replace("_", " "))
    write(file, saved.history.as_text(), force=force)
    if saved.journey:
        write(beside, saved.journey, force=force)
    for line in _summary(saved, file, beside):
        print(line)


def _summary(saved: SavedCall, file: Path, beside: Path) -> Iterator[str]:
    """What was made, what was done to it, and what a person has to look at before it is shown to anybody."""
    done, version = saved.anonymised, importlib.metadata.version("receptionist")
    count = f"{len(saved.history.events)} events, {len(saved.history.shows.effects)} effects"
    yield f"{file}: the history ({count}), as receptionist {version} shows it"
    yield (
        f"{beside}: the journey"
        if saved.journey
        else "no journey: the caller said nothing, or what they said was erased"
    )
    people = "person has" if done.people == 1 else "people have"
    yield f"{done.people} {people} other names, numbers, dates of birth and codes; every id is another one"
    weeks = "later" if done.moved.weeks > 0 else "earlier"
    side = "" if done.moved.kept_side else ", though not all of it on the same side of summer time"
    yield f"dates are {abs(done.moved.weeks)} weeks {weeks}: same weekdays, same times of day{side}"
    yield "Look at these before you show it to anybody:"
    for word, at in sorted(done.noted.guessed.items()):
        yield f"  event {_listed(at)}: {plain(word)} stands for a word that only looked like a name"
    for position in sorted(done.noted.withheld):
        yield f"  event {position}: withheld as a whole: somebody could still be found in it"
    yield "  what was said: a name in small letters that no event has, a street or a job is not recognised"
    yield "  the outcome in the journey: it is what came of the call, not yet what the clinic wants"


def _listed(positions: set[int]) -> str:
    return ", ".join(map(str, sorted(positions)))
