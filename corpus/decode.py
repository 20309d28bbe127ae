"""Bytes to text: find the encoding, say what was assumed, refuse what is not text."""

import re
from dataclasses import dataclass
from itertools import pairwise

from corpus.errors import CorpusError

# The encodings that plain text still comes in; letting the detector choose among all of Python's
# makes it mistake short texts for EBCDIC and the like.
LEGACY_ENCODINGS = (
    "gb18030",
    "big5",
    "shift_jis",
    "euc_jp",
    "euc_kr",
    "cp874",
    "cp1252",
    "cp1250",
    "cp1251",
    "cp1253",
    "cp1254",
    "cp1255",
    "cp1256",
    "cp1258",
    "koi8_r",
)
_WESTERN = "cp1252"
_EUROPEAN = frozenset({"cp1250", "cp1254", "cp1258"})
# š ž ť ź ł ą ľ ě in cp1250; in cp1252 rare letters, signs and nothing at all.
_CENTRAL_BYTES = frozenset(b"\x9a\x9e\x9d\x9f\xb3\xb9\xbe\xec")
# ő ű in cp1250; and à è ê ç ñ in cp1252, beside which they would be õ û.
_HUNGARIAN_BYTES = frozenset(b"\xf5\xfb")
_WESTERN_BYTES = frozenset(b"\xe0\xe8\xea\xe7\xf1")
_BYTE_ORDER_MARKS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_SAMPLE_BYTES = 65_536
# C1 controls (0x80-0x9f) are what binary bytes look like in a one-byte encoding.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]")
# Text holds hardly any control characters; random bytes hold one in ten.
_MOST_CONTROLS = 0.02
_LEAST_GOOD = 9


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text and the encoding that it was read with; `is_assumed` when that was a guess."""

    text: str
    encoding: str
    is_assumed: bool


class NotText(CorpusError):
    """The bytes are not a text in any encoding that we read."""


def decode(data: bytes) -> Decoded:
    r"""Decode a file's bytes, with line ends as "\n" and no byte order mark.

    UTF-8 is tried first, then byte order marks, then the legacy encodings by likelihood.

    Raises:
        NotText: the bytes are binary, or fit no encoding.
    """
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _checked(_strictly(data, encoding), encoding, is_assumed=False)
    if wide := _utf16_without_mark(data):
        return _checked(_strictly(data, wide), wide, is_assumed=True)
    if b"\x00" in data:
        raise NotText("it holds NUL bytes: a binary file")
    try:
        return _checked(data.decode("utf-8-sig"), "utf-8", is_assumed=False)
    except UnicodeDecodeError:
        pass
    if mostly := _mostly_utf8(data):
        return _checked(*mostly, is_assumed=True)
    encoding = _likeliest(data)
    return _checked(_strictly(data, encoding), encoding, is_assumed=True)


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise NotText(f"byte {error.start} does not fit its encoding, {encoding}") from error


def _mostly_utf8(data: bytes) -> tuple[str, str] | None:
    """A text in UTF-8 but for a few bytes, which are shown as what they are: unreadable."""
    text = data.decode("utf-8-sig", "replace")
    bad = text.count("\ufffd")
    # What other encodings write beyond ASCII is hardly ever UTF-8.
    good = sum(character > "\x7f" for character in text) - bad
    return (text, f"utf-8 but for {bad:,} of its bytes") if good > _LEAST_GOOD * bad else None


def _utf16_without_mark(data: bytes) -> str | None:
    sample = data[:_SAMPLE_BYTES]
    half = max(1, len(sample) // 2)
    if sample[1::2].count(0) > 0.4 * half and sample[0::2].count(0) < 0.05 * half:
        return "utf-16-le"
    if sample[0::2].count(0) > 0.4 * half and sample[1::2].count(0) < 0.05 * half:
        return "utf-16-be"
    return None


def _likeliest(data: bytes) -> str:
    from charset_normalizer import from_bytes  # 25 ms: most files are in UTF-8

    found = from_bytes(data[:_SAMPLE_BYTES], cp_isolation=list(LEGACY_ENCODINGS))
    if not found and len(data) > _SAMPLE_BYTES:
        # The sample may end in the middle of a character.
        found = from_bytes(data, cp_isolation=list(LEGACY_ENCODINGS))
    best = found.best()
    if best is None:
        raise NotText("it fits no text encoding: a binary file?")
    # A text with few accents fits several European encodings alike; then its letters decide.
    likely = {
        match.encoding
        for match in found
        if match.chaos <= best.chaos and match.coherence >= best.coherence
    }
    is_tie = best.encoding in _EUROPEAN and _WESTERN in likely
    return _WESTERN if is_tie and not _is_central(data[:_SAMPLE_BYTES]) else best.encoding


def _is_central(data: bytes) -> bool:
    """Whether a text that could be cp1250 or cp1252 has letters of central Europe."""
    accents = [byte for byte in data if byte >= 0x80]
    # At the end of a word they are signs: "10 m³".
    central = sum(
        byte in _CENTRAL_BYTES and (following >= 0x80 or chr(following).isalpha())
        for byte, following in pairwise(data)
    )
    is_hungarian = any(byte in _HUNGARIAN_BYTES for byte in accents) and not any(
        byte in _WESTERN_BYTES for byte in accents
    )
    return is_hungarian or (central > 0 and central * 10 >= len(accents))


def _checked(text: str, encoding: str, *, is_assumed: bool) -> Decoded:
    controls = len(_CONTROL.findall(text, 0, _SAMPLE_BYTES))
    if controls > _MOST_CONTROLS * max(1, min(len(text), _SAMPLE_BYTES)):
        raise NotText("it is full of control characters: a binary file")
    text = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return Decoded(text, encoding, is_assumed)
