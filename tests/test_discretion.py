"""What a log line may say of a caller: nothing."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import pytest

from receptionist.discretion import Discreet, be_discreet
from receptionist.errors import LogPathError

_NAME = "Zanzibar"


@pytest.fixture
def output() -> Iterator[io.StringIO]:
    """What a handler of the root logger prints, extras included, once the process is discreet."""
    printed = io.StringIO()
    handler = logging.StreamHandler(printed)
    handler.setFormatter(_Everything())
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    be_discreet()
    yield printed
    root.removeHandler(handler)
    root.setLevel(before)
    for other in root.handlers:
        for found in [found for found in other.filters if isinstance(found, Discreet)]:
            other.removeFilter(found)


class _Everything(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        text = super().format(record)
        return f"{text} {vars(record)}"


def test_what_livekit_marks_as_personal_is_left_out(output: io.StringIO) -> None:
    extra = {"function": "book_appointment", "lk.pii.arguments": _NAME, "lk.pii.error": _NAME, "speech_id": "speech_1"}
    logging.getLogger("livekit.agents").debug("executing tool", extra=extra)
    assert "executing tool" in output.getvalue()
    assert "book_appointment" in output.getvalue()
    assert _NAME not in output.getvalue()


def test_an_exception_tells_its_kind_and_place_and_not_its_words(output: io.StringIO) -> None:
    """A tool that stumbles over a name quotes it (`invalid literal for int(): 'Zanzibar'`), and so may the cause."""
    try:
        try:
            int(_NAME)
        except ValueError as error:
            msg = f"nobody is called {_NAME}"
            raise RuntimeError(msg) from error
    except RuntimeError:
        logging.getLogger("livekit.agents").exception("exception occurred while executing tool")
    assert _NAME not in output.getvalue()
    for told in ("RuntimeError", "which came of:", "ValueError", "test_discretion.py"):
        assert told in output.getvalue()


def test_our_own_errors_keep_their_words(output: io.StringIO, tmp_path: object) -> None:
    error = LogPathError("log.db", "is missing")  # type: ignore[arg-type]
    logging.getLogger("receptionist").error("no call", exc_info=error)
    assert str(error) in output.getvalue()


def test_a_ring_of_causes_has_an_end(output: io.StringIO) -> None:
    first, second = ValueError(), TypeError()
    first.__cause__, second.__cause__ = second, first
    logging.getLogger("receptionist").error("no call", exc_info=first)
    assert "TypeError" in output.getvalue()


def test_being_discreet_twice_changes_nothing(output: io.StringIO) -> None:
    be_discreet()
    for handler in logging.getLogger().handlers:
        assert sum(isinstance(found, Discreet) for found in handler.filters) == 1


@pytest.mark.parametrize("name", ["openai", "httpx", "httpcore", "deepgram", "aiohttp", "aiosqlite"])
def test_libraries_that_log_what_they_send_are_quiet(output: io.StringIO, name: str) -> None:
    logging.getLogger(f"{name}.anything").debug("sending %s", _NAME)
    assert _NAME not in output.getvalue()
