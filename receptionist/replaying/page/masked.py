"""An account in which nobody can be recognised: what is hidden is not in it any more."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from attrs import evolve

from receptionist.events.personal import ERASED
from receptionist.replaying.account import (
    Account,
    AppointmentState,
    BookingState,
    EffectShown,
    Entry,
    Field,
    Happened,
    Presence,
    Recipient,
    Rescue,
    ToolUse,
    Utterance,
)
from receptionist.replaying.masking import CODE, NAME, Known, Mask, known_from, placeholder
from receptionist.replaying.tool_words import named_words, parsed

HIDDEN = "[hidden]"
STAFF = "[staff]"
# Personal, and neither somebody's name nor what somebody said.
_HIDDEN = {"carrier", "claim", "uid"}


def masked(account: Account) -> Account:
    """*account* without names, telephone numbers, dates of birth, codes and identities, in texts neither."""
    mask = Mask(_known(account))
    return evolve(
        account,
        summary=evolve(account.summary, appointments=()),
        entries=tuple(_entry(entry, mask) for entry in account.entries),
        participants=tuple(evolve(each, identity=None) for each in account.participants),
        acknowledgements=(),
        bookings=tuple((position, _booking(state, mask)) for position, state in account.bookings),
        names=(),
    )


def _known(account: Account) -> Known:
    return known_from(_told(account))


def _told(account: Account) -> Iterator[tuple[str, str]]:
    """Every value that tells who somebody is, with the name of its kind."""
    yield from (("name", name) for name in account.names)
    yield from (("identity", each.identity) for each in account.participants if each.identity)
    yield from (("identity", each.identity) for each in account.acknowledgements)
    for _, state in account.bookings:
        yield from ((name, value) for name, value in state.details.items() if isinstance(value, str))
        for each in state.appointments:
            yield from (("code", each.code), ("name", each.patient))
    for entry in account.entries:
        match entry:
            case Happened(fields=fields):
                yield from ((_last(each.path), str(each.value)) for each in fields if each.personal)
                if entry.person:
                    yield "name", entry.person
            case ToolUse(arguments=arguments):
                yield from named_words(parsed(arguments))
            case Presence(identity=str(identity)):
                yield "identity", identity
            case _:
                continue


def _entry(entry: Entry, mask: Mask) -> Entry:
    match entry:
        case Utterance():
            return evolve(entry, text=mask(entry.text))
        case ToolUse():
            return evolve(
                entry,
                arguments=_arguments(entry.arguments, mask),
                result=None if entry.result is None else mask(entry.result),
            )
        case Happened():
            fields = tuple(_field(each, mask, known=entry.known) for each in entry.fields)
            return evolve(entry, fields=fields, person=STAFF if entry.person else None)
        case EffectShown():
            return evolve(
                entry,
                content=_content(entry.content, mask),
                error=None if entry.error is None else mask(entry.error),
                recipients=tuple(_recipient(each) for each in entry.recipients),
            )
        case Presence():
            return evolve(entry, identity=None)
        case Rescue():
            return entry


def _recipient(recipient: Recipient) -> Recipient:
    return evolve(recipient, identity=None)


def _field(field: Field, mask: Mask, *, known: bool) -> Field:
    if field.value == ERASED:
        return field
    name = _last(field.path)
    if name == "owner":
        return evolve(field, value=STAFF)
    if field.personal:
        hidden = placeholder(name) or (HIDDEN if name in _HIDDEN or not known else None)
        if hidden is not None and field.value not in (None, ""):
            return evolve(field, value=hidden)
    return evolve(field, value=_value(field.value, mask))


def _arguments(arguments: str, mask: Mask) -> str:
    given = parsed(arguments)
    if not isinstance(given, dict):
        return mask(arguments)
    return json.dumps(_content(given, mask), ensure_ascii=False)


def _content(content: Mapping[str, Any], mask: Mask) -> dict[str, Any]:
    """A mapping's values: what its keys say is somebody's goes altogether."""
    shown = dict[str, Any]()
    for name, value in content.items():
        # A stream's document is named by a random id.
        hidden = None if name == "name" and "mime_type" in content else placeholder(name)
        keep = hidden is None or value in (None, "", ERASED) or not isinstance(value, str)
        shown[name] = _value(value, mask) if keep else hidden
    return shown


def _value(value: Any, mask: Mask) -> Any:
    match value:
        case str():
            return mask(value)
        case Mapping():
            return _content(value, mask)
        case list() | tuple():
            return [_value(each, mask) for each in value]
        case _:
            return value


def _booking(state: BookingState, mask: Mask) -> BookingState:
    return evolve(
        state,
        details=_content(state.details, mask),
        appointments=tuple(_appointment(each) for each in state.appointments),
    )


def _appointment(appointment: AppointmentState) -> AppointmentState:
    return evolve(
        appointment,
        patient=appointment.patient if appointment.patient == ERASED else NAME,
        code=appointment.code if appointment.code in {"", ERASED} else CODE,
    )


def _last(path: str) -> str:
    return path.rpartition(".")[2]
