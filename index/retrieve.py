"""A question to its answer: the one entry to search."""

from index.answer import Answer, Question, Verdict
from index.embedder import Embedder
from index.errors import ModelChanged
from index.features import Asked
from index.gate import verdict
from index.rank import rank
from index.snapshot import Snapshot

MATCHES = 10


def retrieve(
    question: Question, snapshot: Snapshot, embedder: Embedder, k: int = MATCHES
) -> Answer:
    """Find the passages that answer a question best and say what they are worth.

    Raises:
        ModelChanged: snapshot and embedder do not belong together.
    """
    if snapshot.model != embedder.identity:
        raise ModelChanged(snapshot.model, embedder.identity)
    nothing = Answer(question, Verdict.NOTHING, library_version=snapshot.version)
    if not question.has_words:
        return nothing
    allowed = None if question.collections is None else snapshot.rows_in(question.collections)
    asked = Asked.of(question.text, embedder.embed_question(question.text), snapshot)
    matches = rank(snapshot, asked, k, allowed)
    if not matches:
        return nothing
    return Answer(question, verdict(matches[0].margin), tuple(matches), snapshot.version)
