"""`receptionist`: finds the command, and turns every error into one line."""

from __future__ import annotations

import gc
import importlib
import os
import sys

import click

from receptionist.errors import ReceptionistError

COMMANDS = {
    "talk": "Take a call in this terminal.",
    "start": "Answer the calls of a LiveKit server's rooms.",
    "dev": "The same while you change the code.",
    "watch": "Be in a room as staff, and see what the agent shows.",
    "token": "Make a token that lets somebody into a room, for trying.",
    "calls": "List the calls, the newest first.",
    "diary": "Print the diary by day; book, move, block and close in it.",
    "inbox": "Print what a person has to do; take it, and say that it is done.",
    "why": "Say how an appointment came to be as it is.",
    "replay": "See a call again, second by second; verify it; make it a test.",
    "show": "Print the log behind a call.",
    "outbox": "Print what was not sent; have what was given up tried again.",
    "webhook": "Tell another program what came of each call; see what it took.",
    "resume": "Send what a call whose process died still owes.",
    "audit": "Prove that the log is what was written; say who saw what.",
    "patient": "Find, export, correct, hold and erase a patient's data.",
    "retention": "Say for how long what is kept; let go of what is over.",
    "keys": "Look after the keys that patients' data is sealed with.",
    "rebuild": "Make what lists are made from again, from the log.",
    "doctor": "Say what is configured, what is missing, and what that means.",
}


class _Commands(click.Group):
    """Imports a command's module when it is run: the others' libraries are not its business."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click's signature)
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 (click's)
        if cmd_name not in COMMANDS:
            return None
        # Hundreds of classes are made, and nothing is thrown away: looking for garbage takes a tenth of the time.
        gc.disable()
        try:
            command: click.Command = importlib.import_module(f"receptionist.cli.{cmd_name}").command
        finally:
            gc.enable()
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 (click's)
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="receptionist")
def receptionist() -> None:
    """A dental clinic's receptionist whose every visible effect can be explained, replayed and trusted."""


def main(arguments: list[str] | None = None) -> None:
    """Run a command. Bad input is one line on standard error and exit status 2."""
    try:
        status = receptionist.main(arguments, prog_name="receptionist", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        status = 2
    except click.ClickException as error:
        _complain(error.format_message())
        status = 2
    except ReceptionistError as error:
        _complain(str(error))
        status = 2
    except (click.Abort, KeyboardInterrupt):
        status = 130
    except BrokenPipeError:
        # Whoever read our output has left (`… | head`). Nothing more can be said, at exit neither.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 141
    sys.exit(status if isinstance(status, int) else 0)


def _complain(message: str) -> None:
    one_line = " ".join(message.split())
    click.echo(f"receptionist: {one_line}", err=True)
