"""What a question costs over 10,000 passages, and what serving them takes in memory."""

from tests.bench.bench import Bench, Figures, Found
from tests.bench.contender import Contender
from tests.bench.libraries import packed, texts

SIZE = 10_000
_QUESTIONS = 150


def serving(bench: Bench) -> Found:
    """`p50_ms`, `p95_ms` and `memory_mb`: ours with the full ranking."""

    def measure(one: Contender, number: int) -> Figures:
        home = packed(bench, one, SIZE)
        if one.is_ours:
            found = one.quoth(bench.home, "serve", home, bench.material.path, str(_QUESTIONS))
        else:
            found = one.peer("serve", home, texts(bench, SIZE))
        figures: Figures = found.figures
        return figures

    return bench.in_turns(f"questions over {SIZE:,} passages", bench.present, measure)
