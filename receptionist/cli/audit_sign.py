"""`receptionist audit sign HEAD`: the second of two steps, on the machine that has the key."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from receptionist.auditing import checkpoints as kept
from receptionist.auditing.checkpoints import Checkpoint, Head
from receptionist.auditing.signing import fingerprint, private_key, public_key
from receptionist.cli.audit_key import asked_for
from receptionist.errors import CheckpointError


@click.command(name="sign")
@click.argument("head", type=click.Path(path_type=Path))
@click.option("--key", metavar="FILE", type=click.Path(path_type=Path), help="The private key to sign with.")
@click.option(
    "--signature", metavar="FILE", type=click.Path(path_type=Path),
    help="The signature that another tool made of HEAD, 64 bytes; instead of --key.",
)  # fmt: skip
@click.option("--signer", metavar="FILE", type=click.Path(path_type=Path), help="The public key to that signature.")
@click.option("--out", metavar="FILE|FOLDER", type=click.Path(path_type=Path), help="Otherwise the folder of HEAD.")
def command(*, head: Path, key: Path | None, signature: Path | None, signer: Path | None, out: Path | None) -> None:
    """Make a checkpoint of HEAD, which 'receptionist audit checkpoint --export-head' printed on the log's machine.

    Neither the log nor the settings are needed here. Any tool that makes Ed25519 signatures will do as well: what is
    signed is HEAD's content, byte for byte; its signature becomes a checkpoint with --signature and --signer.
    """
    checkpoint = _checkpoint(kept.read_head(head), key, signature, signer)
    written = kept.write(checkpoint, out or head.absolute().parent)
    print(f"checkpoint of event {checkpoint.position}: {written}")
    print(f"signed by {fingerprint(checkpoint.signer)}")


def _checkpoint(head: Head, key: Path | None, signature: Path | None, signer: Path | None) -> Checkpoint:
    if key is not None and signature is None and signer is None:
        return kept.sign(head, private_key(key, partial(asked_for, key)))
    if key is None and signature is not None and signer is not None:
        try:
            made = signature.read_bytes()
        except OSError as error:
            raise CheckpointError(f"{signature} cannot be read as a signature ({error.strerror})") from error
        return kept.assemble(head, made, public_key(signer))
    raise click.UsageError("sign with --key FILE, or bring --signature FILE and --signer FILE from another tool")
