"""A loopback server that speaks OpenAI's chat API and answers what a test says: a model without a model."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from attrs import field, frozen


@frozen
class Calls:
    """It calls this tool."""

    tool: str
    arguments: Mapping[str, str] = field(factory=dict)


@frozen
class Says:
    """It says this."""

    words: str


class Repeats:
    """It says what the last tool answered, without what stands in brackets."""


Step = Calls | Says | Repeats
Script = Mapping[str, Sequence[Step]]
"""What it does after each line of the caller, step by step."""


@contextlib.contextmanager
def stand_in(script: Script, *, status: int = 200, silent: bool = False) -> Iterator[str]:
    """The address of a model that follows *script*, answers *status*, or, being *silent*, does not answer."""
    released = threading.Event()
    server = _Server(script, status=status, waits_for=released if silent else None)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1"
    finally:
        released.set()
        server.shutdown()
        thread.join()
        server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, script: Script, *, status: int, waits_for: threading.Event | None) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.script, self.status, self.waits_for = script, status, waits_for


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_POST(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.server.waits_for is not None:
            self.server.waits_for.wait()
            return
        self.send_response(self.server.status)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        if self.server.status == 200:
            for delta in ({"role": "assistant", **_answer(self.server.script, request["messages"])}, {}):
                self._send(json.dumps(_chunk(delta, "stop" if not delta else None)))
            self._send("[DONE]")

    def _send(self, data: str) -> None:
        self.wfile.write(f"data: {data}\n\n".encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (http.server's name)
        """Nothing is printed."""


def _chunk(delta: Mapping[str, Any], finish: str | None) -> dict[str, Any]:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return {"id": "chunk", "object": "chat.completion.chunk", "created": 0, "model": "scripted", "choices": [choice]}


def _answer(script: Script, messages: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The step whose turn it is: as many of the line's steps are done as tools have answered since it was said."""
    last = max(at for at, message in enumerate(messages) if message["role"] == "user")
    answers = [message for message in messages[last:] if message["role"] == "tool"]
    step = script[messages[last]["content"]][len(answers)]
    match step:
        case Calls(tool=tool, arguments=arguments):
            function = {"name": tool, "arguments": json.dumps(dict(arguments))}
            call = {"index": 0, "id": f"call_{len(messages)}", "type": "function", "function": function}
            return {"tool_calls": [call]}
        case Says(words=words):
            return {"content": words}
        case Repeats():
            return {"content": str(answers[-1]["content"]).partition("\n")[0]}
