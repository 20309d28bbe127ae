"""Whether a file of a folder lies in it, wherever links lead."""

from pathlib import Path


class Bounds:
    """A folder, and what it has inside; where each folder below it leads is looked up once.

    Args:
        folder: perhaps by way of links.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._place = folder.resolve()
        self._parents: dict[Path, bool] = {}

    def hold(self, path: Path) -> bool:
        """Whether a path below the folder leads to a place inside of it.

        Raises:
            RuntimeError: a link leads to itself.
        """
        if path.is_symlink():
            return self._is_inside(path)
        parent = path.parent
        if parent not in self._parents:
            self._parents[parent] = self._is_inside(parent)
        return self._parents[parent]

    def _is_inside(self, path: Path) -> bool:
        return path.resolve().is_relative_to(self._place)
