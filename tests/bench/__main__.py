"""`make bench`: what Quoth costs, beside the same work done by others in the same run.

Machines differ and are shared, so seconds of the processor on one core count, and ratios within
one run. Everything is measured in a process of its own; contenders take turns, and the median of
three rounds is taken.
"""

# ruff: noqa: T201
import argparse
import datetime as dt
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.bench.bench import Bench
from tests.bench.contender import contenders
from tests.bench.figures.changed import changed
from tests.bench.figures.cold import cold, cold_sample
from tests.bench.figures.engines import engines
from tests.bench.figures.growth import SIZES, growth
from tests.bench.figures.recall import recall
from tests.bench.figures.serving import serving
from tests.bench.figures.throughput import throughput
from tests.bench.machine import machine
from tests.bench.material import Material, find_material, is_real
from tests.bench.plot import draw
from tests.bench.processes import RunFailed
from tests.bench.readme import write_readme
from tests.bench.table import lines

_FIGURES: dict[str, Callable[[Bench], Any]] = {
    "throughput": throughput,
    "serving": serving,
    "cold": cold,
    "sample": cold_sample,
    "changed": changed,
    "engines": engines,
    "growth": growth,
    "recall": recall,
}
_QUICK_SIZES = (1_000, 10_000)


def main() -> None:
    """Measure, print the table and write `bench.json` and the plot."""
    given = _arguments()
    home = given.home.resolve()
    home.mkdir(parents=True, exist_ok=True)
    path = home / "bench.json"
    if given.readme:
        write_readme(json.loads(path.read_text("utf-8")))
        return
    bench = Bench(
        home,
        Material.read(find_material(given.data, home)),
        contenders(home, given.contenders),
        rounds=1 if given.quick else given.rounds,
        sizes=tuple(given.sizes or (_QUICK_SIZES if given.quick else SIZES)),
        vectors=given.vectors and given.vectors.resolve(),
    )
    bench.folder()
    # Figures of another day stay, so that parts can be measured one after the other.
    found = json.loads(path.read_text("utf-8")) if given.only and path.is_file() else {}
    found |= {
        "date": dt.date.today().isoformat(),
        "machine": machine(),
        "texts": "SQuAD" if is_real(bench.material.path) else "random words",
        "titles": found.get("titles", {}) | {one.name: one.title for one in bench.contenders},
        "missing": {one.title: one.reason for one in bench.contenders if one.reason},
    }
    for name in given.only or _FIGURES:
        try:
            found[name] = _FIGURES[name](bench)
        except RunFailed as error:
            bench.failures[name] = error.reason
            bench.tell(str(error))
        found["failures"] = bench.failures
        path.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    if found.get("growth"):
        draw(found, home / "growth.svg")
    print("\n".join(lines(found)))
    print(f"\nAll figures: {path}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m tests.bench", description=__doc__)
    parser.add_argument(
        "--only", nargs="+", choices=_FIGURES, default=[], help="figures; the others stay"
    )
    parser.add_argument(
        "--contenders",
        nargs="+",
        default=[],
        metavar="NAME",
        help="of: onnx int8 bf16 langchain txtai chroma; sentence-transformers is always there",
    )
    parser.add_argument("--sizes", nargs="+", type=int, metavar="N", help="passages, for growth")
    parser.add_argument("--rounds", type=int, default=3, help="of which the median is taken")
    parser.add_argument("--quick", action="store_true", help="one round, and small libraries")
    parser.add_argument(
        "--data", type=Path, default=Path("../shared/data"), help="folder with squad_dev.json"
    )
    parser.add_argument(
        "--vectors",
        type=Path,
        metavar="FILE",
        help="of a million texts or fewer (.npy, half precision), for recall; else made-up ones",
    )
    parser.add_argument(
        "--home", type=Path, default=Path("var/bench"), help="environments, libraries and results"
    )
    parser.add_argument(
        "--readme", action="store_true", help="write the last results into the READMEs"
    )
    return parser.parse_args(sys.argv[1:])


if __name__ == "__main__":
    main()
