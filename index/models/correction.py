"""Vectors of sentences from those in their passages, less what the rest of the passage put there.

So a sentence needs no pass of its own. A linear map, learnt for the bundled model by `quoth
fit-sentences` (`index.judging.correcting`).
"""

import hashlib
import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.errors import ModelUnusable
from index.models.model import BUNDLED, BUNDLED_IDENTITY
from index.vectors import Floats, InPassages

_PATH = Path(__file__).with_name("correction.npy")
# Of that file; its beginning is part of the identity of the vectors.
_SHA256 = "0f59128d211fdca8704f7ee45a2be84ce4b7386d693e8d48ea2a31aea1813a70"
CORRECTION_IDENTITY = _SHA256[:8]


@dataclass(frozen=True, slots=True)
class Correction:
    """Makes vectors of sentences from those of their pieces in the passage, and of the passage.

    `weights` `(2 * d + 1, d)`: the rows that the one is multiplied with, those of the other, and
    what is added.
    """

    weights: Floats

    def corrected(self, told: InPassages) -> Floats:
        """About the vectors of the sentences alone: `(n, d)`, rows of unit length."""
        width = self.weights.shape[1]
        found = told.contexts @ self.weights[:width]
        found += told.passages @ self.weights[width:-1]
        found += self.weights[-1]
        found /= np.maximum(1e-12, np.linalg.norm(found, axis=1, keepdims=True))
        return found


def has_correction(model: str) -> bool:
    """Whether there is one for the model of this identity."""
    return model == BUNDLED_IDENTITY


def read_correction(path: Path = _PATH) -> Correction:
    """Read the bundled model's.

    Raises:
        ModelUnusable: it is missing, or not the one that its vectors are named after.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ModelUnusable(f"Cannot read {path}: {error.strerror}. Install Quoth again") from error
    if hashlib.sha256(data).hexdigest() != _SHA256:
        raise ModelUnusable(
            f"{path}, which {BUNDLED} needs for sentences, is damaged. Install Quoth again"
        )
    return Correction(np.load(io.BytesIO(data), allow_pickle=False).astype(np.float32))
