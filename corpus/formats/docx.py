"""Word files: mammoth makes HTML of them, which is read as any other."""

import io
import re
import zipfile
from dataclasses import replace

import mammoth
from lxml import etree, html

from corpus.document import Unit
from corpus.formats.damage import parsing, reading_markup
from corpus.formats.extract import Extract
from corpus.formats.markup import Block, blocks_of, check_tags, write_blocks
from corpus.formats.numbering import CLOSE, OPEN, Numbering, read_numbering, value
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
_STYLES_PART, _NUMBERING_PART = "word/styles.xml", "word/numbering.xml"
_NUMBER = re.compile(rf"{OPEN}([^{CLOSE}]*){CLOSE}")
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
        write_blocks(map(_with_number, blocks_of(tree)), script)
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
    own = _NUMBER.sub("", first.text_content())
    if is_title or " ".join(own.split()).casefold() == title.casefold():
        return
    for heading in tree.iter(*_HEADINGS):
        heading.tag = f"h{min(6, int(heading.tag[1]) + 1)}"


def _with_number(block: Block) -> Block:
    """A block with its number before it, as Word shows it."""
    found = _NUMBER.match(block.text)
    text = block.text[found.end() :] if found else block.text
    text = text.replace(OPEN, "").replace(CLOSE, " ")
    if found is None:
        return replace(block, text=text)
    number = f"{found[1]} " if found[1] else ""
    if block.level:
        return replace(block, text=f"{number}{text}")
    return replace(block, text=text, marker=number)


def _numbering(package: zipfile.ZipFile) -> Numbering | None:
    if not {_NUMBERING_PART, _STYLES_PART} <= set(package.namelist()):
        return None
    parts = (parse_xml(read_part(package, name)) for name in (_NUMBERING_PART, _STYLES_PART))
    return read_numbering(*parts)


def _lighter(package: zipfile.ZipFile) -> io.BytesIO:
    """The file without pictures and fonts, and with no more of its styles than their names.

    Parsing what a usual template says of styles took nine tenths of the time.
    """
    lighter = io.BytesIO()
    numbering = _numbering(package)
    with zipfile.ZipFile(lighter, "w", zipfile.ZIP_STORED) as kept:
        for name in package.namelist():
            if name == _STYLES_PART:
                kept.writestr(name, _names_of_styles(read_part(package, name)))
            elif name in TEXT_PARTS:
                kept.writestr(name, readable_part(read_part(package, name), numbering))
            # Its numbers are written; mammoth would count others.
            elif name == _NUMBERING_PART:
                continue
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
        styles[value(child, "styleId")] = child
        for detail in list(child):
            if not isinstance(detail.tag, str) or local_name(detail.tag) not in _KEPT:
                child.remove(detail)
    _name_headings(styles)
    return bytes(etree.tostring(root))


def _name_headings(styles: dict[str, etree._Element]) -> None:
    """Name the styles of headings that somebody made as Word names its own: by their level."""
    for style in styles.values():
        name = style.find("{*}name")
        if name is None or value(style, "type") != "paragraph" or value(name, "val") == "Title":
            continue
        own, seen = style, set[str]()
        while (level := own.find("{*}pPr/{*}outlineLvl")) is None:
            base = own.find("{*}basedOn")
            above = "" if base is None else value(base, "val")
            if above in seen or above not in styles:
                break
            seen.add(above)
            own = styles[above]
        if level is not None and value(level, "val") in _OUTLINE:
            key = next(key for key in name.attrib if local_name(str(key)) == "val")
            name.set(key, f"heading {int(value(level, 'val')) + 1}")


def _no_image(_: object) -> dict[str, str]:
    return {}
