"""What the settings mean for hearing and speaking, in plain sentences."""

from __future__ import annotations

from collections.abc import Sequence

from receptionist.config import Settings
from receptionist.speech.choice import choose


def describe(settings: Settings) -> Sequence[str]:
    """One sentence for each thing to know: what works, what does not, where it happens.

    Raises:
        SettingError: A key that is set cannot be sent to anybody.
    """
    choice = choose(settings)
    sentences = [
        "DEEPGRAM_API_KEY is set: callers can speak; what they say goes to Deepgram, which writes it down"
        if choice.deepgram_api_key
        else "DEEPGRAM_API_KEY is not set: callers can type and not speak",
        "CARTESIA_API_KEY is set: the agent speaks; its words go to Cartesia, which says them"
        if choice.cartesia_api_key
        else "CARTESIA_API_KEY is not set: the agent answers in writing and is not heard",
    ]
    if choice.deepgram_api_key:
        sentences.append(
            "LiveKit Cloud finds out when a caller has finished, and what is an interruption"
            if choice.turns_on_cloud
            else "turn detection runs on this machine, without a download; a voice that is heard is an interruption"
        )
    return tuple(sentences)
