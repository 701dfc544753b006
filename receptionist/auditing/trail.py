"""One appointment's whole life, step by step: what was said, asked back, offered, decided, told, sent and done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from attrs import evolve, frozen

from receptionist.auditing.booking_words import acknowledged, sent_words
from receptionist.auditing.pseudonyms import WITHHELD
from receptionist.clock import Clock
from receptionist.config import Settings
from receptionist.events.booking import (
    AppointmentMoved,
    BookingConfirmed,
    BookingRefused,
    ClarificationAsked,
    SlotsOffered,
)
from receptionist.events.call import UtteranceHeard, UtteranceSpoken
from receptionist.events.recorded import Actor, Recorded
from receptionist.ids import AppointmentId, CallId
from receptionist.replaying.masking import as_it_is
from receptionist.replaying.why import decisions
from receptionist.replaying.why.case import Case, read_case
from receptionist.replaying.why.facts import Act, Story
from receptionist.replaying.why.finding_out import find_out
from receptionist.replaying.why.phrases import quoted, sentence
from receptionist.replaying.why.sentences import act_sentences
from receptionist.storage import Storage

_ROLES = {"caller": "the caller", "staff": "staff", "bystander": "somebody else"}
_STEPS = (SlotsOffered, ClarificationAsked, BookingRefused)


@frozen(kw_only=True)
class Step:
    """Something that happened to an appointment.

    Attributes:
        position: Of the event that says so, or that it follows from.
        at: When, in UTC.
        actor: Whose act it was.
        person: Who of the staff it was, where it was one of them.
        kind: `said`, `offered`, `asked`, `refused`, `told`, `sent`, `acknowledged`, or what was done: `booked`, …
        what: In sentences.
    """

    position: int
    at: datetime
    actor: Actor
    person: str | None
    call: CallId | None
    kind: str
    what: str


@frozen(kw_only=True)
class Trail:
    """The life of an appointment: its story's facts, and every step of it in order."""

    story: Story
    steps: tuple[Step, ...]


async def trail(storage: Storage, appointment: AppointmentId, *, settings: Settings, wall: Clock) -> Trail:
    """The life of *appointment*, whose whole id that is.

    Args:
        storage: The log, which is not written to.
        appointment: Its whole id.
        settings: What treatments are called, and who gets what is for whoever the `audience` setting says.
        wall: The machine's clock.

    Raises:
        UnknownAppointmentError: The log has nothing of it.
        LogError: The log cannot be read.
    """
    case = await read_case(storage, appointment, setting=settings.audience, wall=wall)
    treatments = {each.id: each.name("en") for each in settings.clinic.treatments}
    story = find_out(case, show=as_it_is, names=True, treatments=treatments)
    by_position = {each.position: each for each in case.events}
    steps = dict.fromkeys(
        step for act in story.acts for step in _of_act(act, by_position[act.position], case, story.time_zone)
    )
    return Trail(story=story, steps=tuple(sorted(steps, key=lambda step: (step.at, step.position))))


def _of_act(act: Act, recorded: Recorded, case: Case, zone: str) -> Iterator[Step]:
    before = _before(recorded, case)
    if act.call is not None:
        yield from _said(act, before)
    yield from _steps(act, recorded, before, zone)
    # What led to it, and what was sent because of it, have steps of their own.
    alone = evolve(act, heard=(), steps=(), sent=())
    yield _step(recorded, act.kind, " ".join(act_sentences(alone, zone)))
    yield from _told(act, recorded, case)
    yield from _sent(act, recorded, zone)
    yield from _acknowledged(act, recorded, case)


def _before(recorded: Recorded, case: Case) -> Sequence[Recorded]:
    same = (recorded.metadata.call, recorded.metadata.person)
    return [
        each
        for each in case.events
        if each.position < recorded.position and (each.metadata.call, each.metadata.person) == same
    ]


def _said(act: Act, before: Sequence[Recorded]) -> Iterator[Step]:
    """The caller's words that led to it: their last turn, and what of earlier ones was understood."""
    understood = {*act.heard, *(words for step in act.steps for words in step.heard)}
    turn = _last_turn(before)
    for each in before:
        if isinstance(each.event, UtteranceHeard):
            words = " ".join(each.event.text.split())
            if each.position in turn or (words in understood and words != WITHHELD):
                yield _step(each, "said", sentence(f"the caller said {quoted([words])}"))


def _last_turn(before: Sequence[Recorded]) -> set[int]:
    turn = set[int]()
    for each in reversed(before):
        if isinstance(each.event, UtteranceSpoken) and turn:
            break
        if isinstance(each.event, UtteranceHeard):
            turn.add(each.position)
    return turn


def _steps(act: Act, recorded: Recorded, before: Sequence[Recorded], zone: str) -> Iterator[Step]:
    if not isinstance(recorded.event, BookingConfirmed | AppointmentMoved):
        return
    booking = recorded.event.booking_id
    events = [each for each in before if isinstance(each.event, _STEPS) and each.event.booking_id == booking]
    for each, step in zip(events, act.steps, strict=True):
        yield _step(each, step.step, decisions.in_words(step, zone))


def _told(act: Act, recorded: Recorded, case: Case) -> Iterator[Step]:
    spoken = act.spoken
    if spoken is None:
        return
    for each in case.events:
        its = (each.metadata.call, each.recorded_at, each.position > recorded.position)
        if isinstance(each.event, UtteranceSpoken) and its == (act.call, spoken.at, True):
            cut = ", and was cut off" if spoken.interrupted else ""
            yield _step(each, "told", sentence(f"the agent said {quoted([spoken.text])}{cut}"))
            return


def _sent(act: Act, recorded: Recorded, zone: str) -> Iterator[Step]:
    for each in act.sent:
        if words := sent_words((each,), zone):
            lead = "sent: " if each.state == "sent" else ""
            yield evolve(_step(recorded, "sent", sentence(f"{lead}{words}")), at=each.at or act.at, actor="system")
        for receiver in each.receivers:
            if receiver.resent_at is not None:
                again = sentence(f"it was sent to {_ROLES[receiver.role]} again")
                yield evolve(_step(recorded, "sent", again), at=receiver.resent_at, actor="system")


def _acknowledged(act: Act, recorded: Recorded, case: Case) -> Iterator[Step]:
    if any(each.state == "sent" for each in act.sent):
        for said in acknowledged(case, recorded):
            who = _ROLES[said.role] if said.role else "somebody in the room"
            whose: Actor = "caller" if said.role == "caller" else "staff" if said.role == "staff" else "system"
            step = _step(
                recorded, "acknowledged", sentence(f"{who} acknowledged all that was sent up to here or later")
            )
            yield evolve(step, at=said.at, actor=whose)


def _step(recorded: Recorded, kind: str, what: str) -> Step:
    metadata = recorded.metadata
    return Step(
        position=recorded.position,
        at=recorded.recorded_at,
        actor=metadata.actor,
        person=metadata.person,
        call=metadata.call,
        kind=kind,
        what=what,
    )
