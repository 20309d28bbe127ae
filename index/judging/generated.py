"""Questions made of the library's own sentences, to see where the margins of its answers lie.

No language model writes them. A name, a number or a date is taken out of a sentence to be asked
for; of the rest a part is dropped, and now and then something is put in its place from elsewhere,
as people ask in words of their own.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from index.language import ENGLISH, language_of
from index.lexical.tokens import STOP_WORDS, UNSPACED
from index.snapshot import Snapshot

_WORD = re.compile(r"[^\W_]+(?:['’.,-][^\W_]+)*")
_YEAR = re.compile(r"1\d{3}|20\d{2}")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_THAI = re.compile(r"[\u0e00-\u0e7f]")
_FEWEST_WORDS, _MOST_WORDS, _FEWEST_KEPT = 6, 60, 3
_FEWEST_CHARACTERS = 16


@dataclass(frozen=True, slots=True)
class _Words:
    """How words become a question: which share is kept, how many at most, how many replaced."""

    kept: float
    most: int
    replaced: float


@dataclass(frozen=True, slots=True)
class _Runs:
    """How a text without spaces becomes one: runs of characters with gaps between them."""

    run: tuple[int, int]
    gap: tuple[int, int]
    most: int
    replaced: float
    ending: str


# Chosen so that the gate's margins are about those of real questions over the same passages, at
# the quantiles from 5 to 50 % (index/README.md).
_ENGLISH_WORDS = _Words(kept=0.6, most=7, replaced=0.03)
_OTHER_WORDS = _Words(kept=0.5, most=10, replaced=0.08)
_HAN = _Runs(run=(3, 6), gap=(2, 4), most=18, replaced=0.1, ending="是什么")
_THAI_RUNS = _Runs(run=(10, 20), gap=(4, 10), most=40, replaced=0.0, ending="คืออะไร")


@dataclass(frozen=True, slots=True)
class Generated:
    """A question, the sentence that it is made of, and what it asks for, where that is known."""

    text: str
    document_id: str
    sentence: str
    answer: str | None = None

    def is_answered_in(self, text: str) -> bool:
        """Whether a passage holds the sentence, or at least what was taken out of it."""
        text = " ".join(text.split())
        return self.sentence in text or (self.answer is not None and self.answer in text)


def generate(
    snapshot: Snapshot, count: int, elsewhere: Mapping[str, Sequence[str]]
) -> list[Generated]:
    """At most `count` questions, spread evenly over the documents; the same every time.

    Args:
        snapshot: the library.
        count: how many at most.
        elsewhere: for each language, texts to take other words from.
    """
    rng = np.random.default_rng(0)
    languages = {found.id: language_of(found.text) or ENGLISH for found in snapshot.documents}
    made: list[Generated] = []
    for document_id, sentence in _spread(snapshot, rng):
        if len(made) == count:
            break
        language = languages[document_id]
        maker = _Maker(language, elsewhere.get(language, ()), rng)
        if (found := maker.question(sentence)) is not None:
            made.append(Generated(found[0], document_id, sentence, found[1]))
    return made


def _spread(snapshot: Snapshot, rng: np.random.Generator) -> Iterator[tuple[str, str]]:
    """Sentences with their documents, one of each document in turn, in random order."""
    texts = {document.id: document.text for document in snapshot.documents}
    sentences: dict[str, set[str]] = {document_id: set() for document_id in texts}
    for passage in snapshot.passages:
        text = texts[passage.document_id]
        own = {" ".join(text[start:end].split()) for start, end in passage.sentences}
        sentences[passage.document_id] |= own
    waiting = {}
    for document_id, found in sentences.items():
        in_order = sorted(found)
        waiting[document_id] = [in_order[n] for n in rng.permutation(len(in_order))]
    while waiting:
        for document_id in list(waiting):
            if waiting[document_id]:
                yield document_id, waiting[document_id].pop()
            else:
                del waiting[document_id]


class _Maker:
    """Makes questions in one language."""

    def __init__(self, language: str, texts: Sequence[str], rng: np.random.Generator) -> None:
        self._is_english = language == ENGLISH
        self._texts, self._rng = texts, rng
        self._words = sorted({word for text in texts for word in self._content(text)})

    def question(self, sentence: str) -> tuple[str, str | None] | None:
        """A question and what it asks for; None if the sentence is too short or too long."""
        unspaced = sum(len(run.group()) for run in UNSPACED.finditer(sentence))
        if 2 * unspaced > len(sentence):
            manner = _THAI_RUNS if _THAI.search(sentence) else _HAN
            return (self._of_runs(sentence, manner), None) if self._is_long(sentence) else None
        words = self._content(sentence)
        return self._of_words(words) if _FEWEST_WORDS <= len(words) <= _MOST_WORDS else None

    @staticmethod
    def _is_long(sentence: str) -> bool:
        return len(sentence) >= _FEWEST_CHARACTERS

    def _content(self, text: str) -> list[str]:
        words = _WORD.findall(text)
        if not self._is_english:
            return words
        return [word for word in words if word.lower() not in STOP_WORDS]

    def _of_words(self, words: Sequence[str]) -> tuple[str, str | None]:
        manner = _ENGLISH_WORDS if self._is_english else _OTHER_WORDS
        opening, answer, taken = "", None, range(0)
        if asked := _asked_for(words):
            opening, taken = asked[int(self._rng.integers(len(asked)))]
            answer = " ".join(words[taken.start : taken.stop])
        rest = [n for n in range(len(words)) if n not in taken]
        kept = min(manner.most, max(_FEWEST_KEPT, round(manner.kept * len(rest))))
        chosen = sorted(self._rng.permutation(rest)[:kept].tolist())
        said = [self._other_word(words[n], manner.replaced) for n in chosen]
        return " ".join([opening] * self._is_english + said).strip(), answer

    def _other_word(self, word: str, replaced: float) -> str:
        if self._rng.random() >= replaced or not self._words:
            return word
        return self._words[int(self._rng.integers(len(self._words)))]

    def _of_runs(self, sentence: str, manner: _Runs) -> str:
        place = int(self._rng.integers(max(1, len(sentence) - 2 * manner.most)))
        said = ""
        while place < len(sentence) and len(said) < manner.most:
            end = place + int(self._rng.integers(*manner.run, endpoint=True))
            said += self._other_run(sentence[place:end], manner.replaced)
            place = end + int(self._rng.integers(*manner.gap, endpoint=True))
        return said + manner.ending

    def _other_run(self, run: str, replaced: float) -> str:
        if self._rng.random() >= replaced or not self._texts:
            return run
        text = self._texts[int(self._rng.integers(len(self._texts)))]
        start = int(self._rng.integers(max(1, len(text) - len(run))))
        return text[start : start + len(run)]


def _asked_for(words: Sequence[str]) -> list[tuple[str, range]]:
    """The names, numbers and years among words, each with how a question after it opens."""
    found = []
    start = 0
    while start < len(words):
        end = start + 1
        if _YEAR.fullmatch(words[start]):
            found.append(("when", range(start, end)))
        elif _NUMBER.fullmatch(words[start]):
            found.append(("how many", range(start, end)))
        elif start and words[start][0].isupper():
            while end < len(words) and words[end][0].isupper():
                end += 1
            found.append(("who", range(start, end)))
        start = end
    return found
