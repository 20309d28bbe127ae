"""Rows of tables as lines to quote: with the names of the columns, where the table has them."""

from collections.abc import Sequence

# As longer cells, these are texts that were laid out in a table.
_MOST_HEADER_CHARACTERS = 60


def row_text(header: Sequence[str], cells: Sequence[str]) -> str:
    """A row as one line: "Flour: Rye | Price: 21 crowns", or only the cells."""
    cells = [" ".join(cell.split()) for cell in cells]
    if header and len(cells) <= len(header):
        pairs = zip(header, cells, strict=False)
        parts = [f"{name}: {cell}" if name else cell for name, cell in pairs if cell]
    else:
        parts = [cell for cell in cells if cell]
    return " | ".join(parts)


def split_header(rows: Sequence[list[str]]) -> tuple[list[str], Sequence[list[str]]]:
    """The names of the columns and the other rows; no names where the first row has none.

    A first row names the columns if it is short and full, has no figure, and some other has one.
    """
    if len(rows) < 2 or len(rows[0]) < 2:
        return [], rows
    first = [" ".join(cell.split()) for cell in rows[0]]
    is_named = (
        all(first)
        and len(set(first)) == len(first)
        and all(len(cell) <= _MOST_HEADER_CHARACTERS for cell in first)
        and not any(_has_digit(cell) for cell in first)
    )
    has_figures = any(_has_digit(cell) for row in rows[1:] for cell in row)
    return (first, rows[1:]) if is_named and has_figures else ([], rows)


def _has_digit(text: str) -> bool:
    return any(character.isdigit() for character in text)
