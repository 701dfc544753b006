"""Everything that can be set from outside: read from a mapping and a folder that are passed in, then frozen."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Literal, get_args

from attrs import field, frozen

from receptionist.audience import SentTo
from receptionist.config.checkpointing import Checkpointing, checkpointing_of
from receptionist.config.clinic_file import clinic_at, example_clinic
from receptionist.config.found import Words, nearest, one_line, shown
from receptionist.config.livekit import LIVEKIT_NAMES, LiveKitAccess, checked, livekit_of
from receptionist.config.masters import masters_of
from receptionist.config.roles_file import ROLES, Roles, roles_at
from receptionist.config.texts import fits_a_header, is_address, is_one_word, number
from receptionist.config.webhook import webhook_of
from receptionist.domain.clinic import Clinic
from receptionist.errors import SettingError
from receptionist.events.access import StaffRole
from receptionist.keys.masters import Masters
from receptionist.publishers.relay import RelaySettings
from receptionist.publishers.webhook.endpoint import Endpoint

Llm = Literal["offline", "openai"]
Name = Literal[
    "RECEPTIONIST_CLINIC",
    "RECEPTIONIST_DB",
    "RECEPTIONIST_DOWNLOADS",
    "RECEPTIONIST_LEASE_SECONDS",
    "RECEPTIONIST_LLM",
    "RECEPTIONIST_OPENAI_MODEL",
    "RECEPTIONIST_AUDIENCE",
    "RECEPTIONIST_GRACE_SECONDS",
    "RECEPTIONIST_SIP_TRUNK",
    "RECEPTIONIST_POLICIES",
    "RECEPTIONIST_RECORD",
    "RECEPTIONIST_LOAD_LIMIT",
    "RECEPTIONIST_HEALTH_HOST",
    "RECEPTIONIST_HEALTH_PORT",
    "RECEPTIONIST_STAFF",
    "RECEPTIONIST_MASTER_KEY",
    "RECEPTIONIST_MASTER_KEY_COMMAND",
    "RECEPTIONIST_MASTER_KEY_FILE",
    "RECEPTIONIST_ROLE",
    "RECEPTIONIST_ROLES_FILE",
    "RECEPTIONIST_CHECKPOINT_EVERY",
    "RECEPTIONIST_CHECKPOINT_KEY",
    "RECEPTIONIST_CHECKPOINTS",
    "RECEPTIONIST_WEBHOOK_URL",
    "RECEPTIONIST_WEBHOOK_SECRET",
    "RECEPTIONIST_WEBHOOK_FIELDS",
    "LIVEKIT_URL",
    "LIVEKIT_API_KEY",
    "LIVEKIT_API_SECRET",
    "OPENAI_API_KEY",
    "OPENAI_BASE_URL",
    "DEEPGRAM_API_KEY",
    "CARTESIA_API_KEY",
]
NAMES: tuple[Name, ...] = get_args(Name)

_PREFIX = "RECEPTIONIST_"
# Which kinds of test must not be skipped: read by the tests alone.
_OTHERS = {"RECEPTIONIST_REQUIRE"}
_SHORTEST_LEASE, _LONGEST_LEASE = 0.1, 3600.0
_LONGEST_GRACE = 600.0
_USUAL_LOAD_LIMIT = 0.7  # LiveKit's own (agents 1.8.9, worker.py)
_PORT, _LAST_PORT = re.compile("[0-9]{1,5}"), 65535
_LONGEST_PERSON = 60
_NOT_SHOWN = Words("not shown here")


@frozen(kw_only=True)
class Settings:
    """What this process was set up with; docs/settings.md has every name and default.

    Attributes:
        database: The event log's file; it need not exist yet.
        downloads: The folder for what a caller in the terminal receives; it need not exist yet.
        openai_api_key: Checked when *llm* is "openai"; otherwise as it was found.
        openai_base_url: Where the API is, OpenAI's own when None; like the key, checked when it is used.
        audience: Who is sent the streams of a call in a room.
        grace_seconds: For how long a caller who vanished may come back.
        sip_trunk: LiveKit's outbound trunk for putting callers through to a person; None puts nobody through.
        policies: The folder of what the clinic answers to questions; the example clinic's where it is None.
        record: Whether LiveKit records the session.
        load_limit: From which load of the machine on (0 to 1) calls are refused; None refuses none.
        health_host: The address that a worker tells its health on.
        health_port: The port for that; 0 is any that is free.
        staff: Who acts at the command line; None for whoever is logged in there.
        masters: Where the master key of the log's keys comes from; None for the file beside them.
        role: What whoever is at the command line acts as; None for the role that they were given.
        roles: Who may act as what.
        checkpoints: How often the log's head is signed, with which key, and where that is kept.
        webhook: Where what comes of each call is sent; None sends nothing.
        livekit_url: As it was found, like the key and the secret: `livekit()` has them checked.
        deepgram_api_key: As it was found; without it callers cannot speak.
        cartesia_api_key: As it was found; without it the agent cannot be heard.
    """

    clinic: Clinic
    database: Path
    downloads: Path
    llm: Llm
    openai_model: str
    openai_api_key: str | None = field(repr=False)
    # An address may carry a password: https://user:password@host.
    openai_base_url: str | None = field(repr=False)
    relay: RelaySettings
    audience: SentTo
    grace_seconds: float
    sip_trunk: str | None
    policies: Path | None
    record: bool
    load_limit: float | None
    health_host: str
    health_port: int
    staff: str | None
    masters: Masters | None
    role: StaffRole | None
    roles: Roles
    checkpoints: Checkpointing
    webhook: Endpoint | None
    livekit_url: str | None = field(repr=False)
    livekit_api_key: str | None = field(repr=False)
    livekit_api_secret: str | None = field(repr=False)
    deepgram_api_key: str | None = field(repr=False)
    cartesia_api_key: str | None = field(repr=False)

    @classmethod
    def load(cls, environ: Mapping[str, str], folder: Path) -> Settings:
        """The settings in *environ*, where an empty text counts as not set; relative paths begin at *folder*.

        Raises:
            SettingError: One of them, or the clinic's file, cannot be used.
        """
        _refuse_unknown(environ)
        given = {name: environ[name] for name in NAMES if environ.get(name)}
        llm = _llm(given)
        if llm == "openai":
            _check_openai(given)
        livekit = livekit_of({name: given[name] for name in LIVEKIT_NAMES if name in given}, folder)
        return cls(
            clinic=_clinic(given, folder),
            database=_path("RECEPTIONIST_DB", given, folder) or folder / ".data" / "receptionist.db",
            downloads=_path("RECEPTIONIST_DOWNLOADS", given, folder) or folder / ".data" / "downloads",
            llm=llm,
            openai_model=_model(given),
            openai_api_key=given.get("OPENAI_API_KEY"),
            openai_base_url=given.get("OPENAI_BASE_URL"),
            relay=_relay(given),
            audience=_audience(given),
            grace_seconds=_grace(given),
            sip_trunk=_sip_trunk(given),
            policies=_path("RECEPTIONIST_POLICIES", given, folder),
            record=_is_on("RECEPTIONIST_RECORD", given),
            load_limit=_load_limit(given),
            health_host=_health_host(given),
            health_port=_health_port(given),
            staff=_staff(given),
            masters=masters_of(
                {str(name): value for name, value in given.items()},
                _path("RECEPTIONIST_MASTER_KEY_FILE", given, folder),
            ),
            role=_role(given),
            roles=_roles(given, folder),
            checkpoints=_checkpoints(given, folder),
            webhook=_webhook(given),
            livekit_url=livekit.get("LIVEKIT_URL"),
            livekit_api_key=livekit.get("LIVEKIT_API_KEY"),
            livekit_api_secret=livekit.get("LIVEKIT_API_SECRET"),
            deepgram_api_key=given.get("DEEPGRAM_API_KEY"),
            cartesia_api_key=given.get("CARTESIA_API_KEY"),
        )

    def livekit(self) -> LiveKitAccess:
        """The server of the rooms, and the key pair for it.

        Raises:
            SettingError: One of the three is missing or cannot be used; its message says what to do.
        """
        return checked(self.livekit_url, self.livekit_api_key, self.livekit_api_secret)


def _refuse_unknown(environ: Mapping[str, str]) -> None:
    known = {*NAMES, *_OTHERS}
    unknown = sorted(
        name for name, value in environ.items() if value and name.startswith(_PREFIX) and name not in known
    )
    if unknown:
        # The value is not shown: RECEPTIONIST_OPENAI_API_KEY is a likely slip.
        accepted = f"the names in docs/settings.md; the nearest is {_meant(unknown[0])}"
        raise SettingError(one_line(unknown[0]), Words("not known"), accepted)


def _meant(unknown: str) -> Name:
    # Compared without the prefix, which would make all names alike.
    rest = unknown.removeprefix(_PREFIX)
    known = {name.removeprefix(_PREFIX): name for name in NAMES}
    return known[nearest(rest, [one for one in known if known[one].startswith(_PREFIX) or _maker(one) in rest])]


def _maker(name: str) -> str:
    return name.partition("_")[0]


def _llm(given: Mapping[Name, str]) -> Llm:
    match given.get("RECEPTIONIST_LLM", "offline"):
        case "offline":
            return "offline"
        case "openai":
            return "openai"
        case other:
            raise SettingError("RECEPTIONIST_LLM", shown(other), "offline or openai")


def _check_openai(given: Mapping[Name, str]) -> None:
    # A missing key is refused where an LLM is made: looking at a call's log needs none.
    key = given.get("OPENAI_API_KEY")
    if key is not None and not fits_a_header(key):
        raise SettingError("OPENAI_API_KEY", _NOT_SHOWN, "printable ASCII without spaces or line ends")
    address = given.get("OPENAI_BASE_URL")
    if address is not None and not is_address(address, {"http", "https"}):
        raise SettingError("OPENAI_BASE_URL", _NOT_SHOWN, "an address, as https://api.openai.com/v1")


def _model(given: Mapping[Name, str]) -> str:
    model = given.get("RECEPTIONIST_OPENAI_MODEL", "gpt-4.1-mini")
    if not is_one_word(model):
        raise SettingError("RECEPTIONIST_OPENAI_MODEL", shown(model), "a model's name, without spaces")
    return model


def _relay(given: Mapping[Name, str]) -> RelaySettings:
    text = given.get("RECEPTIONIST_LEASE_SECONDS")
    if text is None:
        return RelaySettings()
    lease = number(text)
    if not _SHORTEST_LEASE < lease <= _LONGEST_LEASE:  # which nan is not, either
        accepted = f"seconds, more than {_SHORTEST_LEASE:g} and at most {_LONGEST_LEASE:g}"
        raise SettingError("RECEPTIONIST_LEASE_SECONDS", shown(text), accepted)
    return RelaySettings(lease=lease)


def _audience(given: Mapping[Name, str]) -> SentTo:
    match given.get("RECEPTIONIST_AUDIENCE", "caller_and_staff"):
        case "caller_and_staff":
            return "caller_and_staff"
        case "room":
            return "room"
        case other:
            raise SettingError("RECEPTIONIST_AUDIENCE", shown(other), "caller_and_staff or room")


def _grace(given: Mapping[Name, str]) -> float:
    text = given.get("RECEPTIONIST_GRACE_SECONDS", "30")
    grace = number(text)
    if not 0 <= grace <= _LONGEST_GRACE:
        raise SettingError("RECEPTIONIST_GRACE_SECONDS", shown(text), f"seconds, from 0 to {_LONGEST_GRACE:g}")
    return grace


def _sip_trunk(given: Mapping[Name, str]) -> str | None:
    trunk = given.get("RECEPTIONIST_SIP_TRUNK")
    if trunk is not None and not is_one_word(trunk):
        raise SettingError("RECEPTIONIST_SIP_TRUNK", shown(trunk), "an outbound trunk's id, as ST_8x2y")
    return trunk


def _is_on(name: Name, given: Mapping[Name, str]) -> bool:
    text = given.get(name, "off")
    if text not in {"on", "off"}:
        raise SettingError(name, shown(text), "on or off")
    return text == "on"


def _load_limit(given: Mapping[Name, str]) -> float | None:
    text = given.get("RECEPTIONIST_LOAD_LIMIT")
    if text is None:
        return _USUAL_LOAD_LIMIT
    if text == "off":
        return None
    limit = number(text)
    if not 0 < limit <= 1:
        raise SettingError("RECEPTIONIST_LOAD_LIMIT", shown(text), "off, or a number above 0 and at most 1")
    return limit


def _health_host(given: Mapping[Name, str]) -> str:
    host = given.get("RECEPTIONIST_HEALTH_HOST", "127.0.0.1")
    if not fits_a_header(host):
        raise SettingError("RECEPTIONIST_HEALTH_HOST", shown(host), "an address of this machine, as 127.0.0.1")
    return host


def _health_port(given: Mapping[Name, str]) -> int:
    text = given.get("RECEPTIONIST_HEALTH_PORT", "8081")
    if not _PORT.fullmatch(text) or int(text) > _LAST_PORT:
        raise SettingError("RECEPTIONIST_HEALTH_PORT", shown(text), f"a port, from 0 (any free one) to {_LAST_PORT}")
    return int(text)


def _staff(given: Mapping[Name, str]) -> str | None:
    name = given.get("RECEPTIONIST_STAFF")
    return None if name is None else person_named("RECEPTIONIST_STAFF", name)


def _role(given: Mapping[Name, str]) -> StaffRole | None:
    name = given.get("RECEPTIONIST_ROLE")
    for role in ROLES:
        if role == name:
            return role
    if name is None:
        return None
    raise SettingError("RECEPTIONIST_ROLE", shown(name), " or ".join(ROLES))


def _roles(given: Mapping[Name, str], folder: Path) -> Roles:
    path = _path("RECEPTIONIST_ROLES_FILE", given, folder)
    return Roles() if path is None else roles_at(path)


def _webhook(given: Mapping[Name, str]) -> Endpoint | None:
    return webhook_of(
        given.get("RECEPTIONIST_WEBHOOK_URL"),
        given.get("RECEPTIONIST_WEBHOOK_SECRET"),
        given.get("RECEPTIONIST_WEBHOOK_FIELDS"),
    )


def _checkpoints(given: Mapping[Name, str], folder: Path) -> Checkpointing:
    key = _path("RECEPTIONIST_CHECKPOINT_KEY", given, folder)
    kept = _path("RECEPTIONIST_CHECKPOINTS", given, folder)
    return checkpointing_of(given.get("RECEPTIONIST_CHECKPOINT_EVERY"), key, kept)


def person_named(setting: str, name: str) -> str:
    """*name* as one of the staff goes by it in the log, when it can stand there.

    Raises:
        SettingError: It cannot.
    """
    if not name.strip() or not name.isprintable() or len(name.strip()) > _LONGEST_PERSON:
        raise SettingError(setting, shown(name), f"a name of 1 to {_LONGEST_PERSON} letters on one line")
    return name.strip()


def _clinic(given: Mapping[Name, str], folder: Path) -> Clinic:
    path = _path("RECEPTIONIST_CLINIC", given, folder)
    if path is not None:
        return clinic_at(path)
    usual = folder / "clinic.toml"
    return clinic_at(usual) if _is_there(usual) else example_clinic()


def _is_there(path: Path) -> bool:
    """Whether *path* names something, usable or not."""
    # Path.exists() says no to a link that leads nowhere, and the phone would be answered for another clinic.
    try:
        path.lstat()
    except FileNotFoundError:
        return False
    except (OSError, ValueError):
        return True  # reading it tells why
    return True


def _path(name: Name, given: Mapping[Name, str], folder: Path) -> Path | None:
    text = given.get(name)
    if text is None:
        return None
    try:
        encoded = os.fsencode(text)
    except UnicodeEncodeError:
        encoded = b"\0"
    # Only a shell makes ~ the home folder; taken as it stands it would be a new folder named ~.
    if b"\0" in encoded or text.isspace() or Path(text).parts[:1] == ("~",):
        raise SettingError(name, shown(text), "a path, without ~")
    return folder / text
