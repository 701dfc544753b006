"""Files of calls: what they mean, and that a slip in one does not pass unnoticed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from receptionist.clock import SteppedClock
from receptionist.ids import RandomIds
from receptionist.storage import open_storage
from tests.journeys.before import CannotHaveBeenError, Past
from tests.journeys.journey import Booked, InboxLine, Journey, Line, Outcome, journeys
from tests.journeys.playing import offline, play

CALL = """
[[call]]
title = "a call"
says = "Goodbye."
[call.outcome]
appointments = []
states = ["greeting", "ended"]
confirmations = 0
documents = 0
ended = "caller_said_goodbye"
"""


def read(folder: Path, text: str) -> list[Journey]:
    path = folder / "call.toml"
    path.write_text(text, encoding="utf-8")
    return journeys(path)


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        ("says =", "syas ="),
        ('says = "Goodbye."', 'says = ""'),
        ("documents = 0", "documnets = 0"),
        ("appointments = []", 'appointments = ["Sarah, Mon 2026-11-24 14:00"]'),
        ("appointments = []", 'appointments = ["Sarah at two"]'),
        ("appointments = []", 'appointments = ["Sarah, Tue 2026-11-24 14:00, cleanin"]'),
        ("appointments = []", 'appointments = ["Sarah, Tue 2026-11-24 14:00, exam, le"]'),
        ('ended = "caller_said_goodbye"', ""),
        ('ended = "caller_said_goodbye"', 'ended = "goodbye"'),
        ('title = "a call"', 'title = "a call"\ntaken = ["Tue 2026-11-31 14:00"]'),
        ('title = "a call"', 'title = "a call"\nat = "Tue 2026-11-18 20:00"'),
        ('title = "a call"', 'title = "a call"\nchannel = "pigeon"'),
        ('title = "a call"', 'title = "a call"\nbefore.appointments = [{patient = "A"}]'),
        ('title = "a call"', 'title = "a call"\nbefore.closed = ["Mon 2026-11-24"]'),
        (
            'title = "a call"',
            'title = "a call"\nbefore.appointments = [{patient = "A", at = "Tue 2026-11-24 14:00", code = "K7X4MRQ"}]',
        ),
        ("documents = 0", 'documents = 0\nnever = ["booking.confirmd"]'),
        ("documents = 0", 'documents = 0\ntopics = ["weather"]'),
        ("documents = 0", 'documents = 0\ninbox = [{kind = "mesage"}]'),
        ("documents = 0", 'documents = 0\nemergencies = ["bad"]'),
        ("documents = 0", 'documents = 0\nopen = ["appointments"]'),
        ("[[call]]", "[otucome]\n[[call]]"),
    ],
)
def test_a_slip_in_a_file_does_not_pass_unnoticed(written: str, instead: str, tmp_path: Path) -> None:
    """A misspelt key or event, a day that is not, a missing line: each would make a call pass that should not."""
    assert [journey.title for journey in read(tmp_path, CALL)] == ["a call"]
    with pytest.raises((ValueError, KeyError, ExceptionGroup)):
        read(tmp_path, CALL.replace(written, instead))


def test_a_file_says_what_was_there_before_and_what_has_to_be_afterwards(tmp_path: Path) -> None:
    (journey,) = read(
        tmp_path,
        """
        [outcome]
        ended = "caller_said_goodbye"
        appointments = ["A B, Tue 2026-11-24 14:00"]
        [[call]]
        title = "a call"
        at = "Wed 2026-11-18 20:00"
        channel = "phone"
        says = '''
          Hello.

        ? Yes.
        ?which day|when: At two: the third.
        ?: nothing.
        ¿Sí?
        '''
        [[call.before.appointments]]
        patient = "A B"
        at = "Tue 2026-11-24 14:00"
        [call.outcome]
        appointments = []
        inbox = [{kind = "message", says = ["crown"]}]
        """,
    )
    assert journey == Journey(
        title="a call",
        at="Wed 2026-11-18 20:00",
        channel="phone",
        before=journey.before,
        says=(
            Line(words="Hello."),
            Line(words="Yes.", if_asked=True),
            Line(words="At two: the third.", if_asked=True, about=("which day", "when")),
            Line(words="?: nothing."),
            Line(words="¿Sí?"),
        ),
        outcome=Outcome(
            appointments=(), ended="caller_said_goodbye", inbox=(InboxLine(kind="message", says=("crown",)),)
        ),
    )
    assert journey.before.appointments == (Booked(patient="A B", at="Tue 2026-11-24 14:00"),)


async def test_what_the_desk_would_not_have_done_cannot_have_been_before(tmp_path: Path) -> None:
    (journey,) = read(
        tmp_path,
        CALL.replace(
            "[call.outcome]",
            '[[call.before.appointments]]\npatient = "A B"\nat = "Sat 2026-11-21 14:00"\n[call.outcome]',
        ),
    )
    clock = SteppedClock(Past.begins(journey))
    async with open_storage(tmp_path / "log.db") as storage:
        with pytest.raises(CannotHaveBeenError, match="closed_that_day"):
            await Past(journey, storage, clock, RandomIds(clock, seed=1)).happen()


async def test_what_was_before_is_in_the_log_when_the_call_begins(tmp_path: Path) -> None:
    """Appointments with their codes, a patient's two as one person's, and one that was missed; it is then."""
    booked = 'patient = "A B"\nborn = "1990-01-02"\nphone = "212-555-0123"\n'
    (journey,) = read(
        tmp_path,
        CALL.replace(
            "[call.outcome]",
            f'[[call.before.appointments]]\n{booked}at = "Mon 2026-11-16 10:00"\nmissed = true\n'
            f'[[call.before.appointments]]\n{booked}at = "Tue 2026-11-24 10:00"\ncode = "K7X4MRP"\n'
            '[[call.before.waiting]]\npatient = "C D"\nphone = "212-555-0124"\n'
            '[call.before]\nclosed = ["Thu 2026-11-19"]\n[call.outcome]',
        ),
    )
    found = await play(journey, tmp_path, offline())
    kinds = [type(event).__name__ for event in found.before]
    assert {
        kind: kinds.count(kind)
        for kind in ("PatientRegistered", "BookingConfirmed", "PatientMissed", "WaitingListJoined", "DayClosed")
    } == {
        "PatientRegistered": 2,
        "BookingConfirmed": 2,
        "PatientMissed": 1,
        "WaitingListJoined": 1,
        "DayClosed": 1,
    }
    assert [(each.patient_name, each.code) for each in found.standing] == [("A B", "K7X4MRP")]
    assert found.began == datetime(2026, 11, 18, 15, 0, tzinfo=UTC)
    assert Past.begins(journey) < found.began - timedelta(days=2)


@pytest.mark.parametrize(("says", "heard"), [("Hello.\n? Yes, please.", 2), ("Thanks, goodbye.\n? Yes, please.", 1)])
async def test_an_answer_is_given_only_to_a_question(says: str, heard: int, tmp_path: Path) -> None:
    """The greeting's "How can I help?" is answered with "Hello."; a farewell asks nothing and ends the call."""
    (journey,) = read(tmp_path, CALL.replace('"Goodbye."', f'"""{says}"""'))
    found = await play(journey, tmp_path, offline())
    assert (found.turns, [line.words for line in found.unsaid]) == (heard, ["Yes, please."][: 2 - heard])
