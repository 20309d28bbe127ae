"""Thresholds that were fitted to a library stay as long as they fit, and no longer."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from index.embedder import HashingEmbedder
from index.errors import SearchError
from index.ranking.gate import Thresholds, gate_identity
from index.snapshot import load
from index.stored.library import Library
from tests.conftest import build_library, write_corpus


def test_calibrated_thresholds_are_kept_under_a_new_version(library_path: Path) -> None:
    with Library.open(library_path) as library:
        before = library.version
        library.calibrate(Thresholds(0.25, 2.5), since=before)
        assert library.version == before + 1
    with Library.open(library_path) as library:
        assert library.is_calibrated
        assert library.thresholds == Thresholds(0.25, 2.5)
    assert load(library_path).thresholds == Thresholds(0.25, 2.5)


def test_thresholds_go_back_to_the_defaults_under_a_new_version(library_path: Path) -> None:
    with Library.open(library_path) as library:
        library.calibrate(Thresholds(0.25, 2.5), since=library.version)
        before = library.version
        library.calibrate(None, since=before)
        assert library.version == before + 1
        assert not library.is_calibrated
        assert library.thresholds == Thresholds()


def test_documents_that_change_leave_thresholds_alone_and_another_model_drops_them(
    folder: Path, library_path: Path
) -> None:
    class OtherEmbedder(HashingEmbedder):
        identity = "hashing-other"

    with Library.open(library_path) as library:
        library.calibrate(Thresholds(0.25, 2.5), since=library.version)
    build_library(
        write_corpus(folder, {"new.txt": "The tram runs until ten at night."}), library_path
    )
    with Library.open(library_path) as library:
        assert library.thresholds == Thresholds(0.25, 2.5)
    build_library(folder, library_path, OtherEmbedder())
    with Library.open(library_path) as library:
        assert not library.is_calibrated
        assert library.thresholds == Thresholds()


def test_thresholds_that_were_fitted_to_other_weights_of_the_gate_are_not_used(
    library_path: Path,
) -> None:
    with Library.open(library_path) as library:
        library.calibrate(Thresholds(0.25, 2.5), since=library.version)
    with closing(sqlite3.connect(library_path)) as connection, connection:
        connection.execute(
            "UPDATE meta SET value = replace(value, ?, 'another') WHERE key = 'thresholds'",
            (gate_identity(),),
        )
    with Library.open(library_path) as library:
        assert not library.is_calibrated
        assert library.thresholds == Thresholds()


def test_thresholds_for_an_older_version_are_not_stored(library_path: Path) -> None:
    with Library.open(library_path) as library:
        with pytest.raises(SearchError, match="changed by another process"):
            library.calibrate(Thresholds(0.25, 2.5), since=library.version - 1)
        assert not library.is_calibrated
