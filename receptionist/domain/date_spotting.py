"""Finding the words for a day and for a time of day inside a whole utterance.

What makes a time imprecise stays with it ("after 3", "Tuesday or Wednesday", "can't do Tuesday"), so that whoever
resolves the words asks instead of guessing. So does all that stands between two mentions of a day.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from attrs import frozen

from receptionist.domain.date_words import NUMBERS, ORDINALS, Day, Piece, Vague, one_of, read

LONGEST_UTTERANCE = 1000
"""In characters; nothing is spotted in a longer one."""


@frozen
class Spotted:
    """An utterance taken apart.

    Attributes:
        date_words: The stretch of it that names a day, as said, or None.
        time_words: The stretch that names a time of day, or None.
        rest: The utterance without both, and without an "at", "on" or "for" before them.
    """

    date_words: str | None
    time_words: str | None
    rest: str


def spot(utterance: str) -> Spotted:
    """Find the words for a day and a time in *utterance*; None for what it does not name."""
    if len(utterance) > LONGEST_UTTERANCE:
        return Spotted(None, None, utterance)
    pieces = read(utterance)
    kinds = [_kind(pieces, at) for at in range(len(pieces))]
    found = {kind: _stretch(pieces, kinds, kind) for kind in ("date", "time")}
    cut = sorted(stretch for stretch in found.values() if stretch)
    words = {
        kind: utterance[pieces[stretch[0]].start : pieces[stretch[1]].end] if stretch else None
        for kind, stretch in found.items()
    }
    return Spotted(words["date"], words["time"], _rest(utterance, pieces, cut) if cut else utterance)
