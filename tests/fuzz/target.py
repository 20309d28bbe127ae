"""What is fuzzed: a property that must hold, and where the inputs for it come from."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from hypothesis.strategies import SearchStrategy

Check = Callable[[Any], None]
"""Raises where the property does not hold for an input."""


@dataclass(frozen=True, slots=True)
class Seeds:
    """Inputs that are bytes: made from files by changing a little of them.

    Args:
        files: the files to begin with.
        traced: the packages in which atheris looks for new paths.
    """

    files: Callable[[], list[bytes]]
    traced: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Target:
    """One door.

    Args:
        name: as the command line has it.
        opened: everything that the check needs, for as long as it is needed.
        inputs: seeds to change, or a strategy whose values JSON can hold.
    """

    name: str
    opened: Callable[[], AbstractContextManager[Check]]
    inputs: Seeds | SearchStrategy[Any]
