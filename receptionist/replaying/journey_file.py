"""A call as a journey: what the caller said, what was there before, and how it has to come out (tests/journeys)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from attrs import field, frozen

from receptionist.domain.carriers import CARRIERS
from receptionist.events.booking import (
    Appointment,
    AppointmentCancelled,
    AppointmentMoved,
    BookingConfirmed,
    BookingRefused,
    BookingRequested,
    LateArrivalReported,
    PatientMissed,
)
from receptionist.events.call import (
    CallEnded,
    CallStarted,
    EmergencyRecognised,
    InsuranceNoted,
    LanguageChosen,
    PersonRequested,
    QuestionAnswered,
    UtteranceHeard,
    UtteranceSpoken,
)
from receptionist.events.clinic import DayClosed, DayReopened
from receptionist.events.patient import (
    PatientRecognised,
    PatientRegistered,
    RecognitionFailed,
    RecognitionGivenUp,
    WaitingListJoined,
)
from receptionist.events.personal import ERASED
from receptionist.events.recorded import Recorded
from receptionist.projections.inbox import all_lines

E = TypeVar("E")

_SLOT = "%a %Y-%m-%d %H:%M"
_DAY = "%a %Y-%m-%d"
# A journey's caller says what they have to say; how else a call ended was not up to them.
_ENDS = frozenset({"caller_said_goodbye", "wrong_number"})


@frozen
class CallToTell:
    """A call's events and those before it, as today's code reads them."""

    events: tuple[Recorded, ...]
    before: tuple[Recorded, ...] = field(repr=False)

    @property
    def zone(self) -> ZoneInfo:
        """The clinic's."""
        return ZoneInfo(next((event.time_zone for event in self.of(CallStarted)), "UTC"))

    @property
    def began(self) -> datetime:
        """When it began."""
        return self.events[0].recorded_at

    def of(self, kind: type[E]) -> list[E]:
        """The call's events of a kind."""
        return [each.event for each in self.events if isinstance(each.event, kind)]

    def of_before(self, kind: type[E]) -> list[E]:
        """The events of a kind before the call."""
        return [each.event for each in self.before if isinstance(each.event, kind)]

    def slot(self, at: datetime) -> str:
        """An instant as journeys write it."""
        return at.astimezone(self.zone).strftime(_SLOT)

    def appointments_before(self) -> dict[str, Appointment]:
        """Those that stood when the call began."""
        return _standing(self.before)


def journey(call: CallToTell, title: str) -> str:
    """The file's text, or "" where the caller said nothing that could be said again."""
    said = [line for event in call.of(UtteranceHeard) if (line := _line(event.text))]
    if not said:
        return ""
    lines = [
        "# Saved from a call, with other people in it, at another time. The outcome is what came out then: look at it,",
        "# and write what the clinic wants (tests/journeys/README.md has the keys).",
        "",
        "[[call]]",
        f"title = {_text(title)}",
        f"at = {_text(call.slot(call.began))}",
    ]
    if any(event.channel == "phone" for event in call.of(CallStarted)):
        lines.append('channel = "phone"')
    if taken := sorted(_taken(call)):
        lines.append(f"taken = {_list(taken)}")
    lines += ['says = """', *(_in_block(line) for line in said), '"""', *_before(call), *_outcome(call)]
    return "\n".join(lines) + "\n"


def _before(call: CallToTell) -> Iterator[str]:
    registered = {event.patient_id: event for event in call.of_before(PatientRegistered)}
    missed = {event.appointment.appointment_id for event in call.of_before(PatientMissed)}
    for each in _by_time(call.appointments_before().values()):
        who = registered.get(each.patient_id)
        yield "[[call.before.appointments]]"
        yield f"patient = {_text(each.patient_name)}"
        yield f"at = {_text(call.slot(each.starts_at))}"
        if who is not None and who.birth_date not in {None, ERASED}:
            yield f"born = {_text(str(who.birth_date))}"
        if who is not None and who.phone not in {None, ERASED}:
            yield f"phone = {_text(str(who.phone))}"
        yield f"treatment = {_text(each.treatment_id)}"
        yield f"provider = {_text(each.provider_id)}"
        if each.code and each.code != ERASED:
            yield f"code = {_text(each.code)}"
        if each.appointment_id in missed:
            yield "missed = true"
    if closed := _closed(call):
        yield "[call.before]"
        yield f"closed = {_list(closed)}"


