"""`quoth fit` and `quoth fit-sentences`: learn anew what stands in `index` as numbers."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from config.settings import Settings
    from index.embedder import Embedder
    from index.judging.questions import QuestionSet
    from index.prepare import Prepared


def fit(
    questions: Annotated[Path, typer.Argument(help="A file in SQuAD format to learn from.")],
    idle: Annotated[
        list[Path],
        typer.Option(help="JSONL of questions that nothing answers; may be given several times."),
    ],
    foreign: Annotated[
        list[Path] | None,
        typer.Option(help="The same format in languages that the model does not read."),
    ] = None,
) -> None:
    """Learn the weights of ranking, of the bold sentence and of the gate, and print them.

    For those who work on Quoth: paste the result into index/ranking/weights.py, and measure it on
    questions of other articles with quoth eval.
    """
    from config.settings import load_settings
    from index.judging.questions import read_questions

    settings = load_settings()
    silent = [case.question for path in idle for case in read_questions(path).cases]
    weights = _fitted(settings, [read_questions(questions)], silent)
    if foreign:
        sets = [read_questions(path) for path in foreign]
        weights |= {f"FOREIGN_{n}": w for n, w in _fitted(settings, sets, []).items()}
    print(json.dumps(weights, indent=4))


def fit_sentences(
    questions: Annotated[Path, typer.Argument(help="A file in SQuAD format.")],
    out: Annotated[Path, typer.Argument(help="Where the correction is written.")],
    folders: Annotated[
        list[Path] | None, typer.Option("--over", help="A folder of other documents.")
    ] = None,
) -> None:
    """Learn the correction that spares the bundled model a pass over each sentence.

    From the texts of the articles that questions are asked about, and from a dozen passages of
    each of the other documents. For those who work on Quoth: write it to
    index/models/correction.npy, and its SHA-256 into correction.py beside it; then quoth fit.
    """
    import numpy as np

    from bot.model import make_embedder
    from bot.progress import Progress
    from config.settings import load_settings
    from index.judging.correcting import Lesson, learn, nearness
    from index.models.model import file_digest

    embedder = make_embedder(load_settings())
    texts = [prepared.to_embed for prepared in _lessons(questions, folders or [], embedder)]
    with Progress("Embedding") as progress:
        progress.expect(sum(own.size for own in texts))
        lessons = [Lesson.of(own, embedder, progress.advance) for own in texts]
    found = nearness(lessons)
    np.save(out, learn(lessons))
    print(f"{sum(len(lesson.alone) for lesson in lessons)} sentences of {len(texts)} documents")
    print(f"cosine where not learnt from: {found.before:.3f}, corrected {found.after:.3f}")
    print(f"SHA-256 {file_digest(out)}")


def _lessons(
    questions: Path, folders: "Sequence[Path]", embedder: "Embedder"
) -> "Iterator[Prepared]":
    from corpus.clean import clean
    from corpus.read import read_folder
    from index.judging.correcting import some
    from index.judging.questions import read_questions
    from index.prepare import prepare

    found = read_questions(questions)
    asked = {case.document for case in found.cases}
    yield from (own for own in found.documents if own.document.path in asked)
    for folder in folders:
        for file in read_folder(folder).files:
            prepared = some(prepare(clean(file), embedder))
            if prepared.passages:
                yield prepared


def _fitted(
    settings: "Settings", sets: "Sequence[QuestionSet]", idle: "Sequence[str]"
) -> dict[str, object]:
    from bot.progress import Progress
    from bot.wiring import make_asker_for, read_vectors
    from index.judging.training import GateTrainer, articles_of, compare, fit_gate, fit_ranking

    pairs, gates = [], []
    for found in sets:
        with Progress("Embedding") as progress:
            asker = make_asker_for(settings, progress, documents=found.documents)
        with Progress("Ranking") as progress:
            progress.expect(len(found.cases))
            pairs.append(compare(asker.snapshot, asker.embedder, found.cases, progress.advance))
        trainer = GateTrainer(*read_vectors(settings, found.documents), asker.embedder)
        with Progress("Gate") as progress:
            progress.expect(len(articles_of(found.cases)))
            gates.append(trainer.collect(found.cases, idle, progress.advance))
    fitted, (gate, constant) = fit_ranking(pairs), fit_gate(gates)
    return {
        "SECOND": fitted.rank,
        "SENTENCE": fitted.sentence,
        "GATE": gate,
        "GATE_CONSTANT": constant,
    }
