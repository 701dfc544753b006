"""Signatures as Standard Webhooks has them, and secrets."""

from __future__ import annotations

import base64
from datetime import UTC, datetime

import pytest

from receptionist.publishers.webhook.signing import headers, new_secret, read_secret

# The specification's own example of a secret, and what its libraries sign with it.
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # noqa: S105 (published)
MESSAGE_ID = "msg_p5jXN8AQM9LWM0D4loKWxJek"
BODY = b'{"test": 2432232314}'
AT = datetime.fromtimestamp(1614265330, UTC)


def test_the_published_example_is_signed_as_it_was_published() -> None:
    key = read_secret(SECRET)
    assert key is not None
    assert headers(MESSAGE_ID, AT, BODY, [key]) == {
        "webhook-id": MESSAGE_ID,
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


def test_while_one_secret_is_changed_for_another_both_sign() -> None:
    key = read_secret(SECRET)
    assert key is not None
    signatures = headers(MESSAGE_ID, AT, BODY, [key, bytes(24)])["webhook-signature"].split(" ")
    one, other = (headers(MESSAGE_ID, AT, BODY, [each])["webhook-signature"] for each in (key, bytes(24)))
    assert signatures == [one, other]
    assert one != other


def test_whatever_changes_has_another_signature() -> None:
    key = bytes(32)
    whole = [(MESSAGE_ID, AT, BODY, key)]
    others = [("msg_other", AT, BODY, key), (MESSAGE_ID, AT.replace(second=1), BODY, key), (MESSAGE_ID, AT, b"{}", key)]
    found = {headers(each[0], each[1], each[2], [each[3]])["webhook-signature"] for each in (*whole, *others)}
    assert len(found) == 4


def test_a_new_secret_can_be_read_and_is_never_the_same() -> None:
    one, other = new_secret(), new_secret()
    key = read_secret(one)
    assert key is not None
    assert len(key) == 32
    assert one != other


@pytest.mark.parametrize(
    "text",
    [
        "",
        "whsec_",
        "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "whsec_not base64!",
        f"whsec_{base64.b64encode(bytes(23)).decode()}",
        f"whsec_{base64.b64encode(bytes(65)).decode()}",
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSé",
    ],
)
def test_what_is_no_secret_is_none(text: str) -> None:
    assert read_secret(text) is None
