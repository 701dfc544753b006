"""All that a call's events show, in clear: every effect, the folds over them, and what the agent says of each event."""

from __future__ import annotations

import difflib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from attrs import frozen

from receptionist.events.call import CallStarted, Channel, LanguageChosen
from receptionist.events.codec import CODEC
from receptionist.events.recorded import Recorded, UnknownEvent
from receptionist.language import Language
from receptionist.projections import digest_content, project
from receptionist.projections.calls import CallSummary
from receptionist.projections.diary import blocked, closed, standing
from receptionist.projections.effects import Effect, SetAttributes
from receptionist.projections.inbox import all_lines
from receptionist.projections.spoken import spoken

Projection = Callable[[Recorded], tuple[Effect, ...]]
_CONTEXT = 2


@frozen(kw_only=True)
class Shown:
    """What a call's events show.

    Attributes:
        effects: Each effect's model as JSON values, by key, in order.
        folds: What the read models make of them: `attributes` as they stand in the end, the call's `summary`, what
            they leave in the `diary`, the lines of the `inbox`.
        says: What the agent says of each event of which it says something, by position.
    """

    effects: Mapping[str, Mapping[str, Any]]
    folds: Mapping[str, Any]
    says: Mapping[str, str]

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Shown:
        """From what `as_json` gave.

        Raises:
            KeyError: A part is missing.
            TypeError: It has a part too many.
        """
        return cls(**values)

    def as_json(self) -> dict[str, Any]:
        """The same as JSON values."""
        return {"effects": self.effects, "folds": self.folds, "says": self.says}

    def lines(self) -> Iterator[str]:
        """The same, a line for each part: what a diff is made of."""
        for key, model in self.effects.items():
            about = (str(model[name]) for name in ("kind", "topic", "lane", "audience") if model.get(name) is not None)
            yield f"effect {key}: {' '.join(about)}"
            rest = {name: part for name, part in model.items() if name not in {"kind", "topic", "lane", "audience"}}
            yield from (f"effect {key}:   {line}" for line in _flat(rest, ""))
        yield from (line for name, fold in self.folds.items() for line in _flat(fold, name))
        yield from (
            f"says at {position}: {json.dumps(text, ensure_ascii=False)}" for position, text in self.says.items()
        )


def shown(events: Iterable[Recorded], *, projection: Projection = project) -> Shown:
    """Everything that *events*, one call's or all of a log's, in order, show by today's code."""
    held = tuple(events)
    effects = {f"{each.position}:{at}": effect for each in held for at, effect in enumerate(projection(each))}
    attributes: dict[str, str] = {}
    for effect in effects.values():
        if isinstance(effect, SetAttributes):
            attributes |= effect.values
    return Shown(
        effects={key: json.loads(digest_content(effect)) for key, effect in effects.items()},
        folds={"attributes": attributes, **_read_models(held)},
        says=dict(_says(held)),
    )


def differences(recorded: Shown, today: Shown, *, then: str = "recorded", now: str = "today") -> str:
    """A unified diff of two showings; "" where they are the same."""
    one, other = list(recorded.lines()), list(today.lines())
    return "\n".join(difflib.unified_diff(one, other, then, now, n=_CONTEXT, lineterm=""))


def _read_models(events: tuple[Recorded, ...]) -> dict[str, Any]:
    summary = CallSummary()
    for each in events:
        summary = summary.after(each)
    return {
        "summary": CODEC.to_data(summary),
        "diary": [CODEC.to_data(entry) for entry in standing(events)],
        "blocked": [CODEC.to_data(block) for block in blocked(events)],
        "closed": {day.isoformat(): reason for day, reason in closed(events).items()},
        "inbox": [CODEC.to_data(line) for line in all_lines(events)],
    }


def _says(events: tuple[Recorded, ...]) -> Iterator[tuple[str, str]]:
    language: Language = "en"
    channel: Channel = "terminal"
    time_zone: str | None = None
    for each in events:
        match each.event:
            case UnknownEvent():
                continue
            case CallStarted(channel=channel, time_zone=time_zone, language=begins_in):
                language = "es" if begins_in == "es" else "en"
            case LanguageChosen(language=language):
                pass
            case _:
                pass
        said = spoken(each.event, language, channel=channel, time_zone=time_zone)
        if said is not None:
            yield str(each.position), said


def _flat(value: object, where: str) -> Iterator[str]:
    match value:
        case Mapping() if value:
            for name, inner in value.items():
                yield from _flat(inner, f"{where}.{name}" if where else str(name))
        case list() | tuple() if value:
            for at, inner in enumerate(value):
                yield from _flat(inner, f"{where}[{at}]")
        case str() if "\n" in value:
            yield from _flat(value.split("\n"), where)
        case _:
            yield f"{where} = {json.dumps(value, ensure_ascii=False, default=str)}"
