"""`make demo-crash`, as it is played."""

from __future__ import annotations

import asyncio
import re
import sys
from pathlib import Path

import pytest

_ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.timeout(200)
async def test_the_demonstration_shows_one_booking_and_its_confirmation(binary: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tools.demo_crash", cwd=_ROOT, stdout=asyncio.subprocess.PIPE
    )
    output, _ = await process.communicate()
    shown = output.decode()
    assert process.returncode == 0, shown
    assert re.search(r"BookingConfirmed #\d+ is committed: [1-6] effects owed", shown)
    assert "1 booking · the caller has 1 confirmation · chain verified" in shown
    killed, after = shown.index("SIGKILL"), shown.index(" booking-confirmation  Booking confirmed: Sarah")
    assert killed < after < shown.index("Sorry about that. You're booked")
