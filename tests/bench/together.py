"""`python -m tests.bench.together`: what it gains to encode together what is asked at once.

The bot's librarian over 2,000 passages is asked in floods of several sizes, once as it is, and
once by a model that encodes each question alone; both take turns, and the median counts.
"""

# ruff: noqa: T201
import asyncio
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from bot.librarian import Librarian
from index.answer import Question
from index.models.model import BUNDLED
from index.models.transformer import TransformerEmbedder
from index.vectors import Embedding
from tests.bench.library import make_question, make_snapshot, make_words

_SIZES, _ROUNDS = (1, 25, 50), 7


class Alone(TransformerEmbedder):
    """Encodes each question when it is looked up."""

    def embed_questions(self, texts: Sequence[str]) -> list[Embedding]:
        return super().embed_questions(texts) if len(texts) == 1 else []


def main() -> None:
    """Print a row for each size."""
    with TemporaryDirectory() as home:
        found = asyncio.run(measure(Path(sys.argv[1] if sys.argv[1:] else home)))
    print("milliseconds a question, of the clock and of the processor")
    print(f"{'at once':>8}{'alone':>8}{'':8}{'together':>8}{'':8}{'ratios':>8}")
    for size, row in found.items():
        (slow, slow_cpu), (fast, fast_cpu) = row
        print(
            f"{size:8}{slow:8.2f}{slow_cpu:8.2f}{fast:8.2f}{fast_cpu:8.2f}"
            f"{slow / fast:8.2f}{slow_cpu / fast_cpu:8.2f}"
        )


async def measure(home: Path) -> dict[int, list[tuple[float, float]]]:
    """Milliseconds a question, of wall and of processor, alone and together, by size."""
    rng = np.random.default_rng(0)
    words = make_words(rng)
    embedders = [kind(BUNDLED, home / "engines") for kind in (Alone, TransformerEmbedder)]
    snapshot = make_snapshot(rng, words, embedders[0].identity)
    librarians = [Librarian(lambda _: snapshot, lambda: "", one) for one in embedders]
    for librarian in librarians:
        await librarian.warm_up()
    taken: dict[int, list[list[tuple[float, float]]]] = {size: [] for size in _SIZES}
    for _ in range(_ROUNDS):
        for size in _SIZES:
            asked = [make_question(rng, words) for _ in range(size)]
            taken[size].append([await flood(librarian, asked) for librarian in librarians])
    for librarian in librarians:
        librarian.close()
    return {
        size: [tuple(np.median([r[n] for r in rounds], axis=0)) for n in (0, 1)]
        for size, rounds in taken.items()
    }


async def flood(librarian: Librarian, texts: Sequence[str]) -> tuple[float, float]:
    """Ask all at once; milliseconds a question, of wall and of processor."""
    began, used = time.perf_counter(), time.process_time()
    await asyncio.gather(*(librarian.ask(Question.of(text)) for text in texts))
    ended = time.perf_counter() - began, time.process_time() - used
    return 1000 * ended[0] / len(texts), 1000 * ended[1] / len(texts)


if __name__ == "__main__":
    main()
