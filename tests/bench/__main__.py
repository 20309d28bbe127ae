"""`make bench`: what embedding, asking and starting cost, beside sentence-transformers itself.

Machines differ and are shared, so ratios of processor time within one run count, not seconds. What
is compared takes turns, and the median of three is taken.
"""

# ruff: noqa: T201
import json
import os
import resource
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from index.models.model import BUNDLED_IDENTITY
from tests.bench.library import PASSAGES, save_library

_ROUNDS = 3
_ENGINES = ("torch", "onnx", "int8", *(["bf16"] if find_spec("openvino") else []))
_LARGE = 10_000
_QUESTION = "When was the institute founded?"


def main() -> None:
    """Print the table; with the name of a file, write it there as JSON too."""
    with tempfile.TemporaryDirectory() as folder:
        found = measure(Path(folder))
    show(found)
    if sys.argv[1:]:
        Path(sys.argv[1]).write_text(json.dumps(found, indent=1) + "\n", "utf-8")


def measure(home: Path) -> dict[str, Any]:
    """All figures, by what they are of."""
    kinds = ["peer", *_ENGINES]
    for kind in _ENGINES:
        run(kind, home)  # graphs are made, and not counted
    rounds = [{kind: run(kind, home) for kind in kinds} for _ in range(_ROUNDS)]
    found: dict[str, Any] = {
        kind: {key: median([one[kind][key] for one in rounds]) for key in rounds[0][kind]}
        for kind in kinds
    }
    found["search"] = run("search", home)
    save_library(home / "library.db", BUNDLED_IDENTITY, _LARGE)
    found["serving"] = run("serving", home)
    found["cold"] = cold(home / "cold")
    return found


def run(kind: str, home: Path) -> dict[str, float]:
    """One measurement in a process of its own."""
    command = [sys.executable, "-m", "tests.bench.worker", kind, str(home)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def cold(home: Path) -> dict[str, float]:
    """Processor seconds from nothing to the answer, over the sample."""
    environment = os.environ | {"QUOTH_HOME": str(home), "OMP_NUM_THREADS": "1"}
    quoth = [sys.executable, "-m", "bot"]
    subprocess.run([*quoth, "index"], check=True, env=environment, capture_output=True)
    asking = []
    for _ in range(_ROUNDS + 1):
        began = children_s()
        command = [*quoth, "ask", _QUESTION]
        subprocess.run(command, check=True, env=environment, capture_output=True)
        asking.append(children_s() - began)
    return {"ask_s": median(asking[1:])}


def children_s() -> float:
    """Processor time of all processes that ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def median(values: list[float]) -> float:
    """The middle one."""
    return float(np.median(values))


def show(found: dict[str, Any]) -> None:
    """Print figures beside those of sentence-transformers in the same run."""
    peer = found["peer"]
    print("processor time on one core; x: times as fast as sentence-transformers' own encode")
    print(f"{'':26}{'passages':>9}{'all vectors':>13}{'question':>16}{'memory':>9}{'start':>8}")
    for kind in ("peer", *_ENGINES):
        one = found[kind]
        everything = f"{peer['passages_s'] / one['all_s']:.2f} x" if "all_s" in one else ""
        print(
            f"{kind:26}{peer['passages_s'] / one['passages_s']:7.2f} x{everything:>13}"
            f"{one['question_ms']:8.1f} ms{peer['question_ms'] / one['question_ms']:4.1f} x"
            f"{one['memory_mb']:6.0f} MB{one['started_s']:6.1f} s"
        )
    search, serving = found["search"], found["serving"]
    ratio = search["search_ms"] / search["encode_ms"]
    print(f"\na question, encoded                    {search['encode_ms']:7.2f} ms")
    print(f"all else, {PASSAGES:,} passages               {search['search_ms']:7.2f} ms")
    print(f"ratio                                  {ratio:7.2f}")
    print(f"quoth ask, from nothing to the answer  {found['cold']['ask_s']:7.2f} s")
    print(f"serving {_LARGE:,} passages               {serving['memory_mb']:7.0f} MB")
    print(f"of it the engine                       {serving['engine_mb']:7.0f} MB")


if __name__ == "__main__":
    main()
