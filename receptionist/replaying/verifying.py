"""Today's code over yesterday's events: whether it shows what was recorded then, and where not.

The log keeps no content of effects, only keyed digests of them and of their parts. So of a difference one can say which
effect and which part of it is another one, and how it reads today; how it read then, only its digest knows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Literal

from attrs import field, frozen

from receptionist.errors import KeyDestroyedError, ReceptionistError
from receptionist.events.recorded import Recorded, UnknownEvent
from receptionist.events.vault import Vault
from receptionist.ids import CallId
from receptionist.projections import project
from receptionist.projections.effects import Effect, kind, topic
from receptionist.publishers.effect_parts import part_digests, parts
from receptionist.publishers.owing import effect_digest
from receptionist.publishers.preparing import in_words
from receptionist.replaying.baseline import Kept
from receptionist.replaying.stored import Unreadable, reads_erased

Difference = Literal["changed", "gone", "new", "unreadable", "failed"]
"""An effect is another one; is not there any more; is there besides; its event cannot be read; or not be shown."""
Verdict = Difference | Literal["erased", "newer"]
"""…or it cannot be told, because its data was erased, or because a newer version wrote its event."""
Rekeyed = Callable[[CallId, int], bool]
"""Whether what was recorded of a call at a position was sealed under a key that was destroyed since."""


@frozen(kw_only=True)
class PartChange:
    """A part of an effect that differs.

    Attributes:
        where: Such as `values.agent_state`, `chunks[0]`, `content.fields.date`.
        then: How it was; None where there was none, or where only its digest is kept.
        only_digest: Whether there was one of which only the digest is kept.
        now: How it is; None where there is none.
    """

    where: str
    then: str | None = None
    only_digest: bool = False
    now: str | None = None


@frozen(kw_only=True)
class Finding:
    """An effect (or an event) that is not as it was recorded, or of which that cannot be told.

    Attributes:
        key: The effect's; None where it is the whole event.
        event_type: The event's stored name.
        kept: What it was measured against; None where there was none.
        today: How it is today; None where there is none.
        changes: The parts that differ; empty where that is not known.
        why: What is the matter with the event, for what is not a difference between effects.
    """

    call: CallId
    position: int
    key: str | None
    event_type: str
    verdict: Verdict
    kept: Kept | None = None
    today: Effect | None = field(default=None, repr=False)
    changes: tuple[PartChange, ...] = ()
    recorded: Recorded | None = field(default=None, repr=False, eq=False)
    why: str = ""

    @property
    def is_difference(self) -> bool:
        """Whether today's code does something else, and that can be told."""
        return self.verdict not in {"erased", "newer"}

    @property
    def can_be_accepted(self) -> bool:
        """Whether it can be made what is meant: an event that cannot be read or shown never is."""
        return self.verdict in {"changed", "gone", "new"}


@frozen(kw_only=True)
class Checked:
    """What came of one event: how many effects were looked at, and those of which there is something to say."""

    effects: int
    findings: tuple[Finding, ...]


def check(read: Recorded | Unreadable, kept: Mapping[int, Kept], vault: Vault, rekeyed: Rekeyed) -> Checked:
    """Measure an event's effects, as they are today, against what is *kept* of them, by ordinal.

    Raises:
        LogError: The keys cannot be read.
    """
    if isinstance(read, Unreadable):
        call = next((CallId(tag.removeprefix("call:")) for tag in read.tags if tag.startswith("call:")), CallId(""))
        found = Finding(
            call=call, position=read.position, key=None, event_type=read.type, verdict="unreadable", why=read.why
        )
        return Checked(effects=len(kept), findings=(found,))
    call_id = read.metadata.call
    if call_id is None:
        return Checked(effects=0, findings=())
    return _Comparison(read, call_id, vault, rekeyed).with_kept(kept)


