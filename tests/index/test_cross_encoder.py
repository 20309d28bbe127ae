"""A real cross-encoder: small, with weights that make it like passages about orchards."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from bot.model import make_reranker
from config.settings import load_settings
from index.errors import ModelUnusable
from index.models.cross_encoder import CrossEncoderReranker
from index.models.model import Role, find_model
from tests.models import save_cross_encoder, save_encoder, word_tokenizer

pytestmark = pytest.mark.model
ROOT = Path(__file__).resolve().parent.parent.parent
PASSAGES = ["the mill", "the orchard", "orchard orchard", "the river", "the ferry orchard"]
# Says which of its steps load torch.
LAZY = """
import os, sys
from pathlib import Path
from bot.asker import make_asker
from config.settings import load_settings
from index.answer import Question
from index.embedder import HashingEmbedder
home, name = sys.argv[1:]
settings = load_settings(home=Path(home), model={"reranker": name or None})
asker = make_asker(settings, HashingEmbedder())
print("torch" in sys.modules)
answer = asker(Question.of("Who founded the mill?"))
print("torch" in sys.modules, answer.matches[0].reranked is None)
"""


def reranker(folder: Path) -> CrossEncoderReranker:
    return CrossEncoderReranker(find_model(str(folder), Role.RERANKER))


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a cross-encoder that likes orchards."""
    return save_cross_encoder(tmp_path_factory.mktemp("models") / "likes-orchards")


def copy_of(folder: Path, copy: Path) -> Path:
    copy.mkdir()
    for file in folder.iterdir():
        (copy / file.name).write_bytes(file.read_bytes())
    return copy


def test_scores_follow_what_the_model_makes_of_question_and_passage(trained: Path) -> None:
    scores = reranker(trained).scores("the river", PASSAGES)
    assert scores.shape == (5,)
    assert np.argsort(-scores).tolist()[:3] == [2, 1, 4]
    assert max(scores[[0, 3]]) < min(scores[[1, 2, 4]])


def test_scores_are_not_squeezed_into_0_to_1(trained: Path) -> None:
    assert reranker(trained).scores("the river", ["the mill"])[0] < 0


def test_the_same_passages_get_the_same_scores_in_any_company(trained: Path) -> None:
    judge = reranker(trained)
    together = judge.scores("the river", PASSAGES * 8)
    alone = [judge.scores("the river", [passage])[0] for passage in PASSAGES]
    assert np.allclose(together, alone * 8, atol=1e-6)
    assert together.tolist() == judge.scores("the river", PASSAGES * 8).tolist()


@pytest.mark.parametrize("window", [32, None])
def test_a_long_passage_is_read_as_far_as_the_window_goes(
    tmp_path: Path, window: int | None
) -> None:
    judge = reranker(save_cross_encoder(tmp_path / "model", window=window))
    long = "the mill " * 300
    within, beyond, plain = judge.scores("river", ["orchard " + long, long + " orchard", long])
    assert within > plain
    assert beyond == plain


def test_a_model_that_sees_no_difference_gives_equal_scores(tmp_path: Path) -> None:
    judge = reranker(save_cross_encoder(tmp_path / "blind", wanted=None))
    assert judge.scores("the river", PASSAGES).tolist() == [0.0] * 5


def test_the_identity_names_the_model_and_changes_with_its_weights(
    trained: Path, tmp_path: Path
) -> None:
    other = save_cross_encoder(tmp_path / "likes-orchards", wanted="mill")
    names = [reranker(f).identity.split("@") for f in (trained, other)]
    assert [name for name, _ in names] == ["likes-orchards", "likes-orchards"]
    assert names[0] != names[1]


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        ("all-MiniLM-L6-v2", "The model all-MiniLM-L6-v2 is no cross-encoder and cannot re-rank."),
        ("embedder", "The model embedder is no cross-encoder and cannot re-rank."),
        ("plain", "The model plain is no cross-encoder and cannot re-rank."),
        ("empty", "holds no .safetensors weights."),
    ],
)
def test_what_is_no_reranker_is_refused_before_anything_is_loaded(
    tmp_path: Path, name: str, complaint: str
) -> None:
    save_encoder(tmp_path / "embedder", word_tokenizer())
    (tmp_path / "embedder-raw").rename(tmp_path / "plain")
    (tmp_path / "empty").mkdir()
    path = str(tmp_path / name) if (tmp_path / name).exists() else name
    with pytest.raises(ModelUnusable) as caught:
        make_reranker(load_settings(model={"reranker": path}))
    assert complaint in str(caught.value)


def test_a_model_with_several_scores_is_refused(tmp_path: Path) -> None:
    three = save_cross_encoder(tmp_path / "three", wanted=None, labels=3)
    with pytest.raises(ModelUnusable, match="gives 3 scores for a passage"):
        reranker(three).scores("the river", PASSAGES)


@pytest.mark.parametrize("damaged", ["model.safetensors", "config.json", "tokenizer.json"])
def test_a_file_that_is_cut_off_is_a_model_that_cannot_be_used(
    trained: Path, tmp_path: Path, damaged: str
) -> None:
    copy = copy_of(trained, tmp_path / "copy")
    data = (copy / damaged).read_bytes()
    (copy / damaged).write_bytes(data[: len(data) // 2])
    with pytest.raises(ModelUnusable, match="QUOTH_MODEL__RERANKER") as caught:
        reranker(copy).scores("the river", PASSAGES)
    assert "\n" not in str(caught.value)


def test_a_model_that_gives_no_numbers_is_refused(trained: Path, tmp_path: Path) -> None:
    from safetensors.numpy import load_file, save_file

    copy = copy_of(trained, tmp_path / "copy")
    weights = load_file(copy / "model.safetensors")
    weights["classifier.bias"] = np.full_like(weights["classifier.bias"], np.nan)
    save_file(weights, copy / "model.safetensors", metadata={"format": "pt"})
    with pytest.raises(ModelUnusable, match="gives no numbers"):
        reranker(copy).scores("the river", PASSAGES)


def test_no_reranker_is_made_unless_one_is_named() -> None:
    assert make_reranker(load_settings()) is None


@pytest.mark.parametrize(
    ("is_named", "expected"), [(False, "False\nFalse True\n"), (True, "False\nTrue False\n")]
)
def test_a_model_is_loaded_when_it_is_first_needed_and_never_when_it_is_off(
    trained: Path, library_path: Path, is_named: bool, expected: str
) -> None:
    name = str(trained) if is_named else ""
    done = subprocess.run(
        [sys.executable, "-c", LAZY, str(library_path.parent), name],
        cwd=ROOT,
        env={key: value for key, value in os.environ.items() if not key.startswith("QUOTH")},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stdout == expected
