"""One call in a LiveKit room, from the caller's arrival to its end."""

from __future__ import annotations

import asyncio
import contextlib
import heapq
import itertools
from collections.abc import AsyncIterator
from functools import partial
from typing import Any

from attrs import evolve
from livekit import rtc
from livekit.agents import Agent, AgentSession, AgentStateChangedEvent, llm
from livekit.agents.voice import SpeechHandle
from livekit.agents.voice.room_io import RoomOptions, TextInputEvent, TextInputOptions

from receptionist.arrival import Taken
from receptionist.attendance import Attendance
from receptionist.call import Call
from receptionist.clock import Clock
from receptionist.config import Settings
from receptionist.events.call import EndReason
from receptionist.ids import Ids
from receptionist.llm.choice import make_llm
from receptionist.presence import Presence, is_on_the_telephone
from receptionist.publishers.livekit_room import RoomPublisher
from receptionist.publishers.room_claim import RoomClaims
from receptionist.speech import session_options
from receptionist.storage import Storage
from receptionist.transcription import CallerTranscription
from receptionist.transfer import SipDialler, Transfer

_LINGER_SECONDS = 0.3
_SETTLING_SECONDS = 0.05
_PARTING_SECONDS = 3.0
_CUT_OFF = {"room_closed", "connection_lost"}


async def hold(
    room: rtc.Room,
    taken: Taken,
    settings: Settings,
    *,
    storage: Storage,
    claims: RoomClaims,
    clock: Clock,
    ids: Ids,
) -> bool:
    """Hold the call that was *taken* in *room*.

    Returns:
        Whether it is over, and in the log to its end; otherwise it goes on, or will, with another agent.

    Raises:
        CallOverError: The call that was to be resumed has ended meanwhile.
        CallTakenOverError: Yet another agent has resumed it.
        LogError: The log cannot be written.
        SettingError: The LLM that was asked for cannot be used.
    """
    caller = taken.caller.identity
    if settings.sip_trunk is None:
        # Without a line to the outside nobody is put through: a message is taken.
        settings = evolve(settings, clinic=evolve(settings.clinic, transfer_number=None))
    model = model_of(settings)
    speech = session_options(settings)
    publisher = RoomPublisher(room, caller=caller, audience=settings.audience, clock=clock)
    transcription = CallerTranscription(room, caller)
    session: AgentSession[Any] = AgentSession(llm=model, **speech.arguments)
    session.on("user_input_transcribed", transcription.heard)
    session.output.transcription = transcription

    attendance = Attendance(
        room, call=taken.call, publisher=publisher, storage=storage, clock=clock, setting=settings.audience
    )

    async def enter(agent: Agent) -> None:
        attendance.take_down_at(session.userdata.desk)
        await session.start(
            agent,
            room=room,
            room_options=RoomOptions(
                text_input=TextInputOptions(text_input_cb=TypedTurns().take),
                text_output=False,
                audio_input=speech.audio_input,
                audio_output=speech.audio_output,
                video_input=False,
                participant_identity=caller,
                close_on_disconnect=False,
            ),
            # LiveKit's default lets anybody in the room read every turn, and call the tools.
            session_host=False,
            record=settings.record,
        )

    async with (
        _claimed(claims, room, taken, settings.relay.lease),
        attendance,
        Call.open(
            call=taken.call,
            channel="phone" if is_on_the_telephone(taken.caller) else "room",
            settings=settings,
            storage=storage,
            publisher=publisher,
            model=model,
            session=session,
            clock=clock,
            ids=ids,
            watch=lambda _: None,
            start=enter,
            attributes_stay=False,
            inherited=taken.inherited,
            survives_us=True,
            is_recorded=settings.record,
        ) as going,
        _transfers(going, room, settings),
    ):
        reason = await _until_over(going, room, taken, settings.grace_seconds)
        if reason in _CUT_OFF and await claims.is_being_rescued(room.name, call=taken.call):
            # We were taken for dead, and out of the room for that.
            going.leave()
        is_here = room.isconnected() and caller in room.remote_participants and not going.is_left
        # Before the end is in the log: nobody's coming and going is taken down after it.
        attendance.call_is_over()
        if is_here:
            await _part(going, transcription, reason)
        # From here on nobody who is absent is waited for.
        publisher.caller_is_gone = True
        await transcription.aclose()
        await going.end(reason)
    await publisher.aclose()
    if room.isconnected():
        # What was sent less than 50 ms before an agent leaves the room is lost now and then (2 of 80 streams).
        await asyncio.sleep(_LINGER_SECONDS)
    return not going.is_left


