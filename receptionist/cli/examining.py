"""What the doctor looks at: each part of a set-up that works, is missing, or is broken; and what that means."""

from __future__ import annotations

import contextlib
import importlib.metadata
import os
import platform
import sqlite3
import stat
from collections.abc import AsyncIterator, Iterator, Mapping
from pathlib import Path
from typing import Literal

from attrs import frozen

from receptionist.addresses import host_of, is_loopback
from receptionist.cli.answering import answer_of
from receptionist.cli.outside_hosts import RECORDED, OutsideHost, outside_hosts
from receptionist.cli.words import plain
from receptionist.config import Settings
from receptionist.config.livekit import LIVEKIT_NAMES, ROOM_FILE
from receptionist.config.texts import fits_a_header
from receptionist.errors import ReceptionistError, SettingError
from receptionist.events.sqlite import rows
from receptionist.events.sqlite.schema import MIGRATIONS
from receptionist.events.vault import keys_path
from receptionist.speech.choice import choose
from receptionist.storage import open_storage

Group = Literal[
    "Settings", "Machine", "Clinic", "Log and keys", "Room", "Speech", "LLM",
    "Outside hosts", "Calls", "Secrets", "Ways", "Files", "Keys", "Rules", "Proof", "Webhook",
]  # fmt: skip
State = Literal["fine", "missing", "broken"]

_PACKAGES = (
    "livekit-agents", "livekit", "livekit-api", "livekit-plugins-openai", "livekit-plugins-deepgram",
    "livekit-plugins-cartesia", "livekit-plugins-silero", "aiosqlite", "cryptography",
)  # fmt: skip
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


@frozen
class Finding:
    """One sentence, and whether it says that something is fine, missing (which may be meant) or broken.

    Attributes:
        about: The host that it is about, where it is about one that would get patients' data.
    """

    group: Group
    state: State
    text: str
    about: OutsideHost | None = None


async def examine(settings: Settings, environ: Mapping[str, str], folder: Path) -> AsyncIterator[Finding]:
    """Everything there is to find in *settings*, which came from *environ* and *folder*; no secret is told."""
    for finding in (*machine(), *clinic(settings, environ, folder)):
        yield finding
    async for finding in log(settings):
        yield finding
    for finding in (*room(settings, environ, folder), *speech(settings), *llm(settings), *webhook(settings)):
        yield finding


def machine() -> Iterator[Finding]:
    """Python and the packages."""
    yield Finding("Machine", "fine", f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}")
    versions = {name: _version(name) for name in ("receptionist", *_PACKAGES)}
    there = ", ".join(f"{name} {version}" for name, version in versions.items() if version is not None)
    if there:
        yield Finding("Machine", "fine", there)
    if gone := [name for name, version in versions.items() if version is None]:
        yield Finding("Machine", "broken", f"not installed: {', '.join(gone)}; `make run` installs what is locked")


