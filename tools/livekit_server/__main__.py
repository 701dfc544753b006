"""`python -m tools.livekit_server build|run`: what `make livekit-server`, `make room` and CI call."""

from __future__ import annotations

import contextlib
import shlex
import signal
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import click

from tools.livekit_server.building import NoServerError
from tools.livekit_server.finding import ROOT, find_or_build
from tools.livekit_server.running import Keys, Ports, Server, ServerError, running, write_for_us_alone

# LiveKit's usual ones: what a frontend in development dials by itself.
_USUAL = Ports(signal=7880, media=7882)

_NEXT = """
The room's server runs on {url}, for this machine only. Now, in two other terminals:

    bin/receptionist dev
    bin/receptionist talk --room demo

Both find it in {file}. Ctrl-C here ends it.
"""


@click.group()
def main() -> None:
    """A livekit-server for this machine."""


@main.command()
def build() -> None:
    """Make sure that there is a livekit-server: on PATH, in the cache, or built into it now."""
    click.echo(_find())


@main.command()
@click.option("--env-file", type=click.Path(dir_okay=False, path_type=Path), help="Write its settings there meanwhile.")
def run(env_file: Path | None) -> None:
    """Run a livekit-server on loopback until Ctrl-C, on its usual ports if these are free."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    # A shell starts what runs in the background with this one ignored.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    binary = _find()
    # The secret is a new one each time: any page in a browser here could reach loopback with a secret that is known.
    keys = Keys.random("devkey")
    with (
        tempfile.TemporaryDirectory(prefix="livekit-server-") as folder,
        running(binary, Path(folder), ports=_USUAL if _USUAL.are_free() else None, keys=keys) as server,
    ):
        if env_file is None:
            click.echo("".join(f"export {line}\n" for line in _lines(server)), nl=False)
            _wait(server)
        else:
            with _written(env_file, "".join(f"{line}\n" for line in _lines(server))):
                click.echo(_NEXT.format(url=server.url, file=_near(env_file)))
                _wait(server)


def _lines(server: Server) -> list[str]:
    return [f"{name}={shlex.quote(value)}" for name, value in server.environ.items()]


@contextlib.contextmanager
def _written(path: Path, text: str) -> Iterator[None]:
    """A file for as long as the block lasts, unless somebody has written another one meanwhile."""
    write_for_us_alone(path, text)
    try:
        yield
    finally:
        with contextlib.suppress(FileNotFoundError):
            if path.read_text(encoding="utf-8") == text:
                path.unlink()


def _find() -> Path:
    return find_or_build(lambda sentence: click.echo(sentence, err=True))


def _near(path: Path) -> Path:
    full = path.resolve()
    return full.relative_to(ROOT) if full.is_relative_to(ROOT) else full


def _wait(server: Server) -> None:
    """Until Ctrl-C, or until the server ends by itself."""
    nothing = threading.Event()
    while server.pid is not None:
        nothing.wait(0.5)
    msg = f"livekit-server has ended by itself: {server.last_words()}"
    raise ServerError(msg)


if __name__ == "__main__":
    try:
        main.main(standalone_mode=False)
    except (NoServerError, ServerError) as error:
        sys.exit(str(error))
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(0)
