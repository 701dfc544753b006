"""`python -m receptionist.testing FILE…`: replay histories; with `--accept`, what differs is how it is meant."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from receptionist.errors import ReceptionistError
from receptionist.testing.replays import accept, play


@click.command(name="python -m receptionist.testing")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--accept", "accepting", is_flag=True, help="Write what they show today into their files.")
def main(files: tuple[Path, ...], *, accepting: bool) -> None:
    """Replay saved histories and print what differs: status 0 when nothing does, 1 when something does."""
    differ = 0
    for file in files:
        try:
            difference = accept(file) if accepting else play(file).difference
        except ReceptionistError as error:
            raise click.ClickException(str(error)) from error
        differ += bool(difference)
        told = ("accepted" if accepting else "differs") if difference else "the same"
        click.echo(f"{file}: {told}")
        if difference:
            click.echo(difference)
    sys.exit(1 if differ and not accepting else 0)


if __name__ == "__main__":
    main()
