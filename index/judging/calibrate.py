"""Fit the thresholds of the verdict to one library: where its own questions and idle ones part."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from index.answer import Match, Question
from index.embedder import Embedder
from index.judging.generated import Generated, generate
from index.judging.questions import Case
from index.language import ENGLISH
from index.prepare import Watcher
from index.ranking.gate import Thresholds
from index.ranking.reranker import Reranker
from index.retrieve import retrieve
from index.snapshot import Snapshot

# Fewer questions with an answer would make the thresholds a matter of chance.
FEWEST_ANSWERABLE = 30
_GENERATED = 200
# No library is so easy or so hard that thresholds beyond these would do.
_LOWEST, _HIGHEST, _STEP = -3.0, 3.5, 0.05
# Silence beats a wrong answer: an idle question that is answered counts as two that are refused.
_WRONG_COST = 2.0
# But no more are refused than this, whatever that would spare.
_MOST_REFUSED = 0.08
# Of what is shown without doubt so much must be the right passage.
_RIGHT_SHARE = 0.95
# What a threshold must save for each unit that it leaves the default by, up or down: a few
# questions more or less are chance, and who shows more must know why.
_UP, _DOWN = 0.015, 0.04


class Source(StrEnum):
    """Where a question comes from, in the words of the report."""

    GENERATED = "made from the documents"
    YOURS = "yours, with an answer"
    OFF_TOPIC = "off every topic"
    LEFT_OUT = "with their document left out"
    YOURS_IDLE = "yours, without an answer"

    @property
    def is_answerable(self) -> bool:
        """Whether such questions are to be answered."""
        return self in {Source.GENERATED, Source.YOURS}


# The operator's questions are the real ones. Another document may answer what was made from one
# that is left out.
_WEIGHTS = {
    Source.GENERATED: 1.0,
    Source.YOURS: 4.0,
    Source.OFF_TOPIC: 1.0,
    Source.LEFT_OUT: 0.1,
    Source.YOURS_IDLE: 4.0,
}


@dataclass(frozen=True, slots=True)
class Judged:
    """A question that was asked: the best match's margin, and whether that was the right one."""

    source: Source
    margin: float
    is_right: bool = False


def off_topic() -> list[str]:
    """Questions of ours that hardly any library answers."""
    lines = files("index.judging").joinpath("off_topic.txt").read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def judge(
    snapshot: Snapshot,
    embedder: Embedder,
    cases: Sequence[Case],
    watcher: Watcher,
    reranker: Reranker | None = None,
) -> list[Judged]:
    """Ask the library questions that it should answer and questions that it should not.

    Args:
        snapshot: the library.
        embedder: the model that it was made with.
        cases: the operator's own questions, if any.
        watcher: told of the questions to ask, and of each that was asked.
        reranker: the one that answers are ordered by, if any.
    """
    judge = _Judge(snapshot, embedder, watcher, reranker)
    idle = [text for text in off_topic() if judge.is_read(text)]
    elsewhere: dict[str, list[str]] = {}
    for text in off_topic():
        elsewhere.setdefault(Question.of(text).language or ENGLISH, []).append(text)
    generated = generate(snapshot, _GENERATED, elsewhere)
    left_out = [question for question in generated if question.answer is not None]
    watcher.expect(len(generated) + len(left_out) + len(idle) + len(cases))
    return [
        *(judge.generated(question) for question in generated),
        *(judged for q in left_out if (judged := judge.without_its_document(q)) is not None),
        *(judge.idle(text) for text in idle),
        *(judge.case(case) for case in cases),
    ]


