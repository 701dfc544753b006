"""Who may be shown what, and what they are told when they may not."""

from __future__ import annotations

import os
import pwd
from pathlib import Path
from typing import get_args

import pytest
from attrs import evolve

from receptionist.auditing.roles import MAY, Viewer, denied, in_words, login_name, viewer_of
from receptionist.config import Settings
from receptionist.config.roles_file import Roles, parse_roles
from receptionist.errors import AccessError, SettingError
from receptionist.events.access import Right, StaffRole
from tests.auditing.looking import ANA, MIGUEL, ROBIN, SETTINGS

ROLES = Roles(file="roles.toml", users={"ana": "admin", "miguel": "auditor"}, otherwise="front_desk")


def settings(role: StaffRole | None = None, roles: Roles = ROLES) -> Settings:
    return evolve(SETTINGS, role=role, roles=roles)


def test_without_a_file_everybody_is_an_admin() -> None:
    assert viewer_of(SETTINGS, "Robin", None, login="robin") == Viewer(person="Robin", login="robin", role="admin")


@pytest.mark.parametrize(("login", "role"), [("ana", "admin"), ("miguel", "auditor"), ("kim", "front_desk")])
def test_the_file_gives_each_login_its_role(login: str, role: StaffRole) -> None:
    assert viewer_of(settings(), "X", None, login=login) == Viewer(person="X", login=login, role=role)


def test_who_is_not_named_has_no_role_unless_the_file_says_so() -> None:
    kim = viewer_of(settings(roles=evolve(ROLES, otherwise=None)), "Kim", None, login="kim")
    assert (kim.role, denied(kim, "desk", ROLES)) == (None, "no_role")


@pytest.mark.parametrize("role", get_args(StaffRole))
def test_an_admin_may_act_as_anybody(role: StaffRole) -> None:
    assert viewer_of(settings(role), "Ana", None, login="ana") == Viewer(person="Ana", login="ana", role=role)


def test_nobody_else_may_take_a_role_that_was_not_given_to_them() -> None:
    """The setting is the environment's, which everybody can set for themselves."""
    robin = viewer_of(settings("admin"), "Robin", None, login="robin")
    assert (robin.role, robin.theirs, denied(robin, "desk", ROLES)) == ("admin", False, "not_theirs")
    own = viewer_of(settings("front_desk"), "Robin", None, login="robin")
    assert denied(own, "desk", ROLES) is None


@pytest.mark.parametrize("right", get_args(Right))
@pytest.mark.parametrize("who", [ANA, MIGUEL, ROBIN])
def test_each_role_may_what_is_said_and_nothing_else(who: Viewer, right: Right) -> None:
    may = {("admin", "desk"), ("admin", "audit"), ("admin", "privacy"), ("auditor", "audit"), ("front_desk", "desk")}
    assert (denied(who, right, ROLES) is None) == ((who.role, right) in may)
    assert {(role, each) for role, rights in MAY.items() for each in rights} == may


def test_an_auditor_says_why_and_others_where_the_file_says_so() -> None:
    assert denied(evolve(MIGUEL, reason=None), "audit", ROLES) == "no_reason"
    assert denied(ROBIN, "desk", ROLES) is None
    assert denied(ROBIN, "desk", evolve(ROLES, say_why=("front_desk",))) == "no_reason"


@pytest.mark.parametrize("words", ["", "  "])
def test_an_empty_reason_is_none(words: str) -> None:
    assert viewer_of(SETTINGS, "Ana", words, login="ana").reason is None


def test_a_reason_is_one_line_and_an_auditors_a_short_one() -> None:
    """It stands in clear, for an auditor has no key to seal it with: room for a case's number, not for a story."""
    assert viewer_of(settings(), "Ana", f" {300 * 'x'} ", login="ana").reason == 300 * "x"
    for login, words, most in (("ana", 301 * "x", 300), ("miguel", 81 * "x", 80), ("ana", "two\nlines", 300)):
        with pytest.raises(AccessError) as refused:
            viewer_of(settings(), "X", words, login=login)
        assert str(refused.value) == f"--reason is one line of at most {most} characters"


