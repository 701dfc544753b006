"""`receptionist audit key FILE`: a key pair for checkpoints."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from receptionist.auditing.signing import fingerprint, make_pair, public_path


@click.command(name="key")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--passphrase", "with_passphrase", is_flag=True, help="Ask for a passphrase to protect it with.")
def command(*, file: Path, with_passphrase: bool) -> None:
    """Make a key pair for checkpoints: FILE, for you alone, and FILE.pub, for whoever verifies.

    Best on another machine than the log's: who can write to the log cannot sign for it then. A worker that signs by
    itself needs FILE without a passphrase.
    """
    passphrase = None
    if with_passphrase:
        passphrase = click.prompt("Passphrase", hide_input=True, confirmation_prompt=True).encode()
    public = make_pair(file, passphrase)
    print(f"private key: {file} (keep it, and nobody else's eyes on it)")
    print(f"public key:  {public_path(file)} (for 'receptionist audit verify --signer')")
    print(f"fingerprint: {fingerprint(public)}")


def asked_for(path: Path) -> bytes | None:
    """A key's passphrase, from whoever is at the terminal; None where nobody is."""
    if sys.stdin is None or not sys.stdin.isatty():
        return None
    said: str = click.prompt(f"Passphrase of {path}", hide_input=True, err=True)
    return said.encode()
