"""Bytes to other bytes: blind changes, changes that know markup, and changes inside of a zip."""

import io
import random
import re
import zipfile
from collections.abc import Callable

Mutate = Callable[[bytes, random.Random], bytes]

MOST_BYTES = 96 * 1024
# Beyond this no part is unpacked: a mutated size may say anything.
_MOST_UNPACKED_BYTES = 2 * 1024 * 1024
_ODD = (
    *(b"", b"0", b"-1", b"1", b"65536", b"2147483648", b"99999999999999999999", b"1e999", b"NaN"),
    *(
        b"\x00",
        b"\xff\xfe",
        b"\xed\xa0\x80",
        b"\xf0\x9f\x98\x80",
        b"\xe2\x80\xae",
        b"\r\n",
        b"\x85",
    ),
    *(b"<", b">", b"&", b"&#0;", b"&#xD800;", b"&nbsp;", b"<![CDATA[", b"<!--", b"-->", b"<?x?>"),
    *(
        b'"',
        b"'",
        b"=",
        b"../",
        b"/",
        b"%00",
        b"%F0",
        b"http://[",
        b"javascript:",
        b"\t",
        b" " * 99,
    ),
)
_TOKENS = re.compile(rb"<[^<>]*>|[^<>]+|[<>]")
_NUMBER = re.compile(rb"-?\d+(?:\.\d+)?")
_QUOTED = re.compile(rb"\"[^\"]*\"|'[^']*'|\([^()]*\)")
_ATTRIBUTE = re.compile(rb"\s[\w:.-]+=(?:\"[^\"]*\"|'[^']*')")


def mutated(data: bytes, chance: random.Random) -> bytes:
    """One to six changes, some blind, some of a number, a value, an attribute or an element."""
    for _ in range(chance.choice((1, 1, 1, 2, 3, 6))):
        data = chance.choice(_CHANGES)(data, chance)
    return data[:MOST_BYTES]


def mutated_file(data: bytes, chance: random.Random, inner: Mutate = mutated) -> bytes:
    """A changed file; of a zip one part is changed and the whole packed anew.

    Args:
        data: a file of any format.
        chance: what is decided by.
        inner: how bytes that are no zip, or are a part of one, are changed.
    """
    if not data.startswith(b"PK") or chance.random() < 0.05:
        return inner(data, chance)
    parts = parts_of(data)
    if not parts:
        return inner(data, chance)
    return packed(_with_other_part(parts, chance, inner))


def parts_of(data: bytes) -> dict[str, bytes]:
    """The parts of a zip by name; none where it cannot be unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            entries = package.infolist()
            if sum(entry.file_size for entry in entries) > _MOST_UNPACKED_BYTES:
                return {}
            return {entry.filename: package.read(entry) for entry in entries}
    # Whatever a broken zip is to the standard library, it is none to us.
    except Exception:  # noqa: BLE001, RUF100
        return {}


def packed(parts: dict[str, bytes]) -> bytes:
    """A zip of these parts, always the same for the same."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        for name, content in parts.items():
            package.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return whole.getvalue()


def _with_other_part(
    parts: dict[str, bytes], chance: random.Random, inner: Mutate
) -> dict[str, bytes]:
    name = chance.choice(sorted(parts))
    what = chance.random()
    if what < 0.03:
        return {one: content for one, content in parts.items() if one != name}
    if what < 0.06:
        return {**parts, name: parts[chance.choice(sorted(parts))]}
    # A little more often the text than what says where it is.
    texts = [one for one in parts if one.endswith((".xml", ".xhtml", ".html", ".opf", ".rels"))]
    if texts and not name.endswith((".xml", ".xhtml", ".html", ".opf", ".rels")):
        name = chance.choice(sorted(texts))
    return {**parts, name: inner(parts[name], chance)}


def _flip(data: bytes, chance: random.Random) -> bytes:
    if not data:
        return b"\x00"
    at = chance.randrange(len(data))
    return data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :]


def _insert(data: bytes, chance: random.Random) -> bytes:
    at = chance.randint(0, len(data))
    return data[:at] + chance.choice(_ODD) + data[at:]


def _cut(data: bytes, chance: random.Random) -> bytes:
    start = chance.randint(0, len(data))
    return data[:start] + data[start + chance.choice((1, 2, 8, 64, 512, 4096)) :]


def _repeat(data: bytes, chance: random.Random) -> bytes:
    start = chance.randint(0, len(data))
    end = start + chance.choice((1, 8, 64, 512))
    return data[:end] + data[start:end] * chance.choice((1, 2, 20)) + data[end:]


def _replace(pattern: re.Pattern[bytes]) -> Mutate:
    def change(data: bytes, chance: random.Random) -> bytes:
        found = list(pattern.finditer(data))
        if not found:
            return _flip(data, chance)
        one = chance.choice(found)
        return data[: one.start()] + _odd(one[0], chance) + data[one.end() :]

    return change


def _odd(before: bytes, chance: random.Random) -> bytes:
    new = chance.choice(_ODD)
    return before[:1] + new + before[-1:] if before[:1] in (b'"', b"'", b"(") else new


def _drop_attribute(data: bytes, chance: random.Random) -> bytes:
    found = list(_ATTRIBUTE.finditer(data))
    if not found:
        return _cut(data, chance)
    one = chance.choice(found)
    return data[: one.start()] + data[one.end() :]


def _move_tokens(data: bytes, chance: random.Random) -> bytes:
    """Elements dropped, doubled, or put elsewhere."""
    tokens = _TOKENS.findall(data)
    if len(tokens) < 3:
        return _repeat(data, chance)
    start = chance.randrange(len(tokens))
    size = chance.choice((1, 1, 2, 3, 10))
    taken, rest = tokens[start : start + size], tokens[:start] + tokens[start + size :]
    what = chance.randrange(3)
    if what == 0:
        return b"".join(rest)
    at = chance.randint(0, len(tokens if what == 1 else rest))
    base = tokens if what == 1 else rest
    return b"".join([*base[:at], *taken * chance.choice((1, 1, 30)), *base[at:]])


_CHANGES: tuple[Mutate, ...] = (
    _flip,
    _insert,
    _cut,
    _repeat,
    _replace(_NUMBER),
    _replace(_QUOTED),
    _drop_attribute,
    _move_tokens,
    _move_tokens,
)
