"""Training learns from questions with answers, and from such that must not get one."""

from pathlib import Path

from index.embedder import HashingEmbedder
from index.judging.questions import Case
from index.judging.training import GateTrainer, compare, fit_gate, fit_ranking
from index.ranking.gate import GATE_FEATURES
from index.ranking.sentence import SENTENCE_FEATURES
from index.ranking.weights import SECOND
from index.snapshot import Snapshot
from index.stored.library import Library

FACTS = (
    ("Who founded the mill in 1788?", "Anna Brandt"),
    ("What did the mill grind for eleven villages?", "rye and barley"),
    ("When does the mill museum close?", "January"),
    ("How long are guided tours of the museum?", "forty minutes"),
)
TALK = ("hello there", "tell me a joke", "what is the weather in France")


def cases(snapshot: Snapshot) -> list[Case]:
    """Each fact with the passage that states it."""
    return [
        Case(question, "mill.md", (answer,), passage.id)
        for question, answer in FACTS
        for passage in snapshot.passages
        if answer in passage.text
    ]


def test_the_right_passage_and_sentence_are_told_by_the_words_they_share(
    snapshot: Snapshot,
) -> None:
    pairs = compare(snapshot, HashingEmbedder(), cases(snapshot), lambda: None)
    fitted = fit_ranking([pairs, pairs])
    assert list(fitted.rank) == list(SECOND)
    assert list(fitted.sentence) == list(SENTENCE_FEATURES)
    assert fitted.rank["late"] > 0
    assert fitted.sentence["local_coverage"] > 0


def test_the_gate_sees_each_question_with_and_without_its_document(
    snapshot: Snapshot, library_path: Path
) -> None:
    with Library.open(library_path) as library:
        entries = library.entries()
        vectors = [library.vectors.read(entry.vectors_key) for entry in entries]
    trainer = GateTrainer(entries, vectors, HashingEmbedder())
    features, labels = trainer.collect(cases(snapshot), TALK, lambda: None)
    # Four library sizes; of each, four questions with an answer, four without, two of small talk.
    assert (labels == 1).sum() == 4 * 4
    assert (labels == 0).sum() == 4 * (4 + 2)
    coverage = GATE_FEATURES.index("coverage")
    assert features[labels == 1, coverage].min() > features[labels == 0, coverage].mean()
    weights, _ = fit_gate([(features, labels)])
    assert list(weights) == list(GATE_FEATURES)
    assert weights["coverage"] > 0
