"""A place that people find, and a link that leads to the quoted sentence and nowhere else."""

from dataclasses import replace
from urllib.parse import unquote

import pytest
from hypothesis import given
from telegram import MessageEntity

from bot.card import Card
from bot.quote import citation, group_card, inline_card, private_card
from bot.source import place_of, source_link, text_fragment
from bot.speech import speech_in
from corpus.document import Document, Mark, Span, Unit
from index.answer import Answer, Match, Question, Verdict
from tests.bot.matches import TEXTS, TITLES, matches_of

URL = "https://courier.example.org/2025/night-ferries"
SENTENCE = "The ferry crosses the river every twenty minutes, on Sundays too."


def document(text: str = SENTENCE, **known: object) -> Document:
    whole = Document("d", "", "d.html", "Title", None, text, "0", ())
    return replace(whole, **known)  # type: ignore[arg-type]  # because the names differ


def sourced(match: Match, url: str | None = URL, **known: object) -> Match:
    whole = replace(match.document, source_url=url, **known)  # type: ignore[arg-type]  # as above
    return replace(match, document=whole)


def cards_of(match: Match) -> list[Card]:
    answer = Answer(Question.of("?"), Verdict.FOUND, (match,))
    return [private_card(answer), group_card(answer), inline_card(match)]


@pytest.mark.parametrize(
    ("unit", "said", "several"),
    [
        (Unit.PAGE, "page 12", "pages 12-14"),
        (Unit.SLIDE, "slide 12", "slides 12-14"),
        (Unit.ROW, "row 12", "rows 12-14"),
        (Unit.PARAGRAPH, "paragraph 12", "paragraphs 12-14"),
        (Unit.LINE, "line 1", "line 1"),
    ],
)
def test_a_place_is_counted_as_people_count_it(unit: Unit, said: str, several: str) -> None:
    found = document(unit=unit, marks=(Mark(0, 12), Mark(30, 13), Mark(40, 14)))
    assert place_of(found, Span(0, 20)) == said
    assert place_of(found, Span(0, 50)) == several


def test_paragraphs_under_two_headings_are_not_counted_backwards() -> None:
    found = document(unit=Unit.PARAGRAPH, marks=(Mark(0, 3), Mark(30, 1)))
    assert place_of(found, Span(0, 50)) == "paragraph 3"


def test_a_place_is_said_in_the_language_of_the_reader() -> None:
    found = document(unit=Unit.PAGE, marks=(Mark(0, 7),))
    said = [place_of(found, Span(0, 9), speech_in(one)) for one in ("zh", "vi", "th", "id")]
    assert said == ["第 7 页", "trang 7", "หน้า 7", "halaman 7"]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Dogs travel free.", "text=Dogs%20travel%20free."),
        (SENTENCE, "text=The%20ferry%20crosses%20the,minutes%2C%20on%20Sundays%20too."),
        ("Half-price, for a & b.", "text=Half%2Dprice%2C%20for%20a%20%26%20b."),
        ("渡轮每二十分钟过一次河。", "text=%E6%B8%A1%E8%BD%AE"),
        ("Flour: Rye | Price: 21 crowns", ""),
        ("See **the mill** at six.", ""),
        ("x" * 300, ""),
        ("", ""),
    ],
)
def test_the_first_and_the_last_words_mark_a_sentence(sentence: str, expected: str) -> None:
    found = text_fragment(sentence)
    assert found.startswith(expected) if expected else found == ""


@given(TEXTS)
def test_what_is_marked_stands_in_the_sentence(sentence: str) -> None:
    fragment = text_fragment(sentence)
    assert not set(fragment) & set(' -&#"<>\n')
    for part in fragment.removeprefix("text=").split(",") if fragment else []:
        assert unquote(part) in " ".join(sentence.split())


