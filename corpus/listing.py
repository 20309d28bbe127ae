"""Which files a folder has: all of them, or what became of those that it had a moment ago."""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

# The second is what Word puts beside a file that somebody has open.
_HIDDEN = (".", "~$")


class Listing(NamedTuple):
    """The files below a folder, by their paths in it with "/" between parts, in their order.

    `closed` are the folders that cannot be looked into, each with the reason.
    """

    names: tuple[str, ...]
    closed: tuple[tuple[str, str], ...] = ()


def list_folder(folder: Path) -> Listing:
    """Every file but the hidden ones, and those of hidden folders; links to folders among them."""
    closed: list[tuple[str, str]] = []

    def refused(error: OSError) -> None:
        closed.append((str(error.filename), error.strerror or str(error)))

    top = str(folder)
    found: list[str] = []
    for parent, folders, files in os.walk(top, onerror=refused):
        folders[:] = [name for name in folders if not name.startswith(".")]
        linked = [name for name in folders if Path(parent, name).is_symlink()]
        inside = _name(parent, top)
        prefix = f"{inside}/" if inside else ""
        found += [prefix + name for name in [*files, *linked] if not name.startswith(_HIDDEN)]
    return Listing(tuple(sorted(found)), tuple(closed))


def changed_names(
    folder: Path, before: Sequence[str], changed: Iterable[str]
) -> dict[str, bool] | None:
    """The names of files that may have changed, and whether they are there.

    Args:
        folder: what they are in.
        before: the names that it had.
        changed: the paths of what may have changed, as the system tells them.

    Returns:
        None where only a look at all can tell, as after a folder came, went or got another name.
    """
    known = frozenset(before)
    inside: dict[str, frozenset[str]] = {}
    found: dict[str, bool] = {}
    for path in changed:
        if not is_below(path, folder):
            continue
        name = _name(path, str(folder.absolute()))
        is_folder = name not in known and any(other.startswith(f"{name}/") for other in before)
        if is_folder or Path(path).is_dir():
            return None
        # Some systems take two spellings for one name; the folder has one of them.
        parent, own = os.path.split(path)
        if parent not in inside:
            inside[parent] = _inside(parent)
        found[name] = own in inside[parent]
    return found


def is_below(path: str, folder: Path) -> bool:
    """Whether a path that the system told is one of a folder's."""
    return path.startswith(f"{folder.absolute()}{os.sep}")


def _inside(folder: str) -> frozenset[str]:
    try:
        with os.scandir(folder) as entries:
            return frozenset(entry.name for entry in entries)
    except OSError:
        return frozenset()


def _name(path: str, top: str) -> str:
    name = path[len(top) :].strip(os.sep)
    return name.replace(os.sep, "/")
