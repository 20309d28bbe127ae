"""sentence-transformers itself as the engine: slower, and right for every model."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from index.models.engine import Encoded
from index.models.loading import load_embedding_model, one_thread
from index.models.model import ModelFiles

if TYPE_CHECKING:
    import torch

_BATCH = 16  # 8-16 is best once texts are sorted by length (RETRIEVAL.md, Speed)


class ReferenceEngine:
    """A model run by sentence-transformers and torch."""

    name = "sentence-transformers (torch)"
    precision = ""

    def __init__(self, files: ModelFiles) -> None:
        """Load the model.

        Raises:
            ModelUnusable: it cannot be loaded.
        """
        self._model = load_embedding_model(files)

    @property
    def tokenizer(self) -> Any:
        """The model's own."""
        return self._model.tokenizer

    @property
    def window(self) -> int | None:
        """How many tokens of a text it reads."""
        return self._model.max_seq_length

    @property
    def width(self) -> int:
        """The dimensions of the vectors."""
        return self._model.get_embedding_dimension() or 0

    @property
    def prompts(self) -> Mapping[str, str | None]:
        """The prompts that the model was saved with."""
        return self._model.prompts

    def encode(self, texts: Sequence[str], prompt: str) -> Iterator[tuple[int, Encoded]]:
        """Encode passages or sentences, those of like length together, the longest first."""
        order = sorted(range(len(texts)), key=lambda row: (-len(texts[row]), row))
        for first in range(0, len(order), _BATCH):
            rows = order[first : first + _BATCH]
            found: Any = self._model.encode_document(
                [texts[row] for row in rows],
                prompt=prompt,
                batch_size=_BATCH,
                output_value=None,
                show_progress_bar=False,
            )
            for row, output in zip(rows, found, strict=True):
                yield row, _encoded(output)

    def encode_question(self, text: str, prompt: str) -> Encoded:
        """Encode a question."""
        with one_thread():
            return self.encode_questions([text], prompt)[0]

    def encode_questions(self, texts: Sequence[str], prompt: str) -> list[Encoded]:
        """Encode several at once."""
        found: Any = self._model.encode_query(
            list(texts), prompt=prompt, output_value=None, show_progress_bar=False
        )
        return [_encoded(output) for output in found]


def _encoded(output: "dict[str, torch.Tensor]") -> Encoded:
    vector = output["sentence_embedding"].float().cpu().numpy()
    states = output.get("token_embeddings")
    if states is None:
        return Encoded(vector, [], None)
    is_token = output["attention_mask"].cpu().numpy().astype(np.bool_)
    # Some models have the padding before the text.
    ids = output["input_ids"].cpu().numpy()[is_token].tolist()
    return Encoded(vector, ids, states.float().cpu().numpy()[is_token])
