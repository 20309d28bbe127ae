"""Books: the chapters of an EPUB in the order of its spine, with its own title and author."""

import re
import zipfile
from collections.abc import Iterator
from html.entities import html5

from lxml import etree

from corpus.document import Unit
from corpus.formats.damage import reading_markup
from corpus.formats.extract import Extract, Refused
from corpus.formats.markup import blocks_of, check_tags, write_blocks
from corpus.formats.package import check_entities, joined_path, open_package, parse_xml, read_part
from corpus.formats.properties import iso_date, usable_title, usable_url
from corpus.formats.script import Script

_CONTAINER = "META-INF/container.xml"
_NAMED = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,30});")
_OF_XML = frozenset({b"amp", b"lt", b"gt", b"quot", b"apos"})
_MOST_CHAPTERS = 2000
_NCX = "application/x-dtbncx+xml"


@reading_markup()
def extract(data: bytes) -> Extract:
    """Read an .epub file."""
    package = open_package(data)
    check_entities(package)
    if "META-INF/encryption.xml" in package.namelist() and _is_locked(package):
        raise Refused("it is protected against copying")
    container = parse_xml(read_part(package, _CONTAINER))
    roots = container.findall(".//{*}rootfile")
    if not roots:
        raise Refused("it is damaged: no book in it")
    opf_name = roots[0].get("full-path", "")
    book = parse_xml(read_part(package, opf_name))
    script = Script(Unit.PARAGRAPH, usable_title(_stated(book, "title")))
    labels = _labels(book, opf_name, package)
    for name in _chapters(book, opf_name, package):
        text = read_part(package, name)
        check_tags(text)
        blocks = blocks_of(parse_xml(_NAMED.sub(_as_number, text)))
        is_named = name in labels and not any(block.level for block in blocks)
        if is_named:
            script.enter(labels[name])
        write_blocks(blocks, script)
        if is_named:
            script.leave_headings()
    return script.extract(
        title=script.title,
        date=iso_date(_stated(book, "date")),
        author=_stated(book, "creator"),
        source_url=usable_url(_stated(book, "source")),
    )


def _chapters(book: etree._Element, opf_name: str, package: zipfile.ZipFile) -> list[str]:
    """The parts of the text, in order, without the table of contents."""
    items = {item.get("id"): item for item in book.findall(".//{*}manifest/{*}item")}
    known = set(package.namelist())
    names: list[str] = []
    for reference in book.findall(".//{*}spine/{*}itemref")[:_MOST_CHAPTERS]:
        item = items.get(reference.get("idref"))
        if item is None or "nav" in item.get("properties", "").split():
            continue
        name = joined_path(opf_name, item.get("href", "").partition("#")[0])
        # A chapter that the spine names twice is read once.
        if name in known and name not in names:
            names.append(name)
    return names


def _labels(book: etree._Element, opf_name: str, package: zipfile.ZipFile) -> dict[str, str]:
    """What the table of contents calls each part of the text: the first name of each."""
    known = set(package.namelist())
    labels: dict[str, str] = {}
    for item in book.findall(".//{*}manifest/{*}item"):
        is_nav = "nav" in item.get("properties", "").split()
        name = joined_path(opf_name, item.get("href", ""))
        if name not in known or not (is_nav or item.get("media-type") == _NCX):
            continue
        text = read_part(package, name)
        check_tags(text)
        for label, target in _entries(parse_xml(_NAMED.sub(_as_number, text))):
            path = joined_path(name, target.partition("#")[0])
            if label.strip():
                labels.setdefault(path, label)
    return labels


def _entries(root: etree._Element) -> Iterator[tuple[str, str]]:
    """The entries of a table of contents, of EPUB 3 or 2: their labels, and where they lead."""
    for link in root.iterfind(".//{*}nav//{*}a"):
        yield "".join(link.itertext()), link.get("href", "")
    for point in root.iterfind(".//{*}navPoint"):
        label, content = point.find("{*}navLabel/{*}text"), point.find("{*}content")
        if label is not None and content is not None:
            yield label.text or "", content.get("src", "")


def _stated(book: etree._Element, name: str) -> str | None:
    found = book.find(f".//{{*}}metadata/{{http://purl.org/dc/elements/1.1/}}{name}")
    return None if found is None else found.text


def _is_locked(package: zipfile.ZipFile) -> bool:
    """Whether more than its fonts is encrypted."""
    root = parse_xml(read_part(package, "META-INF/encryption.xml"))
    targets = [one.get("URI", "").lower() for one in root.findall(".//{*}CipherReference")]
    return any(not name.endswith((".ttf", ".otf", ".woff", ".woff2")) for name in targets)


def _as_number(found: "re.Match[bytes]") -> bytes:
    r"""A name that only HTML knows, such as &nbsp;, as the number that XML knows too."""
    meant = html5.get(found[1].decode() + ";")
    if found[1] in _OF_XML or meant is None:
        return found[0]
    return "".join(f"&#{ord(one)};" for one in meant).encode()
