"""`receptionist.testing`: what others write their tests with; its page's examples run here."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from attrs import evolve, frozen

from receptionist.domain.commands import EndCall, NewIds, RequestBooking, Wanted
from receptionist.errors import HistoryFileError, NothingBookedError
from receptionist.events.booking import BookingBegun, BookingConfirmed
from receptionist.events.call import CallEnded, CallerGreeted
from receptionist.events.catalogue import CURRENT, UPCASTERS
from receptionist.events.codec import Codec
from receptionist.events.recorded import Recorded
from receptionist.ids import BookingId
from receptionist.projections import project
from receptionist.projections.effects import Effect, SendText, SetAttributes
from receptionist.replaying.history import Saved
from receptionist.testing import History, Shown, accept, given, pinned, play, scene
from tests.history.frozen import FOLDER
from tests.history.frozen import thaw as thawed

PAGE = Path(__file__).parent.parent / "docs" / "testing.md"
HISTORY = FOLDER / "spelled_and_said_in_words.json"


def failure(run: Callable[[], object]) -> str:
    with pytest.raises(AssertionError) as raised:
        run()
    return str(raised.value)


def examples() -> list[str]:
    return [part.partition("```")[0] for part in PAGE.read_text(encoding="utf-8").split("```python\n")[1:]]


@pytest.mark.parametrize("number", range(len(examples())))
async def test_the_pages_examples_run(number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each by itself, as a reader would copy it; its tests are called with a folder where they ask for one."""
    monkeypatch.chdir(FOLDER.parent.parent)
    names: dict[str, object] = {}
    exec(compile(examples()[number], str(PAGE), "exec"), names)  # noqa: S102 (our own page)
    tests = [each for name, each in names.items() if name.startswith("test_")]
    assert tests != []
    for test in tests:
        wanted = test.__code__.co_varnames[: test.__code__.co_argcount]  # type: ignore[attr-defined]
        done = test(**dict.fromkeys(wanted, tmp_path))  # type: ignore[operator]
        if done is not None:
            await done


