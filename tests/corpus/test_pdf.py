"""PDF pages as printers and programs write them: what is text, and what only runs over pages."""

import io
import time
from collections.abc import Sequence

import pytest

from corpus.formats.extract import Extract, Refused
from corpus.formats.pdf_lines import Line, notes_last, paragraphs_of
from corpus.formats.pdf_running import running_lines
from corpus.formats.pdf_words import CUT, hyphened, joined, shown
from corpus.formats.registry import BY_ENDING
from corpus.sandbox.sandbox import Sandbox
from tests.corpus.hostile import pdf, stream


def line(text: str, page: int = 1, top: float = 800, size: float = 10) -> Line:
    return Line(text, page, 50, top, 50 + 5 * len(text), top, size)


def read(*pages: Sequence[tuple[int, str]]) -> Extract:
    """Reads a file with these lines on its pages, each at its height."""
    kids = b" ".join(b"%d 0 R" % (4 + 2 * n) for n in range(len(pages)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count %d/Kids[%b]>>" % (len(pages), kids),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    for number, lines in enumerate(pages):
        shows = "".join(f"1 0 0 1 50 {top} Tm ({text}) Tj " for top, text in lines)
        objects += [
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %d 0 R"
            b"/Resources<</Font<</F 3 0 R>>>>>>" % (5 + 2 * number),
            stream(f"BT /F 10 Tf {shows} ET".encode()),
        ]
    data = pdf(objects)
    with Sandbox() as sandbox:
        return sandbox.read(io.BytesIO(data), len(data), BY_ENDING[".pdf"])


def quoted(found: Extract) -> list[str]:
    return [found.text[one.start : one.end] for one in found.paragraphs]


def test_a_page_of_one_sentence_is_no_header_though_only_its_figures_differ() -> None:
    pages = [[(700, f"Gate {n} opens at {n + 5} in the morning.")] for n in range(1, 8)]
    found = read(*pages, [])
    assert quoted(found) == [text for [(_, text)] in pages]
    assert found.warnings == ("1 of 8 pages have no text (scanned?)",)


def test_few_pages_with_text_among_scanned_ones_are_read() -> None:
    found = read([], [], [], [], [(700, "Only this page was typed.")], [], [])
    assert quoted(found) == ["Only this page was typed."]
    assert found.paragraphs[0].page == 5


def test_a_scan_with_nothing_but_page_numbers_is_a_scan() -> None:
    with pytest.raises(Refused, match="Run OCR over it first"):
        read(*([(30, f"Archive of the town, page {n}")] for n in range(1, 5)))


def test_a_word_cut_at_the_end_of_a_page_is_whole() -> None:
    header = (810, "Minutes of the town council of Lower Vennick, taken by the clerk and kept")
    found = read(
        [header, (700, "The garden behind the mill stays closed as the old well of it is deep-")],
        [header, (700, "ened by the town works until autumn. Then it opens.")],
    )
    assert quoted(found) == [
        "The garden behind the mill stays closed as the old well of it is deepened by the town "
        "works until autumn.",
        "Then it opens.",
    ]


def test_headers_of_chapters_and_single_sections_run_over_their_pages() -> None:
    pages = [
        [line("2 CHAPTER 1. THE MILL", 4), line("Text of the fourth page.", 4, 700)],
        [line("1.2. ITS STONES 3", 5), line("Text of the fifth page.", 5, 700)],
        [line("4 CHAPTER 1. THE MILL", 6), line("Text of the sixth page.", 6, 700)],
        *([line(f"Text of page {n}, which is long.", n, 700)] for n in range(7, 20)),
    ]
    assert {one.text for one in running_lines(pages)} == {
        "2 CHAPTER 1. THE MILL",
        "1.2. ITS STONES 3",
        "4 CHAPTER 1. THE MILL",
    }


def test_a_line_whose_figures_do_not_follow_the_page_is_text() -> None:
    pages = [[line(f"Room {n} costs {n * 10} euros", n, 700)] for n in range(1, 9)]
    assert running_lines(pages) == set()


@pytest.mark.parametrize(
    ("before", "after", "whole"),
    [
        ("the adminis", "trative house", "the administrative house"),
        ("a self", "service shop", "a self-service shop"),
        ("twenty", "three rooms", "twenty-three rooms"),
        ("the Anglo", "Saxon king", "the Anglo-Saxon king"),
        ("COVID", "19 rules", "COVID-19 rules"),
        ("long", "term plans", "long-term plans"),
        ("high", "and low tide", "high- and low tide"),
        ("ADMINIS", "TRATION", "ADMINISTRATION"),
    ],
)
def test_a_hyphen_at_a_line_end_stays_where_it_belongs_to_the_word(
    before: str, after: str, whole: str
) -> None:
    known = hyphened(["A long-term plan is here."])
    assert joined([f"{before}{CUT}{after}"], known) == whole


def test_a_hyphen_that_pdfium_left_at_a_line_end_is_mended() -> None:
    assert joined(["an offi-", "cial letter -", "and more"]) == "an official letter - and more"


def test_ligatures_of_a_font_without_names_are_letters() -> None:
    raw = "E\x1ecient o\x1ece \x1dow, \x10o\x1b\x11 and \x1crst"
    assert shown(raw) == "Efficient office flow, “off” and first"


def test_an_accent_that_stands_before_its_letter_is_on_it() -> None:
    assert shown("a caf´e on the Str¨ade, fac¸ade, na¨ıve; 5 ´ 7") == (
        "a café on the Sträde, façade, naïve; 5 ´ 7"
    )


def test_a_footnote_of_several_lines_stands_last_as_a_whole() -> None:
    lines = [
        line("The crossing of the strait took", top=120),
        line(
            "1The archive burned in 1871, and nobody knows what was in it, or who", top=90, size=8
        ),
        line("set it on fire.", top=80, size=8),
        line("forty minutes.", top=700),
    ]
    assert [one.text for one in notes_last(lines, 10)][1] == "forty minutes."


def test_rows_of_a_table_and_entries_with_dots_are_lines_of_their_own() -> None:
    text = "A paragraph that goes on for a whole line of the page"
    rows = [
        Line(name, 1, 50, top, 320, top, 10) for name, top in (("North 40", 676), ("South 55", 664))
    ]
    lines = [line(text, top=700), line(text, top=688), *rows]
    lines += [
        line("Coffee . . . . . . 3 euros", top=652),
        line("Tea . . . . . . . . 2 euros", top=640),
    ]
    assert [[one.text for one in group] for group in paragraphs_of(lines)][-4:] == [
        ["North 40"],
        ["South 55"],
        ["Coffee . . . . . . 3 euros"],
        ["Tea . . . . . . . . 2 euros"],
    ]


def test_a_footnote_stands_after_the_sentence_that_it_interrupts() -> None:
    lines = [
        line("The average crossing of the strait took", top=120),
        line("1The archive burned in 1871.", top=80, size=8),
        line("forty minutes.", top=700),
    ]
    assert [one.text for one in notes_last(lines, 10)] == [
        "The average crossing of the strait took",
        "forty minutes.",
        "1The archive burned in 1871.",
    ]


def test_a_page_of_thousands_of_labels_does_not_take_the_square_of_their_time() -> None:
    labels = [
        Line(f"Label {n}", 1, n * 7 % 800, 2000 - n / 8, n * 7 % 800 + 40, 2000 - n / 8, 10)
        for n in range(12_000)
    ]
    began = time.process_time()
    assert sum(len(group) for group in paragraphs_of(labels)) == len(labels)
    assert time.process_time() - began < 3
