"""The table of formats for the README, made from what the readers say of themselves."""

from corpus.document import Unit
from corpus.formats.registry import FORMATS

_PLAIN = (
    ("text", (".txt", ".text"), "", Unit.LINE, ("headings", "title", "date", "author", "source")),
    (
        "Markdown",
        (".md", ".markdown"),
        "",
        Unit.LINE,
        ("headings", "lists", "tables", "title", "date", "author", "source"),
    ),
)
_COLUMNS = ("headings", "lists", "tables", "title", "date", "author", "source")


def formats_table() -> str:
    """Every format as a row of a Markdown table: endings, extra, place, and what is kept."""
    found = [(f.name, f.endings, f.extra, f.unit, f.keeps) for f in FORMATS]
    rows = [
        "| format | endings | extra | place | " + " | ".join(_COLUMNS) + " |",
        "| --- " * (4 + len(_COLUMNS)) + "|",
    ]
    for name, endings, extra, unit, keeps in (*_PLAIN, *found):
        shown = " ".join(f"`{ending}`" for ending in endings)
        kept = " | ".join("✓" if column in keeps else "" for column in _COLUMNS)
        rows.append(f"| {name} | {shown} | {f'`{extra}`' if extra else ''} | {unit} | {kept} |")
    return "\n".join(rows)
