"""`quoth fit`: learn the weights of `index/weights.py` anew."""

import json
from pathlib import Path
from typing import Annotated

import typer


def fit(
    questions: Annotated[Path, typer.Argument(help="A file in SQuAD format to learn from.")],
    idle: Annotated[
        list[Path],
        typer.Option(help="JSONL of questions that nothing answers; may be given several times."),
    ],
) -> None:
    """Learn the weights of ranking, of the bold sentence and of the gate, and print them.

    For those who work on Quoth: paste the result into index/weights.py, and measure it on
    questions of other articles with quoth eval.
    """
    from bot.cli.progress import Progress
    from bot.wiring import make_asker_for, read_vectors
    from config.settings import load_settings
    from index.questions import read_questions
    from index.training import GateTrainer, fit_ranking

    settings = load_settings()
    found = read_questions(questions)
    with Progress("Embedding") as progress:
        asker = make_asker_for(settings, progress, documents=found.documents)
    with Progress("Ranking") as progress:
        progress.expect(len(found.cases))
        fitted = fit_ranking(asker.snapshot, asker.embedder, found.cases, progress.advance)
    entries, vectors = read_vectors(settings, documents=found.documents)
    silent = [case.question for path in idle for case in read_questions(path).cases]
    with Progress("Gate") as progress:
        progress.expect(len({case.document for case in found.cases}))
        trainer = GateTrainer(entries, vectors, asker.embedder)
        gate, constant = trainer.fit(found.cases, silent, progress.advance)
    print(json.dumps({"SECOND": fitted.rank, "SENTENCE": fitted.sentence}, indent=4))
    print(json.dumps({"GATE": gate, "GATE_CONSTANT": constant}, indent=4))
