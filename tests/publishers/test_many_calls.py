"""One call's trouble is its own: others in the same process are served as if nothing were."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from attrs import evolve

from receptionist.errors import PublishError
from receptionist.ids import CallId
from receptionist.publishers.recording import RecordingPublisher
from tests.publishers.scripted import ScriptedPublisher, hangs, raises
from tests.publishers.support import QUICK, WHOLE, Stand, running, settled

CALLS = [CallId(f"c-{number:02}") for number in range(20)]
HANGING, POISONED, FAILING, *WELL = CALLS


async def test_nineteen_calls_are_served_while_others_hang_crash_and_fail(stand: Stand) -> None:
    for event in WHOLE:
        # In turns, so that each one's effects lie between everybody else's.
        for call in CALLS:
            await stand.append(event, call=call)
    hanging = ScriptedPublisher({key: [hangs()] for key in stand.rows(HANGING)})
    poisoned = ScriptedPublisher({key: [raises(ZeroDivisionError())] * 99 for key in stand.rows(POISONED)})
    failing = ScriptedPublisher({key: [raises(PublishError("busy"))] * 10_000 for key in stand.rows(FAILING)})
    well = {call: RecordingPublisher() for call in WELL}
    patient = evolve(QUICK, attempt=3600)
    relays = {
        call: stand.relay(publisher, call=call, settings=patient)
        for call, publisher in {HANGING: hanging, POISONED: poisoned, FAILING: failing, **well}.items()
    }
    async with running(*relays.values()):
        await asyncio.gather(*(settled(relays[call]) for call in (POISONED, *WELL)))
        await hanging.until(lambda: len(hanging.tried) == 2)
    for call in WELL:
        assert set(stand.rows(call).values()) == {"sent"}, call
        assert _in_order(well[call].keys) == list(stand.rows(call))
    # Parked one by one, and its call came to an end all the same.
    assert set(stand.rows(POISONED).values()) == {"parked"}
    assert set(stand.rows(HANGING).values()) == {"owed"}
    assert set(stand.rows(FAILING).values()) == {"owed"}


def _in_order(keys: Sequence[str]) -> list[str]:
    return sorted(keys, key=lambda key: tuple(map(int, key.split(":"))))
