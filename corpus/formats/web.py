"""HTML: of a web page the article without what stands around it; of other files everything."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import trafilatura
from lxml import etree, html
from trafilatura.settings import Document as Article

from corpus.decode import NotText, decode
from corpus.document import Unit
from corpus.formats.article import article_blocks
from corpus.formats.damage import parsing, reading_markup
from corpus.formats.extract import Extract, Refused
from corpus.formats.markup import Block, blocks_of, check_tags, write_blocks
from corpus.formats.properties import iso_date, usable_title, usable_url
from corpus.formats.script import Script

_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{2,30})", re.I)
_XML_CHARSET = re.compile(rb"\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9_-]{2,30})")
# The larger encodings that pages with these names are in: https://encoding.spec.whatwg.org
_AS_BROWSERS_DO = {
    **dict.fromkeys(("iso-8859-1", "latin1", "latin-1", "us-ascii", "ascii"), "cp1252"),
    **dict.fromkeys(("gb2312", "gbk", "x-gbk"), "gb18030"),
    **dict.fromkeys(("shift_jis", "shift-jis", "sjis", "x-sjis"), "cp932"),
    **dict.fromkeys(("euc-kr", "ks_c_5601-1987"), "cp949"),
    **dict.fromkeys(("tis-620", "iso-8859-11"), "cp874"),
    "iso-8859-9": "cp1254",
}
_SAVED_FROM = re.compile(r"<!-- saved from url=\(\d{1,5}\)(\S{1,1000}) -->")
_HEAD_CHARACTERS = 4096
# What only the pages of a web site have around their text.
_WEB_MARKS = (
    "//nav | //aside | //footer | //header | //form | //script[@src] | //*[@role='navigation']"
    " | //meta[starts-with(@property, 'og:')]"
)
_LEAST_ARTICLE_SHARE = 0.25
_DATES: dict[str, Any] = {"original_date": True, "extensive_search": False}


def extract(data: bytes) -> Extract:
    """Read an .html file."""
    return read_page(data, None)


@reading_markup()
def read_page(data: bytes, address: str | None, encoding: str | None = None) -> Extract:
    """Read HTML.

    Args:
        data: the page.
        address: where it was saved from, if the file's wrapping says so.
        encoding: the one that the wrapping states.
    """
    check_tags(data)
    text, warning = _decoded(data, encoding)
    tree = _tree(text)
    saved = _SAVED_FROM.search(text[:_HEAD_CHARACTERS])
    address = usable_url(address) or usable_url(saved[1] if saved else None)
    script = Script(Unit.PARAGRAPH)
    article, blocks = None, list[Block]()
    if tree.xpath(_WEB_MARKS):
        article = _article(tree, address)
        tree = _tree(text)
    if article is not None and article.body is not None:
        blocks = article_blocks(_without_frame(tree), article.body)
        tree = _tree(text)
    if not _is_enough(blocks, tree):
        blocks = blocks_of(_without_frame(tree))
        tree = _tree(text)
    write_blocks(_below_title(blocks, article), script)
    if warning:
        script.warnings.append(warning)
    return _described(script, tree, article, address)


def _article(tree: etree._Element, address: str | None) -> Article | None:
    """What the page is about; None where trafilatura finds nothing, or falls over the page."""
    try:
        with parsing(etree.Error):
            found = trafilatura.bare_extraction(
                tree,
                url=address,
                with_metadata=True,
                include_comments=False,
                include_tables=True,
                include_formatting=False,
                date_extraction_params=_DATES,
                deduplicate=False,
            )
    except Refused:
        return None
    return found if isinstance(found, Article) else None


def _below_title(blocks: Sequence[Block], article: Article | None) -> Sequence[Block]:
    """The blocks, one level lower where the first heading is no title: that stands elsewhere."""
    title = usable_title(article.title if article else "")
    first = next((block.text for block in blocks if block.level == 1), "")
    if not title or not first or " ".join(first.split()).casefold() in title.casefold():
        return blocks
    return [replace(block, level=block.level + 1) if block.level else block for block in blocks]


def _described(
    script: Script, tree: etree._Element, article: Article | None, address: str | None
) -> Extract:
    stated = _stated(tree)
    canonical = tree.xpath("string(//link[@rel='canonical']/@href)")
    title = usable_title(article.title if article else "")
    if script.title and not any(map(str.isalnum, title.removeprefix(script.title))):
        title = script.title  # without the sign that leads to it
    return script.extract(
        title=title or script.title or usable_title(tree.xpath("string(//title)")),
        date=iso_date(article.date if article else None)
        or script.stated_date()
        or iso_date(stated.get("date") or stated.get("dcterms.date")),
        author=(article.author if article else None) or stated.get("author"),
        source_url=usable_url(canonical) or address or usable_url(stated.get("og:url")),
    )


def _stated(tree: etree._Element) -> dict[str, str]:
    names = ("author", "date", "dcterms.date", "og:url")
    found: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = (meta.get("name") or meta.get("property") or "").lower()
        if name in names and meta.get("content", "").strip():
            found.setdefault(name, meta.get("content", "").strip())
    return found


def _decoded(data: bytes, encoding: str | None) -> tuple[str, str]:
    """The text, and a warning where its encoding was a guess."""
    named = _META_CHARSET.search(data[:_HEAD_CHARACTERS]) or _XML_CHARSET.match(data)
    # What is UTF-8 beyond ASCII is hardly ever anything else, whatever an old page says of itself.
    name = (encoding or (named[1].decode() if named else "")).lower()
    if name and not data.startswith((b"\xff\xfe", b"\xfe\xff")) and not _is_utf8(data):
        try:
            return data.decode(_AS_BROWSERS_DO.get(name, name)), ""
        except (LookupError, UnicodeDecodeError):
            pass
    try:
        decoded = decode(data)
    except NotText as error:
        raise Refused(str(error)) from error
    return decoded.text, f"not UTF-8; read as {decoded.encoding}" if decoded.is_assumed else ""


def _is_utf8(data: bytes) -> bool:
    try:
        return not data.decode().isascii()
    except UnicodeDecodeError:
        return False


def _tree(text: str) -> etree._Element:
    # An XML declaration names an encoding, which a decoded text has no more.
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    try:
        return html.document_fromstring(text, parser=html.HTMLParser(no_network=True))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise Refused("it holds no text") from error


def _without_frame(tree: etree._Element) -> etree._Element:
    for element in tree.xpath("//nav | //aside | //footer | //*[@role='navigation']"):
        if element.getparent() is not None:
            element.drop_tree()
    return tree


def _is_enough(blocks: Sequence[Block], tree: etree._Element) -> bool:
    """Whether the article is more than a corner of what stands in paragraphs."""
    size = sum(len(block.text.strip()) for block in blocks if not block.level)
    whole = sum(len(paragraph.text_content()) for paragraph in tree.iter("p"))
    return size > 0 and size >= _LEAST_ARTICLE_SHARE * whole
