"""The sacred property: what stands in a blockquote is to the letter what the document says."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import MessageEntity

from bot import phrases
from bot.card import MESSAGE_UNITS
from bot.emulator.detection import detect
from bot.excerpt import excerpt, utf16_units
from bot.quote import (
    CITATION_UNITS,
    GROUP_UNITS,
    HALF_GROUP_UNITS,
    HALF_PRIVATE_UNITS,
    PRIVATE_UNITS,
    NotVerbatim,
    citation,
    group_card,
    inline_card,
    private_card,
)
from bot.speech import LANGUAGES, Speech, speech_in
from corpus.clean import clean
from corpus.document import Document, Passage, Span
from corpus.read import TextFile
from corpus.split import Lengths, split
from index.answer import Answer, Match, Parts, Question, Verdict

_SCRIPTS = st.sampled_from(
    [
        "The ferry crosses the river every 20 minutes.",
        "Ask @ferry_bot or write to ann@example.org, see www.example.org/a?b#c!",
        "渡轮每二十分钟过一次河。票价是三元！",
        "เรือข้ามฟากทุกยี่สิบนาที ราคาสามบาท",
        "Phà chạy hai mươi phút một chuyến, giá ba đồng.",
        "تعبر العبّارة النهر كل عشرين دقيقة.",
        "\U0001f9d1\u200d\U0001f33e \U0001f1e8\U0001f1f3 A\u030a\u0333 \u202eabc\u202c",
        "/start #tag $EUR",
        "<b>bold</b> *stars* _under_ [link](tg://user?id=1) `code`",
        "x" * 700,
        " ",
        "1. first\n2. second",
    ]
)
_TEXTS = st.lists(_SCRIPTS, min_size=1, max_size=25).flatmap(
    lambda parts: st.sampled_from([" ", "\n", "\n\n", ""]).map(lambda gap: gap.join(parts))
)

_SPEECHES = st.sampled_from([speech_in(language) for language in LANGUAGES])


def _ruler(texts: object) -> list[int]:
    return [len(text) // 4 + 1 for text in texts]  # type: ignore[attr-defined]  # because a list of texts comes


def _matches(text: str, name: str = "a b_c.md") -> list[Match]:
    file = TextFile(name, "", "text", text, "utf-8", is_assumed=False)
    document = replace(clean(file), title="Read www.example.org, @all! " + text[:30])
    return [
        Match(document, passage, 2.0, Parts(*[0.6] * 10), best, margin=3.0, verdict=Verdict.FOUND)
        for passage in split(document, _ruler, Lengths())
        for best in passage.sentences
    ]


@given(_TEXTS, st.sampled_from([Verdict.FOUND, Verdict.UNSURE]), _SPEECHES)
def test_every_blockquote_is_an_exact_substring_of_the_document(
    text: str, verdict: Verdict, speech: Speech
) -> None:
    for match in _matches(text):
        answer = Answer(Question.of("?"), verdict, (match,))
        assert utf16_units(citation(match, speech)) <= CITATION_UNITS
        for card, most in (
            (private_card(answer, speech), PRIVATE_UNITS),
            (group_card(answer, speech), GROUP_UNITS),
            (inline_card(match, speech), GROUP_UNITS),
        ):
            (quote,) = card.parts(MessageEntity.BLOCKQUOTE)
            assert quote in text
            assert quote in match.passage.text
            assert utf16_units(quote) <= most
            assert utf16_units(card.text) <= MESSAGE_UNITS
            assert len(card.entities) <= 90


@given(_TEXTS, _TEXTS, _SPEECHES)
def test_both_quotes_of_a_card_are_exact_in_order_and_within_their_share(
    one: str, two: str, speech: Speech
) -> None:
    for first, other in zip(_matches(one), _matches(two, "c.md"), strict=False):
        answer = Answer(Question.of("?"), Verdict.FOUND, (first, other), differing=other)
        for card, most in (
            (private_card(answer, speech), HALF_PRIVATE_UNITS),
            (group_card(answer, speech), HALF_GROUP_UNITS),
        ):
            quotes = card.parts(MessageEntity.BLOCKQUOTE)
            assert len(quotes) == 2
            for quote, match, text in zip(quotes, (first, other), (one, two), strict=True):
                assert quote in text
                assert quote in match.passage.text
                assert utf16_units(quote) <= most
            assert card.text.startswith(speech(phrases.DIFFERING))
            assert utf16_units(card.text) <= MESSAGE_UNITS
            assert len(card.entities) <= 90
            ranges = [(e.offset, e.offset + e.length) for e in card.entities]
            assert _nest(ranges, utf16_units(card.text))


def test_a_card_with_more_to_set_as_code_than_fits_keeps_both_quotes() -> None:
    (first, *_) = _matches("@a #b " * 70)
    (other, *_) = _matches("@c #d " * 70, "c.md")
    card = private_card(Answer(Question.of("?"), Verdict.FOUND, (first, other), differing=other))
    assert len(card.entities) == 90
    assert len(card.parts(MessageEntity.BLOCKQUOTE)) == 2


def test_the_document_that_differs_is_not_listed_among_the_others() -> None:
    matches = [
        replace(match, document=replace(match.document, id=name, title=name))
        for name in ("One", "Two", "Three")
        for match in _matches(f"The ferry is {len(name)} years old.", f"{name}.md")
    ]
    answer = Answer(Question.of("?"), Verdict.FOUND, tuple(matches))
    assert private_card(answer).text.endswith("Also in: Two (1); Three (1)")
    both = private_card(replace(answer, differing=matches[1]))
    assert both.text.endswith("Also in: Three (1)")


def test_a_second_quote_that_is_not_in_its_document_is_never_made_into_a_card() -> None:
    (first, *_) = _matches("The ferry crosses the river. It is green.")
    forged = replace(first, passage=replace(first.passage, text="Something else entirely."))
    answer = Answer(Question.of("?"), Verdict.FOUND, (first,), differing=forged)
    for make in (private_card, group_card):
        with pytest.raises(NotVerbatim):
            make(answer)


@given(_TEXTS)
def test_the_best_sentence_is_bold_but_for_what_must_be_code(text: str) -> None:
    for match in _matches(text):
        card = private_card(Answer(Question.of("?"), Verdict.FOUND, (match,)))
        best = text[match.best.start : match.best.end]
        marked = set[int]()
        for entity in card.entities:
            units = range(entity.offset, entity.offset + entity.length)
            if entity.type in (MessageEntity.BOLD, MessageEntity.CODE):
                marked |= set(units)
        assert any(
            set(range(at, at + utf16_units(best))) <= marked for at in _places(card.text, best)
        )


def _places(text: str, part: str) -> list[int]:
    """Where, in UTF-16 units, a part stands in a text."""
    found = [n for n in range(len(text)) if text.startswith(part, n)]
    return [utf16_units(text[:n]) for n in found]


@given(_TEXTS)
def test_an_unsure_card_has_nothing_bold(text: str) -> None:
    for match in _matches(text):
        card = private_card(Answer(Question.of("?"), Verdict.UNSURE, (match,)))
        assert card.parts(MessageEntity.BOLD) == ()


@given(_TEXTS)
def test_entities_nest_and_never_overlap_in_part(text: str) -> None:
    for match in _matches(text):
        card = private_card(Answer(Question.of("?"), Verdict.FOUND, (match,)))
        ranges = [(e.offset, e.offset + e.length) for e in card.entities]
        assert _nest(ranges, utf16_units(card.text))


def _nest(ranges: list[tuple[int, int]], units: int) -> bool:
    """Whether of any two ranges inside a text one holds the other, or they do not touch."""
    return all(
        0 <= start < end <= units
        and all(
            end <= a or b <= start or (a <= start and end <= b) or (start <= a and b <= end)
            for a, b in ranges
        )
        for start, end in ranges
    )


def test_nothing_in_a_quote_or_title_becomes_a_mention_a_link_or_a_command() -> None:
    text = (
        "Call @ann, /stop it, see https://example.org/x and example.com, mail a.b@example.org, "
        "tag #one, buy $EUR, ring +49 30 1234567, visit sub.example.co.uk/path?x=1."
    )
    (match, *_) = _matches(text, "notes.md")
    card = private_card(Answer(Question.of("?"), Verdict.FOUND, (match,)))
    code = [(e.offset, e.offset + e.length) for e in card.entities if e.type == "code"]
    found = detect(card.text)
    assert {entity.kind for entity in found} >= {"mention", "url", "email", "hashtag"}
    for entity in found:
        start, end = entity.offset, entity.offset + entity.length
        assert any(a <= start and end <= b for a, b in code), card.text[start:end]


def test_a_quote_that_is_not_in_the_document_is_never_made_into_a_card() -> None:
    (match, *_) = _matches("The ferry crosses the river. It is green.")
    forged = replace(match, passage=replace(match.passage, text="Something else entirely."))
    with pytest.raises(NotVerbatim):
        private_card(Answer(Question.of("?"), Verdict.FOUND, (forged,)))


def _document(text: str) -> tuple[Document, Passage]:
    document = Document("d", "", "d.txt", "Title", None, text, "0", ())
    spans = []
    start = 0
    for part in text.split("|"):
        spans.append(Span(start, start + len(part)))
        start += len(part) + 1
    return document, Passage("p", "d", 0, len(text), text, tuple(spans))


def _excerpt(text: str, best: int, most: int) -> str:
    document, passage = _document(text)
    parts = Parts(*[0.0] * 10)
    match = Match(document, passage, 0.0, parts, passage.sentences[best], 0.0, Verdict.UNSURE)
    span = excerpt(match, most)
    return text[span.start : span.end]


def test_a_quote_grows_by_whole_sentences_and_never_beyond_the_limit() -> None:
    assert _excerpt("aaaa|bbbb|cccc", 1, 14) == "aaaa|bbbb|cccc"
    assert _excerpt("aaaa|bbbb|cccc", 1, 13) == "bbbb|cccc"
    assert _excerpt("aaaa|bbbb|cccc", 1, 8) == "bbbb"


def test_a_sentence_beyond_the_limit_is_cut_between_words_and_the_cut_is_shown() -> None:
    assert _excerpt("one two three four", 0, 14) == "one two three"
    match = next(m for m in _matches("long words " * 200))
    card = group_card(Answer(Question.of("?"), Verdict.FOUND, (match,)))
    assert "\n[…]\n" in card.text


def test_a_quote_that_is_long_enough_stays_in_its_paragraph() -> None:
    text = "First paragraph.\n\n" + "A sentence of some length stands here. " * 5 + "\n\nLast one."
    matches = [m for m in _matches(text) if m.best.start > 20]
    span = excerpt(matches[0], PRIVATE_UNITS)
    assert "paragraph" not in text[span.start : span.end]
    assert "Last" not in text[span.start : span.end]


@given(_TEXTS, _SCRIPTS)
def test_what_was_searched_for_stands_before_the_quote_cut_where_it_is_long(
    text: str, asked: str
) -> None:
    for match in _matches(text):
        answer = Answer(Question.of("?"), Verdict.FOUND, (match,), searched_for=asked)
        for card in (private_card(answer), group_card(answer)):
            (quote,) = card.parts(MessageEntity.BLOCKQUOTE)
            line = f"Searched for: {asked[:200]}{'…' if len(asked) > 200 else ''}\n"
            assert card.text.startswith(line + quote)
            assert quote in text
            assert utf16_units(card.text) <= MESSAGE_UNITS


def test_nothing_in_what_was_searched_for_becomes_a_mention_or_a_link() -> None:
    (match, *_) = _matches("The ferry crosses the river.")
    asked = "Is @ann or /stop at example.org?"
    card = private_card(Answer(Question.of("?"), Verdict.FOUND, (match,), searched_for=asked))
    code = card.parts("code")
    assert {"@ann", "/stop"} <= set(code)
    assert any("example.org" in part for part in code)
