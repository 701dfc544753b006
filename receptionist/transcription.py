"""LiveKit's own live transcription (`lk.transcription`), which frontends expect: to the caller and nobody else.

LiveKit's `RoomIO` sends it to everybody in the room. This one keeps to its form: a text stream for each segment,
`lk.segment_id` on all of them, `lk.transcription_final` when it is closed.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine

from livekit import rtc
from livekit.agents import UserInputTranscribedEvent, utils
from livekit.agents.types import (
    ATTRIBUTE_TRANSCRIPTION_FINAL,
    ATTRIBUTE_TRANSCRIPTION_SEGMENT_ID,
    ATTRIBUTE_TRANSCRIPTION_TRACK_ID,
    TOPIC_TRANSCRIPTION,
)
from livekit.agents.voice.io import TextOutput

logger = logging.getLogger(__name__)

_ERRORS = (ConnectionError, RuntimeError, TimeoutError)
_LONGEST_SECONDS = 2.0


class CallerTranscription(TextOutput):
    """What the agent says, as it says it, to the caller."""

    def __init__(self, room: rtc.Room, caller: str) -> None:
        super().__init__(label="caller transcription", next_in_chain=None)
        self._room, self._caller = room, caller
        self._segment = utils.shortuuid("SG_")
        self._writer: rtc.TextStreamWriter | None = None
        self._is_lost = False
        self._closing: asyncio.Task[None] | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def capture_text(self, text: str) -> None:
        """Write the next piece of the present segment, unless one before it was lost."""
        if self._is_lost:
            return
        if self._closing is not None:
            await asyncio.wait({self._closing}, timeout=_LONGEST_SECONDS)
        try:
            # The agent does not go on speaking until this returns.
            async with asyncio.timeout(_LONGEST_SECONDS):
                if self._writer is None:
                    self._segment = utils.shortuuid("SG_")
                    self._writer = await self._open(final=False)
                await self._writer.write(text)
        except _ERRORS as error:
            self._is_lost = True
            # The transcript from the log is the one that must arrive; this one is a courtesy.
            logger.warning("a segment of the live transcription is lost: %s", type(error).__name__)

    def flush(self) -> None:
        """The segment is complete."""
        self._is_lost = False
        writer, self._writer = self._writer, None
        if writer is not None:
            self._closing = asyncio.create_task(self._close(writer))

    def heard(self, event: UserInputTranscribedEvent) -> None:
        """What the caller said, as speech recognition takes it down: back to the caller, for the frontend to show."""
        self._keep(self._send_heard(event))

    async def aclose(self) -> None:
        """Finish what is on its way."""
        self.flush()
        pending = self._tasks | ({self._closing} if self._closing is not None else set())
        if pending:
            await asyncio.wait(pending, timeout=_LONGEST_SECONDS)

    async def _open(
        self, *, final: bool, sender: str | None = None, segment: str | None = None, track: str | None = None
    ) -> rtc.TextStreamWriter:
        attributes = {
            ATTRIBUTE_TRANSCRIPTION_FINAL: "true" if final else "false",
            ATTRIBUTE_TRANSCRIPTION_SEGMENT_ID: segment or self._segment,
        }
        if track is not None:
            attributes[ATTRIBUTE_TRANSCRIPTION_TRACK_ID] = track
        return await self._room.local_participant.stream_text(
            topic=TOPIC_TRANSCRIPTION,
            destination_identities=[self._caller],
            attributes=attributes,
            sender_identity=sender,
        )

    async def _close(self, writer: rtc.TextStreamWriter) -> None:
        try:
            await writer.aclose(attributes={ATTRIBUTE_TRANSCRIPTION_FINAL: "true"})
        except _ERRORS as error:
            logger.warning("a segment of the live transcription is not closed: %s", type(error).__name__)

    async def _send_heard(self, event: UserInputTranscribedEvent) -> None:
        try:
            segment = event.item_id or utils.shortuuid("SG_")
            writer = await self._open(
                final=event.is_final, sender=self._caller, segment=segment, track=self._microphone()
            )
            await writer.write(event.transcript)
            await writer.aclose()
        except _ERRORS as error:
            logger.warning("a piece of the live transcription is lost: %s", type(error).__name__)

    def _microphone(self) -> str | None:
        participant = self._room.remote_participants.get(self._caller)
        publications = participant.track_publications.values() if participant is not None else ()
        return next((p.sid for p in publications if p.source == rtc.TrackSource.SOURCE_MICROPHONE), None)

    def _keep(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
