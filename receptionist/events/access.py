"""Who was shown patients' data, and who was refused: what a privacy officer asks a clinic for.

The same look has one `report` on each of its pages, so that a list of 5,000 patients is many small events, each found
by the patients that it names.
"""

from __future__ import annotations

from typing import Literal

from attrs import frozen

from receptionist.events.personal import personal
from receptionist.ids import AppointmentId, CallId, PatientId

StaffRole = Literal["front_desk", "auditor", "admin"]
Right = Literal["desk", "audit", "privacy"]
"""What a role may do: see and act at the front desk, read audits, answer and carry out patients' rights."""
DataField = Literal[
    "first_name",
    "name",
    "phone",
    "birth_date",
    "code",
    "appointment",
    "words",
    "task",
    "participant",
    "pseudonym",
    "access",
    "everything",
]
"""What of a patient was seen: `words` are what was said; `task` is the inbox's text; `participant` who was in a room;
`pseudonym` that and nothing else of who it was; `access` who saw it before; `everything` the events as they stand."""


@frozen(kw_only=True)
class AccessRecorded:
    """Somebody is about to be shown patients' data: this stood in the log before any of it was seen.

    Who it was by the name that they go by, stands in the metadata.

    Attributes:
        report: The look that this is a page of, which no other has.
        page: From 1.
        command: As it was typed, without its options: `audit bookings`.
        options: The options that were given, with their values where these are no free text.
        role: What they acted as.
        login: Whom the operating system had logged in; "" where it could not say.
        reason: Why, as they put it.
        reference: The same from somebody without the keys (an auditor): in clear, for a case's number.
        shown: What of the patients.
        patients, appointments, calls: Whose, as far as they are known by number.
    """

    report: str
    page: int
    command: str
    options: tuple[str, ...]
    role: StaffRole
    login: str
    reason: str | None = personal()
    reference: str | None
    shown: tuple[DataField, ...]
    patients: tuple[PatientId, ...]
    appointments: tuple[AppointmentId, ...]
    calls: tuple[CallId, ...]


@frozen(kw_only=True)
class AccessDenied:
    """Somebody wanted to be shown patients' data, or to act on it, and was refused.

    Attributes:
        role: What they acted as; None for whom no role was given.
        needed: What it would have taken.
        why: `role`: their role may not; `no_role`: they have none; `not_theirs`: they asked for a role that was not
            given to them; `no_reason`: their role must say why, and they did not.
    """

    command: str
    options: tuple[str, ...]
    role: StaffRole | None
    login: str
    needed: Right
    why: Literal["role", "no_role", "not_theirs", "no_reason"]


AccessEvent = AccessRecorded | AccessDenied
