"""Tables of a tree of HTML as rows, with merged cells in every row and column that they cover."""

from collections.abc import Callable
from typing import NamedTuple

from lxml import etree

from corpus.formats.package import local_name
from corpus.formats.rows import Cells, row_text, split_header

_MOST_CELLS = 50_000
_MOST_SPAN = 200
_LONG_CELL = 400


def table_rows(
    table: etree._Element, text_of: Callable[[etree._Element], str]
) -> list[tuple[str, str]] | None:
    """Each row as a line to quote, and its cells alone; None where a page was laid out with it.

    Args:
        table: the element.
        text_of: gives the text of a cell.
    """
    if table.find(".//{*}table") is not None:
        return None
    grid = [row for row in _grid(table, text_of) if any(row.cells)]
    rows = [row.cells for row in grid]
    is_data = len(rows) > 1 and max(map(len, rows)) > 1 and _is_brief(rows)
    if not is_data or sum(map(len, rows)) > _MOST_CELLS:
        return None
    above = next((at for at, row in enumerate(grid) if not row.is_title), 0)
    heads = next((at for at, row in enumerate(grid[above:]) if not row.is_head), 0)
    if heads:
        header, rest = _names(rows[above : above + heads]), grid[above + heads :]
    else:
        header, _ = split_header(rows[above:])
        rest = grid[above + bool(header) :]
    found = [(row_text([], row.cells), row) for row in grid[:above]]
    for row in rest:
        # "Length: 312 metres", where each row has its own name.
        named = not header and row.is_named
        text = (
            row_text([row.cells[0] or ""], row.cells[1:]) if named else row_text(header, row.cells)
        )
        found.append((text, row))
    return [(text, "".join(cell or "" for cell in row.cells)) for text, row in found]


class _Row(NamedTuple):
    """A row; None in it goes on from the cell before.

    `is_head` is whether it may name the columns, `is_title` whether it is one cell over all of
    them, `is_named` whether it is a value with its name before it.
    """

    cells: Cells
    is_head: bool
    is_title: bool
    is_named: bool


def _grid(table: etree._Element, text_of: Callable[[etree._Element], str]) -> list[_Row]:
    rows: list[_Row] = []
    # What hangs down into the next row, by its column: for how many rows more, and its text.
    hanging: dict[int, tuple[int, str | None]] = {}
    size = 0
    for row in table.iter("tr", "{*}tr"):
        found = {column: text for column, (_, text) in hanging.items()}
        hanging = {at: (more - 1, text) for at, (more, text) in hanging.items() if more > 1}
        cells = [cell for cell in row if _name(cell) in ("td", "th")]
        column = 0
        for cell in cells:
            while column in found:
                column += 1
            wide, high = _span(cell, "colspan"), _span(cell, "rowspan")
            text = " ".join(text_of(cell).split())
            for at in range(column, column + wide):
                found[at] = text if at == column else None
                if high > 1:
                    hanging[at] = (high - 1, found[at])
            column += wide
            if column > _MOST_CELLS:
                break
        line = [found.get(at, "") for at in range(max(found, default=-1) + 1)]
        kinds = [_name(cell) for cell in cells]
        is_title = len(line) > 1 and all(cell is None for cell in line[1:])
        rows.append(_Row(line, set(kinds) == {"th"}, is_title, kinds == ["th", "td"]))
        size += len(line)
        if size > _MOST_CELLS:
            break
    return rows


def _names(header: list[Cells]) -> list[str]:
    """The names of the columns, of all the rows that hold them: "Fees Summer"."""
    names: list[dict[str, None]] = [{} for _ in range(max(map(len, header)))]
    for row in header:
        shown = ""
        for own, cell in zip(names, row, strict=False):
            shown = shown if cell is None else cell
            own[shown] = None
    return [" ".join(one for one in own if one) for own in names]


def _span(cell: etree._Element, name: str) -> int:
    stated = cell.get(name, "1").strip()
    return min(max(1, int(stated)), _MOST_SPAN) if stated.isdecimal() and len(stated) < 9 else 1


def _is_brief(rows: list[Cells]) -> bool:
    """Whether cells hold entries, not the columns of a page."""
    long = sum(len(cell or "") > _LONG_CELL for row in rows for cell in row)
    return long * 10 <= sum(map(len, rows))


def _name(element: etree._Element) -> str:
    return local_name(element.tag).lower() if isinstance(element.tag, str) else ""
