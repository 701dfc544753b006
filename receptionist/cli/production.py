"""What `doctor --production` looks at besides: whether a clinic's patients are as safe as they can be made.

`broken` must be mended before real callers are answered; `missing` is to be thought about, and may be meant. Nothing of
any patient is read.
"""

from __future__ import annotations

import shlex
import stat
from collections.abc import AsyncIterator, Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from receptionist.addresses import host_of, is_loopback
from receptionist.auditing.checkpoints import folder_of, latest_of
from receptionist.cli.examining import Finding, Group
from receptionist.cli.outside_hosts import outside_hosts
from receptionist.cli.words import plain
from receptionist.clock import Clock
from receptionist.config import Settings
from receptionist.config.livekit import ROOM_FILE
from receptionist.domain.clinic import Retention
from receptionist.errors import ReceptionistError
from receptionist.events.vault import keys_path
from receptionist.forgetting.tombstones import tombstones_path
from receptionist.keys.sources import MasterFile, master_path
from receptionist.publishers.webhook.owed import Outcomes
from receptionist.storage import open_storage

_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH
# `livekit-server --dev` and every example that there is (https://docs.livekit.io).
_DEVELOPMENT = {"devkey", "secret"}
# livekit-server asks for as many, since it signs with HMAC-SHA256 (RFC 7518 §3.2).
_SHORTEST_SECRET = 32
# Who signs on another machine, by hand, is to do so this often at least.
_A_WHILE = timedelta(days=7)
_NO_PROOF = (
    "without checkpoints, whoever can write the log's file can cut off its end or write all of it anew, and nobody sees"
    " (RECEPTIONIST_CHECKPOINT_EVERY and _KEY, or 'receptionist audit checkpoint': docs/audit.md)"
)
_EVERYWHERE = {"0.0.0.0", "::", ""}  # noqa: S104 (looked for)


async def examine_for_production(
    settings: Settings, environ: Mapping[str, str], folder: Path, clock: Clock
) -> AsyncIterator[Finding]:
    """Everything there is to find in *settings*, which came from *environ* and *folder*; no secret is told."""
    hosts = tuple(outside_hosts(settings, environ))
    for host in hosts:
        yield Finding("Outside hosts", "fine", host.text, about=host)
    if all(host.is_here for host in hosts):
        yield _fine("Outside hosts", "no other host gets patients' data")
    for finding in (*_clinic(settings, environ, folder), *_secrets(settings), *_ways(settings)):
        yield finding
    for finding in (*_files(settings, environ, folder), *_keys(settings), *_rules(settings)):
        yield finding
    async for finding in _log(settings, clock.now()):
        yield finding


def _clinic(settings: Settings, environ: Mapping[str, str], folder: Path) -> Iterator[Finding]:
    if not environ.get("RECEPTIONIST_CLINIC") and not (folder / "clinic.toml").exists():
        yield _mend("Calls", "callers would be answered for the example clinic: describe yours in clinic.toml")
    if settings.policies is None:
        yield _think("Calls", "questions are answered as the example clinic answers them: set RECEPTIONIST_POLICIES")
    if settings.livekit_url is None:
        yield _mend("Calls", "no call can come: set LIVEKIT_URL and its key pair")
    if settings.llm == "offline":
        yield _mend(
            "Calls", "rules for demos and tests understand the callers: set RECEPTIONIST_LLM=openai and its key"
        )


def _secrets(settings: Settings) -> Iterator[Finding]:
    key, secret = settings.livekit_api_key, settings.livekit_api_secret
    if settings.livekit_url is None or key is None or secret is None:
        return
    how = "`livekit-server generate-keys`, or LiveKit Cloud's console, makes a pair of your own"
    if {key, secret} & _DEVELOPMENT:
        yield _mend("Secrets", f"LiveKit's development key is in use, which everybody knows: {how}")
    elif len(secret) < _SHORTEST_SECRET:
        yield _mend("Secrets", f"LIVEKIT_API_SECRET has fewer than {_SHORTEST_SECRET} characters: {how}")
    else:
        yield _fine("Secrets", "the key pair of the rooms is nobody's example")


def _ways(settings: Settings) -> Iterator[Finding]:
    ways = {"LIVEKIT_URL": settings.livekit_url}
    if settings.llm == "openai":
        ways["OPENAI_BASE_URL"] = settings.openai_base_url
    for name, url in ways.items():
        if url is not None and url.startswith(("ws:", "http:")) and not is_loopback(url):
            yield _mend(
                "Ways", f"no encryption on the way to {host_of(url)}: {name} needs a wss:// or https:// address"
            )
    if settings.audience == "room":
        yield _think("Ways", "everybody in a room is sent confirmations: RECEPTIONIST_AUDIENCE=caller_and_staff")
    if settings.health_host in _EVERYWHERE:
        yield _think(
            "Ways", "a worker tells its health to everybody on the network: RECEPTIONIST_HEALTH_HOST=127.0.0.1"
        )


