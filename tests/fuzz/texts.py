"""Texts through cleaning and splitting, questions through the search, matches onto cards."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import strategies as st
from telegram import MessageEntity

from bot.card import MESSAGE_UNITS, Card
from bot.excerpt import utf16_units
from bot.quote import (
    CITATION_UNITS,
    GROUP_UNITS,
    HALF_GROUP_UNITS,
    HALF_PRIVATE_UNITS,
    PRIVATE_UNITS,
    citation,
    group_card,
    inline_card,
    page_card,
    private_card,
)
from bot.speech import LANGUAGES, speech_in
from corpus.clean import clean
from corpus.document import Document
from corpus.read import TextFile
from corpus.split import Lengths, split
from index.answer import Answer, Match, Parts, Question, Verdict
from index.embedder import HashingEmbedder
from index.retrieve import retrieve
from index.snapshot import load
from tests.conftest import CORPUS, build_library, write_corpus
from tests.corpus.texts import texts
from tests.fuzz.readers import words
from tests.fuzz.target import Check, Target

_SMALL = Lengths(least=20, most=60, whole=120)
# As texts come out of the decoder: line ends are "\n", and there are no halves of pairs.
_ANY = st.text(max_size=400).map(lambda text: text.replace("\r", "\n"))
_LONG = st.text(min_size=1, max_size=6).map(lambda text: (text * 900)[:900])
TEXTS = st.one_of(
    texts(),
    _ANY,
    _LONG.map(lambda text: text.replace("\r", " ")),
    st.lists(st.one_of(_ANY, texts(20)), max_size=6).map("\n".join),
)
_ASKED = st.one_of(
    st.text(st.characters(), max_size=300),
    texts(12),
    st.sampled_from(sorted(CORPUS.values())).flatmap(
        lambda text: st.lists(st.sampled_from(text.split()), max_size=12).map(" ".join)
    ),
    st.text(max_size=3).map(lambda text: text * 1500),
)


def _file(text: str, kind: str, path: str = "a.txt") -> TextFile:
    return TextFile(path, "", kind, text, "utf-8", is_assumed=False)


def _check_split(value: Any) -> None:
    text = value["text"]
    document = clean(_file(text, value["kind"]))
    passages = split(document, words, _SMALL)
    _check_nothing_lost(document, value["kind"])
    covered: set[int] = set()
    for passage in passages:
        assert passage.text == text[passage.start : passage.end]
        end = passage.start
        assert passage.sentences[0].start == passage.start
        assert passage.sentences[-1].end == passage.end
        for one in passage.sentences:
            assert end <= one.start < one.end <= passage.end
            covered.update(range(one.start, one.end))
            end = one.end
    for paragraph in document.paragraphs:
        assert 0 <= paragraph.start < paragraph.end <= len(text)
        for place in range(paragraph.start, paragraph.end):
            assert place in covered or text[place].isspace(), place


def _check_nothing_lost(document: Document, kind: str) -> None:
    """Every line of a plain text is in a paragraph, dropped, or a title or heading."""
    if kind != "text":
        return
    shown = [document.title, *(one.heading for one in document.paragraphs)]
    dropped = {
        one.line + number for one in document.dropped for number in range(one.text.count("\n") + 1)
    }
    offset = 0
    for number, line in enumerate(document.text.split("\n"), 1):
        end = offset + len(line)
        is_kept = any(one.start < end and one.end > offset for one in document.paragraphs)
        bare = "".join(line.split())
        is_shown = any(
            "".join(one.split()) in bare or bare in "".join(one.split()) for one in shown if one
        )
        assert not bare or is_kept or number in dropped or is_shown, number
        offset = end + 1


@contextmanager
def _searching() -> Iterator[Check]:
    with TemporaryDirectory() as home:
        library = Path(home) / "library.db"
        build_library(write_corpus(Path(home) / "documents"), library)
        snapshot, embedder = load(library), HashingEmbedder()

        def check(value: Any) -> None:
            collections = value["collections"]
            question = Question.of(
                value["text"],
                None if collections is None else frozenset(collections),
                value["preferred"],
            )
            for match in retrieve(question, snapshot, embedder).matches:
                start, end = match.passage.start, match.passage.end
                assert match.document.text[start:end] == match.passage.text
                assert start <= match.best.start < match.best.end <= end
                assert match.best in match.passage.sentences

        yield check


def _check_card(value: Any) -> None:
    speech = speech_in(value["language"])
    lists = [
        _matches(text, one, value)
        for text, one in zip(value["texts"], ("one.md", "two.md"), strict=True)
    ]
    if not lists[0]:
        return
    verdict = Verdict.FOUND if value["is_sure"] else Verdict.UNSURE
    other = lists[1][0] if lists[1] else None
    for match in lists[0][:3]:
        assert 1 <= utf16_units(citation(match, speech)) <= CITATION_UNITS
        one = Answer(Question.of("?"), verdict, (match, *lists[0], *lists[1]))
        both = replace(one, differing=other)
        _check_quotes(private_card(one, speech), [match], PRIVATE_UNITS)
        _check_quotes(group_card(one, speech), [match], GROUP_UNITS)
        _check_quotes(inline_card(match, speech), [match], GROUP_UNITS)
        _check_quotes(page_card(match, speech), [match], PRIVATE_UNITS)
        if other is not None:
            pair = [match, other]
            _check_quotes(private_card(both, speech), pair, HALF_PRIVATE_UNITS)
            _check_quotes(group_card(both, speech), pair, HALF_GROUP_UNITS)


def _matches(text: str, name: str, value: Any) -> list[Match]:
    document = replace(
        clean(_file(text, "text", value["path"] + name)),
        title=value["title"],
        author=value["author"],
    )
    return [
        Match(document, passage, 2.0, Parts(*[0.6] * 10), best, margin=3.0, verdict=Verdict.FOUND)
        for passage in split(document, words, _SMALL)
        for best in passage.sentences
    ]


def _check_quotes(card: Card, matches: list[Match], most_units: int) -> None:
    units = utf16_units(card.text)
    assert 0 < units <= MESSAGE_UNITS
    assert card.text.strip()
    wide = card.text.encode("utf-16-le")
    for entity in card.entities:
        assert 0 <= entity.offset < entity.offset + entity.length <= units
        # Cut in the middle of a pair, it would not be a text.
        wide[2 * entity.offset : 2 * (entity.offset + entity.length)].decode("utf-16-le")
    quotes = card.parts(MessageEntity.BLOCKQUOTE)
    assert len(quotes) == len(matches)
    for quote, match in zip(quotes, matches, strict=True):
        assert quote
        assert utf16_units(quote) <= most_units
        assert quote in match.passage.text
        assert quote in match.document.text


_LINES = st.text(max_size=300)
SPLIT = Target(
    "split",
    lambda: nullcontext(_check_split),
    st.fixed_dictionaries({"text": TEXTS, "kind": st.sampled_from(["text", "markdown"])}),
)
QUESTION = Target(
    "question",
    _searching,
    st.fixed_dictionaries(
        {
            "text": _ASKED,
            "collections": st.none() | st.lists(st.sampled_from(["", "north", "x"]), max_size=2),
            "preferred": st.none() | st.text(max_size=16),
        }
    ),
)
CARD = Target(
    "card",
    lambda: nullcontext(_check_card),
    st.fixed_dictionaries(
        {
            "texts": st.lists(TEXTS, min_size=2, max_size=2),
            "title": _LINES,
            "path": _LINES,
            "author": st.none() | _LINES,
            "language": st.sampled_from(sorted(LANGUAGES)),
            "is_sure": st.booleans(),
        }
    ),
)
