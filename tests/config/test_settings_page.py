"""docs/settings.md, held against the code: its names, its defaults, its examples and its mistakes."""

from __future__ import annotations

import re
from pathlib import Path

import attrs
import pytest

from receptionist.config import Settings
from receptionist.config.livekit import ROOM_FILE
from receptionist.config.settings import NAMES
from receptionist.errors import SettingError

PAGE = (Path(__file__).parents[2] / "docs" / "settings.md").read_text(encoding="utf-8")


def rows(heading: str) -> list[list[str]]:
    """The cells of the table under *heading*, its own head left out."""
    section = PAGE.split(f"## {heading}\n", maxsplit=1)[1].split("\n## ", maxsplit=1)[0]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in section.splitlines() if line[:1] == "|"]
    return cells[2:]


def block(language: str) -> str:
    [content] = re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    return str(content)


def pairs(text: str) -> dict[str, str]:
    return dict(line.split("=", maxsplit=1) for line in text.splitlines())


def test_the_page_has_every_variable_once_and_no_other() -> None:
    assert [row[0].strip("`") for row in rows("Environment variables")] == list(NAMES)


def test_the_defaults_on_the_page_are_the_defaults() -> None:
    settings = Settings.load({}, Path("FOLDER"))
    assert {row[0].strip("`"): row[3] for row in rows("Environment variables")} == {
        "RECEPTIONIST_CLINIC": (
            "`FOLDER/clinic.toml` if there is one, else the [example](../receptionist/bright_smile.toml)"
        ),
        "RECEPTIONIST_DB": f"`{settings.database}`",
        "RECEPTIONIST_DOWNLOADS": f"`{settings.downloads}`",
        "RECEPTIONIST_LEASE_SECONDS": f"`{settings.relay.lease:g}`",
        "RECEPTIONIST_LLM": f"`{settings.llm}`",
        "RECEPTIONIST_OPENAI_MODEL": f"`{settings.openai_model}`",
        "RECEPTIONIST_AUDIENCE": f"`{settings.audience}`",
        "RECEPTIONIST_GRACE_SECONDS": f"`{settings.grace_seconds:g}`",
        "RECEPTIONIST_SIP_TRUNK": "not set",
        "RECEPTIONIST_POLICIES": "not set: the example clinic's",
        "RECEPTIONIST_RECORD": f"`{'on' if settings.record else 'off'}`",
        "RECEPTIONIST_LOAD_LIMIT": f"`{settings.load_limit}`",
        "RECEPTIONIST_HEALTH_HOST": f"`{settings.health_host}`",
        "RECEPTIONIST_HEALTH_PORT": f"`{settings.health_port}`",
        "RECEPTIONIST_STAFF": "not set: whoever is logged in",
        "RECEPTIONIST_MASTER_KEY": "not set",
        "RECEPTIONIST_MASTER_KEY_COMMAND": "not set",
        "RECEPTIONIST_MASTER_KEY_FILE": "not set: a file beside the log, `LOG.master`",
        "RECEPTIONIST_ROLE": "not set: the role that they were given",
        "RECEPTIONIST_ROLES_FILE": "not set: everybody is an admin",
        "RECEPTIONIST_CHECKPOINT_EVERY": "`off`",
        "RECEPTIONIST_CHECKPOINT_KEY": "not set: it is signed elsewhere",
        "RECEPTIONIST_CHECKPOINTS": "not set: a folder beside the log, named after it",
        "RECEPTIONIST_WEBHOOK_URL": "not set: nothing is sent",
        "RECEPTIONIST_WEBHOOK_SECRET": "not set",
        "RECEPTIONIST_WEBHOOK_FIELDS": "not set: none",
        "LIVEKIT_URL": f"not set: what `make room` wrote to `FOLDER/{ROOM_FILE}`, if it did",
        "LIVEKIT_API_KEY": "not set",
        "LIVEKIT_API_SECRET": "not set",
        "OPENAI_API_KEY": "not set",
        "OPENAI_BASE_URL": "not set: OpenAI's own",
        "DEEPGRAM_API_KEY": "not set",
        "CARTESIA_API_KEY": "not set",
    }


def test_the_example_of_the_variables_loads() -> None:
    environ = pairs(block("sh"))
    # Only one of three says where the master key comes from.
    others = {"RECEPTIONIST_MASTER_KEY", "RECEPTIONIST_MASTER_KEY_FILE"}
    assert set(environ) == set(NAMES) - {"RECEPTIONIST_CLINIC", "RECEPTIONIST_ROLES_FILE", *others}
    usual, settings = Settings.load({}, Path("FOLDER")), Settings.load(environ, Path("FOLDER"))
    unchanged = [
        part.name for part in attrs.fields(Settings) if getattr(settings, part.name) == getattr(usual, part.name)
    ]
    assert unchanged == ["clinic", "roles"]


MISTAKES = [tuple(mistake.strip().split("\n")) for mistake in block("text").split("$ ")[1:]]


@pytest.mark.parametrize(("mistake", "message"), MISTAKES)
def test_the_mistakes_on_the_page_are_told_as_it_says(mistake: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(SettingError) as caught:
        Settings.load(pairs(mistake), tmp_path)
    assert str(caught.value) == message
