"""What staff must do, in the order in which they should."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, get_args

from attrs import evolve

from receptionist.events.catalogue import Event
from receptionist.events.clinic import TaskCorrected, TaskDone, TaskRaised, TaskTaken, Urgency
from receptionist.events.recorded import Recorded
from receptionist.ids import TaskId
from receptionist.projections.inbox import Line, all_lines, open_lines
from tests.examples import CALL, EXAMPLES, NOW, example, recorded

RAISED, TAKEN, DONE = example(TaskRaised), example(TaskTaken), example(TaskDone)


def task(its_id: str, urgency: Urgency = "today", due: int = 60, **changes: Any) -> TaskRaised:
    """A task that is due so many minutes after now."""
    return evolve(RAISED, task_id=TaskId(its_id), urgency=urgency, due=NOW + timedelta(minutes=due), **changes)


def told(*events: Event) -> list[Recorded]:
    """The events, a minute apart."""
    return [recorded(event, position=n, at=NOW + timedelta(minutes=n)) for n, event in enumerate(events)]


def ids(lines: tuple[Line, ...]) -> list[str]:
    return [line.task.task_id for line in lines]


def test_a_task_is_a_line_with_its_call() -> None:
    assert open_lines(told(RAISED)) == (
        Line(task=RAISED, raised_at=NOW, call=CALL, owner=None, done_at=None, note=None),
    )


def test_the_most_urgent_comes_first_then_what_is_due_first_then_what_was_first() -> None:
    tasks = (
        task("t-soon", "soon", due=1),
        task("t-today-later", due=90),
        task("t-today", due=60),
        task("t-today-too", due=60),
        task("t-now", "now", due=999),
    )
    assert ids(open_lines(told(*tasks))) == ["t-now", "t-today", "t-today-too", "t-today-later", "t-soon"]
    assert get_args(Urgency) == ("now", "today", "soon")


def test_who_takes_a_task_owns_it_and_the_last_one_does() -> None:
    (line,) = open_lines(told(RAISED, TAKEN, evolve(TAKEN, owner="Ben")))
    assert line == Line(task=RAISED, raised_at=NOW, call=CALL, owner="Ben")


def test_a_task_that_is_corrected_reads_as_it_does_now_and_stays_whose_it_is() -> None:
    corrected = example(TaskCorrected)
    now = evolve(RAISED, urgency="now", to_do=corrected.to_do, due=corrected.due)
    assert all_lines(told(RAISED, TAKEN, corrected)) == (Line(task=now, raised_at=NOW, call=CALL, owner="Ann"),)


def test_what_is_done_is_no_open_line_and_is_kept_with_its_note() -> None:
    events = told(RAISED, task("t-2"), TAKEN, DONE)
    assert ids(open_lines(events)) == ["t-2"]
    assert all_lines(events)[1:] == (
        Line(
            task=RAISED,
            raised_at=NOW,
            call=CALL,
            owner="Ann",
            done_at=NOW + timedelta(minutes=3),
            note="Called her: all is well.",
        ),
    )


def test_what_was_done_last_is_the_first_of_what_is_done() -> None:
    done = [evolve(DONE, task_id=TaskId(each)) for each in ("t-2", "t-1")]
    assert ids(all_lines(told(task("t-1"), task("t-2"), task("t-3"), *done))) == ["t-3", "t-1", "t-2"]


def test_a_task_that_is_not_known_changes_nothing() -> None:
    assert all_lines(told(TAKEN, example(TaskCorrected), DONE)) == ()


def test_nothing_else_is_in_the_inbox() -> None:
    assert ids(all_lines(told(*EXAMPLES))) == [RAISED.task_id]
