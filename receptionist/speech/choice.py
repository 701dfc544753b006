"""Which parts of speech the settings ask for, and where they run: without LiveKit, so that it can be told quickly."""

from __future__ import annotations

from urllib.parse import urlsplit

from attrs import field, frozen

from receptionist.config import Settings
from receptionist.config.found import Words
from receptionist.config.texts import fits_a_header
from receptionist.errors import SettingError

_CLOUD = ".livekit.cloud"


@frozen(kw_only=True)
class CloudKeys:
    """The key pair of a project on LiveKit Cloud."""

    api_key: str = field(repr=False)
    api_secret: str = field(repr=False)


@frozen(kw_only=True)
class Choice:
    """What a call is heard and answered with.

    Attributes:
        deepgram_api_key: For speech recognition; None when callers type only.
        cartesia_api_key: For the voice; None when the agent writes only.
        turns_on_cloud: What LiveKit Cloud is asked with when the caller has finished, and whether an interruption
            is one; None when that is found out on this machine, or when nobody is heard.
    """

    deepgram_api_key: str | None = field(repr=False)
    cartesia_api_key: str | None = field(repr=False)
    turns_on_cloud: CloudKeys | None


def choose(settings: Settings) -> Choice:
    """What *settings* ask for.

    Raises:
        SettingError: A key that is set cannot be sent to anybody.
    """
    deepgram = _key("DEEPGRAM_API_KEY", settings.deepgram_api_key)
    return Choice(
        deepgram_api_key=deepgram,
        cartesia_api_key=_key("CARTESIA_API_KEY", settings.cartesia_api_key),
        turns_on_cloud=_cloud(settings) if deepgram else None,
    )


def _key(name: str, value: str | None) -> str | None:
    if value and not fits_a_header(value):
        raise SettingError(name, Words("not shown here"), "printable ASCII without spaces or line ends")
    return value or None


def _cloud(settings: Settings) -> CloudKeys | None:
    key, secret = settings.livekit_api_key, settings.livekit_api_secret
    if not (key and secret and is_on_cloud(settings.livekit_url)):
        return None
    return CloudKeys(api_key=key, api_secret=secret)


def is_on_cloud(url: str | None) -> bool:
    """Whether *url* is LiveKit Cloud's."""
    try:
        host = urlsplit(url or "").hostname
    except ValueError:
        return False
    return host is not None and host.endswith(_CLOUD)
