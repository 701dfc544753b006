"""What an account's entries say, in words: one line each, for every way of printing them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from receptionist.cli.words import local, plain, shortened
from receptionist.projections.wording import first_name
from receptionist.replaying.account import Account, EffectShown, Field, Happened, Presence, Recipient, ToolUse
from receptionist.replaying.event_fields import parsed

_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?([+-]\d{2}:\d{2}|Z)")
# The clinic's address on every appointment, and ids that another line of the same call has.
_NOT_TOLD = re.compile(
    r"(^|\.)clinic\.|(^|\.)(booking_id|busy_until|asked_at|time_zone|sequence|chair_id)$|\.language$"
)
_LISTED = re.compile(r"(\w+)\.(\d+)\.(\w+)")
_LONGEST = 400
_SECOND, _MINUTE = 1000, 600  # thousandths of one, tenths of a second of the other


class Names:
    """Hides the whole names of a call's people, unless they are to be shown.

    It is a curtain against whoever looks over a shoulder: what was misheard, spelled or taken apart stays readable.
    """

    def __init__(self, account: Account, *, whole: bool) -> None:
        self._whole = whole
        several = sorted({name for name in account.names if len(name.split()) > 1}, key=len, reverse=True)
        self._first = {_folded(name): first_name(name) for name in several}
        found = "|".join(r"\s+".join(map(re.escape, name.split())) for name in several)
        self._pattern = re.compile(rf"(?<!\w)(?:{found})(?!\w)", re.IGNORECASE) if found else None
        self._roles = {each.identity: each.role for each in account.participants if each.identity is not None}
        self._people: dict[str, str] = {}
        for each in account.participants:
            # In the order in which they came, however often this is asked.
            self.person(each.role, each.identity)

    def shown(self, text: str) -> str:
        """*text* with first names only."""
        if self._whole or self._pattern is None:
            return text
        return self._pattern.sub(lambda match: self._first[_folded(match[0])], text)

    def within(self, value: Any) -> Any:
        """A JSON value with first names only, wherever they stand in it."""
        match value:
            case str():
                return self.shown(value)
            case Mapping():
                return {name: self.within(inner) for name, inner in value.items()}
            case list() | tuple():
                return [self.within(inner) for inner in value]
            case _:
                return value

    def person(self, role: str, identity: str | None) -> str:
        """Somebody in the room: an identity may be a name, and stands for a role unless names are to be shown."""
        if identity is None:
            return role
        if self._whole:
            return plain(identity)
        role = self._roles.get(identity, role)
        if role == "caller":
            return role
        if identity not in self._people:
            count = 1 + sum(known.startswith(role) for known in self._people.values())
            self._people[identity] = role if count == 1 else f"{role} {count}"
        return self._people[identity]

    def identity(self, role: str | None, identity: str | None) -> str | None:
        """The same for programs; None where none is known."""
        return None if identity is None else self.person(role or "participant", identity)


def tool_line(tool: ToolUse) -> str:
    """A tool with its arguments, as one would write the call."""
    arguments = parsed(tool.arguments)
    if isinstance(arguments, Mapping):
        given = ", ".join(f"{name}={_value(value)}" for name, value in arguments.items() if value not in (None, ""))
    else:
        given = shortened(plain(tool.arguments), _LONGEST)
    return f"{plain(tool.tool)}({given})"


def answer_line(tool: ToolUse, *, is_over: bool) -> str:
    """What a tool answered, and how long it took."""
    if tool.duration is None:
        return "no answer is in the log" if is_over else "no answer yet"
    word = "failed" if tool.is_error else "answered"
    return f"{word} after {length(tool.duration)}: {shortened(plain(tool.result or ''), _LONGEST)}"


def event_line(event: Happened, time_zone: str) -> str:
    """An event's name and what it says; the whole of it is what `show` and `--json` print."""
    said = " ".join(_fields(event.fields, time_zone))
    by = f" (by {plain(event.person)})" if event.person else ""
    newer = "" if event.known else f" (version {event.version}, written by a newer version)"
    return f"{plain(event.name)}{by}{newer}  {shortened(said, _LONGEST)}".rstrip()


def presence_line(presence: Presence, names: Names) -> str:
    """Who came and went."""
    who = names.person(presence.role or "somebody", presence.identity)
    match presence.what:
        case "joined":
            return f"{who} joined{' (asks by itself for what it missed)' if presence.contract else ''}"
        case "left":
            return f"{who} left"
        case "caller_left":
            return f"the caller is away ({plain(presence.reason or 'no reason known')})"
        case "caller_returned":
            return "the caller is back"
        case "connection_lost":
            return "the agent lost its connection"
        case "connection_restored":
            return "the agent's connection is back"
        case "resent":
            why = {"sync": "they asked", "arrival": "they had come"}.get(presence.reason or "", "")
            what = f"streams of events {(presence.after or 0) + 1} to {presence.through}"
            return f"{names.person('participant', presence.identity)} is sent {what} again{f': {why}' if why else ''}"


