"""Master keys: what they wrap opens again for whom it was wrapped, and what is no key is told without being shown."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from receptionist.errors import MasterKeyError
from receptionist.keys.masters import Master, read_ring

KEY = bytes(range(32))
SECRETS = st.binary(min_size=32, max_size=32)


@given(secret=SECRETS, subject=st.text())
def test_what_is_wrapped_opens_again(secret: bytes, subject: str) -> None:
    master = Master(secret)
    assert master.unwrap(subject, master.wrap(subject, KEY)) == KEY


def test_no_wrapped_key_opens_in_anothers_place() -> None:
    """Neither for another subject, nor under another master key, nor with a bit of it changed."""
    master = Master.fresh()
    box = master.wrap("patient:p-anna", KEY)
    changed = [box[:at] + bytes([box[at] ^ 1]) + box[at + 1 :] for at in range(len(box))]
    for other, subject, tried in (
        (master, "patient:p-ben", box),
        (Master.fresh(), "patient:p-anna", box),
        *((master, "patient:p-anna", each) for each in (*changed, box[:-1], b"")),
    ):
        with pytest.raises(ValueError, match=r"changed|bytes"):
            other.unwrap(subject, tried)


def test_a_wrapped_key_looks_different_each_time() -> None:
    master = Master.fresh()
    assert len({master.wrap("call:c-1", KEY) for _ in range(100)}) == 100


def test_a_master_key_is_known_by_an_id_and_never_shown() -> None:
    one, other = Master(KEY), Master.fresh()
    assert (one.id, Master(KEY).id == one.id, other.id == one.id) == (one.id, True, False)
    assert one.text not in repr(one)
    assert repr(KEY) not in repr(one)
    assert KEY.hex()[:16] != one.id


@given(st.lists(SECRETS, min_size=1, max_size=3, unique=True))
def test_what_is_written_is_read_back_in_its_order(secrets: list[bytes]) -> None:
    masters = tuple(Master(secret) for secret in secrets)
    for between in (" ", "\n", ",\t", "\n# a comment\n"):
        assert read_ring(between.join(master.text for master in masters), "a test") == masters


def test_base64_is_read_in_each_of_its_spellings() -> None:
    secret = b"\xfb\xff" * 16
    standard, safe = base64.b64encode(secret).decode(), base64.urlsafe_b64encode(secret).decode()
    assert {read_ring(text, "a test") for text in (standard, safe, standard.rstrip("="), safe.rstrip("="))} == {
        (Master(secret),)
    }


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "a test holds no master key; 'receptionist keys new' prints one"),
        ("# only a comment\n\n", "a test holds no master key; 'receptionist keys new' prints one"),
        ("hunter2", "word 1 of a test is no master key (not shown here): one is 32 bytes in base64, 44 characters;"),
        (f"{Master(KEY).text} hunter2", "word 2 of a test is no master key (not shown here)"),
        (Master(KEY).text[:-5], "word 1 of a test is no master key"),
        ("é" * 44, "word 1 of a test is no master key"),
    ],
)
def test_what_is_no_master_key_is_told_and_not_shown(text: str, told: str) -> None:
    with pytest.raises(MasterKeyError) as refused:
        read_ring(text, "a test")
    assert str(refused.value).startswith(told)
    assert "hunter2" not in str(refused.value)
