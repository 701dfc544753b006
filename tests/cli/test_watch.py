"""`receptionist watch` where there is no room to watch, and what it shows of one."""

from __future__ import annotations

import json
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from receptionist.cli import room_view
from receptionist.cli.room_view import RoomJsonLines, RoomScreen, RoomView, safe_name, show
from receptionist.clock import SteppedClock
from receptionist.happenings import (
    AttributesChanged,
    BytesArrived,
    Closed,
    ConnectionChanged,
    Happening,
    Joined,
    Left,
    Spoken,
    StreamMissing,
    StreamRefused,
    TextArrived,
)
from tests.processes import run

AGENT = "agent-1"
EVIL = "\x1b[2J\x07\u202e\r\nAnn"
SECRET = "a-secret-that-nobody-may-read-anywhere"  # noqa: S105 (made up)

HAPPENINGS: tuple[Happening, ...] = (
    Joined(participant=AGENT, is_agent=True),
    AttributesChanged(participant=AGENT, is_agent=True, attributes={"agent_state": "booking", "patient_name": "Ann"}),
    TextArrived(sender=AGENT, topic="agent-status", text="Taking a booking", attributes={"key": "5:1"}),
    TextArrived(sender=AGENT, topic="transcript", text="Hi.", attributes={"key": "6:0", "speaker": "caller"}),
    BytesArrived(
        sender=AGENT,
        topic="appointment-details",
        name="appointment.json",
        mime_type="application/json",
        content=b"{}",
        attributes={"key": "7:2"},
    ),
    Spoken(sender=AGENT, text="Booked."),
    StreamRefused(sender="caller-1", topic="transcript", key="9:0", why="its sender is not an agent"),
    StreamMissing(sender=AGENT, key="8:1"),
    ConnectionChanged(is_back=False),
    ConnectionChanged(is_back=True),
    Left(participant=AGENT, is_agent=True),
    Left(participant="agent-2", is_agent=True, crashed=True),
    Closed(reason="ROOM_DELETED"),
)


async def _show_all(view: RoomView, downloads: Path, happenings: tuple[Happening, ...] = HAPPENINGS) -> None:
    for happening in happenings:
        await show(view, happening, downloads)


async def test_json_has_one_object_for_each_happening(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], clock: SteppedClock
) -> None:
    await _show_all(RoomJsonLines("demo", clock), tmp_path)
    objects = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {(line.pop("room"), line.pop("at")) for line in objects} == {("demo", clock.now().isoformat())}
    attributes = {"agent_state": "booking", "patient_name": "Ann"}
    assert objects == [
        {"kind": "joined", "participant": AGENT},
        {"kind": "attribute", "participant": AGENT, "attributes": attributes},
        {
            "kind": "text", "topic": "agent-status", "text": "Taking a booking", "attributes": {"key": "5:1"},
            "from": AGENT,
        },
        {
            "kind": "text", "topic": "transcript", "text": "Hi.", "attributes": {"key": "6:0", "speaker": "caller"},
            "from": AGENT,
        },
        {
            "kind": "bytes", "topic": "appointment-details", "name": "appointment.json",
            "mime_type": "application/json", "size": 2, "saved_as": str(tmp_path / "7-2-appointment.json"),
            "attributes": {"key": "7:2"},
        },
        {"kind": "said", "text": "Booked."},
        {
            "kind": "refused", "topic": "transcript", "key": "9:0", "why": "its sender is not an agent",
            "from": "caller-1",
        },
        {"kind": "missing", "key": "8:1", "from": AGENT},
        {"kind": "reconnecting"},
        {"kind": "reconnected"},
        {"kind": "left", "participant": AGENT},
        {"kind": "left", "participant": "agent-2"},
    ]  # fmt: skip


async def test_lines_look_like_the_data_plane_of_a_call_in_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await _show_all(RoomScreen(echo_caller=True), tmp_path)
    assert [line.strip() for line in capsys.readouterr().out.splitlines()] == [
        "agent-1  joined",
        "agent-1  attribute  agent_state=booking patient_name=Ann",
        '5:1  text   agent-status  "Taking a booking"',
        '6:0  text   transcript  caller: "Hi."',
        f"7:2  bytes  appointment-details → {tmp_path / '7-2-appointment.json'}",
        "receptionist  Booked.",
        "trouble     transcript 9:0 from caller-1 is not taken: its sender is not an agent",
        "trouble     8:1 is missing: it cannot be sent again",
        "trouble     the connection is interrupted; what is sent now comes afterwards",
        "trouble     the connection is back",
        "agent-1  left",
        "agent-2  left without a word",
    ]


