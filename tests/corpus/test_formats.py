"""Files made by other tools: the right text, headings, places and properties are read of each."""

import io
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from corpus.clean import clean
from corpus.document import Document, Span, Unit
from corpus.formats.extract import Extract, Refused
from corpus.formats.registry import BY_ENDING, FORMATS
from corpus.read import FolderEmpty, read_folder
from corpus.sandbox.sandbox import Sandbox
from corpus.split import split

FILES = Path(__file__).parent / "files"


@dataclass(frozen=True)
class Found:
    """A sentence of a file, and where a person finds it."""

    file: str
    sentence: str
    heading: str
    place: tuple[Unit, int]


TEXTS = [
    Found(
        "orchard.pdf",
        "It ripens in the second week of October and keeps until May in a cool cellar.",
        "3 Varieties",
        (Unit.PAGE, 1),
    ),
    Found(
        "orchard.pdf",
        "Income was 2.9 million crowns; after wages, repairs and the levy for the water board, "
        "184,000 crowns were left.",
        "5 Accounts",
        (Unit.PAGE, 2),
    ),
    Found(
        "mill.pdf",
        "A good week gives three tonnes of wholemeal flour, which is sold to eleven bakeries "
        "along the coast.",
        "Work",
        (Unit.PAGE, 2),
    ),
    Found(
        "mill.docx",
        "The gates close by themselves when the tide turns, so that no keeper is needed at night.",
        "Building › The pond",
        (Unit.PARAGRAPH, 1),
    ),
    Found(
        "mill.docx",
        "Flour: Spelt | Price of a sack: 34 crowns | Weeks in store: 9",
        "Work",
        (Unit.PARAGRAPH, 3),
    ),
    Found(
        "mill.html",
        "The lower gate is of larch and leaks a little in dry summers.",
        "Building › The pond",
        (Unit.PARAGRAPH, 3),
    ),
    Found(
        "mill.epub",
        "Guided tours start at low water and cost 6 crowns.",
        "",
        (Unit.PARAGRAPH, 15),
    ),
    Found(
        "guide.epub",
        "In 2023 five males were counted by their booming, two more than in the year before.",
        "Birds › Bitterns",
        (Unit.PARAGRAPH, 1),
    ),
    Found(
        "bees.pptx",
        "Each hive gives 19 kilograms of honey in a good year.",
        "Hives",
        (Unit.SLIDE, 2),
    ),
    Found(
        "bees.pptx",
        "Winter: 2023 | Hives lost: 41 | Cause: Mites",
        "Losses in winter",
        (Unit.SLIDE, 3),
    ),
    Found(
        "ferry-rules.docx",
        "Groups of ten or more pay half if they book two days ahead.",
        "Tickets › Groups",
        (Unit.PARAGRAPH, 1),
    ),
    Found(
        "night-ferries.html",
        "A crossing at night costs 5 crowns, two more than by day.",
        "What it costs",
        (Unit.PARAGRAPH, 1),
    ),
    Found(
        "night-ferries.mhtml",
        "It carries sixty passengers and four cars, and is so quiet that the company had to fit "
        "a bell.",
        "The ship",
        (Unit.PARAGRAPH, 1),
    ),
    Found(
        "night-ferries.pdf",
        "Nurses and bakers, who start work before dawn, had to go round by the road, which takes "
        "fifty minutes.",
        "",
        (Unit.PAGE, 1),
    ),
    Found(
        "fares.csv",
        "Haltestelle: Mühlensteg | Fähre: Sarn | Preis (Kronen): 4,20 | "
        "Bemerkung: nur bei Flut; größere Gruppen müssen sich anmelden",
        "",
        (Unit.ROW, 4),
    ),
]

# Title, date, author, source.
PROPERTIES = {
    "orchard.pdf": ("The Orchards of Lower Vennick", "2025-03-04", "Ida Rask", None),
    "mill.docx": ("The tide mill of Sarn", None, "Owen Pryce", None),
    "mill.html": ("The tide mill of Sarn", None, "Owen Pryce", None),
    "bees.pptx": ("Bees of the Marn valley", "2025-05-09", "Jonas Weil", None),
    "ferry-rules.docx": ("Rules of the Halden ferry", "2025-02-11", "Marta Linde", None),
    "guide.epub": ("A guide to the marsh of Ollen", "2024-09-30", "Sara Ngata", None),
    "night-ferries.html": (
        "Night ferries return to Halden",
        "2025-06-14",
        "Petra Solberg",
        "https://courier.example.org/2025/night-ferries",
    ),
    "night-ferries.mhtml": (
        "Night ferries return to Halden",
        "2025-06-14",
        "Petra Solberg",
        "https://courier.example.org/2025/night-ferries",
    ),
}


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Document]:
    """Each file as a document, by its name."""
    folder = tmp_path_factory.mktemp("documents")
    for path in FILES.iterdir():
        # The same text twice in a collection would be read once.
        place = folder / path.suffix[1:]
        place.mkdir(exist_ok=True)
        (place / path.name).write_bytes(path.read_bytes())
    return {Path(f.path).name: clean(f) for f in read_folder(folder).files}


