"""The nearest vectors: plain numpy for few, and as the oracle; FAISS for many.

FAISS takes .04 s to import, and so it is imported where it is first needed.
"""

from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from index.dense.halves import Half, Halves
from index.embedder import Vectors
from index.vectors import Rows, as_floats

if TYPE_CHECKING:
    import faiss

# So many take .14 ms by numpy, .11 by FAISS, and 6 MB more (2026-11-21).
_FEW = 4_000


class VectorStore(Protocol):
    """Finds the rows of a matrix whose inner product with a vector is largest."""

    def search(self, vector: NDArray[np.float32], k: int, allowed: Rows | None = None) -> Rows:
        """At most `k` rows, best first, ties by row; only among `allowed` if given."""
        ...


class ExactStore:
    """Compares with every row."""

    def __init__(self, vectors: Vectors) -> None:
        self._vectors = vectors

    def search(self, vector: NDArray[np.float32], k: int, allowed: Rows | None = None) -> Rows:
        """See `VectorStore.search`."""
        # Row by row, unlike a product of a matrix: equal vectors get equal scores.
        scores = np.vecdot(self._vectors, vector)
        rows = np.arange(len(scores)) if allowed is None else np.sort(allowed)
        if 0 < k < len(rows):  # only the best, and what ties with the last of them, is put in order
            own = scores[rows]
            rows = rows[own >= np.partition(own, -k)[-k]]
        ranked: Rows = rows[np.lexsort((rows, -scores[rows]))[:k]]
        return ranked


def flat_store(vectors: Half) -> tuple[Halves, VectorStore]:
    """The rows, and what compares with each of them."""
    if len(vectors) <= _FEW:
        return Halves(vectors), ExactStore(as_floats(vectors))
    store = FaissStore(vectors)
    return store.vectors, store  # one copy for both


class FaissStore:
    """FAISS over every row, in half precision: exact to the order of near-ties.

    Half the memory of single precision, and as fast: .28 ms against .35 over 10,000 rows, 4.9
    against 5.5 over 100,000 (faiss-cpu 1.15.1, 2026-11-21).

    Args:
        vectors: in half precision, or so that they are not changed by it.
    """

    def __init__(self, vectors: Vectors | Half) -> None:
        self._index = _half_index(vectors.shape[1])
        self._index.add_sa_codes(_codes(vectors.astype(np.float16, copy=False)))

    @property
    def vectors(self) -> Halves:
        """Its rows, where they are."""
        import faiss

        count, width = self._index.ntotal, self._index.d
        if not count:
            return Halves(np.zeros((0, width), np.float16))
        codes = faiss.rev_swig_ptr(self._index.codes.data(), 2 * count * width)
        return Halves(codes.view(np.float16).reshape(count, width), keep=self._index)

    def search(self, vector: NDArray[np.float32], k: int, allowed: Rows | None = None) -> Rows:
        """See `VectorStore.search`."""
        import faiss

        parameters = None
        if allowed is not None:
            # As a keyword, FAISS keeps the selector alive; its type stubs do not know that.
            parameters = faiss.SearchParameters(sel=faiss.IDSelectorBatch(allowed))  # type: ignore[call-arg]
        k = min(k, self._index.ntotal)
        if k == 0:
            return np.zeros(0, np.int64)
        _stay_in_this_thread()
        wanted = min(k + 1, self._index.ntotal)
        while True:
            scores, rows = self._index.search(vector[None, :], wanted, params=parameters)
            found = rows[0] >= 0
            # Of rows that tie at the end of the list FAISS keeps any: look until they are all here.
            if (
                wanted == self._index.ntotal
                or not found[-1]
                or (wanted > k and scores[0, -1] < scores[0, k - 1])
            ):
                break
            wanted = min(2 * wanted, self._index.ntotal)
        order = np.lexsort((rows[0][found], -scores[0][found]))
        ranked: Rows = rows[0][found][order][:k]
        return ranked


def best_of(halves: Halves, rows: Rows, vector: NDArray[np.float32], k: int) -> Rows:
    """The best `k` of some rows, in order of `(-score, row)`."""
    rows = np.sort(rows)
    return rows[flat_store(halves.take(rows))[1].search(vector, k)]


class Codes:
    """Short codes of vectors (product quantisation): the likely best are found at once.

    4 bits for each 4 dimensions: 48 bytes for 384. Only vectors of a multiple of 8 have codes, and
    what they stand for can be learnt of no fewer than 16.
    """

    MULTIPLE, FEWEST = 8, 16

    def __init__(self, index: "faiss.Index") -> None:
        self._index = index

    @classmethod
    def learn(cls, vectors: Vectors) -> "Codes":
        """Learn from a sample what codes stand for; the same sample gives the same codes."""
        import faiss

        width = vectors.shape[1]
        index = faiss.IndexPQFastScan(width, width // 4, 4, faiss.METRIC_INNER_PRODUCT)
        index.pq.cp.min_points_per_centroid = 1  # or it warns
        index.train(vectors)
        return cls(index)

    @classmethod
    def from_bytes(cls, data: bytes) -> "Codes":
        """What `to_bytes` gave, and nothing else: it is not looked at more closely."""
        import faiss

        return cls(faiss.deserialize_index(np.frombuffer(data, np.uint8)))

    def to_bytes(self) -> bytes:
        """All of it."""
        import faiss

        return bytes(faiss.serialize_index(self._index))

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def copy(self) -> "Codes":
        """Another one, to be added to."""
        import faiss

        return Codes(faiss.clone_index(self._index))

    def add(self, vectors: Vectors) -> None:
        """Codes for more vectors, behind the others."""
        self._index.add(vectors)

    def search(self, vector: NDArray[np.float32], k: int) -> Rows:
        """Where the codes of the likely best `k` stand."""
        _stay_in_this_thread()
        places = self._index.search(vector[None, :], min(k, len(self)))[1][0]
        found: Rows = places[places >= 0]
        return found


def _stay_in_this_thread() -> None:
    """One question is too short to share out: where cores are busy, threads wait for each other.

    That took 11 ms where the search takes .6 (two busy cores, 2026-11-21).
    """
    import faiss

    faiss.omp_set_num_threads(1)


def _half_index(width: int) -> "faiss.IndexScalarQuantizer":
    import faiss

    index = faiss.IndexScalarQuantizer(
        width, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT
    )
    index.is_trained = True  # there is nothing to learn
    return index


def _codes(vectors: Half) -> NDArray[np.uint8]:
    return np.ascontiguousarray(vectors).view(np.uint8)