@frozen
class _Comparison:
    """One event of a call, as today's code reads it."""

    recorded: Recorded
    call: CallId
    vault: Vault
    rekeyed: Rekeyed

    def with_kept(self, kept: Mapping[int, Kept]) -> Checked:
        if isinstance(self.recorded.event, UnknownEvent):
            what = f"version {self.recorded.version} of it is newer than this code"
            return Checked(
                effects=len(kept),
                findings=tuple(self._finding("newer", ordinal, each, why=what) for ordinal, each in kept.items()),
            )
        try:
            today = dict(enumerate(project(self.recorded)))
        except Exception as error:  # noqa: BLE001 (that today's code fails at it is what is looked for)
            found = self._finding("failed", None, None, why=f"it cannot be shown: {in_words(error)}")
            return Checked(effects=len(kept), findings=(found,))
        ordinals = sorted({*kept, *today})
        findings = [self._compare(ordinal, kept.get(ordinal), today.get(ordinal)) for ordinal in ordinals]
        return Checked(effects=len(ordinals), findings=tuple(each for each in findings if each is not None))

    def _compare(self, ordinal: int, kept: Kept | None, today: Effect | None) -> Finding | None:
        if today is None:
            is_gone = kept is not None and kept.digest is not None
            return self._finding("gone", ordinal, kept, changes=_clear_changes(kept, None)) if is_gone else None
        try:
            digest = effect_digest(self.vault, self.call, today)
            if kept is None or kept.digest is None:
                return self._finding("new", ordinal, kept, today)
            if digest in {kept.digest, kept.sent_digest}:
                return None
            if reads_erased(self.recorded) or self.rekeyed(self.call, self.recorded.position):
                return self._finding("erased", ordinal, kept, today, why="its data was erased")
            return self._finding("changed", ordinal, kept, today, changes=self._changes(kept, today))
        except KeyDestroyedError:
            return self._finding("erased", ordinal, kept, today, why="its data was erased")
        except ReceptionistError:
            raise
        except Exception as error:  # noqa: BLE001 (as above: an effect that cannot be digested cannot be sent)
            return self._finding("failed", ordinal, kept, why=f"it cannot be computed: {in_words(error)}")

    def _changes(self, kept: Kept, today: Effect) -> tuple[PartChange, ...]:
        clear = _clear_changes(kept, today)
        if kept.parts is None:
            return clear
        now, values = part_digests(self.vault, self.call, f"{kept.position}:{kept.ordinal}", today), parts(today)
        differ = [where for where in dict.fromkeys((*now, *kept.parts)) if now.get(where) != kept.parts.get(where)]
        return (
            *clear,
            *(
                PartChange(
                    where=where,
                    only_digest=where in kept.parts,
                    now=str(values[where]) if where in values else None,
                )
                for where in differ
            ),
        )

    def _finding(
        self,
        verdict: Verdict,
        ordinal: int | None,
        kept: Kept | None,
        today: Effect | None = None,
        *,
        changes: tuple[PartChange, ...] = (),
        why: str = "",
    ) -> Finding:
        position = self.recorded.position
        return Finding(
            call=self.call,
            position=position,
            key=None if ordinal is None else f"{position}:{ordinal}",
            event_type=self.recorded.type,
            verdict=verdict,
            kept=kept,
            today=today,
            changes=changes,
            recorded=self.recorded,
            why=why,
        )


def _clear_changes(kept: Kept | None, today: Effect | None) -> tuple[PartChange, ...]:
    """What differs of that which the log keeps in clear: which kind of effect it is, and for whom."""
    if kept is None or today is None:
        return ()
    pairs: Iterator[tuple[str, str | None, str | None]] = iter(
        (
            ("kind", kept.kind, kind(today)),
            ("lane", kept.lane, today.lane),
            ("topic", kept.topic, topic(today)),
            ("audience", kept.audience, today.audience),
        )
    )
    return tuple(PartChange(where=where, then=then, now=now) for where, then, now in pairs if then != now)
