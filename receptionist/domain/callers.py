"""Who is on the line, as far as the call knows: for staff, never for the caller."""

from __future__ import annotations

from receptionist.domain.facts import Facts


def who(facts: Facts) -> str:
    """Whom the call is about, by name; "" when nobody knows."""
    if facts.open_booking is not None and facts.open_booking.patient_name:
        return facts.open_booking.patient_name
    if facts.appointments:
        return facts.appointments[-1].patient_name
    registered = [facts.patients.registered.get(each) for each in facts.recognised]
    return registered[0].name if registered and registered[0] is not None else ""


def phone(facts: Facts) -> str | None:
    """Where they can be called back."""
    if facts.open_booking is not None and facts.open_booking.phone:
        return facts.open_booking.phone
    numbers = (
        registered.phone
        for each in (*facts.recognised, *(a.patient_id for a in facts.appointments))
        if (registered := facts.patients.registered.get(each)) is not None
    )
    return next((number for number in numbers if number), None)
