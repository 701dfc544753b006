"""Where a call came out otherwise than its file says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from attrs import frozen

from receptionist.events.booking import Appointment
from receptionist.events.clinic import TaskRaised
from tests.journeys.found import Found
from tests.journeys.journey import InboxLine, Journey, Outcome
from tests.journeys.standing import shown
from tests.journeys.words import plain

# What stands when the call is over, whichever way led to it.
_STATE = (
    "late", "emergencies", "recognised", "given_up", "person", "waiting_list", "carriers", "language", "ended",
)  # fmt: skip
_PATH = ("topics", "failed", "refused", "last_word")
_WHERE_GIVEN = ("moves", "told", "states", "confirmations", "documents")


@frozen
class Difference:
    """What was found, and what was expected instead, where there is more to say than that it should not be."""

    what: str
    found: object
    expected: object = None

    def __str__(self) -> str:
        found = f"{self.what}: {_written(self.found)}"
        return found if self.expected is None else f"{found}; expected: {_written(self.expected)}"


def differences(journey: Journey, found: Found, *, final_state_only: bool = False) -> tuple[Difference, ...]:
    """All of them, the gravest first.

    Args:
        journey: The call as its file has it.
        found: What came of it.
        final_state_only: Look at what stands at the end, and not at the way there or at the words.
    """
    outcome = journey.outcome
    different = [*_unsaid(found), *_state(outcome, found)]
    if final_state_only:
        different += _none("topics that were not answered", tuple(t for t in outcome.topics if t not in found.topics))
    else:
        different += [*_path(outcome, found), *_words(outcome, found)]
    return tuple(different)


def _unsaid(found: Found) -> Iterator[Difference]:
    left = tuple(line.words for line in found.unsaid if not line.if_asked)
    if left:
        yield Difference("the agent ended the call before the caller could say", left)


def _state(outcome: Outcome, found: Found) -> Iterator[Difference]:
    yield from _appointments("appointments", outcome.appointments, found.standing)
    yield from _appointments("cancelled", outcome.cancelled, found.cancelled)
    yield from _inbox(outcome.inbox, found.inbox)
    for name in _STATE:
        yield from _compared(name, getattr(outcome, name), getattr(found, name))
    if outcome.registered is not None:
        yield from _registered(outcome.registered, found.registered)


def _path(outcome: Outcome, found: Found) -> Iterator[Difference]:
    for name in (each for each in _PATH if each not in outcome.open):
        yield from _compared(name, getattr(outcome, name), getattr(found, name))
    for name in _WHERE_GIVEN:
        if (expected := getattr(outcome, name)) is not None:
            yield from _compared(name, expected, getattr(found, name))
    yield from _compared("in writing", found.owed_on_paper, found.on_paper)
    yield from _none("events that did not happen", tuple(sorted({*outcome.happened} - found.happened)))
    yield from _none("events that must not happen", tuple(sorted({*outcome.never} & found.happened)))


def _words(outcome: Outcome, found: Found) -> Iterator[Difference]:
    said = plain(" ".join(found.spoken))
    unsaid = tuple(part for part in outcome.says if plain(found.in_words(part)) not in said)
    yield from _none("was never said", unsaid)
    forbidden = tuple(part for part in outcome.never_says if plain(found.in_words(part)) in said)
    yield from _none("must not be said", forbidden)


def _appointments(what: str, expected: Sequence[str], found: Sequence[Appointment]) -> Iterator[Difference]:
    """Each is compared in as many parts as the file gives."""
    counts = [len(each.split(", ")) for each in expected] + [2] * len(found)
    was = tuple(shown(each, parts) for each, parts in zip(found, counts, strict=False))
    yield from _compared(what, tuple(expected), was)


def _registered(expected: Sequence[str], found: Sequence[str]) -> Iterator[Difference]:
    """Each has at least the parts that the file gives."""
    fits = [{*each.split(", ")} <= {*was.split(", ")} for each, was in zip(expected, found, strict=False)]
    if len(expected) != len(found) or not all(fits):
        yield Difference("registered", tuple(found), tuple(expected))


def _inbox(expected: Sequence[InboxLine], found: Sequence[TaskRaised]) -> Iterator[Difference]:
    left, missing = list(found), list[InboxLine]()
    # The line that asks most takes its task first: of two that both fit, the other may fit another as well.
    for line in sorted(expected, key=_asks_for, reverse=True):
        fits = next((task for task in left if _fits(line, task)), None)
        if fits is None:
            missing.append(line)
        else:
            left.remove(fits)
    if missing or left:
        yield Difference("inbox", tuple(map(_task, left)), tuple(map(_line, missing)))


def _fits(line: InboxLine, task: TaskRaised) -> bool:
    return (
        line.kind == task.kind
        and line.urgency in {None, task.urgency}
        and (line.who is None or plain(line.who) == plain(task.who))
        and line.phone in {None, task.phone or ""}
        and all(plain(part) in plain(f"{task.done} {task.to_do}") for part in line.says)
    )


def _asks_for(line: InboxLine) -> int:
    return sum(part is not None for part in (line.urgency, line.who, line.phone)) + len(line.says)


def _line(line: InboxLine) -> str:
    return _joined((line.kind, line.urgency, line.who, line.phone, *line.says))


def _task(task: TaskRaised) -> str:
    return _joined((task.kind, task.urgency, task.who, task.phone, task.done, task.to_do))


def _joined(parts: Iterable[str | None]) -> str:
    return ", ".join(part for part in parts if part)


def _compared(what: str, expected: object, found: object) -> Iterator[Difference]:
    if expected != found:
        yield Difference(what, found, expected)


def _none(what: str, found: tuple[str, ...]) -> Iterator[Difference]:
    if found:
        yield Difference(what, found)


def _written(value: object) -> str:
    if isinstance(value, tuple):
        return " / ".join(map(str, value)) or "nothing"
    return str(value)
