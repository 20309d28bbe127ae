"""The table of settings names every variable that works."""

import re
from pathlib import Path

import pytest

from config.errors import SettingsError
from config.settings import Settings, load_settings
from config.table import settings_table


def variables() -> list[str]:
    return re.findall(r"^\| `(\w+)` \|", settings_table(), re.MULTILINE)


def test_every_setting_has_a_row_with_its_meaning() -> None:
    assert {
        "QUOTH_HOME",
        "QUOTH_CORPUS__FOLDER",
        "QUOTH_MODEL__NAME",
        "QUOTH_MODEL__RERANKER",
        "QUOTH_TELEGRAM__TOKEN",
        "QUOTH_TELEGRAM__TOKEN_FILE",
        "QUOTH_TELEGRAM__BASE_URL",
        "QUOTH_TELEGRAM__BASE_FILE_URL",
    } <= set(variables())
    rows = settings_table().splitlines()[2:]
    assert len(rows) == len(variables())
    assert all(row.split("|")[3].strip() not in {"", "None"} for row in rows)


def is_read(name: str, default: Settings) -> bool:
    """Whether the variable, which is set, makes a difference: another value, or a complaint."""
    try:
        return load_settings() != default
    except SettingsError as error:
        return name in str(error)


def test_every_variable_of_the_table_is_read(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in variables():
        monkeypatch.delenv(name, raising=False)
    default = load_settings()
    for name in variables():
        monkeypatch.setenv(name, "http://somewhere")
        assert is_read(name, default), name
        monkeypatch.delenv(name)


def test_no_path_of_this_machine_is_in_the_table() -> None:
    assert "/" not in re.sub(r"\w+://\S+", "", settings_table())
