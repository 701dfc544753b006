"""What can be set from outside, and how a mistake is told."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from receptionist.config import Settings
from receptionist.config.checkpointing import Checkpointing
from receptionist.config.clinic_file import example_clinic
from receptionist.config.roles_file import Roles
from receptionist.config.settings import NAMES
from receptionist.errors import SettingError
from receptionist.keys.sources import MasterCommand, MasterFile, MasterText
from receptionist.publishers.relay import RelaySettings
from receptionist.publishers.webhook.endpoint import Endpoint
from tests.config.environments import SECRET, refusal, usual

EXAMPLE = Path(__file__).parents[2] / "receptionist" / "bright_smile.toml"


def test_with_nothing_set_everything_has_a_default(tmp_path: Path) -> None:
    assert Settings.load({}, tmp_path) == usual(tmp_path)


def test_an_empty_text_counts_as_not_set(tmp_path: Path) -> None:
    environ = dict.fromkeys([*NAMES, "RECEPTIONIST_NO_SUCH_THING"], "")
    assert Settings.load(environ, tmp_path) == usual(tmp_path)


def test_all_of_it_can_be_set(tmp_path: Path) -> None:
    (tmp_path / "other.toml").write_text(EXAMPLE.read_text().replace("Bright Smile", "Other"))
    (tmp_path / "roles.toml").write_text('[users]\nana = "admin"\n')
    environ = {
        "RECEPTIONIST_CLINIC": "other.toml",
        "RECEPTIONIST_DB": "calls/log.db",
        "RECEPTIONIST_DOWNLOADS": "/var/received",
        "RECEPTIONIST_LEASE_SECONDS": "0.5",
        "RECEPTIONIST_LLM": "openai",
        "RECEPTIONIST_OPENAI_MODEL": "gpt-5",
        "RECEPTIONIST_AUDIENCE": "room",
        "RECEPTIONIST_GRACE_SECONDS": "2.5",
        "RECEPTIONIST_SIP_TRUNK": "ST_example",
        "RECEPTIONIST_POLICIES": "policies",
        "RECEPTIONIST_RECORD": "on",
        "RECEPTIONIST_LOAD_LIMIT": "0.9",
        "RECEPTIONIST_HEALTH_HOST": "0.0.0.0",  # noqa: S104 (only read here)
        "RECEPTIONIST_HEALTH_PORT": "0",
        "RECEPTIONIST_STAFF": "Robin",
        "RECEPTIONIST_MASTER_KEY_FILE": "keys/master",
        "RECEPTIONIST_ROLE": "auditor",
        "RECEPTIONIST_ROLES_FILE": "roles.toml",
        "RECEPTIONIST_CHECKPOINT_EVERY": "12h",
        "RECEPTIONIST_CHECKPOINT_KEY": "checkpoints.key",
        "RECEPTIONIST_CHECKPOINTS": "/mnt/checkpoints",
        "RECEPTIONIST_WEBHOOK_URL": "https://practice.example/hooks",
        "RECEPTIONIST_WEBHOOK_SECRET": f"whsec_{32 * 'A'}",
        "RECEPTIONIST_WEBHOOK_FIELDS": "phone, name",
        "LIVEKIT_URL": "ws://127.0.0.1:7880",
        "LIVEKIT_API_KEY": "devkey",
        "LIVEKIT_API_SECRET": SECRET,
        "OPENAI_API_KEY": SECRET,
        "OPENAI_BASE_URL": "http://[::1]:8080/v1",
        "DEEPGRAM_API_KEY": "deepgram-key",
        "CARTESIA_API_KEY": "cartesia-key",
    }
    assert Settings.load(environ, tmp_path) == Settings(
        clinic=attrs.evolve(example_clinic(), name="Other Dental"),
        database=tmp_path / "calls" / "log.db",
        downloads=Path("/var/received"),
        llm="openai",
        openai_model="gpt-5",
        openai_api_key=SECRET,
        openai_base_url="http://[::1]:8080/v1",
        relay=RelaySettings(lease=0.5),
        audience="room",
        grace_seconds=2.5,
        sip_trunk="ST_example",
        policies=tmp_path / "policies",
        record=True,
        load_limit=0.9,
        health_host="0.0.0.0",  # noqa: S104 (only read here)
        health_port=0,
        staff="Robin",
        masters=MasterFile(tmp_path / "keys" / "master"),
        role="auditor",
        roles=Roles(file=str(tmp_path / "roles.toml"), users={"ana": "admin"}, otherwise=None),
        checkpoints=Checkpointing(
            every=timedelta(hours=12), key=tmp_path / "checkpoints.key", folder=Path("/mnt/checkpoints")
        ),
        webhook=Endpoint(url="https://practice.example/hooks", secrets=(bytes(24),), fields=("name", "phone")),
        livekit_url="ws://127.0.0.1:7880",
        livekit_api_key="devkey",
        livekit_api_secret=SECRET,
        deepgram_api_key="deepgram-key",
        cartesia_api_key="cartesia-key",
    )
    # Only one of three says where the master key comes from.
    assert set(environ) == set(NAMES) - {"RECEPTIONIST_MASTER_KEY", "RECEPTIONIST_MASTER_KEY_COMMAND"}


def test_the_master_key_can_come_from_a_setting_or_a_command(tmp_path: Path) -> None:
    of_text, of_command = (
        Settings.load({name: SECRET}, tmp_path)
        for name in ("RECEPTIONIST_MASTER_KEY", "RECEPTIONIST_MASTER_KEY_COMMAND")
    )
    assert of_text.masters == MasterText("RECEPTIONIST_MASTER_KEY", SECRET)
    assert of_command.masters == MasterCommand("RECEPTIONIST_MASTER_KEY_COMMAND", SECRET)
    assert SECRET not in f"{of_text}{of_command}"


def test_the_master_key_comes_from_one_place(tmp_path: Path) -> None:
    environ = {"RECEPTIONIST_MASTER_KEY": SECRET, "RECEPTIONIST_MASTER_KEY_FILE": "master"}
    accepted = "alone: RECEPTIONIST_MASTER_KEY_FILE is set as well"
    told = f"setting RECEPTIONIST_MASTER_KEY is not shown here; accepted: {accepted}"
    assert refusal(environ, tmp_path) == told


def test_loading_twice_gives_equal_settings(tmp_path: Path) -> None:
    environ = {"RECEPTIONIST_LEASE_SECONDS": "7", "OPENAI_API_KEY": SECRET}
    assert Settings.load(environ, tmp_path) == Settings.load(environ, tmp_path)


def test_loading_writes_nothing_and_makes_no_folder(tmp_path: Path) -> None:
    Settings.load({"RECEPTIONIST_DB": "calls/log.db"}, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_only_the_mapping_and_the_folder_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the process itself has in its environment and its working folder is not looked at."""
    elsewhere, folder = tmp_path / "elsewhere", tmp_path / "folder"
    elsewhere.mkdir()
    folder.mkdir()
    (elsewhere / "clinic.toml").write_text("not a clinic")
    monkeypatch.chdir(elsewhere)
    monkeypatch.setenv("RECEPTIONIST_LLM", "nonsense")
    assert Settings.load({}, folder) == usual(folder)


