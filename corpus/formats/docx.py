"""Word files: mammoth makes HTML of them, which is read as any other."""

import io
import zipfile

import mammoth
from lxml import etree, html

from corpus.document import Unit
from corpus.formats.damage import parsing, reading_markup
from corpus.formats.extract import Extract
from corpus.formats.markup import check_tags, write_markup
from corpus.formats.package import (
    check_entities,
    core_properties,
    local_name,
    open_package,
    parse_xml,
    read_part,
    saved_date,
)
from corpus.formats.properties import usable_title
from corpus.formats.script import Script
from corpus.formats.wordml import TEXT_PARTS, readable_part

_STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='Subtitle'] => p:fresh
"""
_STYLES_PART = "word/styles.xml"
_HEAVY = ("word/media/", "word/fonts/", "word/embeddings/", "word/theme/", "customXml/")
# Lists are known by the numbering of their paragraphs' styles.
_KEPT = frozenset({"name", "basedOn", "pPr"})


@reading_markup()
def extract(data: bytes) -> Extract:
    """Read a .docx file: headings, paragraphs, lists, tables, footnotes."""
    package = open_package(data)
    check_entities(package)
    properties = core_properties(package)
    lighter = _lighter(package)
    with parsing():
        converted = mammoth.convert_to_html(
            lighter, style_map=_STYLES, convert_image=mammoth.images.img_element(_no_image)
        )
    check_tags(converted.value.encode())
    script = Script(Unit.PARAGRAPH)
    if converted.value.strip():
        write_markup(html.fragment_fromstring(converted.value, create_parent="div"), script)
    return script.extract(
        title=script.title or usable_title(properties.get("title")),
        date=script.stated_date() or saved_date(properties),
        author=properties.get("creator"),
    )


def _lighter(package: zipfile.ZipFile) -> io.BytesIO:
    """The file without pictures and fonts, and with no more of its styles than their names.

    Parsing what a usual template says of styles took nine tenths of the time.
    """
    lighter = io.BytesIO()
    with zipfile.ZipFile(lighter, "w", zipfile.ZIP_STORED) as kept:
        for name in package.namelist():
            if name == _STYLES_PART:
                kept.writestr(name, _names_of_styles(read_part(package, name)))
            elif name in TEXT_PARTS:
                kept.writestr(name, readable_part(read_part(package, name)))
            elif not name.startswith(_HEAVY):
                kept.writestr(name, read_part(package, name))
    lighter.seek(0)
    return lighter


def _names_of_styles(data: bytes) -> bytes:
    root = parse_xml(data)
    for child in list(root):
        if not isinstance(child.tag, str) or local_name(child.tag) != "style":
            root.remove(child)
            continue
        for detail in list(child):
            if not isinstance(detail.tag, str) or local_name(detail.tag) not in _KEPT:
                child.remove(detail)
    return bytes(etree.tostring(root))


def _no_image(_: object) -> dict[str, str]:
    return {}
