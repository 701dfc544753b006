"""Keeps what callers say out of the program's log lines."""

from __future__ import annotations

import logging

# livekit-agents puts what may be personal into extras of this name (arguments of tools, errors that quote them).
_MARKED = "lk.pii."


class Discreet(logging.Filter):
    """Takes what is marked as personal out of every record."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let the record through without it."""
        for name in [name for name in vars(record) if name.startswith(_MARKED)]:
            delattr(record, name)
        return True


def be_discreet() -> None:
    """Have every handler of this process leave out what is personal, at every level."""
    for handler in logging.getLogger().handlers:
        if not any(isinstance(found, Discreet) for found in handler.filters):
            handler.addFilter(Discreet())
    for chatty in ("openai", "httpx", "httpcore", "deepgram", "aiohttp", "aiosqlite"):
        # Below WARNING they log requests and their contents.
        logging.getLogger(chatty).setLevel(logging.WARNING)
