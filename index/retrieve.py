"""A question to its answer: the one entry to search."""

from dataclasses import replace

import numpy as np

from index.answer import Answer, Question, Reason, Verdict
from index.differing.difference import differing
from index.embedder import Embedder
from index.errors import ModelChanged
from index.lexical.open_words import OpenWords
from index.ranking.features import Asked, is_foreign
from index.ranking.rank import rank
from index.ranking.reranker import RERANKED, Reranker, rerank
from index.snapshot import Snapshot
from index.steps import Lap, no_lap
from index.vectors import Rows

MATCHES = 10


def retrieve(
    question: Question,
    snapshot: Snapshot,
    embedder: Embedder,
    k: int = MATCHES,
    reranker: Reranker | None = None,
    lap: Lap = no_lap,
) -> Answer:
    """Find the passages that answer a question best and say what they are worth.

    Args:
        question: what was asked, and where to look.
        snapshot: the library.
        embedder: the model that the library was made with.
        k: how many matches at most.
        reranker: orders the best matches anew.
        lap: is told when a step ends.

    Raises:
        ModelChanged: snapshot and embedder do not belong together.
    """
    if snapshot.model != embedder.identity:
        raise ModelChanged(snapshot.model, embedder.identity)
    if not question.has_words:
        return Answer(question, Verdict.NOTHING, library_version=snapshot.version)
    search = _Search(question, snapshot, embedder, k, reranker, lap)
    answer = search.answer()
    if answer.verdict is Verdict.NOTHING:
        return replace(answer, reason=Reason.LANGUAGE) if search.is_unread else answer
    other = differing(answer.searched_for or question.text, answer.matches)
    lap("compare figures")
    return answer if other is None else replace(answer, differing=other)


class _Search:
    """One question against one version of the library."""

    def __init__(
        self,
        question: Question,
        snapshot: Snapshot,
        embedder: Embedder,
        k: int,
        reranker: Reranker | None,
        lap: Lap,
    ) -> None:
        self._question, self._snapshot, self._embedder, self._k = question, snapshot, embedder, k
        self._reranker, self._lap = reranker, lap
        self._is_foreign = is_foreign(question.text, embedder)
        lap("tell the language")
        collections = question.collections
        self._allowed = None if collections is None else snapshot.rows_in(collections)

    @property
    def is_unread(self) -> bool:
        """Whether no document is in the question's language, and the model cannot bridge that."""
        if not self._embedder.is_english_only:
            return False
        language = self._question.language
        return language is not None and language not in self._snapshot.languages(
            self._question.collections
        )

    def answer(self) -> Answer:
        """The answer as it was asked, or with its spelling mended if that finds more."""
        question = self._question
        answer = self._answer(question.text)
        if answer.verdict is Verdict.FOUND:
            return answer
        mended = self._snapshot.speller.mended(
            question.text, self._embedder.knows_word, self._open_words
        )
        self._lap("mend the spelling")
        if mended == question.text:
            return answer
        again = self._answer(mended)
        is_better = again.matches and again.matches[0].margin > _margin(answer)
        return replace(again, searched_for=mended) if is_better else answer

    @property
    def _open_words(self) -> OpenWords | None:
        snapshot = self._snapshot
        if self._allowed is None:
            return None
        return OpenWords(snapshot.lexicon, self._allowed, snapshot.searched_text)

    def _answer(self, text: str) -> Answer:
        """Look in the preferred document first; a sure find elsewhere comes before doubt in it."""
        asked = self._asked(text)
        everywhere = self._among(asked, self._allowed)
        if self._question.preferred is None:
            return everywhere
        own = self._snapshot.rows_of_text(self._question.preferred)
        if self._allowed is not None:
            own = np.intersect1d(own, self._allowed)
        preferred = self._among(asked, own)
        if preferred.verdict is Verdict.FOUND or everywhere.verdict is not Verdict.FOUND:
            return preferred if preferred.verdict is not Verdict.NOTHING else everywhere
        return everywhere

    def _asked(self, text: str) -> Asked:
        embedding = self._embedder.embed_question(text)
        self._lap("encode the question")
        asked = Asked.of(text, embedding, self._snapshot, is_foreign=self._is_foreign)
        self._lap("read its words")
        return asked

    def _among(self, asked: Asked, allowed: Rows | None) -> Answer:
        if self._reranker is None:
            matches = rank(self._snapshot, asked, self._k, allowed, self._lap)
        else:
            found = rank(self._snapshot, asked, max(self._k, RERANKED), allowed, self._lap)
            matches = rerank(self._reranker, asked.text, found)[: self._k]
            self._lap("re-rank the best")
        verdict = matches[0].verdict if matches else Verdict.NOTHING
        return Answer(self._question, verdict, tuple(matches), self._snapshot.version)


def _margin(answer: Answer) -> float:
    return answer.matches[0].margin if answer.matches else float("-inf")
