"""What is chosen, and told of it, for which settings."""

from __future__ import annotations

from pathlib import Path

import attrs
import pytest

from receptionist.errors import SettingError
from receptionist.speech.choice import Choice, CloudKeys, choose
from receptionist.speech.describe import describe
from tests.speech.speaking import CARTESIA_KEY, CLOUD_URL, DEEPGRAM_KEY, HERE_URL, ROOM_KEY, ROOM_SECRET, settings

_TYPE = "DEEPGRAM_API_KEY is not set: callers can type and not speak"
_SPEAK = "DEEPGRAM_API_KEY is set: callers can speak; what they say goes to Deepgram, which writes it down"
_WRITES = "CARTESIA_API_KEY is not set: the agent answers in writing and is not heard"
_SAYS = "CARTESIA_API_KEY is set: the agent speaks; its words go to Cartesia, which says them"
_HERE = "turn detection runs on this machine, without a download; a voice that is heard is an interruption"
_CLOUD = "LiveKit Cloud finds out when a caller has finished, and what is an interruption"


@pytest.mark.parametrize(
    ("hears", "speaks", "url", "sentences"),
    [
        (False, False, None, (_TYPE, _WRITES)),
        (False, False, CLOUD_URL, (_TYPE, _WRITES)),
        (True, False, HERE_URL, (_SPEAK, _WRITES, _HERE)),
        (False, True, CLOUD_URL, (_TYPE, _SAYS)),
        (True, True, None, (_SPEAK, _SAYS, _HERE)),
        (True, True, CLOUD_URL, (_SPEAK, _SAYS, _CLOUD)),
    ],
)
def test_what_the_keys_mean_is_told_in_sentences(
    tmp_path: Path, *, hears: bool, speaks: bool, url: str | None, sentences: tuple[str, ...]
) -> None:
    assert describe(settings(tmp_path, hears=hears, speaks=speaks, url=url)) == sentences


def test_the_choice_takes_each_key_from_its_setting(tmp_path: Path) -> None:
    assert choose(settings(tmp_path, hears=True, speaks=True, url=CLOUD_URL)) == Choice(
        deepgram_api_key=DEEPGRAM_KEY,
        cartesia_api_key=CARTESIA_KEY,
        turns_on_cloud=CloudKeys(api_key=ROOM_KEY, api_secret=ROOM_SECRET),
    )


def test_without_settings_nothing_is_chosen_whatever_the_environment_holds(tmp_path: Path) -> None:
    """The environment here has a key of each kind: only `Settings` reads it."""
    assert choose(settings(tmp_path)) == Choice(deepgram_api_key=None, cartesia_api_key=None, turns_on_cloud=None)


@pytest.mark.parametrize(
    ("url", "on_cloud"),
    [
        ("wss://clinic.livekit.cloud", True),
        ("https://clinic.eu.LiveKit.Cloud:443/rtc", True),
        ("wss://clinic.livekit.cloud.example.com", False),
        ("wss://clinic.livekit.cloud@example.com", False),
        ("wss://example.com/clinic.livekit.cloud", False),
        ("wss://mylivekit.cloud", False),
        ("wss://[not-an-address", False),
        ("ws://127.0.0.1:7880", False),
        ("", False),
        (None, False),
    ],
)
def test_only_a_host_of_livekit_cloud_is_asked_about_turns(tmp_path: Path, url: str | None, *, on_cloud: bool) -> None:
    assert (choose(settings(tmp_path, hears=True, url=url)).turns_on_cloud is not None) is on_cloud


@pytest.mark.parametrize(("key", "secret"), [(None, ROOM_SECRET), (ROOM_KEY, None), (None, None)])
def test_the_cloud_is_not_asked_without_a_key_pair(tmp_path: Path, key: str | None, secret: str | None) -> None:
    hearing = settings(tmp_path, hears=True, url=CLOUD_URL)
    without = attrs.evolve(hearing, livekit_api_key=key, livekit_api_secret=secret)
    assert choose(without).turns_on_cloud is None


@pytest.mark.parametrize(
    ("name", "deepgram", "cartesia"),
    [("DEEPGRAM_API_KEY", "pasted-key\n", None), ("CARTESIA_API_KEY", DEEPGRAM_KEY, "pasted key")],
)
def test_a_key_that_cannot_be_sent_is_refused_and_not_shown(
    tmp_path: Path, name: str, deepgram: str | None, cartesia: str | None
) -> None:
    """A line end that was pasted along would only fail when a caller is there."""
    with pytest.raises(SettingError) as caught:
        describe(attrs.evolve(settings(tmp_path), deepgram_api_key=deepgram, cartesia_api_key=cartesia))
    accepted = "printable ASCII without spaces or line ends"
    assert str(caught.value) == f"setting {name} is not shown here; accepted: {accepted}"


def test_a_choice_never_shows_a_key(tmp_path: Path) -> None:
    shown = repr(choose(settings(tmp_path, hears=True, speaks=True, url=CLOUD_URL)))
    assert shown == "Choice(turns_on_cloud=CloudKeys())"
