"""Signed heads: made, signed here or elsewhere, read, and a log held against them."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import shutil
import sqlite3
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from receptionist.auditing import checkpoints as kept
from receptionist.auditing.checkpoints import Head
from receptionist.auditing.signing import fingerprint, is_signed, make_pair, private_key, public_key, public_path
from receptionist.auditing.taking import keep_taking, take_if_due
from receptionist.clock import SteppedClock
from receptionist.config import Settings
from receptionist.errors import CheckpointError
from receptionist.events.call import UtteranceHeard
from receptionist.events.sqlite import rows
from receptionist.ids import RandomIds
from receptionist.storage import open_storage
from tests.auditing.attacks import drop_triggers, rewrite, write_log
from tests.examples import NOW, new
from tests.processes import Result, run

HEAD = Head(log="5f" * 16, position=812, hash="ab" * 32, at=NOW, previous="cd" * 32)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("checkpoints") / "log.db"
    asyncio.run(write_log(path, calls=1))
    return path


@pytest.fixture
def path(made: Path, tmp_path: Path) -> Path:
    """A log for one test."""
    for each in made.parent.iterdir():
        shutil.copy(each, tmp_path)
    return tmp_path / made.name


@pytest.fixture
def key(tmp_path: Path) -> Path:
    make_pair(tmp_path / "safe" / "cp.key")
    return tmp_path / "safe" / "cp.key"


def audit(path: Path, *arguments: object, **environ: str) -> Result:
    return run(path.parent, "audit", *(str(each) for each in arguments), **environ)


def checkpoint(path: Path, key: Path, *more: object) -> Path:
    """Have a checkpoint signed; where it is."""
    result = audit(path, "checkpoint", "--db", path, "--key", key, "--json", *more)
    assert (result.status, result.err) == (0, "")
    return path.parent / str(json.loads(result.out)["path"])


def append(path: Path, count: int) -> None:
    """Some more events."""

    async def run() -> None:
        ids = RandomIds(SteppedClock(NOW), seed=count)
        async with open_storage(path, create=False) as storage:
            await storage.log.append([new(UtteranceHeard(text="More."), ids) for _ in range(count)])

    asyncio.run(run())


def end_of(path: Path) -> int:
    with contextlib.closing(sqlite3.connect(path)) as raw:
        return rows.head(raw)[0]


def cut(path: Path, after: int) -> None:
    """Everything after a position is gone, whatever knows of it."""
    with contextlib.closing(sqlite3.connect(path)) as raw, raw:
        triggers = drop_triggers(raw)
        for table in ("outbox", "event_tags", "events"):
            raw.execute(f"DELETE FROM {table} WHERE position > ?", (after,))  # noqa: S608 (ours)
        for trigger in triggers:
            raw.execute(trigger)


def write_anew(path: Path, position: int) -> None:
    """An event is another one, and all hashes from there on are made anew."""
    with contextlib.closing(sqlite3.connect(path)) as raw, raw:
        triggers = drop_triggers(raw)
        raw.execute("UPDATE events SET metadata = replace(metadata, 'agent', 'human') WHERE position = ?", (position,))
        rewrite(raw, position)
        for trigger in triggers:
            raw.execute(trigger)


# Keys.


def test_a_key_pair_is_for_its_owner_and_for_everybody(tmp_path: Path) -> None:
    """In the formats that openssl and others read."""
    public = make_pair(tmp_path / "cp.key")
    assert stat.S_IMODE((tmp_path / "cp.key").stat().st_mode) == 0o600
    assert private_key(tmp_path / "cp.key").public_key() == public == public_key(public_path(tmp_path / "cp.key"))
    assert (tmp_path / "cp.key").read_text().startswith("-----BEGIN PRIVATE KEY-----")
    assert (tmp_path / "cp.key.pub").read_text().startswith("-----BEGIN PUBLIC KEY-----")


def test_a_key_is_never_overwritten(key: Path) -> None:
    before = key.read_bytes()
    with pytest.raises(CheckpointError, match=f"{key} is there already, and a key is never overwritten"):
        make_pair(key)
    assert key.read_bytes() == before
    key.unlink()
    with pytest.raises(CheckpointError, match=f"{public_path(key)} is there already"):
        make_pair(key)
    assert not key.exists()


def test_a_key_that_others_can_read_is_refused(key: Path) -> None:
    for mode in (0o640, 0o604, 0o660):
        key.chmod(mode)
        with pytest.raises(CheckpointError) as caught:
            private_key(key)
        assert str(caught.value) == f"others on this machine can reach the key {key} (mode {mode:04o}): chmod 600 {key}"


def test_a_key_with_a_passphrase_opens_for_who_knows_it(tmp_path: Path) -> None:
    public = make_pair(tmp_path / "cp.key", b"open sesame")
    assert private_key(tmp_path / "cp.key", lambda: b"open sesame").public_key() == public
    with pytest.raises(CheckpointError, match="that is not the passphrase"):
        private_key(tmp_path / "cp.key", lambda: b"open barley")
    with pytest.raises(CheckpointError, match="has a passphrase, and nobody is at a terminal to say it"):
        private_key(tmp_path / "cp.key")


@pytest.mark.parametrize("content", [b"", b"not a key", "x25519"])
def test_what_is_no_key_is_refused(tmp_path: Path, content: bytes | str) -> None:
    other = X25519PrivateKey.generate()
    pem = serialization.Encoding.PEM
    private = other.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    public = other.public_key().public_bytes(pem, serialization.PublicFormat.SubjectPublicKeyInfo)
    (tmp_path / "k").write_bytes(content if isinstance(content, bytes) else private)
    (tmp_path / "p").write_bytes(content if isinstance(content, bytes) else public)
    (tmp_path / "k").chmod(0o600)
    with pytest.raises(CheckpointError, match="holds no private Ed25519 key in PEM"):
        private_key(tmp_path / "k")
    with pytest.raises(CheckpointError, match="holds no public Ed25519 key in PEM"):
        public_key(tmp_path / "p")
    with pytest.raises(CheckpointError, match="cannot be read as a key"):
        private_key(tmp_path / "nowhere")


# Files.


def test_a_head_is_one_line_of_canonical_json() -> None:
    assert HEAD.content() == (
        b'{"at":"2026-11-30T16:05:00.000000+00:00","hash":"' + b"ab" * 32 + b'","kind":"receptionist log head",'
        b'"log":"' + b"5f" * 16 + b'","position":812,"previous":"' + b"cd" * 32 + b'","version":1}\n'
    )


def test_a_checkpoint_is_read_as_it_was_written(tmp_path: Path) -> None:
    signed = kept.sign(HEAD, Ed25519PrivateKey.generate())
    path = kept.write(signed, tmp_path)
    assert path.name == "checkpoint-000000000812-5f5f5f5f.json"
    assert (kept.read(path), kept.read(path).path) == (signed, path)
    with pytest.raises(CheckpointError, match="is there already, and a checkpoint is never overwritten"):
        kept.write(signed, tmp_path)
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


CHANGED: dict[str, Any] = {
    "log": "6f" * 16,
    "position": 811,
    "hash": "ac" * 32,
    "at": "2026-11-30T14:06:00.000000+00:00",
    "previous": None,
}


@pytest.mark.parametrize("field", CHANGED)
def test_a_checkpoint_that_was_changed_is_refused(tmp_path: Path, field: str) -> None:
    path = kept.write(kept.sign(HEAD, Ed25519PrivateKey.generate()), tmp_path)
    found = json.loads(path.read_bytes())
    found["head"][field] = CHANGED[field]
    path.write_text(json.dumps(found))
    with pytest.raises(CheckpointError, match="was changed after it was signed"):
        kept.read(path)


def test_a_checkpoint_that_somebody_else_signed_again_names_them(tmp_path: Path) -> None:
    path = kept.write(kept.sign(HEAD, Ed25519PrivateKey.generate()), tmp_path)
    found, other = json.loads(path.read_bytes()), Ed25519PrivateKey.generate()
    found["signature"] = base64.b64encode(other.sign(HEAD.content())).decode()
    path.write_text(json.dumps(found))
    with pytest.raises(CheckpointError, match="was changed after it was signed"):
        kept.read(path)
    raw = other.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    found["public_key"] = base64.b64encode(raw).decode()
    path.write_text(json.dumps(found))
    assert kept.read(path).signer == other.public_key()


@pytest.mark.parametrize(
    "content",
    [
        b"", b"\xff", b"[]", b"{}", b"null", b"3", b'{"head": {}}', b"[" * 100_000,
        b'{"head": {"kind": "receptionist log head"}, "public_key": "", "signature": ""}',
        kept.sign(HEAD, Ed25519PrivateKey.generate()).content()[:-30],
        kept.sign(HEAD, Ed25519PrivateKey.generate()).content().replace(b'"version":1', b'"version":2'),
        kept.sign(HEAD, Ed25519PrivateKey.generate()).content().replace(b'"position":812', b'"position":true'),
        kept.sign(HEAD, Ed25519PrivateKey.generate()).content().replace(b'"position":812', b'"position":-1'),
        kept.sign(HEAD, Ed25519PrivateKey.generate()).content().replace(b'"log":"5f5f', b'"log":"/../'),
        kept.sign(HEAD, Ed25519PrivateKey.generate()).content().replace(b'"hash":"abab', b'"hash":"abag'),
        kept.sign(HEAD, Ed25519PrivateKey.generate()).content().replace(b"+00:00", b""),
    ],
)  # fmt: skip
def test_a_malformed_file_is_no_checkpoint(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "cp.json").write_bytes(content)
    with pytest.raises(CheckpointError, match="is not a checkpoint"):
        kept.read(tmp_path / "cp.json")


def test_the_latest_of_several_logs_in_one_folder_is_its_own(tmp_path: Path) -> None:
    key = Ed25519PrivateKey.generate()
    for log, position in (("aa" * 16, 9), ("aa" * 16, 10), ("bb" * 16, 200)):
        kept.write(kept.sign(evolve(HEAD, log=log, position=position), key), tmp_path)
    (tmp_path / "notes.txt").write_text("not one of ours")
    latest = kept.latest_of(tmp_path, "aa" * 16)
    assert latest is not None
    assert latest.position == 10
    assert kept.latest_of(tmp_path, "cc" * 16) is None
    assert kept.latest_of(tmp_path / "nowhere", "aa" * 16) is None


# The commands.


def test_a_log_continues_the_checkpoints_that_were_taken_of_it(path: Path, key: Path) -> None:
    first, end = checkpoint(path, key), end_of(path)
    append(path, 3)
    second = checkpoint(path, key)
    append(path, 2)
    assert first.parent == second.parent == path.with_name("log.db.checkpoints")
    assert kept.read(second).head.previous == kept.read(first).head.digest
    result = audit(path, "verify", "--db", path, "--quick", "--signer", public_path(key))
    assert result.status == 0
    at = f"{kept.read(second).at:%Y-%m-%d %H:%M}"
    assert (
        f"checkpoints: it continues 2 checkpoints, the last at event {end + 3} ({at} UTC);"
        " for 2 events after that nobody vouches yet"
    ) in result.out
    alone = audit(path, "verify", "--db", path, "--quick", "--against", second)
    assert f"; the one before that of event {end + 3} is not here" in alone.out
    signer = fingerprint(public_key(public_path(key)))
    assert f"  note     signed by {signer}: see that this is your key, or have it checked with --signer" in alone.out
    assert alone.out.splitlines()[-1] == "WHOLE as far as it could be checked"


def test_nothing_new_needs_no_checkpoint(path: Path, key: Path) -> None:
    first = checkpoint(path, key)
    result = audit(path, "checkpoint", "--db", path, "--key", key)
    assert (result.status, result.out) == (
        0,
        f"nothing was appended since the checkpoint of event {end_of(path)}, which stands: {first}\n",
    )
    exported = audit(path, "checkpoint", "--db", path, "--export-head")
    assert (exported.status, exported.out) == (0, "")


def test_an_end_that_was_cut_off_is_told(path: Path, key: Path) -> None:
    at, end = checkpoint(path, key), end_of(path)
    cut(path, end - 4)
    result = audit(path, "verify", "--db", path, "--quick", "--against", at)
    when = f"{kept.read(at).at:%Y-%m-%d %H:%M}"
    assert (
        f"the log ends at event {end - 4}, and the checkpoint of {when} UTC vouches for {end}: its end was cut off"
        " [removed]"
    ) in result.out
    assert (result.status, result.out.splitlines()[-1]) == (
        1,
        f"NOT WHOLE: first at event {end - 3}, which was removed",
    )


def test_a_log_that_was_written_anew_is_told(path: Path, key: Path) -> None:
    at = checkpoint(path, key)
    write_anew(path, 20)
    assert audit(path, "verify", "--db", path, "--quick", "--against", at.with_name("none")).status == 2
    result = audit(path, "verify", "--db", path, "--quick", "--against", at)
    assert result.status == 1
    assert f"of events 1 to {end_of(path)} some are not what was there then, and hashes were made anew" in result.out


def test_another_log_is_told(path: Path, key: Path, tmp_path: Path) -> None:
    at = checkpoint(path, key)
    other = tmp_path / "other" / "log.db"
    asyncio.run(write_log(other, calls=1))
    result = audit(path, "verify", "--db", other, "--quick", "--against", at)
    assert (result.status, "is of another log (" in result.out) == (1, True)


def test_a_wrong_signer_is_told(path: Path, key: Path, tmp_path: Path) -> None:
    """Whoever wrote the log anew can sign a checkpoint of that, but not with this key."""
    at = checkpoint(path, key)
    expected = make_pair(tmp_path / "other.key")
    result = audit(path, "verify", "--db", path, "--quick", "--against", at, "--signer", tmp_path / "other.key.pub")
    assert (result.status, result.out) == (2, "")
    signer = fingerprint(public_key(public_path(key)))
    assert result.err == (
        f"receptionist: {at} was signed with another key ({signer}) than the one that was expected"
        f" ({fingerprint(expected)})\n"
    )


def test_checkpoints_beside_the_log_must_be_signed_with_the_key_that_is_set(path: Path, key: Path) -> None:
    """Whoever can write to the log can write there too, with a key of their own."""
    checkpoint(path, key)
    ours = {"RECEPTIONIST_CHECKPOINT_KEY": str(key)}
    whole = audit(path, "verify", "--db", path, **ours)
    assert (whole.status, whole.out.splitlines()[-1]) == (0, "WHOLE: all of it stands as it was written")
    append(path, 1)
    make_pair(path.with_name("theirs.key"))
    checkpoint(path, path.with_name("theirs.key"))
    result = audit(path, "verify", "--db", path, **ours)
    assert (result.status, result.out) == (2, "")
    assert "was signed with another key" in result.err


def test_nobody_vouches_for_a_log_that_does_not_continue_its_checkpoint(path: Path, key: Path) -> None:
    """A new signature must not launder what was done since the last one."""
    checkpoint(path, key)
    append(path, 5)
    write_anew(path, 20)
    result = audit(path, "checkpoint", "--db", path, "--key", key)
    assert (result.status, result.out) == (2, "")
    assert "the log does not continue its checkpoint of event" in result.err
    assert "nothing is signed" in result.err


def test_a_folder_elsewhere_has_a_series_of_its_own(path: Path, key: Path, tmp_path: Path) -> None:
    """On a stick that comes once a month: what was vouched for there must be continued too."""
    (tmp_path / "stick").mkdir()
    first = checkpoint(path, key, "--out", tmp_path / "stick")
    append(path, 5)
    second = checkpoint(path, key, "--out", tmp_path / "stick")
    assert (first.parent, kept.read(second).head.previous) == (tmp_path / "stick", kept.read(first).head.digest)
    append(path, 1)
    write_anew(path, 20)
    result = audit(path, "checkpoint", "--db", path, "--key", key, "--out", tmp_path / "stick")
    assert (result.status, "nothing is signed" in result.err) == (2, True)


def test_nobody_vouches_for_a_broken_chain(path: Path, key: Path) -> None:
    with contextlib.closing(sqlite3.connect(path)) as raw, raw:
        drop_triggers(raw)
        raw.execute("UPDATE events SET version = 9 WHERE position = 6")
    result = audit(path, "checkpoint", "--db", path, "--key", key)
    assert (result.status, result.err) == (
        2,
        "receptionist: the chain is broken at event 6: nothing is signed; 'receptionist audit verify' says more\n",
    )


def test_a_head_is_signed_on_another_machine(path: Path, key: Path, tmp_path: Path) -> None:
    exported = audit(path, "checkpoint", "--db", path, "--export-head", "--out", tmp_path / "head.json")
    assert exported.status == 0
    signed = audit(path, "sign", tmp_path / "head.json", "--key", key)
    assert (signed.status, signed.err) == (0, "")
    [at] = kept.files_in(tmp_path)
    result = audit(path, "verify", "--db", path, "--quick", "--against", at, "--signer", public_path(key))
    assert (result.status, result.out.splitlines()[-1]) == (0, "WHOLE: all of it stands as it was written")


def test_any_tool_that_makes_ed25519_signatures_will_do(path: Path, key: Path, tmp_path: Path) -> None:
    """Byte for byte, what was printed is signed; the signature is brought back in a file."""
    head = tmp_path / "head.json"
    head.write_text(audit(path, "checkpoint", "--db", path, "--export-head").out)
    (tmp_path / "head.sig").write_bytes(private_key(key).sign(head.read_bytes()))
    assembled = audit(path, "sign", head, "--signature", tmp_path / "head.sig", "--signer", public_path(key))
    assert (assembled.status, assembled.err) == (0, "")
    [at] = kept.files_in(tmp_path)
    assert is_signed(public_key(public_path(key)), head.read_bytes(), kept.read(at).signature)
    (tmp_path / "head.sig").write_bytes(private_key(key).sign(b"something else"))
    refused = audit(path, "sign", head, "--signature", tmp_path / "head.sig", "--signer", public_path(key))
    assert (refused.status, refused.err) == (
        2,
        "receptionist: the signature is not one of this head by this key: sign the exported file as it is\n",
    )


def test_a_head_that_was_spelled_anew_on_the_way_is_refused(path: Path, key: Path, tmp_path: Path) -> None:
    head = tmp_path / "head.json"
    head.write_text(json.dumps(json.loads(HEAD.content())))
    result = audit(path, "sign", head, "--key", key)
    assert (result.status, "is not spelled as it was exported" in result.err) == (2, True)


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("checkpoint", "--db", "log.db"), "there is no key to sign with: name one with --key"),
        (("sign", "head.json"), "head.json cannot be read as a head"),
        (("sign", "log.db", "--key", "k"), "log.db is not a head"),
        (("verify", "--db", "log.db", "--against", "empty"), "there is no checkpoint in empty"),
        (("verify", "--db", "log.db", "--against", "log.db"), "log.db is not a checkpoint"),
    ],
)
def test_what_cannot_be_done_says_what_to_do(path: Path, arguments: tuple[str, ...], complaint: str) -> None:
    (path.parent / "empty").mkdir()
    result = audit(path, *arguments)
    assert (result.status, result.out) == (2, "")
    assert complaint in result.err


# By schedule.


def settings(path: Path, key: Path, every: str = "1h") -> Settings:
    environ = {
        "RECEPTIONIST_DB": str(path),
        "RECEPTIONIST_CHECKPOINT_EVERY": every,
        "RECEPTIONIST_CHECKPOINT_KEY": str(key),
    }
    return Settings.load(environ, path.parent)


def test_a_checkpoint_is_taken_when_it_is_due_and_there_is_something_new(path: Path, key: Path) -> None:
    its, end = settings(path, key), end_of(path)
    first = take_if_due(its, NOW)
    assert first is not None
    assert (kept.read(first).position, kept.read(first).at) == (end, NOW)
    append(path, 1)
    assert take_if_due(its, NOW + timedelta(minutes=59)) is None
    second = take_if_due(its, NOW + timedelta(minutes=60))
    assert second is not None
    assert kept.read(second).position == end + 1
    assert take_if_due(its, NOW + timedelta(days=9)) is None


def test_a_clock_that_was_set_back_holds_up_no_checkpoint(path: Path, key: Path) -> None:
    its = settings(path, key)
    assert take_if_due(its, NOW + timedelta(days=300)) is not None
    append(path, 1)
    assert take_if_due(its, NOW) is not None


def test_several_workers_on_one_log_write_one_checkpoint(path: Path, key: Path) -> None:
    """Whoever is second finds it there, and that is no failure."""
    its, threads = settings(path, key), 4
    with ThreadPoolExecutor(threads) as pool:
        taken = list(pool.map(lambda _: take_if_due(its, NOW), range(threads)))
    assert [each for each in taken if each is not None] == list(kept.files_in(path.with_name("log.db.checkpoints")))


def test_nothing_is_taken_of_a_log_that_is_not_there_yet_or_is_empty(tmp_path: Path, key: Path) -> None:
    its = settings(tmp_path / "new.db", key)
    assert take_if_due(its, NOW) is None
    asyncio.run(write_log(tmp_path / "new.db", calls=0))
    assert take_if_due(its, NOW) is None
    assert not (tmp_path / "new.db.checkpoints").exists()


async def test_a_worker_goes_on_when_no_checkpoint_can_be_signed(
    path: Path, key: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await asyncio.to_thread(key.chmod, 0o644)
    taking = asyncio.create_task(keep_taking(settings(path, key), SteppedClock(NOW)))
    while not caplog.messages:  # noqa: ASYNC110 (a log line tells nobody that it was written)
        await asyncio.sleep(0.01)
    assert not taking.done()
    taking.cancel()
    assert caplog.messages == [
        f"no checkpoint was signed: others on this machine can reach the key {key} (mode 0644): chmod 600 {key}"
    ]


async def test_without_a_period_nothing_is_taken_by_itself(path: Path) -> None:
    await keep_taking(Settings.load({"RECEPTIONIST_DB": str(path)}, path.parent), SteppedClock(NOW))
    assert not path.with_name("log.db.checkpoints").exists()


def test_a_period_without_a_key_is_refused_when_a_command_starts(path: Path) -> None:
    result = audit(path, "verify", RECEPTIONIST_CHECKPOINT_EVERY="24h")
    assert (result.status, "setting RECEPTIONIST_CHECKPOINT_KEY is missing" in result.err) == (2, True)
