"""The process that parses: limits itself, then answers one request after another."""

import importlib
import os
import sys
from pathlib import Path
from types import ModuleType

from corpus.formats.extract import Refused
from corpus.formats.registry import BY_ENDING
from corpus.sandbox.frames import (
    MOST_REQUEST_BYTES,
    FrameBroken,
    as_object,
    read_exactly,
    read_frame,
    write_frame,
)

# Readers that swelled start anew: memory that was once taken is hardly ever given back.
_MOST_KEPT_BYTES = 400 * 1024 * 1024
_NICENESS = 5
_STATISTICS = Path("/proc/self/statm")


def main(memory_bytes: int, cpu_s: float) -> None:
    """Answer requests until the other side closes the pipe."""
    requests, replies = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    # What a library prints would break the frames.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    resource = _resource()
    if resource is not None:
        os.nice(_NICENESS)
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        # It writes no file, and starts no process that could.
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    write_frame(replies, b"{}")
    is_fit = True
    while is_fit:
        try:
            request = as_object(read_frame(requests, MOST_REQUEST_BYTES))
            data = read_exactly(requests, int(str(request["size"])))
        except (FrameBroken, MemoryError):
            return
        if resource is not None:
            _allow_cpu(resource, cpu_s)
        kind, reply = _answer(str(request["ending"]), data, memory_bytes)
        del data
        is_fit = kind != b"!" and _resident_bytes() < _MOST_KEPT_BYTES
        write_frame(replies, kind + (b"+" if is_fit else b"-") + reply)


def _answer(ending: str, data: bytes, memory_bytes: int) -> tuple[bytes, bytes]:
    """An extract ("="), a reason to refuse the file ("?"), or that after which we end ("!")."""
    try:
        module = importlib.import_module(BY_ENDING[ending].module)
        return b"=", bytes(module.extract(data).to_json())
    except Refused as refused:
        return b"?", str(refused).encode("utf-8", "replace")
    except MemoryError:
        return b"!", f"it takes more than {memory_bytes:,} bytes of memory to read".encode()
    except RecursionError:
        return b"!", b"it is nested too deeply"
    except Exception as error:  # whatever a parser makes of a damaged file is a reason to skip it
        return b"?", f"it is damaged ({type(error).__name__})".encode()


def _resource() -> ModuleType | None:
    """The module for limits, where the system has any."""
    try:
        return importlib.import_module("resource")
    except ImportError:
        return None


def _allow_cpu(resource: ModuleType, cpu_s: float) -> None:
    """So many more seconds: the system counts since the process began."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime + cpu_s) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.RLIM_INFINITY))


def _resident_bytes() -> int:
    """Memory in use now. The peak that the system counts begins with that of our parent."""
    try:
        with _STATISTICS.open("rb") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, AttributeError):
        return 0


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]))
