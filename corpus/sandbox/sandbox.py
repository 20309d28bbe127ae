"""Starts the process that parses, asks it, and kills it when it takes too long."""

import contextlib
import json
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

import corpus
from corpus.formats.extract import Extract, GivenUp, Refused
from corpus.formats.registry import HEAD_BYTES, Format
from corpus.sandbox.frames import MOST_REPLY_BYTES, FrameBroken, read_frame, write_frame
from corpus.sandbox.limits import Limits, are_held

_log = logging.getLogger(__name__)
_START_S = 60
# A child that dies sooner may have died of something else than the file.
_DIED_BEFORE_S = 1
_CHUNK_BYTES = 1024 * 1024
MOST_FILE_BYTES = 100 * 1024 * 1024
# Where our packages are, for the child to find them.
ROOT = str(Path(corpus.__file__).resolve().parent.parent)
# Nothing else of ours: no token, no settings.
_ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "TMPDIR", "SYSTEMROOT", "LD_LIBRARY_PATH")


class BrokeDown(GivenUp):
    """The child died over a file, or before it."""


class Sandbox:
    """Reads files in a child process, one at a time; a context manager that ends it.

    The child is started when the first file comes, used for many, and replaced when it was
    killed. The file's bytes go through in pieces: this process never holds them.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._child: subprocess.Popen[bytes] | None = None
        self._turn = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def read(self, file: BinaryIO, size_bytes: int, kind: Format) -> Extract:
        """What a file holds.

        Args:
            file: the file, at its start; what is read of it is `size_bytes`.
            size_bytes: its size, which is not trusted to be true.
            kind: the format that its ending says.

        Raises:
            Refused: it is not read; the message is the reason.
        """
        if size_bytes > MOST_FILE_BYTES:
            raise Refused(f"{size_bytes:,} bytes; at most {MOST_FILE_BYTES:,} are read")
        head = file.read(min(HEAD_BYTES, size_bytes))
        if not head.strip():
            raise Refused("it is empty")
        kind.check(head)
        with self._turn:
            reply = self._reply(file, head, size_bytes, kind)
        if reply[:1] == b"=":
            return Extract.from_json(reply[2:])
        raise Refused(reply[2:].decode("utf-8", "replace"))

    def _reply(self, file: BinaryIO, head: bytes, size_bytes: int, kind: Format) -> bytes:
        """What the child says; asked anew where one that was used before had just died."""
        used, began = self._child, time.monotonic()
        try:
            return self._in_time(file, head, size_bytes, kind)
        except BrokeDown:
            if used is None or time.monotonic() - began > _DIED_BEFORE_S:
                raise
        file.seek(len(head))
        return self._in_time(file, head, size_bytes, kind)

    def _in_time(self, file: BinaryIO, head: bytes, size_bytes: int, kind: Format) -> bytes:
        child = self._started()
        is_late = threading.Event()

        def give_up() -> None:
            is_late.set()
            _kill(child)

        try:
            with _alarm(self._limits.wall_s, give_up):
                reply = self._asked(child, head, file, size_bytes, kind)
        except (FrameBroken, OSError) as error:
            self._end()
            raise self._reason(child, is_late=is_late.is_set()) from error
        except BaseException:
            # Half a request is on its way: the child would take the next one for its rest.
            self._end()
            raise
        if reply[1:2] == b"-":
            self._end()
        return reply

    @property
    def process_id(self) -> int | None:
        """The child's, if there is one."""
        return None if self._child is None else self._child.pid

    def close(self) -> None:
        """End the child."""
        with self._turn:
            self._end()

    def _asked(
        self,
        child: subprocess.Popen[bytes],
        head: bytes,
        file: BinaryIO,
        size_bytes: int,
        kind: Format,
    ) -> bytes:
        assert child.stdin is not None and child.stdout is not None  # noqa: S101, PT018  # both are pipes
        request = {"ending": kind.endings[0], "size": size_bytes}
        write_frame(child.stdin, json.dumps(request).encode())
        child.stdin.write(head)
        left = size_bytes - len(head)
        while left:
            piece = file.read(min(_CHUNK_BYTES, left))
            if not piece:
                raise FrameBroken("the file became shorter")
            child.stdin.write(piece)
            left -= len(piece)
        child.stdin.flush()
        return read_frame(child.stdout, MOST_REPLY_BYTES)

    def _started(self) -> subprocess.Popen[bytes]:
        if self._child is not None and self._child.poll() is None:
            return self._child
        self._end()
        if not are_held():
            _log.warning(
                "This system does not hold limits of memory and CPU time; files are given up on "
                "after %d s",
                self._limits.wall_s,
            )
        command = [sys.executable, "-P", "-m", "corpus.sandbox.child"]
        command += [str(self._limits.memory_bytes), str(self._limits.cpu_s)]
        environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
        environment["PYTHONDONTWRITEBYTECODE"] = "1"
        environment["PYTHONPATH"] = ROOT
        self._child = subprocess.Popen(  # noqa: S603  # because every part of the command is ours
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            start_new_session=True,
        )
        child = self._child
        assert child.stdout is not None  # noqa: S101  # it is a pipe
        try:
            with _alarm(_START_S, lambda: _kill(child)):
                read_frame(child.stdout, MOST_REPLY_BYTES)
        except FrameBroken as error:
            self._end()
            raise GivenUp("the process that reads files did not start; try again") from error
        return child

    def _end(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        _kill(child)
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                # What was not yet sent has nobody to go to.
                with contextlib.suppress(OSError):
                    pipe.close()
        child.wait()

    def _reason(self, child: subprocess.Popen[bytes], *, is_late: bool) -> Refused:
        code = child.returncode
        if is_late:
            return GivenUp(f"it takes more than {self._limits.wall_s:g} s to read")
        if hasattr(signal, "SIGXCPU") and code == -signal.SIGXCPU:
            return Refused(f"it takes more than {self._limits.cpu_s:g} s of computing to read")
        return BrokeDown("its reader broke down over it: damaged, or too large")


@contextlib.contextmanager
def _alarm(after_s: float, ring: Callable[[], None]) -> Iterator[None]:
    """Ring when the context takes longer; one that is left by Ctrl-C holds up no exit."""
    clock = threading.Timer(after_s, ring)
    clock.daemon = True
    try:
        clock.start()
        yield
    finally:
        clock.cancel()


def _kill(child: subprocess.Popen[bytes]) -> None:
    """Kill a child with what it started."""
    if child.poll() is not None:
        return
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(child.pid, signal.SIGKILL)
        else:
            child.kill()
