"""Every command that shows patients' data leaves a record of who looked; a role keeps it from who may not."""

from __future__ import annotations

from pathlib import Path

import pytest

from receptionist.auditing.roles import login_name
from receptionist.cli.audit import COMMANDS as AUDITS
from receptionist.cli.main import COMMANDS
from receptionist.errors import LogFullError
from receptionist.events.access import AccessDenied, AccessRecorded
from receptionist.events.sqlite import SqliteLog
from tests.cli.staff import Counter, counter, one_id
from tests.domain.specification import at

NOW = at("2026-11-18 10:05")

RECORDS = {"calls", "diary", "inbox", "why", "show", "resume", "replay", "patient", "webhook", "audit"}
SHOWS_NOBODY = {
    "talk": "the caller is at the terminal",
    "start": "log lines have no personal data",
    "dev": "the same",
    "watch": "the room's own record: who watches is a participant",
    "token": "shows no call",
    "outbox": "calls, keys, states and errors",
    "rebuild": "counts",
    "doctor": "settings",
    "keys": "how many keys",
    "retention": "counts",
}


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Counter:
    return counter(tmp_path, NOW, monkeypatch, capsys)


@pytest.fixture
def booked(desk: Counter) -> str:
    """Kim Park's appointment of the 24th."""
    return desk.book("Kim Park", "2026-11-24", "10:00")


def looks(desk: Counter) -> list[AccessRecorded]:
    return [each.event for each in desk.events() if isinstance(each.event, AccessRecorded)]


def denials(desk: Counter) -> list[AccessDenied]:
    return [each.event for each in desk.events() if isinstance(each.event, AccessDenied)]


def roles(desk: Counter, monkeypatch: pytest.MonkeyPatch, role: str, *more: str) -> None:
    """Give whoever is logged in a role."""
    lines = ["[users]", f'"{login_name()}" = "{role}"']
    (desk.folder / "roles.toml").write_text("\n".join([*more, *lines]))
    monkeypatch.setenv("RECEPTIONIST_ROLES_FILE", "roles.toml")


def test_of_each_command_it_is_known_whether_it_shows_patients_data() -> None:
    """A new one must say so here and in docs/audit.md."""
    assert set(COMMANDS) - RECORDS == set(SHOWS_NOBODY) & set(COMMANDS)
    assert set(AUDITS) >= {"bookings", "trail", "access", "exposure"}


def test_the_diary_is_recorded_with_who_is_on_it(desk: Counter, booked: str) -> None:
    desk.lines("diary", "--day", "2026-11-24", "--as", "Ana", "--reason", "morning round")
    [look] = looks(desk)
    *_, recorded = desk.events()
    assert (recorded.metadata.person, recorded.metadata.actor) == ("Ana", "staff")
    assert (look.command, look.options, look.reason, look.role, look.login) == (
        "diary", ("--day",), "morning round", "admin", login_name(),
    )  # fmt: skip
    assert (look.shown, look.appointments, len(look.patients)) == (("first_name", "appointment"), (booked,), 1)


def test_whole_names_are_another_thing_to_have_seen(desk: Counter, booked: str) -> None:
    desk.lines("diary", "--names", "--json")
    [look] = looks(desk)
    assert (look.options, look.shown) == (("--names", "--json"), ("name", "appointment"))


def test_an_empty_diary_shows_nobody_and_is_no_look(desk: Counter, booked: str) -> None:
    desk.lines("diary", "--day", "2026-11-25")
    assert looks(desk) == []


def test_each_look_at_one_appointment_is_recorded(desk: Counter, booked: str) -> None:
    desk.lines("why", booked)
    desk.lines("audit", "trail", booked)
    desk.lines("audit", "bookings", "--outcome", "booked")
    why, trail, bookings = looks(desk)
    assert [each.appointments for each in (why, trail, bookings)] == [(booked,)] * 3
    assert (why.command, why.options) == ("why", (f"APPOINTMENT={booked}",))
    assert (trail.command, trail.options) == ("audit trail", (f"APPOINTMENT={booked}",))
    assert (bookings.command, bookings.options) == ("audit bookings", ("--outcome=booked",))


def test_what_is_free_text_on_the_command_line_is_not_in_the_record(desk: Counter, booked: str) -> None:
    """It may be somebody's name."""
    desk.lines("audit", "bookings", "--actor", "Kim Park")
    desk.lines("audit", "access", "--actor", "Kim Park", "--json")
    assert [each.options for each in looks(desk)] == [("--actor", "--json")]


