"""The vectors of one document, and the bytes that they are stored as."""

import io
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Rows = NDArray[np.int64]
# A component of 1.0 as an 8-bit whole number.
ONE = 127.0
# How blobs of today begin, and what the places of their arrays are multiples of.
_MAGIC, _ALIGNED = b"QVEC", 16
# Of 32 bits, those that a half-precision number fills once it is moved up by 13.
_SIGN_AND_VALUE = ~0x7000_1FFF
# Stands for "in no sentence": a word piece of the title or heading.
NO_SENTENCE = 255


@dataclass(frozen=True, slots=True)
class Pieces:
    """The word pieces of a text that carry meaning, stop words and punctuation left out.

    `ids` `(n,)`; `vectors` `(n, dimensions)` float32, rows of unit length; `starts` `(n,)`: where
    each begins in the text.
    """

    ids: NDArray[np.int32]
    vectors: Floats
    starts: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Embedding:
    """What one pass of the model over a text gives: its vector and those of its word pieces.

    `is_whole`: whether surely nothing of the text was cut off.
    """

    vector: Floats
    pieces: Pieces
    is_whole: bool = True


class InPassages(NamedTuple):
    """What is known of some sentences from one pass of the model over each of their passages.

    `contexts` `(n, d)`: the mean of a sentence's word pieces, of unit length. `passages` `(n, d)`:
    the vector of its passage. `is_read` `(n,)`: whether it has word pieces, and the model surely
    read it to its end.
    """

    contexts: Floats
    passages: Floats
    is_read: NDArray[np.bool_]

    def where(self, wanted: NDArray[np.bool_]) -> "InPassages":
        """The same of some of them only."""
        return InPassages(self.contexts[wanted], self.passages[wanted], self.is_read[wanted])


@dataclass(frozen=True, slots=True)
class DocumentVectors:
    """Everything that is embedded of one document.

    `passages` `(p, d)` and `sentences`, `contexts` `(s, d)`: float16, rows of unit length. A
    sentence stands for itself, and as the mean of its word pieces in its passage. Word pieces of
    all passages in a row: `piece_counts` `(p,)`, `piece_ids` `(t,)`, `piece_sentences` `(t,)`
    (which sentence of its passage, `NO_SENTENCE` for title and heading), `pieces` `(t, d)` int8.
    """

    passages: NDArray[np.float16]
    sentences: NDArray[np.float16]
    contexts: NDArray[np.float16]
    piece_counts: NDArray[np.int32]
    piece_ids: NDArray[np.int32]
    piece_sentences: NDArray[np.uint8]
    pieces: NDArray[np.int8]

    def distinct_pieces(self) -> NDArray[np.int32]:
        """The ids of each passage's pieces, each once for a passage."""
        owners = np.repeat(np.arange(len(self.piece_counts)), self.piece_counts)
        distinct = np.unique(owners << 32 | self.piece_ids)
        return (distinct & 0xFFFF_FFFF).astype(np.int32)

    def to_bytes(self) -> bytes:
        """The arrays as one blob: what they are as JSON, its length before it, and their bytes."""
        arrays = [getattr(self, name) for name in self.__slots__]
        shapes = [[array.dtype.str, *array.shape] for array in arrays]
        head = json.dumps(shapes).encode()
        # The arrays begin where any number may.
        head += b" " * (-(len(_MAGIC) + 4 + len(head)) % _ALIGNED)
        parts = [_MAGIC, len(head).to_bytes(4, "little"), head]
        for array in arrays:
            data = array.tobytes()
            parts += [data, b"\0" * (-len(data) % _ALIGNED)]
        return b"".join(parts)

    @classmethod
    def from_bytes(cls, data: bytes) -> "DocumentVectors":
        """The arrays of a blob, which they share their memory with.

        Raises:
            ValueError: the bytes are not such a blob.
        """
        if not data.startswith(_MAGIC):
            return cls._from_archive(data)
        start = len(_MAGIC) + 4
        end = start + int.from_bytes(data[len(_MAGIC) : start], "little")
        found = {}
        for name, (kind, *shape) in zip(cls.__slots__, json.loads(data[start:end]), strict=True):
            array = np.frombuffer(data, kind, count=math.prod(shape), offset=end)
            found[name] = array.reshape(shape)
            end += array.nbytes + -array.nbytes % _ALIGNED
        return cls(**found)

    @classmethod
    def _from_archive(cls, data: bytes) -> "DocumentVectors":
        """As an older Quoth stored them; to open an archive takes longer than to read it."""
        import zipfile  # 3 ms, for these alone

        try:
            with np.load(io.BytesIO(data), allow_pickle=False) as found:
                return cls(**{name: found[name] for name in cls.__slots__})
        except (KeyError, OSError, EOFError, zipfile.BadZipFile) as error:
            raise ValueError(f"not a blob of vectors: {error}") from error


