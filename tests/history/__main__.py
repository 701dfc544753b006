"""`python -m tests.history freeze`: a log of today's schema. `accept`: what is shown today is what is meant."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import click

from receptionist.testing import accept
from tests.history.frozen import FOLDER, LOGS, call_in, diff, dump, keep, kept, schema_of, today_of


def _freeze() -> None:
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log.db"
        call_in(log)
        name = f"schema_{schema_of(log)}"
        dump(log, name)
    _keep(name)
    click.echo(f"frozen: {name}")


def _accept() -> None:
    for path in sorted(FOLDER.glob("*.json")):
        _tell(path.name, accept(path))
    for path in sorted(LOGS.glob("*.shows.json")):
        name = path.name.removesuffix(".shows.json")
        then = kept(name)
        _keep(name)
        _tell(name, diff(then, kept(name)))


def _keep(name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        keep(name, today_of(name, Path(folder)))


def _tell(name: str, difference: str) -> None:
    click.echo(f"{name}: {'accepted' if difference else 'the same'}")
    if difference:
        click.echo(difference)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["freeze"]:
            _freeze()
        case ["accept"]:
            _accept()
        case _:
            sys.exit("usage: python -m tests.history freeze|accept")
