"""`receptionist audit verify`: prove that nobody has changed the log; say where it was, and what."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from receptionist.auditing import checkpoints as kept
from receptionist.auditing.checkpoints import Checkpoint
from receptionist.auditing.evidence import Opened, opened
from receptionist.auditing.report import Check, Report, State
from receptionist.auditing.signing import fingerprint, public_key, public_path
from receptionist.auditing.verifying import verify_log
from receptionist.auditing.witnesses import check_signer
from receptionist.cli.json_lines import dumps
from receptionist.cli.looking import log_path
from receptionist.cli.progress import progress
from receptionist.cli.words import plain
from receptionist.config import Settings
from receptionist.errors import CheckpointError, LogError
from receptionist.events.files import log_error
from receptionist.events.sqlite.faults import Fault
from receptionist.events.vault import SqliteVault, keys_path

WHOLE, BROKEN = 0, 1
"""Exit statuses; 2, as everywhere, is that it could not be done."""

_MARKS: dict[State, str] = {"whole": "  ok       ", "broken": "  BROKEN   ", "unchecked": "  open     "}


@click.command(name="verify")
@click.option("--db", type=click.Path(path_type=Path), help="The log; otherwise the usual one.")
@click.option("--read-only", is_flag=True, help="It is evidence: write not one byte, to it nor beside it.")
@click.option(
    "--against", multiple=True, metavar="FILE|FOLDER", type=click.Path(path_type=Path),
    help="A checkpoint, or a folder of them, that the log must continue; may be given several times.",
)  # fmt: skip
@click.option("--signer", metavar="FILE", type=click.Path(path_type=Path), help="The public key that signed them.")
@click.option("--quick", is_flag=True, help="Only what is stored: nothing is decoded, no key is needed.")
@click.option("--json", "as_json", is_flag=True, help="One check a line, then the verdict, as JSON.")
def command(
    *, db: Path | None, read_only: bool, against: tuple[Path, ...], signer: Path | None, quick: bool, as_json: bool
) -> int:
    """Prove that nobody has changed the log; say where it was changed first, and how.

    Exit status 0 when it is whole, 1 when it is not, 2 when that could not be looked into. Nothing of the log is
    shown, and nothing is written to it.
    """
    settings = Settings.load(os.environ, Path.cwd())
    path = log_path(settings, db)
    signer = signer or _usual_signer(settings, against)
    with _reading(path), opened(path, untouched=read_only) as log:
        witnesses = _checkpoints(settings, path, log, against, signer)
        vault, why_no_keys = (None, "") if quick else _keys(settings, path)
        with contextlib.closing(vault) if vault is not None else contextlib.nullcontext():
            report = verify_log(
                log, vault=vault, why_no_keys=why_no_keys, checkpoints=witnesses, quick=quick, phase=progress
            )
    unknown = () if signer is not None else sorted({fingerprint(each.signer) for each in witnesses})
    (_print_json if as_json else _print)(path, report, log.notes, unknown)
    return WHOLE if report.is_whole else BROKEN


def _checkpoints(
    settings: Settings, path: Path, log: Opened, against: tuple[Path, ...], signer: Path | None
) -> list[Checkpoint]:
    """Those that were named; or else those that are kept for this log, as far as they are its own."""
    if against:
        files = [file for each in against for file in (_all_in(each) if each.is_dir() else [each])]
        found = [kept.read(file) for file in files]
    else:
        log_id = _log_id(log)
        every = (kept.read(file) for file in kept.files_in(kept.folder_of(path, settings.checkpoints.folder)))
        found = [each for each in every if each.head.log == log_id]
    expected = None if signer is None else public_key(signer)
    for each in found:
        if expected is not None:
            check_signer(each, expected)
    return found


def _usual_signer(settings: Settings, against: tuple[Path, ...]) -> Path | None:
    """The public half of the key that checkpoints of this log are signed with here, if it is."""
    key = settings.checkpoints.key
    return public_path(key) if key is not None and not against and public_path(key).exists() else None


def _all_in(folder: Path) -> Iterator[Path]:
    files = list(kept.files_in(folder))
    if not files:
        raise CheckpointError(f"there is no checkpoint in {folder}")
    yield from files


def _log_id(log: Opened) -> str | None:
    with contextlib.closing(log.connect()) as raw:
        rows = raw.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'log'").fetchall()
        found = raw.execute("SELECT id FROM log").fetchone() if rows else None
    return None if found is None else str(found[0])


def _keys(settings: Settings, path: Path) -> tuple[SqliteVault | None, str]:
    """The log's keys, or why they are not to be had."""
    keys = keys_path(path)
    if not keys.exists():
        return None, f"since its keys ({keys.name}) are not here"
    try:
        return SqliteVault(keys, settings.masters, read_only=True), ""
    except LogError as error:
        return None, f"since its keys cannot be used ({plain(str(error))})"


@contextlib.contextmanager
def _reading(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise log_error(error, path) from error


def _print(path: Path, report: Report, notes: Sequence[str], unknown: Sequence[str]) -> None:
    print(f"{path}: log {report.log_id}, {report.events:,} events, head {report.head}")
    for check in report.checks:
        print(f"{_MARKS[check.state]}{check.name}: {check.text}")
        for fault in check.faults:
            print(f"             {_told(fault)}")
    for note in (*notes, *_of_signers(unknown)):
        print(f"  note     {note}")
    print(_verdict(report, is_signer_known=not unknown))


def _of_signers(unknown: Sequence[str]) -> Iterator[str]:
    """What somebody else signed proves nothing."""
    yield from (f"signed by {each}: see that this is your key, or have it checked with --signer" for each in unknown)


def _verdict(report: Report, *, is_signer_known: bool) -> str:
    first = report.first
    if first is None:
        is_all = is_signer_known and all(check.state == "whole" for check in report.checks)
        return "WHOLE: all of it stands as it was written" if is_all else "WHOLE as far as it could be checked"
    where = "" if first.position is None else f": first at event {first.position:,}, which was {first.kind}"
    return f"NOT WHOLE{where}"


def _told(fault: Fault) -> str:
    return f"{plain(fault.text)} [{fault.kind}]"


def _print_json(path: Path, report: Report, notes: Sequence[str], unknown: Sequence[str]) -> None:
    for check in report.checks:
        print(dumps(_check(check)))
    first = report.first
    print(
        dumps(
            {
                "kind": "verified",
                "log": report.log_id,
                "path": str(path),
                "whole": report.is_whole,
                "events": report.events,
                "head": report.head,
                "first": None if first is None else _fault(first),
                "notes": list(notes),
                "unknown_signers": list(unknown),
            }
        )
    )


def _check(check: Check) -> dict[str, object]:
    faults = [_fault(fault) for fault in check.faults]
    return {"kind": "check", "name": check.name, "state": check.state, "text": check.text, "faults": faults}


def _fault(fault: Fault) -> dict[str, object]:
    return {
        "part": fault.part,
        "what": fault.kind,
        "position": fault.position,
        "column": fault.column,
        "text": fault.text,
    }
