"""Who is measured: sentence-transformers alone, other programs, and Quoth with each engine."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from index.models.model import BUNDLED, find_model
from tests.bench.environments import NotInstalled, environment
from tests.bench.processes import Run, run

RAW, LANGCHAIN = "raw", "langchain"
_PEERS = {LANGCHAIN: "LangChain + FAISS", "txtai": "txtai", "chroma": "Chroma"}
_ENGINES = {"onnx": "Quoth", "int8": "Quoth int8", "bf16": "Quoth bf16"}


@dataclass(frozen=True, slots=True)
class Contender:
    """A program that can be asked to do each task.

    `reason`: why it cannot, if so.
    """

    name: str
    title: str
    python: Path
    is_ours: bool = False
    reason: str = ""

    def peer(self, task: str, home: Path, *rest: str | Path) -> Run:
        """Have a peer do a task (`tests.bench.peers.harness`)."""
        module = f"tests.bench.peers.{self.name}"
        model = {"QUOTH_BENCH_MODEL": str(find_model(BUNDLED).folder)}
        return run([str(self.python), "-m", module, task, str(home), *map(str, rest)], model)

    def quoth(self, bench: Path, task: str, home: Path, *rest: str | Path) -> Run:
        """Have Quoth do a task (`tests.bench.quoth`)."""
        command = [str(self.python), "-m", "tests.bench.quoth", self.name, task, str(home)]
        engines = {"QUOTH_BENCH_ENGINES": str(bench / "engines")}
        return run([*command, *map(str, rest)], engines)

    def command(self, home: Path, *arguments: str | Path) -> Run:
        """Run `quoth` itself."""
        given = {"QUOTH_HOME": str(home), "QUOTH_MODEL__ENGINE": self.name}
        return run([str(self.python), "-m", "bot", *map(str, arguments)], given)


def contenders(home: Path, names: Sequence[str] = ()) -> tuple[Contender, ...]:
    """All of them or those that are named, installed as far as they can be.

    Args:
        home: where environments are kept.
        names: of those that are wanted.
    """
    own = Path(sys.executable)
    found = [Contender(RAW, "raw encode", own)]
    found += [_installed(name, title, home) for name, title in _PEERS.items() if _is(name, names)]
    found += [
        Contender(name, title, own, is_ours=True)
        for name, title in _ENGINES.items()
        if name != "bf16" and _is(name, names)
    ]
    if _is("bf16", names):
        found.append(_installed("bf16", _ENGINES["bf16"], home, is_ours=True))
    return tuple(found)


def _is(name: str, names: Sequence[str]) -> bool:
    return not names or name in names


def _installed(name: str, title: str, home: Path, *, is_ours: bool = False) -> Contender:
    try:
        return Contender(name, title, environment(name, home), is_ours)
    except NotInstalled as error:
        return Contender(name, title, Path(), is_ours, f"not installed: {error}")
