"""Web pages as sites write them: the article whole, in order, and nothing of what is around it."""

import io
from collections.abc import Sequence

import pytest

from corpus.formats.extract import Extract
from corpus.formats.registry import BY_ENDING
from corpus.sandbox.sandbox import Sandbox

NAVIGATION = '<nav><a href="/">Home</a> <a href="/n">News</a></nav>'


@pytest.fixture(scope="module")
def sandbox() -> Sandbox:
    return Sandbox()


def read(sandbox: Sandbox, page: str) -> Extract:
    data = f"<html><head><title>Harbour</title></head><body>{page}</body></html>".encode()
    return sandbox.read(io.BytesIO(data), len(data), BY_ENDING[".html"])


def quoted(found: Extract) -> Sequence[tuple[str, str]]:
    return [(one.heading, found.text[one.start : one.end]) for one in found.paragraphs]


def test_a_page_of_short_answers_keeps_each_under_its_question(sandbox: Sandbox) -> None:
    page = (
        f"{NAVIGATION}<h1>Frequently asked</h1><h3>When do you open?</h3><p>At 9.</p>"
        "<h3>Do you take dogs?</h3><p>Yes, small ones.</p>"
    )
    assert quoted(read(sandbox, page)) == [
        ("When do you open?", "At 9."),
        ("Do you take dogs?", "Yes, small ones."),
    ]


def test_nested_lists_terms_code_and_headings_of_an_article_stay(sandbox: Sandbox) -> None:
    page = (
        f"{NAVIGATION}<header><h1>Routes of the sea</h1></header><h1>Steps to take</h1>"
        "<p>The old route was 40 miles long, and every captain knew it by heart.</p><ol><li>"
        "<p>Load coal.</p><ul><li>Check 3 leaks.</li></ul></li><li><p>Sail.</p></li></ol>"
        "<dl><dt>Rope</dt><dd>What boats are moored with.</dd></dl><pre><code>one = 1\n"
        "two = 2</code></pre><p>Hard words end the page here, so that it has an end.</p>"
    )
    assert [text for _, text in quoted(read(sandbox, page))] == [
        "The old route was 40 miles long, and every captain knew it by heart.",
        "Load coal.",
        "Check 3 leaks.",
        "Sail.",
        "Rope",
        "What boats are moored with.",
        "one = 1\ntwo = 2",
        "Hard words end the page here, so that it has an end.",
    ]


def test_menus_boxes_and_notices_are_left_out(sandbox: Sandbox) -> None:
    links = "".join(f'<li><a href="/{n}">Ferry story {n}</a></li>' for n in range(4))
    page = (
        '<div id="cookie-bar"><p>We use cookies of 247 partners.</p></div>'
        f"{NAVIGATION}<ul>{links}</ul><article><h1>New bridge</h1>"
        "<p>The new bridge over the Lune opened on Monday after 14 months of work.</p>"
        '<div class="newsletter-box">Get a letter every week.</div>'
        "<h2>Tolls</h2><p>Lorries pay 2 euros, and nobody else pays anything at all.</p>"
        f"</article><div class='related'><h2>More</h2><ul>{links}</ul></div>"
        "<footer>All rights reserved.</footer>"
    )
    assert quoted(read(sandbox, page)) == [
        ("", "The new bridge over the Lune opened on Monday after 14 months of work."),
        ("Tolls", "Lorries pay 2 euros, and nobody else pays anything at all."),
    ]


def test_merged_cells_stand_in_each_row_and_are_named_after_each_column(sandbox: Sandbox) -> None:
    page = (
        "<table><tr><th rowspan=2>Quay</th><th colspan=2>Fee</th></tr>"
        "<tr><th>Summer</th><th>Winter</th></tr>"
        "<tr><td rowspan=2>East</td><td>10</td><td>5</td></tr><tr><td>20</td><td>8</td></tr>"
        "<tr><td>West</td><td colspan=2>free</td></tr></table>"
    )
    assert [text for _, text in quoted(read(sandbox, page))] == [
        "Quay: East | Fee Summer: 10 | Fee Winter: 5",
        "Quay: East | Fee Summer: 20 | Fee Winter: 8",
        "Quay: West | Fee Summer, Fee Winter: free",
    ]


def test_a_row_of_years_names_the_columns(sandbox: Sandbox) -> None:
    page = "<table><tr><td>Region<td>2021<td>2022</tr><tr><td>North<td>5<td>6</tr></table>"
    assert quoted(read(sandbox, page)) == [("", "Region: North | 2021: 5 | 2022: 6")]


