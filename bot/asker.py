"""A library and the models that read questions, and nothing else.

What asks once, such as `quoth ask`, loads no more than this: each module costs it time.
"""

from bot.model import make_embedder, make_reranker
from bot.store import make_load
from config.settings import Settings
from index.answer import Answer, Question
from index.embedder import Embedder
from index.errors import ModelChanged
from index.ranking.reranker import Reranker
from index.retrieve import MATCHES, retrieve
from index.snapshot import Snapshot


class Asker:
    """A library in memory with the models that read questions: answers, in this thread."""

    def __init__(
        self, snapshot: Snapshot, embedder: Embedder, reranker: Reranker | None = None
    ) -> None:
        self.snapshot = snapshot
        self.embedder = embedder
        self.reranker = reranker

    def __call__(self, question: Question, k: int = MATCHES) -> Answer:
        """Answer a question."""
        return retrieve(question, self.snapshot, self.embedder, k, self.reranker)

    def warm_up(self) -> None:
        """Load the models before the first question needs them."""
        self.embedder.embed_question("ready")
        if self.reranker is not None:
            self.reranker.scores("ready", ["ready"])


def make_asker(settings: Settings, embedder: Embedder | None = None) -> Asker:
    """Load the library for asking.

    Raises:
        ModelChanged: it was built with another model than the settings name.
    """
    embedder = embedder or make_embedder(settings)
    snapshot = make_load(settings, embedder)(None)
    check_model(snapshot, embedder)
    return Asker(snapshot, embedder, make_reranker(settings))


def check_model(snapshot: Snapshot, embedder: Embedder) -> None:
    """Refuse to answer from vectors of another model, before anything is loaded."""
    if snapshot.model != embedder.identity:
        raise ModelChanged(snapshot.model, embedder.identity)
