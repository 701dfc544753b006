"""A real room, in which calls are recorded, and a webhook: what the caller hears first, and who hears of it last."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

from receptionist.events.call import RecordingAnnounced
from receptionist.events.clinic import OutcomeDisclosed
from receptionist.events.log import Query
from receptionist.events.recorded import Recorded
from receptionist.prompts.recording_wording import recording_announcement
from receptionist.publishers.webhook.owed import Outcomes
from receptionist.storage import open_storage
from tests.live.calls import answered, hang_up, ringing, slot
from tests.live.room import Worker, new_room
from tests.webhook.receiver import SECRET, Receiver
from tools.livekit_server import running


async def test_who_is_recorded_is_told_first_and_the_practice_is_told_last(binary: Path, tmp_path: Path) -> None:
    room, wanted = new_room("recorded"), slot(2)
    with running(binary, tmp_path / "server") as server, Receiver.running(tmp_path) as receiver:
        environ = {
            "RECEPTIONIST_RECORD": "on",
            "RECEPTIONIST_WEBHOOK_URL": receiver.endpoint.url,
            "RECEPTIONIST_WEBHOOK_SECRET": SECRET,
        }
        with Worker.running(server, tmp_path, environ=environ):
            async with ringing(server, room) as sarah:
                await answered(sarah, f"I'd like to book an appointment. My name is Sarah, {wanted.words}.")
                await hang_up(sarah)
            events = await _sent(tmp_path / ".data" / "receptionist.db")
        said = receiver.said()
    spoken = [stream.text for stream in sarah.on("transcript") if stream.attributes["speaker"] == "agent"]
    announcement = recording_announcement("en")
    assert spoken[0] == announcement
    told = [each.event for each in events if isinstance(each.event, RecordingAnnounced)]
    assert told == [RecordingAnnounced(language="en", words=announcement, interrupted=False)]
    (disclosed,) = [each.event for each in events if isinstance(each.event, OutcomeDisclosed)]
    assert (disclosed.to, disclosed.fields) == (receiver.endpoint.host, ())
    (patient,) = disclosed.patients
    assert re.fullmatch(rf"SMS to {patient}: exam booked, {wanted.starts_at.isoformat()}\n", said)


async def _sent(log: Path) -> tuple[Recorded, ...]:
    """The log's events, once what came of the call was sent."""
    async with open_storage(log) as storage:
        outcomes = Outcomes(storage.database)
        async with asyncio.timeout(30):
            seen = storage.database.version
            while not (await outcomes.counts()).get("sent"):
                seen = await storage.database.wait_for_change(seen)
        return (await storage.log.read(Query())).events
