"""A call's timeline as a person reads it: in colour and folded on a terminal, one line an entry elsewhere."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

from attrs import frozen
from rich.console import Console
from rich.table import Table
from rich.text import Text

from receptionist.cli.replay_words import (
    Names,
    answer_line,
    effect_text,
    event_line,
    fate,
    into,
    length,
    presence_line,
    tool_line,
)
from receptionist.cli.words import local, plain
from receptionist.projections.transcript import TRANSCRIPT
from receptionist.projections.wording import day_and_time, day_with_year
from receptionist.replaying.account import (
    Account,
    EffectShown,
    Entry,
    Happened,
    Presence,
    Rescue,
    ToolUse,
    Utterance,
)

_TROUBLE = "bold red"
_TIME, _MARK, _LABEL = 19, 7, 7


@frozen(kw_only=True)
class Line:
    """A line of the timeline: when, which event or effect, whose, what."""

    when: str = ""
    mark: str = ""
    label: str = ""
    text: str
    style: str = ""


class Timeline:
    """Words for one account.

    Args:
        account: The call.
        names: Who may be named how.
    """

    def __init__(self, account: Account, names: Names) -> None:
        self._account, self._names, self._zone = account, names, account.time_zone
        self._said = {entry.position: entry.text for entry in account.entries if isinstance(entry, Utterance)}

    def head(self) -> Iterator[Line]:
        """Which call it is, and what came of it."""
        account, summary = self._account, self._account.summary
        began = account.began_at
        day = day_with_year(began, self._zone)
        where = f"{plain(account.clinic)} · " if account.clinic else ""
        yield Line(
            text=f"call {account.call} · {where}{plain(account.channel)} · {day},"
            f" {local(began, self._zone)} {self._zone}",
            style="bold",
        )
        yield Line(text=f"{summary.outcome} · {_end(account)} · lasted {_lasted(account.lasted)}", style="bold")
        for appointment in summary.appointments:
            when = day_and_time(appointment.starts_at, appointment.clinic.time_zone)
            who = self._names.shown(plain(appointment.patient_name))
            what = f"{plain(appointment.treatment)} with {plain(appointment.provider)}"
            yield Line(text=f"  {when}, {who}, {what} ({appointment.appointment_id})")
        yield Line(text="")

    def entry(self, entry: Entry) -> Iterator[Line]:
        """An entry, and a tool's answer below it."""
        when, mark = self._when(entry), f"#{entry.position}"
        match entry:
            case Utterance(speaker=speaker, text=text, interrupted=interrupted):
                said = f"{plain(text)} … (interrupted)" if interrupted else plain(text)
                style = "bold" if speaker == "caller" else "bold cyan"
                yield self._line(when=when, mark=mark, label=speaker, text=said, style=style)
            case ToolUse():
                yield self.called(entry)
                yield self.answered(entry)
            case Happened():
                cause = "" if entry.caused_by is None else f"  ← #{entry.caused_by}"
                style = "green" if entry.known else _TROUBLE
                yield self._line(
                    when=when, mark=mark, label="event", text=event_line(entry, self._zone) + cause, style=style
                )
            case EffectShown():
                yield self.effect(entry)
            case Presence():
                style = _TROUBLE if entry.what == "connection_lost" else "blue"
                text = presence_line(entry, self._names)
                yield self._line(when=when, mark=mark, label="room", text=text, style=style)
            case Rescue(attempt=attempt, silence=silence):
                text = f"another agent has taken the call over (attempt {attempt}), after {length(silence)} of silence"
                yield self._line(when=when, mark=mark, label="rescue", text=text, style=_TROUBLE)

    def called(self, tool: ToolUse) -> Line:
        """That a tool was called."""
        when, cause = self._when(tool), "" if tool.caused_by is None else f"  ← #{tool.caused_by}"
        mark = f"#{tool.position}"
        return self._line(when=when, mark=mark, label="tool", text=tool_line(tool) + cause, style="magenta")

    def answered(self, tool: ToolUse) -> Line:
        """What a tool answered."""
        style = _TROUBLE if tool.is_error or tool.duration is None else "magenta"
        mark = "" if tool.returned_position is None else f"#{tool.returned_position}"
        text = f"= {answer_line(tool, is_over=self._account.standing != 'live')}"
        return self._line(mark=mark, text=text, style=style)

    def effect(self, effect: EffectShown) -> Line:
        """An effect and what became of it."""
        text = effect_text(effect)
        if effect.topic == TRANSCRIPT and effect.content.get("text") == self._said.get(effect.position):
            text = f"{TRANSCRIPT}  (these words)"
        what = f"→ {text}  [{fate(effect, self._names, self._zone)}]"
        style = _TROUBLE if effect.state in {"parked", "void"} or not effect.known else "yellow"
        return self._line(mark=effect.key, text=what, style=style)

    def foot(self) -> Iterator[Line]:
        """What there is to say of all of it."""
        account = self._account
        effects = [entry for entry in account.entries if isinstance(entry, EffectShown)]
        states = Counter(effect.state for effect in effects)
        of_states = ", ".join(f"{count} {state.replace('_', ' ')}" for state, count in states.items()) or "none"
        took = sorted(effect.latency for effect in effects if effect.latency is not None)
        pace = "" if not took else f" · sent after {length(took[len(took) // 2])} (median), {length(took[-1])} (most)"
        counts = account.counts
        yield Line(text="")
        yield Line(text=f"{counts.events} events · {len(effects)} effects: {of_states}{pace}", style="bold")
        if account.problems:
            problems = ", ".join(problem.replace("_", " ") for problem in account.problems)
            yield Line(text=f"went wrong: {problems}", style=_TROUBLE)

    def _when(self, entry: Entry) -> str:
        return f"{local(entry.at, self._zone)}  {into(entry.offset)}"

    def _line(self, *, text: str, style: str, when: str = "", mark: str = "", label: str = "") -> Line:
        shown = self._names.shown(text)
        return Line(when=when, mark=mark, label=label, text=shown, style=style)


