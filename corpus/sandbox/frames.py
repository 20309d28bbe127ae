"""What goes over the pipes: a length, then JSON; after a request, the file's bytes."""

import json
import struct
from typing import IO

_LENGTH = struct.Struct(">Q")
# Ten million characters in four bytes each, and as much again for places.
MOST_REPLY_BYTES = 64 * 1024 * 1024
MOST_REQUEST_BYTES = 4096


class FrameBroken(Exception):
    """The other side is gone, or sends what no frame is."""


def write_frame(pipe: IO[bytes], data: bytes) -> None:
    """Write one frame."""
    pipe.write(_LENGTH.pack(len(data)))
    pipe.write(data)
    pipe.flush()


def read_frame(pipe: IO[bytes], most_bytes: int) -> bytes:
    """Read one frame.

    Raises:
        FrameBroken: it is not whole, or longer than `most_bytes`.
    """
    (size,) = _LENGTH.unpack(read_exactly(pipe, _LENGTH.size))
    if size > most_bytes:
        raise FrameBroken(f"a frame of {size:,} bytes")
    return read_exactly(pipe, size)


def read_exactly(pipe: IO[bytes], size: int) -> bytes:
    """Read so many bytes.

    Raises:
        FrameBroken: there are fewer.
    """
    data = pipe.read(size)
    if len(data) < size:
        raise FrameBroken("the pipe was closed")
    return data


def as_object(data: bytes) -> dict[str, object]:
    """A frame's JSON object.

    Raises:
        FrameBroken: it is none.
    """
    try:
        found = json.loads(data)
    except ValueError as error:
        raise FrameBroken("no JSON") from error
    if not isinstance(found, dict):
        raise FrameBroken("no JSON object")
    return found
