"""A client in a process of its own: `python -m benchmarks.listener URL` with its token on standard input.

It prints a line of JSON for whatever has arrived, whole: its name (a topic, or `attribute=value`), its content, and
when by the machine's clock, which all processes share. It leaves when its input ends.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time

from livekit import rtc

from receptionist.audience import CONTRACT

TEXT = ("booking-confirmation", "transcript", "agent-status")
BYTES = ("appointment-details", "appointment-calendar", "appointment-card")


async def listen(url: str, token: str) -> None:
    """Be in the room until standard input ends."""
    room = rtc.Room()
    _take(room)
    await room.connect(url, token)
    # Whoever sets an attribute is announced at once, and whoever publishes nothing within 3 s.
    await room.local_participant.set_attributes({CONTRACT: "1"})
    _print("ready", "")
    await asyncio.to_thread(sys.stdin.read)
    await room.disconnect()


def _take(room: rtc.Room) -> None:
    reading: set[asyncio.Task[None]] = set()

    def keep(task: asyncio.Task[None]) -> None:
        reading.add(task)
        task.add_done_callback(reading.discard)

    async def text(reader: rtc.TextStreamReader) -> None:
        _print(reader.info.topic, await reader.read_all())

    async def content(reader: rtc.ByteStreamReader) -> None:
        whole = b"".join([chunk async for chunk in reader])
        _print(reader.info.topic, whole.decode("utf-8", "replace") if reader.info.topic == BYTES[0] else "")

    def changed(values: dict[str, str], participant: rtc.Participant) -> None:
        for name, value in values.items():
            _print(f"{name}={value}", participant.attributes.get("patient_name", ""))

    for topic in TEXT:
        room.register_text_stream_handler(topic, lambda reader, _: keep(asyncio.create_task(text(reader))))
    for topic in BYTES:
        room.register_byte_stream_handler(topic, lambda reader, _: keep(asyncio.create_task(content(reader))))
    room.on("participant_attributes_changed", changed)


def _print(name: str, content: str) -> None:
    at = time.perf_counter()
    sys.stdout.write(json.dumps([name, content, at]) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(listen(sys.argv[1], sys.stdin.readline().strip()))
