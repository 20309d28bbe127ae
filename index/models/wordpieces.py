"""A model's tokenizer, asked for counts, for places, and for what the model cannot read."""

import json
from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from typing import Any, NamedTuple

from tokenizers import Encoding, Tokenizer

from index.embedder import carries_meaning

# Texts of which more pieces are unknown collapse on one vector (RETRIEVAL.md).
_UNKNOWN = 0.3
# A tokenizer that spells in bytes has no unknown pieces: it takes characters that it never
# learned apart.
_SPELT = 0.5
# "The language of the question": a model that was trained on English alone reads neither.
_OTHER_SCRIPTS = ("ภาษาของคำถาม", "提问的语言")


class Place(NamedTuple):
    """A word piece: its number among those that the model was given, its id, its start."""

    number: int
    id: int
    start: int


class Read(NamedTuple):
    """A text as it was taken apart: the ids of all its pieces, special tokens included.

    `places` are of those that carry meaning. Of what is unreadable too much is unknown for its
    vector to mean anything.
    """

    ids: Sequence[int]
    places: Sequence[Place]
    is_unreadable: bool

    def given(self, ids: Sequence[int]) -> Sequence[Place]:
        """The places of those pieces that the model was given, before it was cut off."""
        same = (n for n, (one, two) in enumerate(zip(self.ids, ids, strict=False)) if one != two)
        end = next(same, min(len(self.ids), len(ids)))
        return [place for place in self.places if place.number < end]


class WordPieces:
    """A model's tokenizer, or a copy of it, that cuts nothing off.

    Args:
        tokenizer: the model's own.

    Raises:
        ValueError: it is of a kind that cannot say where pieces stand.
    """

    def __init__(self, tokenizer: Any) -> None:
        backend = getattr(tokenizer, "backend_tokenizer", tokenizer)
        if not isinstance(backend, Tokenizer):
            raise ValueError(f"its tokenizer is a {type(tokenizer).__name__}, not a fast one")
        # Reading a copy takes 20 ms: one that cuts nothing off is used as it is.
        if backend.truncation is not None or backend.padding is not None:
            backend = Tokenizer.from_str(backend.to_str())
            backend.no_truncation()
            backend.no_padding()
        self._tokenizer = backend
        self._unknown_id = _unknown_id(backend)

    @property
    def special_tokens(self) -> int:
        """How many tokens are added to a text."""
        return self._tokenizer.num_special_tokens_to_add(is_pair=False)

    def count(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text without special tokens."""
        found = self._tokenizer.encode_batch(list(texts), add_special_tokens=False)
        return [len(encoded.ids) for encoded in found]

    def knows_word(self, word: str) -> bool:
        """Whether a word is a piece of its own."""
        # Some tokenizers know a word best as it stands inside a sentence, after a space.
        ids = self._tokenizer.encode(f" {word}", add_special_tokens=False).ids
        return len(ids) == 1 and ids[0] != self._unknown_id

    @cached_property
    def is_english_only(self) -> bool:
        """Whether other scripts are unknown, or spelt in bytes."""
        found = [self._cut(text) for text in _OTHER_SCRIPTS]
        return all(
            self._unknown_share(encoded) > _UNKNOWN or _spelt_share(encoded) > _SPELT
            for encoded in found
        )

    def read(self, text: str, prompt: str) -> Read:
        """Take a text apart.

        Args:
            text: the text.
            prompt: what the model is given before it.
        """
        encoded = self._tokenizer.encode(prompt + text)
        alone = self._cut(text) if prompt else encoded
        places = self._places(prompt + text, len(prompt), encoded)
        return Read(encoded.ids, places, self._is_unreadable(alone))

    def is_unreadable(self, text: str) -> bool:
        """Whether too much of a text is unknown for its vector to mean anything."""
        return self._is_unreadable(self._cut(text))

    def _is_unreadable(self, encoded: Encoding) -> bool:
        if self._unknown_share(encoded) > _UNKNOWN:
            return True
        return self.is_english_only and _spelt_share(encoded) > _SPELT

    def _places(self, whole: str, start: int, encoded: Encoding) -> list[Place]:
        """The pieces of a text from some place on that carry meaning."""
        found = []
        is_special = encoded.special_tokens_mask
        for number, (piece, (begin, end)) in enumerate(
            zip(encoded.ids, encoded.offsets, strict=True)
        ):
            # The space before a word belongs to its piece in some tokenizers.
            word = whole[begin:end].lstrip()
            at = end - len(word) - start
            is_word = not is_special[number] and piece != self._unknown_id
            if is_word and at >= 0 and carries_meaning(word.rstrip()):
                found.append(Place(number, piece, at))
        return found

    def _cut(self, text: str) -> Encoding:
        return self._tokenizer.encode(text, add_special_tokens=False)

    def _unknown_share(self, encoded: Encoding) -> float:
        return encoded.ids.count(self._unknown_id) / max(1, _count(encoded))


def _spelt_share(encoded: Encoding) -> float:
    """The share of pieces that are only a part of one character."""
    spans = encoded.offsets
    counts = Counter(span for span in spans if span[1] - span[0] == 1)
    return sum(count for count in counts.values() if count > 1) / max(1, _count(encoded))


def _count(encoded: Encoding) -> int:
    """How many pieces a text has without the model's own."""
    return encoded.special_tokens_mask.count(0)


def _unknown_id(tokenizer: Tokenizer) -> int:
    """The piece that stands for everything without one of its own; -1: there is none."""
    model = tokenizer.model
    if hasattr(model, "unk_token"):
        found = tokenizer.token_to_id(model.unk_token or "")
    else:
        found = json.loads(tokenizer.to_str())["model"].get("unk_id")
    return -1 if found is None else int(found)
