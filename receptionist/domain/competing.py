"""What a decision must not be overtaken on: it is found in its outcome.

An appointment that is booked competes for the day of the dentist and the chair that it takes, for its patient's time,
and for nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from receptionist.events.booking import (
    AppointmentCancelled,
    AppointmentMoved,
    BookingConfirmed,
    PatientMissed,
)
from receptionist.events.catalogue import Event
from receptionist.events.clinic import DayClosed, TaskRaised
from receptionist.events.log import Query, QueryItem
from receptionist.events.patient import WaitingListJoined
from receptionist.events.tags import (
    CLINIC,
    WAITING_LIST,
    day_tag,
    patient_tag,
    tags_of,
)

_TAKES_TIME = ("booking.confirmed", "appointment.moved", "appointment.cancelled")
_WAITING = ("waiting_list.joined", "waiting_list.offered", "waiting_list.left")
_CONTESTED = ("diary:", "appointment:", "wait:", "task:")


def contested(events: Iterable[Event]) -> Query | None:
    """What must not have changed since it was read, if these events are to be appended."""
    items = dict.fromkeys(item for event in events for item in _contested(event))
    return Query(tuple(items)) if items else None


def _contested(event: Event) -> Iterator[QueryItem]:
    if isinstance(event, TaskRaised):
        # It comes with what it follows from, and its id is new: by the hundred, after a long absence is blocked.
        return
    if isinstance(event, DayClosed):
        # Whoever books that day meanwhile has to be called, too.
        yield QueryItem(tags=(day_tag(event.day),), types=_TAKES_TIME)
    yield from _of_people(event)
    for tag in tags_of(event, None):
        if not tag.startswith(_CONTESTED):
            continue
        yield QueryItem(tags=(tag,))
        if tag.startswith("diary:"):
            # Whoever takes a slot is overtaken by a closure of the whole clinic, too.
            day = tag.rpartition(":")[2]
            yield QueryItem(tags=(f"diary:{CLINIC}:{day}",), types=("diary.day_closed", "diary.day_reopened"))


def _of_people(event: Event) -> Iterator[QueryItem]:
    """What two calls about the same patient, or about who waits, must not both do."""
    match event:
        case BookingConfirmed(appointment=appointment) | AppointmentMoved(appointment=appointment):
            # Nobody is at two dentists at once: both parents may be on the line for one child.
            yield QueryItem(tags=(patient_tag(appointment.patient_id),), types=_TAKES_TIME)
        case WaitingListJoined(patient_id=patient_id):
            yield QueryItem(tags=(patient_tag(patient_id),), types=_WAITING)
        case PatientMissed(appointment=appointment):
            visits = ("appointment.patient_arrived", "appointment.patient_missed")
            yield QueryItem(tags=(patient_tag(appointment.patient_id),), types=visits)
        case _:
            pass
    if isinstance(event, AppointmentMoved | AppointmentCancelled):
        # Whoever has just begun to wait may be the one whom the freed time fits.
        yield QueryItem(tags=(WAITING_LIST,), types=("waiting_list.joined",))
