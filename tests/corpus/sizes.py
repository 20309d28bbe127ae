"""What this process takes of the machine."""

from pathlib import Path

_PAGE_BYTES = 4096


def resident_mb() -> float:
    """Megabytes of memory in use."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * _PAGE_BYTES / 1024 / 1024
