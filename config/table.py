"""The table of all settings for the README, made from the settings themselves."""

from pathlib import Path

from config.section import Section, Setting, contents
from config.settings import Settings


def settings_table() -> str:
    """Every setting as a row of a Markdown table: variable, default, meaning."""
    rows = ["| variable | default | meaning |", "| --- | --- | --- |"]
    rows += _rows(Settings, "QUOTH_")
    return "\n".join(rows)


def _rows(kind: type[Section], prefix: str) -> list[str]:
    rows: list[str] = []
    for name, found in contents(kind).items():
        variable = prefix + name.upper()
        if isinstance(found, Setting):
            rows.append(f"| `{variable}` | {_default(found)} | {found.description} |")
        else:
            rows += _rows(found, variable + "__")
    return rows


def _default(field: Setting) -> str:
    if field.default is None or field.default in (frozenset(), {}):
        return ""
    if isinstance(field.default, Path) and field.default.is_absolute():
        return "the sample"
    if isinstance(field.default, bool):
        return f"`{str(field.default).lower()}`"
    return f"`{field.default}`"
