"""Where what comes of each call is sent: checked once, so that a mistake is told before the first call."""

from __future__ import annotations

from urllib.parse import urlsplit

from receptionist.addresses import is_loopback, is_nobodys_receiver
from receptionist.config.found import MISSING, Words, nearest, shown
from receptionist.config.texts import is_address
from receptionist.errors import SettingError
from receptionist.projections.outcome_message import OUTCOME_FIELDS, OutcomeField
from receptionist.publishers.webhook.endpoint import Endpoint
from receptionist.publishers.webhook.signing import LEAST_BYTES, MOST_BYTES, read_secret

_URL, _SECRET, _FIELDS = "RECEPTIONIST_WEBHOOK_URL", "RECEPTIONIST_WEBHOOK_SECRET", "RECEPTIONIST_WEBHOOK_FIELDS"
_NOT_SHOWN = Words("not shown here")
_FORM = (
    f"whsec_ and {LEAST_BYTES} to {MOST_BYTES} bytes in base64 (`receptionist webhook secret` makes one);"
    " while one is changed for another, both, with a space between"
)


def webhook_of(url: str | None, secret: str | None, fields: str | None) -> Endpoint | None:
    """The webhook that is set, or None.

    Raises:
        SettingError: One of the three cannot be used, or the secret is missing; neither address nor secret is shown.
    """
    chosen = _fields(fields)
    if url is None:
        return None
    _check_url(url)
    return Endpoint(url=url, secrets=_secrets(secret), fields=chosen)


def _check_url(url: str) -> None:
    if not (is_address(url, {"http", "https"}) and url.isascii()):
        raise SettingError(_URL, _NOT_SHOWN, "an address, as https://practice.example/receptionist")
    if urlsplit(url).scheme == "http" and not is_loopback(url):
        raise SettingError(_URL, Words("an address without encryption"), "https; http leads to this machine alone")
    if is_nobodys_receiver(urlsplit(url).hostname or ""):
        raise SettingError(_URL, Words("an address where no receiver can be"), "the address of a receiver")


def _secrets(secret: str | None) -> tuple[bytes, ...]:
    if secret is None:
        raise SettingError(_SECRET, MISSING, _FORM)
    keys = tuple(read_secret(each) for each in secret.split(" "))
    found = tuple(key for key in keys if key is not None)
    if len(found) != len(keys):
        raise SettingError(_SECRET, _NOT_SHOWN, _FORM)
    return found


def _fields(text: str | None) -> tuple[OutcomeField, ...]:
    asked = () if text is None else tuple(each.strip() for each in text.split(","))
    for each in asked:
        if each not in OUTCOME_FIELDS:
            accepted = f"{', '.join(OUTCOME_FIELDS)}, with commas; the nearest is {nearest(each, OUTCOME_FIELDS)}"
            raise SettingError(_FIELDS, shown(text), accepted)
    return tuple(each for each in OUTCOME_FIELDS if each in asked)