@pytest.mark.parametrize(
    ("url", "unit", "expected"),
    [
        (URL, Unit.PARAGRAPH, f"{URL}#:~:text="),
        (f"{URL}#costs", Unit.LINE, f"{URL}#costs:~:text="),
        (f"{URL}?a=1&b=%C3%A4#", Unit.LINE, f"{URL}?a=1&b=%C3%A4#:~:text="),
        (f"{URL}#/route?x=1", Unit.LINE, f"{URL}#/route?x=1:~:text="),
        (f"{URL}#costs:~:text=old", Unit.LINE, f"{URL}#costs:~:text=The"),
        (f"{URL}#:~:text=old,words", Unit.LINE, f"{URL}#:~:text=The"),
        ("https://example.org/Fähre?q=渡", Unit.LINE, "https://example.org/Fähre?q=渡#:~:text=The"),
        (f"{URL}.pdf", Unit.PAGE, f"{URL}.pdf#page=4"),
    ],
)
def test_an_address_leads_to_the_sentence_or_its_page(url: str, unit: Unit, expected: str) -> None:
    found = document(source_url=url, unit=unit, marks=(Mark(0, 4),))
    link = source_link(found, Span(0, len(SENTENCE)))
    assert link is not None
    assert link.startswith(expected)


@pytest.mark.parametrize(
    "url",
    [None, "", "javascript:alert(1)", "tg://user?id=17", "file:///etc/passwd", "https://a\nb.org",
     "https://user:word@example.org/", "https://", "http://localhost/"],
)  # fmt: skip
def test_no_other_address_is_ever_linked(url: str | None) -> None:
    assert source_link(document(source_url=url), Span(0, 9)) is None
    for card in cards_of(sourced(matches_of(SENTENCE)[0], url)):
        assert card.parts(MessageEntity.TEXT_LINK) == ()


def test_the_title_leads_to_the_source_in_every_card() -> None:
    match = sourced(matches_of(SENTENCE, title="🚢 Night ferries")[0])
    for card in cards_of(match):
        assert card.parts(MessageEntity.TEXT_LINK) == ("🚢 Night ferries",)
        (link,) = [e for e in card.entities if e.type == MessageEntity.TEXT_LINK]
        assert link.url == source_link(match.document, match.best)


@given(TEXTS, TITLES)
def test_a_link_covers_the_title_and_never_what_is_quoted(text: str, title: str) -> None:
    for match in matches_of(text, title)[:2]:
        for card in cards_of(sourced(match)):
            quoted = [e for e in card.entities if e.type == MessageEntity.BLOCKQUOTE]
            for link in (e for e in card.entities if e.type == MessageEntity.TEXT_LINK):
                assert link.url
                assert all(
                    link.offset >= quote.offset + quote.length
                    or link.offset + link.length <= quote.offset
                    for quote in quoted
                )


def test_author_and_place_are_said_with_the_source() -> None:
    match = sourced(
        matches_of(SENTENCE)[0], author="Ida  Rask", unit=Unit.PAGE, marks=(Mark(0, 2),)
    )
    assert cards_of(match)[0].text.endswith(f"page 2 · chars 0-{len(SENTENCE)} · Ida Rask")
    assert citation(match).endswith(", page 2")


def test_the_link_stands_on_the_title_as_telegram_counts() -> None:
    sentence = "The 🚢 ferry, half-price 𝒂𝒏𝒅 full, crosses the river each hour — on Sundays too."
    match = sourced(matches_of(sentence, title="夜航 🚢 Night ferries")[0])
    for card in cards_of(match):
        (link,) = [e for e in card.entities if e.type == MessageEntity.TEXT_LINK]
        units = card.text.encode("utf-16-le")
        covered = units[link.offset * 2 : (link.offset + link.length) * 2].decode("utf-16-le")
        assert covered == "夜航 🚢 Night ferries"
        assert link.url is not None
        start, end = link.url.partition(":~:text=")[2].split(",")
        words = sentence.split()
        assert unquote(start) == " ".join(words[:4])
        assert unquote(end) == " ".join(words[-4:])
        assert "-" not in start + end
