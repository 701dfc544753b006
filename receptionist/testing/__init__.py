"""For tests of what is built on this: rules, histories, effects, clocks and ids. docs/testing.md shows them at work.

A fake room is in `receptionist.testing.room`: that one imports LiveKit, and this does not. Nothing here needs pytest.
"""

from receptionist.clock import SteppedClock
from receptionist.publishers.recording import Published, RecordingPublisher
from receptionist.replaying.history import History
from receptionist.replaying.showing import Shown, differences
from receptionist.testing.pinned import Pinned, pinned
from receptionist.testing.replays import Played, accept, play
from receptionist.testing.scene import Scene, scene
from receptionist.testing.specification import Decision, Elsewhere, Given, elsewhere, given, local

__all__ = [
    "Decision", "Elsewhere", "Given", "History", "Pinned", "Played", "Published", "RecordingPublisher", "Scene",
    "Shown", "SteppedClock", "accept", "differences", "elsewhere", "given", "local", "pinned", "play", "scene",
]  # fmt: skip