def effect_text(effect: EffectShown) -> str:
    """What an effect shows."""
    if not effect.known:
        return f"{effect.topic or 'attributes'}  (this version cannot show it)"
    match effect.effect:
        case "set_attributes":
            return " ".join(f"{name}={plain(value)}" for name, value in effect.content["attributes"].items())
        case "send_text":
            return f'{effect.topic}  "{plain(effect.content["text"])}"'
        case "send_bytes":
            return f"{effect.topic}  {plain(effect.content['name'])} ({effect.content['mime_type']})"


def fate(effect: EffectShown, names: Names, time_zone: str) -> str:
    """What became of an effect: sent when and to whom, who has it, or why not."""
    tries = f" at attempt {effect.attempts}" if effect.attempts > 1 else ""
    match effect.state:
        case "sent":
            took = "" if effect.latency is None else f" {length(effect.latency, signed=True)}"
            what = f"sent{took}{tries}{_to(effect, names, time_zone)}"
        case "parked":
            tried = "1 attempt" if effect.attempts == 1 else f"{effect.attempts} attempts"
            what = f"PARKED after {tried}"
        case "owed":
            what = f"OWED{f', tried {effect.attempts} times' if effect.attempts else ''}"
        case "not_owed":
            what = "not owed when it was appended"
        case "superseded" | "void":
            what = effect.state
    why = f": {plain(effect.error)}" if effect.error else ""
    other = "; today's code shows it otherwise (see --verify)" if effect.as_recorded is False else ""
    return f"{what}{why}{other}"


def length(span: timedelta, *, signed: bool = False) -> str:
    """A length of time: "3 ms", "1.2 s", "2:05"; *signed*: "+3 ms"."""
    sign = "-" if span < timedelta() else "+" if signed else ""
    size = abs(span)
    if (thousandths := round(size / timedelta(milliseconds=1))) < _SECOND:
        return f"{sign}{thousandths} ms"
    if (tenths := round(size / timedelta(milliseconds=100))) < _MINUTE:
        return f"{sign}{tenths / 10:.1f} s"
    return f"{sign}{into(size).removeprefix('+')}"


def into(offset: timedelta) -> str:
    """A time from the call's beginning, to the tenth: "+1:23.4", "+1:02:03.4"."""
    tenths = round(offset.total_seconds() * 10)
    sign, tenths = ("-" if tenths < 0 else "+"), abs(tenths)
    minutes, rest = divmod(tenths, 600)
    hours, minutes = divmod(minutes, 60)
    clock = f"{hours}:{minutes:02d}" if hours else f"{minutes}"
    return f"{sign}{clock}:{rest // 10:02d}.{rest % 10}"


def _to(effect: EffectShown, names: Names, time_zone: str) -> str:
    there = [each for each in effect.recipients if each.live]
    whom = ", ".join(names.person(each.role, each.identity) for each in there) or "nobody who was there"
    notes = [f" to {whom}"]
    for each in effect.recipients:
        notes += _afterwards(each, names, time_zone)
    return "".join(notes)


def _afterwards(recipient: Recipient, names: Names, time_zone: str) -> Iterator[str]:
    who = names.person(recipient.role, recipient.identity)
    for at in recipient.resent_at:
        yield f"; again to {who} at {local(at, time_zone)}"
    if recipient.acknowledged_by is not None:
        yield f"; {who} had it by {local(recipient.acknowledged_by, time_zone)}"


def _fields(fields: Sequence[Field], time_zone: str) -> Iterator[str]:
    listed: dict[str, dict[str, list[str]]] = {}
    named = {f"{field.path}_id" for field in fields if field.value}
    for field in fields:
        # An id says less than the name beside it.
        if _NOT_TOLD.search(field.path) or field.path in named or field.value in ("", [], False):
            continue
        if (one := _LISTED.fullmatch(field.path)) is not None:
            listed.setdefault(one[1], {}).setdefault(one[2], [])
            if one[3] in {"starts_at", "provider"}:
                listed[one[1]][one[2]].append(_value(field.value, time_zone))
            continue
        yield f"{field.path.rpartition('.')[2]}={_value(field.value, time_zone)}"
    for name, each in listed.items():
        yield f"{name}: " + ", ".join(" ".join(reversed(parts)) for parts in each.values())


def _value(value: Any, time_zone: str | None = None) -> str:
    match value:
        case str() if time_zone is not None and _INSTANT.fullmatch(value):
            return local(datetime.fromisoformat(value), time_zone, "%Y-%m-%d_%H:%M").replace("_", " ")
        case str():
            said = shortened(plain(value), _LONGEST)
            return said if said and not re.search(r"[\s,()=\"]", said) else f'"{said}"'
        case list() if time_zone is not None:
            return ", ".join(_value(each, time_zone) for each in value)
        case _:
            return shortened(plain(json.dumps(value, ensure_ascii=False)), _LONGEST)


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()
