"""Sentences of the bundled model: their vectors come from their passages, by a correction."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from corpus.clean import clean
from corpus.read import read_folder
from index.crew import Texts, embed_batch
from index.embedder import HashingEmbedder, Progress, Vectors
from index.errors import ModelUnusable
from index.judging.correcting import Lesson, learn, nearness, some
from index.models.correction import CORRECTION_IDENTITY, Correction, read_correction
from index.models.engines import Wanted
from index.models.model import BUNDLED
from index.models.transformer import TransformerEmbedder
from index.prepare import prepare
from index.vectors import Floats, InPassages
from tests.conftest import SAMPLE
from tests.models import save_encoder, word_tokenizer

SENTENCES = [
    "The mill stands by the river.",
    "It was built in 1848 by a family of bakers.",
    "渡船过河。",
    "Its wheel drives two stones.",
]


class Counting(TransformerEmbedder):
    """Remembers what it embeds by itself."""

    alone: tuple[str, ...] = ()

    def embed_documents(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """See `TransformerEmbedder.embed_documents`."""
        self.alone += tuple(texts)
        return super().embed_documents(texts, progress)


@pytest.fixture(scope="module")
def graphs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("graphs")


@pytest.fixture
def bundled(graphs: Path) -> Counting:
    return Counting(BUNDLED, graphs)


def texts_of(*passages: Sequence[str]) -> Texts:
    """Passages, each as its sentences."""
    starts = [
        [len(" ".join([*own[:n], ""])) for n in range(len(own))] for own in map(list, passages)
    ]
    return Texts(
        [" ".join(own) for own in passages], starts, [text for own in passages for text in own]
    )


@pytest.mark.model
def test_sentences_are_not_embedded_by_themselves_and_come_close_to_it(bundled: Counting) -> None:
    corrected, in_passages = [], []
    for file in read_folder(SAMPLE).files:
        texts = prepare(clean(file), bundled).to_embed
        (found,) = embed_batch([texts], bundled)
        assert bundled.alone == ()
        expected = TransformerEmbedder.embed_documents(bundled, texts.sentences)
        corrected += (found.sentences * expected).sum(axis=1).tolist()
        in_passages += (found.contexts * expected).sum(axis=1).tolist()
    assert np.mean(corrected) > 0.8
    assert np.mean(corrected) > np.mean(in_passages) + 0.02


@pytest.mark.model
def test_a_sentence_that_was_cut_off_is_embedded_by_itself(bundled: Counting) -> None:
    long = [f"Boat {n} left pier {n % 7} this morning." for n in range(60)]
    done: list[int] = []
    texts = texts_of(SENTENCES, long)
    (found,) = embed_batch([texts], bundled, done.append)
    first = len(long) - len(bundled.alone)
    assert bundled.alone == tuple(long[first:])
    read, cut = bundled.count_tokens([" ".join(long[:first]), " ".join(long[: first + 1])])
    assert read <= bundled.most_tokens < cut
    assert sum(done) == len(texts.passages) + len(texts.sentences)
    expected = TransformerEmbedder.embed_documents(bundled, long)
    found_long = found.sentences[len(SENTENCES) :]
    assert np.allclose(found_long[first:], expected[first:], atol=1e-3)
    assert not np.allclose(found_long[first - 1], expected[first - 1], atol=1e-2)


@pytest.mark.model
def test_a_sentence_that_the_model_cannot_read_has_no_vector(bundled: Counting) -> None:
    (found,) = embed_batch([texts_of(SENTENCES)], bundled)
    lengths = np.linalg.norm(found.sentences.astype(np.float32), axis=1)
    assert np.allclose(lengths, [1, 1, 0, 1], atol=1e-3)


@pytest.mark.model
def test_a_sentence_in_a_passage_that_the_model_cannot_read_is_embedded_by_itself(
    bundled: Counting,
) -> None:
    embed_batch([texts_of([SENTENCES[2] * 9, SENTENCES[0]])], bundled)
    assert SENTENCES[0] in bundled.alone


@pytest.mark.model
def test_vectors_are_named_after_the_correction_and_the_engine(
    bundled: Counting, graphs: Path, tmp_path: Path
) -> None:
    assert bundled.identity.endswith(f"+{CORRECTION_IDENTITY}")
    assert TransformerEmbedder(BUNDLED).identity == bundled.identity
    whole = TransformerEmbedder(BUNDLED, graphs, Wanted.INT8)
    assert whole.identity == f"{bundled.identity}+int8"
    other = TransformerEmbedder(str(save_encoder(tmp_path / "tiny", word_tokenizer())))
    assert "+" not in other.identity


@pytest.mark.model
def test_other_models_embed_each_sentence_by_itself(tmp_path: Path) -> None:
    other = Counting(str(save_encoder(tmp_path / "tiny", word_tokenizer())))
    texts = texts_of(["the ferry crosses", "the mill"])
    (found,) = embed_batch([texts], other)
    assert other.alone == ("the ferry crosses", "the mill")
    assert np.allclose(found.sentences, other.embed_documents(texts.sentences), atol=1e-3)


def test_a_correction_that_is_damaged_is_not_used(tmp_path: Path) -> None:
    path = tmp_path / "correction.npy"
    with pytest.raises(ModelUnusable, match="No such file"):
        read_correction(path)
    np.save(path, np.zeros((769, 384), np.float16))
    with pytest.raises(ModelUnusable, match=r"is damaged. Install Quoth again"):
        read_correction(path)
    assert read_correction().weights.shape == (769, 384)


def unit(values: NDArray[np.float64]) -> Floats:
    return np.asarray(values / np.linalg.norm(values, axis=1, keepdims=True), np.float32)


def lessons(count: int, seed: int = 0) -> list[Lesson]:
    """Sentences whose passages put half of themselves into them."""
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(count):
        alone, passages = (unit(rng.normal(size=(40, 8))) for _ in range(2))
        told = InPassages(unit(alone + passages / np.float64(2)), passages, np.ones(40, np.bool_))
        found.append(Lesson(told, alone))
    return found


def test_what_a_passage_puts_into_its_sentences_is_learnt() -> None:
    known, (fresh,) = lessons(80), lessons(1, seed=1)
    correction = Correction(learn(known).astype(np.float32))
    close = (correction.corrected(fresh.told) * fresh.alone).sum(axis=1)
    assert close.min() > 0.97
    found = nearness(known)
    assert found.before < 0.92 < 0.98 < found.after


def test_a_dozen_passages_of_a_long_document_are_learnt_from(tmp_path: Path) -> None:
    embedder = HashingEmbedder()
    paragraphs = [f"Boat {n} left pier {n % 7} this morning with coal." * 9 for n in range(40)]
    (tmp_path / "log.txt").write_text("\n\n".join(["Log", *paragraphs]))
    (file,) = read_folder(tmp_path).files
    prepared = prepare(clean(file), embedder)
    chosen = some(prepared)
    assert len(prepared.passages) > 12
    assert len(chosen.passages) == 12
    assert chosen.passages[0] == prepared.passages[0]
    lesson = Lesson.of(chosen.to_embed, embedder, lambda _: None)
    assert len(lesson.alone) == len(chosen.to_embed.sentences)
