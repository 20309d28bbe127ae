"""How many passages are embedded and indexed in a second of the processor."""

from tests.bench.bench import Bench, Figures, Found
from tests.bench.contender import Contender
from tests.bench.material import texts_of
from tests.bench.texts import Texts

_SAMPLE = 300


def throughput(bench: Bench) -> Found:
    """`passages_s`: ours with the vectors of passages, sentences and word pieces."""
    texts = bench.folder("throughput", "texts")
    Texts(texts).write(texts_of(bench.material.sample(_SAMPLE)))

    def measure(one: Contender, number: int) -> Figures:
        home = bench.folder("throughput", one.name)
        if one.is_ours:
            found = one.quoth(bench.home, "index", home, bench.material.path, str(_SAMPLE))
        else:
            found = one.peer("index", home, texts)
        figures: Figures = found.figures
        return figures

    return bench.in_turns("index throughput", bench.present, measure)
