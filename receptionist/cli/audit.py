"""`receptionist audit`: prove that the log is what was written, and say who saw what of it."""

from __future__ import annotations

import importlib

import click

COMMANDS = {
    "verify": ("audit_verify", "Prove that nobody has changed the log."),
    "checkpoint": ("audit_checkpoint", "Write down, signed, how far the log goes."),
    "sign": ("audit_sign", "Sign a head that was exported, on the machine that has the key."),
    "key": ("audit_key", "Make a key pair for checkpoints."),
    "bookings": ("audit_bookings", "List who asked for what, what was decided and why, and who was told."),
    "trail": ("audit_trail", "Tell an appointment's whole life, step by step."),
    "access": ("audit_access", "List who was shown patients' data, and who was refused."),
    "exposure": ("audit_exposure", "List the patients whose data somebody, or a room, has seen."),
}
"""A command's name, its module in `receptionist.cli`, and what the list says of it."""


class _Commands(click.Group):
    """Imports a command's module when it is run: the others' libraries are not its business."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click's signature)
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 (click's)
        if cmd_name not in COMMANDS:
            return None
        module, _ = COMMANDS[cmd_name]
        command: click.Command = importlib.import_module(f"receptionist.cli.{module}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 (click's)
        with formatter.section("Commands"):
            formatter.write_dl([(name, told) for name, (_, told) in COMMANDS.items()])


@click.group(name="audit", cls=_Commands)
def command() -> None:
    """Prove that the log is what was written, and say who saw what of it."""
