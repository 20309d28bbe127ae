"""A re-ranker orders the best matches anew, and everything else stays as it was."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from index.answer import Answer, Match, Question, Verdict
from index.embedder import HashingEmbedder
from index.ranking.reranker import RERANKED, Reranker, WordReranker
from index.retrieve import retrieve
from index.snapshot import Snapshot, load
from index.vectors import Floats
from tests.conftest import build_library, write_corpus

VILLAGES = {
    f"village-{n:02}.txt": f"Village {n}\n\nThe ferry stops here. It has {n} houses.\n"
    for n in range(30)
}


class Wants:
    """Scores 1 for passages that hold a text, and 0 for all others; remembers what it was asked."""

    identity = "wants"

    def __init__(self, text: str) -> None:
        self._text = text
        self.asked: list[tuple[str, list[str]]] = []

    def scores(self, question: str, passages: Sequence[str]) -> Floats:
        self.asked.append((question, list(passages)))
        return np.array([self._text in passage for passage in passages], np.float32)


class Reverses:
    """Likes best what comes last."""

    identity = "reverses"

    def scores(self, question: str, passages: Sequence[str]) -> Floats:
        return np.arange(len(passages), dtype=np.float32)


@pytest.fixture(scope="module")
def villages(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """Thirty passages that differ in a number."""
    home = tmp_path_factory.mktemp("villages")
    build_library(write_corpus(home / "documents", VILLAGES), home / "library.db")
    return load(home / "library.db")


def ask(
    snapshot: Snapshot, text: str, reranker: Reranker | None = None, k: int = 10, **where: object
) -> Answer:
    question = Question.of(text, **where)  # type: ignore[arg-type]  # because scopes come
    return retrieve(question, snapshot, HashingEmbedder(), k, reranker)


def paths(matches: Sequence[Match]) -> list[str]:
    return [match.document.path for match in matches]


def test_the_match_that_the_reranker_likes_best_comes_first(villages: Snapshot) -> None:
    text = "Where does the ferry stop?"
    before = ask(villages, text, k=RERANKED)
    wanted = before.matches[17].document
    answer = ask(villages, text, Wants(f"{wanted.title}. "))
    assert answer.matches[0].document == wanted
    assert answer.matches[0].reranked == 1.0
    assert paths(answer.matches[1:]) == paths(before.matches[:9])
    assert len(answer.matches) == 10


def test_equal_scores_leave_our_order_as_it_was(villages: Snapshot) -> None:
    text = "Where does the ferry stop?"
    before, after = ask(villages, text), ask(villages, text, Wants("nothing"))
    assert paths(after.matches) == paths(before.matches)
    assert {match.reranked for match in after.matches} == {0.0}


def test_only_the_first_twenty_are_judged_and_the_rest_follows_in_our_order(
    villages: Snapshot,
) -> None:
    text = "Where does the ferry stop?"
    before = ask(villages, text, k=30)
    judge = Wants("nothing")
    ask(villages, text, judge, k=5)
    assert [len(passages) for _, passages in judge.asked] == [20]
    after = ask(villages, text, Reverses(), k=30)
    assert paths(after.matches[:20]) == paths(before.matches[19::-1])
    assert paths(after.matches[20:]) == paths(before.matches[20:])
    assert [match.reranked is None for match in after.matches] == [False] * 20 + [True] * 10


def test_scores_and_verdicts_of_matches_stay_ours(snapshot: Snapshot) -> None:
    text = "When was the ferry built by the Halden shipyard?"
    before, after = ask(snapshot, text), ask(snapshot, text, Reverses())
    ours = {match.passage.id: (match.score, match.verdict) for match in before.matches}
    assert {match.passage.id: (match.score, match.verdict) for match in after.matches} == ours


def test_the_verdict_is_that_of_the_match_which_is_first_afterwards(snapshot: Snapshot) -> None:
    text = "When was the ferry built by the Halden shipyard?"
    assert ask(snapshot, text).verdict is Verdict.FOUND
    answer = ask(snapshot, text, Wants("apple trees"))
    assert answer.matches[0].document.path == "north/orchard.txt"
    assert answer.matches[0].verdict is Verdict.NOTHING
    assert answer.verdict is Verdict.NOTHING


def test_the_passage_is_judged_after_its_title_and_heading(snapshot: Snapshot) -> None:
    judge = Wants("nothing")
    ask(snapshot, "Who founded the mill in 1788?", judge)
    ((question, passages),) = judge.asked
    assert question == "Who founded the mill in 1788?"
    assert any(p.startswith("The old mill. History. The mill was founded in") for p in passages)


def test_a_question_that_nothing_can_match_is_not_judged(snapshot: Snapshot) -> None:
    judge = Wants("nothing")
    assert ask(snapshot, "ferry", judge, collections=frozenset()).matches == ()
    assert ask(snapshot, "?!", judge).matches == ()
    assert judge.asked == []


def test_without_a_reranker_no_match_has_its_score(snapshot: Snapshot) -> None:
    assert {match.reranked for match in ask(snapshot, "ferry mill orchard").matches} == {None}


def test_the_word_reranker_counts_the_words_of_the_question() -> None:
    scores = WordReranker().scores("The ferry, the mill", ["A ferry", "The mill's ferry", "Trees"])
    assert scores.tolist() == [1, 3, 0]


def test_the_same_question_gets_the_same_order_twice(snapshot: Snapshot, tmp_path: Path) -> None:
    text = "ferry mill orchard"
    assert ask(snapshot, text, WordReranker()) == ask(snapshot, text, WordReranker())
