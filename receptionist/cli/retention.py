"""`receptionist retention`: for how long what is kept, and letting go of what was kept for long enough."""

from __future__ import annotations

from pathlib import Path

import click

from receptionist.cli.json_lines import dumps
from receptionist.cli.officers import as_officer, carry_out
from receptionist.privacy.officer import Officer
from receptionist.privacy.retaining import KINDS, Due, due, let_go

_NAMES = {
    "utterances": "what was said in calls",
    "appointments": "appointments, patients, calls",
    "access_records": "why staff looked",
}


@click.group(name="retention")
def command() -> None:
    """For how long patients' data is kept: [retention] in the clinic's file."""


@command.command(name="show", short_help="Print the periods, and what is over them.")
@click.option("--json", "as_json", is_flag=True, help="One kind a line.")
@as_officer
def show(*, as_json: bool, db: Path | None, person: str | None) -> None:
    """Print for how long what is kept, and how much of it has been kept for long enough by now."""

    async def work(officer: Officer) -> None:
        for each in await due(officer):
            print(_object(each) if as_json else _line(each))

    carry_out(work, db, person)


@command.command(name="apply", short_help="Let go of what is over its period; says first what.")
@click.option("--kind", "kinds", multiple=True, type=click.Choice(KINDS), help="Only this kind.")
@click.option("--yes", is_flag=True, help="Do it. Without, only say what would go.")
@click.option("--json", "as_json", is_flag=True, help="One kind a line.")
@as_officer
def apply(*, kinds: tuple[str, ...], yes: bool, as_json: bool, db: Path | None, person: str | None) -> None:
    """Destroy the keys of what has been kept for long enough. Without --yes, say what that would be.

    Nothing of a patient under a legal hold goes. Once more does nothing: run it every night.
    """

    async def work(officer: Officer) -> None:
        wanted = [each for each in await due(officer) if not kinds or each.kind in kinds]
        for each in wanted:
            recorded = await let_go(officer, each) if yes else ()
            if as_json:
                print(_object(each, recorded=[one.position for one in recorded] if yes else None))
            elif yes:
                events = f" (event {', '.join(str(one.position) for one in recorded)})" if recorded else ""
                print(f"{_NAMES[each.kind]}: {len(each.subjects)} keys destroyed{_held(each)}{events}")
            else:
                print(_line(each))
        if not yes and not as_json and any(each.subjects for each in wanted):
            print("nothing was changed; 'receptionist retention apply --yes' does it")

    carry_out(work, db, person)


def _line(each: Due) -> str:
    name = f"{_NAMES[each.kind]:<30}"
    if each.days is None or each.before is None:
        return f"{name}  kept until erased ({each.kept} keys)"
    over = f"{len(each.subjects)} keys over it (before {each.before:%Y-%m-%d})"
    return f"{name}  kept for {each.days} days: {over}, {each.kept} within it{_held(each)}"


def _held(each: Due) -> str:
    return f", {each.held} kept by a legal hold" if each.held else ""


def _object(each: Due, *, recorded: list[int] | None = None) -> str:
    what = {
        "days": each.days,
        "before": None if each.before is None else each.before.isoformat(),
        "over": len(each.subjects),
        "kept": each.kept,
        "held": each.held,
    }
    done = {} if recorded is None else {"recorded": recorded}
    return dumps({"kind": each.kind, **what, **done})
