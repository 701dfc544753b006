"""`receptionist doctor --production`: who would get patients' data, and what must be mended before that."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pytest
from attrs import evolve, frozen
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from receptionist.auditing.checkpoints import Head, sign
from receptionist.auditing.checkpoints import write as write_checkpoint
from receptionist.auditing.signing import private_key
from receptionist.cli import production
from receptionist.cli.examining import State
from receptionist.cli.outside_hosts import OutsideHost, outside_hosts
from receptionist.cli.production import examine_for_production
from receptionist.clock import SteppedClock
from receptionist.config import Settings
from receptionist.domain.clinic import Retention
from receptionist.events.vault import keys_path
from receptionist.ids import RandomIds
from receptionist.keys.masters import Master
from receptionist.publishers.webhook.owed import Outcomes
from receptionist.storage import open_storage
from tests.cli.logs import objects
from tests.cli.test_doctor import KEYS, SECRET
from tests.examples import NOW, new
from tests.processes import run
from tests.webhook.outcomes import FIRST, SECOND, WHOLE

ZEROS = f"whsec_{32 * 'A'}"
CLOUD = {
    "LIVEKIT_URL": f"wss://{SECRET}:{SECRET}@clinic.livekit.cloud",
    "LIVEKIT_API_KEY": f"key-{SECRET}",
    "LIVEKIT_API_SECRET": 2 * f"{SECRET}-of-some-length",
}
EVERYTHING = {
    **CLOUD,
    "OPENAI_API_KEY": SECRET,
    "RECEPTIONIST_LLM": "openai",
    "DEEPGRAM_API_KEY": SECRET,
    "CARTESIA_API_KEY": SECRET,
    "RECEPTIONIST_RECORD": "on",
    "RECEPTIONIST_SIP_TRUNK": "ST_8x2y",
    "RECEPTIONIST_WEBHOOK_URL": f"https://practice.example/{SECRET}",
    "RECEPTIONIST_WEBHOOK_SECRET": ZEROS,
}


def hosts(folder: Path, number: str | None = None, **environ: str) -> Mapping[str, OutsideHost]:
    settings = Settings.load(environ, folder)
    settings = evolve(settings, clinic=evolve(settings.clinic, transfer_number=number))
    return {host.whose: host for host in outside_hosts(settings, environ)}


def where(found: Mapping[str, OutsideHost]) -> dict[str, str]:
    return {whose: host.host for whose, host in found.items()}


def test_with_nothing_set_nobody_gets_anything(tmp_path: Path) -> None:
    assert hosts(tmp_path) == {}


def test_with_everything_set_each_host_is_named(tmp_path: Path) -> None:
    assert where(hosts(tmp_path, "+15551234570", **EVERYTHING)) == {
        "LiveKit Cloud": "clinic.livekit.cloud",
        "LiveKit's recording of sessions": "clinic.livekit.cloud",
        "Deepgram": "api.deepgram.com",
        "LiveKit Cloud's turn detection": "agent-gateway.livekit.cloud",
        "Cartesia": "api.cartesia.ai",
        "OpenAI": "api.openai.com",
        "the carrier behind the trunk ST_8x2y": "",
        "the webhook": "practice.example",
    }


@pytest.mark.parametrize(
    ("without", "gone"),
    [
        ("DEEPGRAM_API_KEY", {"Deepgram", "LiveKit Cloud's turn detection"}),
        ("CARTESIA_API_KEY", {"Cartesia"}),
        ("RECEPTIONIST_LLM", {"OpenAI"}),
        ("RECEPTIONIST_RECORD", {"LiveKit's recording of sessions"}),
        ("RECEPTIONIST_SIP_TRUNK", {"the carrier behind the trunk ST_8x2y"}),
        ("RECEPTIONIST_WEBHOOK_URL", {"the webhook"}),
    ],
)
def test_what_is_not_set_sends_nothing_there(without: str, gone: set[str], tmp_path: Path) -> None:
    rest = {name: value for name, value in EVERYTHING.items() if name != without}
    whole = set(hosts(tmp_path, "+15551234570", **EVERYTHING))
    assert set(hosts(tmp_path, "+15551234570", **rest)) == whole - gone


def test_the_addresses_are_those_of_the_libraries() -> None:
    """Where they go by themselves, read from what is installed."""
    import inspect  # noqa: PLC0415 (LiveKit takes seconds to import)

    from livekit.agents.inference._utils import DEFAULT_INFERENCE_URL  # noqa: PLC0415
    from livekit.plugins import cartesia, deepgram  # noqa: PLC0415
    from openai import OpenAI  # noqa: PLC0415

    defaults = [inspect.signature(each).parameters["base_url"].default for each in (deepgram.STT, cartesia.TTS)]
    with OpenAI(api_key="made-up") as client:
        there = str(client.base_url)
    assert [DEFAULT_INFERENCE_URL, *defaults, there] == [
        "https://agent-gateway.livekit.cloud/v1",
        "https://api.deepgram.com/v1/listen",
        "https://api.cartesia.ai",
        "https://api.openai.com/v1/",
    ]


def test_a_server_in_the_house_keeps_it_there(tmp_path: Path) -> None:
    found = hosts(
        tmp_path,
        **KEYS,
        LIVEKIT_URL="ws://127.0.0.1:7880",
        DEEPGRAM_API_KEY=SECRET,
        RECEPTIONIST_RECORD="on",
        RECEPTIONIST_LLM="openai",
        OPENAI_BASE_URL="http://localhost:8080/v1",
    )
    assert where(found) == {
        "the LiveKit server": "127.0.0.1:7880",
        "Deepgram": "api.deepgram.com",
        "the LLM": "localhost:8080",
    }
    assert [host.whose for host in found.values() if host.is_here] == ["the LiveKit server", "the LLM"]
    assert found["the LLM"].text == (
        "the LLM at localhost:8080 is on this machine (RECEPTIONIST_LLM=openai, OPENAI_BASE_URL):"
        f" {found['the LLM'].gets} stay here"
    )


def test_livekits_own_variables_count(tmp_path: Path) -> None:
    found = hosts(
        tmp_path,
        **{**EVERYTHING, "LIVEKIT_URL": "ws://127.0.0.1:7880"},
        LIVEKIT_OBSERVABILITY_URL=f"https://{SECRET}@observe.example/v1",
    )
    assert found["LiveKit's recording of sessions"].host == "observe.example"
    elsewhere = hosts(tmp_path, **EVERYTHING, LIVEKIT_INFERENCE_URL="https://gateway.example/v1")
    assert elsewhere["LiveKit Cloud's turn detection"].host == "gateway.example"


@pytest.mark.parametrize(
    ("fields", "gets"),
    [
        ("", "ids, times, treatments and nothing that names anybody"),
        ("phone,name", "ids, times, treatments, names, phone numbers"),
    ],
)
def test_what_the_webhook_gets_is_what_was_asked_for(fields: str, gets: str, tmp_path: Path) -> None:
    found = hosts(tmp_path, **EVERYTHING, RECEPTIONIST_WEBHOOK_FIELDS=fields)
    assert found["the webhook"].gets == f"what came of each call: {gets}"


@frozen
class Place:
    """A clinic's machine, set up as it should be, but for what a test changes."""

    folder: Path
    environ: dict[str, str]

    def settings(self) -> Settings:
        return Settings.load(self.environ, self.folder)

    async def found(self, settings: Settings | None = None) -> dict[State, list[tuple[str, str]]]:
        """What is to be mended, and what to be thought about."""
        clock = SteppedClock(NOW)
        told: dict[State, list[tuple[str, str]]] = {"broken": [], "missing": []}
        async for finding in examine_for_production(settings or self.settings(), self.environ, self.folder, clock):
            assert SECRET not in finding.text
            if finding.state != "fine":
                told[finding.state].append((finding.group, finding.text))
        return told

    async def mends(self, settings: Settings | None = None) -> list[tuple[str, str]]:
        return (await self.found(settings))["broken"]


