"""Word files: mammoth makes HTML of them, which is read as any other."""

import io

import mammoth
from lxml import html

from corpus.document import Unit
from corpus.formats.extract import Extract
from corpus.formats.markup import check_tags, write_markup
from corpus.formats.package import check_entities, core_properties, open_package, saved_date
from corpus.formats.properties import usable_title
from corpus.formats.script import Script

_STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='Subtitle'] => p:fresh
"""


def extract(data: bytes) -> Extract:
    """Read a .docx file: headings, paragraphs, lists, tables, footnotes."""
    package = open_package(data)
    check_entities(package)
    properties = core_properties(package)
    converted = mammoth.convert_to_html(
        io.BytesIO(data), style_map=_STYLES, convert_image=mammoth.images.img_element(_no_image)
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


def _no_image(_: object) -> dict[str, str]:
    return {}
