"""Engines: models run from graphs that we make, compared with sentence-transformers itself."""

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import pytest

from index.embedder import Embedder
from index.models.engines import Choice, Wanted, choose
from index.models.graph import distance_buckets
from index.models.graphs import Graphs
from index.models.model import BUNDLED, find_model
from index.models.transformer import TransformerEmbedder
from tests.models import (
    E5_PROMPTS,
    aligned_tokenizer,
    save_encoder,
    save_static,
    word_tokenizer,
)

pytestmark = pytest.mark.model

TEXTS = [
    "The ferry crosses the river.",
    "the mill and the orchard",
    "Mill",
    "",
    "  Señor Müller – „Säcke“, 1.788 €\n\t…",
    "Một vé phà giá 3 cua-ron.",
    "渡船在1931年建造，船票三克朗。",
    "ตั๋วเรือข้ามฟากราคาสามคราวน์",
    "Паром был построен в 1931 году.",
    "🚢 a+b=c e-mail@example.org",
    "The ferry crosses the river every twenty minutes from six in the morning. " * 60,
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where models and graphs of this module are kept."""
    return tmp_path_factory.mktemp("engines")


@pytest.fixture(scope="module")
def graphs(folder: Path) -> Path:
    """Graphs, with that of the bundled model."""
    TransformerEmbedder(BUNDLED, folder / "graphs").embed_question("ready")
    return folder / "graphs"


@pytest.fixture(scope="module")
def reference() -> TransformerEmbedder:
    """The bundled model as sentence-transformers runs it."""
    return TransformerEmbedder(BUNDLED)


def make_choice(model: Path | str, graphs: Path, wanted: Wanted = Wanted.ONNX) -> Choice:
    return choose(find_model(str(model)), Graphs(graphs), wanted)


def assert_same(one: Embedder, other: Embedder) -> None:
    """All that two embedders make of texts is the same, to five places."""
    assert one.identity == other.identity
    assert one.most_tokens == other.most_tokens
    assert one.is_english_only == other.is_english_only
    assert one.count_tokens(TEXTS) == other.count_tokens(TEXTS)
    assert np.abs(one.embed_documents(TEXTS) - other.embed_documents(TEXTS)).max() < 1e-5
    passages = zip(one.embed_passages(TEXTS), other.embed_passages(TEXTS), strict=True)
    questions = [(one.embed_question(text), other.embed_question(text)) for text in TEXTS]
    for found, expected in [*passages, *questions]:
        assert np.allclose(found.vector, expected.vector, atol=1e-5)
        assert found.pieces.ids.tolist() == expected.pieces.ids.tolist()
        assert found.pieces.starts.tolist() == expected.pieces.starts.tolist()
        assert np.allclose(found.pieces.vectors, expected.pieces.vectors, atol=1e-5)


def test_the_graph_of_the_bundled_model_makes_what_sentence_transformers_makes(
    graphs: Path, reference: TransformerEmbedder
) -> None:
    served = TransformerEmbedder(BUNDLED, graphs)
    assert "onnxruntime" in served.choice.engine.name
    assert served.choice.reason == ""
    assert_same(served, reference)


def test_what_embeds_few_texts_leaves_weights_as_they_are_and_makes_the_same(
    graphs: Path, reference: TransformerEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    unpacked, session = [], onnxruntime.InferenceSession

    def made(path: Path, options: onnxruntime.SessionOptions, **others: Any) -> Any:
        unpacked.append(options.get_session_config_entry("session.disable_prepacking"))
        return session(path, options, **others)

    monkeypatch.setattr(onnxruntime, "InferenceSession", made)
    assert_same(TransformerEmbedder(BUNDLED, graphs, is_brief=True), reference)
    assert unpacked == ["1"]


def test_a_question_that_was_asked_before_is_not_read_again(graphs: Path) -> None:
    served = TransformerEmbedder(BUNDLED, graphs)
    first = served.embed_question("How much is the ferry?")
    assert served.embed_question("How much is the ferry?") is first
    assert served.embed_question("How much is the mill?") is not first


def test_batches_on_several_cores_come_in_the_order_of_their_texts(
    graphs: Path, reference: TransformerEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "3")
    texts = [f"the ferry number {n} crosses " + "the river " * (n % 7) for n in range(100)]
    done: list[int] = []
    found = TransformerEmbedder(BUNDLED, graphs).embed_documents(texts, done.append)
    assert sum(done) == 100
    expected = reference.embed_documents(texts[:3] + texts[-3:])
    assert np.allclose(found[[0, 1, 2, -3, -2, -1]], expected, atol=1e-5)


def test_a_question_is_read_without_torch_in_the_process(graphs: Path) -> None:
    code = f"""
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from index.models.transformer import TransformerEmbedder
embedder = TransformerEmbedder({BUNDLED!r}, Path({str(graphs)!r}))
(passage,) = embedder.embed_documents(["A ticket for the ferry costs 3 crowns."])
print(float(embedder.embed_question("How much is the ferry?").vector @ passage))
print([name for name in ("torch", "transformers", "sentence_transformers") if name in sys.modules])
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=dict(os.environ)
    )
    assert done.returncode == 0, done.stderr
    nearness, heavy = done.stdout.splitlines()
    assert float(nearness) > 0.3
    assert heavy == "[]"


