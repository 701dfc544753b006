"""`receptionist token`: a token that lets somebody into a room, for trying. Who holds it is who it says."""

from __future__ import annotations

import os
import secrets
import warnings
from datetime import timedelta
from pathlib import Path
from typing import Literal

import click

from receptionist.audience import CALLER_PREFIX, STAFF_PREFIX, is_staff
from receptionist.cli.json_lines import dumps
from receptionist.config import Settings
from receptionist.config.livekit import LiveKitAccess
from receptionist.errors import SettingError

Role = Literal["caller", "staff"]

_MOST_LETTERS = 128
_MOST_MINUTES = 7 * 24 * 60
_RANDOM_BYTES = 6


@click.command(name="token")
@click.option("--room", required=True, help="The room; it is made when somebody comes.")
@click.option("--identity", help="Who it is for; otherwise somebody new each time.")
@click.option("--role", type=click.Choice(["caller", "staff"]), default="caller", show_default=True)
@click.option(
    "--ttl", metavar="MINUTES", type=click.IntRange(1, _MOST_MINUTES), default=60, show_default=True,
    help="For how long one can join with it.",
)  # fmt: skip
@click.option("--verbose", is_flag=True, help="Say on standard error where it leads and for whom it is.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object: url, room, identity, role, token.")
def command(*, room: str, identity: str | None, role: Role, ttl: int, verbose: bool, as_json: bool) -> None:
    """Print a LiveKit token for a room: for trying, with LIVEKIT_URL, LIVEKIT_API_KEY and LIVEKIT_API_SECRET."""
    access = Settings.load(os.environ, Path.cwd()).livekit()
    _check("--room", room)
    who = identity_for(role, identity)
    token = make_token(access, room=room, identity=who, valid=timedelta(minutes=ttl))
    if as_json:
        what = {"url": access.url, "room": room, "identity": who, "role": role, "token": token}
        print(dumps({"kind": "token", **what}))
        return
    if verbose:
        click.echo(f"url {access.url} · room {room} · identity {who} · valid for {ttl} minutes", err=True)
    print(token)


def identity_for(role: Role, identity: str | None) -> str:
    """The identity that a token of *role* carries: the role is read from it (see `receptionist.audience`).

    Raises:
        SettingError: A caller's would be one of staff, or it cannot be used.
    """
    if identity is not None:
        _check("--identity", identity)
    match role:
        case "staff":
            name = identity or secrets.token_hex(_RANDOM_BYTES)
            return name if is_staff(name) else f"{STAFF_PREFIX}{name}"
        case "caller":
            name = identity or f"{CALLER_PREFIX}{secrets.token_hex(_RANDOM_BYTES)}"
            if is_staff(name):
                accepted = f"for a caller, one that does not begin with {STAFF_PREFIX}; --role staff makes one of staff"
                raise SettingError("--identity", name, accepted)
            return name


def make_token(access: LiveKitAccess, *, room: str, identity: str, valid: timedelta) -> str:
    """A signed token to join *room*, to speak, listen, write and set one's own attributes."""
    from livekit import api  # noqa: PLC0415 (takes most of a second; the other commands do without)

    grants = api.VideoGrants(
        room_join=True,
        room=room,
        can_publish=True,
        can_subscribe=True,
        can_publish_data=True,
        can_update_own_metadata=True,
    )
    token = api.AccessToken(access.api_key, access.api_secret)
    with warnings.catch_warnings():
        # The usual key pair of a server in development, devkey and secret, is shorter than PyJWT likes.
        warnings.filterwarnings("ignore", message="The HMAC key is")
        return token.with_identity(identity).with_grants(grants).with_ttl(valid).to_jwt()


def _check(option: str, text: str) -> None:
    if not text.strip() or not text.isprintable() or text != text.strip() or len(text) > _MOST_LETTERS:
        accepted = f"1 to {_MOST_LETTERS} letters that can be seen, no space before or after them"
        raise SettingError(option, text[:_MOST_LETTERS], accepted)
