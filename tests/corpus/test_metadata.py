"""Author and source of plain texts and Markdown: from front matter, or a line that says so."""

import pytest

from corpus.clean import clean
from corpus.formats.properties import date_line, iso_date, usable_title, usable_url
from tests.corpus.texts import text_file

DAY = "2024-03-05"
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


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        (
            'title: "Rules: a book" # draft\ndate: 2024-03-05T10:00:00Z',
            ("Rules: a book", DAY, None),
        ),
        (
            "title: Rules\ndate: 5 March 2024\nauthor: [Ida Quay, Bo]",
            ("Rules", DAY, "Ida Quay, Bo"),
        ),
        (
            "title: >\n  Rules of\n  the harbour\nauthors:\n  - name: Ida Quay\n    mail: i@x.org\n"
            "  - Bo\ntags: [a]",
            ("Rules of the harbour", None, "Ida Quay, Bo"),
        ),
        ("Title: 'It''s here'\nauthor: anonymous\ndate: soon", ("It's here", None, None)),
    ],
)
def test_front_matter_is_read_as_people_write_it(
    stated: str, expected: tuple[str, str | None, str | None]
) -> None:
    found = clean(text_file(f"---\n{stated}\n---\n\nThe lamp has three wicks.\n", "markdown"))
    assert (found.title, found.date, found.author) == expected
    assert [found.line_of(one.start) for one in found.paragraphs] == [stated.count("\n") + 5]


def test_front_matter_in_toml_is_read_and_is_no_text() -> None:
    stated = '+++\ntitle = "Rules"\ndate = 2024-03-05\nauthors = ["Ida", "Bo"]\n+++\n'
    found = clean(text_file(f"{stated}\n# Lamps\n\nThe lamp has three wicks.\n", "markdown"))
    assert (found.title, found.date, found.author) == ("Rules", DAY, "Ida, Bo")
    assert [found.line_of(one.start) for one in found.paragraphs] == [9]


@pytest.mark.parametrize("line", ["5 March 2024", "Date: March 5th, 2024", "Tuesday, 5 March 2024"])
@pytest.mark.parametrize("kind", ["text", "markdown"])
def test_a_day_on_a_line_under_the_title_is_the_date(kind: str, line: str) -> None:
    found = clean(text_file(f"Rules of the harbour\n\n{line}\n\n{BODY}", kind))
    assert found.date == DAY


def test_a_day_in_a_sentence_is_no_date_of_the_text() -> None:
    text = "Rules of the harbour\n\nThe gate opens on 5 March 2024\n\nThe lamp has three wicks.\n"
    assert clean(text_file(text)).date is None