@pytest.fixture
async def place(tmp_path: Path) -> Place:
    for name in ("data", "keys", "proof", "policies"):
        (tmp_path / name).mkdir(mode=0o700)
    source = Path(production.__file__).parents[1]
    (tmp_path / "clinic.toml").write_bytes((source / "bright_smile.toml").read_bytes())
    for policy in (source / "prompts" / "policies").iterdir():
        (tmp_path / "policies" / policy.name).write_bytes(policy.read_bytes())
    (tmp_path / "roles.toml").write_text('[users]\nana = "admin"\n')
    private(tmp_path / "keys" / "log.master", f"{Master.fresh().text}\n".encode())
    signing = Ed25519PrivateKey.generate()
    pem, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    private(tmp_path / "keys" / "sign.key", signing.private_bytes(pem, form, serialization.NoEncryption()))
    environ = {
        **EVERYTHING,
        "RECEPTIONIST_RECORD": "off",
        "RECEPTIONIST_DB": "data/log.db",
        "RECEPTIONIST_POLICIES": "policies",
        "RECEPTIONIST_ROLES_FILE": "roles.toml",
        "RECEPTIONIST_MASTER_KEY_FILE": "keys/log.master",
        "RECEPTIONIST_CHECKPOINT_KEY": "keys/sign.key",
        "RECEPTIONIST_CHECKPOINT_EVERY": "24h",
        "RECEPTIONIST_CHECKPOINTS": "proof",
    }
    return Place(tmp_path, environ)


