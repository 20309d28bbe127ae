"""Added documents: whatever happens meanwhile, one is there as a whole or not at all."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from bot.errors import NotAdded
from bot.holdings import Holdings
from bot.preview import Given
from corpus.read import FolderMissing
from corpus.sources import read_sources
from index.embedder import HashingEmbedder, Progress, Vectors
from index.snapshot import load
from index.stored.library import Library
from index.update import update
from tests.conftest import CORPUS, Watch

GIVEN = Given("lighthouse.txt", "coast", b"The lighthouse\n\nThe lighthouse has 212 steps.\n")
PATH = "coast/lighthouse.txt"
Opened = Callable[[], Holdings]


@pytest.fixture
def added(library_path: Path) -> Path:
    return library_path.parent / "added"


@pytest.fixture
def opened(library_path: Path, folder: Path, added: Path) -> Opened:
    return lambda: Holdings(library_path, added, folder, HashingEmbedder)


def add(holdings: Holdings, given: Given = GIVEN) -> None:
    holdings.add([holdings.preview(given)], Watch())


def paths(library: Path) -> set[str]:
    with Library.open(library) as opened:
        return set(opened.paths().values())


# Dies when a step of the adding is reached: at the first vector, before the file is kept, after
# it, and before the library takes it up.
_DYING = """
import os, sys
from pathlib import Path
import bot.holdings as own
from bot.holdings import Holdings
from bot.preview import Given
from index.embedder import HashingEmbedder, Progress, Vectors
from index.stored.library import Library
from tests.conftest import Watch

step, library, added, folder = sys.argv[1], *map(Path, sys.argv[2:])
die = lambda *_, **__: os._exit(9)
kept = own.keep
def keep_and_die(*arguments):
    kept(*arguments)
    die()
if step == "embedding":
    HashingEmbedder.embed_documents = die
if step == "keeping":
    own.keep = die
if step == "kept":
    own.keep = keep_and_die
if step == "committing":
    Library.commit = die
