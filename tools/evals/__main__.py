"""`make evals`: the scripted calls against the model of the settings, with a table at the end."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click
from livekit.agents import llm
from rich.console import Console

from receptionist.config import Settings
from receptionist.errors import ReceptionistError, SettingError
from receptionist.llm.choice import make_llm
from tests.journeys.journey import CLINIC, FOLDER, journeys
from tests.journeys.playing import offline as offline_brain
from tools.evals.running import Eval, Result, run
from tools.evals.table import summary, table

_WIDE = 240
_NO_MODEL = (
    "evals are played against a real model: set RECEPTIONIST_LLM=openai and OPENAI_API_KEY (and OPENAI_BASE_URL for"
    " another server with the same API), or say --offline (make evals ARGS=--offline) for the brain that needs no key"
)


class NotSetUpError(click.ClickException):
    """There is nothing to play, or nothing to play it with."""

    exit_code = 2


@click.command()
@click.option("--offline", is_flag=True, help="Play them with the brain that needs no key, graded as in the tests.")
@click.option("--only", metavar="TEXT", default="", help="Only calls with this in 'file: title'.")
@click.option("--at-once", type=click.IntRange(1, 64), default=8, show_default=True, help="So many calls at a time.")
@click.option(
    "--limit", type=click.FloatRange(0, min_open=True), default=180.0, show_default=True, help="Seconds for one call."
)
@click.option(
    "--transcripts",
    type=click.Path(path_type=Path, file_okay=False),
    help="A folder for a transcript of each call, with the events beside the words.",
)
@click.pass_context
def main(
    context: click.Context, *, offline: bool, only: str, at_once: int, limit: float, transcripts: Path | None
) -> None:
    """Play the calls of tests/journeys and grade what stands in the log at the end of each.

    The exit status is 0 when all came out as they should, 1 when one did not, 2 when there was nothing to play.
    """
    evals = [each for each in every_call() if only.casefold() in each.name.casefold()]
    if not evals:
        raise NotSetUpError(f"no call has {only!r} in its name")
    try:
        model = offline_brain() if offline else _model_of(Settings.load(os.environ, Path.cwd()))
    except SettingError as error:
        raise NotSetUpError(str(error)) from error
    # A file is as wide as it takes; a terminal's width is rich's to know.
    console = Console(width=None if sys.stdout.isatty() else _WIDE)
    try:
        with _quiet():
            results = asyncio.run(_run(evals, model, offline=offline, at_once=at_once, limit=limit))
    except ReceptionistError as error:
        raise click.ClickException(str(error)) from error
    if transcripts is not None:
        _write(results, transcripts)
    console.print(table(results))
    console.print(summary(results, model.model), highlight=False)
    context.exit(0 if all(result.verdict in {"passed", "skipped"} for result in results) else 1)


def every_call() -> Sequence[Eval]:
    """All calls of all files, in the files' order."""
    return [
        Eval(file=path.stem, journey=journey) for path in sorted(FOLDER.glob("*.toml")) for journey in journeys(path)
    ]


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Nothing is logged by LiveKit: a model that answers late, or not at all, is in the table."""
    logger = logging.getLogger("livekit")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(level)


def _model_of(settings: Settings) -> llm.LLM[Any]:
    if settings.llm == "offline" or not settings.openai_api_key:
        raise NotSetUpError(_NO_MODEL)
    return make_llm(
        settings.llm,
        clinic=CLINIC,
        openai_model=settings.openai_model,
        api_key=settings.openai_api_key,
        base_url=settings.openai_base_url,
    )


async def _run(
    evals: Sequence[Eval], model: llm.LLM[Any], *, offline: bool, at_once: int, limit: float
) -> tuple[Result, ...]:
    over = 0

    def finished(result: Result) -> None:
        nonlocal over
        over += 1
        click.echo(f"{over}/{len(evals)} {result.verdict}: {result.of.name}", err=True)

    try:
        return await run(evals, model, offline=offline, at_once=at_once, limit=limit, finished=finished)
    finally:
        await model.aclose()


def _write(results: Sequence[Result], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for result in results:
        (folder / result.of.file_name).write_text(f"{result.transcript or result.why}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
