"""Rows of tables as lines to quote: with the names of the columns, where the table has them."""

import re
from collections.abc import Sequence
from itertools import pairwise, zip_longest

# As longer cells, these are texts that were laid out in a table.
_MOST_HEADER_CHARACTERS = 60
_YEAR = re.compile(r"(?:19|20)\d\d")
_LEAST_YEARS = 2

Cells = Sequence[str | None]
"""A row; None goes on from the cell before it."""


def row_text(header: Sequence[str], cells: Cells) -> str:
    """A row as one line: "Flour: Rye | Price: 21 crowns", or only the cells.

    A cell over two columns is named after both: "Summer, Winter: free".
    """
    parts: list[tuple[list[str], str]] = []
    for name, cell in zip_longest(header, cells, fillvalue=""):
        if cell is None and parts:
            parts[-1][0].append(name or "")
        else:
            parts.append(([name or ""], " ".join((cell or "").split())))
    return " | ".join(
        f"{named}: {cell}" if (named := ", ".join(dict.fromkeys(filter(None, names)))) else cell
        for names, cell in parts
        if cell
    )


def split_header(rows: Sequence[Cells]) -> tuple[list[str], Sequence[Cells]]:
    """The names of the columns and the other rows; no names where the first row has none.

    A first row names the columns if it is short and full, has no figure but years, and some other
    row has one.
    """
    if len(rows) < 2 or len(rows[0]) < 2:
        return [], rows
    first = [" ".join((cell or "").split()) for cell in rows[0]]
    is_named = (
        all(first)
        and len(set(first)) == len(first)
        and all(len(cell) <= _MOST_HEADER_CHARACTERS for cell in first)
        and (not any(map(_has_digit, first)) or _names_years(first))
    )
    has_figures = any(_has_digit(cell or "") for row in rows[1:] for cell in row)
    return (first, rows[1:]) if is_named and has_figures else ([], rows)


def _names_years(first: list[str]) -> bool:
    """Whether the only figures are years that follow each other, as over columns."""
    years = [int(cell) for cell in first if _YEAR.fullmatch(cell)]
    others = [cell for cell in first if not _YEAR.fullmatch(cell)]
    steps = {after - before for before, after in pairwise(years)}
    is_run = len(years) >= _LEAST_YEARS and len(steps) == 1 and steps <= {1, -1, 5, -5, 10, -10}
    return is_run and bool(others) and not any(map(_has_digit, others))


def _has_digit(text: str) -> bool:
    return any(character.isdigit() for character in text)
