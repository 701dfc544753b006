"""After somebody was forgotten: looking for them wherever the log lies, as whoever stole its files would."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

from attrs import frozen

from receptionist.events.log import Query, QueryItem
from receptionist.events.personal import ERASED
from receptionist.events.tags import call_tag, patient_tag
from receptionist.forgetting.forgetting import empty_write_ahead_log
from receptionist.privacy.erasing import Erased
from receptionist.privacy.identifying import personal_texts
from receptionist.privacy.officer import Officer
from receptionist.replaying.stored import reads_erased

_CHUNK = 1 << 20
_SHORTEST = 4
_ENCODINGS = ("utf-8", "utf-16-le", "unicode_escape")


@frozen(kw_only=True)
class Check:
    """Something that was looked at afterwards, and how it was found."""

    what: str
    holds: bool
    found: str


async def check_erasure(officer: Officer, erased: Erased) -> tuple[Check, ...]:
    """Whether what was erased is gone.

    Raises:
        LogError: The log cannot be read.
    """
    storage, plan = officer.storage, erased.plan
    texts = plan.texts
    left = officer.vault.file.among(erased.forgotten.keys)
    tags = (patient_tag(plan.file.patient_id), *map(call_tag, plan.calls))
    events = [each for tag in tags for each in (await storage.log.read(Query((QueryItem(tags=(tag,)),)))).events]
    sealed = [each for each in events if personal_texts([each]) and each.position < erased.recorded.position]
    open_ = [each.position for each in sealed if not reads_erased(each) and not _is_about_others(each.tags, tags)]
    digests, index = await storage.database.read(lambda raw: _left(raw, erased))
    emptied = await empty_write_ahead_log(storage.database)
    where = sorted({file.name for file, _ in _found_in(storage.path, texts)})
    chain = await storage.log.verify()
    return (
        Check(what="keys", holds=not left, found=_said(len(left), "destroyed keys are in the keys file")),
        Check(
            what="events", holds=not open_, found=f"{len(sealed) - len(open_)} of {len(sealed)} events read {ERASED}"
        ),
        Check(what="digests", holds=not digests, found=_said(digests, "digests of their effects are left")),
        Check(what="index", holds=not index, found=_said(index, "entries lead to them")),
        Check(
            what="write-ahead log",
            holds=emptied,
            found="emptied" if emptied else "another process reads the log: erase again when it has ended",
        ),
        Check(
            what="files",
            holds=not where,
            found=f"found in {', '.join(where)}" if where else f"{len(texts)} texts in no byte of the log's files",
        ),
        Check(
            what="chain",
            holds=chain.broken_at is None,
            found=f"{chain.events} events hold" if chain.broken_at is None else f"broken at event {chain.broken_at}",
        ),
    )


def _said(number: int, what: str) -> str:
    return f"{number or 'no'} {what}"


def _is_about_others(tags: Sequence[str], forgotten: Sequence[str]) -> bool:
    """Whether another patient's key seals it: it was said in a call that was named, and is not theirs."""
    return any(tag.startswith("patient:") and tag not in forgotten for tag in tags)


def _left(raw: sqlite3.Connection, erased: Erased) -> tuple[int, int]:
    patient = erased.plan.file.patient_id
    digests = sum(
        raw.execute(
            "SELECT count(*) FROM outbox WHERE position = ? AND (digest <> '' OR parts IS NOT NULL)", (each.position,)
        ).fetchone()[0]
        for each in erased.plan.file.events
        if personal_texts([each])
    )
    index = raw.execute("SELECT count(*) FROM lookup WHERE subject = ?", (patient,)).fetchone()[0]
    return digests, index


def _found_in(log: Path, texts: Sequence[str]) -> Iterator[tuple[Path, str]]:
    needles = {
        text.encode(encoding, "replace"): text for text in texts if len(text) >= _SHORTEST for encoding in _ENCODINGS
    }
    if not needles:
        return
    overlap = max(map(len, needles))
    for file in sorted(log.parent.glob(f"{log.name}*")):
        if not file.is_file():
            continue
        with file.open("rb") as content:
            before = b""
            while chunk := content.read(_CHUNK):
                window = before + chunk
                yield from ((file, text) for needle, text in needles.items() if needle in window)
                before = window[-overlap:]
