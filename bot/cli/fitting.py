"""`quoth fit`: learn the weights of `index/weights.py` anew."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from config.settings import Settings
    from index.judging.questions import QuestionSet


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

    For those who work on Quoth: paste the result into index/weights.py, and measure it on
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
