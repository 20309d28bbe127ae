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
p[style-name='Title'] => h1.title:fresh
p[style-name='Subtitle'] => p:fresh
"""
_STYLES_PART = "word/styles.xml"
_HEAVY = ("word/media/", "word/fonts/", "word/embeddings/", "word/theme/", "customXml/")
# Lists are known by the numbering of their paragraphs' styles.
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_OUTLINE = frozenset("012345")
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
        tree = html.fragment_fromstring(converted.value, create_parent="div")
        _set_apart_title(tree, usable_title(properties.get("title")))
        write_markup(tree, script)
    return script.extract(
        title=script.title or usable_title(properties.get("title")),
        date=script.stated_date() or saved_date(properties),
        author=properties.get("creator"),
    )


def _set_apart_title(tree: etree._Element, title: str) -> None:
    """Lower all headings where the first of several is that of a chapter, and no title."""
    first, *others = tree.findall("h1") or [None]
    if first is None or not others or first.get("class") == "title":
        return
    following = first.getnext()
    is_title = following is not None and following.tag in _HEADINGS
    if is_title or " ".join(first.text_content().split()).casefold() == title.casefold():
        return
    for heading in tree.iter(*_HEADINGS):
        heading.tag = f"h{min(6, int(heading.tag[1]) + 1)}"


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
    styles: dict[str, etree._Element] = {}
    for child in list(root):
        if not isinstance(child.tag, str) or local_name(child.tag) != "style":
            root.remove(child)
            continue
        styles[_value(child, "styleId")] = child
        for detail in list(child):
            if not isinstance(detail.tag, str) or local_name(detail.tag) not in _KEPT:
                child.remove(detail)
    _name_headings(styles)
    return bytes(etree.tostring(root))


def _name_headings(styles: dict[str, etree._Element]) -> None:
    """Name the styles of headings that somebody made as Word names its own: by their level."""
    for style in styles.values():
        name = style.find("{*}name")
        if name is None or _value(style, "type") != "paragraph" or _value(name, "val") == "Title":
            continue
        own, seen = style, set[str]()
        while (level := own.find("{*}pPr/{*}outlineLvl")) is None:
            base = own.find("{*}basedOn")
            above = "" if base is None else _value(base, "val")
            if above in seen or above not in styles:
                break
            seen.add(above)
            own = styles[above]
        if level is not None and _value(level, "val") in _OUTLINE:
            key = next(key for key in name.attrib if local_name(str(key)) == "val")
            name.set(key, f"heading {int(_value(level, 'val')) + 1}")


def _value(element: etree._Element, name: str) -> str:
    found = (value for key, value in element.attrib.items() if local_name(str(key)) == name)
    return str(next(found, ""))


def _no_image(_: object) -> dict[str, str]:
    return {}
