"""`receptionist replay CALL`: a past call seen again, as it was heard, decided, shown and sent."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Mapping
from pathlib import Path

import click
from attrs import frozen

from receptionist.cli.access import disclose_call, viewer
from receptionist.config import Settings
from receptionist.replaying.account import Account

_GOES_WITH: Mapping[str, frozenset[str]] = {
    "timeline": frozenset({"--json", "--names", "--no-pager", "--follow"}),
    "--at": frozenset({"--json", "--names"}),
    "--diff": frozenset({"--json", "--names"}),
    "--html": frozenset({"--names"}),
    "--verify": frozenset({"--all", "--accept", "--names"}),
    "--save-test": frozenset({"--force"}),
    "--play": frozenset({"--speed"}),
    "--into-room": frozenset({"--speed"}),
}
"""What can be done with a call, and which options say how."""


@frozen(kw_only=True)
class _Asked:
    """What was asked for, as options."""

    call: str | None
    db: Path | None
    as_json: bool
    follow: bool
    names: bool
    no_pager: bool
    at: str | None
    diff: tuple[str, str] | None
    html: Path | None
    verify: bool
    all_calls: bool
    accept: bool
    save_test: Path | None
    force: bool
    play: bool
    speed: float | None
    into_room: str | None

    @property
    def doing(self) -> str:
        """Which of the things it is.

        Raises:
            UsageError: The options contradict each other.
        """
        wanted = {
            "--at": self.at is not None,
            "--diff": self.diff is not None,
            "--html": self.html is not None,
            "--verify": self.verify,
            "--save-test": self.save_test is not None,
            "--play": self.play,
            "--into-room": self.into_room is not None,
        }
        given = [name for name, is_wanted in wanted.items() if is_wanted]
        if len(given) > 1:
            raise click.UsageError(f"{' and '.join(given)} are different things to do; ask for one.")
        doing = given[0] if given else "timeline"
        self._check_how(doing)
        return doing

    def _check_how(self, doing: str) -> None:
        how = {
            "--json": self.as_json,
            "--follow": self.follow,
            "--names": self.names,
            "--no-pager": self.no_pager,
            "--all": self.all_calls,
            "--accept": self.accept,
            "--force": self.force,
            "--speed": self.speed is not None,
        }
        for name, is_given in how.items():
            if is_given and name not in _GOES_WITH[doing]:
                with_what = " or ".join(each for each in _GOES_WITH if name in _GOES_WITH[each] and each != "timeline")
                instead = f"it goes with {with_what}" if with_what else "it goes with the timeline"
                raise click.UsageError(f"{name} says nothing about {_named(doing)}; {instead}.")
        if (self.call is None) != self.all_calls:
            raise click.UsageError("--all is every call: leave CALL out." if self.call else _no_call(doing))


def _named(doing: str) -> str:
    return "the timeline" if doing == "timeline" else doing


def _no_call(doing: str) -> str:
    more = ", or --all" if doing == "--verify" else ""
    return f"which CALL? Its id, or the beginning of it{more}: 'receptionist calls' lists them."


@click.command(name="replay")
@click.argument("call", required=False)
@click.option("--db", type=click.Path(path_type=Path), help="The log; otherwise the usual one and those beside it.")
@click.option("--json", "as_json", is_flag=True, help="One entry a line, as JSON.")
@click.option("--follow", is_flag=True, help="Go on with what happens, until the call ends.")
@click.option("--names", is_flag=True, help="Whole names and identities instead of first names and roles.")
@click.option("--no-pager", is_flag=True, help="All at once, on a terminal too.")
@click.option("--at", metavar="MOMENT", help="How everything stood: 12, 14:03:05, +1:23 or ISO 8601.")
@click.option("--diff", nargs=2, metavar="MOMENT MOMENT", help="What changed between two moments.")
@click.option("--html", type=click.Path(path_type=Path), metavar="FILE", help="One page to hand around.")
@click.option("--verify", is_flag=True, help="Whether today's code shows what was recorded.")
@click.option("--all", "all_calls", is_flag=True, help="With --verify: every call of the log.")
@click.option("--accept", is_flag=True, help="With --verify: what differs is how it is meant from now on.")
@click.option("--save-test", type=click.Path(path_type=Path), metavar="FILE", help="An anonymised history, as a test.")
@click.option("--force", is_flag=True, help="With --save-test: write over FILE.")
@click.option("--play", is_flag=True, help="Here and now, as it went, at its own pace.")
@click.option("--into-room", metavar="NAME", help="Into a LiveKit room, for any frontend to see.")
@click.option("--speed", type=click.FloatRange(min=0, min_open=True), help="How many times faster. [default: 1]")
@viewer
def command(**options: object) -> int | None:
    """See CALL again (its id, or the beginning of it): who said what, what was decided, shown, sent, and to whom.

    The log may be in use, or lie where nobody can write: nothing is written to it, but for what --accept accepts.
    'receptionist show' prints the raw events behind a call, with every value; this tells what they mean.
    """
    asked = _Asked(**options)  # type: ignore[arg-type]  # click gives each by its name
    return _run(asked, asked.doing, Settings.load(os.environ, Path.cwd()))


def _run(asked: _Asked, doing: str, settings: Settings) -> int | None:
    # ruff: noqa: PLC0415 (each with what it needs, and no other)
    call = asked.call or ""
    if doing == "--verify":
        from receptionist.cli.replay_verify import run as verify

        return verify(settings, asked.db, call=asked.call, accept=asked.accept, names=asked.names)
    if asked.save_test is not None:
        from receptionist.cli.replay_save import run as save_test

        save_test(settings, asked.db, call, asked.save_test, force=asked.force)
    elif asked.play or asked.into_room is not None:
        from receptionist.cli.replay_play import run as play

        play(settings, asked.db, call, speed=asked.speed or 1.0, room=asked.into_room)
    elif asked.follow:
        from receptionist.cli.replay_follow import follow

        return asyncio.run(follow(settings, asked.db, call, as_json=asked.as_json, names=asked.names))
    else:
        _show(asked, asyncio.run(_read(settings, call, asked.db)))
    return None


async def _read(settings: Settings, call: str, database: Path | None) -> Account:
    from receptionist.cli.finding import open_call
    from receptionist.clock import SystemClock
    from receptionist.replaying.reading import read_account

    async with open_call(settings, call, database, read_only=True) as (storage, call_id):
        await disclose_call(settings, storage, call_id)
        return await read_account(storage, call_id, setting=settings.audience, wall=SystemClock())


def _show(asked: _Asked, account: Account) -> None:
    from receptionist.cli.json_lines import dumps
    from receptionist.cli.replay_words import Names

    names = Names(account, whole=asked.names)
    if asked.html is not None:
        from receptionist.cli.replay_html import write

        write(account, asked.html, names=asked.names)
    elif asked.at is not None or asked.diff is not None:
        from receptionist.cli.replay_moments import moment
        from receptionist.cli.replay_state import States

        states = States(account, names)
        if asked.diff is not None:
            one, other = (moment("--diff", each, account) for each in asked.diff)
            print(dumps(states.between_json(one, other)) if asked.as_json else states.between(one, other))
        elif asked.at is not None:
            position = moment("--at", asked.at, account)
            print(dumps(states.at_json(position)) if asked.as_json else states.at(position))
    elif asked.as_json:
        from receptionist.cli.replay_json import objects

        for each in objects(account, names):
            print(dumps(each))
    else:
        from receptionist.cli.replay_timeline import page, printed

        lines = printed(account, names)
        if sys.stdout.isatty() and not asked.no_pager:
            page(lines)
        else:
            for line in lines:
                print(line, end="")