async def _part(call: Call, transcription: CallerTranscription, reason: EndReason) -> None:
    """End the call of a caller who is here: what was said last is for them, even if they were let in only just now."""
    await transcription.aclose()
    await call.end(reason)
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(call.relay.all_settled(), _PARTING_SECONDS)


def model_of(settings: Settings) -> llm.LLM[Any]:
    """The LLM that is set; the first takes a second to load.

    Raises:
        SettingError: It cannot be used.
    """
    return make_llm(
        settings.llm,
        clinic=settings.clinic,
        openai_model=settings.openai_model,
        api_key=settings.openai_api_key,
        base_url=settings.openai_base_url,
    )


@contextlib.asynccontextmanager
async def _claimed(claims: RoomClaims, room: rtc.Room, taken: Taken, lease: float) -> AsyncIterator[None]:
    """The room stays claimed until the call's relay has its lease; a death is noticed by that one from then on."""
    agent = room.local_participant.identity
    keeping = asyncio.create_task(claims.keep_until_leased(room.name, call=taken.call, agent=agent, lease=lease))
    try:
        yield
    finally:
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)


@contextlib.asynccontextmanager
async def _transfers(call: Call, room: rtc.Room, settings: Settings) -> AsyncIterator[None]:
    """As long as this lasts, who asks for a person is put through to the clinic's number, if it has one for that."""
    if settings.sip_trunk is None or settings.clinic.transfer_number is None:
        yield
        return

    dialler = SipDialler(settings.livekit(), trunk=settings.sip_trunk, room=room.name)
    transfer = Transfer(dialler, call.desk, told=call.tell, gone=partial(call.is_to_end, "transferred"))
    call.session.userdata.person_wanted = transfer.begin
    if call.transfer_to is not None:
        # The agent before us was about to.
        transfer.begin(call.transfer_to)
    try:
        yield
    finally:
        await transfer.aclose()


async def _until_over(call: Call, room: rtc.Room, taken: Taken, grace: float) -> EndReason:
    presence = Presence(room, caller=taken.caller.identity, desk=call.desk, grace=grace, was_away=taken.was_away)
    presence.watch()
    either: set[asyncio.Future[EndReason]] = {presence.over, call.over}
    try:
        await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
    finally:
        presence.stop()
    return next(future.result() for future in (call.over, presence.over) if future.done())


class TypedTurns:
    """Answers what the caller types, one line after the other.

    LiveKit's own way interrupts whatever is under way: a booking that the agent is just about to make would be dropped
    for a "Hello?", and of three quick lines the last would be heard before the second.

    Args:
        settling: Seconds to wait for a line that was sent before and is still on its way.
    """

    def __init__(self, *, settling: float = _SETTLING_SECONDS) -> None:
        self._settling = settling
        self._turn = asyncio.Lock()
        self._lines: list[tuple[int, int, str]] = []
        self._count = itertools.count()
        self._answer: SpeechHandle | None = None

    async def take(self, session: AgentSession[Any], event: TextInputEvent) -> None:
        """Answer a line, when those before it are."""
        # Streams that were sent within a few milliseconds can arrive in the wrong order.
        sent_at = 0 if event.info is None else event.info.timestamp
        heapq.heappush(self._lines, (sent_at, next(self._count), event.text))
        async with self._turn:
            for speech in (session.current_speech, self._answer):
                if speech is not None and not speech.done():
                    await _finish(session, speech)
            # A line that was sent just before this one may still be on its way.
            await asyncio.sleep(self._settling)
            _, _, words = heapq.heappop(self._lines)
            self._answer = session.generate_reply(user_input=words)


async def _finish(session: AgentSession[Any], speech: SpeechHandle) -> None:
    """Wait until *speech* is thought out, and cut it off while it is said aloud, unless it must not be."""
    if session.output.audio is not None:
        playout, speaking = (
            asyncio.ensure_future(waiting) for waiting in (speech.wait_for_playout(), _until_speaking(session))
        )
        try:
            await asyncio.wait({playout, speaking}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            playout.cancel()
            speaking.cancel()
        # An answer about a booking is not interrupted.
        with contextlib.suppress(RuntimeError):
            await session.interrupt()
    await speech.wait_for_playout()


async def _until_speaking(session: AgentSession[Any]) -> None:
    speaking = asyncio.Event()

    def changed(event: AgentStateChangedEvent) -> None:
        if event.new_state == "speaking":
            speaking.set()

    session.on("agent_state_changed", changed)
    try:
        if session.agent_state != "speaking":
            await speaking.wait()
    finally:
        session.off("agent_state_changed", changed)