def test_it_needs_neither_pytest_nor_livekit() -> None:
    code = (
        "import sys; import receptionist.testing;"
        " print([each for each in ('pytest', 'livekit') if each in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], check=True, capture_output=True).stdout == b"[]\n"


def test_what_comes_out_otherwise_is_told_with_both_sides() -> None:
    told = failure(lambda: given().when(EndCall(reason="failed")).then(BookingBegun(booking_id=BookingId("b-1"))))
    assert "expected\n[BookingBegun(booking_id='b-1')]\nbut it led to\n" in told


def test_an_error_that_does_not_come_is_told() -> None:
    assert "expected NothingBookedError, but it led to" in failure(
        lambda: given().when(EndCall(reason="failed")).then_raises(NothingBookedError)
    )


def test_a_refusal_that_does_not_come_is_told() -> None:
    assert "expected a refusal (slot_taken), but it led to" in failure(
        lambda: given().when(EndCall(reason="failed")).then_refused("slot_taken")
    )


def test_two_runs_with_the_same_pins_make_the_same_ids() -> None:
    one, other, third = pinned(), pinned(), pinned(seed=2)
    assert [one.ids.call(), one.ids.event()] == [other.ids.call(), other.ids.event()]
    assert one.clock.now() == other.clock.now()
    assert third.ids.call() != pinned().ids.call()


def test_a_history_that_shows_something_else_fails_with_the_diff() -> None:
    def polite(recorded: Recorded) -> tuple[Effect, ...]:
        return tuple(
            evolve(effect, chunks=(*effect.chunks, " Thank you.")) if isinstance(effect, SendText) else effect
            for effect in project(recorded)
        )

    played = play(HISTORY, projection=polite)
    told = failure(played.as_recorded)
    assert '+effect 2:1:   chunks[1] = " Thank you."' in told


def test_a_history_is_played_with_events_and_a_projection_of_ones_own() -> None:
    @frozen(kw_only=True)
    class ToothFairyCame:
        """Somebody's own event."""

        coins: int

    def shows(recorded: Recorded) -> tuple[Effect, ...]:
        event: object = recorded.event
        return (SetAttributes(values={"coins": str(event.coins)}),) if isinstance(event, ToothFairyCame) else ()

    mine = Codec({**CURRENT, ("tooth_fairy.came", 1): ToothFairyCame}, UPCASTERS)
    saved = Saved(
        position=1, id="01940000-0000-7000-8000-000000000001", type="tooth_fairy.came", version=1,
        recorded_at="2026-11-18T15:00:00+00:00", tags=(), data={"coins": 2},
        metadata={"call": None, "actor": "system", "agent": "", "prompt": "", "model": ""},
    )  # fmt: skip
    history = History(about="one's own", events=(saved,), shows=Shown(effects={}, folds={}, says={}))
    played = play(history, codec=mine, projection=shows)
    assert played.effects == {"1:0": SetAttributes(values={"coins": "2"})}
    assert str(played.events[0].event) == str(ToothFairyCame(coins=2))


def test_accepting_writes_what_is_shown_today_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    text = HISTORY.read_text(encoding="utf-8")
    path.write_text(text.replace("Greeting the caller", "Saying hello"), encoding="utf-8")
    assert '-effect 2:1:   chunks[0] = "Saying hello"' in accept(path)
    assert path.read_text(encoding="utf-8") == text
    assert accept(path) == ""
    with pytest.raises(HistoryFileError, match="cannot be read"):
        accept(tmp_path / "nowhere.json")


def test_files_are_replayed_from_the_command_line(tmp_path: Path) -> None:
    changed = tmp_path / "x.json"
    changed.write_text(HISTORY.read_text(encoding="utf-8").replace("Greeting the caller", "Saying hello"), "utf-8")

    def run(*arguments: object) -> tuple[int, str]:
        command = [sys.executable, "-m", "receptionist.testing", *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, check=False, text=True)
        return done.returncode, done.stdout.splitlines()[-1] if done.stdout else done.stderr

    assert run(HISTORY) == (0, f"{HISTORY}: the same")
    assert run(changed)[0] == 1
    assert run("--accept", changed)[0] == 0
    assert run(changed) == (0, f"{changed}: the same")
    assert run(tmp_path / "nowhere.json") == (
        1, f"Error: {tmp_path / 'nowhere.json'} cannot be read (No such file or directory)\n",
    )  # fmt: skip


async def test_a_scene_keeps_what_is_shown_and_shows_nothing_twice(tmp_path: Path) -> None:
    async with scene(tmp_path) as here:
        await here.given(CallerGreeted(words="Hello"))
        here.clock.advance(timedelta(seconds=5))
        first = await here.shown()
        await here.given(CallEnded(reason="caller_hung_up"))
        then = await here.shown()
        assert (first.keys, then.keys) == (["1:0", "1:1"], ["2:0", "2:1"])
        assert [each.recorded_at for each in await here.events()] == [
            here.clock.now() - timedelta(seconds=5), here.clock.now(),
        ]  # fmt: skip


async def test_a_scenes_desk_decides_as_the_desk_does(tmp_path: Path) -> None:
    async with scene(tmp_path) as here:
        wanted = Wanted(patient_name="Ann Lee", treatment="exam", date_words="next Tuesday", time_words="2 PM")
        request = RequestBooking(new=NewIds.fresh(here.ids), wanted=wanted, asked_at=here.clock.now())
        handled = await here.desk().handle(request)
        assert isinstance(handled.events[-1], BookingConfirmed)
        topics = [each.topic for each in (await here.shown()).effects if isinstance(each, SendText)]
        assert topics == ["agent-status", "booking-confirmation", "agent-status"]


def test_a_frozen_log_thaws_to_the_file_that_it_was(tmp_path: Path) -> None:
    assert thawed("schema_1", tmp_path).stat().st_size > 0
