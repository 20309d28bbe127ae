"""Files that are traps: each made here, small on disk, and asking for far too much."""

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
    'content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-'
    'package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.wordprocessingml.document.main+xml"/><Override PartName="/ppt/presentation.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.presentationml.presentation.'
    'main+xml"/></Types>'
)
_RELATIONS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
    'relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/'
    '2006/relationships/officeDocument" Target="{}"/></Relationships>'
)
_LAUGHS = "<!DOCTYPE d [<!ENTITY a0 'ha'>{}]>".format(
    "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 11))
)
_QUADRATIC = f"<!DOCTYPE d [<!ENTITY a '{'x' * 50_000}'>]>"
_OUTSIDE = "<!DOCTYPE d [<!ENTITY a SYSTEM 'file:///etc/hostname'>]>"
_CONTAINER = '<container><rootfiles><rootfile full-path="a.opf"/></rootfiles></container>'


def packed(parts: dict[str, bytes | str], *, level: int = 9) -> bytes:
    """A zip of some parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return file.getvalue()


def docx(body: bytes | str, *, before: str = "", more: dict[str, bytes] | None = None) -> bytes:
    """A Word file of one body."""
    text = body if isinstance(body, str) else body.decode()
    document = f'{before}<w:document xmlns:w="{_WORD}"><w:body>{text}</w:body></w:document>'
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELATIONS.format("word/document.xml"),
        "word/document.xml": document,
    }
    return packed({**parts, **(more or {})})


def pptx(presentation: str) -> bytes:
    """Slides with that for the presentation."""
    return packed(
        {
            "[Content_Types].xml": _TYPES,
            "_rels/.rels": _RELATIONS.format("ppt/presentation.xml"),
            "ppt/presentation.xml": presentation,
        }
    )


def epub(chapter: str, *, href: str = "a.xhtml", references: int = 1) -> bytes:
    """A book of one chapter."""
    spine = '<itemref idref="x"/>' * references
    book = (
        f'<package><manifest><item id="x" href="{href}"/></manifest><spine>{spine}</spine>'
        "</package>"
    )
    return packed({"META-INF/container.xml": _CONTAINER, "a.opf": book, "a.xhtml": chapter})


def pdf(objects: list[bytes], *, trailer: bytes = b"") -> bytes:
    """A PDF of some objects, numbered from 1; the first is the root."""
    out, offsets = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<</Size %d/Root 1 0 R%b>>\n" % (len(objects) + 1, trailer)
    return bytes(out + b"startxref\n%d\n%%%%EOF" % start)


def stream(data: bytes, extra: bytes = b"") -> bytes:
    """A packed stream."""
    small = zlib.compress(data, 9)
    head = b"<</Length %d/Filter/FlateDecode%b>>" % (len(small), extra)
    return head + b"\nstream\n" + small + b"\nendstream"


def page(content: bytes, *more: bytes, resources: bytes = b"") -> bytes:
    """A PDF of one page with a font."""
    fonts = b"/Font<</F 5 0 R>>"
    return pdf(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<<%b%b>>>>"
            % (fonts, resources),
            content,
            b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
            *more,
        ]
    )


def _lying_sizes() -> bytes:
    """A zip that declares 9 bytes for a part of 40 megabytes, in both of its lists."""
    data = bytearray(docx("<w:p/>", more={"word/big.xml": b" " * 40_000_000}))
    true = struct.pack("<L", 40_000_000)
    return bytes(data.replace(true, struct.pack("<L", 9)))


def _overlapping() -> bytes:
    """A zip in which 500 names share one part of 20 megabytes."""
    data = docx("<w:p/>", more={"word/a.bin": random.Random(7).randbytes(99_000) * 3})
    end = data.rindex(b"PK\x05\x06")
    entry = data.index(b"PK\x01\x02", data.rindex(b"PK\x01\x02"))
    entries = data[entry:end] * 2000
    before = data.index(b"PK\x01\x02")
    all_entries = data[before:entry] + entries
    head = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 2003, 2003, len(all_entries), before, 0)
    return data[:before] + all_entries + head


def _forms() -> bytes:
    """Eight forms, each of which draws the next one thirty times: 30^8 letters."""
    forms = []
    for number in range(8):
        following = b"<</XObject<</X %d 0 R>>/Font<</F 5 0 R>>>>" % (7 + number)
        drawn = b"/X Do " * 30 if number < 7 else b"BT /F 9 Tf (a) Tj ET"
        extra = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources" + following
        forms.append(stream(drawn, extra))
    return page(stream(b"/X Do"), *forms, resources=b"/XObject<</X 6 0 R>>")


def _self_drawing() -> bytes:
    extra = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 6 0 R>>>>"
    form = stream(b"/X Do " * 50, extra)
    return page(stream(b"/X Do"), form, resources=b"/XObject<</X 6 0 R>>")


def _page_loop() -> bytes:
    kids = b"2 0 R " * 500
    return pdf(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Parent 2 0 R/Count 2000000000/Kids[%b]>>" % kids,
        ]
    )


def _outline_loop() -> bytes:
    """An outline whose first entry is followed by itself, and holds itself."""
    return pdf(
        [
            b"<</Type/Catalog/Pages 2 0 R/Outlines 6 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R"
            b"/Resources<</Font<</F 5 0 R>>>>>>",
            stream(b"BT /F 9 Tf (Text of an outline.) Tj ET"),
            b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
            b"<</First 7 0 R/Last 7 0 R>>",
            b"<</Title(a)/Parent 6 0 R/Next 7 0 R/First 7 0 R>>",
        ]
    )


def _words(count: int) -> str:
    dice = random.Random(7)
    return "".join(
        f"<w:p><w:r><w:t>{dice.getrandbits(40):x}</w:t></w:r></w:p>" for _ in range(count)
    )


def _nested_mail() -> bytes:
    parts = "".join(
        f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(3000)
    )
    return f"MIME-Version: 1.0\n{parts}Content-Type: text/plain\n\nx".encode()


def _huge_picture() -> bytes:
    """A picture of 60,000 times 60,000 points, all black."""
    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * 20_000_000)
    chunks = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in ((b"IHDR", head), (b"IDAT", rows), (b"IEND", b""))
    )
    return b"\x89PNG\r\n\x1a\n" + chunks


def _picture_in_pdf() -> bytes:
    extra = (
        b"/Type/XObject/Subtype/Image/Width 60000/Height 60000/ColorSpace/DeviceRGB"
        b"/BitsPerComponent 8"
    )
    picture = stream(b"\0" * 50_000_000, extra)
    return page(stream(b"/X Do"), picture, resources=b"/XObject<</X 6 0 R>>")


# Name and maker of each; the names of the files are traps as well.
HOSTILE: dict[str, Callable[[], bytes]] = {
    "wide cells.html": lambda: b"<table><tr>" + b"<td colspan=200 rowspan=200>a</td>" * 20_000,
    "boxes in boxes.html": lambda: b"<nav></nav>" + b"<div class=menu><p>" * 100_000 + b"<p>Text.",
    "flat bomb.docx": lambda: docx("<w:p/>", more={"word/big.xml": b" " * 200_000_000}),
    "flat bomb.epub": lambda: epub(" " * 200_000_000),
    "nested bomb.docx": lambda: packed({"a.docx": packed({"a.docx": docx("<w:p/>" * 10**6)})}),
    "overlapping parts.docx": _overlapping,
    "lying sizes.docx": _lying_sizes,
    "12,000 parts.docx": lambda: packed({f"{n}": "" for n in range(12_000)}, level=0),
    "laughs.docx": lambda: docx("<w:p><w:r><w:t>&a10;</w:t></w:r></w:p>", before=_LAUGHS),
    "laughs.pptx": lambda: pptx(f"{_LAUGHS}<d>&a10;</d>"),
    "laughs.epub": lambda: epub(f"{_LAUGHS}<html><p>&a10;</p></html>"),
    "laughs.xhtml": lambda: f"{_LAUGHS}<html><p>&a10;</p></html>".encode(),
    "quadratic.docx": lambda: docx("<w:t>" + "&a;" * 50_000 + "</w:t>", before=_QUADRATIC),
    "entities in UTF-16.docx": lambda: packed(
        {"[Content_Types].xml": _TYPES, "word/document.xml": f"{_LAUGHS}<d/>".encode("utf-16")}
    ),
    "outside.docx": lambda: docx("<w:p><w:r><w:t>&a;</w:t></w:r></w:p>", before=_OUTSIDE),
    "outside.pptx": lambda: pptx(f"{_OUTSIDE}<d>&a;</d>"),
    "outside.epub": lambda: epub(f"{_OUTSIDE}<html><p>&a;</p></html>"),
    "outside.html": lambda: f"{_OUTSIDE}<html><p>&a;</p></html>".encode(),
    "page loop.pdf": _page_loop,
    "outline loop.pdf": _outline_loop,
    "huge stream.pdf": lambda: page(stream(b"BT /F 9 Tf (a) Tj ET " * 4_000_000)),
    "forms in forms.pdf": _forms,
    "form draws itself.pdf": _self_drawing,
    "huge picture.pdf": _picture_in_pdf,
    "length of itself.pdf": lambda: page(b"<</Length 4 0 R>>\nstream\nBT\nendstream"),
    "arrays in arrays.pdf": lambda: page(b"[" * 2_000_000),
    "trailer loop.pdf": lambda: pdf(
        [b"<</Type/Catalog/Pages 2 0 R>>", b"2 0 R"], trailer=b"/Prev 9/XRefStm 9"
    ),
    "comments.html": lambda: b"<!--" * 100_000,
    "a few comments.html": lambda: b"<!--" * 19_000,
    "attributes.html": lambda: b"<p " + b"".join(b"a%d=1 " % n for n in range(2_000_000)) + b">",
    "divs in divs.html": lambda: b"<div>" * 1_000_000 + b"text",
    "many divs in divs.html": lambda: b"<div>" * 900_000 + b"text",
    "bold in bold.html": lambda: b"<p>a<b>" * 300_000,
    "tables in tables.html": lambda: b"<table><tr><td>" * 200_000,
    "one word.html": lambda: b"<p>" + b"x" * 19_000_000,
    "a web page of lists.html": lambda: b"<nav>a</nav>" + b"<ul><li>a" * 200_000,
    "tables in tables.docx": lambda: docx(
        "<w:tbl><w:tr><w:tc>" * 3000 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 3000
    ),
    "swells.docx": lambda: docx(_words(400_000)),
    "huge picture.docx": lambda: docx(
        "<w:p><w:r><w:t>Text.</w:t></w:r></w:p>", more={"word/media/a.png": _huge_picture()}
    ),
    "one field.csv": lambda: b"a,b\n" + b'"' + b"x" * 18_000_000,
    "columns.csv": lambda: b"," * 9_000_000,
    "rows.csv": lambda: b"a,1\n" * 4_000_000,
    "parts in parts.mhtml": _nested_mail,
    "out of the book.epub": lambda: epub("<html><p>x</p></html>", href="../../../etc/passwd"),
    "one chapter, often.epub": lambda: epub("<html><p>x</p></html>", references=200_000),
    "NUL in a name.docx": lambda: docx("<w:p/>", more={"word/a\0b/../../x.xml": b"<a/>"}),
    "truncated.docx": lambda: docx(_words(2000))[:9000],
    "truncated.pdf": lambda: page(stream(b"BT /F 9 Tf (a) Tj ET"))[:300],
    "picture.pdf": _huge_picture,
    "program.docx": lambda: b"MZ" + bytes(9000),
    "NUL.html": lambda: b"<p>" + bytes(9000),
    f"{'n' * 250}.html": lambda: b"<p>A long name.</p>",
    "a..%2f..%2fetc%2fpasswd\n.html": lambda: b"<p>A name that leads out.</p>",
    "-rf $(reboot) ; .html": lambda: b"<p>A name that is a command.</p>",
}
