"""Patients' rights at the command line: by number, never by name; asked for first, and said before it is done."""

from __future__ import annotations

import io
import json
import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from receptionist.clock import SystemClock
from receptionist.events.access import AccessDenied, AccessRecorded
from tests.cli.staff import Counter, one_id, plain_ids
from tests.domain.specification import NOW

HER = "Zoë Quillfeather"


@pytest.fixture
def counter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Counter:
    counter = Counter(tmp_path, NOW, capsys)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RECEPTIONIST_STAFF", "Robin")
    monkeypatch.setattr(SystemClock, "now", lambda _: counter.now)
    return counter


@pytest.fixture
def patient(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> str:
    """The number of a patient with an appointment tomorrow."""
    more = ("--phone", "212 555 0123", "--birth-date", "1985-03-02", "--new")
    counter.book(HER, "tomorrow", "10:00", *more)
    return find(counter, monkeypatch, "phone=212 555 0123\n")[0].split()[0]


def find(counter: Counter, monkeypatch: pytest.MonkeyPatch, said: str) -> list[str]:
    typing(monkeypatch, said)
    return counter.lines("patient", "find")


def typing(monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(said))


def test_a_patient_is_found_and_told_by_number_alone(
    counter: Counter, patient: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert re.fullmatch("p-[0-9a-z]{12}", patient)
    told = find(counter, monkeypatch, "name=zoe\nbirth-date=2 March 1985\n")
    assert told == [f"{patient}  next on 2026-11-19 10:00, 1 in all, 0 calls"]
    typing(monkeypatch, "name=nobody\n")
    result = counter("patient", "find")
    assert (result.out, result.status) == ("nobody fits\n", 1)


def test_what_is_typed_in_no_such_way_is_told_and_not_shown(
    counter: Counter, patient: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    typing(monkeypatch, f"{HER}\n")
    assert patient
    told = counter.refused("patient", "find")
    assert told == "standard input has lines such as name=…, one of name, birth_date, phone"


def test_at_a_terminal_each_is_asked_for(counter: Counter, patient: str, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter(["Zoe", "", "212 555 0123"])
    asked: list[str] = []

    def prompt(text: str, **_: object) -> str:
        asked.append(text)
        return next(answers)

    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("click.prompt", prompt)
    assert counter.lines("patient", "find")[0].startswith(patient)
    assert asked == ["Name", "Date of birth (1985-03-02)", "Telephone number"]


def test_a_correction_shows_in_the_diary_and_stays_when_the_appointment_is_moved(
    counter: Counter, patient: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    typing(monkeypatch, "name=Zara Right\n")
    [told] = counter.lines("patient", "correct", patient.upper())
    assert told.startswith(f"{patient} is corrected (event ")
    [shown] = [line for line in counter.lines("diary", "--day", "tomorrow", "--names") if "Zara Right" in line]
    [moved] = counter.lines("diary", "move", one_id("a", shown), "--date", "tomorrow", "--time", "11:00")
    assert ", Zara, " in moved
    typing(monkeypatch, "name=Zara Right\n")
    assert counter.lines("patient", "correct", patient) == [f"{patient}: it is so already"]


def test_who_is_held_is_not_erased(counter: Counter, patient: str) -> None:
    [told] = counter.lines("patient", "hold", patient, "--reason", "case 17")
    assert told.startswith(f"{patient} is under a legal hold (event ")
    assert counter.lines("patient", "holds") == [f"{patient}  since 2026-11-18 10:00, by Robin: case 17"]
    assert "is under a legal hold since 2026-11-18" in counter.refused("patient", "erase", patient, "--reason", "x")
    counter.lines("patient", "hold", patient, "--lift", "--reason", "closed")
    assert counter.lines("patient", "holds") == ["no legal holds"]


def test_erasing_says_first_what_would_go_and_then_does_it(counter: Counter, patient: str, tmp_path: Path) -> None:
    refused = counter.refused("patient", "erase", patient, "--reason", "asked in writing")
    assert (
        f"{patient} has appointments ahead: {one_id('a', refused.split(';', maxsplit=1)[0])} on 2026-11-19" in refused
    )
    counter.now += timedelta(days=2)
    said = counter.lines("patient", "erase", patient, "--reason", "asked in writing")
    assert said[0] == f"erasing {patient} would destroy 2 keys; nothing was changed yet"
    assert counter.lines("patient", "erase", patient, "--reason", "asked in writing") == said
    into = tmp_path / "certificate.json"
    done = counter.lines(
        "patient", "erase", patient, "--reason", "asked in writing", "--yes", "--certificate", str(into)
    )
    assert (done[0], done[-1]) == (f"CERTIFICATE OF ERASURE: patient {patient}", "  complete")
    assert into.stat().st_mode & 0o777 == 0o600
    certificate = json.loads(into.read_text())
    assert (certificate["patient"], certificate["erased_by"], certificate["complete"]) == (patient, "Robin", True)
    assert "was erased on 2026-11-20 already" in counter.refused("patient", "erase", patient, "--reason", "x")


def test_an_export_is_two_new_files_and_is_listed_when_the_patient_is_erased(
    counter: Counter, patient: str, tmp_path: Path
) -> None:
    [told] = counter.lines("patient", "export", patient, "--out", "zoe.json")
    assert told == f"{patient}: zoe.json and zoe.pdf"
    assert json.loads((tmp_path / "zoe.json").read_text())["known"]["name"] == HER
    assert (tmp_path / "zoe.pdf").read_bytes().startswith(b"%PDF-")
    assert {file.stat().st_mode & 0o777 for file in tmp_path.glob("zoe.*")} == {0o600}
    assert counter.refused("patient", "export", patient, "--out", "zoe.pdf") == (
        "zoe.json is there already; name another file"
    )
    counter.now += timedelta(days=2)
    said = counter.lines("patient", "erase", patient, "--reason", "asked in writing")
    assert [line for line in said if "given away before" in line and "patient export" in line]


def test_what_is_asked_of_nobody_is_told(counter: Counter, patient: str) -> None:
    assert counter.refused("patient", "export", "p-000000000000", "--out", "x") == (
        "there is no patient p-000000000000; 'receptionist patient find' asks for who is meant"
    )
    assert "is no id" in counter.refused("patient", "hold", "p-", "--reason", "x")
    assert patient


@pytest.mark.parametrize(
    "command",
    [
        ("patient", "export", "P", "--out", "x"),
        ("patient", "erase", "P", "--reason", "x", "--yes"),
        ("patient", "hold", "P", "--reason", "x"),
        ("patient", "holds"),
        ("retention", "show"),
        ("retention", "apply", "--yes"),
    ],
)
def test_the_front_desk_may_not_and_that_it_wanted_to_is_recorded(
    counter: Counter, patient: str, command: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "roles.toml").write_text('otherwise = "front_desk"\n')
    monkeypatch.setenv("RECEPTIONIST_ROLES_FILE", "roles.toml")
    length = len(counter.events())
    told = counter.refused(*(patient if each == "P" else each for each in command))
    assert told == "the front desk may not do that, only an admin may"
    [denied] = [each.event for each in counter.events()[length:]]
    assert isinstance(denied, AccessDenied)
    assert (denied.needed, denied.command) == ("privacy", " ".join(command[:2]))
    assert find(counter, monkeypatch, "name=zoe\n")[0].startswith(patient)


def test_that_somebody_was_found_is_recorded(counter: Counter, patient: str) -> None:
    looks = [each.event for each in counter.events() if isinstance(each.event, AccessRecorded)]
    assert [(look.command, look.patients) for look in looks] == [("patient find", (patient,))]


def test_periods_are_shown_and_applied(counter: Counter, patient: str) -> None:
    assert plain_ids(counter.lines("retention", "show")) == [
        "what was said in calls          kept for 90 days: 0 keys over it (before 2026-08-20), 0 within it",
        "appointments, patients, calls   kept for 3650 days: 0 keys over it (before 2016-11-20), 2 within it",
        "why staff looked                kept for 1095 days: 0 keys over it (before 2023-11-19), 1 within it",
    ]
    counter.now = datetime(2040, 1, 1, tzinfo=NOW.tzinfo)
    said = counter.lines("retention", "apply")
    assert said[1].endswith("2 keys over it (before 2030-01-03), 0 within it")
    assert said[-1] == "nothing was changed; 'receptionist retention apply --yes' does it"
    done = counter.lines("retention", "apply", "--yes", "--kind", "appointments")
    assert re.fullmatch(r"appointments, patients, calls: 2 keys destroyed \(event \d+\)", done[0])
    assert counter.lines("retention", "apply", "--yes")[1] == "appointments, patients, calls: 0 keys destroyed"
    assert patient
