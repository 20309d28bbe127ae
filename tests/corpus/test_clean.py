"""Cleaning keeps what a text says and lists what it leaves out."""

import pytest
from hypothesis import given, settings

from corpus.clean import clean
from corpus.document import Document
from corpus.furniture import repeated_lines
from tests.corpus.texts import text_file, texts

FERRY = (
    "The ferry crosses the river every twenty minutes from six in the morning until ten at night, "
    "and on market days until midnight."
)
PRICE = "A single ticket costs 3 crowns, and children travel free of charge on every crossing."


def body(document: Document) -> list[str]:
    """The texts of a document's paragraphs."""
    return [document.text[p.start : p.end] for p in document.paragraphs]


def dropped(document: Document) -> dict[str, str]:
    """Why each dropped line was dropped."""
    return {line.text: line.reason for line in document.dropped}


def test_the_first_short_line_is_the_title_and_no_paragraph() -> None:
    document = clean(text_file(f"The river  ferry\n\n{FERRY}\n"))
    assert document.title == "The river ferry"
    assert body(document) == [FERRY]


def test_a_text_that_starts_with_a_sentence_is_titled_by_its_file_name() -> None:
    document = clean(text_file(f"{FERRY}\n\n{PRICE}\n", path="north/river_ferry-2.txt"))
    assert document.title == "river ferry 2"
    assert body(document) == [FERRY, PRICE]


def test_a_document_of_one_line_keeps_it_as_its_body() -> None:
    document = clean(text_file("Ferry at six"))
    assert (document.title, body(document)) == ("Ferry at six", ["Ferry at six"])


def test_a_date_line_becomes_the_date_and_leaves_the_text() -> None:
    for line in (
        "Updated: 2024-05-17",
        "Last updated on: 2024/5/17 08:00|Hits: 3",
        "date：2024.05.17",
    ):
        document = clean(text_file(f"The ferry\n\n{line}\n\n{FERRY}\n"))
        assert document.date == "2024-05-17"
        assert body(document) == [FERRY]
        assert dropped(document) == {line: "date line"}


def test_a_date_inside_a_sentence_is_text() -> None:
    sentence = "The timetable was updated on 2024-05-17 and holds until the end of the year."
    document = clean(text_file(f"The ferry\n\n{sentence}\n"))
    assert (document.date, body(document)) == (None, [sentence])


def test_a_paragraph_that_begins_with_a_date_keeps_its_sentences() -> None:
    paragraph = f"Updated: 2024-05-17. {FERRY} {PRICE}"
    assert any(PRICE in text for text in body(clean(text_file(f"The ferry\n\n{paragraph}\n"))))


def test_a_day_that_is_in_no_calendar_is_no_date() -> None:
    assert clean(text_file(f"The ferry\n\nUpdated: 2023-02-31\n\n{FERRY}\n")).date is None


@pytest.mark.parametrize(
    "line",
    [
        "nav search",
        "Home > Town > Ferries",
        "The current position: Home > Ferries",
        "Print Mail   Large Medium Small",
        "Hits: 1204",
        "×",
        "用户登录",
        "Back to top",
        "News & Events",
        "Responsible editor: Ann Lee",
        "Website Auditors: Ann Lee",
        "Reviewed by Ann Lee",
    ],
)
def test_page_furniture_is_dropped_and_reported(line: str) -> None:
    if line.startswith("Website"):
        line = f"Department {line}"
    document = clean(text_file(f"The ferry\n\n{line}\n\n{FERRY}\n\n{PRICE}\n"))
    assert body(document) == [FERRY, PRICE]
    assert dropped(document) == {line: "page furniture"}
    assert document.dropped[0].line == 3


def test_words_of_the_furniture_inside_a_sentence_are_text() -> None:
    sentences = [
        "Print the ticket at home, or search for it in the menu of the ticket machine at the pier.",
        "The next boat leaves when the editor of the town's newspaper has come aboard, they say.",
    ]
    document = clean(text_file("The ferry\n\n" + "\n\n".join(sentences)))
    assert body(document) == sentences


def test_a_long_sentence_that_starts_like_a_sign_off_is_text() -> None:
    sentence = "Reviewed by forty engineers in 1931, the plan of the ferry was built as it stood."
    assert sentence in body(clean(text_file(f"The ferry\n\n{FERRY}\n\n{sentence}\n")))


def test_a_line_of_a_menu_that_several_documents_carry_is_dropped_from_each() -> None:
    files = [
        text_file(f"The ferry\n\nTown of Halden\n\n{FERRY}\n\nContact us\n", path="a.txt"),
        text_file(f"The mill\n\nTown of Halden\n\n{PRICE}\n\nContact us\n", path="b.txt"),
    ]
    repeated = repeated_lines(files)
    assert repeated == {"Town of Halden", "Contact us"}
    document = clean(files[0], repeated)
    assert body(document) == [FERRY]
    assert dropped(document) == dict.fromkeys(repeated, "stands in several documents")


def test_a_sentence_or_a_figure_that_several_documents_carry_is_kept() -> None:
    shared = [FERRY, "Tickets: 3 crowns"]
    files = [
        text_file("\n\n".join([title, *shared, other]), path=f"{title}.txt")
        for title, other in (("Ferries", PRICE), ("Boats", PRICE.upper()))
    ]
    repeated = repeated_lines(files)
    assert repeated == frozenset()
    assert set(shared) <= set(body(clean(files[0], repeated)))


