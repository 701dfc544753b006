"""Who is at the command line, what they act as, and what that lets them do.

The boundary: a role keeps somebody from what this program shows. Who can read the log and its keys as files, is the
operating system's business.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Literal

from attrs import frozen

from receptionist.config import Settings
from receptionist.config.roles_file import Roles
from receptionist.errors import AccessError
from receptionist.events.access import Right, StaffRole

Denial = Literal["role", "no_role", "not_theirs", "no_reason"]
MAY: Mapping[StaffRole, frozenset[Right]] = {
    "front_desk": frozenset({"desk"}),
    "auditor": frozenset({"audit"}),
    "admin": frozenset({"desk", "audit", "privacy"}),
}
IN_WORDS: Mapping[StaffRole, str] = {"front_desk": "the front desk", "auditor": "an auditor", "admin": "an admin"}
_VIA = " via "
_LONGEST_REASON = 300
_LONGEST_REFERENCE = 80


@frozen(kw_only=True)
class Viewer:
    """Somebody at the command line.

    Attributes:
        person: The name that they go by in the log.
        login: Whom the operating system runs this as (`login_name`); "" where it cannot say.
        role: What they act as; None for whom no role was given.
        theirs: Whether that role is theirs to act as.
        reason: Why they look, in their words; None when they did not say.
    """

    person: str
    login: str
    role: StaffRole | None
    theirs: bool = True
    reason: str | None = None


def viewer_of(settings: Settings, person: str, reason: str | None, *, login: str | None = None) -> Viewer:
    """*person* with the role that they have by the settings.

    Args:
        settings: Who may act as what, and what is asked for.
        person: The name that they go by.
        reason: Why they look, as given.
        login: Whom the operating system has logged in; found out when it is not given.

    Raises:
        AccessError: The reason cannot stand in the log.
    """
    login = login_name() if login is None else login
    given = settings.roles.of(login.partition(_VIA)[0])
    asked = settings.role
    return Viewer(
        person=person,
        login=login,
        role=asked or given,
        theirs=asked in {None, given} or given == "admin",
        reason=_reason(reason, asked or given),
    )


def login_name(environ: Mapping[str, str] = os.environ) -> str:
    """Whom the operating system runs this as; through sudo, who that was, `robin via clinic`; "" where it cannot say.

    Not `getpass.getuser`, which believes the environment, which everybody can set for themselves. So they can what sudo
    says: whom it really runs as, is therefore told beside it.
    """
    try:
        import pwd  # noqa: PLC0415 (Windows has none)
    except ImportError:
        return _logged_in()

    def name_of(uid: int) -> str:
        try:
            return pwd.getpwuid(uid).pw_name
        except (KeyError, OverflowError):
            return f"uid {uid}"

    own, through = os.getuid(), environ.get("SUDO_UID", "")
    if through.isdecimal() and int(through) != own:
        return f"{name_of(int(through))}{_VIA}{name_of(own)}"
    return name_of(own)


def _logged_in() -> str:
    try:
        return os.getlogin()
    except OSError:
        return ""


def denied(viewer: Viewer, right: Right, roles: Roles) -> Denial | None:
    """Why *viewer* may not; None when they may."""
    if viewer.role is None:
        return "no_role"
    if not viewer.theirs:
        return "not_theirs"
    if right not in MAY[viewer.role]:
        return "role"
    if viewer.role in roles.say_why and viewer.reason is None:
        return "no_reason"
    return None


def in_words(why: Denial, viewer: Viewer, right: Right, roles: Roles) -> str:
    """Why *viewer* may not, and what to do."""
    who = f"the user {viewer.login!r}" if viewer.login else "whoever is logged in"
    where = f"in {roles.file}" if roles.file else "(RECEPTIONIST_ROLES_FILE)"
    match why:
        case "no_role":
            return f"{who} has no role {where}: an admin gives one there"
        case "not_theirs":
            return f"{who} may not act as {_role(viewer)}: unset RECEPTIONIST_ROLE, or an admin gives the role {where}"
        case "no_reason":
            return f"{_role(viewer)} says why: add --reason WORDS, such as the number of the case"
        case "role":
            may = " or ".join(IN_WORDS[role] for role, rights in MAY.items() if right in rights)
            hint = "; 'receptionist audit' has what an auditor sees" if viewer.role == "auditor" else ""
            return f"{_role(viewer)} may not do that, only {may} may{hint}"


def _role(viewer: Viewer) -> str:
    return IN_WORDS[viewer.role] if viewer.role is not None else "nobody"


def _reason(text: str | None, role: StaffRole | None) -> str | None:
    if text is None or not text.strip():
        return None
    words = text.strip()
    most = _LONGEST_REFERENCE if role == "auditor" else _LONGEST_REASON
    if not words.isprintable() or len(words) > most:
        raise AccessError(f"--reason is one line of at most {most} characters")
    return words
