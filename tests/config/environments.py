"""What the tests of settings load, and what they expect of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from receptionist.config import Settings
from receptionist.config.checkpointing import Checkpointing
from receptionist.config.clinic_file import example_clinic
from receptionist.config.roles_file import Roles
from receptionist.errors import SettingError
from receptionist.publishers.relay import RelaySettings

SECRET = "sk-do-not-show"  # noqa: S105 (made up)


def usual(folder: Path) -> Settings:
    return Settings(
        clinic=example_clinic(),
        database=folder / ".data" / "receptionist.db",
        downloads=folder / ".data" / "downloads",
        llm="offline",
        openai_model="gpt-4.1-mini",
        openai_api_key=None,
        openai_base_url=None,
        relay=RelaySettings(lease=3.0),
        audience="caller_and_staff",
        grace_seconds=30.0,
        sip_trunk=None,
        policies=None,
        record=False,
        load_limit=0.7,
        health_host="127.0.0.1",
        health_port=8081,
        staff=None,
        masters=None,
        webhook=None,
        role=None,
        roles=Roles(),
        checkpoints=Checkpointing(),
        livekit_url=None,
        livekit_api_key=None,
        livekit_api_secret=None,
        deepgram_api_key=None,
        cartesia_api_key=None,
    )


def refusal(environ: dict[str, str], folder: Path) -> str:
    with pytest.raises(SettingError) as caught:
        Settings.load(environ, folder)
    return str(caught.value)
