"""How many of the five best passages are the same with Milvus as with FAISS, on real questions.

python -m tests.milvus.agreement ADDRESS DATA [INDEX…]: the benchmarks "articles" and "held-out" of
`quoth quality`, whose vectors are kept in QUOTH_HOME/eval.
"""

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from secrets import token_hex

from bot.asker import Asker
from bot.model import make_embedder
from bot.wiring import make_asker_for, side_library
from config.settings import Settings, load_settings
from index.answer import Answer, Question
from index.embedder import Embedder
from index.judging.benchmarks import Benchmark, questions_of, read_benchmarks
from index.judging.questions import QuestionSet, read_questions
from index.milvus.client import Address, Milvus
from index.milvus.store import load_searchable
from index.milvus.sync import Kept
from tests.milvus.serving import CERTIFICATE, TOKEN

FLOORS = Path(__file__).resolve().parent.parent / "quality.toml"
BENCHMARKS = ["articles", "held-out"]
GOAL = 0.98
_TOP = 5


class _Silent:
    """Nobody watches."""

    def expect(self, texts: int) -> None:
        del texts

    def advance(self, texts: int) -> None:
        del texts


@dataclass(frozen=True, slots=True)
class Agreement:
    """Of so many questions: the share of the five best that are the same, and of equal answers."""

    what: str
    questions: int
    top: float
    same: float
    verdicts: float

    def __str__(self) -> str:
        return (
            f"{self.what}: {self.questions} questions, {self.top:.4f} of the top {_TOP} the same, "
            f"{self.same:.4f} of answers equal in every match, {self.verdicts:.4f} of verdicts"
        )


def compare(what: str, questions: Sequence[Question], one: Asker, other: Asker) -> Agreement:
    """Ask both."""
    pairs = [(one(question, _TOP), other(question, _TOP)) for question in questions]
    shared = [len(_ids(a) & _ids(b)) / max(1, len(_ids(a))) for a, b in pairs]
    return Agreement(
        what,
        len(pairs),
        sum(shared) / len(pairs),
        sum(a.matches == b.matches for a, b in pairs) / len(pairs),
        sum(a.verdict is b.verdict for a, b in pairs) / len(pairs),
    )


def measure(milvus: Milvus, data: Path, indexes: Sequence[str]) -> list[Agreement]:
    """Compare over all benchmarks, with each kind of index."""
    settings = load_settings()
    embedder = make_embedder(settings)
    benchmarks = read_benchmarks(FLOORS).only(BENCHMARKS)
    read = cache(read_questions)
    found: list[Agreement] = []
    for benchmark in benchmarks.benchmark:
        held = questions_of(benchmark, data, read)
        asker, path = _in_memory(settings, embedder, benchmark, held, data)
        questions = [Question.of(case.question) for case in held.cases]
        for index in indexes:
            kept = Kept(f"agreement_{token_hex(4)}", index)
            snapshot = load_searchable(path, milvus, kept, embedder.identity)
            found.append(
                compare(f"{benchmark.name}, {index}", questions, asker, Asker(snapshot, embedder))
            )
            print(found[-1], flush=True)
            for name in milvus.call("list_collections"):
                if name.startswith(kept.prefix):
                    milvus.call("drop_collection", name)
    return found


def _in_memory(
    settings: Settings, embedder: Embedder, benchmark: Benchmark, held: QuestionSet, data: Path
) -> tuple[Asker, Path]:
    folder = None if held.documents else data / (benchmark.over or benchmark.questions)
    asker = make_asker_for(
        settings, _Silent(), folder=folder, documents=held.documents, embedder=embedder
    )
    return asker, side_library(settings, folder, held.documents)


def _ids(answer: Answer) -> set[str]:
    return {match.passage.id for match in answer.matches}


def main() -> None:
    """Fail where they agree too little."""
    url, data, *indexes = sys.argv[1:]
    path = os.environ.get(CERTIFICATE)
    address = Address(url, os.environ.get(TOKEN, ""), Path(path) if path else None)
    # milvus-lite is written in Python, and this machine may be busy.
    found = measure(Milvus(address, question_s=60), Path(data), indexes or ["FLAT"])
    if any(one.top < GOAL for one in found):
        sys.exit(f"Under {GOAL}")


if __name__ == "__main__":
    main()
