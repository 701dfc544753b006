"""How callers are heard and answered aloud: STT, TTS, VAD and turn handling, chosen by the settings alone.

LiveKit is imported in the functions, by what needs it: a call in writing loads no part of speech.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, TypedDict

from attrs import frozen

from receptionist.config import Settings
from receptionist.speech.choice import Choice, choose

if TYPE_CHECKING:
    from livekit.agents import TurnHandlingOptions, inference, stt, tts, vad

# Named, so that an upgrade of a plugin does not change who listens and who speaks.
_STT_MODEL = "nova-3"
_TTS_MODEL = "sonic-3"
_LANGUAGE = "en"
_MIN_ENDPOINTING_SECONDS = 0.5
_MAX_ENDPOINTING_SECONDS = 1.5


class SessionArguments(TypedDict, total=False):
    """Keyword arguments for `livekit.agents.AgentSession`."""

    stt: stt.STT[Any]
    tts: tts.TTS[Any]
    vad: vad.VAD | None
    turn_handling: TurnHandlingOptions


@frozen(kw_only=True)
class SessionOptions:
    """What one session is made with.

    Attributes:
        arguments: For `AgentSession`; what is not there must stay at its default.
        audio_input: Whether the room is to be listened to.
        audio_output: Whether the agent is to have a voice in the room.
    """

    arguments: SessionArguments
    audio_input: bool
    audio_output: bool


def session_options(settings: Settings) -> SessionOptions:
    """The parts for one session, made anew but for the VAD, which all sessions of a process share.

    Nothing is connected to yet. Deepgram and Cartesia find their HTTP session in the job; outside one, use
    `livekit.agents.utils.http_context.open()`.

    Raises:
        SettingError: A key that is set cannot be sent to anybody.
    """
    choice = choose(settings)
    # What is left out here, AgentSession adds: in `dev` mode, parts that dial LiveKit Cloud.
    arguments: SessionArguments = {"vad": None, "turn_handling": _turn_handling(choice)}
    if choice.deepgram_api_key:
        arguments["stt"] = _stt(choice.deepgram_api_key)
        arguments["vad"] = _vad()
    if choice.cartesia_api_key:
        arguments["tts"] = _tts(choice.cartesia_api_key)
    return SessionOptions(
        arguments=arguments,
        audio_input=choice.deepgram_api_key is not None,
        audio_output=choice.cartesia_api_key is not None,
    )


def prewarm(settings: Settings) -> None:
    """Load now what `session_options` would load while the caller waits; for a job process's set-up.

    LiveKit registers plugins on the main thread only: call it there. The models are in the installed packages.

    Raises:
        SettingError: A key that is set cannot be sent to anybody.
    """
    # A session's parts, thrown away: what they import and the VAD that they share stay.
    if session_options(settings).audio_input:
        from livekit.local_inference import init_eot  # noqa: PLC0415 (only what is used is loaded)

        init_eot()  # the turn detector of this machine, which LiveKit Cloud's falls back to


def _turn_handling(choice: Choice) -> TurnHandlingOptions:
    return {
        "turn_detection": _turn_detector(choice) if choice.deepgram_api_key else None,
        "endpointing": {"min_delay": _MIN_ENDPOINTING_SECONDS, "max_delay": _MAX_ENDPOINTING_SECONDS},
        # The adaptive detector exists in the cloud only.
        "interruption": {"mode": "adaptive" if choice.turns_on_cloud else "vad"},
    }


def _turn_detector(choice: Choice) -> inference.TurnDetector:
    from livekit.agents import inference  # noqa: PLC0415 (LiveKit takes seconds to import)

    cloud = choice.turns_on_cloud
    if cloud is None:
        return inference.TurnDetector(version="v1-mini")
    return inference.TurnDetector(version="v1", api_key=cloud.api_key, api_secret=cloud.api_secret)


def _stt(api_key: str) -> stt.STT[Any]:
    from livekit.plugins import deepgram  # noqa: PLC0415 (LiveKit takes seconds to import)

    # Patients have not agreed to train anybody's model.
    return deepgram.STT(model=_STT_MODEL, language=_LANGUAGE, api_key=api_key, mip_opt_out=True)


def _tts(api_key: str) -> tts.TTS[Any]:
    from livekit.plugins import cartesia  # noqa: PLC0415 (LiveKit takes seconds to import)

    return cartesia.TTS(model=_TTS_MODEL, language=_LANGUAGE, api_key=api_key)


@functools.cache
def _vad() -> vad.VAD:
    from livekit.plugins import silero  # noqa: PLC0415 (LiveKit takes seconds to import)

    return silero.VAD.load()
