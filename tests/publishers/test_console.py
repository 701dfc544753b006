"""The terminal as the room: what is saved is whole, private, and the same file however often it is sent."""

from __future__ import annotations

import signal
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from receptionist.errors import PublishError, PublishRefusedError
from receptionist.projections import project
from receptionist.projections.effects import Effect, SendBytes, SendText, SetAttributes
from receptionist.publishers import console
from receptionist.publishers.console import ConsolePublisher, Shown
from receptionist.publishers.publisher import Delivery
from receptionist.publishers.rendering import render
from tests.events.processes import ROOT
from tests.examples import CALL, NOW, PATIENT, recorded
from tests.publishers.support import BOOKING, CONFIRMED, Stand, running, settled

EFFECTS = project(recorded(CONFIRMED, position=3))
NAME = "3-2-appointment-a-0000000000ex.json"


def delivery(key: str, **changes: Any) -> Delivery:
    position = int(key.split(":", maxsplit=1)[0])
    whole = Delivery(
        key=key, call=CALL, position=position, event_type="booking.confirmed", attempt=1, epoch=1, recorded_at=NOW,
        previous=None,
    )  # fmt: skip
    return evolve(whole, **changes)


def document() -> SendBytes:
    (effect,) = (
        effect for effect in EFFECTS if isinstance(effect, SendBytes) and effect.topic == "appointment-details"
    )
    return effect


def files(downloads: Path) -> list[str]:
    """The names of all files below a folder, hidden ones too."""
    return sorted(path.name for path in downloads.rglob("*") if path.is_file())


class Screen:
    def __init__(self, error: Exception | None = None) -> None:
        self.shown: list[Shown] = []
        self._error = error

    async def show(self, shown: Shown) -> None:
        if self._error is not None:
            raise self._error
        self.shown.append(shown)


@pytest.fixture
def screen() -> Screen:
    return Screen()


@pytest.fixture
def downloads(tmp_path: Path) -> Path:
    return tmp_path / "not yet there" / "downloads"


@pytest.mark.parametrize("effect", [e for e in EFFECTS if isinstance(e, SetAttributes | SendText)])
async def test_attributes_and_text_are_shown_and_nothing_is_saved(
    screen: Screen, downloads: Path, effect: Effect
) -> None:
    await ConsolePublisher(downloads, screen.show).publish(effect, delivery("3:1"))
    assert screen.shown == [Shown(effect=effect, delivery=delivery("3:1"))]
    assert files(downloads) == []


async def test_a_document_is_saved_and_then_shown_with_the_place_where_it_is(screen: Screen, downloads: Path) -> None:
    await ConsolePublisher(downloads, screen.show).publish(document(), delivery("3:2"))
    path, content = downloads / CALL / NAME, render(document().content)
    assert path.read_bytes() == content
    assert screen.shown == [Shown(effect=document(), delivery=delivery("3:2"), saved_as=path, size=len(content))]


async def test_the_same_effect_sent_again_is_the_same_file(screen: Screen, downloads: Path) -> None:
    publisher = ConsolePublisher(downloads, screen.show)
    for number in (1, 2, 3):
        await publisher.publish(document(), delivery("3:2", attempt=number, epoch=number))
    await publisher.publish(document(), delivery("4:2"))
    assert files(downloads) == [NAME, NAME.replace("3-2", "4-2")]
    assert (downloads / CALL / NAME).read_bytes() == render(document().content)


async def test_a_file_is_its_owners_and_its_name_says_nothing_of_anybody(screen: Screen, downloads: Path) -> None:
    await ConsolePublisher(downloads, screen.show).publish(document(), delivery("3:2"))
    (path,) = [shown.saved_as for shown in screen.shown]
    assert path is not None
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert str(path.relative_to(downloads)) == f"{CALL}/{NAME}"
    assert not [part for part in PATIENT.split(" ") if part in str(path)]


async def test_a_folder_that_is_a_file_is_told_of(screen: Screen, tmp_path: Path) -> None:
    (tmp_path / "downloads").write_text("in the way")
    publisher = ConsolePublisher(tmp_path / "downloads", screen.show)
    with pytest.raises(PublishError) as caught:
        await publisher.publish(document(), delivery("3:2"))
    assert str(caught.value) == f"{tmp_path}/downloads/{CALL}/{NAME} cannot be written: Not a directory"
    assert screen.shown == []


async def test_a_full_disk_leaves_nothing_behind(
    screen: Screen, downloads: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(PublishError, match=r"cannot be written: No space left on device$"):
        await ConsolePublisher(downloads, screen.show).publish(document(), delivery("3:2"))
    assert (files(downloads), screen.shown) == ([], [])


@pytest.mark.parametrize("effect", EFFECTS)
async def test_a_terminal_that_is_gone_may_come_back(downloads: Path, effect: Effect) -> None:
    """`receptionist talk | head`: the effects stay owed and are not parked."""
    gone = Screen(BrokenPipeError(32, "Broken pipe"))
    with pytest.raises(PublishError, match=r"^it cannot be shown: Broken pipe$") as caught:
        await ConsolePublisher(downloads, gone.show).publish(effect, delivery("3:1"))
    assert not isinstance(caught.value, PublishRefusedError)


async def test_the_relay_tries_again_until_the_folder_can_be_written(stand: Stand, tmp_path: Path) -> None:
    downloads, screen = tmp_path / "downloads", Screen()
    downloads.write_text("in the way")
    await stand.append(*BOOKING)
    relay = stand.relay(ConsolePublisher(downloads, screen.show))
    async with running(relay):
        while stand.rows(CALL, "state", "attempts")["3:2"] < ("owed", 3):
            await stand.storage.database.wait_for_change(stand.storage.database.version)
        assert stand.rows(CALL, "last_error")["3:2"] == f"{downloads}/{CALL}/{NAME} cannot be written: Not a directory"
        downloads.unlink()
        await settled(relay)
    assert stand.rows()["3:2"] == "sent"
    assert (downloads / CALL / NAME).read_bytes() == render(document().content)


async def test_a_document_that_cannot_be_rendered_is_parked(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    await stand.append(*BOOKING)

    def unknown(_: object) -> bytes:
        raise PublishRefusedError("this version cannot render it")

    monkeypatch.setattr(console, "render", unknown)
    await stand.settle(ConsolePublisher(stand.storage.path.parent, Screen().show))
    assert stand.rows(CALL, "state", "last_error")["3:2"] == ("parked", "this version cannot render it")


KILLED_AT = {
    "the content is written": ("os.fsync = lambda _: die()", False),
    "it is on the disk": ("pathlib.Path.replace = lambda *_: die()", False),
    "it has its name": ("console._sync = lambda _: die()", True),
}


@pytest.mark.parametrize("moment", KILLED_AT)
def test_killed_at_any_moment_a_file_is_whole_or_absent_and_a_retry_clears_up(tmp_path: Path, moment: str) -> None:
    die_there, there = KILLED_AT[moment]
    path, content = tmp_path / NAME, "whole " * 10_000
    save = (
        "import os, pathlib, signal; from receptionist.publishers import console\n"
        "def die(): os.kill(os.getpid(), signal.SIGKILL)\n"
        "{0}\n"
        "console._save(pathlib.Path({1!r}), {2!r}.encode())"
    )

    def run(first: str) -> int:
        code = save.format(first, str(path), content)
        return subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode

    assert run(die_there) == -signal.SIGKILL
    assert [file.read_text() for file in tmp_path.glob("*.json")] == ([content] if there else [])
    assert run("") == 0
    assert {file.name: file.read_text() for file in tmp_path.iterdir()} == {NAME: content}
