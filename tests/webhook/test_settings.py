"""The webhook's three settings: what is accepted, and what is told without showing an address or a secret."""

from __future__ import annotations

from pathlib import Path

import pytest

from receptionist.config import Settings
from receptionist.publishers.webhook.endpoint import Endpoint
from tests.config.environments import refusal

URL, SECRET, FIELDS = (f"RECEPTIONIST_WEBHOOK_{name}" for name in ("URL", "SECRET", "FIELDS"))
ZEROS = f"whsec_{32 * 'A'}"
ONES = f"whsec_{32 * '/'}"
HERE = "https://practice.example/do-not-show"
FORM = (
    "whsec_ and 24 to 64 bytes in base64 (`receptionist webhook secret` makes one);"
    " while one is changed for another, both, with a space between"
)
NAMED = "name, phone, birth_date, code, message, with commas; the nearest is "


def webhook(folder: Path, **changes: str) -> Endpoint | None:
    return Settings.load({URL: HERE, SECRET: ZEROS} | changes, folder).webhook


def test_without_an_address_there_is_none(tmp_path: Path) -> None:
    assert Settings.load({SECRET: ZEROS, FIELDS: "name"}, tmp_path).webhook is None


def test_without_fields_nothing_of_the_patients_goes_out(tmp_path: Path) -> None:
    assert webhook(tmp_path) == Endpoint(url=HERE, secrets=(bytes(24),), fields=())


def test_fields_stand_in_their_order_once_each(tmp_path: Path) -> None:
    found = webhook(tmp_path, **{FIELDS: "message, name,name"})
    assert found is not None
    assert found.fields == ("name", "message")


def test_both_secrets_sign_while_one_is_changed(tmp_path: Path) -> None:
    found = webhook(tmp_path, **{SECRET: f"{ONES} {ZEROS}"})
    assert found is not None
    assert found.secrets == (24 * b"\xff", bytes(24))


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8090/", "http://[::1]/", "http://localhost/x", "https://10.0.0.5/", "https://pvs.lan"]
)
def test_a_receiver_on_this_machine_needs_no_encryption_and_one_of_the_house_does(url: str, tmp_path: Path) -> None:
    found = webhook(tmp_path, **{URL: url})
    assert found is not None
    assert found.url == url


def test_neither_address_nor_secret_is_in_what_settings_look_like(tmp_path: Path) -> None:
    text = repr(Settings.load({URL: HERE, SECRET: ZEROS}, tmp_path))
    assert "do-not-show" not in text
    assert repr(bytes(24)) not in text


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("do-not-show", "not shown here; accepted: an address, as https://practice.example/receptionist"),
        ("ftp://do-not-show", "not shown here; accepted: an address, as https://practice.example/receptionist"),
        ("https://prÄxis.example/", "not shown here; accepted: an address, as https://practice.example/receptionist"),
        (
            "http://do-not-show.example/",
            "an address without encryption; accepted: https; http leads to this machine alone",
        ),
        *(
            (url, "an address where no receiver can be; accepted: the address of a receiver")
            for url in (
                "https://169.254.169.254/do-not-show",
                "https://[fe80::1]/",
                "https://[::ffff:169.254.169.254]/",
                "https://metadata.google.internal./",
                "https://0.0.0.0/",
            )
        ),
    ],
)
def test_an_address_that_cannot_be_used_is_told_and_not_shown(url: str, told: str, tmp_path: Path) -> None:
    assert refusal({URL: url, SECRET: ZEROS}, tmp_path) == f"setting {URL} is {told}"


@pytest.mark.parametrize("secret", ["do-not-show", f"{ZEROS} do-not-show", f"{ZEROS}  {ONES}", f"{ZEROS}\n"])
def test_a_secret_that_is_none_is_told_and_not_shown(secret: str, tmp_path: Path) -> None:
    assert refusal({URL: HERE, SECRET: secret}, tmp_path) == f"setting {SECRET} is not shown here; accepted: {FORM}"


def test_an_address_without_a_secret_is_not_used(tmp_path: Path) -> None:
    assert refusal({URL: HERE}, tmp_path) == f"setting {SECRET} is missing; accepted: {FORM}"


@pytest.mark.parametrize(
    ("fields", "nearest"), [("names", "name"), ("name phone", "phone"), ("all", "phone"), ("name,", "name")]
)
def test_a_field_that_there_is_none_of_is_refused(fields: str, nearest: str, tmp_path: Path) -> None:
    """Even without an address: whoever adds it later is not to send more than they think."""
    told = f"setting {FIELDS} is {fields!r}; accepted: {NAMED}"
    assert refusal({FIELDS: fields}, tmp_path).startswith(told)
