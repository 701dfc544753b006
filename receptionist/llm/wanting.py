"""Everything that an utterance of a caller can express."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, auto


class Intent(Enum):
    """Something that an utterance can express; several at once are usual."""

    BOOK = auto()
    VISIT = auto()
    WANT = auto()
    CHANGE = auto()
    RESCHEDULE = auto()
    ANOTHER = auto()
    DETAILS = auto()
    CANCEL = auto()
    EXISTING = auto()
    NEVER_MIND = auto()
    GOODBYE = auto()
    DONE = auto()
    DECLINE = auto()
    NO = auto()
    YES = auto()
    THANKS = auto()
    FINE = auto()
    GREETING = auto()
    ROBOT = auto()
    WHO = auto()
    HUMAN = auto()
    REPEAT = auto()
    CONFIRM = auto()
    WAIT = auto()
    THERE = auto()
    PAIN = auto()
    TOPIC = auto()
    WHICH_TIMES = auto()
    ANY_TIME = auto()
    SAME_NAME = auto()
    HOW_ARE_YOU = auto()
    PROPOSAL = auto()
    RETRY = auto()
    RELATIVE = auto()
    QUESTION = auto()
    LATE = auto()
    SUPPOSED = auto()
    TELL = auto()
    MESSAGE = auto()
    URGENT = auto()
    WAITING = auto()
    ANGRY = auto()
    WRONG_NUMBER = auto()
    IN_ENGLISH = auto()
    IN_SPANISH = auto()
    NEW = auto()
    KNOWN = auto()
    CHILD = auto()
    FOR_ANOTHER = auto()
    AFRESH = auto()
    SOONEST = auto()
    LATER = auto()
    EARLIER = auto()
    NONE_OF_THEM = auto()


Patterns = Mapping[Intent, tuple[str, ...]]
"""The patterns of one language, each searched for in the whole utterance, case aside."""
