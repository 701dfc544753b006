"""Keeps what callers say out of the program's log lines."""

from __future__ import annotations

import logging
import traceback

# livekit-agents puts what may be personal into extras of this name (arguments of tools, errors that quote them).
_MARKED = "lk.pii."
_OURS = __name__.partition(".")[0]
# A chain of causes has no end if it is a ring.
_LONGEST_CHAIN = 16


class Discreet(logging.Filter):
    """Takes what is marked as personal out of every record, and what an exception says."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let the record through without it."""
        for name in [name for name in vars(record) if name.startswith(_MARKED)]:
            delattr(record, name)
        if record.exc_info:
            if record.exc_info[1] is not None:
                record.exc_text = _where_and_what(record.exc_info[1])
            record.exc_info = None
        return True


def be_discreet() -> None:
    """Have every handler of this process leave out what is personal, at every level."""
    for handler in logging.getLogger().handlers:
        if not any(isinstance(found, Discreet) for found in handler.filters):
            handler.addFilter(Discreet())
    for chatty in ("openai", "httpx", "httpcore", "deepgram", "aiohttp", "aiosqlite"):
        # Below WARNING they log requests and their contents.
        logging.getLogger(chatty).setLevel(logging.WARNING)


def _where_and_what(error: BaseException) -> str:
    """A traceback without messages, but for our own: anybody else's may quote what it stumbled over."""
    parts: list[str] = []
    cause: BaseException | None = error
    while cause is not None and len(parts) < _LONGEST_CHAIN:
        words = f": {cause}" if type(cause).__module__.partition(".")[0] == _OURS else ""
        frames = "".join(traceback.format_tb(cause.__traceback__))
        parts.append(f"Traceback (most recent call last):\n{frames}{type(cause).__qualname__}{words}")
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)
    return "\n\nwhich came of:\n\n".join(parts)
