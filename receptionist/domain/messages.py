"""A person on the line, a call back, a message: one line of the inbox for one matter, however often it is told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never, get_args

from attrs import evolve, frozen

from receptionist.domain import callers, collecting, names
from receptionist.domain.clinic import Clinic
from receptionist.domain.commands import GiveUpCall, LeaveMessage, ReportTransfer, RequestPerson
from receptionist.domain.facts import Facts
from receptionist.domain.tasks import corrected, task
from receptionist.events.call import CallerTransferred, PersonRequested, TransferFailed
from receptionist.events.catalogue import Event
from receptionist.events.clinic import TaskKind, TaskRaised, Urgency

# As long as a voicemail.
_LONGEST_MESSAGE = 2_000
_CALL_BACK = "Call back."
_KINDS: tuple[TaskKind, ...] = ("refusal", "callback", "message")
"""From what the desk promised by itself to what the caller has put into words."""
_URGENCIES: tuple[Urgency, ...] = get_args(Urgency)


@frozen(kw_only=True)
class _Said:
    """What the caller says of themselves with it, and of what it is about; "" where they say nothing."""

    who: str = ""
    phone: str = ""
    words: str = ""


def decide(
    command: RequestPerson | ReportTransfer | LeaveMessage | GiveUpCall, facts: Facts, clinic: Clinic
) -> Sequence[Event]:
    """What staff have to do about it, and what the caller is told."""
    match command:
        case RequestPerson():
            return request_person(command, facts, clinic)
        case ReportTransfer():
            return report_transfer(command, facts, clinic)
        case LeaveMessage():
            return leave(command, facts, clinic)
        case GiveUpCall():
            return give_up(command, facts, clinic)
        case _:
            assert_never(command)


def request_person(command: RequestPerson, facts: Facts, clinic: Clinic) -> Sequence[Event]:
    """The caller is put through where there is a number; otherwise, or after that failed, staff call back."""
    # A terminal cannot be put through.
    number = None if facts.channel == "terminal" else clinic.transfer_number
    reason = collecting.short(command.reason.strip())
    said = _said(command, facts, clinic, words=reason)
    requested = [] if facts.person_requested else [PersonRequested(phone=number, reason=reason)]
    if number is not None and not (facts.unreached and said.phone):
        return requested
    told = task(
        command.new.tasks[0],
        "callback",
        "today",
        clinic=clinic,
        now=command.asked_at,
        who=said.who or callers.who(facts),
        phone=said.phone or callers.phone(facts),
        done="The caller asked for a person; there is no number to put them through to.",
        to_do=f"Call back: {reason}" if reason else _CALL_BACK,
    )
    # After a transfer that failed the number is the answer to where somebody can call back.
    return [*(requested if number is None else []), *_told(told, said, facts)]


def report_transfer(command: ReportTransfer, facts: Facts, clinic: Clinic) -> Sequence[Event]:
    """Whether somebody has the caller now; if not, staff call back."""
    if command.failure is None:
        return [CallerTransferred()]
    told = task(
        command.new.tasks[0],
        "callback",
        "now",
        clinic=clinic,
        now=command.asked_at,
        who=callers.who(facts),
        phone=callers.phone(facts),
        done="The caller asked for a person, and nobody could be reached.",
        to_do=_CALL_BACK,
    )
    return [TransferFailed(why=command.failure), *_told(told, _Said(), facts)]


def leave(command: LeaveMessage, facts: Facts, clinic: Clinic) -> Sequence[Event]:
    """A message for the staff; without words of its own it is a wish to be called back."""
    words = collecting.short(command.message.strip(), _LONGEST_MESSAGE)
    said = _said(command, facts, clinic, words=words)
    told = task(
        command.new.tasks[0],
        "message" if words else "callback",
        command.urgency,
        clinic=clinic,
        now=command.asked_at,
        who=said.who or callers.who(facts),
        phone=said.phone or callers.phone(facts),
        patient_id=facts.recognised[0] if len(facts.recognised) == 1 else None,
        done="The caller was promised that somebody calls back.",
        to_do=f"Message: {words}" if words else _CALL_BACK,
    )
    return _told(told, said, facts)


def give_up(command: GiveUpCall, facts: Facts, clinic: Clinic) -> Sequence[Event]:
    """The agents of this call have failed: staff find out what the caller wanted."""
    told = task(
        command.new.tasks[0],
        "failed_call",
        "now",
        clinic=clinic,
        now=command.asked_at,
        who=callers.who(facts),
        phone=callers.phone(facts),
        done="The assistant failed in this call several times, and the call was ended.",
        to_do="See what the caller wanted, and call back.",
    )
    return [] if facts.has_told(told) else [told]


def _said(command: RequestPerson | LeaveMessage, facts: Facts, clinic: Clinic, *, words: str) -> _Said:
    # A number that cannot be read stands there as it was said, so that no message is lost for it.
    number = collecting.phone_said(command.phone, facts.language, clinic) or collecting.short(command.phone.strip())
    return _Said(who=collecting.short(names.clean(command.name)), phone=number, words=words)


def _told(new: TaskRaised, said: _Said, facts: Facts) -> Sequence[Event]:
    """The line, unless staff have it already; what completes or corrects one that stands becomes part of that one."""
    if facts.has_told(new):
        return []
    still = [each for each in facts.promises if each.task_id in facts.tasks]
    line = next((each for each in reversed(still) if _is_about(each, said)), None)
    if line is None:
        return [new]
    whole = _together(line, new, said)
    return [] if whole == line else [corrected(whole)]


def _is_about(line: TaskRaised, said: _Said) -> bool:
    """Whether what is said now belongs to *line*: it is not somebody else's, and no other matter.

    A line without a number is not finished: whatever is said next belongs to it.
    """
    another = bool(line.who and said.who) and not names.same(line.who, said.who)
    elsewhere = bool(line.phone and said.phone) and line.phone != said.phone
    if another and elsewhere:
        return False
    return not line.phone or not said.words or said.words in line.to_do or line.to_do == _CALL_BACK


def _together(line: TaskRaised, new: TaskRaised, said: _Said) -> TaskRaised:
    """*line* with what is new; of who it is and where to call, what was said last."""
    to_do = line.to_do
    if said.words and said.words not in to_do:
        to_do = new.to_do if to_do == _CALL_BACK else f"{to_do} {new.to_do}"
    return evolve(
        line,
        kind=max(line.kind, new.kind, key=_KINDS.index),
        urgency=min(line.urgency, new.urgency, key=_URGENCIES.index),
        who=said.who or line.who or new.who,
        phone=said.phone or line.phone or new.phone,
        done=line.done if new.done in line.done else f"{line.done} {new.done}",
        to_do=to_do,
        due=min(line.due, new.due),
    )
