"""A shutdown waits for what is owed, within a limit, and leaves the rest owed."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from receptionist import call as calls
from receptionist.errors import PublishError
from receptionist.ids import CallId
from receptionist.publishers.recording import RecordingPublisher
from tests.agent import scripted
from tests.publishers.scripted import PATIENCE
from tests.publishers.support import rows, stand_on


class Stuck(RecordingPublisher):
    """Takes the attributes; of streams none ever arrives."""

    how = "hangs"

    async def publish(self, effect, delivery) -> None:  # type: ignore[no-untyped-def]
        if effect.lane == "streams":
            if self.how == "busy":
                raise PublishError("busy")
            await asyncio.Event().wait()
        await super().publish(effect, delivery)


@pytest.mark.parametrize("how", ["hangs", "busy"])
async def test_a_call_that_cannot_send_ends_all_the_same_and_still_owes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, how: str
) -> None:
    monkeypatch.setattr(calls, "DRAIN_SECONDS", 0.1)
    monkeypatch.setattr(scripted, "RecordingPublisher", Stuck)
    monkeypatch.setattr(Stuck, "how", how)
    async with asyncio.timeout(PATIENCE):
        async with scripted.a_call(tmp_path, scripted.ScriptedLLM()) as stand:
            await stand.call.end("caller_hung_up")
            call = stand.id
        left = _left(tmp_path, call)
        assert left == {"attributes": {"sent"}, "streams": {"owed"}}
        assert f"call {call} still owes: send it with 'receptionist resume {call}'" in caplog.text
        # At once: the lease was given back.
        async with stand_on(tmp_path / "log.db") as after:
            await after.settle(RecordingPublisher(), call=call)
    assert _left(tmp_path, call) == {"attributes": {"sent"}, "streams": {"sent"}}


def _left(folder: Path, call: CallId) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for lane, state in rows(folder / "log.db", call, "lane", "state").values():
        found.setdefault(lane, set()).add(state)
    return found
