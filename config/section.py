"""Sections of settings: frozen objects that are read from trees of values.

pydantic does the same and more, and takes .1 s to import and to build what it needs of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, NamedTuple, TypeVar

from config.values import Reader

_KEY = "setting"


class Setting(NamedTuple):
    """What can be set: the default, how a value is read, and what it means."""

    default: Any
    read: Reader
    description: str


@dataclass(frozen=True, slots=True)
class Section:
    """Settings that belong together; nothing else may stand among them."""


class Problem(NamedTuple):
    """What is wrong: the place of a value in the tree, the value, and why."""

    place: tuple[str, ...]
    value: object
    reason: str


S = TypeVar("S", bound=Section)


def setting(default: object, read: Reader, description: str) -> Any:
    """A setting of a section.

    Args:
        default: what it is if it is not set; None where it may also be set to nothing.
        read: makes it of what it is set to.
        description: for who sets it.
    """
    found = {_KEY: Setting(default, read, description)}
    return field(default_factory=lambda: default, metadata=found)


def section(kind: type[Section]) -> Any:
    """A section in another one."""
    return field(default_factory=kind, metadata={_KEY: kind})


def contents(kind: type[Section]) -> dict[str, Setting | type[Section]]:
    """The settings of a section and the sections in it, by their names."""
    return {own.name: own.metadata[_KEY] for own in fields(kind)}


def read_section(
    kind: type[S], tree: Mapping[str, object], problems: list[Problem], place: tuple[str, ...] = ()
) -> S:
    """Make a section of what is set of it; what is wrong is left out and added to `problems`.

    Args:
        kind: the section.
        tree: values by their names, sections as trees.
        problems: is added to.
        place: of the section.
    """
    values: dict[str, object] = {}
    for name, value in tree.items():
        known, own = contents(kind).get(name), (*place, name)
        if known is None:
            problems.append(Problem(own, value, "no such setting"))
        elif not isinstance(known, Setting):
            if isinstance(value, Mapping):
                values[name] = read_section(known, value, problems, own)
            else:
                problems.append(Problem(own, value, "expected a section with settings of its own"))
        elif value is not None or known.default is not None:
            try:
                values[name] = known.read(value)
            except ValueError as error:
                problems.append(Problem(own, value, str(error)))
    return kind(**values)
