"""The embedding model proper: texts to vectors, by whichever engine runs the model."""

import math
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from threading import Lock

import numpy as np

from index.embedder import Progress, Vectors
from index.errors import ModelUnusable
from index.models.correction import (
    CORRECTION_IDENTITY,
    Correction,
    has_correction,
    read_correction,
)
from index.models.engine import Encoded
from index.models.engines import Choice, Wanted, choose
from index.models.graphs import Graphs
from index.models.model import ModelFiles, find_model
from index.models.prompts import Prompts, prompts_of
from index.models.wordpieces import Read, WordPieces
from index.vectors import Embedding, Floats, InPassages, Pieces

# Passages are shorter than this; some models name no window, or one of thousands of tokens.
_WIDEST_WINDOW = 512
# Edits, taps for more and groups that all ask the same; 15 KB each.
_RECENT = 100


class TransformerEmbedder:
    """A model that sentence-transformers can load, loaded when the first text needs it.

    Prompts that the model wants (as e5 does: "query: ", "passage: ") are applied.

    Args:
        name: of the model, or its folder.
        graphs: where graphs made of models are kept; without it torch runs the model.
        wanted: the engine that is asked for.
        is_brief: whether few texts are embedded: it is ready sooner, and takes longer for each.
    """

    def __init__(
        self,
        name: str,
        graphs: Path | None = None,
        wanted: Wanted = Wanted.ONNX,
        *,
        is_brief: bool = False,
    ) -> None:
        self._name, self._graphs = name, Graphs(graphs or Path())
        self._wanted = Wanted.TORCH if graphs is None else wanted
        self._is_brief = is_brief
        self._choice: Choice | None = None
        self._loading, self._asking = Lock(), Lock()
        self._recent: OrderedDict[str, Embedding] = OrderedDict()

    @cached_property
    def _files(self) -> ModelFiles:
        return find_model(self._name, checks_weights=False)  # the engine does, if it reads them

    @property
    def choice(self) -> Choice:
        """The engine that runs, loaded; and why it does."""
        with self._loading:
            if self._choice is None:
                self._choice = choose(
                    self._files, self._graphs, self._wanted, is_brief=self._is_brief
                )
            return self._choice

    def load(self) -> None:
        """Load the model now, and not with the first text."""
        _ = self._word_pieces

    @cached_property
    def _prompts(self) -> Prompts:
        return prompts_of(self._files.name, self.choice.engine.prompts)

    @cached_property
    def _word_pieces(self) -> WordPieces:
        try:
            return WordPieces(self.choice.engine.tokenizer)
        except (AttributeError, ValueError) as error:
            raise ModelUnusable(
                f"Cannot use the model {self._files.name}: {error}. {self._files.role.remedy}"
            ) from error

    @property
    def identity(self) -> str:
        """The model's name with the start of its files' SHA-256, and all that changes its vectors.

        That is its correction for sentences, if it has one, and `+int8` if that runs it. Single
        precision and bfloat16 may be mixed: `index.models.engines` says what was measured.
        """
        found = self._files.identity
        if not self.embeds_alone:
            found += f"+{CORRECTION_IDENTITY}"
        if self._wanted is not Wanted.INT8:
            return found  # known before anything is loaded
        precision = self.choice.engine.precision
        return f"{found}+{precision}" if precision else found

    @property
    def embeds_alone(self) -> bool:
        """Whether sentences are embedded by themselves: where no correction was learnt."""
        return not has_correction(self._files.identity)

    @cached_property
    def _correction(self) -> Correction:
        return read_correction()

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
        window = min(self.choice.engine.window or _WIDEST_WINDOW, _WIDEST_WINDOW)
        (prompt,) = self.count_tokens([self._prompts.document])
        return int(window) - self._word_pieces.special_tokens - prompt

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text without special tokens."""
        return self._word_pieces.count(texts)

    def embed_documents(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Vectors of the texts."""
        vectors = np.zeros((len(texts), self.choice.engine.width), np.float32)
        for row, encoded in self._encode(texts, progress):
            vectors[row] = _vector(encoded, self._word_pieces.is_unreadable(texts[row]))
        return vectors

    def embed_passages(
        self, texts: Sequence[str], progress: Progress | None = None
    ) -> list[Embedding]:
        """Vectors of passages and of their word pieces."""
        prompt = self._prompts.document
        embedded = {
            row: _embedding(self._word_pieces.read(texts[row], prompt), encoded)
            for row, encoded in self._encode(texts, progress)
        }
        return [embedded[row] for row in range(len(texts))]

    def embed_sentences(
        self, texts: Sequence[str], told: InPassages, progress: Progress | None = None
    ) -> Vectors:
        """Vectors of sentences by the model's correction; alone where their passages tell nothing.

        Passages tell nothing of what was cut off, and of what is all stop words.
        """
        vectors = self._correction.corrected(told)
        is_unreadable = np.array([*map(self._word_pieces.is_unreadable, texts)], np.bool_)
        vectors[is_unreadable] = 0
        is_told = told.is_read & told.passages.any(axis=1)
        alone = np.flatnonzero(~is_told & ~is_unreadable)
        if progress is not None:
            progress(len(texts) - len(alone))
        vectors[alone] = self.embed_documents([texts[row] for row in alone.tolist()], progress)
        return vectors

    def embed_question(self, text: str) -> Embedding:
        """The vectors of a question, with the model's query prompt; recent ones are kept."""
        return self.embed_questions([text])[0]

    def embed_questions(self, texts: Sequence[str]) -> list[Embedding]:
        """Several questions at once; recent ones are kept."""
        with self._asking:
            found = {text: self._recent[text] for text in texts if text in self._recent}
        fresh = [text for text in dict.fromkeys(texts) if text not in found]
        found |= zip(fresh, self._embed_questions(fresh), strict=True)
        with self._asking:
            for text, embedding in found.items():
                self._recent[text] = embedding
                self._recent.move_to_end(text)
            while len(self._recent) > _RECENT:
                self._recent.popitem(last=False)
        return [found[text] for text in texts]

    def forget_questions(self) -> None:
        """Remember no question."""
        with self._asking:
            self._recent.clear()

    def _embed_questions(self, texts: Sequence[str]) -> list[Embedding]:
        if not texts:
            return []
        prompt, engine = self._prompts.query, self.choice.engine
        # Before the model runs: after it nothing of this would be in the processor's cache.
        reads = [self._word_pieces.read(text, prompt) for text in texts]
        if len(texts) == 1:
            encoded = [engine.encode_question(texts[0], prompt)]
        else:
            encoded = engine.encode_questions(texts, prompt)
        return [_embedding(*pair) for pair in zip(reads, encoded, strict=True)]

    def _encode(
        self, texts: Sequence[str], progress: Progress | None
    ) -> Iterator[tuple[int, Encoded]]:
        """What the model makes of each text, with its row, in any order."""
        for row, encoded in self.choice.engine.encode(texts, self._prompts.document):
            yield row, encoded
            if progress is not None:
                progress(1)


