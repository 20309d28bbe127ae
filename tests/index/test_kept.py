"""Of a changed document only what is new in it is embedded, and nobody can tell afterwards."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.embedder import HashingEmbedder, Progress, Vectors
from index.stored.library import Library
from index.vectors import InPassages
from tests.conftest import CORPUS, build_library, write_corpus

TEXT = CORPUS["ferry.txt"]
ADDED = "A second ferry is hired in summer, when the bridge is closed to all carts and cars."


class Counting(HashingEmbedder):
    """Remembers the texts that it was given."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def embed_documents(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """See `HashingEmbedder.embed_documents`."""
        self.texts += texts
        return super().embed_documents(texts, progress)


class InContext(Counting):
    """Makes the vectors of sentences from those of their passages."""

    identity = "hashing-in-context"
    embeds_alone = False

    def embed_sentences(
        self, texts: Sequence[str], told: InPassages, progress: Progress | None = None
    ) -> Vectors:
        """Those of the texts and of their passages together."""
        found = self.embed_documents(texts, progress) + told.passages
        found /= np.linalg.norm(found, axis=1, keepdims=True)
        return found


def vectors(path: Path) -> dict[str, bytes]:
    """All vectors of a library, by their keys; each document has its own and no others are left."""
    with Library.open(path) as library:
        keys = {entry.vectors_key for entry in library.entries()}
        assert library.vectors.count() == len(keys)
        return {key: library.vectors.read(key).to_bytes() for key in keys}


def changed(
    folder: Path,
    home: Path,
    before: str,
    after: str,
    name: str = "a.txt",
    embed: type[Counting] = Counting,
) -> list[str]:
    """Change a document; the texts that are embedded then, once all vectors are as they must be."""
    build_library(write_corpus(folder, {name: before}), home / "library.db", embed())
    write_corpus(folder, {name: after})
    embedder = embed()
    report = build_library(folder, home / "library.db", embedder)
    assert report.embedded_texts == len(embedder.texts)
    build_library(folder, home / "anew.db", embed())
    assert vectors(home / "library.db") == vectors(home / "anew.db")
    return embedder.texts


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    """A folder without any."""
    return tmp_path / "documents"


def test_only_the_changed_passage_and_its_new_sentences_are_embedded(
    documents: Path, tmp_path: Path
) -> None:
    texts = changed(documents, tmp_path, TEXT, TEXT.replace("3 crowns", "5 crowns"))
    assert len(texts) == 2
    whole, sentence = texts
    assert sentence in whole
    assert sentence == (
        "A single ticket for the ferry costs 5 crowns, and children travel free of charge."
    )


def test_sentences_that_move_to_another_passage_are_not_embedded_alone_again(
    documents: Path, tmp_path: Path
) -> None:
    lines = [
        f"Boat {n} left pier {n % 7} this morning, and is not expected back." for n in range(40)
    ]
    before, after = " ".join(lines), " ".join([ADDED, *lines])
    texts = changed(documents, tmp_path, f"Log\n\n{before}\n", f"Log\n\n{after}\n")
    passages = [text for text in texts if text.startswith("Log")]
    assert passages
    assert [text for text in texts if text not in passages] == [ADDED]


def test_a_document_from_which_something_is_taken_out_is_not_embedded(
    documents: Path, tmp_path: Path
) -> None:
    paragraphs = [f"# Pier {n}\n\nBoat {n} lies at pier {n} all winter." for n in range(5)]
    before, after = "\n\n".join(paragraphs), "\n\n".join(paragraphs[1::2] + paragraphs[:1])
    title = "# Piers\n\n"
    assert changed(documents, tmp_path, title + before, title + after, "a.md") == []


def test_another_title_makes_other_passages_of_the_same_sentences(
    documents: Path, tmp_path: Path
) -> None:
    texts = changed(documents, tmp_path, TEXT, TEXT.replace("The river ferry", "The car ferry"))
    assert texts
    assert all(text.startswith("The car ferry") for text in texts)


def test_one_sentence_of_a_long_document_is_embedded_alone(documents: Path, tmp_path: Path) -> None:
    lines = [f"Boat {n} left pier {n % 7} today." for n in range(1500)]
    before = "\n\n".join(["Log", *lines])
    texts = changed(
        documents, tmp_path, before, before.replace("Boat 700 left", "Boat 700 reached")
    )
    assert len(texts) == 2
    assert "Boat 700 reached pier 0 today." in texts


def test_what_a_long_document_gains_is_embedded_in_parts(documents: Path, tmp_path: Path) -> None:
    lines = [f"Boat {n} left pier {n % 7} today." for n in range(3000)]
    before, after = "\n\n".join(["Log", *lines[:200]]), "\n\n".join(["Log", *lines])
    texts = changed(documents, tmp_path, before, after)
    assert not set(lines[:200]) & set(texts)
    assert set(lines[200:]) <= set(texts)


SENTENCES = st.sampled_from(
    ["The mill is old.", "It has two floors.", "The ferry is new.", "Ann runs it.", "So it goes."]
)
PARAGRAPHS = st.lists(st.lists(SENTENCES, min_size=1, max_size=6), min_size=1, max_size=5)


@settings(max_examples=25)
@given(
    before=PARAGRAPHS,
    after=PARAGRAPHS,
    title=st.sampled_from(["# One", "# Two"]),
    embed=st.sampled_from([Counting, InContext]),
)
def test_whatever_changes_the_vectors_are_those_of_the_document_as_it_is(
    before: list[list[str]],
    after: list[list[str]],
    title: str,
    embed: type[Counting],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    home = tmp_path_factory.mktemp("changes")
    old, new = (
        "\n\n".join([head, *(f"## {len(own)}\n\n{' '.join(own)}" for own in paragraphs)])
        for head, paragraphs in (("# One", before), (title, after))
    )
    texts = changed(home / "documents", home, old, new, "a.md", embed)
    alone = {sentence for paragraph in before for sentence in paragraph}
    assert embed is InContext or not alone & set(texts)


def test_sentences_that_are_made_of_their_passages_are_made_anew_in_another(
    documents: Path, tmp_path: Path
) -> None:
    text = TEXT.replace("3 crowns", "5 crowns")
    passage, *sentences = changed(documents, tmp_path, TEXT, text, embed=InContext)
    assert len(sentences) > 1
    assert all(sentence in passage for sentence in sentences)


def test_vectors_that_are_damaged_are_not_kept(documents: Path, tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    build_library(write_corpus(documents, {"a.txt": TEXT}), path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE vectors SET data = zeroblob(length(data))")
    write_corpus(documents, {"a.txt": f"{TEXT}\n{ADDED}\n"})
    embedder = Counting()
    build_library(documents, path, embedder)
    build_library(documents, tmp_path / "anew.db")
    assert vectors(path) == vectors(tmp_path / "anew.db")
    assert "Bicycles are carried on the lower deck." in embedder.texts


def test_nothing_is_kept_of_another_model(documents: Path, tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    other = Counting()
    other.identity = "hashing-other"
    build_library(write_corpus(documents, {"a.txt": TEXT}), path, other)
    write_corpus(documents, {"a.txt": f"{TEXT}\n{ADDED}\n"})
    embedder = Counting()
    build_library(documents, path, embedder)
    assert set(other.texts) & set(embedder.texts) >= {"Bicycles are carried on the lower deck."}
