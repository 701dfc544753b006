"""Dates and times as callers say them, in English and in Spanish.

`resolve` finds the one instant that words mean, `window` the days and hours in which times are to be offered, and
`spot` the words themselves in a whole utterance. Nothing is guessed silently: words that could mean two things are
`Ambiguous`, and a word that is not known, and might change the meaning, makes the whole `NotUnderstood`.
"""

from receptionist.domain.dates.answers import LONGEST, About, Ambiguous, Answer, NotUnderstood, Understood, Window
from receptionist.domain.dates.resolving import resolve
from receptionist.domain.dates.spotting import Spotted, spot
from receptionist.domain.dates.windows import window

__all__ = [
    "LONGEST", "About", "Ambiguous", "Answer", "NotUnderstood", "Spotted", "Understood", "Window", "resolve", "spot",
    "window",
]  # fmt: skip
