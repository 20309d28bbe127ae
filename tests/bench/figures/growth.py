"""What a question costs as libraries grow, over real texts and over random words.

Up to 100,000 passages libraries of real texts are on disk and served as always. A million would
take 45 GB: their vectors of sentences and word pieces are shared among editions, in memory, and so
are those of random words at any size.
"""

import shutil
from pathlib import Path

from tests.bench.bench import Bench, Figures
from tests.bench.contender import RAW, Contender
from tests.bench.libraries import base, questions, texts
from tests.bench.material import is_real, random_words

SIZES = (1_000, 10_000, 100_000, 1_000_000)
_QUESTIONS = 100
# Beyond, ours would fill the disk, and the indexes of others take many minutes to build.
_LARGEST = 100_000
_BYTES_ON_DISK = 150_000
# The arrays of editions are shared, and yet a million passages take about this much.
_BYTES_A_PASSAGE = 14_000
Series = dict[str, dict[str, Figures]]
"""Figures by the number of passages, by the contender's name or "random words"."""


def growth(bench: Bench) -> Series:
    """`p50_ms` and `p95_ms`; ours with `encode_ms`, `search_ms` and `build_s`, too."""
    found: Series = {}
    ours = bench.ours[0]
    made_up = random_words(bench.home)
    for size in bench.sizes or SIZES:
        if _free_bytes() < size * _BYTES_A_PASSAGE:
            bench.failures[f"growth, {size:,} passages"] = "not enough memory"
            continue
        if is_real(bench.material.path):
            _add(found, ours.name, size, _real(bench, ours, size))
        _add(found, "random words", size, _in_memory(bench, ours, made_up, "-", size))
        for one in bench.peers:
            if one.name != RAW and size <= _LARGEST:
                _add(found, one.name, size, _peer(bench, one, size))
    return found


def _add(found: Series, name: str, size: int, figures: Figures | None) -> None:
    if figures is not None:
        found.setdefault(name, {})[str(size)] = figures


def _real(bench: Bench, one: Contender, size: int) -> Figures | None:
    is_on_disk = size <= _LARGEST and shutil.disk_usage(bench.home).free > size * _BYTES_ON_DISK
    if not is_on_disk:
        return _in_memory(bench, one, bench.material.path, base(bench), size)

    def measure() -> Figures:
        home, source = bench.folder("growth", "quoth"), base(bench)
        one.quoth(bench.home, "pack", home, bench.material.path, source, str(size))
        asked = one.quoth(bench.home, "serve", home, questions(bench))
        shutil.rmtree(home)
        figures: Figures = asked.figures
        return figures

    return bench.attempt(f"growth, {size:,} passages", one, measure)


def _in_memory(
    bench: Bench, one: Contender, material: Path, vectors: Path | str, size: int
) -> Figures | None:
    def measure() -> Figures:
        home = bench.folder("growth", "quoth")
        run = one.quoth(bench.home, "grow", home, material, vectors, str(size), str(_QUESTIONS))
        figures: Figures = run.figures
        return figures

    return bench.attempt(f"growth, {size:,} passages of {material.stem}", one, measure)


def _peer(bench: Bench, one: Contender, size: int) -> Figures | None:
    def measure() -> Figures:
        home, given = bench.folder("growth", one.name), texts(bench, size)
        built: Figures = one.peer("pack", home, given).figures
        asked: Figures = one.peer("serve", home, given).figures
        return {**built, **asked}

    return bench.attempt(f"growth, {size:,} passages", one, measure)


def _free_bytes() -> float:
    """Memory that can be had."""
    lines = Path("/proc/meminfo").read_text().splitlines()
    (line,) = [line for line in lines if line.startswith("MemAvailable")]
    return int(line.split()[1]) * 1024
