"""What a Markdown file states of itself before its text: title, date, author and source."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence

_ENTRY = re.compile(r"([A-Za-z][\w -]{0,40}?)\s*:(?:\s+(.*))?$")
_QUOTED = re.compile(r"\"((?:[^\"\\]|\\.)*)\"|'((?:[^']|'')*)'")
_COMMENT = re.compile(r"(?:^|\s)#.*$")
_FOLDED = re.compile(r"[>|][+-]?\d?")
_NAME = "name"
_TOML_FENCE = "+++"

Stated = Mapping[str, Sequence[str]]
"""The values of each key, which is in small letters."""


def read_yaml(content: str) -> Stated:
    """The plain part of YAML that people write there; whatever else it holds is left out."""
    found: dict[str, list[str]] = {}
    key, folded = "", False
    for line in content.split("\n"):
        entry = None if line[:1].isspace() or line.startswith("-") else _ENTRY.match(line.rstrip())
        if entry is not None:
            key, value = entry[1].lower(), _uncommented(entry[2] or "")
            folded = _FOLDED.fullmatch(value) is not None
            found.setdefault(key, []).extend([] if folded else _values(value))
        elif key and line.strip():
            _go_on(found[key], line.strip(), folded=folded)
    return found


def toml_lines(text: str) -> int:
    """How many lines a text's own statements in TOML take, with those around them; 0 if none."""
    lines = text.split("\n")
    if lines[0].rstrip() != _TOML_FENCE:
        return 0
    ends = (at for at, line in enumerate(lines[1:], 1) if line.rstrip() == _TOML_FENCE)
    return next(ends, -1) + 1


def read_toml(content: str) -> Stated:
    """The texts and dates at the top of TOML; nothing if it is none."""
    try:
        found = tomllib.loads(content)
    except (tomllib.TOMLDecodeError, RecursionError):
        return {}
    lists = {key.lower(): one if isinstance(one, list) else [one] for key, one in found.items()}
    return {key: [str(one) for one in some] for key, some in lists.items()}


def _go_on(values: list[str], line: str, *, folded: bool) -> None:
    """A line that belongs to the entry before it: of a long text, a list or a person."""
    is_item = line.startswith("- ") and not folded
    text = _uncommented(line[2:] if is_item else line)
    entry = _ENTRY.match(text)
    if entry is not None and not folded:
        values += _values(entry[2] or "") if entry[1].lower() == _NAME else []
    elif is_item or not values:
        values += _values(text)
    else:
        values[-1] = f"{values[-1]} {text}"


def _uncommented(value: str) -> str:
    value = value.strip()
    quoted = _QUOTED.match(value)
    return quoted[0] if quoted else _COMMENT.sub("", value).strip()


def _values(value: str) -> Iterator[str]:
    if value.startswith("[") and value.endswith("]"):
        for one in re.findall(rf"{_QUOTED.pattern}|([^,\[\]]+)", value[1:-1]):
            if text := next((part.strip() for part in one if part.strip()), ""):
                yield text
        return
    quoted = _QUOTED.fullmatch(value)
    if quoted is not None:
        value = (quoted[1] or (quoted[2] or "").replace("''", "'")).replace('\\"', '"')
    if value:
        yield value
