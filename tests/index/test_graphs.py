"""Graphs of models are kept, and never trusted: what differs or is damaged is not run."""

import json
import logging
import os
import time
from pathlib import Path

import numpy as np
import pytest

from index.models.graphs import Check, Graphs
from index.models.model import BUNDLED
from index.models.transformer import TransformerEmbedder
from tests.index.test_engines import TEXTS, make_choice
from tests.models import save_encoder, word_tokenizer

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("graphs")


def test_a_graph_that_makes_other_vectors_than_the_model_is_not_used(folder: Path) -> None:
    saved = save_encoder(folder / "other", word_tokenizer())
    # A setting of sentence-transformers that we do not read: it cuts texts off after 4 tokens.
    settings = saved / "sentence_bert_config.json"
    known = json.loads(settings.read_text())
    settings.write_text(json.dumps(known | {"processing_kwargs": {"text": {"max_length": 4}}}))
    choice = make_choice(saved, folder / "others")
    assert "makes other vectors" in choice.reason
    assert "sentence-transformers" in choice.engine.name
    # It is not tried again.
    assert make_choice(saved, folder / "others").reason == choice.reason


@pytest.mark.parametrize("kind", ["weights", "words"])
def test_a_damaged_graph_is_made_anew(
    folder: Path, caplog: pytest.LogCaptureFixture, kind: str
) -> None:
    graphs = folder / "damaged"
    make_choice(BUNDLED, graphs)
    (weights,) = graphs.glob(f"*.{kind}")
    altered = bytearray(weights.read_bytes())
    altered[len(altered) // 2] ^= 64
    weights.write_bytes(altered)
    with caplog.at_level(logging.WARNING):
        served = TransformerEmbedder(BUNDLED, graphs)
        found = served.embed_question(TEXTS[0]).vector
    assert "made anew" in caplog.text
    expected = TransformerEmbedder(BUNDLED).embed_question(TEXTS[0]).vector
    assert np.allclose(found, expected, atol=1e-5)
    assert weights.read_bytes() != altered


def test_a_graph_is_read_whole_again_after_a_day_and_after_every_write(tmp_path: Path) -> None:
    now = time.time() + 10  # what was written a moment ago is read whole once more
    checks: list[str] = []

    def get() -> None:
        graphs = Graphs(tmp_path, lambda: now)
        graphs.get("stem", lambda folder: write(folder), lambda _: Check())

    def write(folder: Path) -> None:
        checks.append("made")
        (folder / "stem.weights").write_bytes(b"weights")

    def rot() -> None:
        """Change a byte as a failing disk does: the file system knows of no write."""
        whole = (tmp_path / "stem.weights").read_bytes()
        stat = (tmp_path / "stem.weights").stat()
        (tmp_path / "stem.weights").write_bytes(b"W" + whole[1:])
        os.utime(tmp_path / "stem.weights", ns=(stat.st_atime_ns, stat.st_mtime_ns))
        seen = tmp_path / "stem.seen"
        if seen.exists():  # as if the time of its last change had stayed, too
            after = (tmp_path / "stem.weights").stat().st_ctime_ns
            seen.write_text(seen.read_text().replace(str(stat.st_ctime_ns), str(after)))

    get()
    get()
    rot()
    get()
    assert checks == ["made"]  # what is given up
    now += 24 * 3600
    get()
    assert checks == ["made"] * 2
    get()
    (tmp_path / "stem.weights").write_bytes(b"Weights")
    get()
    assert checks == ["made"] * 3
    get()
    rot()
    Graphs(tmp_path).forget_checks()
    get()
    assert checks == ["made"] * 4


def test_where_no_graph_can_be_kept_sentence_transformers_runs(folder: Path) -> None:
    (folder / "file").write_text("")
    choice = make_choice(BUNDLED, folder / "file" / "engines")
    assert "sentence-transformers" in choice.engine.name
    assert "cannot be written" in choice.reason