def _version(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def clinic(settings: Settings, environ: Mapping[str, str], folder: Path) -> Iterator[Finding]:
    """Whose phone is answered."""
    its = settings.clinic
    people = ", ".join(plain(each.name) for each in its.providers)
    has = f"{len(its.chairs)} chairs, {len(its.treatments)} treatments, booked {its.horizon_days} days ahead"
    yield Finding("Clinic", "fine", f"{plain(its.name)}, {its.time_zone}: {people}; {has}")
    yield from _person(settings)
    yield from _roles(settings)
    if not environ.get("RECEPTIONIST_CLINIC") and not (folder / "clinic.toml").exists():
        yield Finding("Clinic", "missing", "this is the example: describe yours in clinic.toml (docs/clinic-file.md)")


def _roles(settings: Settings) -> Iterator[Finding]:
    """Who may see and do what at the command line."""
    roles = settings.roles
    if roles.file is None:
        why = "no roles are given: whoever can read the log is an admin, as on a machine that one person uses"
        yield Finding("Clinic", "missing", f"{why} (RECEPTIONIST_ROLES_FILE gives them)")
    else:
        others = f"everybody else: {roles.otherwise.replace('_', ' ')}" if roles.otherwise else "nobody else has one"
        yield Finding("Clinic", "fine", f"roles are given to {len(roles.users)} users; {others}")


def _person(settings: Settings) -> Iterator[Finding]:
    """Whether who asks for a person is put through to one."""
    number, trunk = settings.clinic.transfer_number, settings.sip_trunk
    if number is not None and trunk is not None:
        yield Finding("Clinic", "fine", "who asks for a person is put through to one")
    elif number is not None:
        why = "transfer_number is set and RECEPTIONIST_SIP_TRUNK is not: nobody is put through, a message is taken"
        yield Finding("Clinic", "missing", why)
    elif trunk is not None:
        why = "RECEPTIONIST_SIP_TRUNK is set and the clinic's transfer_number is not: nobody is put through"
        yield Finding("Clinic", "missing", why)


async def log(settings: Settings) -> AsyncIterator[Finding]:
    """The event log, and the keys that its personal data is sealed with."""
    path = settings.database
    if not path.exists():
        yield _no_log(path)
        return
    try:
        async with open_storage(path, create=False, masters=settings.masters) as storage:
            position, hashed = await storage.database.read(rows.head)
    except ReceptionistError as error:
        yield Finding("Log and keys", "broken", f"the log does not open: {plain(str(error))}")
        return
    last = f"event {position}, chain head {hashed.hex()[:16]}…" if position else "no events yet"
    yield Finding("Log and keys", "fine", f"{path} opens: schema {len(MIGRATIONS)}, {last}")
    for finding in _modes(path, keys_path(path)):
        yield finding


def _no_log(path: Path) -> Finding:
    if os.path.lexists(path):
        return Finding("Log and keys", "broken", f"{path} is a link that leads nowhere")
    nearest = next((parent for parent in path.absolute().parents if parent.exists()), Path("/"))
    if not nearest.is_dir() or not os.access(nearest, os.W_OK | os.X_OK):
        return Finding("Log and keys", "broken", f"there is no log at {path}, and none can be made below {nearest}")
    return Finding("Log and keys", "missing", f"there is no log at {path} yet: the first call makes it")


def _modes(*files: Path) -> Iterator[Finding]:
    modes = {file: stat.S_IMODE(file.stat().st_mode) for file in files}
    for file, mode in modes.items():
        if mode & _OTHERS:
            text = f"others on this machine can reach {file} (mode {mode:04o}): chmod 600 {file}"
            yield Finding("Log and keys", "broken", text)
    if not any(mode & _OTHERS for mode in modes.values()):
        yield Finding("Log and keys", "fine", "log and keys are for their owner alone")


def room(settings: Settings, environ: Mapping[str, str], folder: Path) -> Iterator[Finding]:
    """Whether calls can come from a LiveKit server, and how they would be held."""
    if settings.livekit_url is None:
        instead = "calls in a room are not possible; `make room` starts a server on this machine"
        yield Finding("Room", "missing", f"LIVEKIT_URL is not set: {instead}")
        return
    try:
        access = settings.livekit()
    except SettingError as error:
        yield Finding("Room", "broken", plain(str(error)))
        return
    names = ", ".join(LIVEKIT_NAMES)
    source = "the environment" if environ.get("LIVEKIT_URL") else str(folder / ROOM_FILE)
    yield Finding("Room", "fine", f"{names} are set by {source}")
    where = "on this machine" if is_loopback(access.url) else "elsewhere"
    answer = answer_of(access.url)
    if answer.is_an_answer:
        yield Finding("Room", "fine", f"the server at {host_of(access.url)}, {where}, answers ({answer.text})")
    else:
        again = "; `make room` starts it" if where == "on this machine" else "; is the address right, the network up?"
        text = f"the server at {host_of(access.url)}, {where}, does not answer ({answer.text}){again}"
        yield Finding("Room", "broken", text)
    if access.url.startswith(("ws:", "http:")) and not is_loopback(access.url):
        yield Finding("Room", "missing", "no encryption on the way to that server: it needs a wss:// address")
    yield from _manners(settings, environ)


def _manners(settings: Settings, environ: Mapping[str, str]) -> Iterator[Finding]:
    to = "everybody in the room" if settings.audience == "room" else "the caller and staff"
    yield Finding(
        "Room", "fine", f"streams go to {to}; a caller who vanishes has {settings.grace_seconds:g} s to come back"
    )
    if settings.record and any(each.gets.startswith(RECORDED) for each in outside_hosts(settings, environ)):
        yield Finding("Room", "fine", "LiveKit Cloud records the calls: callers are told so first")
    elif settings.record:
        why = "RECEPTIONIST_RECORD is on, so callers are told that they are recorded; but only LiveKit Cloud keeps it"
        yield Finding("Room", "missing", why)
    limit = "never" if settings.load_limit is None else f"from a load of {settings.load_limit:g} on"
    yield Finding("Room", "fine", f"a worker refuses further calls {limit}")


def speech(settings: Settings) -> Iterator[Finding]:
    """Whether callers can speak, and hear."""
    keys = (
        ("DEEPGRAM_API_KEY", settings.deepgram_api_key, "callers can speak", "callers can type and not speak"),
        ("CARTESIA_API_KEY", settings.cartesia_api_key, "the agent can be heard", "the agent writes and is not heard"),
    )
    for name, key, can, cannot in keys:
        if key is None:
            yield Finding("Speech", "missing", f"no {name}: {cannot}")
        elif fits_a_header(key):
            yield Finding("Speech", "fine", f"{name} is set: {can}")
        else:
            yield Finding(
                "Speech", "broken", f"{name} has a space, a line end or a letter beyond ASCII: paste it again"
            )
    with contextlib.suppress(SettingError):  # which was told above
        if (choice := choose(settings)).deepgram_api_key is not None:
            cloud = "LiveKit Cloud finds out when a caller has finished: their voice goes there too"
            yield Finding("Speech", "fine", cloud if choice.turns_on_cloud else "turn detection runs on this machine")


def llm(settings: Settings) -> Iterator[Finding]:
    """What understands the caller."""
    if settings.llm == "offline":
        real = "a real model: RECEPTIONIST_LLM=openai"
        yield Finding("LLM", "fine", f"offline: rules for demos and tests, without key or network ({real})")
        return
    server = host_of(settings.openai_base_url) if settings.openai_base_url else "OpenAI"
    if settings.openai_api_key is None:
        yield Finding(
            "LLM", "broken", f"no OPENAI_API_KEY, which {settings.openai_model} at {server} needs: no call is taken"
        )
        return
    yield Finding("LLM", "fine", f"{settings.openai_model} at {server}; OPENAI_API_KEY is set")


def webhook(settings: Settings) -> Iterator[Finding]:
    """Whether another program is told what comes of calls."""
    if settings.webhook is not None:
        carries = ", ".join(settings.webhook.fields) or "ids and times only"
        yield Finding("Webhook", "fine", f"what comes of each call goes to {settings.webhook.host}: {carries}")