def private(path: Path, content: bytes) -> None:
    path.touch(mode=0o600)
    path.write_bytes(content)


async def test_a_machine_that_is_set_up_well_has_nothing_to_mend(place: Place) -> None:
    found = await place.found()
    assert found["broken"] == []
    assert [group for group, _ in found["missing"]] == ["Proof"]


async def with_a_log(place: Place, *, checkpoint: timedelta | None = timedelta()) -> Settings:
    """The settings, once there is a log, and a checkpoint that is so old."""
    settings = place.settings()
    async with open_storage(settings.database, masters=settings.masters) as storage:
        log_id = storage.log_id
    if checkpoint is not None:
        head = Head(log=log_id, position=0, hash="00" * 32, at=NOW - checkpoint)
        write_checkpoint(sign(head, private_key(place.folder / "keys" / "sign.key")), place.folder / "proof")
    return settings


async def test_with_a_log_and_a_checkpoint_there_is_nothing_to_think_about_either(place: Place) -> None:
    await with_a_log(place)
    assert await place.found() == {"broken": [], "missing": []}


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (
            {"LIVEKIT_API_KEY": "devkey"},
            ("Secrets", "LiveKit's development key is in use, which everybody knows: "),
        ),
        (
            {"LIVEKIT_API_SECRET": "secret"},
            ("Secrets", "LiveKit's development key is in use, which everybody knows: "),
        ),
        ({"LIVEKIT_API_SECRET": 31 * "x"}, ("Secrets", "LIVEKIT_API_SECRET has fewer than 32 characters: ")),
        (
            {"LIVEKIT_URL": "ws://rooms.example"},
            ("Ways", "no encryption on the way to rooms.example: LIVEKIT_URL needs"),
        ),
        (
            {"OPENAI_BASE_URL": "http://llm.example/v1"},
            ("Ways", "no encryption on the way to llm.example: OPENAI_BASE_URL needs"),
        ),
        ({"LIVEKIT_URL": ""}, ("Calls", "no call can come: set LIVEKIT_URL and its key pair")),
        ({"RECEPTIONIST_LLM": "offline"}, ("Calls", "rules for demos and tests understand the callers: ")),
        ({"RECEPTIONIST_ROLES_FILE": ""}, ("Rules", "everybody who can read the log is an admin: ")),
        (
            {"RECEPTIONIST_MASTER_KEY_FILE": ""},
            ("Keys", "the master key lies beside the log that it opens (log.db.master)"),
        ),
        ({"RECEPTIONIST_MASTER_KEY_FILE": "data/m"}, ("Keys", "the master key lies beside the log that it opens (m)")),
    ],
)
async def test_what_must_be_mended_is_told_with_what_to_do(
    changes: dict[str, str], told: tuple[str, str], place: Place
) -> None:
    place.environ.update(changes)
    ((group, text),) = await place.mends()
    assert group == told[0]
    assert text.startswith(told[1])


async def test_the_example_clinic_is_nobodys(place: Place) -> None:
    (place.folder / "clinic.toml").unlink()
    assert await place.mends() == [
        ("Calls", "callers would be answered for the example clinic: describe yours in clinic.toml")
    ]


