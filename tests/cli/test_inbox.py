"""`receptionist inbox`: what a person has to do, who does it, and what came of it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from receptionist.events.clinic import TaskDone, TaskKind, TaskRaised, TaskTaken, Urgency
from receptionist.ids import AppointmentId, CallId, TaskId
from tests.cli.logs import Told, objects, write
from tests.cli.staff import Counter, counter
from tests.domain.specification import at

NOW = at("2026-11-18 10:05")


def raised(name: str, urgency: Urgency, due: str, kind: TaskKind = "message", **more: str | None) -> TaskRaised:
    appointment = more.get("appointment")
    return TaskRaised(
        task_id=TaskId(f"t-{name:0<12}"),
        kind=kind,
        urgency=urgency,
        who=more.get("who", "Zoë Quillfeather") or "",
        phone=more.get("phone", "+12125550123"),
        done="They were told that somebody calls.",
        to_do="Call back.",
        due=at(due),
        patient_id=None,
        appointment_id=None if appointment is None else AppointmentId(appointment),
    )


SOON = raised("s00n", "soon", "2026-11-20 17:00")
LATE = raised("2ate", "now", "2026-11-18 10:00", "late_arrival", appointment="a-0123456789ab")
TODAY = raised("today", "today", "2026-11-18 17:00", who="", phone=None)
EARLIER = raised("ear2y", "today", "2026-11-17 17:00", who="Bo\x1b[2J")
CALL = Told(
    call=CallId("c-one"),
    events=(SOON, TODAY, EARLIER, LATE, TaskTaken(task_id=EARLIER.task_id, owner="Sam")),
    at=NOW - timedelta(hours=1),
)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Counter:
    write(tmp_path / ".data" / "receptionist.db", CALL)
    return counter(tmp_path, NOW, monkeypatch, capsys)


def test_the_most_urgent_comes_first_and_of_those_what_is_due_first(desk: Counter) -> None:
    assert desk.lines("inbox") == [
        "t-2ate00000000  now    due today 10:00 OVERDUE  late arrival  Zoë Quillfeather  +12125550123  nobody's yet",
        "    They were told that somebody calls.",
        "    → Call back.",
        "    c-one  a-0123456789ab",
        "t-ear2y0000000  today  due yesterday 17:00 OVERDUE  message  Bo�[2J  +12125550123  Sam",
        "    They were told that somebody calls.",
        "    → Call back.",
        "    c-one",
        "t-today0000000  today  due today 17:00  message  nobody known  no number  nobody's yet",
        "    They were told that somebody calls.",
        "    → Call back.",
        "    c-one",
        "t-s00n00000000  soon   due 2026-11-20 17:00  message  Zoë Quillfeather  +12125550123  nobody's yet",
        "    They were told that somebody calls.",
        "    → Call back.",
        "    c-one",
    ]


def test_a_task_is_taken_and_taken_over(desk: Counter) -> None:
    assert desk.lines("inbox", "take", "t-2a") == ["t-2ate00000000 is Robin's"]
    assert desk.lines("inbox", "take", "2ate") == ["t-2ate00000000 is yours already"]
    assert desk.lines("inbox", "take", "t-ear2y") == ["t-ear2y0000000 is Robin's (it was Sam's)"]
    assert [line.split("  ")[-1] for line in desk.lines("inbox") if line.startswith("t-")] == [
        "Robin", "Robin", "nobody's yet", "nobody's yet",
    ]  # fmt: skip


def test_what_is_done_leaves_the_inbox_and_is_kept_with_its_note(desk: Counter) -> None:
    for task in (EARLIER, LATE, TODAY):
        assert desk.lines("inbox", "done", task.task_id, "--note", f"  called {task.urgency} ") == [
            f"{task.task_id} is done"
        ]
        desk.now += timedelta(minutes=1)
    assert [line.split()[0] for line in desk.lines("inbox") if line.startswith("t-")] == [SOON.task_id]
    shown = desk.lines("inbox", "--all")
    assert [line.split()[0] for line in shown if line.startswith("t-")] == [
        SOON.task_id, TODAY.task_id, LATE.task_id, EARLIER.task_id,
    ]  # fmt: skip
    assert shown[-5:] == [
        "t-ear2y0000000  today  done  message  Bo�[2J  +12125550123  Sam",
        "    They were told that somebody calls.",
        "    → Call back.",
        "    c-one",
        "    done today 10:05: called today",
    ]
    *_, event = (each for each in desk.events() if each.type == "task.done")
    assert (event.event, event.metadata.person) == (TaskDone(task_id=TODAY.task_id, note="called today"), "Robin")


def test_json_has_every_field(desk: Counter) -> None:
    desk.lines("inbox", "done", EARLIER.task_id, "--note", "called")
    found = objects("\n".join(desk.lines("inbox", "--all", "--json")))
    assert [each["task"] for each in found] == [LATE.task_id, TODAY.task_id, SOON.task_id, EARLIER.task_id]
    assert found[0] == {
        "kind": "task",
        "task": "t-2ate00000000",
        "at": "2026-11-18T14:08:00+00:00",
        "time_zone": "America/New_York",
        "about": "late_arrival",
        "urgency": "now",
        "who": "Zoë Quillfeather",
        "phone": "+12125550123",
        "done": "They were told that somebody calls.",
        "to_do": "Call back.",
        "due": "2026-11-18T15:00:00+00:00",
        "overdue": True,
        "owner": None,
        "patient": None,
        "appointment": "a-0123456789ab",
        "call": "c-one",
        "done_at": None,
        "note": None,
    }
    last = found[-1]
    assert (last["overdue"], last["owner"], last["note"], last["done_at"]) == (
        False, "Sam", "called", "2026-11-18T15:05:00+00:00",
    )  # fmt: skip


def test_an_empty_inbox_says_so(desk: Counter) -> None:
    write(desk.folder / "other.db", Told(call=CallId("c-two"), events=()))
    assert desk.lines("inbox", "--db", "other.db") == ["nothing to do"]
    assert desk.lines("inbox", "--db", "other.db", "--json") == []


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("take", "t-zzz"), "there is nothing t-zzz to do; see 'receptionist inbox'"),
        (("take", "t-"), "'t-' is no id; one begins with t-"),
        (("done", "t-zzz", "--note", "x"), "there is nothing t-zzz to do; see 'receptionist inbox'"),
        (("done", "t-2ate", "--note", " "), "--note says what came of it; it cannot be empty."),
        (("done", "t-2ate"), "Missing option '--note'."),
        (("--all", "take", "t-2ate"), "'inbox' alone prints; options for 'take' come after it."),
        (("--db", "missing.db"), "missing.db: does not exist"),
        (("take", "t-2ate", "--db", "missing.db"), "missing.db: does not exist"),
    ],
)
def test_a_mistake_is_one_line(desk: Counter, arguments: tuple[str, ...], told: str) -> None:
    assert desk.refused("inbox", *arguments) == told


def test_what_is_done_cannot_be_taken_or_done_again(desk: Counter) -> None:
    desk.lines("inbox", "done", "t-2ate", "--note", "called")
    told = "there is nothing t-2ate00000000 to do; see 'receptionist inbox'"
    assert desk.refused("inbox", "take", "t-2ate") == desk.refused("inbox", "done", "t-2ate", "--note", "x") == told


def test_two_tasks_that_begin_alike_are_named(desk: Counter) -> None:
    alike = tuple(raised(name, "now", "2026-11-18 10:00") for name in ("ab1", "ab2"))
    write(desk.folder / "two.db", Told(call=CallId("c-two"), events=alike))
    assert desk.refused("inbox", "take", "t-ab", "--db", "two.db") == (
        "t-ab could be t-ab1000000000 or t-ab2000000000; give more of the id"
    )
