"""What the agent says of an event: whole sentences, from the same event as the written word.

Emergencies are not among them: their wording is approved and fixed (`receptionist.prompts.emergencies`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from receptionist.domain.codes import is_code, spoken_code
from receptionist.events.booking import (
    Appointment,
    AppointmentCancelled,
    AppointmentMoved,
    AppointmentsTold,
    BookingConfirmed,
    BookingRefused,
    ClarificationAsked,
    DetailsRequested,
    LateArrivalReported,
    SlotsOffered,
)
from receptionist.events.call import Channel, InsuranceNoted, LanguageChosen, PersonRequested, TransferFailed
from receptionist.events.catalogue import Event
from receptionist.events.clinic import TaskCorrected, TaskRaised
from receptionist.events.patient import PatientRecognised, RecognitionFailed, RecognitionGivenUp, WaitingListJoined
from receptionist.language import Language
from receptionist.projections.asking import offer, question, refusal
from receptionist.projections.sayings import Sayings
from receptionist.projections.sayings_en import ENGLISH
from receptionist.projections.sayings_es import SPANISH
from receptionist.projections.wording import calendar_day, day, day_and_time, with_article

SAYINGS: Mapping[Language, Sayings] = MappingProxyType({"en": ENGLISH, "es": SPANISH})
_NO_NAMES: Mapping[str, str] = MappingProxyType({})


def spoken(
    event: Event,
    language: Language,
    *,
    channel: Channel,
    names: Mapping[str, str] = _NO_NAMES,
    time_zone: str | None = None,
) -> str | None:
    """What is said when *event* has happened, or None when nothing needs saying.

    Args:
        event: What happened.
        language: The caller's. (Choosing a language is answered in the one that was chosen.)
        channel: Where the caller is: by telephone the code is read aloud, as nothing can be shown there.
        names: What the ids of treatments and providers are called, as "exam", so that a question can name them.
        time_zone: The clinic's (IANA), for the day by which a call back is promised; without it none is named.
    """
    words = SAYINGS[language]
    match event:
        case BookingConfirmed(appointment=appointment):
            return still_booked(appointment, language, channel=channel)
        case AppointmentMoved(appointment=appointment):
            told = words.code_stays if channel == "phone" and is_code(appointment.code) else ""
            return _sentences(_of(words.moved, appointment, language), _guardian(appointment, words), told)
        case AppointmentCancelled():
            return _cancelled(event, words, language)
        case LateArrivalReported(minutes=minutes, grace_minutes=grace):
            late = words.late if minutes <= grace else words.too_late
            return late.format(minutes=_minutes(minutes, words))
        case AppointmentsTold(appointments=appointments):
            return _told(appointments, words, language)
        case DetailsRequested(appointment=appointment):
            if channel != "phone":
                return _of(words.details_sent, appointment, language)
            return _sentences(_of(words.details_by_hand, appointment, language), _code(appointment, words, language))
        case BookingRefused() | SlotsOffered() | ClarificationAsked():
            return _asked(event, words, language, names)
        case _:
            return _beside_booking(event, words, language, time_zone)


def spoken_together(
    events: Iterable[Event],
    language: Language,
    *,
    channel: Channel,
    names: Mapping[str, str] = _NO_NAMES,
    time_zone: str | None = None,
) -> str:
    """What is said of all that followed from one request, in order, nothing twice; "" when nothing is.

    Args as for `spoken`.
    """
    happened = tuple(events)
    given_up = any(isinstance(event, RecognitionGivenUp) for event in happened)
    # Whoever is not asked again is not first asked once more.
    heard = (event for event in happened if not (given_up and isinstance(event, RecognitionFailed)))
    said = (spoken(event, language, channel=channel, names=names, time_zone=time_zone) for event in heard)
    return _sentences(*dict.fromkeys(sentence for sentence in said if sentence))


def still_booked(appointment: Appointment, language: Language, *, channel: Channel = "terminal") -> str:
    """What is said of an appointment that stands: all of it read back, and by telephone its code."""
    words = SAYINGS[language]
    code = _code(appointment, words, language) if channel == "phone" else ""
    return _sentences(_of(words.booked, appointment, language), _guardian(appointment, words), code)


def _asked(
    event: BookingRefused | SlotsOffered | ClarificationAsked,
    words: Sayings,
    language: Language,
    names: Mapping[str, str],
) -> str:
    match event:
        case BookingRefused():
            return refusal(event, words, language)
        case SlotsOffered():
            return offer(event, words, language)
        case ClarificationAsked():
            return question(event, words, language, names)


def _beside_booking(event: Event, words: Sayings, language: Language, time_zone: str | None) -> str | None:
    match event:
        case PatientRecognised() | RecognitionFailed() | RecognitionGivenUp() | TransferFailed() | InsuranceNoted():
            # The same for everybody: whatever is in the event, nothing of it is told.
            return words.the_same[type(event)]
        case WaitingListJoined(name=name, first=first, last=last):
            saying = words.waiting_one_day if first == last else words.waiting
            days = {"first": calendar_day(first, language), "last": calendar_day(last, language)}
            return saying.format(name=name, **days)
        case TaskRaised(kind="message"):
            return _sentences(words.message, _call_back(event, words, language, time_zone))
        case TaskRaised(kind="callback"):
            return _call_back(event, words, language, time_zone)
        case TaskRaised(kind="refusal", due=due, phone=phone):
            by_a_day, no_number = words.about_that
            known = phone and time_zone is not None
            return by_a_day.format(day=day(due, str(time_zone), language)) if known else no_number
        case TaskCorrected():
            return _sentences(words.thanks, _call_back(event, words, language, time_zone))
        case PersonRequested(phone=phone):
            return words.cannot_put_through if phone is None else words.putting_through
        case LanguageChosen(language=chosen):
            return SAYINGS[chosen].language_chosen
        case _:
            return None


def _cancelled(event: AppointmentCancelled, words: Sayings, language: Language) -> str:
    cancelled = _of(words.cancelled, event.appointment, language)
    if not event.within_notice or event.notice_hours < 1:
        return cancelled
    one, several = words.notice
    notice = (one if event.notice_hours == 1 else several).format(n=event.notice_hours)
    return _sentences(cancelled, words.policy.format(notice=notice))


def _told(appointments: tuple[Appointment, ...], words: Sayings, language: Language) -> str:
    if not appointments:
        return words.nothing_ahead
    each = (_of(words.has, appointment, language) for appointment in appointments)
    count = words.appointments.format(n=len(appointments)) if len(appointments) > 1 else ""
    return _sentences(count, *each)


def _call_back(event: TaskRaised | TaskCorrected, words: Sayings, language: Language, time_zone: str | None) -> str:
    by_a_day, soon, some_time, no_number = words.callback
    if not event.phone:
        return no_number
    if event.urgency == "now":
        return soon
    return some_time if time_zone is None else by_a_day.format(day=day(event.due, time_zone, language))


def _of(saying: str, appointment: Appointment, language: Language) -> str:
    said = saying.format(
        what=_what(appointment, language, with_article if language == "en" else str),
        plain=_what(appointment, language, str),
        when=day_and_time(appointment.starts_at, appointment.clinic.time_zone, language),
        name=appointment.patient_name,
    )
    # "… for John Smith Jr."
    return said.removesuffix(".") if said.endswith("..") else said


def _what(appointment: Appointment, language: Language, article: Callable[[str], str]) -> str:
    treatment = article(appointment.treatment)
    if not appointment.provider:
        return treatment
    return SAYINGS[language].what.format(treatment=treatment, provider=appointment.provider)


def _guardian(appointment: Appointment, words: Sayings) -> str:
    return words.guardian if appointment.minor else ""


def _code(appointment: Appointment, words: Sayings, language: Language) -> str:
    """Read aloud; nothing for an appointment that has none, or whose data was erased."""
    if not is_code(appointment.code):
        return ""
    return words.code.format(code=spoken_code(appointment.code, language))


def _minutes(count: int, words: Sayings) -> str:
    one, several, unknown = words.minutes
    return unknown if count < 1 else (one if count == 1 else several).format(n=count)


def _sentences(*sentences: str) -> str:
    return " ".join(sentence for sentence in sentences if sentence)
