"""What a question costs over 10,000 passages, and what serving them takes in memory."""

from tests.bench.bench import Bench, Figures, Found
from tests.bench.contender import Contender
from tests.bench.libraries import packed, questions, texts

SIZE = 10_000


def serving(bench: Bench) -> Found:
    """`p50_ms`, `p95_ms` and `memory_mb`: ours with the full ranking."""

    def measure(one: Contender, number: int) -> Figures:
        home = packed(bench, one, SIZE)
        if one.is_ours:
            found = one.quoth(bench.home, "serve", home, questions(bench))
        else:
            found = one.peer("serve", home, texts(bench, SIZE))
        figures: Figures = found.figures
        return figures

    return bench.in_turns(f"questions over {SIZE:,} passages", bench.present, measure)
