"""A model run from its graph: tokenizers before it, pooling after it, no torch."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np
from tokenizers import Tokenizer

from index.errors import NoGraph
from index.models.encoder import Encoder
from index.models.engine import Encoded
from index.models.runtimes import Run, cores
from index.vectors import Floats

# At once on one core: 8 take .86 of the time that they take alone, 16 sorted ones no less
# (2026-11-21).
_QUESTIONS = 8


class ServedEngine:
    """A model run from its graph.

    Args:
        encoder: its form.
        run: the graph.
        name: what the operator is told about it.
        precision: part of the identity of what it makes; empty for single precision.
        is_exact: whether it makes the same of a text whatever is encoded beside it. Eight bits
            are scaled by all that is multiplied at once.
    """

    def __init__(
        self,
        encoder: Encoder,
        run: Run,
        name: str,
        precision: str = "",
        *,
        is_exact: bool = True,
    ) -> None:
        self._encoder, self._run, self._is_exact = encoder, run, is_exact
        self.name, self.precision = name, precision
        self.tokenizer = _tokenizer(encoder)

    @property
    def window(self) -> int | None:
        """How many tokens of a text it reads."""
        return self._encoder.window

    @property
    def width(self) -> int:
        """The dimensions of the vectors."""
        return self._encoder.width

    @property
    def prompts(self) -> Mapping[str, str | None]:
        """The prompts that the model was saved with."""
        return self._encoder.prompts

    def encode(self, batches: Iterable[Sequence[str]], prompt: str) -> Iterator[list[Encoded]]:
        """Encode passages or sentences: a batch on each core at a time, in their order."""
        threads = cores()
        if threads == 1:
            yield from (self._encode(batch, prompt) for batch in batches)
            return
        with ThreadPoolExecutor(threads, thread_name_prefix="embed") as pool:
            waiting: deque[Future[list[Encoded]]] = deque()
            for batch in batches:
                waiting.append(pool.submit(self._encode, batch, prompt))
                # One more than is worked on: what is done is large, and must not pile up.
                if len(waiting) > threads:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()

    def encode_question(self, text: str, prompt: str) -> Encoded:
        """Encode a question."""
        return self._encode([text], prompt)[0]

    def encode_questions(self, texts: Sequence[str], prompt: str) -> list[Encoded]:
        """Encode several at once: those of like length together, a share on each core."""
        most = _QUESTIONS if self._is_exact else 1
        share = max(1, min(most, -(-len(texts) // cores())))
        order = sorted(range(len(texts)), key=lambda row: (-len(texts[row]), row))
        batches = [order[first : first + share] for first in range(0, len(order), share)]
        found = self.encode(([texts[row] for row in rows] for rows in batches), prompt)
        encoded = {
            row: one
            for rows, some in zip(batches, found, strict=True)
            for row, one in zip(rows, some, strict=True)
        }
        return [encoded[row] for row in range(len(texts))]

    def _encode(self, texts: Sequence[str], prompt: str) -> list[Encoded]:
        if not texts:
            return []
        found = [self._ids(prompt + text) for text in texts]
        # A tokenizer without tokens of its own makes none of an empty text.
        ids = np.zeros((len(found), max(1, *map(len, found))), np.int64)
        mask = np.zeros_like(ids)
        for row, own in enumerate(found):
            ids[row, : len(own)] = own
            mask[row, : len(own)] = 1
        states = self._run(ids, mask)
        return [
            Encoded(
                _pooled(states[row, : len(own)], self._encoder.pooling),
                own,
                states[row, : len(own)],
            )
            for row, own in enumerate(found)
        ]

    def _ids(self, text: str) -> list[int]:
        """The tokens of a text with the model's own, cut off where its window ends."""
        encoding = self.tokenizer.encode(text, add_special_tokens=False)
        encoding.truncate(self._encoder.window - self.tokenizer.num_special_tokens_to_add(False))
        return list(self.tokenizer.post_process(encoding).ids)


def _tokenizer(encoder: Encoder) -> Tokenizer:
    path = encoder.folder / "tokenizer.json"
    try:
        tokenizer = Tokenizer.from_file(str(path))
    except Exception as error:  # because tokenizers raises nothing narrower
        raise NoGraph(f"its tokenizer.json cannot be read: {error}") from error
    # Cutting off is done by hand, so that counting and placing words can share it.
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def _pooled(states: Floats, pooling: str) -> Floats:
    """The vector of a text from those of its tokens."""
    if not len(states):
        return np.zeros(states.shape[1], np.float32)
    if pooling == "cls":
        return np.asarray(states[0].copy())
    return np.asarray(states.max(axis=0) if pooling == "max" else states.mean(axis=0))
