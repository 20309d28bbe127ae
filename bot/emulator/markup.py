"""The HTML that ``parse_mode=HTML`` understands, with the official client library's errors.

The grammar works on bytes because the errors name byte offsets.
"""

import re

from bot.emulator.entities import Entity, order_of
from bot.emulator.tags import TAGS, MarkupError, OpenTag, add_closed

_NAMED = {b"lt": "<", b"gt": ">", b"amp": "&", b"quot": '"'}
_REFERENCE = re.compile(rb"&(?:#x([0-9a-fA-F]*)|#([0-9]*)|([a-zA-Z]*))")
_LONGEST_REFERENCE_BYTES = 10


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """Return the plain text and its entities.

    Raises:
        MarkupError: With the byte offset of the culprit in the UTF-8 text.
    """
    return _Parser(source.encode()).parsed()


class _Parser:
    def __init__(self, source: bytes) -> None:
        self._source = source
        self._at = 0
        self._pieces: list[str] = []
        self._utf16 = 0
        self._open: list[OpenTag] = []
        self._entities: list[Entity] = []

    def parsed(self) -> tuple[str, list[Entity]]:
        while self._at < len(self._source):
            if self._here() == b"<":
                self._tag()
            else:
                self._character()
        if self._open:
            raise MarkupError(
                f'Can\'t find end tag corresponding to start tag "{self._open[-1].name}"'
            )
        text = "".join(self._pieces)
        if any("\ud800" <= character <= "\udfff" for character in text):
            raise MarkupError(
                "Text contains invalid Unicode characters after decoding HTML entities, "
                "check for unmatched surrogate code units"
            )
        return text, sorted(map(_without_code_language, self._entities), key=order_of)

    # Reading

    def _here(self) -> bytes:
        return self._source[self._at : self._at + 1]

    def _is_space(self) -> bool:
        # The end of the text reads as space, so that every loop stops there.
        return self._here() in (b" ", b"\t", b"\r", b"\n", b"\v", b"\0", b"")

    def _skip_space(self) -> None:
        while self._here() and self._is_space():
            self._at += 1

    def _word(self, ends: bytes) -> str:
        start = self._at
        while not self._is_space() and self._here() not in ends:
            self._at += 1
        return self._source[start : self._at].decode(errors="replace")

    def _character(self) -> None:
        character = self._reference() if self._here() == b"&" else None
        if character is None:
            start = self._at
            self._at += 1
            while self._here() and self._here()[0] & 0xC0 == 0x80:
                self._at += 1
            character = self._source[start : self._at].decode()
        self._pieces.append(character)
        self._utf16 += 1 + (character > "\uffff")

    def _reference(self) -> str | None:
        """Read ``&lt;`` and the like; where it is none, stay and return ``None``."""
        match = _REFERENCE.match(self._source, self._at)
        if match is None:
            return None
        hexadecimal, decimal, name = match.groups()
        if name is not None:
            character = _NAMED.get(name)
        else:
            code = int(hexadecimal or b"0", 16) if decimal is None else int(decimal or b"0")
            is_short = match.end() - self._at < _LONGEST_REFERENCE_BYTES
            character = chr(code) if 0 < code < 0x10FFFF and is_short else None
        if character is None:
            return None
        self._at = match.end()
        if self._here() == b";":
            self._at += 1
        return character

    # Tags

    def _tag(self) -> None:
        begin = self._at
        self._at += 1
        if self._here() == b"/":
            self._end_tag(begin)
        else:
            self._start_tag(begin)

    def _start_tag(self, begin: int) -> None:
        tag = self._word(b">").lower()
        if not self._here():
            raise MarkupError(f"Unclosed start tag at byte offset {begin}")
        if tag not in TAGS:
            raise MarkupError(f'Unsupported start tag "{tag}" at byte offset {begin}')
        attributes: dict[str, str] = {}
        self._skip_space()
        while self._here() != b">":
            name, value = self._attribute(tag, begin)
            attributes[name] = value
            self._skip_space()
        self._at += 1
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise MarkupError(f'Tag "span" must have class "tg-spoiler" at byte offset {begin}')
        self._open.append(OpenTag(tag, attributes, self._utf16, len(self._pieces)))

    def _attribute(self, tag: str, begin: int) -> tuple[str, str]:
        name = self._word(b"=>").lower()
        if not name and self._here() == b"=":
            raise MarkupError(f'Empty attribute name in the tag "{tag}" at byte offset {begin}')
        self._skip_space()
        if not self._here():
            raise MarkupError(f'Unclosed start tag "{tag}" at byte offset {begin}')
        if self._here() != b"=":
            return name, ""
        self._at += 1
        self._skip_space()
        if not self._here():
            raise MarkupError(f'Unclosed start tag "{tag}" at byte offset {begin}')
        value = self._quoted() if self._here() in (b"'", b'"') else self._token()
        if not self._here():
            raise MarkupError(f"Unclosed start tag at byte offset {begin}")
        return name, value

    def _token(self) -> str:
        start = self._at
        while self._here().isalnum() or self._here() in (b".", b"-"):
            self._at += 1
        if not self._is_space() and self._here() != b">":
            raise MarkupError(f"Unexpected end of name token at byte offset {start}")
        return self._source[start : self._at].decode().lower()

    def _quoted(self) -> str:
        mark = self._here()
        self._at += 1
        value = bytearray()
        while self._here() and self._here() != mark:
            character = self._reference() if self._here() == b"&" else None
            if character is not None:
                value += character.encode(errors="surrogatepass")
                continue
            value += self._here()
            self._at += 1
        if self._here():
            self._at += 1
        return value.decode(errors="replace")

    def _end_tag(self, begin: int) -> None:
        if not self._open:
            raise MarkupError(f"Unexpected end tag at byte offset {begin}")
        self._at += 1
        tag = self._word(b">").lower()
        self._skip_space()
        if self._here() != b">":
            raise MarkupError(f"Unclosed end tag at byte offset {begin}")
        self._at += 1
        opened = self._open.pop()
        if tag and tag != opened.name:
            raise MarkupError(
                f"Unmatched end tag at byte offset {begin}, "
                f'expected "</{opened.name}>", found "</{tag}>"'
            )
        if self._utf16 > opened.offset:
            covered = "".join(self._pieces[opened.first_piece :])
            add_closed(opened, covered, self._utf16, self._entities)


def _without_code_language(entity: Entity) -> Entity:
    # Code keeps its language only while it may still become a ``pre``.
    return Entity("code", entity.offset, entity.length) if entity.kind == "code" else entity
