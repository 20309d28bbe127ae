"""How many of the true nearest passages the chosen index finds, and what a search costs."""

import sys

from tests.bench.bench import Bench, Figures
from tests.bench.processes import RunFailed, run


def recall(bench: Bench) -> dict[str, Figures]:
    """Figures of `tests.bench.nearest` by the number of vectors; real ones where a file is given.

    `recall` is that of the best 50 against the exact scan.
    """
    given = [str(path) for path in (bench.vectors,) if path is not None]
    bench.tell("recall")
    try:
        done = run([sys.executable, "-m", "tests.bench.nearest", *given])
    except RunFailed as error:
        bench.failures["recall"] = error.reason
        return {}
    return {str(one["vectors"]): one for one in done.figures}
