"""Keys at the command line: what there is of them, another master key, and backups, without a secret shown."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from receptionist.clock import SystemClock
from receptionist.keys.masters import read_ring
from tests.cli.staff import Counter
from tests.domain.specification import NOW


@pytest.fixture
def counter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Counter:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RECEPTIONIST_STAFF", "Robin")
    monkeypatch.setattr(SystemClock, "now", lambda _: NOW)
    return Counter(tmp_path, NOW, capsys)


def test_keys_are_counted_and_rotated(counter: Counter, tmp_path: Path) -> None:
    counter.book("Ann Lee", "tomorrow", "10:00")
    log = tmp_path / ".data" / "receptionist.db"
    before = counter.lines("keys", "show")
    assert before[0] == f"{log}.keys: 1 patients, 1 bookings, 1 others"
    master = re.fullmatch(
        rf"wrapped under master key ([0-9a-f]{{16}}), from the master key file {log}.master", before[1]
    )
    assert master is not None
    [told] = counter.lines("keys", "rotate")
    after = counter.lines("keys", "show")
    assert re.match(r"3 keys are wrapped under master key [0-9a-f]{16} now; make new backups", told)
    assert (after[0], master[1] in after[1]) == (before[0], False)
    assert counter.lines("diary", "--day", "tomorrow", "--names")


def test_a_new_master_key_can_be_printed_and_used(
    counter: Counter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    [text] = counter.lines("keys", "new")
    [master] = read_ring(text, "what was printed")
    monkeypatch.setenv("RECEPTIONIST_MASTER_KEY", text)
    counter.book("Ann Lee", "tomorrow", "10:00")
    assert counter.lines("keys", "show")[1] == (
        f"wrapped under master key {master.id}, from the setting RECEPTIONIST_MASTER_KEY"
    )
    assert not (tmp_path / ".data" / "receptionist.db.master").exists()
    monkeypatch.delenv("RECEPTIONIST_MASTER_KEY")
    assert "receptionist.db.master is missing: put it back" in counter.refused("diary")


def test_what_to_back_up_is_said_and_tried(counter: Counter, tmp_path: Path) -> None:
    counter.book("Ann Lee", "tomorrow", "10:00")
    log = tmp_path / ".data" / "receptionist.db"
    assert [line for line in counter.lines("keys", "backup") if not line.startswith(" ")] == [
        str(log), f"{log}.keys", f"{log}.erased", f"the master key file {log}.master",
    ]  # fmt: skip
    [told] = counter.lines("keys", "backup", "--check", str(log))
    assert re.fullmatch(
        rf"{log}: \d+ events, its chain holds; 3 keys, all opened by the master key", told
    )  # fmt: skip
    assert "does not exist" in counter.refused("keys", "backup", "--check", str(tmp_path / "nowhere.db"))


def test_a_master_key_that_others_can_read_is_refused_everywhere(counter: Counter, tmp_path: Path) -> None:
    counter.book("Ann Lee", "tomorrow", "10:00")
    master = tmp_path / ".data" / "receptionist.db.master"
    master.chmod(0o644)
    for command in (("diary",), ("keys", "show"), ("keys", "rotate"), ("calls",), ("why", "a-000000000000")):
        assert counter.refused(*command).endswith(f"chmod 600 {master}")
