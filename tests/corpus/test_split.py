"""Passages are exact ranges of their document, whole, in order, and short enough to be read."""

from collections.abc import Sequence

from hypothesis import given, settings

from corpus.clean import clean
from corpus.document import Document, Passage
from corpus.split import Lengths, head, split
from tests.corpus.texts import text_file, texts

SMALL = Lengths(least=20, most=60, whole=120)


def letters(found: Sequence[str]) -> list[int]:
    """A ruler that counts every character that is not white space."""
    return [len("".join(text.split())) for text in found]


def words(found: Sequence[str]) -> list[int]:
    """A ruler that counts words."""
    return [len(text.split()) for text in found]


def document_of(text: str, kind: str = "text", path: str = "a.txt") -> Document:
    return clean(text_file(text, kind, path))


def is_short(passage: Passage, document: Document, lengths: Lengths) -> bool:
    taken = letters([head(document.title, passage.heading)])[0]
    # Where the head leaves next to no room, 32 tokens is the least that a passage may hold.
    return letters([passage.text])[0] <= max(32, min(lengths.most, lengths.whole - taken))


@given(text=texts())
@settings(max_examples=150, deadline=None)
def test_a_passage_is_an_exact_range_of_its_document(text: str) -> None:
    for kind in ("text", "markdown"):
        document = document_of(text, kind)
        for passage in split(document, letters, SMALL):
            assert passage.text == document.text[passage.start : passage.end]
            assert passage.text.strip()
            assert passage.document_id == document.id


@given(text=texts())
@settings(max_examples=100, deadline=None)
def test_sentences_lie_inside_their_passage_in_order_without_overlap(text: str) -> None:
    for kind in ("text", "markdown"):
        for passage in split(document_of(text, kind), letters, SMALL):
            assert passage.sentences[0].start == passage.start
            assert passage.sentences[-1].end == passage.end
            end = passage.start
            for sentence in passage.sentences:
                assert end <= sentence.start < sentence.end <= passage.end
                end = sentence.end


@given(text=texts())
@settings(max_examples=100, deadline=None)
def test_every_character_of_every_paragraph_lies_in_a_passage(text: str) -> None:
    for kind in ("text", "markdown"):
        document = document_of(text, kind)
        covered: set[int] = set()
        for passage in split(document, letters, SMALL):
            for start, end in passage.sentences:
                covered.update(range(start, end))
        for paragraph in document.paragraphs:
            for place in range(paragraph.start, paragraph.end):
                assert place in covered or text[place].isspace(), text[place]


@given(text=texts())
@settings(max_examples=100, deadline=None)
def test_no_passage_is_longer_than_the_limit(text: str) -> None:
    for kind in ("text", "markdown"):
        document = document_of(text, kind)
        for passage in split(document, letters, SMALL):
            assert is_short(passage, document, SMALL), passage.text


@given(text=texts())
@settings(max_examples=75, deadline=None)
def test_ids_are_unique_and_outlive_a_new_name(text: str) -> None:
    ids = [passage.id for passage in split(document_of(text), letters, SMALL)]
    assert len(set(ids)) == len(ids)
    # The title would come from the name: both texts bring their own.
    titled = f"A title\n\n{text}"
    before = split(document_of(titled, path="a.txt"), letters, SMALL)
    after = split(document_of(titled, path="b/c.txt"), letters, SMALL)
    assert [passage.id for passage in before] == [passage.id for passage in after]
    assert not before or before[0].document_id != after[0].document_id


def test_changed_content_gives_new_ids() -> None:
    first = split(document_of("Ferry\n\nThe ferry leaves at six."), words)
    second = split(document_of("Ferry\n\nThe ferry leaves at ten."), words)
    assert {passage.id for passage in first}.isdisjoint(passage.id for passage in second)


def test_the_same_text_in_another_collection_has_ids_of_its_own() -> None:
    text = "Ferry\n\nThe ferry leaves at six."
    north = split(clean(text_file(text, collection="north")), words)
    south = split(clean(text_file(text, collection="south")), words)
    assert [p.text for p in north] == [p.text for p in south]
    assert north[0].id != south[0].id


def test_short_paragraphs_under_one_heading_share_a_passage() -> None:
    text = "# Mill\n\n## Grain\n\nRye is ground.\n\nOats too.\n\n## Shop\n\nFlour is sold.\n"
    found = split(document_of(text, "markdown"), words)
    assert [(p.heading, p.text) for p in found] == [
        ("Grain", "Rye is ground.\n\nOats too."),
        ("Shop", "Flour is sold."),
    ]
    assert [len(p.sentences) for p in found] == [2, 1]


def test_a_passage_that_is_long_enough_takes_no_further_paragraph() -> None:
    paragraphs = [" ".join([name] * 9) + " end." for name in ("One", "Two", "Three")]
    text = "# T\n\n" + "\n\n".join(paragraphs)
    found = split(document_of(text, "markdown"), words, Lengths(least=15, most=50, whole=100))
    assert [p.text for p in found] == ["\n\n".join(paragraphs[:2]), paragraphs[2]]


def test_nothing_dropped_is_quoted_between_two_paragraphs() -> None:
    text = "# Mill\n\nRye is ground.\n\n<div>menu</div>\n\nOats too.\n"
    found = split(document_of(text, "markdown"), words)
    assert [p.text for p in found] == ["Rye is ground.", "Oats too."]


def test_a_credit_is_a_passage_of_its_own() -> None:
    credit = "From the Halden Post (Text by Ann Lee)"
    fact = "The ferry leaves at six in the morning and the last one comes back at ten at night."
    found = split(document_of(f"Ferry\n\n{credit} {fact}"), words)
    assert [p.text for p in found] == [credit, fact]


def test_a_long_paragraph_is_cut_at_sentence_ends_with_one_sentence_of_overlap() -> None:
    facts = [f"Boat number {n} carries {n} cars today." for n in range(12)]
    document = document_of("# T\n\n" + " ".join(facts), "markdown")
    found = split(document, words, Lengths(least=10, most=32, whole=100))
    assert [p.text for p in found] == [
        " ".join(facts[0:4]),
        " ".join(facts[3:7]),
        " ".join(facts[6:10]),
        " ".join(facts[9:12]),
    ]


def test_a_sentence_that_is_too_long_is_cut_between_words() -> None:
    text = "# T\n\n" + " ".join(f"word{n}" for n in range(200))
    found = split(document_of(text, "markdown"), words, Lengths(least=10, most=40, whole=100))
    assert all(len(p.text.split()) <= 40 for p in found)
    covered = {word for p in found for word in p.text.split()}
    assert covered == {f"word{n}" for n in range(200)}


def test_a_passage_fits_the_model_even_under_a_very_long_heading() -> None:
    heading = " ".join(f"part{n}" for n in range(240))
    facts = " ".join(f"Boat number {n} carries {n} cars today." for n in range(40))
    document = document_of(f"# T\n\n## {heading}\n\n{facts}", "markdown")
    for passage in split(document, words):
        whole = head(document.title, passage.heading) + passage.text
        assert words([whole])[0] <= Lengths().whole
