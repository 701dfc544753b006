"""The certificate of an erasure: what, when, by whom, where the log stood, and what looking for it found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from receptionist.auditing.accesses import Access
from receptionist.privacy.checking import Check
from receptionist.privacy.erasing import Erased

VERSION = 1


def certificate(erased: Erased, checks: Sequence[Check], *, log_id: str) -> dict[str, Any]:
    """The certificate as JSON values; nothing in it says who it was."""
    plan, recorded = erased.plan, erased.recorded
    return {
        "kind": "erasure_certificate",
        "version": VERSION,
        "patient": plan.file.patient_id,
        "reason": erased.reason,
        "erased_at": recorded.recorded_at.isoformat(),
        "erased_by": recorded.metadata.person,
        "log": log_id,
        "position": recorded.position,
        "hash": recorded.hash,
        "keys_destroyed": [{"subject": subject, "key": key.hex()} for subject, key in erased.forgotten.keys],
        "calls_erased": list(plan.calls),
        "calls_kept": [{"call": about.call, "also_about": list(about.others)} for about in plan.kept],
        "mentioned_in_calls": list(plan.mentions.calls),
        "mentioned_at": sorted(plan.mentions.elsewhere),
        "effects_voided": erased.forgotten.scrubbed.effects,
        "digests_removed": erased.forgotten.scrubbed.digests,
        "index_entries_removed": erased.forgotten.scrubbed.found_by,
        "disclosed_before": [_disclosed(each) for each in plan.exports],
        "checks": [{"what": check.what, "holds": check.holds, "found": check.found} for check in checks],
        "complete": all(check.holds for check in checks),
    }


def in_words(told: dict[str, Any]) -> Iterator[str]:
    """The certificate as lines for a person."""
    yield f"CERTIFICATE OF ERASURE: patient {told['patient']}"
    yield f"  erased at {told['erased_at']} by {told['erased_by']}"
    yield f"  reason: {told['reason']}"
    yield f"  log {told['log']}, event {told['position']}, hash {told['hash']}"
    subjects = [each["subject"] for each in told["keys_destroyed"]]
    yield f"  {len(subjects)} keys destroyed: {', '.join(subjects)}"
    yield (
        f"  {told['effects_voided']} owed effects voided, {told['digests_removed']} digests and"
        f" {told['index_entries_removed']} index entries removed"
    )
    for each in told["calls_kept"]:
        yield f"  kept, to be reviewed: call {each['call']}, also about {', '.join(each['also_about'])}"
    for call in told["mentioned_in_calls"]:
        yield f"  kept, to be reviewed: call {call}, in which the patient is spoken of"
    for position in told["mentioned_at"]:
        yield f"  kept, to be reviewed: event {position}, outside of any call, speaks of the patient"
    for each in told["disclosed_before"]:
        yield f"  given away before: {each['at']}, {each['what']}, by or to {each['who']}"
    for check in told["checks"]:
        yield f"  {'ok    ' if check['holds'] else 'FAILED'}  {check['what']}: {check['found']}"
    yield "  complete" if told["complete"] else "  NOT COMPLETE: see what failed"


def _disclosed(access: Access) -> dict[str, Any]:
    return {"position": access.position, "at": access.at.isoformat(), "who": access.who, "what": access.what}
