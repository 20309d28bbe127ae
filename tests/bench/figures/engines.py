"""Each engine alone: texts to vectors, beside sentence-transformers' own `encode`."""

import json
from functools import partial

from tests.bench.bench import Bench, Figures, Found
from tests.bench.contender import RAW, Contender
from tests.bench.processes import run


def engines(bench: Bench) -> Found:
    """`passages_s` (seconds for 96), `all_s`, `question_ms`, `started_s` and `memory_mb`."""
    home = bench.home / "models"
    among = [one for one in bench.present if one.is_ours or one.name == RAW]

    def measure(one: Contender, number: int) -> Figures:
        kind = "peer" if one.name == RAW else one.name
        command = [str(one.python), "-m", "tests.bench.worker", kind, str(home)]
        call = partial(run, command)
        if not number:
            call()  # graphs are made, and not counted
        found: Figures = json.loads(call().printed.splitlines()[-1])
        return found

    return bench.in_turns("engines", among, measure)