def test_settings_cannot_be_changed(tmp_path: Path) -> None:
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        Settings.load({}, tmp_path).llm = "openai"  # type: ignore[misc]


def test_what_the_tests_themselves_require_is_no_mistake(tmp_path: Path) -> None:
    assert Settings.load({"RECEPTIONIST_REQUIRE": "server"}, tmp_path) == usual(tmp_path)


def test_other_programs_variables_are_not_looked_at(tmp_path: Path) -> None:
    environ = {"OPENAI_ORG": "x", "RECEPTION": "x", "receptionist_db": "x", "PATH": "\0"}
    assert Settings.load(environ, tmp_path) == usual(tmp_path)


@pytest.mark.parametrize(
    ("slip", "nearest"),
    [
        ("RECEPTIONIST_DATABASE", "RECEPTIONIST_DB"),
        ("RECEPTIONIST_db", "RECEPTIONIST_DB"),
        ("RECEPTIONIST_DOWNLOAD", "RECEPTIONIST_DOWNLOADS"),
        ("RECEPTIONIST_LEASE", "RECEPTIONIST_LEASE_SECONDS"),
        ("RECEPTIONIST_MODEL", "RECEPTIONIST_OPENAI_MODEL"),
        ("RECEPTIONIST_LMM", "RECEPTIONIST_LLM"),
        ("RECEPTIONIST_CLINIC_FILE", "RECEPTIONIST_CLINIC"),
        ("RECEPTIONIST_OPENAI_URL", "OPENAI_BASE_URL"),
        ("RECEPTIONIST_LIVEKIT_URL", "LIVEKIT_URL"),
        ("RECEPTIONIST_DEEPGRAM_KEY", "DEEPGRAM_API_KEY"),
        ("RECEPTIONIST_LOADLIMIT", "RECEPTIONIST_LOAD_LIMIT"),
        ("RECEPTIONIST_TRUNK", "RECEPTIONIST_SIP_TRUNK"),
        ("RECEPTIONIST_POLICY", "RECEPTIONIST_POLICIES"),
    ],
)
def test_an_unknown_name_is_refused_with_the_nearest_known_one(slip: str, nearest: str, tmp_path: Path) -> None:
    accepted = f"the names in docs/settings.md; the nearest is {nearest}"
    assert refusal({slip: "x"}, tmp_path) == f"setting {slip} is not known; accepted: {accepted}"


