"""`receptionist token`: who holds it is who it says, so what it says is checked."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import jwt
import pytest

from receptionist.audience import is_staff
from receptionist.cli.token import identity_for
from receptionist.errors import SettingError
from tests.cli.logs import objects
from tests.processes import Result, run

SECRET = "a secret of thirty-two letters, or more"  # noqa: S105 (made up)
SERVER = {
    "LIVEKIT_URL": "ws://127.0.0.1:7880",
    "LIVEKIT_API_KEY": "devkey",
    "LIVEKIT_API_SECRET": SECRET.replace(" ", "-"),
}


def claims(token: str) -> dict[str, Any]:
    """What a token says; raises when it was signed with another secret, or has lapsed."""
    whole: dict[str, Any] = jwt.decode(token, SERVER["LIVEKIT_API_SECRET"], algorithms=["HS256"])
    return whole


def made(folder: Path, *arguments: str) -> Result:
    return run(folder, "token", "--room", "demo", *arguments, **SERVER)


def test_a_token_alone_is_printed_and_lets_a_caller_do_what_callers_do(tmp_path: Path) -> None:
    result = made(tmp_path)
    assert (result.status, result.err) == (0, "")
    assert result.out.count("\n") == 1
    whole = claims(result.out.strip())
    valid = timedelta(seconds=whole.pop("exp") - whole.pop("nbf"))
    identity = whole.pop("sub")
    assert whole == {
        "iss": "devkey",
        "video": {
            "roomJoin": True,
            "room": "demo",
            "canPublish": True,
            "canSubscribe": True,
            "canPublishData": True,
            "canUpdateOwnMetadata": True,
        },
    }
    assert valid == timedelta(minutes=60)
    assert re.fullmatch("caller-[0-9a-f]{12}", identity)


def test_each_caller_is_somebody_new(tmp_path: Path) -> None:
    assert identity_for("caller", None) != identity_for("caller", None)
    assert identity_for("staff", None) != identity_for("staff", None)


@pytest.mark.parametrize(
    ("arguments", "identity"),
    [
        (("--role", "staff", "--identity", "ann"), "staff-ann"),
        (("--role", "staff", "--identity", "staff-ann"), "staff-ann"),
        (("--identity", "ann"), "ann"),
        (("--role", "caller", "--identity", "a staff-member"), "a staff-member"),
    ],
)
def test_an_identity_carries_its_role(tmp_path: Path, arguments: tuple[str, ...], identity: str) -> None:
    assert claims(made(tmp_path, *arguments).out.strip())["sub"] == identity


def test_a_member_of_staff_without_a_name_is_staff_all_the_same() -> None:
    assert is_staff(identity_for("staff", None))


def test_a_caller_cannot_be_made_staff_by_a_name(tmp_path: Path) -> None:
    result = made(tmp_path, "--identity", "staff-ann")
    accepted = "for a caller, one that does not begin with staff-; --role staff makes one of staff"
    complaint = f"receptionist: setting --identity is 'staff-ann'; accepted: {accepted}\n"
    assert (result.status, result.out, result.err) == (2, "", complaint)


def test_it_is_valid_for_as_long_as_was_asked(tmp_path: Path) -> None:
    whole = claims(made(tmp_path, "--ttl", "5").out.strip())
    assert whole["exp"] - whole["nbf"] == 300


def test_verbose_keeps_standard_output_to_the_token(tmp_path: Path) -> None:
    result = made(tmp_path, "--verbose", "--identity", "ann", "--ttl", "5")
    assert result.err == "url ws://127.0.0.1:7880 · room demo · identity ann · valid for 5 minutes\n"
    assert claims(result.out.strip())["sub"] == "ann"


def test_json_has_what_a_client_needs(tmp_path: Path) -> None:
    (found,) = objects(made(tmp_path, "--json", "--role", "staff", "--identity", "ann").out)
    assert claims(found.pop("token"))["sub"] == "staff-ann"
    assert found == {
        "kind": "token", "url": "ws://127.0.0.1:7880", "room": "demo", "identity": "staff-ann", "role": "staff",
    }  # fmt: skip


def test_what_make_room_wrote_is_enough_and_its_short_secret_is_no_warning(tmp_path: Path) -> None:
    (tmp_path / ".data").mkdir()
    lines = "LIVEKIT_URL=ws://127.0.0.1:7880\nLIVEKIT_API_KEY=devkey\nLIVEKIT_API_SECRET=secret\n"
    (tmp_path / ".data" / "room.env").write_text(lines, encoding="utf-8")
    result = run(tmp_path, "token", "--room", "demo")
    assert (result.status, result.err) == (0, "")


@pytest.mark.parametrize("text", ["", " ", "a\nb", " a", "a\u202e", "x" * 129])
def test_a_room_or_identity_that_cannot_be_seen_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(SettingError, match=r"^setting --identity is "):
        identity_for("caller", text)
    result = run(tmp_path, "token", "--room", text, **SERVER)
    assert (result.status, result.out) == (2, "")
    assert result.err.startswith("receptionist: setting --room is ")
    assert result.err.count("\n") == 1


def test_without_a_server_it_says_how_to_get_one(tmp_path: Path) -> None:
    result = run(tmp_path, "token", "--room", "demo")
    assert (result.status, result.out) == (2, "")
    assert result.err.startswith("receptionist: setting LIVEKIT_URL is missing; accepted: ")
    assert "`make room` starts a server on this machine" in result.err


@pytest.mark.parametrize("arguments", [("--ttl", "0"), ("--ttl", "10081"), ("--role", "agent")])
def test_anything_else_is_a_mistake_of_one_line(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    result = made(tmp_path, *arguments)
    assert (result.status, result.out, result.err.count("\n")) == (2, "", 1)
