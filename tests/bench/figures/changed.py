"""One changed document of 500: found by ourselves; the others are told which one it is."""

import shutil
from pathlib import Path

import numpy as np

from index.prepare import Prepared
from index.stored.library import Library
from tests.bench.bench import Bench, Figures, Found
from tests.bench.contender import RAW, Contender
from tests.bench.processes import RunFailed
from tests.bench.texts import Passage, Texts

_DOCUMENTS, _PASSAGES, _CHANGED = 500, 4, 3


def changed(bench: Bench) -> Found:
    """`cpu_s` and `wall_s` of a new process: `quoth index`, and a peer's own script."""
    # Kept from one run to the next: embedding 500 documents is not what is measured.
    home = bench.home / "changed"
    folder = home / "documents"
    names = _write(folder, bench.material.documents)
    first = bench.ours[0]
    bench.tell("indexing 500 documents (minutes, the first time)")
    first.command(home, "index", folder)
    texts = _texts(bench, home / "library.db")
    among = [one for one in bench.present if one.name != RAW and one in (first, *bench.peers)]

    def measure(one: Contender, number: int) -> Figures:
        name = names[(number + 1) * _CHANGED]
        if one.is_ours:
            with (folder / name).open("a", encoding="utf-8") as file:
                file.write(f"\n\nThis was added in round {number} of the measurement.\n")
            found = one.command(home, "index", folder)
            if "1 changed" not in found.printed:
                raise RunFailed(["quoth", "index"], found.printed)
        else:
            found = one.peer("change", _copy(bench, one, texts), _change(bench, home, name, number))
        return {"cpu_s": found.cpu_s, "wall_s": found.wall_s}

    return bench.in_turns("one changed document of 500", among, measure)


def _write(folder: Path, documents: tuple[Prepared, ...]) -> list[str]:
    """Files of four passages each, as they were before any change."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    names = []
    for number, document in enumerate(documents):
        passages = [passage.text for passage in document.passages]
        for first in range(0, len(passages), _PASSAGES):
            name = f"{number:03d}-{first:03d}.txt"
            text = "\n\n".join([document.document.title, *passages[first : first + _PASSAGES]])
            names.append(name)
            (folder / name).write_text(text + "\n", "utf-8")
            if len(names) == _DOCUMENTS:
                return names
    return names


def _texts(bench: Bench, path: Path) -> Path:
    """Our passages and their vectors, for the others."""
    with Library.open(path) as library, library.reading():
        entries = library.entries()
        vectors = [library.vectors.read(entry.vectors_key).passages for entry in entries]
    passages = [
        Passage(passage.id, f"{entry.document.title}. {passage.text}")
        for entry in entries
        for passage in entry.passages
    ]
    whole = np.concatenate(vectors).astype(np.float32)
    folder = bench.folder("changed", "texts")
    Texts(folder).write(passages, vectors=whole)
    return folder


def _copy(bench: Bench, one: Contender, texts: Path) -> Path:
    """A peer's index of all the documents, made once."""
    home = bench.home / "run" / "changed" / one.name
    if not home.is_dir():
        home.mkdir(parents=True)
        one.peer("pack", home, texts)
    return home


def _change(bench: Bench, home: Path, name: str, number: int) -> Path:
    """What a peer is told: the passages of the document, with their texts changed."""
    with Library.open(home / "library.db") as library:
        entries = [e for e in library.entries() if e.document.path.endswith(name)]
    passages = [
        Passage(passage.id, f"{entry.document.title}. {passage.text} In round {number}.")
        for entry in entries
        for passage in entry.passages
    ]
    folder = bench.folder("changed", "change")
    Texts(folder).write(passages)
    return folder
