"""`receptionist replay CALL --save-test FILE`: two files, and what to look at before they are shown to anybody."""

from __future__ import annotations

from pathlib import Path

from attrs import evolve

from receptionist.events.call import CallEnded, CallStarted, UtteranceHeard
from receptionist.ids import CallId
from receptionist.testing import play
from tests.cli.logs import Told, write
from tests.examples import PATIENT, example
from tests.journeys.journey import journeys
from tests.processes import Result, run
from tests.publishers.support import CONFIRMED

CALL = CallId("c-one000000000")
WORDS = "It's Zoë Quillfeather. My neighbour Barnaby sent me, and I was at sea."


def log(folder: Path) -> None:
    heard = evolve(example(UtteranceHeard), text=WORDS)
    events = (example(CallStarted), heard, CONFIRMED, example(CallEnded))
    write(folder / "log.db", Told(call=CALL, events=events))


def save(folder: Path, *arguments: str) -> Result:
    return run(folder, "replay", "c-one", "--save-test", *arguments, "--db", "log.db")


def test_a_history_that_is_replayed_and_a_journey_that_is_played(tmp_path: Path) -> None:
    log(tmp_path)
    done = save(tmp_path, "first_call.json")
    assert (done.status, done.err) == (0, "")
    play(tmp_path / "first_call.json").as_recorded()
    (journey,) = journeys(tmp_path / "first_call.toml")
    assert (journey.title, len(journey.says)) == ("first call", 1)
    for name in ("first_call.json", "first_call.toml"):
        text = (tmp_path / name).read_text(encoding="utf-8")
        assert [each for each in (PATIENT, "Zoë", "Barnaby", CALL) if each in text] == []


def test_it_says_what_it_did_and_what_to_look_at(tmp_path: Path) -> None:
    log(tmp_path)
    first, second, third, fourth, look, guess, *rest = save(tmp_path, "x.json").out.splitlines()
    assert first == "x.json: the history (4 events, 9 effects), as receptionist 0.1.0 shows it"
    assert second == "x.toml: the journey"
    assert third == "1 person has other names, numbers, dates of birth and codes; every id is another one"
    assert fourth.endswith(": same weekdays, same times of day")
    assert look == "Look at these before you show it to anybody:"
    assert guess.startswith("  event 2: ")
    assert guess.endswith(" stands for a word that only looked like a name")
    assert rest == [
        "  what was said: a name in small letters that no event has, a street or a job is not recognised",
        "  the outcome in the journey: it is what came of the call, not yet what the clinic wants",
    ]


def test_neither_file_is_written_over_unless_that_is_said(tmp_path: Path) -> None:
    log(tmp_path)
    (tmp_path / "x.toml").write_text("mine", encoding="utf-8")
    done = save(tmp_path, "x.json")
    assert (done.status, done.err) == (
        2,
        "receptionist: x.toml is there already; choose another name, or overwrite it with --force\n",
    )
    assert not (tmp_path / "x.json").exists()
    assert save(tmp_path, "x.json", "--force").status == 0
    assert (tmp_path / "x.toml").read_text(encoding="utf-8") != "mine"


def test_a_name_that_is_none_for_a_history_is_refused(tmp_path: Path) -> None:
    log(tmp_path)
    done = save(tmp_path, "x.toml")
    assert (done.status, done.err) == (
        2,
        "receptionist: x.toml is no name for a history: it ends in .json (the journey is written beside it)\n",
    )
    assert save(tmp_path, "nowhere/x.json").status == 2
