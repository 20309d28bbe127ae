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


class ServedEngine:
    """A model run from its graph.

    Args:
        encoder: its form.
        run: the graph.
        name: what the operator is told about it.
        precision: part of the identity of what it makes; empty for single precision.
    """

    def __init__(self, encoder: Encoder, run: Run, name: str, precision: str = "") -> None:
        self._encoder, self._run = encoder, run
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
