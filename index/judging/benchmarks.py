"""What `quoth quality` measures, and the floors that no figure may fall under."""

import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError

from index.errors import BenchmarkFileMissing, BenchmarksUnusable
from index.judging.figures import FIGURES
from index.judging.questions import QuestionSet, read_questions, spaced
from index.judging.variants import held_out, misspelt

_FLOORED = frozenset(figure.name for figure in FIGURES if not figure.is_time)


@dataclass(frozen=True, slots=True)
class Benchmark:
    """Questions, the documents that they are asked of, and a floor for some figures.

    `questions` and `over` are paths below the folder of data. `over` is a folder of documents, or
    a file in SQuAD format whose passages are searched; left out, the questions' own file. Of those
    `held_out`, only questions about articles that the file `over` asks nothing about. `misspelt`:
    with letters swapped. `by_words_alone`: ranked by plain BM25 with stems.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    questions: str
    over: str | None = None
    limit: Annotated[int, Field(ge=1)] | None = None
    held_out: bool = False
    misspelt: bool = False
    by_words_alone: bool = False
    floors: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Relation:
    """A floor under the distance of two benchmarks: `figure` is at least that of `than` + `by`."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    figure: str
    of: str
    than: str
    by: float


@dataclass(frozen=True, slots=True)
class Benchmarks:
    """All that is measured, in order."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    benchmark: list[Benchmark]
    relation: list[Relation] = field(default_factory=list)

    def only(self, names: Sequence[str]) -> "Benchmarks":
        """Those of the given names, and the relations among them.

        Raises:
            BenchmarksUnusable: there is none of that name.
        """
        known = [benchmark.name for benchmark in self.benchmark]
        if unknown := sorted(set(names) - set(known)):
            raise BenchmarksUnusable(f"No benchmark '{unknown[0]}'; there are {', '.join(known)}")
        kept = [benchmark for benchmark in self.benchmark if benchmark.name in names]
        return Benchmarks(kept, [r for r in self.relation if r.of in names and r.than in names])


def read_benchmarks(path: Path) -> Benchmarks:
    """Read the list of benchmarks.

    Raises:
        BenchmarksUnusable: it cannot be read, or says what cannot be measured.
    """
    try:
        found = tomllib.loads(path.read_text("utf-8"))
        benchmarks = TypeAdapter(Benchmarks).validate_python(found)
    except OSError as error:
        raise BenchmarksUnusable(f"Cannot read {path}: {error.strerror}") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise BenchmarksUnusable(f"{path}, {place}: {first['msg']}") from error
    except ValueError as error:
        raise BenchmarksUnusable(f"{path} is not TOML: {error}") from error
    _check(path, benchmarks)
    return benchmarks


def check_files(benchmarks: Benchmarks, data: Path) -> None:
    """Complain of a missing file before anything is measured.

    Raises:
        BenchmarkFileMissing: questions or documents are not there.
    """
    for benchmark in benchmarks.benchmark:
        for name in (benchmark.questions, benchmark.over):
            if name is not None and not (data / name).exists():
                raise BenchmarkFileMissing(data / name, benchmark.name)


def questions_of(
    benchmark: Benchmark, data: Path, read: Callable[[Path], QuestionSet] = read_questions
) -> QuestionSet:
    """The cases of a benchmark, and the documents to search unless `over` is a folder.

    Raises:
        BenchmarksUnusable: the right passages of the questions are not among those searched.
    """
    found = read(data / benchmark.questions)
    is_over_file = benchmark.over is not None and (data / benchmark.over).is_file()
    if benchmark.held_out != (is_over_file and bool(found.documents)):
        raise BenchmarksUnusable(
            f"{benchmark.name}: held_out belongs where questions in SQuAD format are asked over "
            "another file in SQuAD format, and nowhere else"
        )
    if benchmark.over is not None and is_over_file:
        searched = read(data / benchmark.over)
        if benchmark.held_out:
            found = held_out(found, searched)
        else:
            found = QuestionSet(found.cases, searched.documents)
    cases = spaced(found.cases, benchmark.limit)
    return QuestionSet(misspelt(cases) if benchmark.misspelt else cases, found.documents)


def _check(path: Path, benchmarks: Benchmarks) -> None:
    names = [benchmark.name for benchmark in benchmarks.benchmark]
    if len(set(names)) < len(names):
        raise BenchmarksUnusable(f"{path}: two benchmarks have the same name")
    for benchmark in benchmarks.benchmark:
        if unknown := sorted(benchmark.floors.keys() - _FLOORED):
            raise BenchmarksUnusable(
                f"{path}, {benchmark.name}: there is no floor for {unknown[0]}"
            )
    for relation in benchmarks.relation:
        if unknown := sorted({relation.of, relation.than} - set(names)):
            raise BenchmarksUnusable(
                f"{path}: a relation names {unknown[0]}, which is no benchmark"
            )
        if relation.figure not in _FLOORED:
            raise BenchmarksUnusable(f"{path}: there is no floor for {relation.figure}")