@pytest.mark.parametrize(
    "sentence",
    [
        "这座石桥建于明朝，长期以来一直是两岸居民来往的要道。",
        "渡し船は朝から晩まで、市場の日も休まず川を渡ります。",
    ],
)
def test_a_sentence_without_spaces_that_several_documents_carry_is_kept(sentence: str) -> None:
    files = [text_file(f"{name}\n\n{sentence}\n", path=f"{name}.txt") for name in ("桥", "河")]
    assert body(clean(files[0], repeated_lines(files))) == [sentence]


def test_a_text_that_stands_in_two_collections_does_not_drop_itself() -> None:
    text = f"The ferry\n\nTown of Halden\n\n{FERRY}\n"
    files = [text_file(text, path=f"{name}/a.txt", collection=name) for name in ("north", "south")]
    assert repeated_lines(files) == frozenset()


def test_a_short_line_before_a_paragraph_is_its_heading() -> None:
    document = clean(text_file(f"The ferry\n\n{FERRY}\n\nPrices\n\n{PRICE}\n"))
    headings = {document.text[p.start : p.end]: p.heading for p in document.paragraphs}
    assert headings == {FERRY: "", PRICE: "Prices"}


def test_short_lines_after_the_text_are_captions_and_reported() -> None:
    document = clean(text_file(f"The ferry\n\n{FERRY}\n\nA gull on the mast\n\nThe pier\n"))
    assert body(document) == [FERRY]
    assert dropped(document) == {"A gull on the mast": "caption", "The pier": "caption"}


def test_a_doubled_title_or_heading_is_shown_once() -> None:
    text = f"The ferry The ferry\n\n{FERRY}\n\nAll prices All prices\n\n{PRICE}\n"
    document = clean(text_file(text))
    assert document.title == "The ferry"
    assert document.paragraphs[-1].heading == "All prices"


def test_a_doubled_caption_is_dropped_however_long_it_is() -> None:
    caption = "The mayor of the town hands the first ticket of the season to a boy from the north"
    document = clean(text_file(f"The ferry\n\n{FERRY}\n\n{PRICE}\n\n{caption} {caption}\n"))
    assert body(document) == [FERRY, PRICE]
    assert dropped(document) == {f"{caption} {caption}": "caption"}


def test_short_lines_with_a_figure_or_a_colon_are_kept() -> None:
    items = ["- 12 boats", "3 piers", "Open: daily"]
    document = clean(text_file("\n\n".join(["The ferry", FERRY, *items, PRICE])))
    assert body(document) == [FERRY, *items, PRICE]


def test_credits_that_run_into_the_text_stand_apart_from_it() -> None:
    credit = "From the Halden Post (Text by Ann Lee; photo by Bo Dahl (town office))"
    document = clean(text_file(f"The ferry\n\n{credit} {FERRY}\n"))
    found = [(document.text[p.start : p.end], p.is_apart) for p in document.paragraphs]
    assert found == [(credit, True), (FERRY, False)]


def test_the_lines_of_a_hard_wrapped_paragraph_are_one() -> None:
    wrapped = (
        "The ferry crosses the river every twenty minutes from\n"
        "six in the morning until ten. A single ticket for it\n"
        "costs three crowns and children travel free."
    )
    document = clean(
        text_file(f"The ferry\n\n{wrapped}\n\nBicycles are carried on the lower deck.\n")
    )
    assert body(document)[0] == wrapped
    assert len(document.paragraphs) == 2


def test_paragraphs_of_one_line_each_without_blank_lines_between_stay_apart() -> None:
    document = clean(text_file(f"The ferry\n{FERRY}\n{PRICE}\n{FERRY.upper()}\n"))
    assert body(document) == [FERRY, PRICE, FERRY.upper()]


def test_a_list_of_short_lines_is_kept_as_the_body() -> None:
    document = clean(text_file("Shopping\n\nMilk\nRye bread\nApples\nButter\n"))
    assert document.title == "Shopping"
    assert "\n".join(body(document)) == "Milk\nRye bread\nApples\nButter"


def test_a_list_of_lower_case_items_keeps_its_first_item() -> None:
    document = clean(text_file("Shopping\nmilk\nrye bread\napples\n"))
    assert document.title == "Shopping"
    assert "\n".join(body(document)) == "milk\nrye bread\napples"


def test_a_text_of_furniture_alone_has_no_paragraph_and_reports_every_line() -> None:
    document = clean(text_file("nav search\n×\nPrint Mail Large Medium Small\n"))
    assert document.paragraphs == ()
    assert [line.line for line in document.dropped] == [1, 2, 3]


@given(text=texts())
@settings(max_examples=150, deadline=None)
def test_no_line_is_lost_in_silence(text: str) -> None:
    document = clean(text_file(text, path="name.txt"))
    named = {document.title, *(p.heading for p in document.paragraphs)}
    left_out = "\n".join(line.text for line in document.dropped)
    offset = 0
    for raw in text.split("\n"):
        line, start = raw.strip(), offset + len(raw) - len(raw.lstrip())
        offset += len(raw) + 1
        is_kept = any(p.start < start + len(line) and start < p.end for p in document.paragraphs)
        words = " ".join(line.split())
        is_named = any(words in name or (name and words.startswith(name)) for name in named)
        assert not line or is_kept or line in left_out or is_named, line


@given(text=texts())
@settings(max_examples=150, deadline=None)
def test_paragraphs_lie_in_the_text_in_order_and_start_and_end_with_a_character(text: str) -> None:
    for kind in ("text", "markdown"):
        document = clean(text_file(text, kind))
        end = 0
        for paragraph in document.paragraphs:
            assert end <= paragraph.start < paragraph.end <= len(text)
            cut = text[paragraph.start : paragraph.end]
            assert kind == "markdown" or cut == cut.strip()
            assert cut.strip()
            end = paragraph.end
