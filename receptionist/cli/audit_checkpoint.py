"""`receptionist audit checkpoint`: write down, signed, how far the log goes."""

from __future__ import annotations

import os
import sys
from functools import partial
from pathlib import Path

import click

from receptionist.auditing import checkpoints as kept
from receptionist.auditing.checkpoints import Checkpoint, Head
from receptionist.auditing.evidence import opened
from receptionist.auditing.signing import fingerprint, private_key
from receptionist.auditing.taking import log_id_of, take
from receptionist.cli.audit_key import asked_for
from receptionist.cli.json_lines import dumps
from receptionist.cli.looking import log_path
from receptionist.clock import SystemClock
from receptionist.config import Settings


@click.command(name="checkpoint")
@click.option("--db", type=click.Path(path_type=Path), help="The log; otherwise the usual one.")
@click.option(
    "--out", metavar="FILE|FOLDER", type=click.Path(path_type=Path),
    help="Where it is written; otherwise where checkpoints are kept (RECEPTIONIST_CHECKPOINTS, or beside the log).",
)  # fmt: skip
@click.option("--key", metavar="FILE", type=click.Path(path_type=Path), help="The private key to sign with.")
@click.option("--export-head", is_flag=True, help="Print the head, to be signed elsewhere; needs no key.")
@click.option("--json", "as_json", is_flag=True, help="What was written as one JSON object.")
def command(*, db: Path | None, out: Path | None, key: Path | None, export_head: bool, as_json: bool) -> None:
    """Write down, signed, how far the log goes: its last event and that one's hash.

    What was appended since the last checkpoint is verified first; a log that does not continue it is not signed.
    Keep checkpoints where who can write to the log cannot: 'receptionist audit verify --against' sees by them that
    the log's end was cut off, or that it was written anew.
    """
    settings = Settings.load(os.environ, Path.cwd())
    path = log_path(settings, db)
    folder = kept.folder_of(path, settings.checkpoints.folder)
    with opened(path, untouched=False) as log:
        last = _last(log_id_of(log), folder, out)
        head = take(log, last, SystemClock().now())
    if head is None:
        # There is a last one, or this would be the first.
        _tell_that_it_stands(last, as_json=as_json, aside=export_head)
    elif export_head:
        _export(head, out)
    else:
        _tell(_signed(head, key or settings.checkpoints.key, out, folder), as_json=as_json)


def _last(log_id: str, folder: Path, out: Path | None) -> Checkpoint | None:
    """The one before: from where they are kept, or from the folder that this one goes to, a stick's perhaps."""
    beside = () if out is None else (out if out.is_dir() else out.absolute().parent,)
    found = (kept.latest_of(each, log_id) for each in (folder, *beside))
    return max((each for each in found if each is not None), key=lambda each: each.position, default=None)


def _signed(head: Head, key: Path | None, out: Path | None, folder: Path) -> Checkpoint:
    if key is None:
        raise click.UsageError(
            "there is no key to sign with: name one with --key or RECEPTIONIST_CHECKPOINT_KEY"
            " ('receptionist audit key' makes one), or have it signed elsewhere (--export-head)"
        )
    checkpoint = kept.sign(head, private_key(key, partial(asked_for, key)))
    if out is None:
        folder.mkdir(parents=True, exist_ok=True)
    written = kept.write(checkpoint, out or folder)
    return kept.read(written)


def _export(head: Head, out: Path | None) -> None:
    """Byte for byte what is to be signed."""
    if out is None:
        sys.stdout.buffer.write(head.content())
        return
    written = kept.write_once(out / f"head-{head.position:012d}.json" if out.is_dir() else out, head.content())
    print(
        f"head of event {head.position}: {written}; sign it with 'receptionist audit sign', on the machine with the key"
    )


def _tell(checkpoint: Checkpoint, *, as_json: bool) -> None:
    if as_json:
        print(dumps(_object(checkpoint, is_new=True)))
        return
    print(f"checkpoint of event {checkpoint.position}: {checkpoint.path}")
    print(f"signed by {fingerprint(checkpoint.signer)}; keep it where who can write to the log cannot")


def _tell_that_it_stands(last: Checkpoint | None, *, as_json: bool, aside: bool) -> None:
    if last is None:
        return
    if as_json and not aside:
        print(dumps(_object(last, is_new=False)))
        return
    text = f"nothing was appended since the checkpoint of event {last.position}, which stands: {last.path}"
    click.echo(text, err=aside)


def _object(checkpoint: Checkpoint, *, is_new: bool) -> dict[str, object]:
    head = checkpoint.head
    return {
        "kind": "checkpoint",
        "new": is_new,
        "path": str(checkpoint.path),
        "log": head.log,
        "position": head.position,
        "hash": head.hash,
        "at": head.at.isoformat(),
        "signer": fingerprint(checkpoint.signer),
    }
