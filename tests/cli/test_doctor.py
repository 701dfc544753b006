"""`receptionist doctor`: what is set, what is missing, what that means; never a secret."""

from __future__ import annotations

import contextlib
import http.server
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from receptionist.cli import answering, examining
from receptionist.cli.answering import Answer, answer_of, host_of, is_loopback
from receptionist.cli.examining import Finding
from receptionist.config import Settings
from receptionist.events.call import CallStarted
from receptionist.events.sqlite.schema import MIGRATIONS
from receptionist.ids import CallId
from tests.cli.logs import Told, objects, write
from tests.examples import example
from tests.processes import Result, run

SECRET = "do-not-show-this"  # noqa: S105 (made up)
REFUSED = "Connection refused"
PEOPLE = "Dr. Lee, Dr. Patel, Maya Torres"
KEYS = {"LIVEKIT_API_KEY": f"key-{SECRET}", "LIVEKIT_API_SECRET": SECRET}


class _Ok(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/" else 404)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (its signature)
        pass


@contextlib.contextmanager
def a_server() -> Iterator[int]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Ok) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()


@contextlib.contextmanager
def nobody() -> Iterator[int]:
    """A port that nobody listens on, and nobody can get as long as this is open."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


def found(folder: Path, **environ: str) -> tuple[dict[str, list[tuple[str, str]]], int]:
    """The findings of each group, and the exit status."""
    result = run(folder, "doctor", "--json", **environ)
    assert result.err == ""
    assert SECRET not in result.out
    groups: dict[str, list[tuple[str, str]]] = {}
    for finding in objects(result.out):
        assert finding.pop("kind") == "finding"
        groups.setdefault(finding["group"], []).append((finding["state"], finding["text"]))
    return groups, result.status


def test_with_nothing_set_everything_that_talk_needs_is_there(tmp_path: Path) -> None:
    groups, status = found(tmp_path)
    machine = groups.pop("Machine")
    assert [state for state, _ in machine] == ["fine", "fine"]
    assert machine[0][1].startswith(f"Python {sys.version.split()[0]}, SQLite ")
    assert " livekit-agents 1.8." in machine[1][1]
    assert groups == {
        "Clinic": [
            ("fine", f"Bright Smile Dental, America/New_York: {PEOPLE}; 3 chairs, 8 treatments, booked 180 days ahead"),
            ("missing", "this is the example: describe yours in clinic.toml (docs/clinic-file.md)"),
        ],
        "Log and keys": [
            ("missing", f"there is no log at {tmp_path}/.data/receptionist.db yet: the first call makes it")
        ],
        "Room": [
            (
                "missing",
                "LIVEKIT_URL is not set: calls in a room are not possible; `make room` starts a server on this machine",
            )
        ],
        "Speech": [
            ("missing", "no DEEPGRAM_API_KEY: callers can type and not speak"),
            ("missing", "no CARTESIA_API_KEY: the agent writes and is not heard"),
        ],
        "LLM": [
            (
                "fine",
                "offline: rules for demos and tests, without key or network (a real model: RECEPTIONIST_LLM=openai)",
            )
        ],
    }
    assert status == 0
    assert list(tmp_path.glob("[!s]*")) == []


def test_with_everything_set_it_says_what_for(tmp_path: Path) -> None:
    with a_server() as port:
        groups, status = found(
            tmp_path,
            **KEYS,
            LIVEKIT_URL=f"ws://{SECRET}:{SECRET}@127.0.0.1:{port}",
            DEEPGRAM_API_KEY=SECRET,
            CARTESIA_API_KEY=SECRET,
            OPENAI_API_KEY=SECRET,
            OPENAI_BASE_URL=f"https://{SECRET}:{SECRET}@llm.example:8443/v1",
            RECEPTIONIST_LLM="openai",
            RECEPTIONIST_AUDIENCE="room",
            RECEPTIONIST_RECORD="on",
            RECEPTIONIST_LOAD_LIMIT="off",
        )
    assert groups["Room"] == [
        ("fine", "LIVEKIT_URL, LIVEKIT_API_KEY, LIVEKIT_API_SECRET are set by the environment"),
        ("fine", f"the server at 127.0.0.1:{port}, on this machine, answers (HTTP 200)"),
        ("fine", "streams go to everybody in the room; a caller who vanishes has 30 s to come back"),
        ("fine", "LiveKit records the session: callers have to be told so"),
        ("fine", "a worker refuses further calls never"),
    ]
    assert groups["Speech"] == [
        ("fine", "DEEPGRAM_API_KEY is set: callers can speak"),
        ("fine", "CARTESIA_API_KEY is set: the agent can be heard"),
        ("fine", "turn detection runs on this machine"),
    ]
    assert groups["LLM"] == [("fine", "gpt-4.1-mini at llm.example:8443; OPENAI_API_KEY is set")]
    assert status == 0


def test_a_server_that_does_not_answer_is_broken(tmp_path: Path) -> None:
    with nobody() as port:
        (tmp_path / ".data").mkdir()
        lines = f"LIVEKIT_URL=ws://127.0.0.1:{port}\nLIVEKIT_API_KEY=k\nLIVEKIT_API_SECRET={SECRET}\n"
        (tmp_path / ".data" / "room.env").write_text(lines, encoding="utf-8")
        groups, status = found(tmp_path)
    assert groups["Room"][:2] == [
        ("fine", f"LIVEKIT_URL, LIVEKIT_API_KEY, LIVEKIT_API_SECRET are set by {tmp_path}/.data/room.env"),
        (
            "broken",
            f"the server at 127.0.0.1:{port}, on this machine, does not answer ({REFUSED}); `make room` starts it",
        ),
    ]
    assert status == 1


@pytest.mark.parametrize(
    ("environ", "group", "text"),
    [
        (
            {"LIVEKIT_URL": "ws://127.0.0.1:9", "LIVEKIT_API_SECRET": SECRET},
            "Room",
            "setting LIVEKIT_API_KEY is missing; accepted: the key pair that belongs to LIVEKIT_URL",
        ),
        ({"LIVEKIT_URL": SECRET, **KEYS}, "Room", "setting LIVEKIT_URL is not shown here; accepted: an address"),
        ({"RECEPTIONIST_LLM": "openai"}, "LLM", "no OPENAI_API_KEY, which gpt-4.1-mini at OpenAI needs"),
        ({"DEEPGRAM_API_KEY": f"{SECRET}\n"}, "Speech", "DEEPGRAM_API_KEY has a space, a line end or"),
        ({"CARTESIA_API_KEY": f"{SECRET} "}, "Speech", "CARTESIA_API_KEY has a space, a line end or"),
        ({"RECEPTIONIST_DB": "folder"}, "Log and keys", "the log does not open: "),
        ({"RECEPTIONIST_DB": "text.db"}, "Log and keys", "the log does not open: "),
        ({"RECEPTIONIST_DB": "text.db/log.db"}, "Log and keys", "there is no log at "),
        ({"RECEPTIONIST_DB": "link.db"}, "Log and keys", "{folder}/link.db is a link that leads nowhere"),
        ({"RECEPTIONIST_LLM": "gpt"}, "Settings", "setting RECEPTIONIST_LLM is 'gpt'; accepted: offline or openai;"),
        ({"RECEPTIONIST_CLINIC": "text.db"}, "Settings", "setting line 1, column "),
    ],
)
def test_what_is_broken_is_said_and_is_the_exit_status(
    tmp_path: Path, environ: dict[str, str], group: str, text: str
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "text.db").write_text("This is not a database, and it is longer than a header. " * 20)
    (tmp_path / "link.db").symlink_to(tmp_path / "nowhere.db")
    groups, status = found(tmp_path, **environ)
    broken = [(name, said) for name, findings in groups.items() for state, said in findings if state == "broken"]
    assert [(name, said.startswith(text.format(folder=tmp_path))) for name, said in broken] == [(group, True)]
    assert status == 1


def test_a_log_is_opened_and_told_with_its_schema_and_head(tmp_path: Path) -> None:
    path = tmp_path / ".data" / "receptionist.db"
    write(path, Told(call=CallId("c-one"), events=(example(CallStarted),)))
    groups, status = found(tmp_path)
    (opened, private) = groups["Log and keys"]
    assert opened[0] == "fine"
    assert opened[1].startswith(f"{path} opens: schema {len(MIGRATIONS)}, event 1, chain head ")
    assert private == ("fine", "log and keys are for their owner alone")
    assert status == 0


def test_keys_that_others_can_read_are_broken(tmp_path: Path) -> None:
    path = tmp_path / ".data" / "receptionist.db"
    write(path, Told(call=CallId("c-one"), events=(example(CallStarted),)))
    keys = path.with_name("receptionist.db.keys")
    keys.chmod(0o640)
    groups, status = found(tmp_path)
    told = f"others on this machine can reach {keys} (mode 0640): chmod 600 {keys}"
    assert groups["Log and keys"][1:] == [("broken", told)]
    assert status == 1


def test_a_log_whose_keys_are_gone_does_not_open(tmp_path: Path) -> None:
    path = tmp_path / ".data" / "receptionist.db"
    write(path, Told(call=CallId("c-one"), events=(example(CallStarted),)))
    path.with_name("receptionist.db.keys").unlink()
    groups, status = found(tmp_path)
    (finding,) = groups["Log and keys"]
    assert finding[0] == "broken"
    assert "receptionist.db.keys: is missing" in finding[1]
    assert status == 1


def test_people_read_it_in_groups(tmp_path: Path) -> None:
    result: Result = run(tmp_path, "doctor")
    heads = [line for line in result.out.splitlines() if not line.startswith(" ")]
    assert heads == ["Machine", "Clinic", "Log and keys", "Room", "Speech", "LLM"]
    assert "  missing no DEEPGRAM_API_KEY: callers can type and not speak\n" in result.out


def test_a_connection_without_encryption_is_told(tmp_path: Path) -> None:
    groups, _ = found(tmp_path, **KEYS, LIVEKIT_URL="ws://clinic.invalid")
    assert ("missing", "no encryption on the way to that server: it needs a wss:// address") in groups["Room"]


def test_it_is_told_when_a_callers_voice_goes_to_livekits_cloud(tmp_path: Path) -> None:
    """Asked of this part alone: a test has no business on that server."""
    environ = {**KEYS, "LIVEKIT_URL": "wss://clinic.livekit.cloud", "DEEPGRAM_API_KEY": SECRET}
    *_, last = examining.speech(Settings.load(environ, tmp_path))
    text = "LiveKit Cloud finds out when a caller has finished: their voice goes there too"
    assert last == Finding("Speech", "fine", text)


def test_a_server_that_says_nothing_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes the connection and is silent: the answer is that there is none, in the time that was given."""
    monkeypatch.setattr(answering, "PATIENCE_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        answer = answer_of(f"ws://127.0.0.1:{silent.getsockname()[1]}")
    assert not answer.is_an_answer


def test_what_does_not_speak_http_is_no_server_of_ours() -> None:
    with socket.create_server(("127.0.0.1", 0)) as odd:

        def greet() -> None:
            connection, _ = odd.accept()
            connection.sendall(b"SSH-2.0-odd\r\n")
            connection.recv(1024)
            connection.close()

        greeting = threading.Thread(target=greet)
        greeting.start()
        answer = answer_of(f"http://127.0.0.1:{odd.getsockname()[1]}")
        greeting.join()
    assert answer == Answer(is_an_answer=False, text="it does not speak HTTP")


@pytest.mark.parametrize(
    ("url", "host", "here"),
    [
        ("ws://127.0.0.1:7880", "127.0.0.1:7880", True),
        ("ws://localhost:7880/path?key=x", "localhost:7880", True),
        ("http://[::1]:7880", "[::1]:7880", True),
        ("wss://user:word@clinic.example", "clinic.example", False),
        ("ws://192.168.0.2:7880", "192.168.0.2:7880", False),
        ("ws://127.0.0.1.example:7880", "127.0.0.1.example:7880", False),
    ],
)
def test_a_host_is_told_without_what_else_an_address_carries(url: str, host: str, *, here: bool) -> None:
    assert (host_of(url), is_loopback(url)) == (host, here)


def test_the_whole_examination_does_without_livekit(tmp_path: Path) -> None:
    code = (
        "import sys; from receptionist.cli.doctor import command; command(['--json'], standalone_mode=False);"
        "print([m for m in sys.modules if m.split('.')[0] == 'livekit'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert done.stdout.endswith("[]\n")
