"""The table of all settings for the README, made from the settings themselves."""

from pathlib import Path

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from config.settings import Settings


def settings_table() -> str:
    """Every setting as a row of a Markdown table: variable, default, meaning."""
    rows = ["| variable | default | meaning |", "| --- | --- | --- |"]
    rows += _rows(Settings, "QUOTH_")
    return "\n".join(rows)


def _rows(model: type[BaseModel], prefix: str) -> list[str]:
    rows: list[str] = []
    for name, field in model.model_fields.items():
        variable = prefix + name.upper()
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            rows += _rows(field.annotation, variable + "__")
        else:
            rows.append(f"| `{variable}` | {_default(field)} | {field.description} |")
    return rows


def _default(field: FieldInfo) -> str:
    if field.default is None or field.default in (frozenset(), {}):
        return ""
    if isinstance(field.default, Path) and field.default.is_absolute():
        return "the sample"
    if isinstance(field.default, bool):
        return f"`{str(field.default).lower()}`"
    return f"`{field.default}`"
