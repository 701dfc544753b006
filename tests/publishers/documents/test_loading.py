"""What renders a document is imported when the first of its kind is, and not before: it takes most of a second."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("PIL", "anyascii", "fontTools", "fpdf", "icalendar", "uharfbuzz")
SHOW = f"""
import sys
print(*[name for name in {HEAVY} if name in sys.modules])
"""


def loaded_after(code: str) -> list[str]:
    ran = subprocess.run([sys.executable, "-c", code + SHOW], capture_output=True, check=True, timeout=60, text=True)
    return ran.stdout.split()


@pytest.mark.parametrize(
    ("template", "loaded"),
    [
        ("details", []),
        ("calendar", ["icalendar"]),
        ("card", ["PIL", "anyascii", "fontTools", "fpdf", "uharfbuzz"]),
    ],
)
def test_a_document_loads_what_renders_it_and_no_more(template: str, loaded: list[str]) -> None:
    code = f"""
from receptionist.publishers.rendering import render
from tests.publishers.documents.models import {template}
render({template}())
"""
    assert loaded_after(code) == loaded


def test_a_publisher_loads_none_of_it() -> None:
    assert loaded_after("import receptionist.publishers.console, receptionist.publishers.recording") == []
