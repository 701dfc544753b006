"""What came of a call, for another program: `call.ended` as the clinic's webhook gets it (docs/webhook.md).

Who somebody is goes out only as far as it was asked for: without that, ids and times.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any, Literal, get_args

from attrs import frozen

from receptionist.events.clinic import TaskRaised
from receptionist.events.patient import PatientRegistered, WaitingListJoined
from receptionist.projections.outcome import CallOutcome, Visit
from receptionist.projections.written import local, written_code

TYPE, VERSION = "call.ended", 1
OutcomeField = Literal["name", "phone", "birth_date", "code", "message"]
OUTCOME_FIELDS: tuple[OutcomeField, ...] = get_args(OutcomeField)
"""What can be asked for besides ids and times. `code` is the confirmation code, `message` what staff are to do, in the
words of the inbox."""


def message(
    outcome: CallOutcome, patients: Mapping[str, PatientRegistered], fields: Collection[OutcomeField]
) -> dict[str, Any]:
    """The message that tells of *outcome*, as JSON values.

    Args:
        outcome: Of a call that has ended.
        patients: What is known of those that it is about, by id; only looked at where *fields* say so.
        fields: What goes out besides ids and times.
    """
    summary, asked = outcome.summary, [each for each in OUTCOME_FIELDS if each in fields]
    telling = _Telling(patients, frozenset(asked), summary.time_zone)
    return {
        "type": TYPE,
        "timestamp": _utc(summary.ended_at),
        "data": {
            "version": VERSION,
            "call": outcome.call,
            "position": outcome.position,
            "began_at": _utc(summary.began_at),
            "ended_at": _utc(summary.ended_at),
            "channel": summary.channel,
            "language": outcome.language,
            "clinic": outcome.clinic,
            "time_zone": summary.time_zone,
            "outcome": summary.outcome,
            "reason": summary.reason,
            "emergency": outcome.emergency,
            "fields": asked,
            "appointments": [telling.visit(each) for each in outcome.visits.values()],
            "waiting": [telling.wait(each) for each in outcome.waits],
            "tasks": [telling.task(each) for each in outcome.tasks.values()],
        },
    }


def test_message(at: datetime) -> dict[str, Any]:
    """A message that tells of nothing and nobody: for trying whether messages arrive."""
    return {"type": "webhook.test", "timestamp": _utc(at), "data": {"version": VERSION}}


@frozen
class _Telling:
    """Tells of each part as much as was asked for."""

    patients: Mapping[str, PatientRegistered]
    asked: frozenset[OutcomeField]
    time_zone: str

    def visit(self, visit: Visit) -> dict[str, Any]:
        its = visit.appointment
        zone = its.clinic.time_zone
        return {
            "id": its.appointment_id,
            "change": visit.change,
            "is_new": visit.is_new,
            "sequence": its.sequence,
            "starts_at": local(its.starts_at, zone),
            "ends_at": local(its.ends_at, zone),
            "moved_from": None if visit.moved_from is None else local(visit.moved_from, zone),
            "minutes_late": visit.minutes_late,
            "treatment": {"id": its.treatment_id, "name": its.treatment},
            "provider": {"id": its.provider_id, "name": its.provider},
            "minor": its.minor,
            "language": its.language,
            **({"code": written_code(its)} if "code" in self.asked else {}),
            "patient": self._patient(its.patient_id, name=its.patient_name),
        }

    def wait(self, joined: WaitingListJoined) -> dict[str, Any]:
        return {
            "id": joined.wait_id,
            "treatment_id": joined.treatment_id,
            "provider_id": joined.provider_id,
            "first": joined.first.isoformat(),
            "last": joined.last.isoformat(),
            "earliest": joined.earliest,
            "latest": joined.latest,
            "patient": self._patient(joined.patient_id, name=joined.name, phone=joined.phone),
        }

    def task(self, task: TaskRaised) -> dict[str, Any]:
        who = {} if task.patient_id is None else {"id": task.patient_id}
        return {
            "id": task.task_id,
            "kind": task.kind,
            "urgency": task.urgency,
            "due": local(task.due, self.time_zone),
            "appointment": task.appointment_id,
            **({"done": task.done, "to_do": task.to_do} if "message" in self.asked else {}),
            # Whoever left a message need not be a patient: then it is what they said of themselves.
            "patient": (who | self._said(name=task.who or None, phone=task.phone)) or None,
        }

    def _patient(self, patient: str, *, name: str, phone: str | None = None) -> dict[str, Any]:
        known = self.patients.get(patient)
        # As the clinic has it, corrected perhaps; else as it was given in the call.
        said = self._said(
            name=name if known is None else known.name, phone=phone or (None if known is None else known.phone)
        )
        born = {} if "birth_date" not in self.asked else {"birth_date": None if known is None else known.birth_date}
        return {"id": patient, **said, **born}

    def _said(self, *, name: str | None, phone: str | None) -> dict[str, Any]:
        told = {"name": name, "phone": phone}
        return {which: value for which, value in told.items() if which in self.asked}


def _utc(instant: datetime | None) -> str | None:
    if instant is None:
        return None
    return instant.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
