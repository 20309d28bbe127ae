"""Questions to try, made of what documents say: each is tried before it is shown."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, starmap, zip_longest

from bot.librarian import Librarian
from corpus.document import Document, Passage
from index.answer import Question, Verdict
from index.lexical.tokens import STOP_WORDS
from index.snapshot import Snapshot

# A count with up to two words before its noun: "28 overseas training bases".
_COUNTED = re.compile(
    r"(?<![\d.,%-])(\d{1,3}(?:,\d{3})+|\d{1,3}) ((?:[a-z][a-z-]+ ){0,2}[a-z-]{3,}s)\b"
)
# What a sentence is about: "The old mill", "Anna Brandt".
_SUBJECT = r"^((?:The|the) (?:[\w’'-]+ ){1,4}?|(?:[A-Z][\w’'-]+ ){1,4})"
_DATED = re.compile(
    _SUBJECT + r"(was|were) ([a-z]+(?:ed|lt|wn|un|nt|ilt|ade|ound)) [^.;]*?\bin \d{4}\b"
)
# Names are left out: one would ask "who" of some of them.
_DEFINED = re.compile(r"^(The (?:[\w’'-]+ ){1,4}?)(is|was) (?:an?|the|one of the) [a-z]")
_ENOUGH = 12
_WORDS_AROUND = 2
# "12 hours" is counted everywhere, and asks for nothing.
_MEASURES = frozenset(
    "times hours days weeks months years minutes seconds percents metres meters kilometres "
    "kilometers tonnes tons dollars euros pounds yuan points degrees levels".split()
)
# A long document says early on what it is about, and a large library need not be read for a few
# questions.
_MOST_PASSAGES, _MOST_DOCUMENTS = 40, 500
_MOST_TOPIC_CHARACTERS, _BEGINNINGS = 80, 3


def samples_of(document: Document, passages: Sequence[Passage]) -> tuple[list[str], ...]:
    """What to ask one document: questions; where none will do, topics; at last its first words."""
    some = passages[:_MOST_PASSAGES]
    beginnings = dict.fromkeys(_beginning(passage.text) for passage in some[:_BEGINNINGS])
    return _questions(document, some), list(_topics(document, some)), list(beginnings)


def sample_questions(snapshot: Snapshot, collections: frozenset[str] | None = None) -> list[str]:
    """Questions that a library may answer, from each document in turn.

    Args:
        snapshot: the library.
        collections: those that may be looked into, None for all.
    """
    documents = [
        document
        for document in snapshot.documents
        if collections is None or document.collection in collections
    ]
    parts = [
        (
            document,
            [snapshot.passages[row] for row in snapshot.rows_of(document.id)[:_MOST_PASSAGES]],
        )
        for document in documents[:_MOST_DOCUMENTS]
    ]
    found = [*_in_turn(starmap(_questions, parts)), *_in_turn(starmap(_topics, parts))]
    # What two documents tell would be answered with either.
    told = Counter(found)
    return [question for question in found if told[question] == 1][:_ENOUGH]


async def tried(
    librarian: Librarian,
    questions: Iterable[str],
    most: int,
    *,
    collections: frozenset[str] | None = None,
    document_id: str | None = None,
) -> list[str]:
    """The first of some questions that are surely answered.

    Args:
        librarian: is asked, without counting it as somebody's question.
        questions: those to try, the best first.
        most: how many are enough.
        collections: where to look, None for everywhere.
        document_id: the document that the answer must come from, None for any.
    """
    found: list[str] = []
    for text in questions:
        if len(found) == most:
            break
        answer = (await librarian.explain(Question.of(text, collections))).answer
        is_from_it = bool(answer.matches) and document_id in {None, answer.matches[0].document.id}
        if answer.verdict is Verdict.FOUND and is_from_it:
            found.append(text)
    return found


def _questions(document: Document, passages: Sequence[Passage]) -> list[str]:
    sentences = [document.text[start:end] for one in passages for start, end in one.sentences]
    counted = dict.fromkeys(_how_many(passages))
    kinds = (
        # A noun alone says less than one with what kind of thing it is.
        sorted(counted, key=lambda question: question.count(" ") == _WORDS_AROUND),
        _asked(sentences, _DATED, lambda found: f"When {found[2]} {_the(found[1])}{found[3]}?"),
        _asked(sentences, _DEFINED, lambda found: f"What {found[2]} {_the(found[1])[:-1]}?"),
    )
    return list(dict.fromkeys(_in_turn(kinds)))


def _in_turn(lists: Iterable[Iterable[str]]) -> list[str]:
    """The first of each, then the second of each, and so on."""
    turns = chain.from_iterable(zip_longest(*lists))
    return [one for one in turns if one is not None]


def _how_many(passages: Iterable[Passage]) -> Iterator[str]:
    for passage in passages:
        for found in _COUNTED.finditer(passage.text):
            words = found.group(2).split()
            is_noun = words[-1] not in _MEASURES and not words[-1].endswith("ss")
            if is_noun and not STOP_WORDS & set(words):
                yield f"How many {found.group(2)}?"


def _asked(
    sentences: Iterable[str], form: re.Pattern[str], ask: Callable[[re.Match[str]], str]
) -> Iterator[str]:
    for sentence in sentences:
        found = form.match(sentence)
        # "It was built": of whom, the question would not say.
        if found is not None and not STOP_WORDS & set(
            found[1].lower().removeprefix("the ").split()
        ):
            yield ask(found)


def _the(subject: str) -> str:
    """A subject as it stands inside of a sentence."""
    return "the " + subject[4:] if subject.startswith("The ") else subject


def _topics(document: Document, passages: Sequence[Passage]) -> Iterator[str]:
    """What a document and its parts are about, as one types it to search for it."""
    title = " ".join(document.title.split())
    for passage in passages:
        heading = passage.heading.rpartition(" › ")[2]
        if heading and heading != title and len(title) + len(heading) < _MOST_TOPIC_CHARACTERS:
            yield f"{title}: {heading}"
    yield _beginning(title)


def _beginning(text: str) -> str:
    """The first words of a text, as many as one types."""
    words = " ".join(text.split())
    if len(words) <= _MOST_TOPIC_CHARACTERS:
        return words
    return words[:_MOST_TOPIC_CHARACTERS].rpartition(" ")[0] or words[:_MOST_TOPIC_CHARACTERS]
