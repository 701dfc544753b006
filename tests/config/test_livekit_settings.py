"""Where the rooms are: three variables that belong together, or the file that `make room` wrote."""

from __future__ import annotations

from pathlib import Path

import attrs
import pytest

from receptionist.config import Settings
from receptionist.config.livekit import LiveKitAccess
from receptionist.errors import SettingError
from tests.config.environments import SECRET, refusal, usual

CLOUD = {"LIVEKIT_URL": "wss://clinic.example", "LIVEKIT_API_KEY": "cloud-key", "LIVEKIT_API_SECRET": SECRET}
IN_THE_CLOUD = LiveKitAccess(url="wss://clinic.example", api_key="cloud-key", api_secret=SECRET)
HERE = LiveKitAccess(url="ws://127.0.0.1:7880", api_key="devkey", api_secret="secret")  # noqa: S106 (made up)
LINES = "LIVEKIT_URL=ws://127.0.0.1:7880\nLIVEKIT_API_KEY=devkey\nLIVEKIT_API_SECRET=secret\n"
HOW = "(`make room` starts a server on this machine and sets it; for LiveKit Cloud see docs/settings.md)"
ADDRESS = "an address, as ws://127.0.0.1:7880 or wss://clinic.livekit.cloud"


def room_file(folder: Path, content: str | bytes) -> Path:
    file = folder / ".data" / "room.env"
    file.parent.mkdir()
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return file


def missing_or_bad(environ: dict[str, str], folder: Path) -> str:
    settings = Settings.load(environ, folder)
    with pytest.raises(SettingError) as caught:
        settings.livekit()
    return str(caught.value)


def test_the_three_of_the_environment_are_used(tmp_path: Path) -> None:
    settings = Settings.load(CLOUD, tmp_path)
    assert settings.livekit() == IN_THE_CLOUD
    assert settings == attrs.evolve(
        usual(tmp_path), livekit_url="wss://clinic.example", livekit_api_key="cloud-key", livekit_api_secret=SECRET
    )


@pytest.mark.parametrize(
    "content",
    [
        LINES,
        LINES.replace("LIVEKIT_", "export LIVEKIT_"),
        LINES.replace("=", '="').replace("\n", '"\r\n'),
        f"# a server of this machine\n\n{LINES}OTHER=1\n",
        LINES.rstrip(),
    ],
)
def test_what_make_room_wrote_is_used_when_no_address_is_set(content: str, tmp_path: Path) -> None:
    room_file(tmp_path, content)
    assert Settings.load({}, tmp_path).livekit() == HERE


def test_an_address_of_the_environment_comes_before_the_room_file(tmp_path: Path) -> None:
    room_file(tmp_path, LINES)
    assert Settings.load(CLOUD, tmp_path).livekit() == IN_THE_CLOUD


def test_a_key_never_goes_to_a_server_that_it_was_not_made_for(tmp_path: Path) -> None:
    """The three come from one place: the environment's address has no use for the room file's key, nor the reverse."""
    room_file(tmp_path, LINES)
    only_keys = {"LIVEKIT_API_KEY": "cloud-key", "LIVEKIT_API_SECRET": SECRET}
    assert Settings.load(only_keys, tmp_path).livekit() == HERE
    told = missing_or_bad({"LIVEKIT_URL": "wss://clinic.example"}, tmp_path)
    assert told.startswith("setting LIVEKIT_API_KEY is missing")


@pytest.mark.parametrize(
    ("without", "accepted"),
    [
        ("LIVEKIT_URL", f"{ADDRESS} {HOW}"),
        ("LIVEKIT_API_KEY", f"the key pair that belongs to LIVEKIT_URL {HOW}"),
        ("LIVEKIT_API_SECRET", f"the key pair that belongs to LIVEKIT_URL {HOW}"),
    ],
)
def test_one_that_is_missing_is_told_with_what_to_do(without: str, accepted: str, tmp_path: Path) -> None:
    environ = {name: value for name, value in CLOUD.items() if name != without}
    assert missing_or_bad(environ, tmp_path) == f"setting {without} is missing; accepted: {accepted}"


@pytest.mark.parametrize(
    ("name", "value", "accepted"),
    [
        ("LIVEKIT_URL", f"ftp://{SECRET}", ADDRESS),
        ("LIVEKIT_URL", "127.0.0.1:7880", ADDRESS),
        ("LIVEKIT_URL", "ws://", ADDRESS),
        ("LIVEKIT_URL", "ws://host:port", ADDRESS),
        ("LIVEKIT_API_KEY", f"{SECRET}\n", "printable ASCII without spaces or line ends"),
        ("LIVEKIT_API_SECRET", f"{SECRET} ", "printable ASCII without spaces or line ends"),
        ("LIVEKIT_API_SECRET", "sécret", "printable ASCII without spaces or line ends"),
    ],
)
def test_one_that_cannot_be_used_is_told_and_not_shown(name: str, value: str, accepted: str, tmp_path: Path) -> None:
    expected = f"setting {name} is not shown here; accepted: {accepted}"
    assert missing_or_bad({**CLOUD, name: value}, tmp_path) == expected


def test_what_a_command_without_a_room_does_not_use_does_not_stop_it(tmp_path: Path) -> None:
    assert Settings.load({"LIVEKIT_URL": "nowhere"}, tmp_path).livekit_url == "nowhere"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (f"LIVEKIT_API_SECRET={SECRET} {SECRET}\n", "not lines of NAME=value"),
        (f"{SECRET}\n", "not lines of NAME=value"),
        (f"LIVEKIT_API_SECRET='{SECRET}\n", "not lines of NAME=value"),
        (b"LIVEKIT_URL=\xff\n", "not lines of NAME=value"),
        ("#" * 4097, "larger than 4 KiB"),
    ],
)
def test_a_damaged_room_file_is_told_and_nothing_of_it_shown(content: str | bytes, why: str, tmp_path: Path) -> None:
    file = room_file(tmp_path, content)
    expected = f"setting room file {file} is {why}; accepted: the file that `make room` writes; delete it"
    assert refusal({}, tmp_path) == expected


def test_a_room_file_that_is_a_folder_is_told(tmp_path: Path) -> None:
    file = tmp_path / ".data" / "room.env"
    file.mkdir(parents=True)
    accepted = "the file that `make room` writes; delete it"
    expected = f"setting room file {file} is unreadable (Is a directory); accepted: {accepted}"
    assert refusal({}, tmp_path) == expected


def test_a_room_file_that_does_not_count_is_not_read(tmp_path: Path) -> None:
    room_file(tmp_path, "nonsense")
    assert Settings.load(CLOUD, tmp_path).livekit() == IN_THE_CLOUD


@pytest.mark.parametrize("environ", [CLOUD, {"DEEPGRAM_API_KEY": SECRET, "CARTESIA_API_KEY": SECRET}])
def test_no_secret_shows(environ: dict[str, str], tmp_path: Path) -> None:
    settings = Settings.load(environ, tmp_path)
    assert SECRET not in repr(settings)
    assert SECRET not in repr(IN_THE_CLOUD)