def test_a_question_gives_back_what_embedding_has_worked_in(graphs: Path) -> None:
    code = f"""
from pathlib import Path
from typing import Any
from index.memory import give_back_memory
from index.models.transformer import TransformerEmbedder
def held():
    give_back_memory()
    (line,) = [x for x in Path("/proc/self/status").read_text().splitlines() if "VmRSS" in x]
    return int(line.split()[1]) // 1024
embedder = TransformerEmbedder({BUNDLED!r}, Path({str(graphs)!r}))
embedder.embed_question("ready")
print(held())
embedder.embed_documents(["The ferry crosses the river. " * 30] * 32)
print(held())
embedder.embed_question("How much is the ferry?")
print(held())
"""
    if not Path("/proc/self/status").exists():
        pytest.skip("this system does not tell what a process holds")
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env=os.environ | {"OMP_NUM_THREADS": "8"},
    )
    assert done.returncode == 0, done.stderr
    before, worked, after = map(int, done.stdout.split())
    assert worked > before + 20
    assert after < before + 15


def test_mpnets_distances_count_as_they_do_in_its_own_code() -> None:
    import torch
    from transformers.models.mpnet.modeling_mpnet import MPNetEncoder

    bucket = MPNetEncoder.relative_position_bucket
    expected = bucket(torch.arange(-511, 512), 32)  # type: ignore[no-untyped-call]  # because transformers has none
    assert distance_buckets(512, 32).tolist() == expected.tolist()


@pytest.mark.parametrize(
    ("kind", "pooling"), [("bert", "mean"), ("bert", "cls"), ("xlm-roberta", "max")]
)
def test_models_of_berts_family_run_from_their_graphs(
    folder: Path, kind: str, pooling: str
) -> None:
    tokenizer = aligned_tokenizer() if kind == "xlm-roberta" else word_tokenizer()
    saved = save_encoder(
        folder / f"{kind}-{pooling}", tokenizer, prompts=E5_PROMPTS, kind=kind, pooling=pooling
    )
    served = TransformerEmbedder(str(saved), folder / "others")
    assert served.choice.reason == ""
    assert "cosine 1.00000" in served.choice.check
    assert_same(served, TransformerEmbedder(str(saved)))


