"""What the rows about load measure."""

import os
import re
from pathlib import Path
from typing import Any

from tests.faults.stage import Asked


def waits_s(asked: Asked) -> list[float]:
    """How long each question waited for its first answer, shortest first."""
    sent: dict[tuple[int, int], float] = {}
    for call in asked.telegram.calls:
        if call.method == "sendMessage" and call.ok:
            replied: dict[str, Any] = call.result.get("reply_to_message") or {}
            sent.setdefault((call.result["chat"]["id"], replied.get("message_id", 0)), call.at)
    return sorted(sent[key] - at for key, at in asked.asked.items() if key in sent)


def share_of(values: list[float], share: float) -> float:
    """The value that so many of them do not exceed."""
    return values[min(int(len(values) * share), len(values) - 1)] if values else float("inf")


def memory_mb() -> float:
    """The memory of this process."""
    text = Path(f"/proc/{os.getpid()}/status").read_text("ascii")
    found = re.search(r"VmRSS:\s+(\d+) kB", text)
    return int(found.group(1)) / 1024 if found else 0.0