def _closed(call: CallToTell) -> list[str]:
    days = {}
    for each in call.before:
        match each.event:
            case DayClosed(day=day):
                days[day] = day.strftime(_DAY)
            case DayReopened(day=day):
                days.pop(day, None)
            case _:
                continue
    return [days[day] for day in sorted(days) if day >= call.began.astimezone(call.zone).date()]


def _taken(call: CallToTell) -> set[str]:
    """The times that were refused because they were somebody else's."""
    found, asked = set[str](), None
    for each in call.events:
        match each.event:
            case BookingRequested(starts_at=starts_at):
                asked = starts_at
            case BookingRefused(reason="slot_taken") if asked is not None:
                found.add(call.slot(asked))
            case _:
                continue
    return found - {call.slot(each.starts_at) for each in call.appointments_before().values()}


def _outcome(call: CallToTell) -> Iterator[str]:
    """Every key that, left out, would say that it must not have happened; none of how it came to be."""
    yield "[call.outcome]"
    for name, value in _values(call).items():
        if value not in ([], False, 0, "") or name == "appointments":
            yield f"{name} = {_value(value)}"
    for line in all_lines(call.events):
        yield "[[call.outcome.inbox]]"
        yield f"kind = {_text(line.task.kind)}"
        yield f"urgency = {_text(line.task.urgency)}"
        if line.task.who and line.task.who != ERASED:
            yield f"who = {_text(line.task.who)}"
        if line.task.phone and line.task.phone != ERASED:
            yield f"phone = {_text(line.task.phone)}"


def _values(call: CallToTell) -> Mapping[str, Any]:
    before, after = call.appointments_before(), _standing((*call.before, *call.events))
    cancelled = [event.appointment for event in call.of(AppointmentCancelled)]
    late = {event.appointment.appointment_id: event for event in call.of(LateArrivalReported)}
    reason = next((event.reason for event in call.of(CallEnded)), "caller_hung_up")
    chosen = call.of(LanguageChosen)
    spoke = [each.event for each in call.events if isinstance(each.event, UtteranceHeard | UtteranceSpoken)]
    return {
        "appointments": [_visit(call, each) for each in _by_time(after.values()) if each.ends_at > call.began],
        "ended": reason if reason in _ENDS else "caller_hung_up",
        "cancelled": [_visit(call, each) for each in _by_time(cancelled) if each.appointment_id in before],
        "late": [f"{each.appointment.patient_name}, {each.minutes}" for each in late.values()],
        "emergencies": _each_once(event.tier for event in call.of(EmergencyRecognised)),
        "recognised": _each_once(event.by for event in call.of(PatientRecognised)),
        "failed": len(call.of(RecognitionFailed)),
        "given_up": bool(call.of(RecognitionGivenUp)),
        "person": bool(call.of(PersonRequested)),
        "waiting_list": [f"{event.name}, {event.treatment_id}" for event in call.of(WaitingListJoined)],
        "carriers": _each_once(event.carrier for event in call.of(InsuranceNoted) if event.carrier in CARRIERS),
        "topics": _each_once(event.topic for event in call.of(QuestionAnswered)),
        "language": chosen[-1].language if chosen and chosen[-1].language != "en" else "",
        "refused": [event.reason for event in call.of(BookingRefused)],
        "last_word": "caller" if spoke and isinstance(spoke[-1], UtteranceHeard) else "",
    }


def _visit(call: CallToTell, appointment: Appointment) -> str:
    what = (call.slot(appointment.starts_at), appointment.treatment_id, appointment.provider_id)
    return ", ".join((appointment.patient_name, *what))


def _standing(events: Sequence[Recorded]) -> dict[str, Appointment]:
    found: dict[str, Appointment] = {}
    for each in events:
        match each.event:
            case BookingConfirmed(appointment=appointment) | AppointmentMoved(appointment=appointment):
                found[appointment.appointment_id] = appointment
            case AppointmentCancelled(appointment=appointment):
                found.pop(appointment.appointment_id, None)
            case _:
                continue
    return found


def _by_time(appointments: Iterable[Appointment]) -> list[Appointment]:
    return sorted(appointments, key=lambda each: (each.starts_at, each.patient_name))


def _each_once(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(values))


def _line(text: str) -> str:
    """What was said on one line, which must not begin like an answer ("? ")."""
    return " ".join(text.split()).lstrip("? ") if text != ERASED else ""


def _in_block(line: str) -> str:
    return json.dumps(line, ensure_ascii=False)[1:-1]


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _list(texts: Iterable[str]) -> str:
    return f"[{', '.join(map(_text, texts))}]"


def _value(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case list() | tuple():
            return _list(str(each) for each in value)
        case _:
            return _text(str(value))
