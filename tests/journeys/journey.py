"""A whole call in a plain file: what was in the log before it, what the caller says, and how it has to come out."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

import cattrs
from attrs import Attribute, field, frozen, validators

from receptionist.code_alphabet import is_code
from receptionist.config.clinic_file import example_clinic
from receptionist.domain.carriers import CARRIERS
from receptionist.events.call import EndReason, Tier
from receptionist.events.catalogue import CURRENT
from receptionist.events.clinic import TaskKind, Urgency
from receptionist.events.patient import Recognition
from receptionist.language import Language
from receptionist.prompts import questions

FOLDER = Path(__file__).parent
SLOT = "%a %Y-%m-%d %H:%M"
"""How a file writes a time at the clinic: "Tue 2026-11-24 14:00"."""
CLINIC = example_clinic()
"""Where all calls take place."""

_DAY = "%a %Y-%m-%d"
_EVENTS = frozenset(name for name, _ in CURRENT)
_TREATMENTS = frozenset(each.id for each in CLINIC.treatments)
_PROVIDERS = frozenset(each.id for each in CLINIC.providers)
_RESOURCES = _PROVIDERS | {each.id for each in CLINIC.chairs}
_TOPICS = frozenset(each.id for each in questions.topics())
_ANSWER = re.compile(r"\?(?:(?P<about>[^\s:][^:]*):)?\s+(?P<words>.+)")
_STRICT = cattrs.Converter(forbid_extra_keys=True)


def instant(slot: str) -> datetime:
    """The instant of a time as files write it."""
    return datetime.strptime(slot, SLOT).replace(tzinfo=ZoneInfo(CLINIC.time_zone))


def day(words: str) -> date:
    """The day as files write it: "Tue 2026-11-24"."""
    return datetime.strptime(words, _DAY).date()  # noqa: DTZ007 (a day of the clinic's calendar)


def _real(pattern: str) -> Any:
    """A weekday that does not belong to its date is a slip of whoever wrote the file."""

    def check(_owner: object, _field: Attribute[str], written: str) -> None:
        if datetime.strptime(written, pattern).strftime(pattern) != written:  # noqa: DTZ007 (its spelling only)
            msg = f"there is no {written}"
            raise ValueError(msg)

    return check


def _visit(_owner: object, _field: Attribute[str], written: str) -> None:
    """Whom it is for and when; and, where it matters, the treatment and who does it."""
    _, slot, *more = written.split(", ")
    _real(SLOT)(_owner, _field, slot)
    for part, known in zip(more, (_TREATMENTS, _PROVIDERS), strict=False):
        if part not in known:
            msg = f"{part!r} is none of {', '.join(sorted(known))}"
            raise ValueError(msg)


def _each(check: Any) -> Any:
    return validators.optional(validators.deep_iterable(check))


_slot, _some_day = _real(SLOT), _real(_DAY)
_among = validators.in_


def _code(_owner: object, _field: Attribute[str], written: str) -> None:
    if written and not is_code(written):
        msg = f"{written} is no confirmation code"
        raise ValueError(msg)


@frozen(kw_only=True)
class Booked:
    """An appointment that was made before the call."""

    patient: str
    at: str = field(validator=_slot)
    born: str = ""
    phone: str = ""
    treatment: str = field(default=CLINIC.default_treatment, validator=_among(_TREATMENTS))
    provider: str = field(default="", validator=_among(_PROVIDERS | {""}))
    code: str = field(default="", validator=_code)
    guardian: str = ""
    missed: bool = False


@frozen(kw_only=True)
class Block:
    """Time of a dentist, hygienist or chair that staff have blocked."""

    resource: str = field(validator=_among(_RESOURCES))
    begins: str = field(validator=_slot)
    ends: str = field(validator=_slot)


@frozen(kw_only=True)
class Waiting:
    """Somebody who has joined the waiting list, in words as callers say them."""

    patient: str
    phone: str
    treatment: str = field(default=CLINIC.default_treatment, validator=_among(_TREATMENTS))
    provider: str = field(default="", validator=_among(_PROVIDERS | {""}))
    date: str = ""
    time: str = ""


@frozen(kw_only=True)
class Before:
    """What is in the log when the call begins."""

    appointments: tuple[Booked, ...] = ()
    blocks: tuple[Block, ...] = ()
    closed: tuple[str, ...] = field(default=(), validator=_each(_some_day))
    waiting: tuple[Waiting, ...] = ()


@frozen(kw_only=True)
class InboxLine:
    """What a person at the clinic finds to do; parts that are left out may be anything."""

    kind: TaskKind
    urgency: Urgency | None = None
    who: str | None = None
    phone: str | None = None
    says: tuple[str, ...] = ()


@frozen(kw_only=True)
class Outcome:
    """How a call comes out; README.md explains the fields."""

    appointments: tuple[str, ...] = field(validator=_each(_visit))
    ended: EndReason
    cancelled: tuple[str, ...] = field(default=(), validator=_each(_visit))
    late: tuple[str, ...] = ()
    inbox: tuple[InboxLine, ...] = ()
    emergencies: tuple[Tier, ...] = ()
    recognised: tuple[Recognition, ...] = ()
    given_up: bool = False
    person: bool = False
    waiting_list: tuple[str, ...] = ()
    carriers: tuple[str, ...] = field(default=(), validator=_each(_among(CARRIERS)))
    topics: tuple[str, ...] = field(default=(), validator=_each(_among(_TOPICS)))
    language: Language = "en"
    registered: tuple[str, ...] | None = None
    failed: int = 0
    refused: tuple[str, ...] = ()
    last_word: Literal["agent", "caller"] = "agent"
    moves: int | None = None
    told: int | None = None
    states: tuple[str, ...] | None = None
    confirmations: int | None = None
    documents: int | None = None
    says: tuple[str, ...] = ()
    never_says: tuple[str, ...] = ()
    happened: tuple[str, ...] = field(default=(), validator=_each(_among(_EVENTS)))
    never: tuple[str, ...] = field(default=(), validator=_each(_among(_EVENTS)))
    open: tuple[Literal["failed", "refused", "topics", "last_word"], ...] = ()


@frozen(kw_only=True)
class Line:
    """What the caller says.

    Attributes:
        if_asked: Whether they say it only in answer to a question.
        about: The question has to have one of these words; any will do, where there are none.
    """

    words: str
    if_asked: bool = False
    about: tuple[str, ...] = ()


@frozen(kw_only=True)
class Journey:
    """One call of a file."""

    title: str
    at: str = field(default="Wed 2026-11-18 10:00", validator=_slot)
    channel: Literal["terminal", "phone"] = "terminal"
    taken: tuple[str, ...] = field(default=(), validator=_each(_slot))
    before: Before = field(factory=Before)
    says: tuple[Line, ...] = field(validator=validators.min_len(1))
    outcome: Outcome
    beyond_the_offline_brain: str | None = None


def journeys(path: Path) -> list[Journey]:
    """The calls of a file, each with the file's `[outcome]` where it has none of its own.

    Raises:
        Exception: A key is missing, unknown or misspelt, or a date has the wrong weekday.
    """
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    shared = content.pop("outcome", {})
    calls = content.pop("call")
    if content:
        msg = f"{path.name} has {', '.join(content)}, which means nothing there"
        raise ValueError(msg)
    return [_journey(call, shared) for call in calls]


def _journey(call: Mapping[str, Any], shared: Mapping[str, Any]) -> Journey:
    outcome = {**shared, **call.get("outcome", {})}
    lines = [_line(line.strip()) for line in call["says"].splitlines() if line.strip()]
    return _STRICT.structure({**call, "says": lines, "outcome": outcome}, Journey)


def _line(written: str) -> dict[str, object]:
    """A line that begins with "? " or "?name|number: " is said only when the agent has asked, or has asked that."""
    if (answer := _ANSWER.fullmatch(written)) is None:
        return {"words": written}
    about = [word.strip() for word in (answer["about"] or "").split("|") if word.strip()]
    return {"words": answer["words"], "if_asked": True, "about": about}
