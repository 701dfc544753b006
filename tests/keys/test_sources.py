"""Where the master key comes from: a file that is its owner's alone, a setting, or a command's answer."""

from __future__ import annotations

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from receptionist.errors import MasterKeyError
from receptionist.keys.masters import Master, Masters
from receptionist.keys.sources import MasterCommand, MasterFile, MasterText, master_path

KEY, OLD = Master(bytes(range(32))), Master(bytes(32))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "log.db.master"


def refusal(source: Masters) -> str:
    with pytest.raises(MasterKeyError) as refused:
        source.ring()
    assert "\n" not in str(refused.value)
    return str(refused.value)


def printing(script: str) -> MasterCommand:
    """A command that runs Python."""
    return MasterCommand("RECEPTIONIST_MASTER_KEY_COMMAND", f"{sys.executable} -c '{script}'")


# A file


def test_the_master_key_lies_beside_the_keys() -> None:
    assert master_path(Path("/srv/calls.db.keys")) == Path("/srv/calls.db.master")


def test_a_file_is_made_on_first_use_for_its_owner_alone(path: Path) -> None:
    before = os.umask(0)
    try:
        first = MasterFile(path).first()
    finally:
        os.umask(before)
    assert path.stat().st_mode & 0o777 == 0o600
    assert MasterFile(path).ring() == (first,)
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_whoever_makes_it_at_once_gets_the_same(path: Path) -> None:
    with ThreadPoolExecutor(16) as threads:
        assert len(set(threads.map(lambda _: MasterFile(path).first(), range(64)))) == 1


def test_reading_makes_no_file(path: Path) -> None:
    told = refusal(MasterFile(path))
    where = f"the master key file {path} is missing: put it back from its backup;"
    assert told == f"{where} what is sealed in the log cannot be read without it"
    assert not path.exists()


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o620, 0o601])
def test_a_file_that_others_can_reach_is_refused_with_what_mends_it(path: Path, mode: int) -> None:
    source = MasterFile(path)
    first = source.first()
    path.chmod(mode)
    told = refusal(source)
    assert f"(mode {mode:04o})" in told
    assert told.endswith(f": chmod 600 {path}")
    path.chmod(0o600)
    assert source.ring() == (first,)


def test_what_is_no_file_is_refused(path: Path) -> None:
    path.mkdir(mode=0o700)
    assert refusal(MasterFile(path)).endswith("is not a plain file; put the file with the key in its place")


def test_a_file_is_replaced_whole(path: Path) -> None:
    source = MasterFile(path)
    first = source.first()
    source.replace((KEY, first))
    assert (source.ring(), source.first()) == ((KEY, first), KEY)
    assert path.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_a_folder_that_cannot_be_written_to_says_so(tmp_path: Path) -> None:
    with pytest.raises(MasterKeyError, match=r"cannot be written \(No such file or directory\)"):
        MasterFile(tmp_path / "nowhere" / "log.db.master").first()


# A setting


def test_a_setting_holds_the_key_and_those_before_it() -> None:
    source = MasterText("RECEPTIONIST_MASTER_KEY", f"{KEY.text} {OLD.text}")
    assert (source.first(), source.ring()) == (KEY, (KEY, OLD))
    assert KEY.text not in repr(source)


# A command


def test_a_command_prints_the_key() -> None:
    assert printing(f'print("{KEY.text}")').first() == KEY


def test_no_shell_is_involved() -> None:
    """What a shell would do with it, is not done."""
    source = MasterCommand("RECEPTIONIST_MASTER_KEY_COMMAND", f"echo {KEY.text} $HOME; true")
    assert refusal(source).startswith("word 2 of the command in RECEPTIONIST_MASTER_KEY_COMMAND is no master key")


LOCKED = 'import sys; print("the store is locked", file=sys.stderr); print("hunter2"); sys.exit(3)'
NO_PROGRAM = "cannot be run (No such file or directory); is its first word a program?"
NO_QUOTE = "cannot be read (No closing quotation); quote it as for a shell"
NO_ANSWER = "has not answered within 0.05 s; it must not ask anybody anything"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (f"{sys.executable} -c '{LOCKED}'", "failed with status 3: the store is locked"),
        ("false", "failed with status 1: it said nothing"),
        ("/nowhere/key", NO_PROGRAM),
        ("pass 'show", NO_QUOTE),
        ("sleep 60", NO_ANSWER),
        ("true", "holds no master key; 'receptionist keys new' prints one"),
    ],
    ids=["fails", "fails silently", "not there", "badly quoted", "hangs", "prints nothing"],
)
def test_a_command_that_gives_no_key_is_told_with_its_own_words(line: str, told: str) -> None:
    source = MasterCommand("RECEPTIONIST_MASTER_KEY_COMMAND", line, seconds=0.05 if line.startswith("sleep") else 20)
    assert refusal(source) == f"the command in RECEPTIONIST_MASTER_KEY_COMMAND {told}"


def test_a_command_is_not_asked_anything() -> None:
    """Its standard input is empty: it cannot wait for somebody's answer."""
    assert refusal(printing("import sys; sys.exit(sys.stdin.read() or 7)")).endswith("status 7: it said nothing")