def _files(settings: Settings, environ: Mapping[str, str], folder: Path) -> Iterator[Finding]:
    log = settings.database
    keys = keys_path(log)
    masters = settings.masters.path if isinstance(settings.masters, MasterFile) else master_path(keys)
    beside = [log.with_name(f"{log.name}{ending}") for ending in ("-wal", "-shm", "-journal")]
    secret = [log, *beside, keys, masters, tombstones_path(log), folder / ROOM_FILE, folder / ".env"]
    if settings.checkpoints.key is not None:
        secret.append(settings.checkpoints.key)
    rules = [Path(environ.get("RECEPTIONIST_CLINIC") or "clinic.toml"), Path(settings.roles.file or "")]
    found = [
        *(_mode(each, _OTHERS, "reach", "600") for each in dict.fromkeys(secret)),
        *(_mode(folder / each, _OTHERS_WRITE, "change", "go-w") for each in rules if each.name),
        _mode(log.parent, _OTHERS_WRITE, "put files into", "go-w"),
        _mode(settings.downloads, _OTHERS_WRITE, "put files into", "go-w"),
    ]
    open_to_others = [each for each in found if each is not None]
    yield from open_to_others
    if not open_to_others:
        yield _fine("Files", "log, keys, settings and their folders are for their owner alone")


def _mode(path: Path, mask: int, may: str, mend: str) -> Finding | None:
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
    except OSError:
        return None  # there is none, or nobody can reach it
    if not mode & mask:
        return None
    return _mend(
        "Files", f"others on this machine can {may} {path} (mode {mode:04o}): chmod {mend} {shlex.quote(str(path))}"
    )


def _keys(settings: Settings) -> Iterator[Finding]:
    log = settings.database
    masters = settings.masters
    file = master_path(keys_path(log)) if masters is None else getattr(masters, "path", None)
    if isinstance(file, Path) and file.absolute().parent == log.absolute().parent:
        yield _mend(
            "Keys",
            f"the master key lies beside the log that it opens ({file.name}): whoever copies the folder has both;"
            " keep it elsewhere (RECEPTIONIST_MASTER_KEY_FILE or _COMMAND, docs/privacy.md)",
        )
    else:
        yield _fine("Keys", "the master key does not lie beside the log")


def _rules(settings: Settings) -> Iterator[Finding]:
    if settings.roles.file is None:
        why = "everybody who can read the log is an admin: give the users of this machine their roles"
        yield _mend("Rules", f"{why} (RECEPTIONIST_ROLES_FILE, docs/privacy.md)")
    else:
        yield _fine("Rules", f"roles are given by {settings.roles.file}")
    if settings.clinic.retention == Retention():
        yield _mend("Rules", "everything is kept for ever: say for how long in the clinic's file, under [retention]")
    else:
        yield _fine("Rules", "how long what is kept is said in the clinic's file")
    if settings.record:
        yield _think("Rules", "calls are recorded: callers are told so first; is that enough where the clinic is?")


async def _log(settings: Settings, now: datetime) -> AsyncIterator[Finding]:
    path = settings.database
    if not path.exists():
        yield _think("Proof", f"there is no log yet; {_NO_PROOF}")
        return
    try:
        async with open_storage(path, create=False, read_only=True, masters=settings.masters) as storage:
            log_id, outcomes = storage.log_id, Outcomes(storage.database)
            webhook, counts = await outcomes.webhook(), await outcomes.counts()
        for finding in _checkpoints(settings, log_id, now):
            yield finding
    except ReceptionistError as error:
        yield _mend("Proof", f"the log cannot be looked into: {plain(str(error))}")
        return
    if parked := counts.get("parked", 0):
        yield _mend("Webhook", f"what came of {parked} calls was given up: 'receptionist webhook' says why")
    if webhook is not None and settings.webhook is None:
        owed = counts.get("owed", 0)
        why = f"what comes of calls is owed to {webhook.host} ({owed} so far), and RECEPTIONIST_WEBHOOK_URL is not set"
        yield _mend("Webhook", f"{why}: set it, or 'receptionist webhook off'")


def _checkpoints(settings: Settings, log_id: str, now: datetime) -> Iterator[Finding]:
    folder = folder_of(settings.database, settings.checkpoints.folder)
    latest, every = latest_of(folder, log_id), settings.checkpoints.every
    if latest is None:
        yield _mend("Proof", f"there is no checkpoint of this log in {folder}: {_NO_PROOF}")
        return
    made, longest = f"{latest.at:%Y-%m-%d %H:%M} UTC, at event {latest.position}", 2 * (every or _A_WHILE / 2)
    if now - latest.at > longest:
        why = "none is made by itself" if every is None else f"one is due every {_period(every)}: does a worker run?"
        yield _mend("Proof", f"the last checkpoint is of {made}, and {why}")
    else:
        yield _fine("Proof", f"the last checkpoint is of {made}")
    if folder.absolute().is_relative_to(settings.database.absolute().parent):
        yield _think("Proof", "checkpoints lie beside the log that they prove: RECEPTIONIST_CHECKPOINTS, elsewhere")


def _period(every: timedelta) -> str:
    hours = every.total_seconds() / 3600
    return f"{hours:g} h"


def _mend(group: Group, text: str) -> Finding:
    return Finding(group, "broken", text)


def _think(group: Group, text: str) -> Finding:
    return Finding(group, "missing", text)


def _fine(group: Group, text: str) -> Finding:
    return Finding(group, "fine", text)
