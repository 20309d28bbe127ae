"""The fuzz run: `python -m tests.fuzz [--minutes 10] [TARGET …]` prints a row for each target."""

import argparse
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.fuzz.engine import has_atheris
from tests.fuzz.finding import write
from tests.fuzz.targets import NAMES, READERS
from tests.fuzz.watch import last_input, tried_in

_LINE = "{:<10} {:>10} {:>8} {:>7}"
# A process that tries nothing new for this long is stuck where Python cannot end it.
_STUCK_S = 60.0
_LOOK_S = 0.2
_LEAST_S = 2.0


def main() -> int:
    """Run the targets in turn; 1 if anything was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10, help="for all targets together")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=Path("var/fuzz"), help="where findings go")
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=f"of {', '.join(NAMES)}")
    wishes = parser.parse_args()
    unknown = sorted({*wishes.targets} - {*NAMES})
    if unknown:
        parser.error(f"no such target: {', '.join(unknown)}; there are {', '.join(NAMES)}")
    names = wishes.targets or NAMES
    if not has_atheris() and not {*names}.isdisjoint(READERS):
        _print("atheris is not installed (pip install 'quoth[fuzz]'): files are changed at random")
    _print(_LINE.format("target", "inputs", "findings", "s"))
    seconds = wishes.minutes * 60 / len(names)
    found = sum(_run(name, seconds, wishes.seed, wishes.out) for name in names)
    _print(f"{found} findings" + (f", in {wishes.out}" if found else ""))
    return 1 if found else 0


def _run(name: str, seconds: float, start: int, out: Path) -> int:
    """Try a target in one process after another until its time is over; how much was found."""
    began = time.monotonic()
    folder, tried = out / name, 0
    known = _count(folder)
    while (left := seconds - (time.monotonic() - began)) > _LEAST_S:
        with TemporaryDirectory() as work:
            reason = _child(name, left, start, Path(work), folder)
            tried += tried_in(Path(work))
            value = last_input(Path(work))
            if reason:
                write(folder, value if value is not None else b"", reason)
                if value is None:
                    break
        start += 1
    found = _count(folder) - known
    _print(_LINE.format(name, f"{tried:,}", found, f"{time.monotonic() - began:.0f}"))
    return found


def _child(name: str, seconds: float, start: int, work: Path, folder: Path) -> str:
    """Run one process; why it ended if not in good order."""
    log = work / "log"
    wishes = [name, str(seconds), str(start), str(work), str(folder)]
    command = [sys.executable, "-m", "tests.fuzz.child", *wishes]
    with log.open("wb") as output:
        environment = {**os.environ, "TMPDIR": str(work)}
        process = subprocess.Popen(command, stdout=output, stderr=output, env=environment)
        is_stuck = not _wait(process, work / "input", seconds)
    if is_stuck:
        process.kill()
        process.wait()
        return f"It took more than {_STUCK_S:.0f} s and could not be ended.\n"
    if process.returncode == 0:
        return ""
    how = f"exit code {process.returncode}"
    if process.returncode < 0:
        how = signal.Signals(-process.returncode).name
    return f"It ended the process: {how}.\n{log.read_text('utf-8', 'replace')[-4000:]}"


def _wait(process: "subprocess.Popen[bytes]", sign: Path, seconds: float) -> bool:
    """Wait for a process; False once it is stuck."""
    end = time.monotonic() + seconds + _STUCK_S
    while process.poll() is None:
        time.sleep(_LOOK_S)
        is_quiet = sign.exists() and time.time() - sign.stat().st_mtime > _STUCK_S
        if is_quiet or time.monotonic() > end:
            return False
    return True


def _count(folder: Path) -> int:
    return len(list(folder.glob("*.txt")))


def _print(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
