"""What many tests share: a small corpus, a library over it without a model, the shared folder."""

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from corpus.read import read_folder
from index.embedder import Embedder, HashingEmbedder
from index.snapshot import Snapshot, load
from index.stored.library import Library
from index.update import Report, update
from tests.postgres import Postgres, reason_without, running_postgres

pytest_plugins = ["tests.milvus.fixtures"]

# The machines that run this are shared and slow at times; the same examples fail everywhere.
settings.register_profile("quoth", deadline=None, derandomize=True)
settings.load_profile("quoth")

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"
SAMPLE = Path(__file__).resolve().parent.parent / "corpus" / "sample"

CORPUS = {
    "ferry.txt": (
        "The river ferry\n\n"
        "Updated: 2024-05-17\n\n"
        "The ferry crosses the river every twenty minutes from six in the morning. "
        "A single ticket for the ferry costs 3 crowns, and children travel free of charge. "
        "Bicycles are carried on the lower deck.\n\n"
        "The ferry was built in 1931 by the Halden shipyard. "
        "Its diesel engine was replaced by an electric motor in 2019.\n"
    ),
    "mill.md": (
        "# The old mill\n\n"
        "## History\n\n"
        "The mill was founded in 1788 by Anna Brandt, who owned the forest behind it. "
        "It ground rye and barley for eleven villages.\n\n"
        "## Visits\n\n"
        "The mill museum opens on Saturdays and closes in January. "
        "Guided tours of the mill museum last forty minutes.\n"
    ),
    "north/orchard.txt": (
        "The orchard\n\n"
        "The orchard holds 412 apple trees of nineteen kinds. "
        "Volunteers harvest the apples in the last week of September.\n"
    ),
}


class Watch:
    """A watcher that remembers what it was told."""

    def __init__(self) -> None:
        self.expected = 0
        self.done = 0

    def expect(self, texts: int) -> None:
        self.expected += texts

    def advance(self, texts: int) -> None:
        self.done += texts


def write_corpus(folder: Path, files: dict[str, str] | None = None) -> Path:
    """Write texts, by path, below a folder."""
    for name, text in (files or CORPUS).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def build_library(folder: Path, path: Path, embedder: Embedder | None = None) -> Report:
    """Build or update a library over a folder, without a model unless one is given."""
    with Library.open(path, create=True) as library:
        return update(library, read_folder(folder), embedder or HashingEmbedder(), Watch())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the small corpus."""
    return write_corpus(tmp_path / "documents")


@pytest.fixture
def library_path(folder: Path, tmp_path: Path) -> Path:
    """A library over the small corpus."""
    path = tmp_path / "var" / "library.db"
    build_library(folder, path)
    return path


@pytest.fixture
def snapshot(library_path: Path) -> Snapshot:
    """The small corpus in memory."""
    return load(library_path)


@pytest.fixture
def seeds() -> Path:
    """The real articles, where the shared folder is there."""
    path = SHARED / "seeds"
    if not path.is_dir():
        pytest.skip("the shared folder with the articles is not here")
    return path


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server."""
    pytest.importorskip("psycopg", reason="psycopg is not installed: pip install 'quoth[postgres]'")
    if (reason := reason_without()) is not None:
        pytest.skip(reason)
    with running_postgres() as server:
        yield server


@pytest.fixture
def postgres_address(postgres: Postgres) -> str:
    """A place of its own on that server, with no tables yet."""
    return postgres.new_schema(f"t{secrets.token_hex(4)}")
