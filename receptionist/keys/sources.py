"""The places that a master key comes from: a file beside the keys, a setting, or a command's answer."""

from __future__ import annotations

import contextlib
import os
import shlex
import stat
import subprocess
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from attrs import field, frozen

from receptionist.errors import MasterKeyError
from receptionist.keys.masters import Master, read_ring

COMMAND_SECONDS = 20.0
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_MOST_BYTES = 65_536
_MOST_SHOWN = 300
_HEAD = (
    "# receptionist: the master key. Who has this file and the keys file beside it can read every patient's data;\n"
    "# without it nobody can. Keep a copy where the log's own backups do not lie.\n"
)


@frozen
class MasterFile:
    """A file for its owner alone, made on first use."""

    path: Path

    @property
    def origin(self) -> str:
        """What people call it."""
        return f"the master key file {self.path}"

    def ring(self) -> tuple[Master, ...]:
        """What the file holds.

        Raises:
            MasterKeyError: It is missing, open to others, or holds no key.
        """
        try:
            mode = self.path.stat().st_mode
            if not stat.S_ISREG(mode):
                raise MasterKeyError(f"{self.origin} is not a plain file; put the file with the key in its place")
            if mode & _OTHERS:
                raise MasterKeyError(
                    f"others on this machine can reach {self.origin} (mode {stat.S_IMODE(mode):04o}), and with it every"
                    f" patient's data: chmod 600 {shlex.quote(str(self.path))}"
                )
            with self.path.open("rb") as file:
                content = file.read(_MOST_BYTES)
        except FileNotFoundError as error:
            raise MasterKeyError(
                f"{self.origin} is missing: put it back from its backup; what is sealed in the log cannot be read"
                " without it"
            ) from error
        except OSError as error:
            raise MasterKeyError(f"{self.origin} cannot be read ({error.strerror})") from error
        return read_ring(content.decode("utf-8", "replace"), self.origin)

    def first(self) -> Master:
        """The first key in the file, which is made where it is not there yet.

        Raises:
            MasterKeyError: It cannot be made or read.
        """
        if not os.path.lexists(self.path):
            # Whoever is quicker has made it for all.
            with contextlib.suppress(FileExistsError):
                self._put((Master.fresh(),), how=os.link)
        return self.ring()[0]

    def replace(self, masters: Iterable[Master]) -> None:
        """Have the file hold these, the first one to be used from now on; at no instant does it hold less than before.

        Raises:
            MasterKeyError: It cannot be written.
        """
        self._put(masters, how=os.replace)

    def _put(self, masters: Iterable[Master], *, how: Callable[[str, Path], None]) -> None:
        text = _HEAD + "".join(f"{master.text}\n" for master in masters)
        try:
            # mkstemp makes it 0600.
            handle, name = tempfile.mkstemp(prefix=f".{self.path.name}.", dir=self.path.parent)
            try:
                with os.fdopen(handle, "w", encoding="ascii") as file:
                    file.write(text)
                    file.flush()
                    os.fsync(file.fileno())
                how(name, self.path)
            finally:
                Path(name).unlink(missing_ok=True)
            _sync_folder(self.path.parent)
        except FileExistsError:
            raise
        except OSError as error:
            raise MasterKeyError(f"{self.origin} cannot be written ({error.strerror})") from error


@frozen
class MasterText:
    """The value of a setting: the key, and after it those that were used before."""

    name: str
    text: str = field(repr=False)

    @property
    def origin(self) -> str:
        """What people call it."""
        return f"the setting {self.name}"

    def ring(self) -> tuple[Master, ...]:
        """What the setting holds.

        Raises:
            MasterKeyError: It holds no key.
        """
        return read_ring(self.text, self.origin)

    def first(self) -> Master:
        """The first key in it.

        Raises:
            MasterKeyError: It holds no key.
        """
        return self.ring()[0]


@frozen
class MasterCommand:
    """What a command prints: the key, and after it those that were used before. No shell is involved.

    Attributes:
        line: The program and its arguments, quoted as for a shell.
        seconds: How long it may take.
    """

    name: str
    line: str = field(repr=False)
    seconds: float = COMMAND_SECONDS

    @property
    def origin(self) -> str:
        """What people call it."""
        return f"the command in {self.name}"

    def ring(self) -> tuple[Master, ...]:
        """What the command prints.

        Raises:
            MasterKeyError: It failed, which its own words on standard error tell, took too long, or printed no key.
        """
        try:
            done = subprocess.run(  # noqa: S603 (whoever sets this up names the program)
                shlex.split(self.line), stdin=subprocess.DEVNULL, capture_output=True, timeout=self.seconds, check=False
            )
        except subprocess.TimeoutExpired as error:
            raise MasterKeyError(
                f"{self.origin} has not answered within {self.seconds:g} s; it must not ask anybody anything"
            ) from error
        except OSError as error:
            raise MasterKeyError(
                f"{self.origin} cannot be run ({error.strerror}); is its first word a program?"
            ) from error
        except ValueError as error:
            raise MasterKeyError(f"{self.origin} cannot be read ({error}); quote it as for a shell") from error
        if done.returncode:
            said = " ".join(done.stderr.decode("utf-8", "replace").split())[:_MOST_SHOWN]
            raise MasterKeyError(f"{self.origin} failed with status {done.returncode}: {said or 'it said nothing'}")
        return read_ring(done.stdout.decode("utf-8", "replace"), self.origin)

    def first(self) -> Master:
        """The first key that it prints.

        Raises:
            MasterKeyError: As `ring`.
        """
        return self.ring()[0]


def master_path(keys: Path) -> Path:
    """The file with the master key, beside the keys file that it is for."""
    return keys.with_name(f"{keys.name.removesuffix('.keys')}.master")


def _sync_folder(folder: Path) -> None:
    # A file's new name is on disk once its folder is.
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
