"""The key pair that checkpoints are signed with: Ed25519 (RFC 8032), in files that other tools read and write too."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from receptionist.errors import CheckpointError

_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_RAW = (serialization.Encoding.Raw, serialization.PublicFormat.Raw)
Passphrase = Callable[[], bytes | None]
"""Asks for a key file's passphrase; None where nobody can be asked."""


def make_pair(path: Path, passphrase: bytes | None = None) -> Ed25519PublicKey:
    """Make a key pair: the private key at *path* (PKCS #8, mode 0600), the public one beside it, named `.pub`.

    Raises:
        CheckpointError: One of the files is there already, or cannot be made.
    """
    key = Ed25519PrivateKey.generate()
    protection = serialization.BestAvailableEncryption(passphrase) if passphrase else serialization.NoEncryption()
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, protection)
    public = public_path(path)
    for each in (path, public):
        if os.path.lexists(each):
            raise CheckpointError(f"{each} is there already, and a key is never overwritten; choose another name")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(path, private, 0o600)
        _write(public, _pem(key.public_key()), 0o644)
    except OSError as error:
        raise CheckpointError(f"no key can be made at {path} ({error.strerror})") from error
    return key.public_key()


def public_path(private: Path) -> Path:
    """Where the public half of a key is kept that `make_pair` made."""
    return private.with_name(f"{private.name}.pub")


def private_key(path: Path, ask: Passphrase = lambda: None) -> Ed25519PrivateKey:
    """The private key in a file.

    Raises:
        CheckpointError: There is none, others on this machine can read it, or it is no Ed25519 key.
    """
    content = _read(path, "a key")
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & _OTHERS:
        raise CheckpointError(f"others on this machine can reach the key {path} (mode {mode:04o}): chmod 600 {path}")
    try:
        key: object = serialization.load_pem_private_key(content, None)
    except TypeError:
        key = _opened(path, content, ask())
    except (ValueError, UnsupportedAlgorithm) as error:
        raise _no_key(path, "private") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise _no_key(path, "private")
    return key


def _opened(path: Path, content: bytes, passphrase: bytes | None) -> object:
    if passphrase is None:
        raise CheckpointError(f"the key {path} has a passphrase, and nobody is at a terminal to say it")
    try:
        return serialization.load_pem_private_key(content, passphrase or None)
    except (ValueError, TypeError) as error:
        raise CheckpointError(f"that is not the passphrase of the key {path}") from error


def public_key(path: Path) -> Ed25519PublicKey:
    """The public key in a file.

    Raises:
        CheckpointError: There is none, or it is no Ed25519 key.
    """
    content = _read(path, "a public key")
    try:
        key = serialization.load_pem_public_key(content)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise _no_key(path, "public") from error
    if not isinstance(key, Ed25519PublicKey):
        raise _no_key(path, "public")
    return key


def public_key_of(raw: bytes) -> Ed25519PublicKey:
    """The public key of these 32 bytes.

    Raises:
        ValueError: They are none.
    """
    return Ed25519PublicKey.from_public_bytes(raw)


def raw_bytes(key: Ed25519PublicKey) -> bytes:
    """The 32 bytes of a public key."""
    return key.public_bytes(*_RAW)


def fingerprint(key: Ed25519PublicKey) -> str:
    """A public key in few letters, to be compared by eye and by telephone."""
    digest = hashlib.sha256(raw_bytes(key)).hexdigest()
    return " ".join(digest[at : at + 4] for at in range(0, 32, 4))


def is_signed(key: Ed25519PublicKey, content: bytes, signature: bytes) -> bool:
    """Whether *content* was signed with the key's other half."""
    try:
        key.verify(signature, content)
    except InvalidSignature:
        return False
    return True


def _pem(key: Ed25519PublicKey) -> bytes:
    return key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def _write(path: Path, content: bytes, mode: int) -> None:
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _read(path: Path, what: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CheckpointError(f"{path} cannot be read as {what} ({error.strerror})") from error


def _no_key(path: Path, half: str) -> CheckpointError:
    return CheckpointError(f"{path} holds no {half} Ed25519 key in PEM; 'receptionist audit key' makes a pair")
