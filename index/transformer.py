"""The embedding model proper: the one module that touches sentence-transformers."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from safetensors import SafetensorError
from tokenizers import Tokenizer

from index.embedder import Progress, Vectors, carries_meaning
from index.errors import ModelUnusable
from index.model import ModelFiles, find_model
from index.vectors import Embedding, Pieces

if TYPE_CHECKING:
    import torch
    from sentence_transformers import SentenceTransformer

_BATCH = 16  # 8-16 is best once texts are sorted by length (RETRIEVAL.md, Speed)
# Texts of which more pieces are unknown collapse on one vector (RETRIEVAL.md).
_UNREADABLE = 0.3
# "The language of the question" in Thai and in Chinese: an English model knows none of it.
_OTHER_SCRIPTS = "ภาษาของคำถาม 提问的语言"


class TransformerEmbedder:
    """A sentence-transformers model, loaded when the first text needs it.

    Prompts that the model brings (as e5 does: "query: ", "passage: ") are applied.
    """

    def __init__(self, name: str) -> None:
        self._name = name

    @cached_property
    def _files(self) -> ModelFiles:
        return find_model(self._name)

    @cached_property
    def _model(self) -> "SentenceTransformer":
        files = self._files
        if files.folder is not None:
            os.environ.setdefault("HF_HUB_OFFLINE", "1")
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        from sentence_transformers import SentenceTransformer  # 4 s: only when a text comes
        from transformers.utils.logging import disable_progress_bar

        disable_progress_bar()  # type: ignore[no-untyped-call]  # because transformers has none
        try:
            return SentenceTransformer(
                files.source,
                device="cpu",
                local_files_only=files.folder is not None,
                trust_remote_code=False,
            )
        except (OSError, ValueError, SafetensorError) as error:
            raise ModelUnusable(
                f"Cannot load the model {self._name}: {str(error).splitlines()[0]}. Set "
                "QUOTH_MODEL__NAME to a folder that holds one, or leave it out"
            ) from error

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        """A copy that counts: the model's own one would cut texts off."""
        saved = self._files.folder / "tokenizer.json" if self._files.folder else None
        if saved is not None and saved.is_file():
            tokenizer = Tokenizer.from_file(str(saved))
        else:
            tokenizer = Tokenizer.from_str(self._model.tokenizer.backend_tokenizer.to_str())
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer

    @property
    def identity(self) -> str:
        """The model's name with the start of its weights' SHA-256."""
        return self._files.identity

    @cached_property
    def is_english_only(self) -> bool:
        """Whether the model has no words for other scripts."""
        return self._unknown_share(_OTHER_SCRIPTS) > _UNREADABLE

    def knows_word(self, word: str) -> bool:
        """Whether a word is a piece of its own in the model's vocabulary."""
        ids = self._tokenizer.encode(word, add_special_tokens=False).ids
        return len(ids) == 1 and ids[0] != self._unknown_id

    @cached_property
    def most_tokens(self) -> int:
        """The model's window less its special tokens and its document prompt."""
        window = self._model.max_seq_length or 512
        prompts = self._model.prompts.values()
        prompt = max(self.count_tokens([text for text in prompts if text] or [""]))
        return window - self._tokenizer.num_special_tokens_to_add(is_pair=False) - prompt

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text without special tokens."""
        return [
            len(found.ids)
            for found in self._tokenizer.encode_batch(list(texts), add_special_tokens=False)
        ]

    def embed_documents(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Vectors of the texts, embedded in batches of like length."""
        order = sorted(range(len(texts)), key=lambda row: (-len(texts[row]), row))
        batches: list[Vectors] = []
        for first in range(0, len(order), _BATCH):
            rows = order[first : first + _BATCH]
            batches.append(
                self._model.encode_document(
                    [texts[row] for row in rows],
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
        vectors[[row for row, text in enumerate(texts) if self._is_unreadable(text)]] = 0
        return vectors

    def embed_passages(
        self, texts: Sequence[str], progress: Progress | None = None
    ) -> list[Embedding]:
        """Vectors of passages and of their word pieces, in batches of like length."""
        order = sorted(range(len(texts)), key=lambda row: (-len(texts[row]), row))
        embedded: dict[int, Embedding] = {}
        for first in range(0, len(order), _BATCH):
            rows = order[first : first + _BATCH]
            found: Any = self._model.encode_document(
                [texts[row] for row in rows],
                batch_size=_BATCH,
                output_value=None,
                show_progress_bar=False,
            )
            for row, output in zip(rows, found, strict=True):
                embedded[row] = self._embedding(texts[row], output)
            if progress is not None:
                progress(len(rows))
        return [embedded[row] for row in range(len(texts))]

    def embed_question(self, text: str) -> Embedding:
        """The vectors of a question, with the model's query prompt."""
        model = self._model
        with _one_thread():
            outputs: Any = model.encode_query([text], output_value=None, show_progress_bar=False)
        return self._embedding(text, outputs[0])

    def _embedding(self, text: str, output: "dict[str, torch.Tensor]") -> Embedding:
        """Take a text's word pieces out of the model's output: those that carry meaning."""
        states = output["token_embeddings"].float().cpu().numpy()
        encoded = self._tokenizer.encode(text, add_special_tokens=False)
        # A prompt and the special tokens stand before the text; what does not fit was cut off.
        first = _place_of(encoded.ids, output["input_ids"].tolist())
        kept = [
            n
            for n, (start, end) in enumerate(encoded.offsets)
            if first + n < len(states)
            and encoded.ids[n] != self._unknown_id
            and carries_meaning(text[start:end])
        ]
        vectors = states[[first + n for n in kept]].reshape(len(kept), states.shape[1])
        vector = output["sentence_embedding"].float().cpu().numpy()
        length = float(np.linalg.norm(vector))
        is_unreadable = self._is_unreadable(text)
        return Embedding(
            np.asarray(vector * (0 if is_unreadable else 1 / max(1e-12, length)), np.float32),
            Pieces(
                np.array([encoded.ids[n] for n in kept], np.int32),
                vectors / np.maximum(1e-12, np.linalg.norm(vectors, axis=1, keepdims=True)),
                np.array([encoded.offsets[n][0] for n in kept], np.int32),
            ),
        )

    @cached_property
    def _unknown_id(self) -> int:
        """The piece that stands for everything without one of its own; -1: there is none."""
        found: int | None = self._model.tokenizer.unk_token_id
        return -1 if found is None else found

    def _is_unreadable(self, text: str) -> bool:
        return self._unknown_share(text) > _UNREADABLE

    def _unknown_share(self, text: str) -> float:
        ids = self._tokenizer.encode(text, add_special_tokens=False).ids
        return ids.count(self._unknown_id) / max(1, len(ids))


@contextmanager
def _one_thread() -> Iterator[None]:
    """A question is too short to share out: on a busy machine threads would wait for each other."""
    import torch  # loaded with the model by now

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)


def _place_of(part: list[int], whole: list[int]) -> int:
    """Where a text's word pieces begin among all that the model was given."""
    start = part[:4]
    places = (n for n in range(len(whole)) if start and whole[n : n + len(start)] == start)
    return next(places, len(whole))
