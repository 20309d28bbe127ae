"""Slides: each with its title for a heading, its texts from top to bottom, tables and notes."""

import io
from collections.abc import Iterable, Iterator

from lxml import etree
from pptx import Presentation
from pptx.exc import PythonPptxError
from pptx.shapes.base import BaseShape
from pptx.shapes.graphfrm import GraphicFrame
from pptx.shapes.group import GroupShape
from pptx.slide import Slide
from pptx.table import Table

from corpus.document import Unit
from corpus.formats.damage import parsing, reading_markup
from corpus.formats.extract import Extract
from corpus.formats.package import check_entities, core_properties, open_package, saved_date
from corpus.formats.properties import usable_title
from corpus.formats.rows import row_text, split_header
from corpus.formats.script import Script

_DEEPEST_GROUP = 8


@reading_markup()
def extract(data: bytes) -> Extract:
    """Read a .pptx file."""
    package = open_package(data)
    check_entities(package)
    properties = core_properties(package)
    script, first = Script(Unit.SLIDE), ""
    # Slides are parsed as they are walked over.
    with parsing(PythonPptxError, etree.Error):
        for number, slide in enumerate(Presentation(io.BytesIO(data)).slides, 1):
            script.turn(number)
            script.leave_headings()
            _write_slide(slide, script)
            first = first or script.heading
    return script.extract(
        title=usable_title(properties.get("title")) or first,
        date=script.stated_date() or saved_date(properties),
        author=properties.get("creator"),
    )


def _write_slide(slide: Slide, script: Script) -> None:
    title = slide.shapes.title
    if title is not None and title.has_text_frame and title.text_frame.text.strip():
        # Level 2: a slide's title is no part of the one before it.
        script.add_heading(2, title.text_frame.text.replace("\v", " "))
    for shape in _in_order(slide.shapes):
        if title is None or shape.shape_id != title.shape_id:
            _write_shape(shape, script)
    if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
        script.add(slide.notes_slide.notes_text_frame.text.replace("\v", "\n"), is_apart=True)


def _in_order(shapes: Iterable[BaseShape], depth: int = 0) -> Iterator[BaseShape]:
    placed = sorted(
        enumerate(shapes), key=lambda item: (item[1].top or 0, item[1].left or 0, item[0])
    )
    for _, shape in placed:
        if isinstance(shape, GroupShape):
            if depth < _DEEPEST_GROUP:
                yield from _in_order(shape.shapes, depth + 1)
        else:
            yield shape


def _write_shape(shape: BaseShape, script: Script) -> None:
    if isinstance(shape, GraphicFrame) and shape.has_table:
        header, rest = split_header(_rows(shape.table))
        for row in rest:
            script.add(row_text(header, row))
    elif shape.has_text_frame and not _is_fixed(shape):
        for paragraph in shape.text_frame.paragraphs:  # type: ignore[attr-defined]  # because shapes with text have it
            script.add(paragraph.text.replace("\v", "\n"), "• " if shape.is_placeholder else "")


def _rows(table: Table) -> list[list[str | None]]:
    """The rows of a table; a merged cell stands in each, None in the columns that it goes on to."""
    rows: list[list[str | None]] = [[cell.text for cell in row.cells] for row in table.rows]
    for number, row in enumerate(table.rows):
        for column, cell in enumerate(row.cells):
            if cell.is_merge_origin:
                for below in rows[number : number + cell.span_height]:
                    below[column : column + cell.span_width] = [
                        cell.text,
                        *[None] * (cell.span_width - 1),
                    ]
    return rows


def _is_fixed(shape: BaseShape) -> bool:
    """Whether it is a slide's number, date or footer."""
    return shape.is_placeholder and shape.placeholder_format.type in (13, 15, 16)
