"""The article of a web page: trafilatura finds its words, the page's own tree has its structure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from corpus.formats.markup import Block, blocks_of
from corpus.formats.package import local_name

# Shorter ones stand in many places, and say nothing by standing in the article, too.
_LEAST_KEY, _END_KEY = 10, 30
_WHOLES = frozenset("p head item cell row code quote hi".split())
_BOXES = frozenset("div section ul ol dl table form p".split())
_BOX_NAME = re.compile(
    r"cookie|consent|newsletter|breadcrumb"
    r"|(?:^|[\s_-])(?:adverts?|ads?|banner|comments?|footer|menu|modal|navbar|popup|promo|related|"
    r"shar(?:e|ing)|sidebar|social|sponsored|subscribe|toc)(?:$|[\s_-])",
    re.IGNORECASE,
)
_LEAST_LINKS, _MENU_SHARE, _MOST_BOX_SHARE = 3, 0.8, 0.5


def article_blocks(tree: etree._Element, body: etree._Element) -> list[Block]:
    """What stands between the first and the last words of the article, but for menus and the like.

    trafilatura leaves out lists, headings and short lines now and then, or makes one paragraph of
    all: of what it gives, only the words count.

    Args:
        tree: the page; menus and boxes are taken out of it.
        body: the article, as trafilatura gives it.
    """
    said = _Said.of(body)
    _drop_boxes(tree, said)
    blocks = blocks_of(tree)
    kept = [number for number, block in enumerate(blocks) if said.has(block)]
    if not kept:
        return []
    first = kept[0]
    while first and blocks[first - 1].level:
        first -= 1
    return blocks[first : kept[-1] + 1]


@dataclass(frozen=True, slots=True)
class _Said:
    """The letters and figures of an article: of all of it, and of each of its parts."""

    text: str
    wholes: frozenset[str]

    @classmethod
    def of(cls, body: etree._Element) -> "_Said":
        parts = (one for one in body.iter() if isinstance(one.tag, str) and one.tag in _WHOLES)
        return cls(_key(_words(body)), frozenset(_key(_words(one)) for one in parts))

    def has(self, block: Block) -> bool:
        """Whether a block is of the article; of a long one an end that was cut off is no matter."""
        key = _key(block.cells or block.text)
        ends = (key[:_END_KEY], key[-_END_KEY:])
        is_long = len(key) >= _LEAST_KEY
        return key in self.wholes or (is_long and any(end in self.text for end in ends))


@dataclass(slots=True)
class _Size:
    """How many characters an element has, how many of them are links, and in how many links."""

    all: int = 0
    linked: int = 0
    links: int = 0


def _drop_boxes(tree: etree._Element, said: _Said) -> None:
    """Take out what is no part of the text by its links or its name, unless it was kept whole."""
    sizes = _sizes(tree)
    most = _MOST_BOX_SHARE * sizes[tree].all
    walker = etree.iterwalk(tree, events=("start",))
    boxes: list[etree._Element] = []
    for _, element in walker:
        if _tag(element) not in _BOXES or not 0 < sizes[element].all < most:
            continue
        is_box = _is_menu(sizes[element]) or _BOX_NAME.search(_names(element)) is not None
        if is_box and not any(one in said.wholes for one in _keys(element)):
            boxes.append(element)
            walker.skip_subtree()
    for element in boxes:
        element.drop_tree()


def _sizes(tree: etree._Element) -> dict[etree._Element, _Size]:
    sizes: dict[etree._Element, _Size] = {}
    for _, element in etree.iterwalk(tree, events=("end",)):
        size = sizes.setdefault(element, _Size())
        size.all += len((element.text or "").strip())
        if _tag(element) == "a" and element.get("href"):
            size.linked, size.links = size.all, 1
        parent = element.getparent()
        if parent is not None and element is not tree:
            above = sizes.setdefault(parent, _Size())
            above.all += size.all + len((element.tail or "").strip())
            above.linked += size.linked
            above.links += size.links
    return sizes


def _is_menu(size: _Size) -> bool:
    return size.links >= _LEAST_LINKS and size.linked >= _MENU_SHARE * size.all


def _keys(element: etree._Element) -> Iterator[str]:
    for one in element.iter("p", "li", "td", "dd", "h1", "h2", "h3", "h4", "h5", "h6"):
        key = _key(_words(one))
        if len(key) >= _LEAST_KEY:
            yield key


def _names(element: etree._Element) -> str:
    return f"{element.get('class', '')} {element.get('id', '')}"


def _words(element: etree._Element) -> str:
    return "".join(element.itertext())


def _key(text: str) -> str:
    return re.sub(r"\W+", "", text)


def _tag(element: etree._Element) -> str:
    return local_name(element.tag).lower() if isinstance(element.tag, str) else ""
