"""How much a file may cost to read."""

import sys
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Memory of the whole process, and time for one file.

    Memory and CPU time are held by the system where it can (Linux); the clock holds everywhere.
    """

    memory_bytes: int = 1024 * 1024 * 1024
    cpu_s: float = 20
    wall_s: float = 23


def are_held() -> bool:
    """Whether this system holds the limits of memory and CPU time."""
    return sys.platform == "linux"
