"""What a front desk does beside booking: emergencies, questions, messages, a person on the line, the waiting list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import assert_never, get_args

from receptionist.domain import collecting, names, recognition, replies
from receptionist.domain.availability import Book
from receptionist.domain.clinic import Clinic
from receptionist.domain.commands import (
    AnswerQuestion,
    DeskCommand,
    JoinWaitingList,
    LeaveMessage,
    NoteInsurance,
    Recognise,
    ReportEmergency,
    ReportTransfer,
    RequestPerson,
)
from receptionist.domain.dates import Ambiguous, Window, window
from receptionist.domain.facts import Facts
from receptionist.domain.tasks import task
from receptionist.domain.triage import triage
from receptionist.domain.wishes import Unclear, providers_meant, treatment_meant, wish_of
from receptionist.errors import CallOverError
from receptionist.events.booking import ClarificationAsked, SlotsOffered
from receptionist.events.call import (
    CallerTransferred,
    EmergencyRecognised,
    InsuranceNoted,
    PersonRequested,
    QuestionAnswered,
    TransferFailed,
)
from receptionist.events.catalogue import Event
from receptionist.events.clinic import TaskRaised
from receptionist.events.patient import PatientRegistered, WaitingListJoined
from receptionist.ids import PatientId
from receptionist.language import Language

# An emergency is seen today or on the next open day: a fortnight of closures in a row is not expected.
URGENT_DAYS = 14


def decide(command: DeskCommand, facts: Facts, clinic: Clinic) -> Sequence[Event]:
    """What happens when *command* is asked for while *facts* hold.

    Raises:
        CallOverError: The call has ended: nobody would hear what became of it.
    """
    if facts.ended:
        raise CallOverError
    match command:
        case Recognise():
            return recognition.decide(command, facts, clinic)
        case ReportEmergency():
            return _emergency(command, facts, clinic)
        case AnswerQuestion(topic=topic):
            return [QuestionAnswered(topic=topic)]
        case NoteInsurance(carrier=carrier):
            return [InsuranceNoted(carrier=collecting.short(carrier))]
        case RequestPerson():
            return _person(command, facts, clinic)
        case ReportTransfer():
            return _transfer(command, facts, clinic)
        case LeaveMessage():
            left = _message(command, facts, clinic)
            return [] if facts.has_told(left) else [left]
        case JoinWaitingList():
            return _join(command, facts, clinic)
        case _:
            assert_never(command)


def _emergency(command: ReportEmergency, facts: Facts, clinic: Clinic) -> Sequence[Event]:
    # Who is in pain does not choose a language first.
    languages = sorted(get_args(Language), key=lambda each: each != facts.language)
    found = next((heard for each in languages if (heard := triage(command.words, each)) is not None), None)
    if found is None:
        return []
    recognised = EmergencyRecognised(tier=found.tier, signs=found.signs, words=collecting.short(command.words))
    if found.tier == "first_held_slot":
        known = collecting.begin(command.new.booking, facts)
        treatment = clinic.treatment(clinic.emergency_treatment)
        wish = wish_of(treatment, [clinic.provider(each) for each in treatment.providers], urgent=True)
        book = Book(clinic=clinic, diary=facts.diary, now=command.asked_at)
        slot = next(book.slots(wish, book.days(book.today, book.today + timedelta(days=URGENT_DAYS))), None)
        if slot is not None:
            offered = SlotsOffered(
                booking_id=known.booking.booking_id,
                treatment_id=treatment.id,
                provider_id=None,
                date_words="",
                time_words="",
                asked_at=command.asked_at,
                time_zone=clinic.time_zone,
                first=slot.starts_at.astimezone(clinic.zone).date(),
                last=slot.starts_at.astimezone(clinic.zone).date(),
                slots=replies.offers([slot], wish, facts),
            )
            return [*known.events, recognised, offered]
    done = {
        "call_emergency_number": f"The caller was told to call {clinic.emergency_number} now.",
        "call_on_call_dentist": f"The caller was told to call the on-call dentist now, {clinic.on_call_number}.",
        "first_held_slot": "Nothing is free soon; the caller was given the on-call dentist's number.",
    }[found.tier]
    told = task(
        command.new.tasks[0],
        "emergency",
        "now",
        clinic=clinic,
        now=command.asked_at,
        who=_who(facts),
        phone=_phone(facts),
        done=done,
        to_do="See that the caller is being helped.",
    )
    return [recognised, *([] if facts.has_told(told) else [told])]


def _person(command: RequestPerson, facts: Facts, clinic: Clinic) -> Sequence[Event]:
    if facts.person_requested and not command.name.strip() and not command.phone.strip():
        return []
    # A terminal cannot be put through.
    phone = None if facts.channel == "terminal" else clinic.transfer_number
    wanted = PersonRequested(phone=phone, reason=collecting.short(command.reason))
    if wanted.phone is not None:
        return [wanted]
    told = task(
        command.new.tasks[0],
        "callback",
        "today",
        clinic=clinic,
        now=command.asked_at,
        who=collecting.short(names.clean(command.name)) or _who(facts),
        phone=_call_back(command.phone, facts, clinic),
        done="The caller asked for a person; there is no number to put them through to.",
        to_do=f"Call back: {wanted.reason.strip()}" if wanted.reason.strip() else "Call back.",
    )
    return [] if facts.has_told(told) else [wanted, told]


def _transfer(command: ReportTransfer, facts: Facts, clinic: Clinic) -> Sequence[Event]:
    if command.failure is None:
        return [CallerTransferred()]
    told = task(
        command.new.tasks[0],
        "callback",
        "now",
        clinic=clinic,
        now=command.asked_at,
        who=_who(facts),
        phone=_phone(facts),
        done="The caller asked for a person, and nobody could be reached.",
        to_do="Call back.",
    )
    return [TransferFailed(why=command.failure), *([] if facts.has_told(told) else [told])]


def _message(command: LeaveMessage, facts: Facts, clinic: Clinic) -> TaskRaised:
    return task(
        command.new.tasks[0],
        "callback" if not command.message.strip() else "message",
        command.urgency,
        clinic=clinic,
        now=command.asked_at,
        who=collecting.short(names.clean(command.name)) or _who(facts),
        phone=_call_back(command.phone, facts, clinic),
        patient_id=facts.recognised[0] if len(facts.recognised) == 1 else None,
        done="The caller was promised that somebody calls back.",
        to_do=f"Message: {collecting.short(command.message)}" if command.message.strip() else "Call back.",
    )


def _join(command: JoinWaitingList, facts: Facts, clinic: Clinic) -> Sequence[Event]:
    wanted = command.wanted
    known = collecting.collect(command.new.booking, wanted, facts, clinic, command.asked_at)
    treatment = treatment_meant(wanted.treatment or known.booking.treatment_id or "", clinic)
    treatment = clinic.treatment(clinic.default_treatment) if treatment is None else treatment
    if isinstance(treatment, Unclear):
        return [*known.events, _ask(command, treatment, clinic)]
    providers = providers_meant(wanted.provider, treatment, clinic)
    if isinstance(providers, Unclear):
        return [*known.events, _ask(command, providers, clinic)]
    meant = window(
        wanted.date_words, wanted.time_words, asked_at=command.asked_at, clinic=clinic, language=facts.language
    )
    if not isinstance(meant, Window):
        return [*known.events, _ask(command, Unclear(meant.about, ()), clinic, meant)]
    book = Book(clinic=clinic, diary=facts.diary, now=command.asked_at)
    if not book.today <= meant.last or not meant.first <= book.horizon:
        return [*known.events, replies.refused(known, book.why_none(meant.first, meant.last), clinic)]
    if any(provider.id not in treatment.providers for provider in providers):
        return [*known.events, replies.refused(known, "not_performed_by", clinic)]
    if wanted.phone.strip() and collecting.phone_said(wanted.phone, facts.language, clinic) is None:
        return [*known.events, _ask(command, Unclear("phone", ()), clinic)]
    name, phone = known.booking.patient_name or _who(facts), known.booking.phone or _phone(facts)
    if not name or phone is None:
        return [*known.events, _ask(command, Unclear("phone" if name else "name", ()), clinic)]
    patient_id, registered = _patient(command, facts, name, phone)
    entry = WaitingListJoined(
        wait_id=command.new.wait,
        patient_id=patient_id,
        name=name,
        phone=phone,
        treatment_id=treatment.id,
        provider_id=providers[0].id if wanted.provider.strip() and len(providers) == 1 else None,
        first=max(meant.first, book.today),
        last=min(meant.last, book.horizon),
        earliest=None if meant.earliest is None else f"{meant.earliest:%H:%M}",
        latest=None if meant.latest is None else f"{meant.latest:%H:%M}",
    )
    same = any((e.patient_id, e.treatment_id) == (patient_id, treatment.id) for e in facts.waiting.values())
    return [] if same else [*known.events, *registered, entry]


def _patient(
    command: JoinWaitingList, facts: Facts, name: str, phone: str
) -> tuple[PatientId, tuple[PatientRegistered, ...]]:
    """The recognised patient of that name; else one of this call; else a new one.

    Whoever waits since another call is not looked for: it would tell a stranger who knows a name and a number.
    """
    for patient_id in facts.recognised:
        registered = facts.patients.registered.get(patient_id)
        if registered is not None and names.same(registered.name, name):
            return patient_id, ()
    waiting = (facts.waiting[each] for each in facts.waits if each in facts.waiting)
    for patient in (*((each.patient_id, each.name) for each in waiting), *_booked_here(facts)):
        if names.same(patient[1], name):
            return patient[0], ()
    fresh = PatientRegistered(patient_id=command.new.patient, name=name, birth_date=None, phone=phone)
    return command.new.patient, (fresh,)


def _ask(command: JoinWaitingList, unclear: Unclear, clinic: Clinic, meant: object = None) -> ClarificationAsked:
    return ClarificationAsked(
        booking_id=command.new.booking,
        about=unclear.about,
        date_words=collecting.short(command.wanted.date_words),
        time_words=collecting.short(command.wanted.time_words),
        asked_at=command.asked_at,
        time_zone=clinic.time_zone,
        candidates=meant.candidates if isinstance(meant, Ambiguous) else (),
        choices=unclear.choices,
    )


def _booked_here(facts: Facts) -> list[tuple[PatientId, str]]:
    return [(each.patient_id, each.patient_name) for each in facts.appointments]


def _call_back(words: str, facts: Facts, clinic: Clinic) -> str | None:
    """Where to call: the number, or what was said for one, so that no message is lost for it; else the one known."""
    said = collecting.phone_said(words, facts.language, clinic) or collecting.short(words.strip())
    return said or _phone(facts)


def _who(facts: Facts) -> str:
    """Whom the call is about, as far as it is known."""
    if facts.open_booking is not None and facts.open_booking.patient_name:
        return facts.open_booking.patient_name
    if facts.appointments:
        return facts.appointments[-1].patient_name
    registered = [facts.patients.registered.get(each) for each in facts.recognised]
    return registered[0].name if registered and registered[0] is not None else ""


def _phone(facts: Facts) -> str | None:
    if facts.open_booking is not None and facts.open_booking.phone:
        return facts.open_booking.phone
    numbers = (
        registered.phone
        for each in (*facts.recognised, *(a.patient_id for a in facts.appointments))
        if (registered := facts.patients.registered.get(each)) is not None
    )
    return next((number for number in numbers if number), None)
