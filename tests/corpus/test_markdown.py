"""A Markdown text gives its title, its headings as a path, and its blocks as they are written."""

import pytest

from corpus.clean import clean
from corpus.document import Document
from tests.corpus.texts import text_file


def parsed(text: str) -> Document:
    return clean(text_file(text, "markdown", "the_mill.md"))


def blocks(text: str) -> list[tuple[str, str]]:
    """Each paragraph with its heading."""
    document = parsed(text)
    return [(text[p.start : p.end], p.heading) for p in document.paragraphs]


def test_the_first_heading_of_the_first_level_is_the_title() -> None:
    document = parsed("# The *old* [mill](http://mill.example)\n\nIt grinds rye.\n")
    assert document.title == "The old mill"
    assert [document.text[p.start : p.end] for p in document.paragraphs] == ["It grinds rye."]


def test_a_text_without_a_title_is_named_by_its_file() -> None:
    assert parsed("It grinds rye.\n").title == "the mill"


def test_headings_form_a_path() -> None:
    text = "# Mill\n\nintro\n\n## Visits\n\nvisits\n\n### Groups\n\ngroups\n\n## Shop\n\nshop\n"
    assert blocks(text) == [
        ("intro", ""),
        ("visits", "Visits"),
        ("groups", "Visits › Groups"),
        ("shop", "Shop"),
    ]


def test_a_skipped_level_leaves_no_gap_in_the_path() -> None:
    assert blocks("# Mill\n\n## A\n\n#### D\n\ntext\n\n### C\n\nmore\n") == [
        ("text", "A › D"),
        ("more", "A › C"),
    ]


def test_a_title_below_a_heading_ends_it() -> None:
    assert blocks("## News\n\nlead\n\n# Mill\n\ntext\n") == [("lead", "News"), ("text", "")]


def test_list_items_are_paragraphs_without_their_markers() -> None:
    text = "# Mill\n\n- rye\n- barley\n  1. spelt\n\n* oats\n  and more oats\n\n2) wheat\n"
    found = [text for text, _ in blocks(text)]
    assert found == ["rye", "barley", "spelt", "oats\n  and more oats", "wheat"]


def test_a_quoted_block_starts_after_its_mark() -> None:
    assert blocks("> The mill is old.\n") == [("The mill is old.", "")]


def test_a_table_is_read_row_by_row() -> None:
    text = (
        "# Mill\n\n## Prices\n\n| grain | crowns |\n|-------|-------:|\n| rye | 3 |\n| oats | 4 |\n"
    )
    assert blocks(text) == [
        ("| grain | crowns |", "Prices"),
        ("| rye | 3 |", "Prices"),
        ("| oats | 4 |", "Prices"),
    ]


def test_front_matter_gives_title_and_date() -> None:
    document = parsed(
        '---\nTitle: "The mill: a history"\ndate: 2024-05-17T08:00\ntags: [a]\n---\n\nText.\n'
    )
    assert (document.title, document.date) == ("The mill: a history", "2024-05-17")
    assert [document.text[p.start : p.end] for p in document.paragraphs] == ["Text."]


def test_front_matter_with_a_date_in_words_gives_none() -> None:
    assert parsed("---\ndate: last spring\n---\n\nText.\n").date is None


def test_html_blocks_are_dropped_and_reported() -> None:
    text = "Before.\n\n<div class='menu'>\nHome\n</div>\n\n<!-- todo -->\n\nAfter.\n"
    document = parsed(text)
    assert blocks(text) == [("Before.", ""), ("After.", "")]
    found = [(line.line, line.text, line.reason) for line in document.dropped]
    assert found == [
        (3, "<div class='menu'>", "HTML"),
        (4, "Home", "HTML"),
        (5, "</div>", "HTML"),
        (7, "<!-- todo -->", "HTML"),
    ]


def test_fenced_code_is_read_line_by_line_without_its_fence() -> None:
    text = "Run this:\n\n```bash\nquoth index\n\nquoth run\n```\n\nThen ask.\n"
    assert [text for text, _ in blocks(text)] == [
        "Run this:",
        "quoth index",
        "quoth run",
        "Then ask.",
    ]


def test_a_fence_of_tildes_is_no_text() -> None:
    assert blocks("~~~\nquoth index\n~~~\n") == [("quoth index", "")]


def test_a_paragraph_that_starts_with_inline_code_is_kept() -> None:
    text = "```quoth index``` builds the library from your folder.\n"
    assert [found for found, _ in blocks(text)] == [text.strip()]


@pytest.mark.parametrize("mark", [":::", "--", "|"])
def test_a_paragraph_below_a_line_of_marks_is_kept(mark: str) -> None:
    found = blocks(f"{mark}\nAnna Brandt founded the mill.\n")
    assert any("Anna Brandt founded the mill." in text for text, _ in found)


def test_markup_inside_a_paragraph_stays_as_it_is_written() -> None:
    text = "The **mill** has [a shop](http://mill.example) &amp; `oats`.\n"
    assert blocks(text) == [(text.strip(), "")]
