"""Every format that is read: its endings, what it needs, and what is kept of it."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec

from corpus.document import Unit
from corpus.formats.extract import Refused

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
# Enough to tell what a file is, and, of an old Office file, whether it is encrypted.
HEAD_BYTES = 65_536
_PDF_HEAD_BYTES = 1024


@dataclass(frozen=True, slots=True)
class Format:
    """A format that a reader of its own reads, in a process of its own.

    `module` has a function `extract(data: bytes) -> Extract`; `needs` are the packages that it
    imports, and `extra` brings them. `keeps` is for people, beside text and places.
    """

    name: str
    endings: tuple[str, ...]
    module: str
    unit: Unit
    keeps: tuple[str, ...]
    has_magic: Callable[[bytes], bool]
    needs: tuple[str, ...] = ()
    extra: str = ""

    def check(self, head: bytes) -> None:
        """Refuse a file by its first bytes, or for want of a package, before it is parsed.

        Raises:
            Refused: it is no file of this format, or the format's extra is not installed.
        """
        if not self.has_magic(head):
            raise Refused(_what_instead(head, self.name))
        missing = [name for name in self.needs if find_spec(name) is None]
        if missing:
            raise ExtraMissing(self.extra)


class ExtraMissing(Refused):
    """A format's packages are not installed."""

    def __init__(self, extra: str) -> None:
        super().__init__(f"to read it: pip install 'quoth[{extra}]'")


def _is_pdf(head: bytes) -> bool:
    return b"%PDF-" in head[:_PDF_HEAD_BYTES]


def _is_zip(head: bytes) -> bool:
    return head.startswith(b"PK\x03\x04")


def _is_markup(head: bytes) -> bool:
    # UTF-16, with its mark or without.
    is_wide = head.startswith((b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<"))
    return b"<" in head and (is_wide or b"\0" not in head)


def _is_text(head: bytes) -> bool:
    return not head.startswith((b"%PDF-", b"PK\x03\x04", _OLE))


def _is_mail(head: bytes) -> bool:
    return b"\0" not in head and b"mime-version:" in head[:4096].lower()


def _what_instead(head: bytes, name: str) -> str:
    if head.startswith(_OLE):
        if _ENCRYPTED in head:
            return "it is protected by a password"
        return "an old Office file: save it as .docx or .pptx, then it is read"
    found = "a PDF" if _is_pdf(head) else "a zip file" if _is_zip(head) else "something else"
    return f"its ending says {name}, but it is {found}"


FORMATS = (
    Format(
        "PDF",
        (".pdf",),
        "corpus.formats.pdf",
        Unit.PAGE,
        ("headings", "lists", "title", "date", "author"),
        _is_pdf,
        ("pypdfium2",),
        "pdf",
    ),
    Format(
        "Word",
        (".docx",),
        "corpus.formats.docx",
        Unit.PARAGRAPH,
        ("headings", "lists", "tables", "title", "date", "author"),
        _is_zip,
        ("mammoth", "lxml"),
        "word",
    ),
    Format(
        "PowerPoint",
        (".pptx",),
        "corpus.formats.pptx",
        Unit.SLIDE,
        ("headings", "lists", "tables", "title", "date", "author"),
        _is_zip,
        ("pptx", "lxml"),
        "slides",
    ),
    Format(
        "EPUB",
        (".epub",),
        "corpus.formats.epub",
        Unit.PARAGRAPH,
        ("headings", "lists", "tables", "title", "date", "author", "source"),
        _is_zip,
        ("lxml",),
        "web",
    ),
    Format(
        "HTML",
        (".html", ".htm", ".xhtml"),
        "corpus.formats.web",
        Unit.PARAGRAPH,
        ("headings", "lists", "tables", "title", "date", "author", "source"),
        _is_markup,
        ("trafilatura", "lxml", "lxml_html_clean"),
        "web",
    ),
    Format(
        "saved web page",
        (".mhtml", ".mht"),
        "corpus.formats.mhtml",
        Unit.PARAGRAPH,
        ("headings", "lists", "tables", "title", "date", "author", "source"),
        _is_mail,
        ("trafilatura", "lxml", "lxml_html_clean"),
        "web",
    ),
    Format("CSV", (".csv", ".tsv"), "corpus.formats.sheet", Unit.ROW, ("tables",), _is_text),
)
BY_ENDING = {ending: found for found in FORMATS for ending in found.endings}
_SAVE_AS = {
    **dict.fromkeys((".doc", ".odt", ".rtf", ".pages", ".wpd", ".docm"), ".docx"),
    **dict.fromkeys((".xls", ".xlsx", ".xlsm", ".ods", ".numbers"), ".csv"),
    **dict.fromkeys((".ppt", ".odp", ".key", ".pptm"), ".pptx"),
    **dict.fromkeys((".mobi", ".azw", ".azw3", ".fb2"), ".epub"),
    **dict.fromkeys((".rst", ".org", ".adoc", ".tex", ".log"), ".txt"),
}


def can_be_saved_as(ending: str) -> str:
    """The ending of a format that is read, and that programs for this one can write; else ""."""
    return _SAVE_AS.get(ending.lower(), "")


def unread(ending: str) -> str:
    """Why files of an ending are not read, and what to save those as that could be."""
    if other := can_be_saved_as(ending):
        return f"not a format that is read ({ending}): save it as {other}"
    return f"not a format that is read ({ending or 'no ending'})"
