"""Where settings come from: the environment and quoth.toml, each as a tree of values."""

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from config.errors import SettingsError
from config.section import Section, Setting, contents

Tree = dict[str, Any]
_BETWEEN = "__"


def read_toml(path: Path) -> Tree:
    """The settings of a file; none where there is no such file.

    Raises:
        SettingsError: it is no TOML.
    """
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} is not valid TOML: {error}") from error


def read_environment(environment: Mapping[str, str], prefix: str, kind: type[Section]) -> Tree:
    """The settings among the variables; empty ones and those of no setting do not count.

    Args:
        environment: variables by their names, in any case.
        prefix: of the variables that are settings, in capitals.
        kind: what can be set.

    Raises:
        SettingsError: a whole section is given as something else than a JSON object.
    """
    found: Tree = {}
    for name in sorted(environment):  # a whole section before single settings of it
        if not name.upper().startswith(prefix) or not environment[name]:
            continue
        parts = name[len(prefix) :].lower().split(_BETWEEN)
        if parts[0] in contents(kind):
            value: Any = environment[name]
            if _is_section(kind, parts):
                value = _section(name, value)
            for part in reversed(parts):
                value = {part: value}
            found = merged(found, value)
    return found


def merged(*trees: Tree) -> Tree:
    """Trees joined into one: where two name a value, the later one holds."""
    found: Tree = {}
    for tree in trees:
        for name, value in tree.items():
            known = found.get(name)
            if isinstance(known, dict) and isinstance(value, dict):
                value = merged(known, value)
            found[name] = value
    return found


def _is_section(kind: type[Section], parts: list[str]) -> bool:
    first, *rest = parts
    found = contents(kind).get(first)
    if found is None or isinstance(found, Setting):
        return False
    return not rest or _is_section(found, rest)


def _section(name: str, text: str) -> Tree:
    try:
        found = json.loads(text)
    except json.JSONDecodeError:
        found = None
    if not isinstance(found, dict):
        raise SettingsError(
            f"The variable {name} names a whole section. Name one setting of it, such as "
            "QUOTH_CORPUS__FOLDER"
        )
    return found
