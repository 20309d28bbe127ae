"""Measurements in processes of their own, on one core, and what each took."""

import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
# Everything that multiplies takes its threads from one of these.
_ONE_CORE = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "TOKENIZERS_PARALLELISM": "false",
    "HF_HUB_OFFLINE": "1",
    "PYTHONWARNINGS": "ignore",
    "PYTHONPATH": str(ROOT),
}
_LAST_WORDS = 2000


class RunFailed(Exception):
    """A process did not do what it was asked."""

    def __init__(self, command: Sequence[str], said: str) -> None:
        self.said = said.strip()
        super().__init__(f"{' '.join(command)}: {self.said[-_LAST_WORDS:]}")

    @property
    def reason(self) -> str:
        """The last line that it said."""
        return self.said.splitlines()[-1] if self.said else "it was killed"


@dataclass(frozen=True, slots=True)
class Run:
    """What a process printed, the seconds of the processor that it took, and those by the clock."""

    printed: str
    cpu_s: float
    wall_s: float

    @property
    def figures(self) -> Any:
        """The last line, which is JSON."""
        return json.loads(self.printed.splitlines()[-1])


def run(command: Sequence[str], extra: Mapping[str, str] | None = None) -> Run:
    """Run a command on one core, alone.

    Args:
        command: and its arguments.
        extra: variables beside those of this process.

    Raises:
        RunFailed: it ended with an error.
    """
    pinned = [*_pin(), *command]
    with tempfile.TemporaryFile("w+") as said:
        began = time.perf_counter()
        process = subprocess.Popen(
            pinned,
            stdout=subprocess.PIPE,
            stderr=said,
            text=True,
            cwd=ROOT,
            env={**os.environ, **_ONE_CORE, **(extra or {})},
        )
        assert process.stdout is not None
        printed = process.stdout.read()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        wall = time.perf_counter() - began
        if process.returncode:
            said.seek(0)
            raise RunFailed(command, said.read())
    return Run(printed, used.ru_utime + used.ru_stime, wall)


def _pin() -> list[str]:
    """What holds a process on one core, the last that this one may use."""
    if shutil.which("taskset") is None:
        return []
    return ["taskset", "-c", str(max(os.sched_getaffinity(0)))]
