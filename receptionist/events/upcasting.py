"""Old versions of events, lifted to the next one. What was not known then is said to be unknown, never made up.

Before version 2 the clinic had one dentist, one length of appointment and no chairs, codes or patients' numbers.
"""

from __future__ import annotations

from typing import Any

Data = dict[str, Any]


def booking_details_given_2(data: Data) -> Data:
    """Version 1 knew a name, a day and a time only."""
    return data | {"treatment_id": None, "provider_id": None, "phone": None, "birth_date": None, "is_new": None}


def clarification_asked_2(data: Data) -> Data:
    """Version 1 asked for days and times only."""
    return data | {"choices": []}


def booking_requested_2(data: Data) -> Data:
    """In version 1 times were only asked for in words."""
    return data | {"treatment_id": "visit", "provider_id": None, "slot_id": None}


def booking_refused_2(data: Data) -> Data:
    """Version 1 kept the instants of the alternatives only."""
    slots = [
        {"slot_id": "", "treatment_id": "visit", "provider_id": "", "provider": "", "starts_at": instant}
        for instant in data["alternatives"]
    ]
    return data | {"alternatives": slots}


def with_appointment_2(data: Data) -> Data:
    """An event about an appointment as version 1 knew it."""
    return data | {"appointment": _appointment_2(data["appointment"])}


def appointment_moved_2(data: Data) -> Data:
    """In version 1 an appointment stayed with its dentist."""
    lifted = with_appointment_2(data)
    appointment = lifted["appointment"] | {"sequence": 1}
    return lifted | {
        "appointment": appointment,
        "left_provider_id": appointment["provider_id"],
        "left_chair_id": "",
    }


def participant_joined_2(data: Data) -> Data:
    """Version 1 did not keep LiveKit's id for the joining."""
    return data | {"sid": ""}


def _appointment_2(data: Data) -> Data:
    known = {name: value for name, value in data.items() if name not in {"dentist", "dentist_id"}}
    return known | {
        "code": "",
        "patient_id": data["appointment_id"].replace("a-", "p-", 1),
        "treatment_id": "visit",
        "treatment": "visit",
        "provider_id": data["dentist_id"],
        "provider": data["dentist"],
        "chair_id": "",
        "busy_until": data["ends_at"],
        "minor": False,
        "sequence": 0,
        "language": "en",
    }
