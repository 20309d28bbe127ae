"""The numbers of a Word file's lists and headings, which Word counts anew each time it shows it."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from corpus.formats.package import local_name

# Around a number that was written into a paragraph; nobody's text has these.
OPEN, CLOSE = "\ue0f0", "\ue0f1"
_ROMAN: tuple[tuple[int, str], ...] = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l")),
    *((40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
_LETTERS = 26
_MOST = 3999
_LEVELS = 9


@dataclass(frozen=True, slots=True)
class _Level:
    form: str
    text: str
    start: int


@dataclass(slots=True)
class Numbering:
    """The lists of a file, by their ids; each keeps its own count.

    Args:
        lists: of each list its levels, and which others count along with it.
        styles: of each style of paragraphs the id and level of its list.
    """

    lists: dict[str, tuple[str, dict[int, _Level]]]
    styles: dict[str, tuple[str, int]]
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)

    def write_into(self, root: etree._Element) -> None:
        """Write its number into each paragraph that has one, and take it out of its list."""
        for paragraph in root.iter("{*}p"):
            properties = paragraph.find("{*}pPr")
            if properties is None:
                continue
            label = self._label(properties)
            if label is None:
                continue
            space = etree.QName(paragraph).namespace
            run = etree.Element(f"{{{space}}}r")
            etree.SubElement(run, f"{{{space}}}t").text = f"{OPEN}{label}{CLOSE}"
            paragraph.insert(paragraph.index(properties) + 1, run)

    def _label(self, properties: etree._Element) -> str | None:
        style = properties.find("{*}pStyle")
        number, level = self.styles.get("" if style is None else value(style), ("", 0))
        own = properties.find("{*}numPr")
        if own is not None:
            number = _of(own, "numId") or number
            level = _number(_of(own, "ilvl"), level)
            own.getparent().remove(own)
        if number not in self.lists:
            return None
        together, levels = self.lists[number]
        if level not in levels:
            return None
        counts = self._counts.setdefault(together, {})
        counts[level] = counts.get(level, levels[level].start - 1) + 1
        for deeper in [one for one in counts if one > level]:
            del counts[deeper]
        return _shown(levels, level, counts)


def read_numbering(numbering: etree._Element, styles: etree._Element) -> Numbering:
    """The lists of a file, of its parts for numbering and for styles."""
    abstract = {
        value(one, "abstractNumId"): dict(_levels(one))
        for one in numbering.findall("{*}abstractNum")
    }
    lists: dict[str, tuple[str, dict[int, _Level]]] = {}
    for one in numbering.findall("{*}num"):
        name, together = value(one, "numId"), _of(one, "abstractNumId")
        levels = dict(abstract.get(together, {}))
        for override in one.findall("{*}lvlOverride"):
            at = _number(value(override, "ilvl"), 0)
            if at in levels and _of(override, "startOverride"):
                start = _number(_of(override, "startOverride"), 1)
                levels[at] = _Level(levels[at].form, levels[at].text, start)
                together = f"{together} {name}"
        lists[name] = (together, levels)
    return Numbering(lists, _styles(styles, numbering))


def value(element: etree._Element, name: str = "val") -> str:
    """An attribute in Word's own namespace; nothing where there is none."""
    found = (value for key, value in element.attrib.items() if local_name(str(key)) == name)
    return str(next(found, ""))


def _levels(abstract: etree._Element) -> Iterator[tuple[int, _Level]]:
    for one in abstract.findall("{*}lvl"):
        at = _number(value(one, "ilvl"), _LEVELS)
        if at < _LEVELS:
            form, text = _of(one, "numFmt") or "decimal", _of(one, "lvlText")
            yield at, _Level(form, text, _number(_of(one, "start"), 1))


def _styles(styles: etree._Element, numbering: etree._Element) -> dict[str, tuple[str, int]]:
    """The list of each style; of one level of it, where the list says which style that is."""
    linked = {
        value(style): _number(value(one, "ilvl"), 0)
        for one in numbering.iter("{*}lvl")
        if (style := one.find("{*}pStyle")) is not None
    }
    known = {value(one, "styleId"): one for one in styles.findall("{*}style")}
    found: dict[str, tuple[str, int]] = {}
    for name, style in known.items():
        own: etree._Element | None = style
        for _ in range(_LEVELS):
            if own is None:
                break
            stated = own.find("{*}pPr/{*}numPr")
            if stated is not None:
                level = linked.get(name, _number(_of(stated, "ilvl"), 0))
                found[name] = (_of(stated, "numId"), level)
                break
            own = known.get(_of(own, "basedOn"))
    return found


def _shown(levels: dict[int, _Level], level: int, counts: dict[int, int]) -> str:
    if levels[level].form == "bullet":
        return "•" if levels[level].text.strip() else ""
    text = levels[level].text
    for at in range(_LEVELS):
        if f"%{at + 1}" in text:
            one = levels.get(at, levels[level])
            text = text.replace(f"%{at + 1}", figure(counts.get(at, one.start), one.form))
    return text.strip()


def figure(count: int, form: str) -> str:
    """A number as a list shows it; `form` is one of Word's names, such as "lowerRoman"."""
    if form.endswith("Roman") and 0 < count <= _MOST:
        text = ""
        for size, letters in _ROMAN:
            text, count = text + letters * (count // size), count % size
        return text.upper() if form.startswith("upper") else text
    if form.endswith("Letter") and count > 0:
        text = chr(ord("a") + (count - 1) % _LETTERS) * ((count - 1) // _LETTERS % _LETTERS + 1)
        return text.upper() if form.startswith("upper") else text
    return "" if form == "none" else str(count)


def _of(element: etree._Element, name: str) -> str:
    child = element.find(f"{{*}}{name}")
    return "" if child is None else value(child)


def _number(text: str, otherwise: int) -> int:
    return int(text) if text.isdecimal() and len(text) < _LEVELS else otherwise
