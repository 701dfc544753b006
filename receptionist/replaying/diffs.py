"""A finding as lines that a person reads: a diff, in which personal data shows as the name of its field.

What is verified before a deploy is printed where deploys are logged, and nobody's name has business there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from receptionist.code_alphabet import is_code
from receptionist.events.recorded import Recorded
from receptionist.projections import PROJECTION_VERSION
from receptionist.projections.effects import Effect, kind, topic
from receptionist.projections.wording import first_name
from receptionist.publishers.effect_parts import parts
from receptionist.replaying.baseline import Kept
from receptionist.replaying.stored import named_personal
from receptionist.replaying.verifying import Finding, PartChange

Sign = Literal["+", "-", " "]
Line = tuple[Sign, str]

_ONLY_ITS_DIGEST = "(another; only its digest is kept)"
_WHAT = {"set_attributes": "attributes", "send_text": "text stream", "send_bytes": "byte stream"}
_GROUP = 3


def shape(finding: Finding) -> tuple[object, ...]:
    """What findings have in common that come of one change: 40,000 calls then have one diff and a number."""
    kept, today = finding.kept, finding.today
    return (
        finding.verdict,
        finding.event_type,
        None if finding.key is None else finding.key.split(":")[1],
        kept and (kept.kind, kept.topic, kept.projection_version),
        today and (kind(today), topic(today)),
        tuple(change.where for change in finding.changes),
        finding.why if finding.verdict in {"failed", "newer"} else "",
    )


def headline(finding: Finding) -> str:
    """Which effect of which event, and what is the matter with it."""
    where = f"event {finding.position}" if finding.key is None else finding.key
    return f"{where}  {finding.event_type}{_effect_name(finding)}: {_matter(finding)}"


def diff(finding: Finding, *, names: bool = False) -> Iterator[Line]:
    """How it was, as far as that is kept, and how it is; personal data only with *names*."""
    recorded, today = (None if names else finding.recorded), finding.today
    match finding.verdict:
        case "changed" if finding.changes:
            for change in finding.changes:
                yield from _change(change, recorded)
        case "changed" | "new" if today is not None:
            if finding.verdict == "changed":
                yield "-", "(which part differs is not known: it was recorded before digests of parts were kept)"
            for where, value in parts(today).items():
                yield "+", f"{where}  {_shown(str(value), recorded)}"
        case "gone" if finding.kept is not None:
            yield "-", _kept_name(finding.kept)
        case _:
            return


def _change(change: PartChange, recorded: Recorded | None) -> Iterator[Line]:
    if change.only_digest:
        yield "-", f"{change.where}  {_ONLY_ITS_DIGEST}"
    elif change.then is not None:
        yield "-", f"{change.where}  {_shown(change.then, recorded)}"
    if change.now is not None:
        yield "+", f"{change.where}  {_shown(change.now, recorded)}"


def _matter(finding: Finding) -> str:
    by = ""
    if finding.kept is not None:
        how, version = "accepted" if finding.kept.accepted else "recorded", finding.kept.projection_version
        today = "today's is the same" if version == PROJECTION_VERSION else f"today's is {PROJECTION_VERSION}"
        by = f" ({how} by projection {version}; {today})"
    match finding.verdict:
        case "changed":
            return f"differs{by}"
        case "gone":
            return f"is not there any more{by}"
        case "new":
            return "is there besides what was recorded"
        case "unreadable":
            return f"today's code cannot read it: {finding.why}"
        case _:
            return finding.why


def _effect_name(finding: Finding) -> str:
    if finding.today is not None:
        return f" → {_name(finding.today)}"
    return "" if finding.kept is None or finding.kept.kind is None else f" → {_kept_name(finding.kept)}"


def _name(effect: Effect) -> str:
    of = topic(effect)
    return _WHAT[kind(effect)] + (f" {of}" if of else "")


def _kept_name(kept: Kept) -> str:
    what = _WHAT.get(kept.kind or "", kept.kind or "effect")
    return what + (f" {kept.topic}" if kept.topic else "")


def _shown(text: str, recorded: Recorded | None) -> str:
    """A part's content on one line, quoted, with what is personal in its event replaced by its fields' names."""
    if recorded is not None:
        hidden = {form: name for name, value in named_personal(recorded.event) for form in _forms(name, value)}
        if hidden:
            longest_first = "|".join(re.escape(form) for form in sorted(hidden, key=len, reverse=True))
            text = re.sub(longest_first, lambda found: "{" + hidden[found[0]] + "}", text)
    line = text.replace("\n", "⏎")
    return f'"{line}"'


def _forms(name: str, value: str) -> Iterator[str]:
    """The ways in which effects write a personal value."""
    if not value.strip():
        return
    yield value
    if is_code(value):
        yield f"{value[:_GROUP]}-{value[_GROUP:]}"
    if "name" in name:
        yield first_name(value)