def test_the_inbox_is_recorded_with_whom_it_is_about(desk: Counter, booked: str) -> None:
    desk.lines("diary", "close", "2026-11-24", "--reason", "Ice")
    desk.lines("inbox")
    [look] = looks(desk)
    assert (look.command, look.shown, look.appointments) == ("inbox", ("name", "phone", "task"), (booked,))


def test_the_front_desk_may_not_see_an_audit_and_that_they_tried_is_known(
    desk: Counter, booked: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    roles(desk, monkeypatch, "front_desk")
    assert desk.refused("audit", "bookings", "--csv") == (
        "the front desk may not do that, only an auditor or an admin may"
    )
    assert denials(desk) == [
        AccessDenied(
            command="audit bookings",
            options=("--csv",),
            role="front_desk",
            login=login_name(),
            needed="audit",
            why="role",
        )
    ]
    assert desk.lines("diary", "--day", "2026-11-24")


@pytest.mark.parametrize(
    "command",
    [
        ("calls",),
        ("diary",),
        ("inbox",),
        ("diary", "cancel", "APPOINTMENT"),
        ("diary", "book", "--name", "Bo", "--date", "2026-11-24", "--time", "11:00"),
        ("why", "APPOINTMENT"),
    ],
)
def test_an_auditor_neither_sees_what_the_front_desk_sees_nor_does_what_it_does(
    command: tuple[str, ...], desk: Counter, booked: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    roles(desk, monkeypatch, "auditor")
    before = len(desk.events())
    given = [booked if each == "APPOINTMENT" else each for each in command]
    assert desk.refused(*given, *(["--reason", "x"] if "diary" not in command else [])).startswith(
        "an auditor may not do that, only the front desk or an admin may"
    )
    assert [each.type for each in desk.events()[before:]] == ["access.denied"]


def test_an_auditor_says_why(desk: Counter, booked: str, monkeypatch: pytest.MonkeyPatch) -> None:
    roles(desk, monkeypatch, "auditor")
    told = "an auditor says why: add --reason WORDS, such as the number of the case"
    assert desk.refused("audit", "bookings") == told
    assert desk.lines("audit", "bookings", "--reason", "case 12", "--csv")
    assert [each.reference for each in looks(desk)] == ["case 12"]
    assert [each.why for each in denials(desk)] == ["no_reason"]


def test_who_has_no_role_is_shown_nothing(desk: Counter, booked: str, monkeypatch: pytest.MonkeyPatch) -> None:
    (desk.folder / "roles.toml").write_text('[users]\n"somebody else" = "admin"\n')
    monkeypatch.setenv("RECEPTIONIST_ROLES_FILE", "roles.toml")
    assert desk.refused("diary") == (
        f"the user {login_name()!r} has no role in {desk.folder / 'roles.toml'}: an admin gives one there"
    )
    [denied] = denials(desk)
    assert (denied.role, denied.why) == (None, "no_role")


def test_a_role_is_not_had_for_the_asking(desk: Counter, booked: str, monkeypatch: pytest.MonkeyPatch) -> None:
    roles(desk, monkeypatch, "front_desk")
    monkeypatch.setenv("RECEPTIONIST_ROLE", "admin")
    assert "may not act as an admin" in desk.refused("audit", "bookings")
    [denied] = denials(desk)
    assert denied.why == "not_theirs"


def test_what_cannot_be_recorded_is_not_shown(desk: Counter, booked: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async def full(*_: object, **__: object) -> None:
        raise LogFullError(Path("log.db"))

    monkeypatch.setattr(SqliteLog, "append", full)
    assert desk.refused("diary", "--day", "2026-11-24").startswith(
        "nothing is shown, as it cannot be recorded who looks: "
    )


def test_a_copy_kept_as_evidence_is_shown_and_says_that_nobody_is_told(desk: Counter, booked: str) -> None:
    log = desk.folder / ".data" / "receptionist.db"
    log.chmod(0o444)
    before = log.read_bytes()
    shown = desk("audit", "trail", booked, "--csv")
    assert (shown.status, shown.err) == (
        0,
        "receptionist: this log cannot be written to (a copy kept as evidence): that you look at it is not recorded\n",
    )
    assert one_id("a", shown.out) == booked
    assert log.read_bytes() == before


@pytest.mark.parametrize("option", [("--as", "Ana"), ("--reason", "x")])
def test_who_and_why_are_not_lost_before_a_command_that_has_its_own(
    option: tuple[str, str], desk: Counter, booked: str
) -> None:
    told = "'diary' alone prints; options for 'cancel' come after it."
    assert desk.refused("diary", *option, "cancel", booked) == told
    told = "'inbox' alone prints; options for 'take' come after it."
    assert desk.refused("inbox", *option, "take", "t-1") == told
