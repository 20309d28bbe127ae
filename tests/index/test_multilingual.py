"""Models of other kinds than the bundled one: many languages, bytes, no attention, prompts."""

from pathlib import Path

import numpy as np
import pytest

from index.answer import Question, Verdict
from index.embedder import Embedder
from index.errors import ModelUnusable
from index.models.transformer import TransformerEmbedder
from index.retrieve import retrieve
from index.snapshot import load
from tests.conftest import build_library, write_corpus
from tests.models import (
    DOCUMENTS,
    E5_PROMPTS,
    aligned_tokenizer,
    aligned_vectors,
    byte_tokenizer,
    save_encoder,
    save_static,
    word_tokenizer,
)

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the models of this module are saved."""
    return tmp_path_factory.mktemp("models")


@pytest.fixture(scope="module")
def aligned(folder: Path) -> TransformerEmbedder:
    """A model in whose vectors words of four languages meet, with prompts."""
    tokenizer = aligned_tokenizer()
    vectors = aligned_vectors(tokenizer)
    prompts = {"query": "query: ", "passage": "passage: "}
    saved = save_encoder(
        folder / "aligned", tokenizer, vectors=vectors, prompts=prompts, window=128
    )
    return TransformerEmbedder(str(saved))


@pytest.fixture(scope="module")
def static(folder: Path) -> TransformerEmbedder:
    """The same without attention, and so without vectors of word pieces."""
    tokenizer = aligned_tokenizer()
    saved = save_static(folder / "static", tokenizer, aligned_vectors(tokenizer))
    return TransformerEmbedder(str(saved))


@pytest.fixture(scope="module")
def bytewise(folder: Path) -> TransformerEmbedder:
    """An English model that spells in bytes and names no window."""
    tokenizer = byte_tokenizer(["the ferry crosses the river", "the mill and the orchard"])
    saved = save_encoder(folder / "bytes", tokenizer, prompts=E5_PROMPTS, window=None)
    return TransformerEmbedder(str(saved))


def first_document(text: str, embedder: Embedder, folder: Path) -> tuple[str, Verdict]:
    """The document that a question finds first among `DOCUMENTS`."""
    build_library(write_corpus(folder / "documents", DOCUMENTS), folder / "library.db", embedder)
    answer = retrieve(Question.of(text), load(folder / "library.db"), embedder)
    return answer.matches[0].document.path, answer.verdict


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("渡轮船票多少钱？", "ferry.txt"),
        ("ตั๋วเรือข้ามฟากราคา?", "ferry.txt"),
        ("Vé phà giá?", "ferry.txt"),
        ("The mill museum forest", "mill.txt"),
        ("tàng rừng xay?", "mill.txt"),
        ("How many apple trees orchard?", "orchard.txt"),
        ("果园苹果树木？", "orchard.txt"),
    ],
)
def test_a_question_finds_a_document_in_another_language(
    aligned: TransformerEmbedder, tmp_path: Path, question: str, expected: str
) -> None:
    document, verdict = first_document(question, aligned, tmp_path)
    assert (document, verdict) == (expected, Verdict.FOUND)


def test_a_question_that_no_document_answers_is_refused(
    aligned: TransformerEmbedder, tmp_path: Path
) -> None:
    assert first_document("收获？", aligned, tmp_path)[1] is Verdict.NOTHING


def test_words_that_mean_the_same_come_close_in_pieces_too(aligned: TransformerEmbedder) -> None:
    (thai,) = aligned.embed_passages(["โรงสี พิพิธภัณฑ์"])
    english = aligned.embed_question("the mill museum").pieces
    assert thai.pieces.starts.tolist() == [0, 6]
    assert english.starts.tolist()[-2:] == [4, 9]
    assert np.allclose(english.vectors[-2:] @ thai.pieces.vectors.T, np.eye(2), atol=0.02)


def test_a_multilingual_model_is_not_english_only(
    aligned: TransformerEmbedder, static: TransformerEmbedder
) -> None:
    assert not aligned.is_english_only
    assert not static.is_english_only


def test_the_bundled_model_and_one_that_spells_other_scripts_in_bytes_are_english_only(
    bytewise: TransformerEmbedder,
) -> None:
    assert TransformerEmbedder("all-MiniLM-L6-v2").is_english_only
    assert bytewise.is_english_only


def test_a_model_that_reads_one_other_script_is_not_english_only(folder: Path) -> None:
    tokenizer = byte_tokenizer(["提问的语言", "语言的提问"])
    saved = save_encoder(folder / "chinese", tokenizer)
    assert not TransformerEmbedder(str(saved)).is_english_only


def test_a_prompt_saved_as_passage_is_put_before_documents(folder: Path) -> None:
    prompts = {"query": "query: ", "passage": "passage: "}
    named = TransformerEmbedder(str(save_encoder(folder / "p", word_tokenizer(), prompts=prompts)))
    bare = TransformerEmbedder(str(save_encoder(folder / "n", word_tokenizer())))
    for text in ("the ferry crosses the river", "mill"):
        expected = bare.embed_documents([f"passage: {text}"])
        assert np.allclose(named.embed_documents([text]), expected, atol=1e-5)
        (passage,) = named.embed_passages([text])
        assert np.allclose(passage.vector, expected[0], atol=1e-5)
        question = named.embed_question(text).vector
        assert np.allclose(question, bare.embed_question(f"query: {text}").vector, atol=1e-5)


def test_a_model_of_a_family_gets_its_prompts_by_the_name_of_its_folder(folder: Path) -> None:
    e5 = TransformerEmbedder(str(save_encoder(folder / "tiny-e5-small", word_tokenizer())))
    bare = TransformerEmbedder(str(save_encoder(folder / "tiny", word_tokenizer())))
    text = "the ferry crosses the river"
    expected = bare.embed_documents([f"passage: {text}"])
    assert np.allclose(e5.embed_documents([text]), expected, atol=1e-5)


def test_other_prompts_with_the_same_weights_are_another_model(folder: Path) -> None:
    one = save_encoder(folder / "a" / "same", word_tokenizer(), prompts=E5_PROMPTS)
    other = save_encoder(folder / "b" / "same", word_tokenizer())
    weights = [(saved / "model.safetensors").read_bytes() for saved in (one, other)]
    assert weights[0] == weights[1]
    assert TransformerEmbedder(str(one)).identity != TransformerEmbedder(str(other)).identity


def test_without_vectors_of_pieces_a_model_still_answers(
    static: TransformerEmbedder, tmp_path: Path
) -> None:
    (passage,) = static.embed_passages(["The ferry costs 3 crowns."])
    assert passage.pieces.vectors.shape == (0, 128)
    assert static.most_tokens == 512 - 2
    assert first_document("渡轮船票多少钱？", static, tmp_path)[0] == "ferry.txt"


def test_without_pieces_in_the_space_of_its_texts_a_model_still_embeds(folder: Path) -> None:
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.base.modules import Dense

    whole = SentenceTransformer(str(save_encoder(folder / "wide", word_tokenizer())), device="cpu")
    whole.append(Dense(128, 16))
    whole.save(str(folder / "narrow"), create_model_card=False)
    narrow = TransformerEmbedder(str(folder / "narrow"))
    (passage,) = narrow.embed_passages(["the ferry crosses the river"])
    assert passage.vector.shape == (16,)
    assert passage.pieces.vectors.shape == (0, 16)


def test_pieces_stand_where_their_words_begin_although_they_hold_the_space_before(
    bytewise: TransformerEmbedder,
) -> None:
    text = "ferry crosses the river"
    pieces = bytewise.embed_passages([text])[0].pieces
    assert [text[start:].split()[0] for start in pieces.starts] == ["ferry", "crosses", "river"]


def test_a_model_without_a_window_or_unknown_pieces_reads_as_far_as_it_can(
    bytewise: TransformerEmbedder,
) -> None:
    assert bytewise.most_tokens == 256 - 2 - bytewise.count_tokens(["passage: "])[0]
    long = "the ferry crosses the river " * 200
    assert np.allclose(np.linalg.norm(bytewise.embed_documents([long])), 1, atol=1e-5)
    assert len(bytewise.embed_passages([long])[0].pieces.ids) < 256


def test_what_an_english_model_spells_in_bytes_gets_no_vector(
    bytewise: TransformerEmbedder,
) -> None:
    vectors = bytewise.embed_documents(["the ferry", "ภาษาของคำถาม", "提问的语言"])
    assert vectors.any(axis=1).tolist() == [True, False, False]


def test_a_word_is_known_as_it_stands_in_a_sentence(bytewise: TransformerEmbedder) -> None:
    assert bytewise.knows_word("ferry")
    assert not bytewise.knows_word("fery")


def test_a_model_whose_tokenizer_says_no_places_is_refused(folder: Path) -> None:
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import BoW

    words = SentenceTransformer(modules=[BoW(["ferry", "mill"])], device="cpu")
    words.save(str(folder / "bow"), create_model_card=False)
    (folder / "bow" / "model.safetensors").write_bytes(b"")
    with pytest.raises(ModelUnusable, match="QUOTH_MODEL__NAME"):
        TransformerEmbedder(str(folder / "bow")).count_tokens(["ferry"])
