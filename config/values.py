"""What a setting may be: each reader takes a value as TOML, JSON or a variable has it.

Readers raise `ValueError` with what was expected, and never with the value: it may be a secret.
"""

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from config.secret import Secret

Reader = Callable[[Any], Any]
_FLAGS = dict.fromkeys(("true", "t", "yes", "y", "on", "1"), True)
_FLAGS |= dict.fromkeys(("false", "f", "no", "n", "off", "0"), False)


def as_path(value: object) -> Path:
    """A path."""
    if not isinstance(value, str | Path):
        raise ValueError("expected a path")
    return Path(value)


def as_flag(value: object) -> bool:
    """True or false, also in words."""
    found = value if isinstance(value, bool) else _FLAGS.get(str(value).strip().lower())
    if found is None:
        raise ValueError("expected true or false")
    return found


def as_text(least: int = 0, pattern: str = "", expected: str = "") -> Reader:
    """A text.

    Args:
        least: how many characters it must have.
        pattern: of all of it.
        expected: what is said of one that is otherwise.
    """

    def read(value: object) -> str:
        if not isinstance(value, str):
            raise ValueError("expected a text")
        if len(value) < least:
            raise ValueError("it is empty")
        if pattern and re.fullmatch(pattern, value) is None:
            raise ValueError(expected)
        return value

    return read


def one_of(*names: str) -> Reader:
    """One of some names."""

    def read(value: object) -> object:
        if value not in names:
            raise ValueError(f"expected one of {', '.join(names)}")
        return value

    return read


def as_whole(least: int, most: int) -> Reader:
    """A whole number in a range."""

    def read(value: object) -> int:
        number = _number(value, int)
        if number is None or not least <= number <= most:
            raise ValueError(f"expected a whole number from {least} to {most}")
        return int(number)

    return read


def as_seconds(most: float) -> Reader:
    """More than none, up to so many."""

    def read(value: object) -> float:
        number = _number(value, float)
        if number is None or not 0 < number <= most:
            raise ValueError(f"expected a number above 0, up to {most:g}")
        return float(number)

    return read


def as_secret(value: object) -> Secret:
    """What must not be shown."""
    if not isinstance(value, str):
        raise ValueError("expected a text")
    return Secret(value)


def as_address(value: object) -> str:
    """Where a server on the web is; no slash ends it."""
    if not isinstance(value, str) or not value.startswith(("http://", "https://")):
        raise ValueError('an address starts with "http://" or "https://"')
    return value.rstrip("/")


def as_ids(value: object) -> frozenset[int]:
    """Ids of chats: a list, or in one text with commas or spaces between them."""
    found = value.replace(",", " ").split() if isinstance(value, str) else value
    if not isinstance(found, list | tuple | set | frozenset):
        raise ValueError("expected a list of whole numbers")
    numbers = [_number(one, int) for one in found]
    if None in numbers:
        raise ValueError("ids are whole numbers, with commas between them")
    return frozenset(int(number) for number in numbers if number is not None)


def as_permits(value: object) -> dict[str, frozenset[int]]:
    """Names of collections, each with ids; JSON where it is one text."""
    expected = 'expected JSON such as {"board": [17, -1004]}'
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except json.JSONDecodeError:
            raise ValueError(expected) from None
    if not isinstance(value, Mapping):
        raise ValueError(expected)
    return {str(name): as_ids(own) for name, own in value.items()}


def _number(value: object, kind: type[int] | type[float]) -> int | float | None:
    """The number that a value is or that a text says; true and false are none."""
    if isinstance(value, bool) or not isinstance(value, str | int | kind):
        return None
    try:
        return kind(value)
    except ValueError:
        return None
