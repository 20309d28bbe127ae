"""What is asked of Milvus for some passages alone, and what is made of more than was asked for."""

from collections.abc import Callable

import numpy as np

from index.embedder import Vectors
from index.milvus.rows import collection_key
from index.milvus.store import MilvusNearest, Places

# Three documents of two passages; the last two are a collection of their own.
PLACES = Places(["a" * 32, "b" * 32, "c" * 32], ["north", "south", "south"], np.arange(6) // 2)


def test_whole_collections_are_asked_for_by_their_partition() -> None:
    found = PLACES.where(np.array([2, 3, 4, 5]))
    assert found == f'collection in ["{collection_key("south")}"]'
    assert PLACES.where(None) == ""


def test_whole_documents_are_asked_for_by_their_state_and_single_passages_by_their_id() -> None:
    assert PLACES.where(np.array([2, 3])) == f'state in ["{"b" * 32}"]'
    assert PLACES.where(np.array([1, 4])) == f'id in ["{"a" * 32}-1", "{"c" * 32}-0"]'


def test_a_row_is_found_by_its_id_and_none_by_that_of_another_version() -> None:
    assert PLACES.row_of("c" * 32 + "-1") == 5
    assert PLACES.row_of("c" * 32 + "-2") is None
    assert PLACES.row_of("d" * 32 + "-0") is None


def test_more_rows_than_a_filter_can_name_are_sifted_from_all(
    make_milvus_store: Callable[[Vectors], MilvusNearest],
) -> None:
    vectors = np.stack([np.arange(1100), np.ones(1100)], axis=1).astype(np.float32)
    some = np.array([row for row in range(1100) if row % 20])
    found = make_milvus_store(vectors).search(np.array([1, 0], np.float32), 40, some)
    assert found.tolist() == some[::-1][:40].tolist()