@pytest.mark.parametrize("kind", ["mpnet", "distilbert"])
def test_models_that_call_berts_parts_otherwise_run_from_their_graphs(
    folder: Path, kind: str
) -> None:
    # A window wider than the farthest distance that MPNet tells apart; its padding is number 1.
    tokenizer = word_tokenizer(padding=1 if kind == "mpnet" else 0)
    saved = save_encoder(folder / kind, tokenizer, prompts=E5_PROMPTS, kind=kind, window=200)
    served, reference = (
        TransformerEmbedder(str(saved), folder / "others"),
        TransformerEmbedder(str(saved)),
    )
    assert served.choice.reason == ""
    assert "cosine 1.00000" in served.choice.check
    assert_same(served, reference)
    eight = TransformerEmbedder(str(saved), folder / "others", Wanted.INT8)
    assert eight.choice.reason == ""
    vectors = eight.embed_documents(TEXTS)
    assert (vectors * reference.embed_documents(TEXTS)).sum(axis=1)[
        vectors.any(axis=1)
    ].min() > 0.97


def test_a_model_without_a_graph_is_run_by_sentence_transformers_which_says_why(
    folder: Path,
) -> None:
    tokenizer = aligned_tokenizer()
    vectors = np.eye(tokenizer.get_vocab_size(), 128, dtype=np.float32)
    choice = make_choice(save_static(folder / "static", tokenizer, vectors), folder / "others")
    assert "sentence-transformers" in choice.engine.name
    assert choice.reason == "it does not begin with a transformer and a pooling"


def test_eight_bits_are_another_model_that_agrees_well(
    graphs: Path, reference: TransformerEmbedder
) -> None:
    served = TransformerEmbedder(BUNDLED, graphs, Wanted.INT8)
    assert served.choice.reason == ""
    assert served.identity == reference.identity + "+int8"
    assert "top 10" in served.choice.check
    vectors, expected = served.embed_documents(TEXTS), reference.embed_documents(TEXTS)
    readable = expected.any(axis=1)
    assert (vectors * expected).sum(axis=1)[readable].min() > 0.97
    assert np.abs(vectors - expected).max() > 1e-4


def test_eight_bits_that_stray_too_far_are_not_used(folder: Path) -> None:
    saved = save_encoder(folder / "rough", word_tokenizer(), outlier=900.0)
    choice = make_choice(saved, folder / "others", Wanted.INT8)
    assert "strays too far" in choice.reason
    assert choice.engine.precision == ""


def test_bfloat16_needs_openvino_and_may_be_mixed_with_single_precision(
    graphs: Path, reference: TransformerEmbedder
) -> None:
    served = TransformerEmbedder(BUNDLED, graphs, Wanted.BF16)
    if find_spec("openvino") is None:
        assert served.choice.reason == "OpenVINO is not installed: pip install 'quoth[fast]'"
    assert ("bfloat16" in served.choice.engine.name) == (served.choice.reason == "")
    assert served.identity == reference.identity
    vectors, expected = served.embed_documents(TEXTS), reference.embed_documents(TEXTS)
    assert (vectors * expected).sum(axis=1)[expected.any(axis=1)].min() > 0.999


def test_questions_that_are_read_together_get_what_they_get_alone(
    graphs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "2")
    together, alone = TransformerEmbedder(BUNDLED, graphs), TransformerEmbedder(BUNDLED, graphs)
    texts = [*TEXTS, *(f"How much is {n} times the ferry" + " please" * n for n in range(12))]
    found = together.embed_questions([*texts, texts[1]])
    assert found[len(texts)] is found[1]
    assert together.embed_question(texts[3]) is found[3]
    for text, one in zip(texts, found, strict=False):
        expected = alone.embed_question(text)
        assert np.abs(one.vector - expected.vector).max() < 1e-6
        assert one.pieces.ids.tolist() == expected.pieces.ids.tolist()
        assert np.allclose(one.pieces.vectors, expected.pieces.vectors, atol=1e-6)
    assert together.embed_questions([]) == []


def test_in_eight_bits_a_question_is_read_the_same_whatever_is_asked_beside_it(
    graphs: Path,
) -> None:
    served = TransformerEmbedder(BUNDLED, graphs, Wanted.INT8)
    alone = TransformerEmbedder(BUNDLED, graphs, Wanted.INT8)
    for text, one in zip(TEXTS, served.embed_questions(TEXTS), strict=True):
        assert np.array_equal(one.vector, alone.embed_question(text).vector)
