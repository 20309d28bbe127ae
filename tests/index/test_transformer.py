"""Real models: the bundled one, and a tiny one that brings prompts."""

import json
from pathlib import Path

import numpy as np
import pytest

from corpus.read import read_folder
from index.answer import Question, Verdict
from index.errors import ModelUnusable
from index.models.transformer import TransformerEmbedder
from index.retrieve import retrieve
from index.snapshot import load
from index.stored.library import Library
from index.update import update
from tests.conftest import Watch, write_corpus
from tests.models import E5_PROMPTS, save_encoder, word_tokenizer

pytestmark = pytest.mark.model

TEXTS = [
    "The ferry crosses the river.",
    "Apples are harvested in the last week of September by volunteers from the whole valley.",
    "Mill",
    "",
    "渡船过河",
]


def without_prompts(model: Path) -> Path:
    """The same model, in a second folder, that brings no prompts."""
    bare = model.parent / "bare"
    for file in model.rglob("*"):
        if file.is_file():
            copy = bare / file.relative_to(model)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(file.read_bytes())
    settings = bare / "config_sentence_transformers.json"
    found = json.loads(settings.read_text())
    settings.write_text(json.dumps(found | {"prompts": {}}))
    return bare


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a tiny model with prompts."""
    folder = tmp_path_factory.mktemp("model") / "tiny"
    return save_encoder(folder, word_tokenizer(), prompts=E5_PROMPTS)


@pytest.fixture(scope="module")
def bundled() -> TransformerEmbedder:
    """The bundled model."""
    return TransformerEmbedder("all-MiniLM-L6-v2")


def test_vectors_have_unit_length_and_the_order_of_their_texts(
    bundled: TransformerEmbedder,
) -> None:
    done: list[int] = []
    vectors = bundled.embed_documents(TEXTS, done.append)
    assert vectors.shape == (5, 384)
    assert vectors.dtype == np.float32
    assert sum(done) == 5
    # The last one is in Chinese, of which the model knows too little.
    assert np.allclose(np.linalg.norm(vectors, axis=1), [1, 1, 1, 1, 0], atol=1e-5)
    for text, vector in zip(TEXTS[:-1], vectors[:-1], strict=True):
        assert bundled.embed_documents([text])[0] @ vector > 0.9999
    assert bundled.embed_documents([]).shape == (0, 384)


def test_the_bundled_model_reads_254_tokens_and_counts_beyond_them(
    bundled: TransformerEmbedder,
) -> None:
    assert bundled.most_tokens == 254
    assert bundled.count_tokens(["", "ferry", "ferry " * 1000]) == [0, 1, 1000]


def test_the_bundled_model_knows_what_means_the_same(bundled: TransformerEmbedder) -> None:
    question = bundled.embed_question("How expensive is a trip by boat?").vector
    price, engine = bundled.embed_documents(
        ["A single ticket for the ferry costs 3 crowns.", "Its diesel engine was replaced in 2019."]
    )
    assert question @ price > question @ engine


def test_the_bundled_model_finds_an_answer_and_refuses_small_talk(
    bundled: TransformerEmbedder, tmp_path: Path
) -> None:
    path = tmp_path / "library.db"
    with Library.open(path, create=True) as library:
        update(library, read_folder(write_corpus(tmp_path / "documents")), bundled, Watch())
    snapshot = load(path)
    answer = retrieve(Question.of("How much is a single ticket for the ferry?"), snapshot, bundled)
    first = answer.matches[0]
    assert answer.verdict is Verdict.FOUND
    assert "3 crowns" in first.document.text[first.best.start : first.best.end]
    talk = retrieve(Question.of("hello there, how are you doing today?"), snapshot, bundled)
    assert talk.verdict is Verdict.NOTHING


def test_a_model_in_a_folder_has_its_prompts_put_before_the_texts(tiny: Path) -> None:
    prompted, bare = TransformerEmbedder(str(tiny)), TransformerEmbedder(str(without_prompts(tiny)))
    text = "the ferry crosses the river"
    question, document = prompted.embed_question(text).vector, prompted.embed_documents([text])[0]
    assert np.linalg.norm(question - document) > 0.01
    assert np.allclose(question, bare.embed_question(f"query: {text}").vector, atol=1e-5)
    assert np.allclose(document, bare.embed_documents([f"passage: {text}"])[0], atol=1e-5)


def test_a_model_in_a_folder_gives_unit_vectors_in_the_order_of_the_texts(tiny: Path) -> None:
    embedder = TransformerEmbedder(str(tiny))
    vectors = embedder.embed_documents(["orchard", "the ferry crosses the river", "mill"])
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    again = embedder.embed_documents(["mill", "orchard"])
    assert np.allclose(vectors[[2, 0]], again, atol=1e-5)
    assert not np.allclose(vectors[0], vectors[2], atol=1e-3)


def test_the_document_prompt_and_the_special_tokens_are_taken_off_the_window(tiny: Path) -> None:
    embedder = TransformerEmbedder(str(tiny))
    assert embedder.most_tokens == 32 - 2 - len(["passage", ":"])
    assert embedder.count_tokens(["the ferry crosses the river", ""]) == [5, 0]


def test_the_identity_of_a_model_in_a_folder_changes_with_its_weights(tiny: Path) -> None:
    before = TransformerEmbedder(str(tiny)).identity
    assert before.startswith("tiny@")
    copy = without_prompts(tiny)
    weights = copy / "model.safetensors"
    altered = bytearray(weights.read_bytes())
    altered[-1] ^= 1
    weights.write_bytes(altered)
    assert TransformerEmbedder(str(copy)).identity.split("@")[1] != before.split("@")[1]


def test_a_folder_that_holds_weights_alone_is_refused(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"weights")
    with pytest.raises(ModelUnusable, match="QUOTH_MODEL__NAME"):
        TransformerEmbedder(str(tmp_path)).embed_question("ferry")


def test_a_model_whose_weights_are_cut_off_is_refused(tiny: Path) -> None:
    copy = without_prompts(tiny)
    weights = copy / "model.safetensors"
    data = weights.read_bytes()
    weights.write_bytes(data[: len(data) // 2])
    with pytest.raises(ModelUnusable):
        TransformerEmbedder(str(copy)).embed_question("ferry")