@pytest.mark.parametrize(
    ("who", "right", "told"),
    [
        (evolve(ROBIN, role=None), "desk", "the user 'robin' has no role in roles.toml: an admin gives one there"),
        (
            evolve(ROBIN, role="admin", theirs=False),
            "desk",
            (
                "the user 'robin' may not act as an admin: unset RECEPTIONIST_ROLE, or an admin gives the role"
                " in roles.toml"
            ),
        ),
        (ROBIN, "audit", "the front desk may not do that, only an auditor or an admin may"),
        (
            MIGUEL,
            "desk",
            (
                "an auditor may not do that, only the front desk or an admin may; 'receptionist audit' has what an"
                " auditor sees"
            ),
        ),
        (
            evolve(MIGUEL, reason=None),
            "audit",
            "an auditor says why: add --reason WORDS, such as the number of the case",
        ),
    ],
)
def test_who_may_not_is_told_what_to_do(who: Viewer, right: Right, told: str) -> None:
    why = denied(who, right, ROLES)
    assert why is not None
    assert in_words(why, who, right, ROLES) == told


def test_a_file_says_who_is_what() -> None:
    content = b'otherwise = "front_desk"\nsay_why = ["admin"]\n[users]\nana = "admin"\n"dr.lee" = "auditor"\n'
    assert parse_roles(content, "roles.toml") == Roles(
        file="roles.toml", users={"ana": "admin", "dr.lee": "auditor"}, otherwise="front_desk", say_why=("admin",)
    )


def test_an_empty_file_gives_nobody_a_role() -> None:
    assert parse_roles(b"", "roles.toml") == Roles(file="roles.toml", users={}, otherwise=None)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (
            b'[users]\nana = "audit"\n',
            (
                "setting users.ana in roles.toml is 'audit'; accepted: front_desk or auditor or admin; the nearest is"
                " auditor"
            ),
        ),
        (
            b'[user]\nana = "admin"\n',
            "setting user in roles.toml is a table; accepted: only users, otherwise, say_why; the nearest is users",
        ),
        (b'say_why = "admin"\n', "setting say_why in roles.toml is 'admin'; accepted: an array of roles"),
        (b'users = "ana"\n', "setting users in roles.toml is 'ana'; accepted: a table, begun with [users]"),
    ],
)
def test_a_mistake_in_the_file_is_one_line(content: bytes, told: str) -> None:
    with pytest.raises(SettingError) as refused:
        parse_roles(content, "roles.toml")
    assert str(refused.value) == told


def test_a_file_that_is_too_large_is_refused(tmp_path: Path) -> None:
    (tmp_path / "roles.toml").write_bytes(b"#" * 70_000)
    with pytest.raises(SettingError, match="larger than 64 KiB"):
        Settings.load({"RECEPTIONIST_ROLES_FILE": "roles.toml"}, tmp_path)


def test_the_login_is_the_operating_systems_word_and_not_the_environments(monkeypatch: pytest.MonkeyPatch) -> None:
    """`USER=ana receptionist audit …` makes nobody Ana."""
    own = login_name()
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.setenv(name, "ana")
    assert login_name() == own == pwd.getpwuid(os.getuid()).pw_name


def test_a_user_without_a_name_goes_by_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getuid", lambda: 424242)
    assert login_name({}) == "uid 424242"


def test_through_sudo_it_is_who_that_was_and_whom_it_really_runs_as(monkeypatch: pytest.MonkeyPatch) -> None:
    """The role is theirs; and who only says so in the environment is seen to."""
    monkeypatch.setattr(os, "getuid", lambda: 424242)
    assert login_name({"SUDO_UID": "434343"}) == "uid 434343 via uid 424242"
    roles = Roles(users={"ana": "auditor", "clinic": "admin"}, otherwise=None)
    assert viewer_of(settings(roles=roles), "Ana", "x", login="ana via clinic").role == "auditor"


@pytest.mark.parametrize("said", ["424242", "", "-1", "ana", "4²"])
def test_what_is_no_other_user_is_passed_over(said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getuid", lambda: 424242)
    assert login_name({"SUDO_UID": said}) == "uid 424242"
