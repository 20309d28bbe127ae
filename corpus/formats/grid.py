"""Tables of a tree of HTML as rows, with merged cells in every row and column that they cover."""

from collections.abc import Callable

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
    grid = [(cells, is_head) for cells, is_head in _grid(table, text_of) if any(cells)]
    rows = [cells for cells, _ in grid]
    is_data = len(rows) > 1 and max(map(len, rows)) > 1 and _is_brief(rows)
    if not is_data or sum(map(len, rows)) > _MOST_CELLS:
        return None
    heads = next((number for number, (_, is_head) in enumerate(grid) if not is_head), 0)
    header, rest = (_names(rows[:heads]), rows[heads:]) if heads else split_header(rows)
    return [(row_text(header, row), "".join(cell or "" for cell in row)) for row in rest]


def _grid(
    table: etree._Element, text_of: Callable[[etree._Element], str]
) -> list[tuple[Cells, bool]]:
    """Rows of cells, and whether each names the columns; None goes on from the cell before."""
    rows: list[tuple[Cells, bool]] = []
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
        rows.append((line, bool(cells) and all(_name(cell) == "th" for cell in cells)))
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