def in_passages(
    embedded: Sequence[Embedding], sentence_starts: Sequence[Sequence[int]]
) -> InPassages:
    """What passages tell of their sentences, in order.

    Args:
        embedded: passages.
        sentence_starts: for each passage, where its sentences begin in the text that was embedded.
    """
    none = np.zeros((0, len(embedded[0].vector) if embedded else 0), np.float32)
    contexts, passages, is_read = [none], [none], [np.zeros(0, np.bool_)]
    places = _places(embedded, sentence_starts)
    for found, place, starts in zip(embedded, places, sentence_starts, strict=True):
        count = len(starts)
        contexts.append(_means(found.pieces.vectors, place, count, found.vector))
        passages.append(np.repeat(found.vector[None, :], count, axis=0))
        is_read.append(np.isin(np.arange(count), place))
        if not found.is_whole and len(place):
            is_read[-1][max(0, place[-1]) :] = False  # the last one may have been cut off
    return InPassages(np.concatenate(contexts), np.concatenate(passages), np.concatenate(is_read))


def document_vectors(
    embedded: Sequence[Embedding],
    sentence_starts: Sequence[Sequence[int]],
    sentences: Floats,
) -> DocumentVectors:
    """Put the embeddings of a document's passages and sentences together.

    Args:
        embedded: one for each passage.
        sentence_starts: for each passage, where its sentences begin in the text that was embedded.
        sentences: a vector for each sentence of each passage, in order.
    """
    none = np.zeros((0, sentences.shape[1]), np.float32)
    contexts = in_passages(embedded, sentence_starts).contexts
    pieces = np.concatenate([none, *(found.pieces.vectors for found in embedded)])
    flat = np.concatenate([np.zeros(0, np.int64), *_places(embedded, sentence_starts)])
    return DocumentVectors(
        passages=np.concatenate([none, *(f.vector[None, :] for f in embedded)]).astype(np.float16),
        sentences=sentences.astype(np.float16),
        contexts=(contexts if len(contexts) else none).astype(np.float16),
        piece_counts=np.array([len(found.pieces.ids) for found in embedded], np.int32),
        piece_ids=np.concatenate([np.zeros(0, np.int32), *(f.pieces.ids for f in embedded)]),
        piece_sentences=np.where(flat < 0, NO_SENTENCE, np.minimum(flat, 254)).astype(np.uint8),
        pieces=np.round(pieces * ONE).astype(np.int8),
    )


def _places(
    embedded: Sequence[Embedding], sentence_starts: Sequence[Sequence[int]]
) -> list[NDArray[np.int64]]:
    """Which sentence of its passage each word piece stands in; -1: title or heading."""
    return [
        np.searchsorted(np.array(starts), found.pieces.starts, side="right") - 1
        for found, starts in zip(embedded, sentence_starts, strict=True)
    ]


def joined(parts: Sequence[DocumentVectors]) -> DocumentVectors:
    """The vectors of a document from those of its parts, one or more, in order."""
    names = DocumentVectors.__slots__
    return DocumentVectors(
        **{name: np.concatenate([getattr(part, name) for part in parts]) for name in names}
    )


def as_floats(halves: NDArray[np.float16]) -> Floats:
    """Numbers in half precision as single ones, none of them infinite: the same values.

    numpy converts them one by one, which takes four times as long (2.4.6, 2026-11-21).
    """
    bits = halves.view(np.int16).astype(np.int32)  # the sign is now in all upper bits
    bits <<= 13
    bits &= np.int32(_SIGN_AND_VALUE)
    found = bits.view(np.float32)
    found *= np.float32(2.0**112)  # exponents count from 15 in the one, from 127 in the other
    return found


def _means(vectors: Floats, places: NDArray[np.int64], count: int, whole: Floats) -> Floats:
    """The mean direction of each sentence's word pieces; without any, that of the passage."""
    means = np.repeat(whole[None, :], count, axis=0)
    for sentence in range(count):
        own = vectors[places == sentence]
        if len(own):
            total = own.sum(axis=0)
            means[sentence] = total / max(1e-6, float(np.linalg.norm(total)))
    return means
