"""Zip files of documents (docx, pptx, epub): looked over before anything is unpacked."""

import io
import posixpath
import re
import zipfile
import zlib
from urllib.parse import unquote

from lxml import etree

from corpus.formats.extract import Refused
from corpus.formats.properties import iso_date

_MOST_ENTRIES = 10_000
_MOST_UNPACKED_BYTES = 300 * 1024 * 1024
_MOST_XML_BYTES = 40 * 1024 * 1024
# Text packs to a tenth; a hundredth is only ever a bomb, except in small parts.
_MOST_RATIO, _SMALL_BYTES = 150, 1024 * 1024
_XML_ENDINGS = (".xml", ".rels", ".opf", ".ncx", ".xhtml", ".html", ".htm")
# A packing that zipfile does not know is a RuntimeError, too.
_NOT_TO_BE_READ = (KeyError, zipfile.BadZipFile, EOFError, OSError, ValueError, RuntimeError)
_ENTITY = re.compile(rb"<!ENTITY", re.IGNORECASE)
_PROPERTIES = "docProps/core.xml"
# What python-docx and python-pptx write where nobody says when.
_DAYS_OF_TEMPLATES = frozenset({"2013-12-23", "2013-01-27"})


def open_package(data: bytes) -> zipfile.ZipFile:
    """Open a zip whose declared sizes are those of a document.

    Raises:
        Refused: it is damaged, protected by a password, or would unpack to too much.
    """
    try:
        package = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise Refused("it is damaged: not a whole zip file") from error
    entries = package.infolist()
    if len(entries) > _MOST_ENTRIES:
        raise Refused(f"it holds more than {_MOST_ENTRIES:,} parts")
    if sum(entry.file_size for entry in entries) > _MOST_UNPACKED_BYTES:
        raise Refused(f"it would unpack to more than {_MOST_UNPACKED_BYTES:,} bytes")
    for entry in entries:
        if entry.flag_bits & 1:
            raise Refused("it is protected by a password")
        ratio = entry.file_size / max(1, entry.compress_size)
        is_xml = entry.filename.lower().endswith(_XML_ENDINGS)
        if (entry.file_size > _SMALL_BYTES and ratio > _MOST_RATIO) or (
            is_xml and entry.file_size > _MOST_XML_BYTES
        ):
            raise Refused("it unpacks to far more than a document does")
    return package


def check_entities(package: zipfile.ZipFile) -> None:
    """Refuse a package in which XML declares entities: documents never do.

    Raises:
        Refused: some part does, or cannot be unpacked.
    """
    for entry in package.infolist():
        if entry.filename.lower().endswith(_XML_ENDINGS):
            data = read_part(package, entry.filename)
            # As UTF-16, "<!ENTITY" has a NUL after each letter.
            if _ENTITY.search(data) or _ENTITY.search(data.replace(b"\0", b"")):
                raise Refused("its XML declares entities, which no document needs")


def read_part(package: zipfile.ZipFile, name: str) -> bytes:
    """The bytes of a part.

    Raises:
        Refused: there is none, or it is damaged.
    """
    try:
        return package.read(name)
    except (*_NOT_TO_BE_READ, zlib.error) as error:
        raise Refused(f"it is damaged: no part {name[:80]!r} to be read") from error


def parse_xml(data: bytes) -> etree._Element:
    """The tree of an XML part; nothing outside of it is read, no entity is expanded.

    Raises:
        Refused: it is no XML.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Refused(f"it is damaged: {str(error)[:100]}") from error
    if root is None:
        raise Refused("it is damaged: an empty part")
    return root


def local_name(tag: str) -> str:
    """The name of an element without its namespace; lxml's own refuses names of broken files."""
    return tag.rpartition("}")[2]


def core_properties(package: zipfile.ZipFile) -> dict[str, str]:
    """The properties of an Office file: title, creator, created, modified and what else is set."""
    if _PROPERTIES not in package.namelist():
        return {}
    root = parse_xml(read_part(package, _PROPERTIES))
    return {
        local_name(child.tag): (child.text or "").strip()
        for child in root
        if isinstance(child.tag, str)
    }


def saved_date(properties: dict[str, str]) -> str | None:
    """The day a file was saved last; a template's date, before it was made, is not its own."""
    days = (iso_date(properties.get(name)) for name in ("created", "modified"))
    day = max(filter(None, days), default=None)
    return None if day in _DAYS_OF_TEMPLATES else day


def joined_path(base: str, target: str) -> str:
    """The name of a part that another one points to; it is looked up, and never a path on disk."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(base), unquote(target)))
