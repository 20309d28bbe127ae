"""Tables of values (.csv): every row a line with the names of its columns."""

import csv
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager

from corpus.decode import NotText, decode
from corpus.document import Unit
from corpus.formats.extract import Extract, Refused
from corpus.formats.rows import row_text, split_header
from corpus.formats.script import Script

_SAMPLE_CHARACTERS = 20_000
_MOST_ROWS = 100_000
_MOST_FIELD_CHARACTERS = 100_000
_DELIMITERS = ",;\t|"
_STATED = re.compile(r"sep=([,;|\t])\n", re.IGNORECASE)
_MOST_ABOVE = 5


def extract(data: bytes) -> Extract:
    """Read a .csv file in any encoding that we know; row 1 is what a spreadsheet shows first."""
    try:
        decoded = decode(data)
    except NotText as error:
        raise Refused(str(error)) from error
    text, delimiter = _stated_delimiter(decoded.text)
    rows = _rows(text, delimiter or _usual_delimiter(text))
    script = Script(Unit.ROW)
    above = _rows_above(rows)
    for number, row in rows[:above]:
        script.turn(number)
        script.add(row_text([], row))
    header, _ = split_header([row for _, row in rows[above:]])
    for number, row in rows[above + bool(header) :]:
        script.turn(number)
        script.add(row_text(header, row))
    if decoded.is_assumed:
        script.warnings.append(f"not UTF-8; read as {decoded.encoding}")
    return script.extract()


def _stated_delimiter(text: str) -> tuple[str, str]:
    """The text without a first line "sep=;", and what that says."""
    found = _STATED.match(text)
    return (text[found.end() :], found[1]) if found else (text, "")


def _rows_above(rows: list[tuple[int, list[str]]]) -> int:
    """How many rows of one cell stand above a table: its title, say."""
    widths = [sum(bool(cell.strip()) for cell in row) for _, row in rows]
    above = next((at for at, width in enumerate(widths) if width > 1), 0)
    return above if above <= _MOST_ABOVE else 0


def _rows(text: str, delimiter: str) -> list[tuple[int, list[str]]]:
    """The rows that are not empty, numbered as a spreadsheet shows them."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows: list[tuple[int, list[str]]] = []
    with _limited_fields():
        try:
            for number, row in enumerate(reader, 1):
                if number > _MOST_ROWS:
                    raise Refused(f"it has more than {_MOST_ROWS:,} rows")
                if any(cell.strip() for cell in row):
                    rows.append((number, row))
        except csv.Error as error:
            raise Refused(
                f"row {len(rows) + 1} is no row of a table, or has a field of more than "
                f"{_MOST_FIELD_CHARACTERS:,} characters"
            ) from error
    return rows


def _usual_delimiter(text: str) -> str:
    """How the values are set apart: the sign that cuts most lines into as many values."""
    lines = [line for line in text[:_SAMPLE_CHARACTERS].split("\n")[:50] if line.strip()]

    def evenness(sign: str) -> tuple[int, int]:
        counts = [line.count(sign) for line in lines]
        usual = max(set(counts), key=lambda count: (counts.count(count), count), default=0)
        return (counts.count(usual) if usual else 0, usual)

    return max(_DELIMITERS, key=evenness)


@contextmanager
def _limited_fields() -> Iterator[None]:
    before = csv.field_size_limit(_MOST_FIELD_CHARACTERS)
    try:
        yield
    finally:
        csv.field_size_limit(before)
