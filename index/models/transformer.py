"""The embedding model proper: texts to vectors with sentence-transformers."""

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from index.embedder import Progress, Vectors
from index.errors import ModelUnusable
from index.models.loading import load_embedding_model, one_thread
from index.models.model import ModelFiles, find_model
from index.models.prompts import Prompts, prompts_of
from index.models.wordpieces import WordPieces
from index.vectors import Embedding, Floats, Pieces

if TYPE_CHECKING:
    import torch

    from index.models.loading import SentenceTransformer

_BATCH = 16  # 8-16 is best once texts are sorted by length (RETRIEVAL.md, Speed)
# Passages are shorter than this; some models name no window, or one of thousands of tokens.
_WIDEST_WINDOW = 512


class TransformerEmbedder:
    """A sentence-transformers model, loaded when the first text needs it.

    Prompts that the model wants (as e5 does: "query: ", "passage: ") are applied.
    """

    def __init__(self, name: str) -> None:
        self._name = name

    @cached_property
    def _files(self) -> ModelFiles:
        return find_model(self._name)

    @cached_property
    def _model(self) -> "SentenceTransformer":
        return load_embedding_model(self._files)

    @cached_property
    def _prompts(self) -> Prompts:
        return prompts_of(self._files.name, self._model.prompts)

    @cached_property
    def _word_pieces(self) -> WordPieces:
        try:
            return WordPieces(self._model.tokenizer)
        except (AttributeError, ValueError) as error:
            raise ModelUnusable(
                f"Cannot use the model {self._files.name}: {error}. {self._files.role.remedy}"
            ) from error

    @property
    def identity(self) -> str:
        """The model's name with the start of its files' SHA-256."""
        return self._files.identity

    @property
    def is_english_only(self) -> bool:
        """Whether the model has no words for other scripts."""
        return self._word_pieces.is_english_only

    def knows_word(self, word: str) -> bool:
        """Whether a word is a piece of its own in the model's vocabulary."""
        return self._word_pieces.knows_word(word)

    @cached_property
    def most_tokens(self) -> int:
        """The model's window less its special tokens and its document prompt."""
        window = min(self._model.max_seq_length or _WIDEST_WINDOW, _WIDEST_WINDOW)
        (prompt,) = self.count_tokens([self._prompts.document])
        return int(window) - self._word_pieces.special_tokens - prompt

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text without special tokens."""
        return self._word_pieces.count(texts)

    def embed_documents(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Vectors of the texts, embedded in batches of like length."""
        order = sorted(range(len(texts)), key=lambda row: (-len(texts[row]), row))
        batches: list[Vectors] = []
        for first in range(0, len(order), _BATCH):
            rows = order[first : first + _BATCH]
            batches.append(
                self._model.encode_document(
                    [texts[row] for row in rows],
                    prompt=self._prompts.document,
                    batch_size=_BATCH,
                    normalize_embeddings=True,
                    convert_to_numpy=True,
                    show_progress_bar=False,
                )
            )
            if progress is not None:
                progress(len(rows))
        if not batches:
            return np.zeros((0, self._model.get_embedding_dimension() or 0), np.float32)
        found = np.concatenate(batches).astype(np.float32)
        vectors = np.empty_like(found)
        vectors[order] = found
        is_unreadable = self._word_pieces.is_unreadable
        vectors[[row for row, text in enumerate(texts) if is_unreadable(text)]] = 0
        return vectors

    def embed_passages(
        self, texts: Sequence[str], progress: Progress | None = None
    ) -> list[Embedding]:
        """Vectors of passages and of their word pieces, in batches of like length."""
        order = sorted(range(len(texts)), key=lambda row: (-len(texts[row]), row))
        prompt = self._prompts.document
        embedded: dict[int, Embedding] = {}
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
                embedded[row] = self._embedding(texts[row], prompt, output)
            if progress is not None:
                progress(len(rows))
        return [embedded[row] for row in range(len(texts))]

    def embed_question(self, text: str) -> Embedding:
        """The vectors of a question, with the model's query prompt."""
        model, prompt = self._model, self._prompts.query
        with one_thread():
            outputs: Any = model.encode_query(
                [text], prompt=prompt, output_value=None, show_progress_bar=False
            )
        return self._embedding(text, prompt, outputs[0])

    def _embedding(self, text: str, prompt: str, output: "dict[str, torch.Tensor]") -> Embedding:
        vector = output["sentence_embedding"].float().cpu().numpy()
        is_unreadable = self._word_pieces.is_unreadable(text)
        length = max(1e-12, float(np.linalg.norm(vector)))
        return Embedding(
            np.asarray(vector * (0 if is_unreadable else 1 / length), np.float32),
            self._pieces(text, prompt, output, len(vector)),
        )

    def _pieces(
        self, text: str, prompt: str, output: "dict[str, torch.Tensor]", width: int
    ) -> Pieces:
        """Take a text's word pieces out of the model's output: those that carry meaning.

        There are none where the model gives no vectors of pieces, as one without attention does,
        or gives them in another space than those of texts.
        """
        states = output.get("token_embeddings")
        if states is None or states.shape[1] != width:
            none = np.zeros(0, np.int32)
            return Pieces(none, np.zeros((0, width), np.float32), none)
        # Some models have the padding before the text.
        first = int(output["attention_mask"].argmax())
        given = output["input_ids"][first:].tolist()
        places = self._word_pieces.places(text, prompt, given)
        rows = states.float().cpu().numpy()[[first + place.number for place in places]]
        vectors: Floats = rows.reshape(len(places), width)
        return Pieces(
            np.array([place.id for place in places], np.int32),
            vectors / np.maximum(1e-12, np.linalg.norm(vectors, axis=1, keepdims=True)),
            np.array([place.start for place in places], np.int32),
        )
