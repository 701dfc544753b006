"""`receptionist show` says who has said how much of a call they have."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path

from receptionist.clock import SteppedClock
from receptionist.ids import CallId
from receptionist.publishers.receipts import Receipts
from receptionist.storage import open_storage
from tests.processes import run

AT = datetime(2026, 11, 18, 15, 5, tzinfo=UTC)


async def test_show_ends_with_what_each_participant_has_taken(tmp_path: Path) -> None:
    found = re.search(r"^call (c-\w+) ", run(tmp_path, "talk", says="Bye.\n").out, re.MULTILINE)
    assert found
    call = CallId(found[1])
    async with open_storage(tmp_path / ".data" / "receptionist.db") as storage:
        receipts = Receipts(storage.database, storage.vault, clock=SteppedClock(AT))
        await receipts.acknowledge(call, "staff-ann", 3)
        await receipts.acknowledge(call, "caller-1", 4)
        await receipts.acknowledge(call, "caller-1", 2)
    shown = [line for line in run(tmp_path, "show", call).out.splitlines() if "has everything" in line]
    assert shown == [
        "     4  10:05:00  caller-1 has everything up to here",
        "     3  10:05:00  staff-ann has everything up to here",
    ]
    lines = [json.loads(line) for line in run(tmp_path, "show", call, "--json").out.splitlines()]
    at = "2026-11-18T15:05:00+00:00"
    assert [line for line in lines if line["kind"] == "receipt"] == [
        {"kind": "receipt", "call": call, "at": at, "identity": "caller-1", "position": 4},
        {"kind": "receipt", "call": call, "at": at, "identity": "staff-ann", "position": 3},
    ]
