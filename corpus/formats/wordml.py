"""Parts of Word files made ready for mammoth, which drops some that is seen, and keeps hidden."""

import re

from lxml import etree

from corpus.formats.numbering import Numbering
from corpus.formats.package import local_name, parse_xml

TEXT_PARTS = frozenset({"word/document.xml", "word/footnotes.xml", "word/endnotes.xml"})
_FIELD = re.compile(rb"<(/?)w:fldSimple\b")
_HIDDEN, _FORMULA = b"w:vanish", b"m:oMath"
_OFF = frozenset({"0", "false", "off"})
# What stands between the parts of a formula that is set in two heights.
_BETWEEN = {"f": "/", "sSup": "^", "sSub": "_"}
_DEEPEST = 50
_DETAILS = frozenset("fPr sSupPr sSubPr radPr rPr ctrlPr dPr naryPr oMathParaPr".split())


def readable_part(data: bytes, numbering: Numbering | None) -> bytes:
    """A part with its fields, formulas and numbers as text, and without what is hidden."""
    data = _FIELD.sub(rb"<\1w:smartTag", data)
    if numbering is None and _HIDDEN not in data and _FORMULA not in data:
        return data
    root = parse_xml(data)
    if numbering is not None:
        numbering.write_into(root)
    for run in list(root.iter("{*}r")):
        if _is_hidden(run):
            run.getparent().remove(run)
    for formula in list(root.iter("{*}oMath")):
        _as_text(formula, root)
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True))


def _is_hidden(run: etree._Element) -> bool:
    sign = run.find("{*}rPr/{*}vanish")
    return sign is not None and not _OFF & {value.lower() for value in sign.attrib.values()}


def _as_text(formula: etree._Element, root: etree._Element) -> None:
    """Put a run in place of a formula, with its signs in a line."""
    space = root.nsmap.get("w") or etree.QName(root).namespace or ""
    run = etree.Element(f"{{{space}}}r")
    text = etree.SubElement(run, f"{{{space}}}t")
    text.text = _line(formula)
    run.tail = formula.tail
    formula.getparent().replace(formula, run)


def _line(part: etree._Element, depth: int = 0) -> str:
    if depth > _DEEPEST:
        return ""
    name = local_name(part.tag) if isinstance(part.tag, str) else ""
    if name == "t":
        return part.text or ""
    inner = [
        _line(child, depth + 1)
        for child in part
        if isinstance(child.tag, str) and local_name(child.tag) not in _DETAILS
    ]
    if name == "d":
        return f"({''.join(inner)})"
    if name == "rad":
        return "√".join([inner[0] if inner[1:] else "", _grouped("".join(inner[-1:]))])
    if name in _BETWEEN:
        return _BETWEEN[name].join(map(_grouped, inner))
    return "".join(inner)


def _grouped(text: str) -> str:
    is_one = text.isalnum() or not text or (text.startswith("(") and text.endswith(")"))
    return text if is_one else f"({text})"