def test_powers_stay_powers_and_marks_of_notes_are_left_out(sandbox: Sandbox) -> None:
    page = (
        '<p>It cost 10<sup>6</sup> euros.<sup><a href="#cite_note-1">[1]</a></sup> The water is H'
        "<sub>2</sub>O.</p><p>Half is <math><mfrac><mn>1</mn><mn>2</mn></mfrac></math>.</p>"
        '<p>Measured in 1911. <a href="#r" role="doc-backlink">↩︎</a></p>'
    )
    assert [text for _, text in quoted(read(sandbox, page))] == [
        "It cost 10⁶ euros. The water is H₂O.",
        "Half is 1/2.",
        "Measured in 1911.",
    ]


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        ('<meta charset="iso-8859-1">', "cp1252"),
        ('<meta charset="iso-8859-1">', "utf-8"),
        ('<meta charset="utf-8">', "cp1252"),
        ('<?xml version="1.0" encoding="ISO-8859-1"?>', "cp1252"),
        ("", "utf-16-le"),
        ("", "utf-16"),
    ],
)
def test_a_page_is_decoded_as_it_was_meant(sandbox: Sandbox, head: str, encoding: str) -> None:
    text = "Le café près du quai coûte 12 euros – c’est « naïf »."
    data = f"{head}<html><body><p>{text}</p></body></html>".encode(encoding)
    found = sandbox.read(io.BytesIO(data), len(data), BY_ENDING[".html"])
    assert [text for _, text in quoted(found)] == [text]


def test_a_page_saved_as_one_file_has_the_encoding_of_its_header(sandbox: Sandbox) -> None:
    text = "Порт построен в 1990 году."
    data = (
        b"MIME-Version: 1.0\nContent-Type: text/html; charset=windows-1251\n"
        b"Content-Transfer-Encoding: 8bit\n\n<html><body><p>%b</p></body></html>"
    ) % text.encode("cp1251")
    found = sandbox.read(io.BytesIO(data), len(data), BY_ENDING[".mhtml"])
    assert [text for _, text in quoted(found)] == [text]


def test_a_box_of_facts_names_each_and_its_title_names_none(sandbox: Sandbox) -> None:
    page = (
        "<table><tr><th colspan=2>Lune Bridge</th></tr><tr><th>Length</th><td>312 metres</td></tr>"
        "<tr><th>Opened</th><td>3 February 2025</td></tr></table>"
    )
    assert [text for _, text in quoted(read(sandbox, page))] == [
        "Lune Bridge",
        "Length: 312 metres",
        "Opened: 3 February 2025",
    ]


def test_what_editors_and_screen_readers_alone_see_is_left_out(sandbox: Sandbox) -> None:
    page = (
        "<h1>Bridge</h1><div><h2>History</h2><span class='mw-editsection'>[<a href='/e'>edit</a>]"
        "</span></div><p>It sank.<sup class='noprint'>[<i>citation needed</i>]</sup></p>"
    )
    assert quoted(read(sandbox, page)) == [("History", "It sank.")]


def test_a_list_has_the_numbers_that_the_page_shows(sandbox: Sandbox) -> None:
    page = (
        "<ol><li>One.</ol><p>Between.</p><ol start=3><li>Three.<ol type=a><li>Small.</ol>"
        "<li value=7>Seven.<li>Eight.</ol><ol type=I start=4><li>Roman.</ol>"
    )
    assert read(sandbox, page).text.splitlines() == [
        *("1. One.", "Between.", "3. Three.", "a. Small.", "7. Seven.", "8. Eight.", "IV. Roman."),
    ]


def test_questions_that_fold_out_and_headings_with_a_sign_of_their_own_are_headings(
    sandbox: Sandbox,
) -> None:
    page = (
        f"{NAVIGATION}<h1>Help<a class='headerlink' href='#help'>¶</a></h1>"
        "<h2><button>When do you open?</button></h2><div><p>At nine in the morning.</p></div>"
        "<h2>Dogs <a class='hash-link' href='#dogs'>#</a></h2><p>Small ones are welcome here.</p>"
        "<button>Show more</button>"
    )
    found = read(sandbox, page)
    assert found.title == "Help"
    assert quoted(found) == [
        ("When do you open?", "At nine in the morning."),
        ("Dogs", "Small ones are welcome here."),
    ]
