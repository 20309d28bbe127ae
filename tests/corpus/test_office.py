"""Word files and slides as people make them: what is seen is read, and nothing that is not."""

import io
from collections.abc import Callable

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from pptx import Presentation
from pptx.util import Inches

from corpus.formats.extract import Extract
from corpus.formats.registry import BY_ENDING
from corpus.sandbox.sandbox import Sandbox

_MATH = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'


def read(ending: str, save: Callable[[io.BytesIO], None]) -> Extract:
    file = io.BytesIO()
    save(file)
    with Sandbox() as sandbox:
        return sandbox.read(io.BytesIO(file.getvalue()), len(file.getvalue()), BY_ENDING[ending])


def quoted(found: Extract) -> list[tuple[str, str]]:
    return [(one.heading, found.text[one.start : one.end]) for one in found.paragraphs]


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        (
            '<w:fldSimple w:instr="PAGE"><w:r><w:t>7</w:t></w:r></w:fldSimple>',
            "See page 7 for tides.",
        ),
        (
            f"<m:oMath {_MATH}><m:r><m:t>x=</m:t></m:r><m:f><m:num><m:r>"
            "<m:t>a+1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath>",
            "See page x=(a+1)/2 for tides.",
        ),
        (
            "<w:r><w:rPr><w:vanish/></w:rPr><w:t>HIDDEN</w:t></w:r>"
            '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>12</w:t></w:r>',
            "See page 12 for tides.",
        ),
        (
            '<w:ins w:id="1" w:author="X"><w:r><w:t>ten</w:t></w:r></w:ins>'
            '<w:del w:id="2" w:author="X"><w:r><w:delText>nine</w:delText></w:r></w:del>',
            "See page ten for tides.",
        ),
    ],
)
def test_fields_formulas_and_changes_are_read_as_they_are_seen(inner: str, text: str) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("See page ")
    wrapped = parse_xml(f"<w:p {nsdecls('w')}>{inner}</w:p>")
    for child in list(wrapped):
        paragraph._p.append(child)
    paragraph.add_run(" for tides.")
    assert quoted(read(".docx", document.save)) == [("", text)]


def test_a_merged_cell_counts_in_every_row_and_column() -> None:
    document = docx.Document()
    table = document.add_table(4, 3)
    rows = (("Quay", "Summer", "Winter"), ("East", "10", "5"), ("", "20", "8"), ("West", "", ""))
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            table.cell(number, column).text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    table.cell(3, 1).merge(table.cell(3, 2)).text = "free"
    assert [text for _, text in quoted(read(".docx", document.save))] == [
        "Quay: East | Summer: 10 | Winter: 5",
        "Quay: East | Summer: 20 | Winter: 8",
        "Quay: West | Summer, Winter: free",
    ]


def test_what_a_library_writes_of_every_file_is_no_date_and_no_author() -> None:
    document = docx.Document()
    document.add_paragraph("Text of the file.")
    found = read(".docx", document.save)
    assert (found.date, found.author) == (None, None)


def test_a_slide_without_a_title_stands_under_no_other_and_the_first_names_all() -> None:
    deck = Presentation()
    first = deck.slides.add_slide(deck.slide_layouts[0])
    first.shapes.title.text = "Harbour plans"
    first.placeholders[1].text = "by Ida Quay"
    second = deck.slides.add_slide(deck.slide_layouts[6])
    second.shapes.add_textbox(0, 0, Inches(3), Inches(1)).text_frame.text = "The gate is wide."
    table = second.shapes.add_table(3, 3, 0, Inches(2), Inches(4), Inches(2)).table
    rows = (("Gate", "Width", "Depth"), ("North", "9 m", "4 m"), ("South", "none", ""))
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            table.cell(number, column).text = text
    table.cell(2, 1).merge(table.cell(2, 2))
    found = read(".pptx", deck.save)
    assert (found.title, found.date) == ("Harbour plans", None)
    assert quoted(found) == [
        ("Harbour plans", "by Ida Quay"),
        ("", "The gate is wide."),
        ("", "Gate: North | Width: 9 m | Depth: 4 m"),
        ("", "Gate: South | Width, Depth: none"),
    ]


def test_a_heading_of_a_style_that_somebody_made_is_one() -> None:
    document = docx.Document()
    style = document.styles.add_style("Kapitel der Firma", WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Heading 2"]
    document.add_paragraph("Title of it all", "Title")
    document.add_paragraph("Noise", "Kapitel der Firma")
    document.add_paragraph("Music must stop at ten.")
    assert quoted(read(".docx", document.save)) == [("Noise", "Music must stop at ten.")]


def test_the_first_of_several_chapters_is_no_title() -> None:
    document = docx.Document()
    for name, text in (("Noise", "Music must stop at ten."), ("Dogs", "Dogs are kept on a lead.")):
        document.add_heading(name, 1)
        document.add_paragraph(text)
    found = read(".docx", document.save)
    assert found.title == ""
    assert quoted(found) == [
        ("Noise", "Music must stop at ten."),
        ("Dogs", "Dogs are kept on a lead."),
    ]


def numbered(levels: str, paragraphs: list[tuple[str, str]]) -> list[str]:
    """The lines of a file with a list of these levels; each paragraph has its numPr, or none."""
    document = docx.Document()
    part = document.part.numbering_part.element
    lists = parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90">{levels}</w:abstractNum>'
    )
    part.insert(0, lists)
    for number, override in (("91", ""), ("92", '<w:startOverride w:val="5"/>')):
        over = f'<w:lvlOverride w:ilvl="0">{override}</w:lvlOverride>' if override else ""
        part.append(
            parse_xml(
                f'<w:num {nsdecls("w")} w:numId="{number}"><w:abstractNumId w:val="90"/>{over}'
                "</w:num>"
            )
        )
    for place, text in paragraphs:
        paragraph = document.add_paragraph(text)
        if place:
            level, number = place.split("/")
            properties = paragraph._p.get_or_add_pPr()
            properties.append(
                parse_xml(
                    f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/>'
                    f'<w:numId w:val="{number}"/></w:numPr>'
                )
            )
    return read(".docx", document.save).text.splitlines()


def test_numbers_are_those_that_word_shows() -> None:
    levels = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for at, (form, text) in enumerate(
            (("decimal", "%1."), ("lowerLetter", "%1.%2)"), ("upperRoman", "§ %3"), ("bullet", "x"))
        )
    )
    assert numbered(
        levels,
        [
            ("0/91", "Alpha"),
            ("1/91", "Beta"),
            ("1/91", "Gamma"),
            ("", "Between."),
            ("2/91", "Delta"),
            ("2/91", "Epsilon"),
            ("0/91", "Zeta"),
            ("1/91", "Eta"),
            ("3/91", "Theta"),
            ("0/92", "Iota"),
        ],
    ) == [
        "1. Alpha",
        "1.a) Beta",
        "1.b) Gamma",
        "Between.",
        "§ I Delta",
        "§ II Epsilon",
        "2. Zeta",
        "2.a) Eta",
        "• Theta",
        "5. Iota",
    ]


def test_lists_by_style_are_numbered() -> None:
    document = docx.Document()
    document.add_paragraph("One thing.", "List Number")
    document.add_paragraph("Two things.", "List Number")
    document.add_paragraph("A point.", "List Bullet")
    assert read(".docx", document.save).text == "1. One thing.\n2. Two things.\n• A point.\n"
