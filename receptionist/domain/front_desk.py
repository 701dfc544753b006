"""What a front desk does beside booking: emergencies, questions, messages, a person on the line, the waiting list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import assert_never, get_args

from receptionist.domain import callers, collecting, joining, messages, recognition, replies
from receptionist.domain.availability import Book
from receptionist.domain.clinic import Clinic
from receptionist.domain.commands import (
    AnswerQuestion,
    DeskCommand,
    GiveUpCall,
    JoinWaitingList,
    LeaveMessage,
    NoteInsurance,
    Recognise,
    ReportEmergency,
    ReportTransfer,
    RequestPerson,
)
from receptionist.domain.facts import Facts
from receptionist.domain.tasks import task
from receptionist.domain.triage import triage
from receptionist.domain.wishes import wish_of
from receptionist.errors import CallOverError
from receptionist.events.booking import SlotsOffered
from receptionist.events.call import (
    EmergencyRecognised,
    InsuranceNoted,
    QuestionAnswered,
)
from receptionist.events.catalogue import Event
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
        case RequestPerson() | ReportTransfer() | LeaveMessage() | GiveUpCall():
            return messages.decide(command, facts, clinic)
        case JoinWaitingList():
            return joining.join(command, facts, clinic)
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
        who=callers.who(facts),
        phone=callers.phone(facts),
        done=done,
        to_do="See that the caller is being helped.",
    )
    return [recognised, *([] if facts.has_told(told) else [told])]
