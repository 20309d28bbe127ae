"""How long it takes from nothing to an answer: imports, reading the index, one question."""

from tests.bench.bench import Bench, Figures, Found
from tests.bench.contender import RAW, Contender
from tests.bench.figures.serving import SIZE
from tests.bench.libraries import packed


def cold(bench: Bench) -> Found:
    """`cpu_s` and `wall_s` over 10,000 passages: `quoth ask`, and a peer's own script."""
    question = bench.material.asked(1)[0]

    def measure(one: Contender, number: int) -> Figures:
        home = packed(bench, one, SIZE)
        if one.is_ours:
            if not number:
                one.command(home, "ask", question)  # the graph of the model is made once
            found = one.command(home, "ask", question)
        else:
            found = one.peer("ask", home, question)
        return {"cpu_s": found.cpu_s, "wall_s": found.wall_s}

    among = [one for one in bench.present if one.name != RAW]
    return bench.in_turns("cold start", among, measure)


def cold_sample(bench: Bench) -> Found:
    """The same over the sample, for Quoth alone: what is left is starting."""

    def measure(one: Contender, number: int) -> Figures:
        home = bench.home / "sample" / one.name
        if not number:
            one.command(home, "index")
            one.command(home, "ask", "When was the institute founded?")
        found = one.command(home, "ask", "When was the institute founded?")
        return {"cpu_s": found.cpu_s, "wall_s": found.wall_s}

    return bench.in_turns("cold start over the sample", bench.ours, measure)