class _Judge:
    """Asks questions of one library, and of the library without one document."""

    def __init__(
        self,
        snapshot: Snapshot,
        embedder: Embedder,
        watcher: Watcher,
        reranker: Reranker | None,
    ) -> None:
        # Margins are to be the same whatever the library was calibrated to before.
        self._whole = replace(snapshot, thresholds=Thresholds())
        # Each document in a collection of its own, so that the scope can leave it out.
        apart = tuple(replace(found, collection=found.id) for found in snapshot.documents)
        self._apart = replace(self._whole, documents=apart)
        self._ids = frozenset(found.id for found in apart)
        self._embedder, self._watcher, self._reranker = embedder, watcher, reranker

    def is_read(self, text: str) -> bool:
        """Whether a question in this language could find anything."""
        language = Question.of(text).language or ENGLISH
        return not self._embedder.is_english_only or language in {ENGLISH, *self._whole.languages()}

    def generated(self, question: Generated) -> Judged:
        match = self._best(Question.of(question.text), self._whole)
        is_right = match is not None and question.is_answered_in(match.passage.text)
        return Judged(Source.GENERATED, _margin(match), is_right)

    def without_its_document(self, question: Generated) -> Judged | None:
        """None where what is left holds the answer as well."""
        others = self._ids - {question.document_id}
        match = self._best(Question.of(question.text, others), self._apart)
        if match is not None and question.is_answered_in(match.passage.text):
            return None
        return Judged(Source.LEFT_OUT, _margin(match))

    def idle(self, text: str) -> Judged:
        return Judged(Source.OFF_TOPIC, _margin(self._best(Question.of(text), self._whole)))

    def case(self, case: Case) -> Judged:
        match = self._best(Question.of(case.question), self._whole)
        if not case.answers:
            return Judged(Source.YOURS_IDLE, _margin(match))
        return Judged(Source.YOURS, _margin(match), match is not None and case.is_met_by(match))

    def _best(self, question: Question, snapshot: Snapshot) -> Match | None:
        answer = retrieve(question, snapshot, self._embedder, 1, self._reranker)
        self._watcher.advance(1)
        return answer.matches[0] if answer.matches else None


def _margin(match: Match | None) -> float:
    return float("-inf") if match is None else match.margin


def fit(judged: Sequence[Judged]) -> Thresholds | None:
    """The thresholds for what was judged; None if there is too little to go by.

    Both are where refusals and wrong answers together cost least, `unsure_from` among those that
    refuse few, `found_from` among those that leave room for doubt.
    """
    answerable = _Side([found for found in judged if found.source.is_answerable])
    idle = _Side([found for found in judged if not found.source.is_answerable])
    if len(answerable) < FEWEST_ANSWERABLE or not len(idle):
        return None
    default = Thresholds()
    bearable = max(_MOST_REFUSED, answerable.share_below(_LOWEST))

    def cost(margin: float, usual: float) -> float:
        wrong = answerable.share_below(margin) + _WRONG_COST * (1 - idle.share_below(margin))
        return wrong + max(_UP * (margin - usual), _DOWN * (usual - margin))

    steps = np.arange(_LOWEST, _HIGHEST + _STEP / 2, _STEP).round(2).tolist()
    few = [step for step in steps if answerable.share_below(step) <= bearable]
    unsure_from = min(few, key=lambda step: (cost(step, default.unsure_from), step))
    doubt = default.found_from - default.unsure_from
    lowest = max(min(default.found_from, unsure_from + doubt), unsure_from + doubt / 2)
    sure = [step for step in steps if step >= lowest] or [_HIGHEST]
    right = [step for step in sure if answerable.right_share_from(step) >= _RIGHT_SHARE]
    found_from = min(right or sure[-1:], key=lambda step: (cost(step, default.found_from), step))
    return Thresholds(unsure_from, max(unsure_from, found_from))


class _Side:
    """Questions that are to be answered, or such that are not, by their margins."""

    def __init__(self, judged: Sequence[Judged]) -> None:
        self._margins = np.array([found.margin for found in judged], np.float64)
        self._weights = np.array([_WEIGHTS[found.source] for found in judged], np.float64)
        self._is_right = np.array([found.is_right for found in judged], np.bool_)

    def __len__(self) -> int:
        return len(self._margins)

    def share_below(self, margin: float) -> float:
        """The weighted share that has less than this margin."""
        return self._share(self._margins < margin, np.ones(len(self), np.bool_))

    def right_share_from(self, margin: float) -> float:
        """Among those, the weighted share whose best match is the right one."""
        is_found = self._margins >= margin
        return self._share(is_found & self._is_right, is_found)

    def _share(self, part: NDArray[np.bool_], whole: NDArray[np.bool_]) -> float:
        return float(self._weights[part].sum() / max(1e-9, self._weights[whole].sum()))


@dataclass(frozen=True, slots=True)
class Errors:
    """How many questions of one source the thresholds get wrong: refused, or answered idly."""

    source: Source
    questions: int
    wrong: int


def errors(judged: Sequence[Judged], thresholds: Thresholds) -> list[Errors]:
    """The errors under some thresholds, by source; sources without questions are left out."""
    found = []
    for source in Source:
        margins = [one.margin for one in judged if one.source is source]
        is_shown = [margin >= thresholds.unsure_from for margin in margins]
        wrong = is_shown.count(not source.is_answerable)
        if margins:
            found.append(Errors(source, len(margins), wrong))
    return found
