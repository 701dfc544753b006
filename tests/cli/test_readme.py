"""The README's first screen is what a newcomer will see."""

from __future__ import annotations

import json
import re
from pathlib import Path

from tests.processes import run

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_readme_shows_the_real_output(tmp_path: Path) -> None:
    """To bring it up to date: `make run </dev/null`, and paste."""
    shown = re.search(r"```text\n(.*?)```", README, re.DOTALL)
    assert shown
    assert run(tmp_path, "talk").out == shown[1]


def test_what_a_caller_can_do_is_done(tmp_path: Path) -> None:
    """The table's utterances are one call, and each brings about what stands beside it before the next is said."""
    rows = re.findall(r"^\| (.+) \| .+ \| `(\w+\.\w+)` \|$", README, re.MULTILINE)
    says = "".join(f"{words}\n" for words, _ in rows)
    result = run(tmp_path, "talk", "--script", "-", "--now", "2026-11-18T10:00", "--json", says=says)
    assert (result.status, result.err) == (0, "")
    came_of: dict[str, list[str]] = {}
    said = ""
    for line in (json.loads(line) for line in result.out.splitlines()):
        if line["kind"] == "heard":
            said = line["text"]
        elif line["kind"] == "event":
            came_of.setdefault(said, []).append(line["type"])
    assert len(rows) == 12
    assert [(words, event) for words, event in rows if event not in came_of[words]] == []


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

    assert set(re.findall(r"bin/receptionist (\w+)", README)) == set(COMMANDS)