class Printer:
    """Lines as they are printed.

    Args:
        width: The terminal's columns; None where there is none: lines stay whole then, and without colours.
    """

    def __init__(self, width: int | None) -> None:
        self._width = width

    def printed(self, line: Line) -> str:
        """A line with its end, folded below itself where it is too long."""
        if self._width is None:
            label = f"{line.label:<{_LABEL}}  " if line.label or line.mark else ""
            before = f"{line.when:<{_TIME}}  {line.mark:>{_MARK}}  {label}" if label else ""
            return f"{before}{line.text}".rstrip() + "\n"
        out = io.StringIO()
        console = Console(file=out, force_terminal=True, width=self._width, highlight=False, markup=False, emoji=False)
        console.print(self._table(line) if line.label or line.mark else Text(line.text, style=line.style))
        return out.getvalue()

    def _table(self, line: Line) -> Table:
        grid = Table.grid(padding=(0, 2, 0, 0))
        grid.add_column(no_wrap=True, width=_TIME)
        grid.add_column(no_wrap=True, width=_MARK, justify="right")
        grid.add_column(no_wrap=True, width=_LABEL)
        grid.add_column(overflow="fold")
        spoken = line.label in {"caller", "agent"}
        grid.add_row(
            Text(line.when, style="dim"),
            Text(line.mark, style="dim"),
            Text(line.label, style=line.style),
            Text(line.text, style="" if spoken else line.style),
        )
        return grid


def _end(account: Account) -> str:
    match account.standing:
        case "ended":
            return f"ended: {plain(account.summary.reason or 'unknown')}"
        case "live":
            return "LIVE"
        case "dead":
            return "DEAD: not ended, and its process is gone"


def _lasted(span: timedelta) -> str:
    minutes, seconds = divmod(int(max(span, timedelta()).total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{seconds:02d}"
