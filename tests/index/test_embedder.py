"""The embedder of the tests keeps the promises that a real one makes."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from index.embedder import HashingEmbedder
from tests.corpus.texts import texts


@given(found=st.lists(texts(20), max_size=6))
@settings(max_examples=50, deadline=None)
def test_vectors_have_unit_length_and_the_order_of_their_texts(found: list[str]) -> None:
    embedder = HashingEmbedder()
    vectors = embedder.embed_documents(found)
    assert vectors.shape == (len(found), embedder.dimensions)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    for text, vector in zip(found, vectors, strict=True):
        assert np.array_equal(embedder.embed_question(text).vector, vector)


def test_a_text_without_words_has_a_vector_too() -> None:
    assert np.linalg.norm(HashingEmbedder().embed_question("😀").vector) == 1


def test_texts_that_share_words_are_closer_than_texts_that_do_not() -> None:
    first, second, third = HashingEmbedder().embed_documents(
        ["the ferry crosses the river", "a ferry on a river", "apples are harvested"]
    )
    assert first @ second > first @ third
