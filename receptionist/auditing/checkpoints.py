"""Signed heads: how far a log went at some moment, and its last hash, vouched for by a key.

A hash chain by itself misses a tail that was cut off cleanly, and a log that was written anew from some event on. Who
has kept a checkpoint sees both, and needs no trust in the machine that has the log.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from attrs import field, frozen
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from receptionist.auditing.signing import is_signed, public_key_of, raw_bytes
from receptionist.errors import CheckpointError
from receptionist.events.chain import HASH_BYTES
from receptionist.events.codec import canonical

KIND = "receptionist log head"
_VERSION = 1
_FIELDS = {"kind": str, "version": int, "log": str, "position": int, "hash": str, "at": str, "previous": str | None}
_LARGEST = 64 * 1024


@frozen(kw_only=True)
class Head:
    """How far a log goes.

    Attributes:
        log: The log's id.
        position: Its last event's position, which is how many there are; 0 for an empty log.
        hash: That event's hash, in hexadecimal.
        at: When that was looked up, in UTC.
        previous: SHA-256 of the head before it in the same series, in hexadecimal; None for the first.
    """

    log: str
    position: int
    hash: str
    at: datetime
    previous: str | None = None

    def content(self) -> bytes:
        """What is signed: one line of canonical JSON, and the line's end."""
        at = self.at.astimezone(UTC).isoformat(timespec="microseconds")
        values = {"kind": KIND, "version": _VERSION, "log": self.log, "position": self.position, "hash": self.hash}
        return canonical({**values, "at": at, "previous": self.previous}) + b"\n"

    @property
    def digest(self) -> str:
        """By which the next one names it."""
        return hashlib.sha256(self.content()).hexdigest()


@frozen(kw_only=True)
class Checkpoint:
    """A head, and who vouches for it."""

    head: Head
    signer: Ed25519PublicKey = field(eq=raw_bytes)
    signature: bytes
    path: Path | None = field(default=None, eq=False)

    @property
    def position(self) -> int:
        """The position that it vouches for, and so for all before it."""
        return self.head.position

    @property
    def at(self) -> datetime:
        """When its head was looked up, in UTC, by the clock of the machine that has the log."""
        return self.head.at

    def content(self) -> bytes:
        """The file's content: canonical JSON."""
        values = {
            "head": json.loads(self.head.content()),
            "public_key": base64.b64encode(raw_bytes(self.signer)).decode(),
            "signature": base64.b64encode(self.signature).decode(),
        }
        return canonical(values) + b"\n"


def sign(head: Head, key: Ed25519PrivateKey) -> Checkpoint:
    """Vouch for a head."""
    return Checkpoint(head=head, signer=key.public_key(), signature=key.sign(head.content()))


def assemble(head: Head, signature: bytes, signer: Ed25519PublicKey) -> Checkpoint:
    """A checkpoint of a head that another tool has signed.

    Raises:
        CheckpointError: It is not this head that was signed, or not with this key.
    """
    if not is_signed(signer, head.content(), signature):
        raise CheckpointError("the signature is not one of this head by this key: sign the exported file as it is")
    return Checkpoint(head=head, signer=signer, signature=signature)


def read(path: Path) -> Checkpoint:
    """The checkpoint in a file, its signature checked against the key that it names.

    Raises:
        CheckpointError: It cannot be read, is malformed, or was changed after it was signed.
    """
    found = _object(path, "checkpoint")
    try:
        head = _head(found["head"])
        signer = public_key_of(base64.b64decode(found["public_key"], validate=True))
        signature = base64.b64decode(found["signature"], validate=True)
    except (LookupError, TypeError, ValueError) as error:
        raise CheckpointError(f"{path} is not a checkpoint: it is malformed, or was cut off") from error
    checkpoint = Checkpoint(head=head, signer=signer, signature=signature, path=path)
    if not is_signed(signer, head.content(), signature):
        raise CheckpointError(f"{path} was changed after it was signed: its signature does not fit what it says")
    return checkpoint


