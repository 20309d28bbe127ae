"""Late interaction: every word of a question looks for its nearest word, weighed by rarity."""

from collections.abc import Sequence

import numpy as np

from index.dense.blocks import starts_of
from index.dense.held import in_memory
from index.dense.late import Closeness, PieceIndex, piece_frequencies
from index.embedder import HashingEmbedder
from index.vectors import NO_SENTENCE, DocumentVectors, Pieces, document_vectors

AXES = np.eye(4, dtype=np.float32)


def pieces(*axes: int) -> Pieces:
    """Word pieces that point along axes; the axis is the piece's id."""
    ids = np.array(axes, np.int32)
    return Pieces(ids, AXES[ids], np.arange(len(axes), dtype=np.int32))


def index_of(*passages: list[tuple[int, int]]) -> PieceIndex:
    """Passages as lists of (axis, sentence)."""
    documents = [in_memory(document_of(part)) for part in (passages[:1], passages[1:])]
    counts = [found.piece_counts for found in documents]
    first_rows = starts_of([len(own) for own in counts])
    return PieceIndex(documents, first_rows, np.concatenate(counts), piece_frequencies(documents))


def document_of(passages: Sequence[list[tuple[int, int]]]) -> DocumentVectors:
    flat = [piece for passage in passages for piece in passage]
    none = np.zeros((0, 4), np.float16)
    return DocumentVectors(
        passages=none,
        sentences=none,
        contexts=none,
        piece_counts=np.array([len(passage) for passage in passages], np.int32),
        piece_ids=np.array([axis for axis, _ in flat], np.int32),
        piece_sentences=np.array([sentence for _, sentence in flat], np.uint8),
        pieces=np.round(AXES[[axis for axis, _ in flat]] * 127).astype(np.int8),
    )


def closeness(index: PieceIndex, question: Pieces, rows: list[int], counts: list[int]) -> Closeness:
    """Of a question to passages with so many sentences."""
    weights = index.weights(question.ids)
    return index.closeness(question, weights, np.array(rows), np.array(counts))


def test_a_passage_that_holds_every_piece_is_met_in_full() -> None:
    index = index_of([(0, 0), (1, 1)], [(2, 0)])
    question = pieces(0, 1)
    found = closeness(index, question, [0, 1], [2, 1])
    assert np.allclose(found.passages, [1, 0])
    assert np.allclose(found.nearest, [[1, 0], [0, 1], [0, 0]])


def test_a_rare_piece_weighs_more_than_a_common_one() -> None:
    index = index_of([(0, 0), (1, 0)], [(0, 0)], [(0, 0)], [(0, 0)])
    question = pieces(0, 1)
    weights = index.weights(question.ids)
    rarity = np.log(1 + (4 - np.array([4, 1]) + 0.5) / (np.array([4, 1]) + 0.5))
    assert np.allclose(weights, rarity / rarity.sum())
    assert np.allclose(closeness(index, question, [1], [1]).passages, weights[:1])


def test_a_piece_of_the_title_counts_for_the_passage_and_for_no_sentence() -> None:
    index = index_of([(0, NO_SENTENCE), (1, 0)])
    question = pieces(0)
    found = closeness(index, question, [0], [1])
    assert (found.passages.tolist(), found.nearest.tolist()) == ([1.0], [[0.0]])


def test_a_question_or_passage_without_pieces_comes_close_to_nothing() -> None:
    index = index_of([], [(0, 0)])
    for question, row in ((pieces(0), 0), (pieces(), 1)):
        found = closeness(index, question, [row], [1])
        assert found.passages.tolist() == [0.0]
        assert found.nearest.shape == (1, len(question.ids))
        assert not found.nearest.any()


def test_passages_compared_together_come_as_close_as_each_alone() -> None:
    passages = [
        [(0, NO_SENTENCE), (1, 0), (2, 2)],
        [],
        [(2, 0), (0, 1), (0, 1)],
        [(3, NO_SENTENCE)],
    ]
    index, counts, question = index_of(*passages), [3, 1, 2, 1], pieces(0, 2, 1)
    rows = [3, 1, 0, 2]
    together = closeness(index, question, rows, [counts[row] for row in rows])
    alone = [closeness(index, question, [row], [counts[row]]) for row in rows]
    assert together.passages.tolist() == [found.passages[0] for found in alone]
    assert together.passages.tolist()[:2] == [0.0, 0.0]
    assert (together.nearest == np.concatenate([found.nearest for found in alone])).all()
    assert alone[2].nearest.tolist() == [[0, 0, 1], [0, 0, 0], [0, 1, 0]]


def test_word_pieces_are_stored_with_the_sentence_that_they_stand_in() -> None:
    embedder = HashingEmbedder()
    text = "Mill. The ferry crosses. Apples ripen."
    found = document_vectors(
        embedder.embed_passages([text]),
        [[6, 25]],
        embedder.embed_documents(["The ferry crosses.", "Apples ripen."]),
    )
    assert found.piece_sentences.tolist() == [NO_SENTENCE, 0, 0, 1, 1]
    assert found.pieces.max() == 127
    own = embedder.embed_documents(["apples ripen"])[0]
    assert np.allclose(found.contexts[1], own, atol=1e-3)
