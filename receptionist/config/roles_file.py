"""Whose role is which: a TOML file that gives the operating system's users their roles."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import cast, get_args

from attrs import field, frozen

from receptionist.config.found import Found, Words, one_line
from receptionist.errors import SettingError
from receptionist.events.access import StaffRole

ROLES: tuple[StaffRole, ...] = get_args(StaffRole)

_MOST_BYTES = 65_536
_NOBODY: Mapping[str, StaffRole] = MappingProxyType({})


@frozen(kw_only=True)
class Roles:
    """Who may act as what.

    Attributes:
        file: Where that stands; None without a file, when everybody who can read the log is an admin.
        users: The role of each of the operating system's users who has one.
        otherwise: The role of everybody else; None for none at all.
        say_why: The roles that must give a reason before they are shown anything.
    """

    file: str | None = None
    users: Mapping[str, StaffRole] = field(default=_NOBODY)
    otherwise: StaffRole | None = "admin"
    say_why: tuple[StaffRole, ...] = ("auditor",)

    def of(self, login: str) -> StaffRole | None:
        """The role that *login* was given."""
        return self.users.get(login, self.otherwise)


def roles_at(path: Path) -> Roles:
    """The roles that the file at *path* gives.

    Raises:
        SettingError: It cannot be read, is not TOML, or says something else.
    """
    try:
        with path.open("rb") as file:
            content = file.read(_MOST_BYTES + 1)
    except FileNotFoundError as error:
        raise _unusable(path, "missing") from error
    except (OSError, ValueError) as error:
        raise _unusable(path, f"unreadable ({getattr(error, 'strerror', None) or 'no possible path'})") from error
    if len(content) > _MOST_BYTES:
        raise _unusable(path, f"larger than {_MOST_BYTES // 1024} KiB")
    return parse_roles(content, str(path))


def parse_roles(content: bytes, file: str) -> Roles:
    """The roles that a file's *content* gives; *file* is its name, for people.

    Raises:
        SettingError: It is not TOML, or says something else.
    """
    # Most have no such file, and reading TOML takes a while to import.
    from receptionist.config.toml_document import document  # noqa: PLC0415 (see above)

    of = Found(key="", value=document(content, file), file=file).table(("users", "otherwise", "say_why"))
    users = {} if of["users"].is_missing else of["users"].entries()
    usual = Roles()
    return Roles(
        file=file,
        users={login: _role(found) for login, found in users.items()},
        otherwise=None if of["otherwise"].is_missing else _role(of["otherwise"]),
        say_why=usual.say_why if of["say_why"].is_missing else tuple(map(_role, of["say_why"].array("roles"))),
    )


def _role(found: Found) -> StaffRole:
    return cast("StaffRole", found.one_of(ROLES))


def _unusable(path: Path, why: str) -> SettingError:
    return SettingError(one_line(f"roles file {path}"), Words(why), "a TOML file that can be read")
