"""Words of a PDF as they are seen: cut at line ends, and set with signs of a font's own."""

import re
import unicodedata
from collections.abc import Iterable, Set

# Where pdfium found a word cut at the end of a line it puts this between the halves.
CUT = "\ufffe"
# What TeX calls ligatures, quotes and dashes, where a font does not say what its signs mean.
_LIGATURES = {
    **dict(zip("\x0b\x0c\x0e\x0f", ("ff", "fi", "ffi", "ffl"), strict=True)),
    **dict(zip("\x1b\x1c\x1d\x1e\x1f", ("ff", "fi", "fl", "ffi", "ffl"), strict=True)),
}
_IN_WORD = re.compile("(?<=[^\\W\\d_])[\x0b-\x1f]|[\x0b-\x1f](?=[^\\W\\d_])")
_SIGNS = str.maketrans({"\x10": "“", "\x11": "”", "\x15": "–", "\x16": "—"})
# TeX's oldest fonts set an accent as a sign of its own before the letter, or below after it.
_ACCENTS = {
    "´": "\u0301",
    "¨": "\u0308",
    "ˆ": "\u0302",
    "˜": "\u0303",
    "ˇ": "\u030c",
    "˚": "\u030a",
}
_ACCENTS["¸"] = "\u0327"
_BEFORE = re.compile("([´¨ˆ˜ˇ˚])([A-Za-zı])")  # these are the signs
_AFTER = re.compile("([A-Za-z])¸")
_SEAM = re.compile(rf"([^\W_]*){CUT}\s*([^\W_]*)")
# Words that a hyphen belongs to, before it and after it.
_BEFORE_HYPHEN = frozenset(
    "self well twenty thirty forty fifty sixty seventy eighty ninety".split()
)
_AFTER_HYPHEN = frozenset("and or und oder et ou y o to bis".split())
_HYPHENED = re.compile(r"[^\W_]+-[^\W_]+")


def shown(raw: str) -> str:
    """A line's text as it is seen.

    With the letters of ligatures that have no name in the file, and accents on their letters.
    """
    if not raw.isprintable():
        raw = _IN_WORD.sub(lambda found: _LIGATURES.get(found[0], found[0]), raw).translate(_SIGNS)
    raw = _BEFORE.sub(lambda found: _accented(found[2], found[1]) or found[0], raw)
    return _AFTER.sub(lambda found: _accented(found[1], "¸") or found[0], raw)


def _accented(letter: str, accent: str) -> str:
    """A letter with its accent as one; nothing where there is no such letter."""
    letter = "i" if letter == "ı" else letter  # TeX puts accents on this one
    text = unicodedata.normalize("NFC", letter + _ACCENTS[accent])
    return text if len(text) == 1 else ""


def joined(lines: Iterable[str], known: Set[str] = frozenset()) -> str:
    """A paragraph's lines as one, with words that were cut at line ends made whole.

    Args:
        lines: the paragraph.
        known: words with a hyphen that stand elsewhere in the document, in small letters.
    """
    parts: list[str] = []
    for line in lines:
        if parts and _is_cut(parts[-1], line):
            parts[-1] = f"{parts[-1][:-1]}{CUT}"
        elif parts:
            parts.append(" ")
        parts.append(line)
    return mended("".join(parts), known)


def sewn(before: str, after: str) -> str:
    """Two texts as one; where a word may have been cut between them the sign for that."""
    return f"{before[:-1]}{CUT}{after}" if _is_cut(before, after) else f"{before} {after}"


def _is_cut(before: str, after: str) -> bool:
    return before.endswith("-") and before[-2:-1].isalpha() and after[:1].islower()


def mended(text: str, known: Set[str]) -> str:
    """A text with words that were cut made whole; see `joined`."""
    return _SEAM.sub(lambda found: _whole(found[1], found[2], known), text)


def hyphened(lines: Iterable[str]) -> frozenset[str]:
    """The words with a hyphen inside, in small letters."""
    return frozenset(one.lower() for line in lines for one in _HYPHENED.findall(line))


def _whole(before: str, after: str, known: Set[str]) -> str:
    """A word that was cut; with its hyphen where that is not only there for the line's end."""
    if not before or not after:
        return before + after
    if after.lower() in _AFTER_HYPHEN:
        return f"{before}- {after}"
    is_name = after[0].isupper() and not before.isupper()
    has_figure = after[0].isdigit() or before[-1].isdigit()
    is_known = before.lower() in _BEFORE_HYPHEN or f"{before}-{after}".lower() in known
    return f"{before}-{after}" if is_name or has_figure or is_known else before + after
