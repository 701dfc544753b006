"""What a session is made with, key by key."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from livekit import local_inference
from livekit.agents import inference
from livekit.plugins import cartesia, deepgram, silero

from receptionist import speech
from receptionist.speech import SessionArguments, prewarm, session_options
from tests.speech.speaking import (
    CARTESIA_KEY,
    CLOUD_URL,
    DEEPGRAM_KEY,
    HERE_URL,
    ROOM_KEY,
    ROOM_SECRET,
    Dialled,
    settings,
)

_BOTH = [False, True]


def _detector(version: str) -> dict[str, object]:
    return {
        "model": f"turn-detector-{version}",
        "provider": "livekit",
        "sample_rate": 16000,
        "local_fallback": True,
    }


def _turn_handling(arguments: SessionArguments) -> Mapping[str, object]:
    """The turn handling as values that can be compared."""
    detector = arguments["turn_handling"].get("turn_detection")
    if isinstance(detector, inference.TurnDetector):
        return {**arguments["turn_handling"], "turn_detection": detector.describe_options()}
    return arguments["turn_handling"]


@pytest.mark.parametrize("url", [None, HERE_URL, CLOUD_URL])
@pytest.mark.parametrize("speaks", _BOTH)
@pytest.mark.parametrize("hears", _BOTH)
def test_each_key_brings_its_parts_and_no_others(
    tmp_path: Path, dialled: Dialled, *, hears: bool, speaks: bool, url: str | None
) -> None:
    options = session_options(settings(tmp_path, hears=hears, speaks=speaks, url=url))
    parts = {name: type(part) for name, part in options.arguments.items() if name != "turn_handling"}
    assert parts == {
        "vad": silero.VAD if hears else type(None),
        **({"stt": deepgram.STT} if hears else {}),
        **({"tts": cartesia.TTS} if speaks else {}),
    }
    assert (options.audio_input, options.audio_output) == (hears, speaks)
    assert not dialled


@pytest.mark.parametrize("speaks", _BOTH)
@pytest.mark.parametrize(
    ("hears", "url", "detector", "interruption"),
    [
        (False, None, None, "vad"),
        (False, CLOUD_URL, None, "vad"),
        (True, None, _detector("v1-mini"), "vad"),
        (True, HERE_URL, _detector("v1-mini"), "vad"),
        (True, CLOUD_URL, _detector("v1"), "adaptive"),
    ],
)
def test_turns_are_handled_as_the_seed_says_where_the_room_is(
    tmp_path: Path,
    *,
    hears: bool,
    speaks: bool,
    url: str | None,
    detector: dict[str, object] | None,
    interruption: str,
) -> None:
    """Semantic detection, endpointing of 0.5 to 1.5 s, adaptive interruption where there is one."""
    options = session_options(settings(tmp_path, hears=hears, speaks=speaks, url=url))
    assert _turn_handling(options.arguments) == {
        "turn_detection": detector,
        "endpointing": {"min_delay": 0.5, "max_delay": 1.5},
        "interruption": {"mode": interruption},
    }


def test_deepgram_listens_to_english_with_the_key_of_the_settings(tmp_path: Path) -> None:
    listener = session_options(settings(tmp_path, hears=True)).arguments["stt"]
    assert isinstance(listener, deepgram.STT)
    options = listener._opts
    assert (listener._api_key, options.model, options.language) == (DEEPGRAM_KEY, "nova-3", "en")
    assert options.mip_opt_out, "what patients say trains nobody's model"


def test_cartesia_speaks_english_with_the_key_of_the_settings(tmp_path: Path) -> None:
    voice = session_options(settings(tmp_path, speaks=True)).arguments["tts"]
    assert isinstance(voice, cartesia.TTS)
    options = voice._opts
    assert (options.api_key, options.model, options.language) == (CARTESIA_KEY, "sonic-3", "en")


def test_the_cloud_is_asked_with_the_rooms_own_keys(tmp_path: Path) -> None:
    handling = session_options(settings(tmp_path, hears=True, url=CLOUD_URL)).arguments["turn_handling"]
    detector = handling["turn_detection"]
    assert isinstance(detector, inference.TurnDetector)
    assert detector._cloud_opts is not None
    assert (detector._cloud_opts.api_key, detector._cloud_opts.api_secret) == (ROOM_KEY, ROOM_SECRET)


def test_two_sessions_share_the_vad_and_nothing_else(tmp_path: Path) -> None:
    both = settings(tmp_path, hears=True, speaks=True)
    one, other = session_options(both).arguments, session_options(both).arguments
    shared = [part for part in ("stt", "tts", "vad") if _part(one, part) is _part(other, part)]
    assert shared == ["vad"]
    assert one["turn_handling"] is not other["turn_handling"]
    assert one["turn_handling"]["turn_detection"] is not other["turn_handling"]["turn_detection"]


def test_what_was_prewarmed_is_not_loaded_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dialled: Dialled
) -> None:
    hearing = settings(tmp_path, hears=True, url=CLOUD_URL)
    speech._vad.cache_clear()
    prewarm(hearing)

    def load_again() -> None:
        raise AssertionError("the caller waits while the VAD is loaded")

    monkeypatch.setattr(silero.VAD, "load", load_again)
    assert session_options(hearing).audio_input
    assert not dialled, "models are in the packages"


@pytest.mark.parametrize("url", [HERE_URL, CLOUD_URL])
@pytest.mark.parametrize("hears", _BOTH)
def test_the_turn_detector_of_this_machine_is_prewarmed_where_somebody_is_heard(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, hears: bool, url: str
) -> None:
    """In the cloud too: it is what remains when the cloud's detector fails."""
    loaded: list[str] = []
    monkeypatch.setattr(local_inference, "init_eot", lambda: loaded.append("turn detector"))
    prewarm(settings(tmp_path, hears=hears, speaks=True, url=url))
    assert loaded == (["turn detector"] if hears else [])


def _part(arguments: SessionArguments, name: str) -> Any:
    return dict(arguments)[name]
