"""A model run from its graph: tokenizers before it, pooling after it, no torch."""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np
from tokenizers import Tokenizer

from index.errors import NoGraph
from index.models.encoder import Encoder
from index.models.engine import Encoded
from index.models.runtimes import Run, cores
from index.models.words import Words
from index.vectors import Floats

# What a core works on at once: what a layer makes of it stays in its cache. 256 tokens take .80 of
# the time that 2,048 take, and two passages have less padding than sixteen (2026-11-21).
_BATCH_TOKENS = 256


class ServedEngine:
    """A model run from its graph.

    Args:
        encoder: its form.
        words: what its tokens begin with.
        run: the graph.
        name: what the operator is told about it.
        precision: part of the identity of what it makes; empty for single precision.
        is_exact: whether it makes the same of a text whatever is encoded beside it. Eight bits
            are scaled by all that is multiplied at once.
    """

    def __init__(
        self,
        encoder: Encoder,
        words: Words,
        run: Run,
        name: str,
        precision: str = "",
        *,
        is_exact: bool = True,
    ) -> None:
        self._encoder, self._words, self._run = encoder, words, run
        self._is_exact = is_exact
        self._has_worked = False
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

    def encode(self, texts: Sequence[str], prompt: str) -> Iterator[tuple[int, Encoded]]:
        """Encode passages or sentences: a batch on each core at a time, the longest first."""
        self._has_worked = True
        yield from self._encode_batches([self._ids(prompt + text) for text in texts], _BATCH_TOKENS)

    def encode_question(self, text: str, prompt: str) -> Encoded:
        """Encode a question; the first one after many texts gives back what these worked in."""
        # 5 MB a core. At the end of their own work the last results still lie among it.
        gives_back, self._has_worked = self._has_worked, False
        return self._encode([self._ids(prompt + text)], gives_back=gives_back)[0]

    def encode_questions(self, texts: Sequence[str], prompt: str) -> list[Encoded]:
        """Encode several at once: a share on each core."""
        ids = [self._ids(prompt + text) for text in texts]
        share = -(-sum(map(len, ids)) // cores()) if self._is_exact else 1
        found = dict(self._encode_batches(ids, min(share, _BATCH_TOKENS)))
        return [found[row] for row in range(len(texts))]

    def _encode_batches(
        self, ids: Sequence[Sequence[int]], tokens: int
    ) -> Iterator[tuple[int, Encoded]]:
        batches = batches_of([len(own) for own in ids], tokens)
        given = ([ids[row] for row in rows] for rows in batches)
        threads = min(cores(), len(batches))
        if threads <= 1:
            for rows, found in zip(batches, map(self._encode, given), strict=True):
                yield from zip(rows, found, strict=True)
            return
        with ThreadPoolExecutor(threads, thread_name_prefix="embed") as pool:
            waiting: deque[tuple[list[int], Future[list[Encoded]]]] = deque()
            for rows, batch in zip(batches, given, strict=True):
                waiting.append((rows, pool.submit(self._encode, batch)))
                # One more than is worked on: what is done is large, and must not pile up.
                if len(waiting) > threads:
                    done, future = waiting.popleft()
                    yield from zip(done, future.result(), strict=True)
            for done, future in waiting:
                yield from zip(done, future.result(), strict=True)

    def _encode(self, texts: Sequence[Sequence[int]], *, gives_back: bool = False) -> list[Encoded]:
        # A tokenizer without tokens of its own makes none of an empty text.
        ids = np.zeros((len(texts), max(1, *map(len, texts))), np.int64)
        mask = np.zeros_like(ids)
        for row, own in enumerate(texts):
            ids[row, : len(own)] = own
            mask[row, : len(own)] = 1
        states = self._run(self._words.of(ids), mask, gives_back=gives_back)
        return [
            Encoded(
                _pooled(states[row, : len(own)], self._encoder.pooling),
                own,
                states[row, : len(own)],
            )
            for row, own in enumerate(texts)
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


def batches_of(lengths: Sequence[int], tokens: int) -> list[list[int]]:
    """Rows of like length together, the longest first, up to so many tokens with their padding."""
    found: list[list[int]] = []
    longest = 0
    for row in sorted(range(len(lengths)), key=lambda row: (-lengths[row], row)):
        if found and longest * (len(found[-1]) + 1) <= tokens:
            found[-1].append(row)
        else:
            found.append([row])
            longest = max(1, lengths[row])
    return found


def _pooled(states: Floats, pooling: str) -> Floats:
    """The vector of a text from those of its tokens."""
    if not len(states):
        return np.zeros(states.shape[1], np.float32)
    if pooling == "cls":
        return np.asarray(states[0].copy())
    return np.asarray(states.max(axis=0) if pooling == "max" else states.mean(axis=0))