def test_of_several_unknown_names_the_first_of_the_alphabet_is_told(tmp_path: Path) -> None:
    told = refusal({"RECEPTIONIST_ZZ": "x", "RECEPTIONIST_AA": "x"}, tmp_path)
    assert told.startswith("setting RECEPTIONIST_AA is not known")


@pytest.mark.parametrize("text", ["0", "0.1", "-3", "nan", "inf", "3601", "1e9", "3s", "three", " "])
def test_a_lease_is_seconds_within_reason(text: str, tmp_path: Path) -> None:
    message = f"setting RECEPTIONIST_LEASE_SECONDS is {text!r}; accepted: seconds, more than 0.1 and at most 3600"
    assert refusal({"RECEPTIONIST_LEASE_SECONDS": text}, tmp_path) == message


@pytest.mark.parametrize(("text", "lease"), [("0.11", 0.11), ("3", 3.0), ("3600", 3600.0)])
def test_a_lease_changes_nothing_else_of_a_relay(text: str, lease: float, tmp_path: Path) -> None:
    loaded = Settings.load({"RECEPTIONIST_LEASE_SECONDS": text}, tmp_path)
    assert loaded == attrs.evolve(usual(tmp_path), relay=RelaySettings(lease=lease))


@pytest.mark.parametrize(
    ("environ", "changed"),
    [
        ({"RECEPTIONIST_GRACE_SECONDS": "0"}, {"grace_seconds": 0.0}),
        ({"RECEPTIONIST_GRACE_SECONDS": "600"}, {"grace_seconds": 600.0}),
        ({"RECEPTIONIST_RECORD": "off"}, {}),
        ({"RECEPTIONIST_LOAD_LIMIT": "1"}, {"load_limit": 1.0}),
        ({"RECEPTIONIST_LOAD_LIMIT": "off"}, {"load_limit": None}),
        ({"RECEPTIONIST_HEALTH_PORT": "65535"}, {"health_port": 65535}),
        ({"RECEPTIONIST_HEALTH_HOST": "::1"}, {"health_host": "::1"}),
        ({"RECEPTIONIST_AUDIENCE": "caller_and_staff"}, {}),
        ({"RECEPTIONIST_SIP_TRUNK": "ST_8x2y"}, {"sip_trunk": "ST_8x2y"}),
        ({"RECEPTIONIST_POLICIES": "/srv/policies"}, {"policies": Path("/srv/policies")}),
        ({"RECEPTIONIST_STAFF": " Robin Müller "}, {"staff": "Robin Müller"}),
        ({"RECEPTIONIST_ROLE": "front_desk"}, {"role": "front_desk"}),
        ({"RECEPTIONIST_CHECKPOINT_KEY": "/k"}, {"checkpoints": Checkpointing(key=Path("/k"))}),
        ({"RECEPTIONIST_CHECKPOINTS": "/c"}, {"checkpoints": Checkpointing(folder=Path("/c"))}),
        ({"RECEPTIONIST_CHECKPOINT_EVERY": "off"}, {}),
        (
            {"RECEPTIONIST_CHECKPOINT_EVERY": "366d", "RECEPTIONIST_CHECKPOINT_KEY": "/k"},
            {"checkpoints": Checkpointing(every=timedelta(days=366), key=Path("/k"))},
        ),
        ({"DEEPGRAM_API_KEY": "as it\nis found"}, {"deepgram_api_key": "as it\nis found"}),
        ({"CARTESIA_API_KEY": "as it\nis found"}, {"cartesia_api_key": "as it\nis found"}),
    ],
)
def test_each_setting_changes_its_own_field_alone(
    environ: dict[str, str], changed: dict[str, Any], tmp_path: Path
) -> None:
    assert Settings.load(environ, tmp_path) == attrs.evolve(usual(tmp_path), **changed)