def ruler(texts: object) -> list[int]:
    return [len(text) // 4 + 1 for text in texts]  # type: ignore[attr-defined]  # because a list of texts comes


@pytest.mark.parametrize("found", TEXTS, ids=lambda found: f"{found.file}: {found.sentence[:20]}")
def test_a_sentence_stands_whole_under_its_heading_at_its_place(
    documents: dict[str, Document], found: Found
) -> None:
    document = documents[found.file]
    start = document.text.index(found.sentence)
    span = Span(start, start + len(found.sentence))
    passages = [p for p in split(document, ruler) if span in p.sentences]
    assert [p.heading for p in passages] == [found.heading]
    assert (document.unit, document.place_of(start)) == found.place
    if document.unit in (Unit.PAGE, Unit.SLIDE):
        assert passages[0].page == document.place_of(start)


@pytest.mark.parametrize("name", PROPERTIES)
def test_title_date_author_and_source_are_those_of_the_file(
    documents: dict[str, Document], name: str
) -> None:
    found = documents[name]
    assert (found.title, found.date, found.author, found.source_url) == PROPERTIES[name]


def test_no_passage_holds_text_of_two_pages(documents: dict[str, Document]) -> None:
    for document in documents.values():
        if document.unit not in (Unit.PAGE, Unit.SLIDE):
            continue
        for passage in split(document, ruler):
            # Where a sentence goes on overleaf, the mark comes after its end.
            assert document.place_of(passage.start) == passage.page
            assert document.place_of(passage.end - 1) == passage.page


def test_two_columns_are_read_one_after_the_other(documents: dict[str, Document]) -> None:
    text = documents["orchard.pdf"].text
    landmarks = ["86 hectares", "14 kilometres", "eleven tonnes", "Saffron Pear", "9,000 apples"]
    places = [text.index(landmark) for landmark in landmarks]
    assert places == sorted(places)


def test_ligatures_and_words_cut_at_line_ends_are_whole(documents: dict[str, Document]) -> None:
    text = documents["orchard.pdf"].text
    for word in ("difficult", "official", "efficiency", "between", "agricultural", "therefore"):
        assert f" {word} " in text, word
    assert not set("ﬁﬂﬀﬃﬄ\ufffe\u00ad") & set(text)


def test_a_sentence_that_goes_on_overleaf_is_not_cut(documents: dict[str, Document]) -> None:
    found = documents["orchard.pdf"]
    second = found.text[[mark.start for mark in found.marks][1] :]
    assert second.startswith("The fruit is carried")


def test_running_headers_and_page_numbers_are_left_out_and_listed(
    documents: dict[str, Document],
) -> None:
    found = documents["orchard.pdf"]
    assert "Yearbook\n" not in found.text
    assert [(d.line, d.text) for d in found.dropped if d.text[0] == "V"] == [
        (1, "Vennick Growers’ Yearbook"),
        (2, "Vennick Growers’ Yearbook"),
    ]


@pytest.mark.parametrize("name", ["night-ferries.html", "night-ferries.mhtml"])
def test_what_stands_around_the_text_of_a_web_page_is_left_out(
    documents: dict[str, Document], name: str
) -> None:
    text = documents[name].text
    for furniture in ("cookies", "Subscribe", "Goat", "Rain until", "All rights", "Privacy"):
        assert furniture not in text


def test_a_table_in_a_legacy_encoding_keeps_its_letters(documents: dict[str, Document]) -> None:
    assert "Bemerkung: täglich außer montags" in documents["fares.csv"].text


def test_a_scan_without_text_is_skipped_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "scan.pdf").write_bytes((FILES / "scan.pdf").read_bytes())
    with pytest.raises(FolderEmpty) as caught:
        read_folder(tmp_path)
    assert "scan.pdf: no text: scanned? Run OCR over it first" in str(caught.value)