async def test_what_is_kept_for_ever_must_be_meant_to_be(place: Place) -> None:
    settings = place.settings()
    ever = evolve(settings, clinic=evolve(settings.clinic, retention=Retention()))
    told = "everything is kept for ever: say for how long in the clinic's file, under [retention]"
    assert await place.mends(ever) == [("Rules", told)]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"RECEPTIONIST_AUDIENCE": "room"}, ("Ways", "everybody in a room is sent confirmations: ")),
        ({"RECEPTIONIST_HEALTH_HOST": "0.0.0.0"}, ("Ways", "a worker tells its health to everybody on the network: ")),  # noqa: S104
        ({"RECEPTIONIST_POLICIES": ""}, ("Calls", "questions are answered as the example clinic answers them: ")),
        ({"RECEPTIONIST_RECORD": "on"}, ("Rules", "calls are recorded: callers are told so first; ")),
        ({"RECEPTIONIST_CHECKPOINTS": "data"}, ("Proof", "checkpoints lie beside the log that they prove: ")),
    ],
)
async def test_what_may_be_meant_is_only_to_be_thought_about(
    changes: dict[str, str], told: tuple[str, str], place: Place
) -> None:
    settings = await with_a_log(place)
    if "RECEPTIONIST_CHECKPOINTS" in changes:
        (checkpoint,) = (place.folder / "proof").iterdir()
        checkpoint.rename(place.folder / "data" / checkpoint.name)
    place.environ.update(changes)
    found = await place.found()
    ((group, text),) = found["missing"]
    assert found["broken"] == []
    assert group == told[0]
    assert text.startswith(told[1])
    assert settings.database.exists()


async def modes(place: Place) -> tuple[Path, ...]:
    """Every file that nobody else may reach."""
    settings = await with_a_log(place)
    (place.folder / ".data").mkdir(mode=0o700)
    room, dotenv = place.folder / ".data" / "room.env", place.folder / ".env"
    private(room, b"")
    private(dotenv, b"")
    log = settings.database
    for ending in ("-wal", "-shm", ".erased"):
        private(log.with_name(f"{log.name}{ending}"), b"")
    beside = (keys_path(log), *(log.with_name(f"{log.name}{ending}") for ending in ("-wal", "-shm", ".erased")))
    return (log, *beside, place.folder / "keys" / "log.master", place.folder / "keys" / "sign.key", room, dotenv)


async def test_each_file_that_others_can_reach_is_told_with_the_command_that_mends_it(place: Place) -> None:
    for file in await modes(place):
        file.chmod(0o640)
        told = f"others on this machine can reach {file} (mode 0640): chmod 600 {file}"
        assert ("Files", told) in await place.mends()
        file.chmod(0o600)
        assert ("Files", told) not in await place.mends()


@pytest.mark.parametrize("name", ["clinic.toml", "roles.toml", "data"])
async def test_what_others_could_change_is_told_too(name: str, place: Place) -> None:
    path = place.folder / name
    may = "put files into" if name == "data" else "change"
    path.chmod(0o722)
    assert await place.mends() == [("Files", f"others on this machine can {may} {path} (mode 0722): chmod go-w {path}")]
    path.chmod(0o755)
    assert await place.mends() == []


async def test_a_log_without_a_checkpoint_is_told(place: Place) -> None:
    await with_a_log(place, checkpoint=None)
    ((group, text),) = await place.mends()
    assert group == "Proof"
    assert text.startswith(f"there is no checkpoint of this log in {place.folder / 'proof'}: without checkpoints, ")


@pytest.mark.parametrize(
    ("every", "age", "told"),
    [
        ("24h", timedelta(hours=48), None),
        ("24h", timedelta(hours=48, seconds=1), "one is due every 24 h: does a worker run?"),
        ("30m", timedelta(hours=1, seconds=1), "one is due every 0.5 h: does a worker run?"),
        ("off", timedelta(days=7), None),
        ("off", timedelta(days=7, seconds=1), "none is made by itself"),
    ],
)
async def test_a_checkpoint_that_is_too_old_is_told(every: str, age: timedelta, told: str | None, place: Place) -> None:
    place.environ["RECEPTIONIST_CHECKPOINT_EVERY"] = every
    await with_a_log(place, checkpoint=age)
    made = f"{NOW - age:%Y-%m-%d %H:%M} UTC, at event 0"
    expected = [] if told is None else [("Proof", f"the last checkpoint is of {made}, and {told}")]
    assert await place.mends() == expected