@pytest.mark.parametrize(
    ("name", "value", "accepted"),
    [
        ("RECEPTIONIST_LLM", "OpenAI", "offline or openai"),
        ("RECEPTIONIST_LLM", "offline ", "offline or openai"),
        ("RECEPTIONIST_OPENAI_MODEL", "gpt 4", "a model's name, without spaces"),
        ("RECEPTIONIST_OPENAI_MODEL", "gpt\n", "a model's name, without spaces"),
        ("RECEPTIONIST_DB", "~/calls.db", "a path, without ~"),
        ("RECEPTIONIST_DB", "a\0b", "a path, without ~"),
        ("RECEPTIONIST_DOWNLOADS", " ", "a path, without ~"),
        ("RECEPTIONIST_DOWNLOADS", "\ud800", "a path, without ~"),
        ("RECEPTIONIST_CLINIC", "~", "a path, without ~"),
        ("RECEPTIONIST_AUDIENCE", "staff", "caller_and_staff or room"),
        ("RECEPTIONIST_GRACE_SECONDS", "-1", "seconds, from 0 to 600"),
        ("RECEPTIONIST_GRACE_SECONDS", "600.1", "seconds, from 0 to 600"),
        ("RECEPTIONIST_GRACE_SECONDS", "nan", "seconds, from 0 to 600"),
        ("RECEPTIONIST_GRACE_SECONDS", "half a minute", "seconds, from 0 to 600"),
        ("RECEPTIONIST_RECORD", "yes", "on or off"),
        ("RECEPTIONIST_HEALTH_HOST", "two words", "an address of this machine, as 127.0.0.1"),
        ("RECEPTIONIST_HEALTH_PORT", "65536", "a port, from 0 (any free one) to 65535"),
        ("RECEPTIONIST_HEALTH_PORT", "-1", "a port, from 0 (any free one) to 65535"),
        ("RECEPTIONIST_HEALTH_PORT", "http", "a port, from 0 (any free one) to 65535"),
        ("RECEPTIONIST_SIP_TRUNK", "the trunk", "an outbound trunk's id, as ST_8x2y"),
        ("RECEPTIONIST_POLICIES", "~/policies", "a path, without ~"),
        ("RECEPTIONIST_STAFF", " ", "a name of 1 to 60 letters on one line"),
        ("RECEPTIONIST_STAFF", "Robin\x1b[2J", "a name of 1 to 60 letters on one line"),
        ("RECEPTIONIST_STAFF", 61 * "x", "a name of 1 to 60 letters on one line"),
        ("RECEPTIONIST_CHECKPOINT_EVERY", "0h", "off, or a period of up to a year, as 15m, 24h or 7d"),
        ("RECEPTIONIST_CHECKPOINT_EVERY", "367d", "off, or a period of up to a year, as 15m, 24h or 7d"),
        ("RECEPTIONIST_CHECKPOINT_EVERY", "daily", "off, or a period of up to a year, as 15m, 24h or 7d"),
        ("RECEPTIONIST_ROLE", "dentist", "front_desk or auditor or admin"),
        ("RECEPTIONIST_LOAD_LIMIT", "0", "off, or a number above 0 and at most 1"),
        ("RECEPTIONIST_LOAD_LIMIT", "1.01", "off, or a number above 0 and at most 1"),
        ("RECEPTIONIST_LOAD_LIMIT", "none", "off, or a number above 0 and at most 1"),
    ],
)
def test_a_value_that_cannot_be_used_is_told_with_what_can(
    name: str, value: str, accepted: str, tmp_path: Path
) -> None:
    assert refusal({name: value}, tmp_path) == f"setting {name} is {value!r}; accepted: {accepted}"