@pytest.mark.parametrize("as_json", [True, False], ids=["json", "lines"])
async def test_nothing_from_the_wire_moves_the_cursor_or_breaks_a_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], clock: SteppedClock, as_json: bool  # noqa: FBT001
) -> None:  # fmt: skip
    view: RoomView = RoomJsonLines(EVIL, clock) if as_json else RoomScreen(echo_caller=True)
    happenings: tuple[Happening, ...] = (
        Joined(participant=EVIL, is_agent=True),
        AttributesChanged(participant=EVIL, is_agent=True, attributes={EVIL: EVIL}),
        TextArrived(sender=EVIL, topic=EVIL, text=EVIL, attributes={"key": EVIL, "speaker": EVIL}),
        BytesArrived(
            sender=EVIL, topic=EVIL, name=EVIL, mime_type=EVIL, content=b"", attributes={"key": EVIL, EVIL: EVIL}
        ),
        Spoken(sender=EVIL, text=EVIL),
        StreamRefused(sender=EVIL, topic=EVIL, key=EVIL, why="it was cut off"),
        StreamMissing(sender=EVIL, key=EVIL),
        Left(participant=EVIL, is_agent=True),
    )
    await _show_all(view, tmp_path, happenings)
    shown = capsys.readouterr().out
    assert len(shown.splitlines()) == len(happenings)
    assert all(character.isprintable() for character in shown.replace("\n", ""))


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("appointment-1.json", "appointment-1.json"),
        ("7:2", "7-2"),
        ("../../etc/passwd", "etc-passwd"),
        ("/etc/passwd", "etc-passwd"),
        (".bashrc", "bashrc"),
        ("..", "unnamed"),
        ("", "unnamed"),
        ("Łódź\x00", "d-"),
        ("a" * 300, "a" * 100),
    ],
)
def test_a_name_from_the_wire_stays_in_its_folder(name: str, safe: str) -> None:
    assert safe_name(name) == safe


async def test_a_document_is_saved_for_its_owner_alone_and_again_in_the_same_place(tmp_path: Path) -> None:
    view = RoomScreen(echo_caller=True)
    folder = tmp_path / "downloads" / "demo"
    [document] = [happening for happening in HAPPENINGS if isinstance(happening, BytesArrived)]
    await show(view, document, folder)
    await show(view, document, folder)
    [saved] = folder.iterdir()
    assert (saved.name, saved.read_bytes(), saved.stat().st_mode & 0o777) == ("7-2-appointment.json", b"{}", 0o600)


async def test_a_document_that_cannot_be_saved_is_trouble_and_watching_goes_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], clock: SteppedClock
) -> None:
    (tmp_path / "file").write_text("in the way")
    await _show_all(RoomJsonLines("demo", clock), tmp_path / "file")
    objects = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    troubles = [line["text"] for line in objects if line["kind"] == "trouble"]
    assert troubles == [f"{tmp_path / 'file' / '7-2-appointment.json'} cannot be written: File exists"]
    assert [line["saved_as"] for line in objects if line["kind"] == "bytes"] == [None]
    assert objects[-1]["kind"] == "left"


@pytest.mark.parametrize("fault", ["replace", "fsync"])
def test_a_document_is_there_in_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path if fault == "replace" else os, fault, fail)
    with pytest.raises(OSError, match="No space left"):
        room_view._save(tmp_path / "document.json", b"{}")
    assert list(tmp_path.iterdir()) == []


@contextmanager
def _a_server_that_answers(status: str) -> Iterator[str]:
    """Speaks HTTP, and is no LiveKit server that would let us in."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            while True:
                try:
                    peer, _ = server.accept()
                except OSError:
                    return
                with peer:
                    peer.recv(65536)
                    body = f"{status} ({SECRET})"
                    peer.sendall(f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode())

        threading.Thread(target=answer, daemon=True).start()
        yield f"127.0.0.1:{server.getsockname()[1]}"
        server.shutdown(socket.SHUT_RDWR)


KEYS = {"LIVEKIT_API_KEY": "key", "LIVEKIT_API_SECRET": SECRET}
COMMANDS = pytest.mark.parametrize("command", [("watch", "demo"), ("talk", "--room", "demo")], ids=["watch", "talk"])


@COMMANDS
def test_a_server_that_is_not_there_is_one_line(tmp_path: Path, command: tuple[str, ...]) -> None:
    """Nothing listens on port 9 of this machine. The password in the address is not shown."""
    result = run(tmp_path, *command, LIVEKIT_URL="ws://ann:secret@127.0.0.1:9", **KEYS)
    why = "no LiveKit server answers at ws://127.0.0.1:9 (LIVEKIT_URL); `make room` starts one on this machine"
    assert (result.status, result.err) == (2, f"receptionist: {why}\n")
    assert "secret" not in result.out


@COMMANDS
@pytest.mark.parametrize(
    ("status", "complaint"),
    [
        ("401 Unauthorized", "refuses the token: LIVEKIT_API_KEY and LIVEKIT_API_SECRET must be a pair of that server"),
        ("404 Not Found", "is no LiveKit server; check LIVEKIT_URL"),
    ],
)
def test_a_server_that_does_not_let_us_in_is_one_line_without_what_it_said(
    tmp_path: Path, command: tuple[str, ...], status: str, complaint: str
) -> None:
    """LiveKit's refusal quotes the token."""
    with _a_server_that_answers(status) as address:
        result = run(tmp_path, *command, LIVEKIT_URL=f"ws://{address}", **KEYS)
    assert (result.status, result.err) == (2, f"receptionist: ws://{address} {complaint}\n")
    assert SECRET not in result.out


@COMMANDS
def test_without_a_server_it_says_what_to_set(tmp_path: Path, command: tuple[str, ...]) -> None:
    result = run(tmp_path, *command, LIVEKIT_URL="", LIVEKIT_API_KEY="", LIVEKIT_API_SECRET="")
    assert (result.status, result.out) == (2, "")
    assert result.err.startswith("receptionist: setting LIVEKIT_URL is missing; accepted: ")
    assert result.err.count("\n") == 1


def test_a_room_without_a_name_is_a_mistake(tmp_path: Path) -> None:
    result = run(tmp_path, "watch", " ")
    assert (result.status, result.err) == (2, "receptionist: ROOM needs a name\n")
