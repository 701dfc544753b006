"""A relay that is stopped: what it has written down, it tells."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from receptionist.publishers.recording import RecordingPublisher
from receptionist.publishers.relay import Outcome
from tests.examples import CALL
from tests.publishers.support import NAMED, Stand


async def test_what_is_written_down_is_told_though_the_relay_is_stopped_in_that_moment(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As by a call that waits until all is settled, and then stops its relay."""
    await stand.append(NAMED)
    relay = stand.relay(RecordingPublisher())
    settle = relay.outbox.settle
    running = asyncio.create_task(relay.run())

    async def settle_and_stop(*args: Any, **kwargs: Any) -> None:
        await settle(*args, **kwargs)
        running.cancel()
        await asyncio.sleep(0)

    monkeypatch.setattr(relay.outbox, "settle", settle_and_stop)
    assert [type(end) for end in await asyncio.gather(running, return_exceptions=True)] == [asyncio.CancelledError]
    assert stand.rows(CALL) == {"1:0": "sent"}
    assert stand.outcomes == [Outcome(key="1:0", position=1, state="sent", attempt=1, epoch=1)]
