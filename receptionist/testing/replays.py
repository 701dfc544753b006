"""Histories in tests: `play(path).as_recorded()` is all that a saved call needs to be replayed for ever."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from attrs import evolve, frozen

from receptionist.events.codec import CODEC, Codec
from receptionist.events.recorded import Recorded
from receptionist.projections import project
from receptionist.projections.effects import Effect
from receptionist.replaying.history import History
from receptionist.replaying.saving import write
from receptionist.replaying.showing import Shown, differences, shown

Projection = Callable[[Recorded], tuple[Effect, ...]]


@frozen(kw_only=True)
class Played:
    """A history as this version's code reads and shows it.

    Attributes:
        events: As a log would give them back.
        effects: What they show, by key (`position:ordinal`), in order.
        shows: The same as JSON values, with the folds and what the agent says.
    """

    history: History
    events: tuple[Recorded, ...]
    effects: dict[str, Effect]
    shows: Shown

    @property
    def difference(self) -> str:
        """A unified diff from what was recorded to what is shown today; "" where they are the same."""
        return differences(self.history.shows, self.shows)

    def as_recorded(self) -> None:
        """It shows what was recorded.

        Raises:
            AssertionError: It does not: with the diff.
        """
        if self.difference:
            raise AssertionError(f"{self.history.about} shows something else today:\n{self.difference}")

    def accepted(self) -> History:
        """The history, of which what is shown today is what is meant."""
        return evolve(self.history, shows=self.shows)


def play(history: History | Path, *, codec: Codec = CODEC, projection: Projection = project) -> Played:
    """Replay a history.

    Args:
        history: It, or its file, as `receptionist replay CALL --save-test FILE` writes it.
        codec: Who reads the events; another one knows other events besides (`Codec(current, upcasters)`).
        projection: What they show.

    Raises:
        HistoryFileError: The file cannot be read, or is something else.
        CodecError: An event cannot be read any more.
    """
    loaded = history if isinstance(history, History) else History.load(history)
    events = loaded.recorded(codec=codec)
    effects = {f"{each.position}:{at}": effect for each in events for at, effect in enumerate(projection(each))}
    return Played(history=loaded, events=events, effects=effects, shows=shown(events, projection=projection))


def accept(path: Path) -> str:
    """Have what a history shows today be what its file says; the diff, "" where nothing changed.

    Raises:
        HistoryFileError: The file cannot be read or written.
        CodecError: An event cannot be read any more.
    """
    played = play(path)
    if played.difference:
        write(path, played.accepted().as_text(), force=True)
    return played.difference
