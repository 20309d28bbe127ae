"""The re-ranking model proper: questions and passages to scores with sentence-transformers."""

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from index.errors import ModelUnusable
from index.models.loading import load_cross_encoder
from index.models.model import ModelFiles
from index.vectors import Floats

if TYPE_CHECKING:
    from index.models.loading import CrossEncoder

_BATCH = 16


class CrossEncoderReranker:
    """A sentence-transformers cross-encoder, loaded when the first question needs it.

    What does not fit into its window is cut off the longer one of question and passage.
    """

    def __init__(self, files: ModelFiles) -> None:
        self._files = files

    @cached_property
    def _model(self) -> "CrossEncoder":
        return load_cross_encoder(self._files)

    @property
    def identity(self) -> str:
        """The model's name with the start of its files' SHA-256."""
        return self._files.identity

    def scores(self, question: str, passages: Sequence[str]) -> Floats:
        """The model's score for each passage as it leaves the last layer.

        Raises:
            ModelUnusable: the model cannot be loaded, or gives no numbers.
        """
        model = self._model
        from torch.nn import Identity  # loaded with the model by now

        found = model.predict(
            [(question, passage) for passage in passages],
            batch_size=_BATCH,
            # A sigmoid would make all good passages equal.
            activation_fn=Identity(),
            show_progress_bar=False,
        )
        scores = np.asarray(found, np.float32)
        if not np.isfinite(scores).all():
            raise ModelUnusable(
                f"The model {self._files.name} gives no numbers. {self._files.role.remedy}"
            )
        return scores
