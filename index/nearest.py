"""The nearest vectors: FAISS for serving, plain numpy as the oracle that it is checked against."""

from typing import Protocol

import faiss
import numpy as np
from numpy.typing import NDArray

from index.embedder import Vectors
from index.vectors import Rows


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
        rows = np.arange(len(self._vectors)) if allowed is None else np.sort(allowed)
        order = np.lexsort((rows, -(self._vectors[rows] @ vector)))
        return rows[order[:k]]


class FaissStore:
    """FAISS over single-precision rows, which it does not copy: exact to the order of near-ties."""

    def __init__(self, vectors: Vectors) -> None:
        self._vectors = np.ascontiguousarray(vectors)

    def search(self, vector: NDArray[np.float32], k: int, allowed: Rows | None = None) -> Rows:
        """See `VectorStore.search`."""
        count = len(self._vectors)
        k = min(k, count)
        if k == 0:
            return np.zeros(0, np.int64)
        wanted = min(k + 1, count)
        while True:
            scores, rows = self._best(np.ascontiguousarray(vector), wanted, allowed)
            found = rows >= 0
            # Of rows that tie at the end of the list FAISS keeps any: look until they are all here.
            if wanted == count or not found[-1] or (wanted > k and scores[-1] < scores[k - 1]):
                break
            wanted = min(2 * wanted, count)
        order = np.lexsort((rows[found], -scores[found]))
        ranked: Rows = rows[found][order][:k]
        return ranked

    def _best(
        self, vector: NDArray[np.float32], k: int, allowed: Rows | None
    ) -> tuple[NDArray[np.float32], Rows]:
        scores, rows = np.empty(k, np.float32), np.empty(k, np.int64)
        count, width = self._vectors.shape
        selector = None if allowed is None else faiss.IDSelectorBatch(allowed)
        pointers = [faiss.swig_ptr(array) for array in (vector, self._vectors, scores, rows)]
        # What IndexFlatIP does with a copy of the rows that it keeps.
        asked, held, best, places = pointers
        faiss.knn_inner_product(asked, held, width, 1, count, k, best, places, selector)
        return scores, rows
