"""A call on a terminal: the conversation on the left, the data plane on the right, as it happens."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from receptionist.cli.words import effect_line, event_name, plain, shortened
from receptionist.events.call import (
    CallerTransferred,
    EmergencyRecognised,
    InsuranceNoted,
    LanguageChosen,
    PersonRequested,
    QuestionAnswered,
    ToolCalled,
    TransferFailed,
    UtteranceHeard,
    UtteranceSpoken,
)
from receptionist.events.recorded import Recorded
from receptionist.projections import project
from receptionist.projections.agent_status import AGENT_STATUS
from receptionist.projections.effects import Effect, topic
from receptionist.projections.transcript import TRANSCRIPT
from receptionist.publishers.console import Shown
from receptionist.publishers.relay import Outcome

LABEL_WIDTH = 14
_DATA_COLUMN = 38
_PLAIN_WIDTH = 132
# For those who cannot see this screen: the conversation is on it, and the attributes say what the agent is doing.
_SEEN_ANYWAY = frozenset({TRANSCRIPT, AGENT_STATUS})
# The other events of a call are the conversation itself, which is on the screen.
_DECIDED_OF_A_CALL = (
    LanguageChosen, EmergencyRecognised, QuestionAnswered, InsuranceNoted, PersonRequested, TransferFailed,
    CallerTransferred,
)  # fmt: skip
_STYLES: Mapping[str, str] = {
    "receptionist": "bold cyan",
    "caller": "bold",
    "  tool": "magenta",
    "  committed": "green",
    "  trouble": "bold red",
}


class Screen:
    """Writes a call to the terminal. Off a terminal there are no colours, and lines are not cut to its width.

    Attributes:
        shown_keys: The effects that have a line of their own: not those of an event that is told here which only
            say it again.
    """

    def __init__(self, *, echo_caller: bool) -> None:
        tty = sys.stdout.isatty()
        self.console = Console(highlight=False, markup=False, emoji=False, width=None if tty else _PLAIN_WIDTH)
        self._tty = tty
        # On a terminal what the caller types is there already.
        self._echo_caller = echo_caller
        self._told = 0
        self.shown_keys: set[str] = set()

    def line(self, text: str, style: str = "") -> None:
        """A line of its own."""
        self.console.print(Text(text, style=style), soft_wrap=not self._tty)

    def recorded(self, appended: Sequence[Recorded]) -> None:
        """The conversation, the tools, and what was committed."""
        decided = [r for r in appended if not r.type.startswith("call.") or isinstance(r.event, _DECIDED_OF_A_CALL)]
        self._told = appended[-1].position
        for recorded in appended:
            match recorded.event:
                case UtteranceHeard(text=text) if self._echo_caller:
                    self._say("caller", text)
                case UtteranceSpoken(text=text, interrupted=interrupted):
                    self._say("receptionist", f"{text} …" if interrupted else text)
                case ToolCalled(tool=tool, arguments=arguments):
                    self._say("  tool", f"{tool}({_values(arguments)})")
                case _:
                    pass
        if decided:
            names = ", ".join(f"{event_name(recorded)} #{recorded.position}" for recorded in decided)
            self._say("  committed", f"{names}: {_owed([e for recorded in decided for e in project(recorded)])}")

    def shown(self, shown: Shown) -> None:
        """An effect that was carried out, unless it is on the screen already."""
        if shown.delivery.position <= self._told and topic(shown.effect) in _SEEN_ANYWAY:
            return
        saved = None if shown.saved_as is None else shown.saved_as.as_posix()
        self._row(f"{shown.delivery.key:>{_DATA_COLUMN}}", effect_line(shown.effect, saved), "yellow")
        self.shown_keys.add(shown.delivery.key)

    def settled(self, outcome: Outcome) -> None:
        """Only what went wrong is told: what was sent is on the screen."""
        if outcome.state in {"parked", "void"}:
            self._say("  trouble", f"{outcome.key} {outcome.state}: {outcome.error}")

    def _say(self, label: str, words: str) -> None:
        self._row(f"{label:<{LABEL_WIDTH - 2}}", plain(words), _STYLES[label], label in {"receptionist", "caller"})

    def _row(self, label: str, words: str, style: str, only_label: bool = False) -> None:  # noqa: FBT001, FBT002 (one flag, given by its name)
        if not self._tty:
            self.console.print(Text(f"{label}  {words}"), soft_wrap=True)
            return
        grid = Table.grid(padding=(0, 2, 0, 0))
        grid.add_column(no_wrap=True)
        grid.add_column(overflow="fold")
        grid.add_row(Text(label, style=style), Text(words, style="" if only_label else style))
        self.console.print(grid)


def _owed(effects: Sequence[Effect]) -> str:
    """How many effects there are, and how many of them will have a line here."""
    if not effects:
        return "nothing to show"
    here = sum(topic(effect) not in _SEEN_ANYWAY for effect in effects)
    owed = "1 effect owed" if len(effects) == 1 else f"{len(effects)} effects owed"
    return owed if here == len(effects) else f"{owed}, {here or 'none'} shown here"


def _values(arguments: str) -> str:
    """A tool's arguments without their names: they are few, and the caller's own words."""
    try:
        values = json.loads(arguments)
    except ValueError:
        return shortened(plain(arguments), 80)
    if not isinstance(values, dict):
        return shortened(plain(str(values)), 80)
    return ", ".join(shortened(plain(str(value)), 60) for value in values.values() if value != "")
