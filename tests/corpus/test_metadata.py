"""Author and source of plain texts and Markdown: from front matter, or a line that says so."""

import pytest

from corpus.clean import clean
from corpus.formats.properties import date_line, iso_date, usable_title, usable_url
from tests.corpus.texts import text_file

BODY = "The ferry crosses the river every twenty minutes from six in the morning.\n"


def test_front_matter_says_title_date_author_and_source() -> None:
    text = (
        "---\ntitle: The ferry\ndate: 2025-03-04\nauthor: 'Ida Rask'\n"
        f"source: https://example.org/ferry\n---\n\n{BODY}"
    )
    found = clean(text_file(text, "markdown"))
    assert (found.title, found.date, found.author, found.source_url) == (
        "The ferry",
        "2025-03-04",
        "Ida Rask",
        "https://example.org/ferry",
    )


@pytest.mark.parametrize("source", ["the archive", "javascript:alert(1)", "ftp://example.org/a"])
def test_a_source_that_is_no_web_address_is_none(source: str) -> None:
    found = clean(text_file(f"---\nsource: {source}\n---\n\n{BODY}", "markdown"))
    assert found.source_url is None
    found = clean(text_file(f"The ferry\n\nSource: {source}\n\n{BODY}"))
    assert found.source_url is None


def test_lines_of_a_text_say_author_and_source_and_are_no_part_of_it() -> None:
    text = f"The ferry\n\nAuthor: Ida Rask\nSource: https://example.org/ferry\n\n{BODY}"
    found = clean(text_file(text))
    assert (found.author, found.source_url) == ("Ida Rask", "https://example.org/ferry")
    assert [text[p.start : p.end] for p in found.paragraphs] == [BODY.strip()]
    assert [(d.line, d.reason) for d in found.dropped] == [
        (3, "author or source line"),
        (4, "author or source line"),
    ]


def test_a_sentence_about_an_author_or_a_source_is_text() -> None:
    text = f"The ferry\n\n{BODY}\nThe source: a spring, see https://example.org/spring for more.\n"
    found = clean(text_file(text))
    assert found.source_url is None
    assert "a spring" in text[found.paragraphs[-1].start : found.paragraphs[-1].end]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("4 March 2025", "2025-03-04"),
        ("March 4th, 2025", "2025-03-04"),
        ("Talk to the growers, 9 May 2025", "2025-05-09"),
        ("Updated: 2025/3/4", "2025-03-04"),
        ("2025-06-14T08:30:00+02:00", "2025-06-14"),
        ("31 February 2025", None),
        ("4 Marchember 2025", None),
        ("no day", None),
    ],
)
def test_days_are_read_as_people_write_them(text: str, day: str | None) -> None:
    assert iso_date(text) == day


def test_a_day_in_a_sentence_is_not_the_date_of_the_text() -> None:
    assert date_line("The mill burnt down on 4 March 1925.") is None


@pytest.mark.parametrize(
    ("title", "usable"),
    [
        ("Microsoft Word - Rules of the ferry", "Rules of the ferry"),
        ("Microsoft Word - rules.doc", ""),
        ("untitled", ""),
        ("Document1", ""),
        ("PowerPoint Presentation", ""),
        ("  The   ferry ", "The ferry"),
        (None, ""),
    ],
)
def test_a_title_that_a_program_gave_is_none(title: str | None, usable: str) -> None:
    assert usable_title(title) == usable


@pytest.mark.parametrize(
    "url",
    ["https://example.org/a?b=c&d#e", "http://example.org:8080/", "https://例子.example/路"],
)
def test_addresses_of_the_web_are_usable_as_they_are(url: str) -> None:
    assert usable_url(f" {url} ") == url
