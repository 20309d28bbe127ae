"""The table that a model's tokens begin with is read row by row."""

import gc
from pathlib import Path

import numpy as np
import pytest

from index.models.words import Words


@pytest.fixture
def path(tmp_path: Path) -> Path:
    np.arange(5 * 3, dtype=np.float32).tofile(tmp_path / "table.words")
    return tmp_path / "table.words"


def test_every_token_gets_its_row(path: Path) -> None:
    found = Words(path, 3).of(np.array([[4, 0], [4, 2]]))
    assert found.dtype == np.float32
    assert found.tolist() == [[[12, 13, 14], [0, 1, 2]], [[12, 13, 14], [6, 7, 8]]]


def test_the_table_is_the_one_that_was_opened_whatever_lies_there_later(path: Path) -> None:
    words = Words(path, 3)
    path.unlink()
    np.zeros(15, np.float32).tofile(path)
    assert words.of(np.array([[1]])).tolist() == [[[3, 4, 5]]]


def test_nothing_of_the_table_is_mapped_into_memory(path: Path) -> None:
    words = Words(path, 3)
    assert words.of(np.array([[1, 3]])).any()
    maps = Path("/proc/self/maps")
    if not maps.exists():
        pytest.skip("this system does not tell what is mapped")
    assert path.name not in maps.read_text()


@pytest.mark.filterwarnings("error::ResourceWarning")
def test_its_file_is_closed_with_it(path: Path) -> None:
    words = Words(path, 3)
    assert words.of(np.array([[1]])).any()
    del words
    gc.collect()  # a file that is left open is an error here