async def test_a_checkpoint_of_another_log_is_none(place: Place) -> None:
    settings = await with_a_log(place)
    settings.database.unlink()
    keys_path(settings.database).unlink()
    await with_a_log(place, checkpoint=None)
    ((group, text),) = await place.mends()
    assert (group, text.partition(":")[0].partition(" in ")[0]) == ("Proof", "there is no checkpoint of this log")


async def test_what_the_webhook_was_not_sent_is_told(place: Place) -> None:
    settings = await with_a_log(place)
    async with open_storage(settings.database, masters=settings.masters) as storage:
        ids = RandomIds(SteppedClock(NOW), seed=1)
        await Outcomes(storage.database).turn_on("practice.example")
        for call in (FIRST, SECOND):
            await storage.log.append([new(event, ids, call=call) for event in WHOLE])
        park = "UPDATE outcomes SET state = 'parked' WHERE call = 'c-first'"
        await storage.database.write(lambda raw: raw.execute(park).rowcount)
    parked = ("Webhook", "what came of 1 calls was given up: 'receptionist webhook' says why")
    assert await place.mends() == [parked]
    place.environ["RECEPTIONIST_WEBHOOK_URL"] = ""
    owed = "what comes of calls is owed to practice.example (1 so far), and RECEPTIONIST_WEBHOOK_URL is not set"
    assert await place.mends() == [parked, ("Webhook", f"{owed}: set it, or 'receptionist webhook off'")]


async def test_a_log_that_does_not_open_is_told(place: Place) -> None:
    ids = RandomIds(SteppedClock(NOW), seed=1)
    async with open_storage(place.folder / "other.db") as storage:
        await storage.log.append([new(each, ids, call=FIRST) for each in WHOLE])
    place.environ["RECEPTIONIST_DB"] = "other.db"
    (place.folder / "other.db.keys").unlink()
    told = [text for group, text in await place.mends() if group == "Proof"]
    assert len(told) == 1
    assert told[0].startswith("the log cannot be looked into: ")


def test_the_command_prints_it_after_the_rest_and_is_content_or_not(tmp_path: Path) -> None:
    result = run(tmp_path, "doctor", "--production", **CLOUD, DEEPGRAM_API_KEY=SECRET, RECEPTIONIST_LLM="offline")
    assert SECRET not in result.out
    heads = [line for line in result.out.splitlines() if not line.startswith(" ")]
    usual = ["Machine", "Clinic", "Log and keys", "Room", "Speech", "LLM"]
    assert heads == [*usual, "Outside hosts", "Calls", "Secrets", "Files", "Keys", "Rules", "Proof"]
    deepgram = "  host    Deepgram at api.deepgram.com gets the caller's voice (DEEPGRAM_API_KEY); "
    assert any(line.startswith(deepgram) for line in result.out.splitlines())
    assert result.status == 1


def test_as_json_a_host_is_an_object_of_its_own(tmp_path: Path) -> None:
    result = run(tmp_path, "doctor", "--production", "--json", RECEPTIONIST_LLM="openai", OPENAI_API_KEY=SECRET)
    (host,) = [each for each in objects(result.out) if each["kind"] == "outside_host"]
    openai = hosts(tmp_path, RECEPTIONIST_LLM="openai", OPENAI_API_KEY=SECRET)["OpenAI"]
    assert host == {
        "kind": "outside_host",
        "group": "Outside hosts",
        "state": "fine",
        "text": openai.text,
        "host": "api.openai.com",
        "whose": "OpenAI",
        "gets": openai.gets,
        "because": "RECEPTIONIST_LLM=openai",
        "change": openai.change,
        "is_here": False,
    }


def test_without_production_nothing_of_it_is_said(tmp_path: Path) -> None:
    groups = {each["group"] for each in objects(run(tmp_path, "doctor", "--json").out)}
    assert groups == {"Machine", "Clinic", "Log and keys", "Room", "Speech", "LLM"}