def test_every_format_keeps_what_the_table_says(documents: dict[str, Document]) -> None:
    for kind in FORMATS:
        own = [d for name, d in documents.items() if Path(name).suffix in kind.endings]
        kept = {
            "headings": any(p.heading for d in own for p in d.paragraphs),
            "lists": any("• " in d.text for d in own),
            "tables": any(" | " in d.text for d in own),
            "title": any(d.title in d.text for d in own),
            "date": any(d.date for d in own),
            "author": any(d.author for d in own),
            "source": any(d.source_url for d in own),
        }
        # No fixture shows these two.
        shown = set(kind.keeps) - ({"source"} if kind.name == "EPUB" else set())
        shown -= {"lists", "tables"} if kind.name == "saved web page" else set()
        shown -= {"lists"} if kind.name == "EPUB" else set()
        assert shown <= {name for name, is_kept in kept.items() if is_kept}, kind.name
        assert {d.unit for d in own} == {kind.unit}


def read(name: str, data: bytes) -> Extract:
    with Sandbox() as sandbox:
        return sandbox.read(io.BytesIO(data), len(data), BY_ENDING[Path(name).suffix])


def test_a_book_is_read_in_the_order_of_its_spine_with_headings_and_source() -> None:
    book = io.BytesIO()
    with zipfile.ZipFile(book, "w") as package:
        package.writestr(
            "META-INF/container.xml",
            '<container><rootfiles><rootfile full-path="b/a.opf"/></rootfiles></container>',
        )
        package.writestr(
            "b/a.opf",
            '<package xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata><dc:title>Tides'
            "</dc:title><dc:source>https://example.org/tides</dc:source></metadata><manifest>"
            '<item id="x" href="one%20a.xhtml"/><item id="y" href="two.xhtml"/></manifest>'
            '<spine><itemref idref="y"/><itemref idref="x"/></spine></package>',
        )
        package.writestr("b/one a.xhtml", "<html><body><h1>Late</h1><p>Ebb.</p></body></html>")
        package.writestr(
            "b/two.xhtml",
            "<html><head><title/></head><body><h1>Early</h1><ul><li>10&nbsp;km &amp; "
            "caf&eacute;</li></ul></body></html>",
        )
    found = read("a.epub", book.getvalue())
    assert found.text == "Early\n• 10 km & café\nLate\nEbb.\n"
    assert [paragraph.heading for paragraph in found.paragraphs] == ["Early", "Late"]
    assert (found.title, found.source_url) == ("Tides", "https://example.org/tides")


def test_a_chapter_without_a_heading_stands_under_its_name_in_the_table_of_contents() -> None:
    book = io.BytesIO()
    with zipfile.ZipFile(book, "w") as package:
        package.writestr(
            "META-INF/container.xml",
            '<container><rootfiles><rootfile full-path="a.opf"/></rootfiles></container>',
        )
        package.writestr(
            "a.opf",
            '<package><manifest><item id="x" href="one.xhtml"/><item id="y" href="two.xhtml"/>'
            '<item id="n" href="toc.ncx" media-type="application/x-dtbncx+xml"/></manifest>'
            '<spine><itemref idref="x"/><itemref idref="y"/></spine></package>',
        )
        package.writestr(
            "toc.ncx",
            "<ncx><navMap><navPoint><navLabel><text>The storm</text></navLabel>"
            '<content src="two.xhtml#a"/></navPoint></navMap></ncx>',
        )
        package.writestr("one.xhtml", "<html><body><h2>The lamp</h2><p>Oil.</p></body></html>")
        package.writestr("two.xhtml", "<html><body><p>Panes broke.</p></body></html>")
    found = read("a.epub", book.getvalue())
    assert [one.heading for one in found.paragraphs] == ["The lamp", "The storm"]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "file:///etc/passwd", "https://a b.org"])
def test_a_source_that_is_no_web_address_is_no_source(url: str) -> None:
    page = (
        f'<link rel="canonical" href="{url}"><meta property="og:url" content="{url}"><p>Text.</p>'
    )
    assert read("a.html", page.encode()).source_url is None


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.pdf", b"<html>", "its ending says PDF, but it is something else"),
        ("a.docx", b"%PDF-1.4", "its ending says Word, but it is a PDF"),
        ("a.csv", b"PK\x03\x04", "its ending says CSV, but it is a zip file"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "save it as .docx"),
        (
            "a.docx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "protected by a password",
        ),
        ("a.html", b"", "it is empty"),
        ("a.html", b"<p></p>", "it holds no text"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused(name: str, data: bytes, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        read(name, data)


def test_a_format_without_its_packages_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.formats.registry.find_spec", {}.get)
    with pytest.raises(Refused, match=r"pip install 'quoth\[slides\]'"):
        read("a.pptx", (FILES / "bees.pptx").read_bytes())
