"""A progress bar on stderr, with an estimate; silent where nobody watches."""

import sys
from types import TracebackType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

# So many texts take a while, and whoever reads a log should know why nothing happens.
_WORTH_A_LINE = 500


class Progress:
    """Shows how far a long task is; is a `Watcher` of embedding."""

    def __init__(self, what: str) -> None:
        self._bar = _bar() if sys.stderr.isatty() else None
        self._own = Part(self._bar, what)

    def __enter__(self) -> Self:
        if self._bar is not None:
            self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def part(self, what: str) -> "Part":
        """A bar of its own beside this one, for what is done before or after."""
        return Part(self._bar, what)

    @property
    def own(self) -> "Part":
        """The bar that this is named after."""
        return self._own

    def expect(self, texts: int) -> None:
        """Say how much there is to do; nothing is shown for nothing."""
        self._own.expect(texts)

    def advance(self, texts: int = 1) -> None:
        """Say how much more is done."""
        self._own.advance(texts)


class Part:
    """One of several bars, in the order in which they begin: `done` of what is `expected`."""

    def __init__(self, bar: "Bar | None", what: str) -> None:
        self._bar, self._what = bar, what
        self._task: TaskID | None = None
        self.expected = self.done = 0

    def expect(self, texts: int) -> None:
        """Say how much there is to do; nothing is shown for nothing."""
        self.expected += texts
        if self._bar is None:
            if texts >= _WORTH_A_LINE:
                print(f"{self._what}: {texts} to do", file=sys.stderr)
        elif self._task is not None:
            self._bar.update(self._task, total=self.expected, visible=self.expected > 0)
        else:  # only now its clock begins
            self._task = self._bar.add_task(self._what, total=texts, visible=texts > 0)

    def advance(self, texts: int = 1) -> None:
        """Say how much more is done."""
        self.done += texts
        if self._bar is not None and self._task is not None:
            self._bar.advance(self._task, texts)


def _bar() -> "Bar":
    from rich.console import Console  # 30 ms, which nobody need wait for who does not watch
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )
    from rich.progress import Progress as Bar

    return Bar(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )
