"""One contract for every vector store, and their agreement."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.dense.approximate import ApproximateStore, train
from index.dense.halves import Halves
from index.dense.nearest import ExactStore, FaissStore, VectorStore, flat_store
from index.embedder import Vectors
from index.vectors import Rows

Make = Callable[[Vectors], VectorStore]

# Small whole numbers: their products are exact in half precision too, and ties abound.
vector = st.lists(st.integers(-2, 2), min_size=4, max_size=4)


def rows_of(*rows: list[int]) -> Vectors:
    return np.array(rows, np.float32).reshape(-1, 4)


def approximate(vectors: Vectors) -> VectorStore:
    """Codes of vectors, of which there may be as few as one likes."""
    wide = np.pad(vectors, ((0, 0), (0, 4))).astype(np.float16)
    codes = train(Halves(np.concatenate([wide, np.eye(16, 8, dtype=np.float16)])))
    rows = np.concatenate([np.arange(len(wide)), np.full(16, -1)])
    store = ApproximateStore(Halves(wide), codes, rows, 500)

    class Padded:
        def search(self, vector: Vectors, k: int, allowed: Rows | None = None) -> Rows:
            return store.search(np.pad(vector, (0, 4)), k, allowed)

    return Padded()


@pytest.fixture(params=["exact", "faiss", "approximate", "milvus"])
def make(request: pytest.FixtureRequest) -> Make:
    """Each store that there is."""
    if request.param == "milvus":
        filled: Make = request.getfixturevalue("make_milvus_store")
        return filled
    stores: dict[str, Make] = {
        "exact": ExactStore,
        "faiss": FaissStore,
        "approximate": approximate,
    }
    return stores[request.param]


def test_rows_come_best_first(make: Make) -> None:
    store = make(rows_of([1, 0, 0, 0], [3, 0, 0, 0], [-1, 0, 0, 0], [2, 0, 0, 0]))
    assert store.search(np.array([1, 0, 0, 0], np.float32), 3).tolist() == [1, 3, 0]


def test_ties_are_given_in_order_of_their_rows(make: Make) -> None:
    store = make(rows_of([1, 0, 0, 0], [2, 0, 0, 0], [1, 0, 0, 0], [2, 0, 0, 0]))
    assert store.search(np.array([1, 0, 0, 0], np.float32), 4).tolist() == [1, 3, 0, 2]


def test_ties_are_broken_by_row_also_where_the_list_is_cut(make: Make) -> None:
    found = make(rows_of(*[[1, 0, 0, 0]] * 30, [2, 0, 0, 0], *[[1, 0, 0, 0]] * 30))
    assert found.search(np.array([1, 0, 0, 0], np.float32), 4).tolist() == [30, 0, 1, 2]


def test_only_allowed_rows_are_found_in_whatever_order_they_are_given(make: Make) -> None:
    store = make(rows_of([4, 0, 0, 0], [3, 0, 0, 0], [2, 0, 0, 0], [1, 0, 0, 0]))
    asked = np.array([1, 0, 0, 0], np.float32)
    assert store.search(asked, 10, np.array([3, 1])).tolist() == [1, 3]
    assert store.search(asked, 1, np.array([3, 2])).tolist() == [2]


def test_no_row_is_found_where_none_is_allowed(make: Make) -> None:
    store = make(rows_of([1, 0, 0, 0]))
    assert store.search(np.ones(4, np.float32), 5, np.zeros(0, np.int64)).tolist() == []


def test_asking_for_more_rows_than_there_are_gives_all(make: Make) -> None:
    store = make(rows_of([1, 0, 0, 0], [2, 0, 0, 0]))
    assert store.search(np.array([1, 0, 0, 0], np.float32), 100).tolist() == [1, 0]


def test_asking_for_no_row_gives_none(make: Make) -> None:
    assert make(rows_of([1, 0, 0, 0])).search(np.ones(4, np.float32), 0).tolist() == []


def test_an_empty_store_finds_nothing(make: Make) -> None:
    store = make(np.zeros((0, 4), np.float32))
    assert store.search(np.ones(4, np.float32), 3).tolist() == []


@given(
    vectors=st.lists(vector, max_size=40),
    asked=vector,
    k=st.integers(0, 50),
    mask=st.none() | st.lists(st.booleans(), min_size=40, max_size=40),
)
# The store is made anew from what is drawn, whatever was in it.
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_search_gives_the_best_scores_in_order_of_score_and_row(
    make: Make, vectors: list[list[int]], asked: list[int], k: int, mask: list[bool] | None
) -> None:
    allowed = [n for n in range(len(vectors)) if mask is None or mask[n]]
    scores = [sum(a * b for a, b in zip(row, asked, strict=True)) for row in vectors]
    rows = None if mask is None else np.array(allowed, np.int64)
    found = make(rows_of(*vectors)).search(np.array(asked, np.float32), k, rows).tolist()
    best = sorted((scores[row] for row in allowed), reverse=True)[:k]
    assert set(found) <= set(allowed)
    assert found == sorted(set(found), key=lambda row: (-scores[row], row))
    assert [scores[row] for row in found] == best


def test_equal_vectors_are_given_in_order_of_their_rows_wherever_they_stand() -> None:
    source = np.random.default_rng(3)
    for count in (7, 2067, 4003):
        one = source.normal(size=384).astype(np.float16)
        others = source.normal(size=(count, 384)).astype(np.float16)
        rows = np.array([0, 2, count - 3, count - 1])  # the last ones are multiplied apart
        others[rows] = one
        _, store = flat_store(others)
        best = store.search(one.astype(np.float32), len(rows))
        assert best.tolist() == rows.tolist()


def test_few_rows_and_many_are_found_alike_whatever_finds_them() -> None:
    source = np.random.default_rng(5)
    many = source.normal(size=(4001, 32)).astype(np.float16)
    for vectors in (many[:4000], many):
        halves, store = flat_store(vectors)
        faiss = FaissStore(vectors)
        assert (halves.take(np.arange(len(vectors))) == vectors).all()
        for asked in source.normal(size=(10, 32)).astype(np.float32):
            assert store.search(asked, 30).tolist() == faiss.search(asked, 30).tolist()


def test_both_stores_agree_on_random_vectors() -> None:
    source = np.random.default_rng(7)
    vectors = source.normal(size=(3000, 64)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    vectors = vectors.astype(np.float16).astype(np.float32)
    exact, faiss = ExactStore(vectors), FaissStore(vectors)
    for asked in source.normal(size=(20, 64)).astype(np.float32):
        best, found = exact.search(asked, 50), faiss.search(asked, 50)
        assert len(set(found.tolist())) == 50
        assert vectors[found] @ asked == pytest.approx(vectors[best] @ asked, abs=1e-4)
        allowed = np.flatnonzero(source.random(3000) < 0.01)
        assert (
            faiss.search(asked, 20, allowed).tolist() == exact.search(asked, 20, allowed).tolist()
        )
