"""The languages that the desk speaks, writes and understands."""

from __future__ import annotations

from typing import Literal

Language = Literal["en", "es"]
