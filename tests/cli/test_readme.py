"""The README's first screen is what a newcomer will see."""

from __future__ import annotations

import re
from pathlib import Path

from tests.processes import run

ROOT = Path(__file__).parents[2]


def test_the_readme_shows_the_real_output(tmp_path: Path) -> None:
    """To bring it up to date: `make run </dev/null`, and paste."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = re.search(r"```text\n(.*?)```", readme, re.DOTALL)
    assert shown
    assert run(tmp_path, "talk").out == shown[1]


def test_every_link_of_the_documents_leads_somewhere() -> None:
    documents = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]
    links = [
        (document, target)
        for document in documents
        for target in re.findall(r"\]\(([^)#:]+)\)", document.read_text(encoding="utf-8"))
    ]
    assert links
    assert [(d.name, target) for d, target in links if not (d.parent / target).exists()] == []


def test_every_command_that_the_readme_names_exists() -> None:
    from receptionist.cli.main import COMMANDS  # noqa: PLC0415

    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"bin/receptionist (\w+)", readme)) == set(COMMANDS)
