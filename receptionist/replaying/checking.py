"""Verifying a whole log, or one call of it, a page at a time: linear time, constant memory."""

from __future__ import annotations

import sqlite3
from collections import OrderedDict
from collections.abc import AsyncGenerator, Sequence
from datetime import datetime

from attrs import frozen

from receptionist.clock import Clock
from receptionist.events.recorded import Recorded
from receptionist.events.sqlite import rows
from receptionist.events.tags import PATIENT_TAGS, call_tag
from receptionist.events.vault import Vault
from receptionist.ids import CallId
from receptionist.replaying.baseline import Acceptance, Kept, accept, kept
from receptionist.replaying.stored import Unreadable, personal, read_back, reads_erased, rows_after
from receptionist.replaying.verifying import Checked, Finding, check
from receptionist.storage import Storage

_PAGE = 500
_REMEMBERED = 256


@frozen(kw_only=True)
class Page:
    """A stretch of the log that was verified.

    Attributes:
        through: The position up to which the log is verified now.
        head: The last position of all that is verified.
        events: How many events were looked at.
        effects: How many effects.
        findings: What is to be said of them.
    """

    through: int
    head: int
    events: int
    effects: int
    findings: tuple[Finding, ...]


async def verify(storage: Storage, *, call: CallId | None = None) -> AsyncGenerator[Page]:
    """Verify one call, or everything that is in the log at this moment; what is appended meanwhile is left out.

    Raises:
        LogError: The log or its keys cannot be read.
    """
    after, rekeyings = 0, _Rekeyings(storage.vault)
    head = (await storage.database.read(rows.head))[0]
    tag = None if call is None else call_tag(call)
    while after < head:

        def run(raw: sqlite3.Connection, after: int = after) -> Page:
            # In the reader's thread, all of it: a page is a tenth of a second's work.
            page = [row for row in rows_after(raw, after, _PAGE, tag=tag) if row[0] <= head]
            through = page[-1][0] if len(page) == _PAGE else head
            return _checked(raw, page, storage.vault, rekeyings, call=call, through=through, head=head)

        page = await storage.database.read(run)
        yield page
        after = page.through


async def accept_findings(
    storage: Storage, findings: Sequence[Finding], *, clock: Clock, by: str, version: str
) -> tuple[int, int]:
    """Have today's effects be what is meant, where that can be; how many are, and how many were news."""
    wanted = [_acceptance(each) for each in findings if each.can_be_accepted]
    at: datetime = clock.now()

    def run(raw: sqlite3.Connection) -> int:
        return accept(raw, wanted, storage.vault, at=at, by=by, version=version)

    return len(wanted), await storage.database.write(run) if wanted else 0


def _acceptance(finding: Finding) -> Acceptance:
    assert finding.key is not None  # noqa: S101 (what can be accepted is an effect)
    position, ordinal = finding.key.split(":")
    return Acceptance(call=finding.call, place=(int(position), int(ordinal)), effect=finding.today)


def _checked(
    raw: sqlite3.Connection,
    page: Sequence[rows.Row],
    vault: Vault,
    rekeyings: _Rekeyings,
    *,
    call: CallId | None,
    through: int,
    head: int,
) -> Page:
    by_position: dict[int, dict[int, Kept]] = {}
    if page:
        for (position, ordinal), each in kept(raw, page[0][0], page[-1][0], call=call).items():
            by_position.setdefault(position, {})[ordinal] = each
    findings, effects = list[Finding](), 0
    for row in page:
        read = read_back(row, vault)
        done: Checked = check(read, by_position.get(row[0], {}), vault, lambda of, at: rekeyings.is_older(raw, of, at))
        effects += done.effects
        findings += done.findings
    return Page(through=through, head=head, events=len(page), effects=effects, findings=tuple(findings))


class _Rekeyings:
    """Up to where calls were recorded under keys that are gone, though they have other ones now.

    A call whose data was erased gets a new key with the next event that is recorded of it. Digests from before that can
    then be computed, but never agree. Looked for only where something differs; of the last few calls.
    """

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._until: OrderedDict[CallId, int] = OrderedDict()

    def is_older(self, raw: sqlite3.Connection, call: CallId, position: int) -> bool:
        """Whether what was recorded of a call at *position* may have been sealed under a key that is gone."""
        if call not in self._until:
            self._until[call] = self._find(raw, call)
            if len(self._until) > _REMEMBERED:
                self._until.popitem(last=False)
        return position < self._until[call]

    def _find(self, raw: sqlite3.Connection, call: CallId) -> int:
        """The first position that is known to be under the call's present key, if one before it is not; else 0."""
        erased, after = 0, 0
        while page := rows_after(raw, after, _PAGE, tag=call_tag(call)):
            for row in page:
                read = read_back(row, self._vault)
                if isinstance(read, Unreadable) or not _sealed_for_its_call(read):
                    continue
                if reads_erased(read):
                    erased = read.position
                elif erased:
                    return read.position
            after = page[-1][0]
        return after + 1 if erased else 0


def _sealed_for_its_call(recorded: Recorded) -> bool:
    """Whether the event has anything sealed, and under its call's key (what is about one patient is under theirs)."""
    patients = [tag for tag in recorded.tags if tag.startswith(PATIENT_TAGS)]
    return len(patients) != 1 and any(True for _ in personal(recorded.event))
