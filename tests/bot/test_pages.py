"""The cards behind the buttons: verbatim, and within Telegram's limits, whatever the document."""

from dataclasses import replace

from hypothesis import given
from telegram import MessageEntity

from bot import phrases
from bot.card import MESSAGE_UNITS, MOST_ENTITIES, Card
from bot.context import CONTEXT_UNITS, context_card
from bot.excerpt import utf16_units
from bot.quote import CITATION_UNITS, PRIVATE_UNITS, citation, group_card, page_card, private_card
from corpus.document import Span
from index.answer import Answer, Match, Question, Verdict
from tests.bot.matches import NAMES, TEXTS, TITLES, VERDICTS, matches_of


def fits(card: Card) -> bool:
    """Whether Telegram would take a card as it is."""
    units = utf16_units(card.text)
    inside = all(0 <= one.offset < one.offset + one.length <= units for one in card.entities)
    return units <= MESSAGE_UNITS and len(card.entities) <= MOST_ENTITIES and inside


@given(TEXTS, TITLES, NAMES, VERDICTS)
def test_the_surroundings_are_verbatim_hold_the_quote_and_fit(
    text: str, title: str, name: str, verdict: Verdict
) -> None:
    for match in matches_of(text, title, name, verdict):
        card = context_card(match)
        (quote,) = card.parts(MessageEntity.EXPANDABLE_BLOCKQUOTE)
        assert quote in text
        assert utf16_units(quote) <= CONTEXT_UNITS
        best = text[match.best.start : match.best.end]
        assert best in quote or (utf16_units(best) > CONTEXT_UNITS and best.startswith(quote))
        assert card.text.startswith(phrases.UNSURE) is (verdict is not Verdict.FOUND)
        if verdict is not Verdict.FOUND:
            assert card.parts(MessageEntity.BOLD) == ()
        assert fits(card)


@given(TEXTS, TITLES, NAMES, VERDICTS)
def test_a_page_is_verbatim_and_fits(text: str, title: str, name: str, verdict: Verdict) -> None:
    for match in matches_of(text, title, name, verdict):
        card = page_card(match)
        (quote,) = card.parts(MessageEntity.BLOCKQUOTE)
        assert quote in match.passage.text
        assert utf16_units(quote) <= PRIVATE_UNITS
        assert fits(card)


@given(TEXTS, TITLES, NAMES)
def test_a_card_with_everything_on_it_fits(text: str, title: str, name: str) -> None:
    found = matches_of(f"Something. {text}", title, name)
    others = tuple(_from(match, number) for number, match in enumerate((found * 4)[:4]))
    for verdict in (Verdict.FOUND, Verdict.UNSURE):
        answer = Answer(
            Question("?", preferred="another"),
            verdict,
            (found[0], *others),
            searched_for=title * 20,
            differing=_from(found[-1], 9),
        )
        assert fits(private_card(answer))
        assert fits(group_card(answer))


@given(TEXTS, TITLES, NAMES)
def test_a_citation_is_the_sentence_or_its_start_and_fits_the_clipboard(
    text: str, title: str, name: str
) -> None:
    for match in matches_of(text, title, name):
        copied = citation(match)
        assert 1 <= utf16_units(copied) <= CITATION_UNITS
        quote, _, source = copied.removeprefix("“").rpartition("” ")
        best = " ".join(text[match.best.start : match.best.end].split())
        assert best == quote or best.startswith(quote.removesuffix("…"))
        assert source.split(", line")[0].removesuffix("…") in " ".join(title.split())
        assert "\n" not in copied


def test_a_long_title_leaves_most_of_a_citation_to_the_sentence() -> None:
    sentence = "The ferry crosses the river every twenty minutes from six in the morning."
    (match,) = matches_of(sentence, "A very long title " * 20)
    assert citation(match).startswith(f"“{sentence}” A very long title")


def test_of_a_long_path_the_name_is_shown() -> None:
    (match,) = matches_of("The ferry is green.", name="deep/" * 900 + "ferry.txt")
    source = private_card(Answer(Question.of("?"), Verdict.FOUND, (match,))).text.split("\n")[-1]
    path, *rest = source.split(" · ")
    assert path.startswith("…")
    assert path.endswith("deep/ferry.txt")
    assert utf16_units(path) == 200
    assert rest == ["line 1", "chars 0-19"]


def test_the_surroundings_of_a_sentence_deep_in_a_long_passage_hold_it() -> None:
    text = " ".join(f"Sentence {number} says nothing." for number in range(400))
    (first, *_) = matches_of(text)
    start = text.index("Sentence 399")
    long = replace(
        first,
        passage=replace(
            first.passage,
            start=0,
            end=len(text),
            text=text,
            sentences=(Span(0, start - 1), Span(start, len(text))),
        ),
        best=Span(start, len(text)),
    )
    (quote,) = context_card(long).parts(MessageEntity.EXPANDABLE_BLOCKQUOTE)
    assert quote == "Sentence 399 says nothing."


def _from(match: Match, number: int) -> Match:
    document = replace(match.document, id=str(number), title=f"{number} {match.document.title}")
    return replace(match, document=document)
