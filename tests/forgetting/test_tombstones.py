"""What was forgotten, in its file: durable before anything is destroyed, and never misread."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from receptionist.errors import LogPathError
from receptionist.forgetting.tombstones import Tombstone, add_tombstones, read_tombstones, tombstones_path

AT = datetime(2026, 11, 30, 16, 5, tzinfo=UTC)
ONE = Tombstone(subject="patient:p-1", key=b"12345678", at=AT)
OTHER = Tombstone(subject="call:c-1:words", key=bytes(8), at=AT + timedelta(days=1))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "log.db.erased"


def test_they_lie_beside_the_log() -> None:
    assert tombstones_path(Path("/srv/calls.db")) == Path("/srv/calls.db.erased")


def test_where_nothing_was_forgotten_there_is_nothing(path: Path) -> None:
    assert read_tombstones(path) == ()
    assert not path.exists()


def test_the_file_only_grows_and_is_its_owners_alone(path: Path) -> None:
    before = os.umask(0)
    try:
        add_tombstones(path, [ONE])
    finally:
        os.umask(before)
    first = path.read_bytes()
    add_tombstones(path, [OTHER])
    assert read_tombstones(path) == (ONE, OTHER)
    assert path.read_bytes().startswith(first)
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("cut", range(1, 60, 7))
def test_a_line_that_was_cut_off_is_no_tombstone_and_hides_no_other(path: Path, cut: int) -> None:
    """Its process died: nothing had been destroyed yet. What is added later is read."""
    add_tombstones(path, [ONE, OTHER])
    path.write_bytes(path.read_bytes()[:-cut])
    assert read_tombstones(path) == (ONE,)
    add_tombstones(path, [OTHER])
    assert read_tombstones(path) == (ONE, OTHER)


@pytest.mark.parametrize("line", [b"{}", b"erased", b'{"subject": "x", "key": "zz", "at": "now"}', b"\xff", b"[]"])
def test_a_damaged_line_is_told_and_not_passed_over(path: Path, line: bytes) -> None:
    """Erased data could come back unseen."""
    add_tombstones(path, [ONE])
    path.write_bytes(line + b"\n" + path.read_bytes())
    with pytest.raises(LogPathError, match="line 1 is damaged; put its copy back"):
        read_tombstones(path)


def test_what_cannot_be_written_is_said_before_anything_is_erased(path: Path) -> None:
    path.mkdir()
    with pytest.raises(LogPathError, match="is a directory; name a file"):
        add_tombstones(path, [ONE])
