"""Whoever opens a log says where its master key comes from: else it would be looked for beside the log."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import receptionist

PACKAGE = Path(receptionist.__file__).parent


def openings() -> Iterator[tuple[str, ast.Call]]:
    for file in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", None) == "open_storage":
                yield f"{file.relative_to(PACKAGE)}:{node.lineno}", node


OPENINGS = dict(openings())


def test_there_are_some() -> None:
    assert len(OPENINGS) >= 8


@pytest.mark.parametrize("place", OPENINGS)
def test_each_says_where_the_master_key_comes_from(place: str) -> None:
    assert "masters" in {keyword.arg for keyword in OPENINGS[place].keywords}
