"""Libraries of 10,000 passages and others: made of vectors that are there, once in a run."""

from pathlib import Path

from tests.bench.bench import Bench
from tests.bench.contender import Contender
from tests.bench.texts import Texts

_QUESTIONS = 150


def base(bench: Bench) -> Path:
    """The library of all the texts, embedded once; kept from one run to the next."""
    home = bench.home / "base"
    done = bench.home / "run" / "base-is-there"
    if not done.is_file():
        home.mkdir(parents=True, exist_ok=True)
        bench.tell("embedding the texts that libraries are made of (minutes, the first time)")
        bench.ours[0].quoth(bench.home, "embed", home, bench.material.path)
        done.touch()
    return home


def texts(bench: Bench, size: int, vectors: Path | str | None = None) -> Path:
    """Passages, their vectors and questions, for those that are not ours."""
    folder = bench.home / "run" / "texts" / str(size)
    if not (folder / "vectors.npy").is_file():
        source = base(bench) if vectors is None else vectors
        bench.ours[0].quoth(
            bench.home, "texts", folder, bench.material.path, source, str(size), str(_QUESTIONS)
        )
    return folder


def questions(bench: Bench) -> Path:
    """Questions alone, for us."""
    folder = bench.home / "run" / "questions"
    if not folder.is_dir():
        Texts(folder).write((), bench.material.asked(_QUESTIONS))
    return folder


def packed(bench: Bench, one: Contender, size: int) -> Path:
    """A contender's index of that size, on disk."""
    home = bench.home / "run" / "libraries" / str(size) / one.name
    if home.is_dir():
        return home
    if one.is_ours:
        source = base(bench)
        one.quoth(bench.home, "pack", home, bench.material.path, source, str(size))
    else:
        home.mkdir(parents=True)
        one.peer("pack", home, texts(bench, size))
    return home