holdings = Holdings(library, added, folder, HashingEmbedder)
given = Given("lighthouse.txt", "coast", b"The lighthouse\\n\\nThe lighthouse has 212 steps.\\n")
holdings.add([holdings.preview(given)], Watch())
"""


@pytest.mark.parametrize("step", ["embedding", "keeping", "kept", "committing"])
def test_a_process_that_dies_adds_nothing_by_halves_and_the_next_one_ends_it(
    step: str, opened: Opened, library_path: Path, added: Path, folder: Path
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _DYING, step, str(library_path), str(added), str(folder)],
        check=False,
        env={**os.environ},
        cwd=Path(__file__).resolve().parents[2],
    )
    assert done.returncode == 9
    assert paths(library_path) == set(CORPUS)
    assert len(load(library_path).documents) == 3
    assert (added / PATH).exists() == (step in {"kept", "committing"})

    opened().withdraw(GIVEN)
    assert not (added / PATH).exists()
    add(opened())
    assert paths(library_path) == {*CORPUS, PATH}
    opened().withdraw(GIVEN)
    assert (added / PATH).read_bytes() == GIVEN.content, "what is in the library stays"


def test_the_last_document_can_be_removed(
    opened: Opened, library_path: Path, folder: Path, added: Path
) -> None:
    add(opened())
    for name in CORPUS:
        (folder / name).unlink()
        opened().remove(name, Watch())
    opened().remove(PATH, Watch())
    assert paths(library_path) == set()
    assert load(library_path).passages == ()
    assert not (added / PATH).exists()


def test_a_removal_that_was_cut_off_after_the_file_was_deleted_is_ended(
    opened: Opened, library_path: Path, added: Path
) -> None:
    add(opened())
    (added / PATH).unlink()
    assert [one.path for one in opened().added()] == [PATH]
    opened().remove(PATH, Watch())
    assert paths(library_path) == set(CORPUS)


def test_without_the_operators_folder_none_of_its_documents_is_touched(
    opened: Opened, library_path: Path, folder: Path, added: Path
) -> None:
    add(opened())
    folder.rename(folder.with_name("away"))
    with pytest.raises(FolderMissing):
        add(opened(), Given("other.txt", "", b"Another text with words.\n"))
    assert not (added / "other.txt").exists()
    with pytest.raises(NotAdded):
        opened().remove("ferry.txt", Watch())
    assert [one.path for one in opened().added()] == [PATH]
    opened().remove(PATH, Watch())
    assert paths(library_path) == set(CORPUS)


def test_where_the_library_cannot_be_brought_up_to_date_the_old_file_stays(
    library_path: Path, folder: Path, added: Path
) -> None:
    class Pulled(HashingEmbedder):
        """Somebody pulls the disk with the documents meanwhile."""

        def embed_documents(
            self, texts: Sequence[str], progress: Progress | None = None
        ) -> Vectors:
            if folder.is_dir():
                folder.rename(folder.with_name("away"))
            return super().embed_documents(texts, progress)

    add(Holdings(library_path, added, folder, HashingEmbedder))
    newer = Given("lighthouse.txt", "coast", b"The lighthouse was painted white in 1950.\n")
    other = Given("other.txt", "coast", b"The harbour has 9 cranes.\n")
    holdings = Holdings(library_path, added, folder, Pulled)
    previews = [holdings.preview(newer), holdings.preview(other)]
    with pytest.raises(FolderMissing):
        holdings.add(previews, Watch())
    assert (added / PATH).read_bytes() == GIVEN.content
    assert not (added / "coast" / "other.txt").exists()
    assert paths(library_path) == {*CORPUS, PATH}


def test_of_many_files_each_name_and_text_is_taken_once(opened: Opened, library_path: Path) -> None:
    holdings = opened()
    previews = [
        holdings.preview(given)
        for given in (
            GIVEN,
            Given("lighthouse.txt", "coast", b"Another lighthouse.\n"),
            Given("again.txt", "coast", GIVEN.content),
            Given("again.txt", "hills", GIVEN.content),
        )
    ]
    addition = holdings.add(previews, Watch())
    assert [str(one) for one in addition.refused] == [
        "lighthouse.txt was not added: another file of that name was given",
        "again.txt was not added: the same text as coast/lighthouse.txt",
    ]
    assert [entry.document.path for entry in addition.documents] == [PATH, "hills/again.txt"]
    assert paths(library_path) == {*CORPUS, PATH, "hills/again.txt"}


def test_the_next_look_at_all_documents_finds_what_was_added_and_removed_as_it_is(
    opened: Opened, library_path: Path, folder: Path, added: Path
) -> None:
    page = b"<html><body><h1>The mast</h1><p>The mast is held by 26 steel ropes.</p></body></html>"
    other = Given("mast.html", "", page)
    add(opened())
    add(opened(), other)
    with Library.open(library_path) as library:
        reading = read_sources(folder, added, library.extracts)
        report = update(library, reading, HashingEmbedder(), Watch())
    assert (report.changed, report.added, report.removed) == ((), (), ())
    assert report.embedded_documents == 0
    opened().remove("mast.html", Watch())
    with Library.open(library_path) as library:
        reading = read_sources(folder, added, library.extracts)
        assert reading.parsed == 0
        report = update(library, reading, HashingEmbedder(), Watch())
    assert (report.changed, report.added, report.removed) == ((), (), ())
    with sqlite3.connect(library_path) as connection:
        assert connection.execute("SELECT count(*) FROM extracts").fetchone() == (0,)


def test_a_file_that_was_left_out_for_the_sake_of_a_removed_one_is_taken_up(
    opened: Opened, library_path: Path, added: Path, folder: Path
) -> None:
    add(opened())
    twin = added / "coast" / "twin.txt"
    twin.write_bytes(GIVEN.content)
    with Library.open(library_path) as library:
        update(library, read_sources(folder, added), HashingEmbedder(), Watch())
    assert paths(library_path) == {*CORPUS, PATH}
    opened().remove(PATH, Watch())
    assert paths(library_path) == {*CORPUS, "coast/twin.txt"}
