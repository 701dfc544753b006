"""The only place that makes ids. They are random, never names or numbers of people."""

from __future__ import annotations

import random
import secrets
from typing import NewType, Protocol
from uuid import UUID

from receptionist.clock import Clock
from receptionist.code_alphabet import ALPHABET as CODE_ALPHABET
from receptionist.code_alphabet import LENGTH as CODE_LENGTH
from receptionist.code_alphabet import with_check

CallId = NewType("CallId", str)
BookingId = NewType("BookingId", str)
AppointmentId = NewType("AppointmentId", str)
PatientId = NewType("PatientId", str)
TaskId = NewType("TaskId", str)
BlockId = NewType("BlockId", str)
WaitId = NewType("WaitId", str)
EventId = NewType("EventId", str)
SlotId = NewType("SlotId", str)
"""Names a time that was offered, within its call."""

# Crockford's base 32: no i, l, o, u, so that an id survives being read aloud.
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_LENGTH = 12


class Ids(Protocol):
    """Makes ids."""

    def call(self) -> CallId:
        """A call's id: `c-` and 60 random bits."""

    def booking(self) -> BookingId:
        """The id of one act of booking: `b-` and 60 random bits."""

    def appointment(self) -> AppointmentId:
        """An appointment's id: `a-` and 60 random bits."""

    def patient(self) -> PatientId:
        """A patient's id: `p-` and 60 random bits."""

    def task(self) -> TaskId:
        """The id of a line of the inbox: `t-` and 60 random bits."""

    def block(self) -> BlockId:
        """The id of a stretch of blocked time: `k-` and 60 random bits."""

    def wait(self) -> WaitId:
        """The id of an entry of the waiting list: `w-` and 60 random bits."""

    def code(self) -> str:
        """A confirmation code, as `receptionist.code_alphabet` has it."""

    def event(self) -> EventId:
        """An event's id: a UUIDv7 (RFC 9562 §5.7)."""


class RandomIds:
    """Ids from the operating system's randomness, or from a seed so that two runs make the same."""

    def __init__(self, clock: Clock, seed: int | str | None = None) -> None:
        self._clock = clock
        self._random: random.Random = (
            secrets.SystemRandom() if seed is None else random.Random(seed)  # noqa: S311 (a demo's ids, not secrets)
        )

    def call(self) -> CallId:
        """A call's id."""
        return CallId(f"c-{self._word()}")

    def booking(self) -> BookingId:
        """The id of one act of booking."""
        return BookingId(f"b-{self._word()}")

    def appointment(self) -> AppointmentId:
        """An appointment's id."""
        return AppointmentId(f"a-{self._word()}")

    def patient(self) -> PatientId:
        """A patient's id."""
        return PatientId(f"p-{self._word()}")

    def task(self) -> TaskId:
        """The id of a line of the inbox."""
        return TaskId(f"t-{self._word()}")

    def block(self) -> BlockId:
        """The id of a stretch of blocked time."""
        return BlockId(f"k-{self._word()}")

    def wait(self) -> WaitId:
        """The id of an entry of the waiting list."""
        return WaitId(f"w-{self._word()}")

    def code(self) -> str:
        """A confirmation code."""
        return with_check("".join(self._random.choices(CODE_ALPHABET, k=CODE_LENGTH - 1)))

    def event(self) -> EventId:
        """A UUIDv7: milliseconds of the clock, then random bits."""
        milliseconds = int(self._clock.now().timestamp() * 1000)
        value = (milliseconds & (1 << 48) - 1) << 80 | self._random.getrandbits(80)
        value = value & ~(0xF << 76) | 0x7 << 76
        value = value & ~(0x3 << 62) | 0x2 << 62
        return EventId(str(UUID(int=value)))

    def _word(self) -> str:
        return "".join(self._random.choices(_ALPHABET, k=_LENGTH))
