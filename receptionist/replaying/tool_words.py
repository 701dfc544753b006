"""The words in what a tool was called with, which is JSON if the LLM did as it was told."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from typing import Any


def parsed(arguments: str) -> Any:
    """A tool's arguments, or None where they are not JSON."""
    try:
        return json.loads(arguments)
    except (ValueError, RecursionError):
        return None


def named_words(value: Any, *, without: Collection[str] = ()) -> Iterator[tuple[str, str]]:
    """Every text in it with the name that it stands under; what stands below the names *without* is passed over."""
    match value:
        case dict():
            for name, inner in value.items():
                if isinstance(inner, str):
                    yield str(name), inner
                elif name not in without:
                    yield from named_words(inner, without=without)
        case list():
            for inner in value:
                yield from named_words(inner, without=without)
        case _:
            return