def _embedding(read: Read, encoded: Encoded) -> Embedding:
    is_whole = len(read.ids) == len(encoded.ids)
    return Embedding(_vector(encoded, read.is_unreadable), _pieces(read, encoded), is_whole)


def _vector(encoded: Encoded, is_unreadable: bool) -> Floats:
    """A text's vector, of unit length; zero where the model cannot read it."""
    length = max(1e-12, math.sqrt(np.dot(encoded.vector, encoded.vector)))
    return np.asarray(encoded.vector * (0 if is_unreadable else 1 / length), np.float32)


def _pieces(read: Read, encoded: Encoded) -> Pieces:
    """Take a text's word pieces out of what the model made: those that carry meaning.

    There are none where the model gives no vectors of pieces, as one without attention does,
    or gives them in another space than those of texts.
    """
    states, width = encoded.states, len(encoded.vector)
    if states is None or states.shape[1] != width:
        none = np.zeros(0, np.int32)
        return Pieces(none, np.zeros((0, width), np.float32), none)
    places = read.given(encoded.ids)
    rows = states[[place.number for place in places]]
    vectors: Floats = rows.reshape(len(places), width)
    return Pieces(
        np.array([place.id for place in places], np.int32),
        vectors / np.maximum(1e-12, np.sqrt(np.vecdot(vectors, vectors)))[:, None],
        np.array([place.start for place in places], np.int32),
    )
