"""A call as JSON, one object a line."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from receptionist.cli.words import effect_data, event_data
from receptionist.clock import Clock
from receptionist.events.call import ToolCalled, ToolReturned, UtteranceHeard, UtteranceSpoken
from receptionist.events.recorded import Recorded
from receptionist.ids import CallId

if TYPE_CHECKING:
    # `calls` and the like need no relay, and it takes a while to import.
    from receptionist.publishers.console import Shown
    from receptionist.publishers.relay import Outcome


class JsonLines:
    """Writes what happens to standard output. Each object has `kind`, `call` and `at` (ISO 8601, UTC)."""

    def __init__(self, call: CallId, clock: Clock) -> None:
        self._call, self._clock = call, clock
        self._arguments: dict[str, str] = {}

    def recorded(self, appended: Sequence[Recorded]) -> None:
        """Each event, and before it what was heard, said or called, where it is about that."""
        for recorded in appended:
            at = recorded.recorded_at.isoformat()
            match recorded.event:
                case UtteranceHeard(text=text):
                    self._write("heard", at, text=text)
                case UtteranceSpoken(text=text):
                    self._write("said", at, text=text)
                case ToolCalled(tool_call_id=call, arguments=arguments):
                    self._arguments[call] = arguments
                case ToolReturned(tool_call_id=call, tool=tool, result=result):
                    given = _parsed(self._arguments.pop(call, ""))
                    self._write("tool", at, name=tool, arguments=given, result=result)
                case _:
                    pass
            self._write("event", at, **event_object(recorded))

    def shown(self, shown: Shown) -> None:
        """An effect that was carried out."""
        what: dict[str, Any] = effect_data(shown.effect)
        if shown.saved_as is not None:
            what |= {"size": shown.size, "saved_as": str(shown.saved_as)}
        self._write("effect", self._now(), key=shown.delivery.key, position=shown.delivery.position, **what)

    def settled(self, outcome: Outcome) -> None:
        """An effect that is settled: `sent`, or another kind named after its state."""
        self._write(outcome.state, self._now(), key=outcome.key, attempt=outcome.attempt)

    def _now(self) -> str:
        return self._clock.now().isoformat()

    def _write(self, kind: str, at: str, **what: object) -> None:
        print(dumps({"kind": kind, "call": self._call, "at": at, **what}), flush=True, file=sys.stdout)


def event_object(recorded: Recorded) -> dict[str, Any]:
    """An event as `--json` shows it."""
    return {
        "position": recorded.position,
        "type": recorded.type,
        "version": recorded.version,
        "data": dict(event_data(recorded)),
        "tags": list(recorded.tags),
    }


def dumps(value: object) -> str:
    """JSON on one line; half a surrogate pair, which UTF-8 cannot carry, is escaped."""
    text = json.dumps(value, ensure_ascii=False)
    return text if text.isprintable() else json.dumps(value)


def _parsed(arguments: str) -> object:
    """The arguments as the LLM's JSON says, or as it wrote them where that is none."""
    try:
        return json.loads(arguments)
    except ValueError:
        return arguments