def read_head(path: Path) -> Head:
    """The head in a file that `audit checkpoint --export-head` wrote.

    Raises:
        CheckpointError: It cannot be read, is malformed, or is spelled otherwise than it was written.
    """
    try:
        head = _head(_object(path, "head"))
    except (LookupError, TypeError, ValueError) as error:
        raise CheckpointError(
            f"{path} is not a head that 'receptionist audit checkpoint --export-head' wrote"
        ) from error
    if path.read_bytes() != head.content():
        raise CheckpointError(f"{path} is not spelled as it was exported: export it again, and carry it over as it is")
    return head


def write(checkpoint: Checkpoint, to: Path) -> Path:
    """Write a checkpoint to a file, or into a folder under its position's name; where it is now.

    Raises:
        CheckpointError: A file is there already, which is not overwritten, or it cannot be written.
    """
    path = to / _name(checkpoint.head) if to.is_dir() else to
    return write_once(path, checkpoint.content())


def write_once(path: Path, content: bytes) -> Path:
    """Write a file that is not there yet, whole or not at all.

    Raises:
        CheckpointError: It is there already, or cannot be written.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        # Unlike a rename, a link does not replace what another process has put there meanwhile.
        os.link(part, path)
    except FileExistsError as error:
        raise CheckpointError(f"{path} is there already, and a checkpoint is never overwritten") from error
    except OSError as error:
        raise CheckpointError(f"no checkpoint can be written to {path} ({error.strerror})") from error
    finally:
        part.unlink(missing_ok=True)
    return path


def folder_of(log: Path, folder: Path | None = None) -> Path:
    """Where a log's checkpoints are kept: in *folder*, if one is set, else beside it."""
    return folder or log.with_name(f"{log.name}.checkpoints")


def files_in(folder: Path) -> Iterator[Path]:
    """The checkpoints' files in a folder, which need not be there, in the order of their positions."""
    if folder.is_dir():
        yield from sorted(
            path for path in folder.iterdir() if path.name.startswith("checkpoint-") and path.suffix == ".json"
        )


def latest_of(folder: Path, log_id: str) -> Checkpoint | None:
    """The last checkpoint of a log in a folder.

    Raises:
        CheckpointError: One that could be it cannot be read.
    """
    for path in reversed(list(files_in(folder))):
        checkpoint = read(path)
        if checkpoint.head.log == log_id:
            return checkpoint
    return None


def _name(head: Head) -> str:
    # One a position: of two processes that write the same one, only the first does. Several logs may share a folder.
    return f"checkpoint-{head.position:012d}-{head.log[:8]}.json"


def _object(path: Path, what: str) -> dict[str, Any]:
    try:
        if path.stat().st_size > _LARGEST:
            raise CheckpointError(f"{path} is not a {what}: it is far too large for one")
        found = json.loads(path.read_bytes())
    except OSError as error:
        raise CheckpointError(f"{path} cannot be read as a {what} ({error.strerror})") from error
    except (ValueError, RecursionError) as error:
        raise CheckpointError(f"{path} is not a {what}: it is malformed, or was cut off") from error
    if not isinstance(found, dict):
        raise CheckpointError(f"{path} is not a {what}: it is malformed, or was cut off")
    return found


def _head(found: Any) -> Head:
    if set(found) != set(_FIELDS) or found["kind"] != KIND or found["version"] != _VERSION:
        raise ValueError("its fields are other ones")
    if not all(isinstance(found[name], of) and not isinstance(found[name], bool) for name, of in _FIELDS.items()):
        raise TypeError("a field is of another kind")
    at = datetime.fromisoformat(found["at"])
    # The log's id becomes part of a file's name.
    is_named = found["log"].isascii() and found["log"].isalnum()
    if not is_named or at.tzinfo is None or found["position"] < 0 or len(bytes.fromhex(found["hash"])) != HASH_BYTES:
        raise ValueError("a field cannot be right")
    return Head(log=found["log"], position=found["position"], hash=found["hash"], at=at, previous=found["previous"])