def test_a_path_that_the_system_can_hold_is_kept_whatever_its_letters(tmp_path: Path) -> None:
    odd = os.fsdecode(b"caf\xe9 ~/x.db")
    assert Settings.load({"RECEPTIONIST_DB": odd}, tmp_path).database == tmp_path / odd


def test_the_folders_own_clinic_comes_before_the_example(tmp_path: Path) -> None:
    (tmp_path / "clinic.toml").write_text(EXAMPLE.read_text().replace("grace_minutes = 15", "grace_minutes = 20"))
    assert Settings.load({}, tmp_path).clinic == attrs.evolve(example_clinic(), grace_minutes=20)


def test_a_clinic_that_is_named_comes_before_the_folders_own(tmp_path: Path) -> None:
    (tmp_path / "clinic.toml").write_text("not a clinic")
    assert Settings.load({"RECEPTIONIST_CLINIC": str(EXAMPLE)}, tmp_path).clinic == example_clinic()


def test_a_clinic_link_that_leads_nowhere_is_not_taken_for_no_clinic(tmp_path: Path) -> None:
    """The phone is not answered for the example clinic because the real one's file has moved."""
    (tmp_path / "clinic.toml").symlink_to(tmp_path / "moved.toml")
    expected = f"setting clinic file {tmp_path}/clinic.toml is missing; accepted: a TOML file that can be read"
    assert refusal({}, tmp_path) == expected


def test_a_folder_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    place, accepted = f"{tmp_path}/file/clinic.toml", "a TOML file that can be read"
    expected = f"setting clinic file {place} is unreadable (Not a directory); accepted: {accepted}"
    assert refusal({}, tmp_path / "file") == expected


ANY_TEXT = st.text(st.characters(), max_size=100)
NAME = st.sampled_from(NAMES) | st.sampled_from(["OPENAI_", "RECEPTIONIST_"]).flatmap(
    lambda prefix: ANY_TEXT.map(lambda rest: prefix + rest)
)
VALUE = ANY_TEXT | st.floats().map(str) | st.sampled_from(["openai", "offline", ".", "..", "/", "~", "https://["])


def outcome(environ: dict[str, str]) -> Settings | str:
    try:
        return Settings.load(environ, Path("/nowhere/at/all"))
    except SettingError as error:
        return str(error)


@given(st.dictionaries(NAME, VALUE, max_size=6))
@example({"RECEPTIONIST_\n": "x"})
@example({"RECEPTIONIST_CLINIC": "x" * 5000})
@example({"RECEPTIONIST_CLINIC": "a\nb"})
@example({"RECEPTIONIST_LEASE_SECONDS": "9" * 5000})
@example({"RECEPTIONIST_LLM": "openai", "OPENAI_API_KEY": "x", "OPENAI_BASE_URL": "http://[::1"})
def test_no_environment_raises_anything_but_a_setting_error_of_one_line(environ: dict[str, str]) -> None:
    found = outcome(environ)
    assert found == outcome(environ)
    assert isinstance(found, Settings) or len(found.splitlines()) == 1
