"""The seam to what runs a model: texts in, vectors of texts and tokens out."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from index.vectors import Floats


class Encoded(NamedTuple):
    """What a model makes of one text.

    `vector` `(width,)`, of any length; `ids` are the tokens that the model was given, its own
    included; `states` `(tokens, width)` are their vectors, None where it gives none.
    """

    vector: Floats
    ids: Sequence[int]
    states: Floats | None


class Engine(Protocol):
    """A model in memory, ready to encode."""

    @property
    def name(self) -> str:
        """What the operator is told about it."""
        ...

    @property
    def precision(self) -> str:
        """Part of the identity of what it makes; empty for single precision."""
        ...

    @property
    def tokenizer(self) -> Any:
        """The model's own."""
        ...

    @property
    def window(self) -> int | None:
        """How many tokens of a text it reads, its own included; None where it does not say."""
        ...

    @property
    def width(self) -> int:
        """The dimensions of the vectors."""
        ...

    @property
    def prompts(self) -> Mapping[str, str | None]:
        """The prompts that the model was saved with, by their names."""
        ...

    def encode(self, texts: Sequence[str], prompt: str) -> Iterator[tuple[int, Encoded]]:
        """Encode passages or sentences on all cores: each with its row, in any order."""
        ...

    def encode_question(self, text: str, prompt: str) -> Encoded:
        """Encode a question, on one core: it is too short to share out."""
        ...

    def encode_questions(self, texts: Sequence[str], prompt: str) -> list[Encoded]:
        """Encode several at once, on all cores, each as if it came alone."""
        ...
