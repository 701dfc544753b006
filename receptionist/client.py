"""A participant's side of a call: what the agent shows, each thing once and whole, in the order it came.

The reference consumer of the wire contract (docs/wire-contract.md), used by `receptionist watch` and by
`receptionist talk --room`.
"""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from typing import Literal

from livekit import api, rtc

from receptionist.config.livekit import LiveKitAccess
from receptionist.events_of_a_room import (
    AttributesChanged,
    BytesArrived,
    Closed,
    Happening,
    Joined,
    Left,
    Reconnected,
    Reconnecting,
    Spoken,
    StreamRefused,
    TextArrived,
)
