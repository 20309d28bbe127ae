"""`quoth ask`, `quoth search` and `quoth chat`: questions in the terminal."""

import sys
import time
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from bot.asker import Asker
    from config.settings import Settings

_QUESTION = typer.Argument(help="The question; several words need no quotation marks.")
_JSON = typer.Option("--json", help="Print JSON, with offsets into the stored text.")


def ask(question: Annotated[list[str], _QUESTION], as_json: Annotated[bool, _JSON] = False) -> None:
    """Ask one question and print the card that the chat would show."""
    from bot.asking import ask_once

    ask_once(" ".join(question), as_json=as_json)


def search(
    question: Annotated[list[str], _QUESTION],
    k: Annotated[int, typer.Option("--k", min=1, max=1000, help="How many matches.")] = 10,
    as_json: Annotated[bool, _JSON] = False,
) -> None:
    """Print the best matches with the parts of their scores, whatever the verdict."""
    from bot.asker import make_asker
    from bot.terminal import answer_json, show_matches
    from config.settings import load_settings
    from index.answer import Question

    asker = make_asker(load_settings())
    asker.warm_up()
    began = time.perf_counter()
    answer = asker(Question.of(" ".join(question)), k)
    took_ms = (time.perf_counter() - began) * 1000
    if as_json:
        print(answer_json(answer, took_ms, with_refused=True))
    else:
        show_matches(answer)


def chat() -> None:
    """Ask and answer in the terminal, one question a line; an empty line or Ctrl-D ends."""
    from config.settings import load_settings

    converse(load_settings())


def converse(settings: "Settings") -> None:
    """Answer lines from stdin until it ends."""
    from bot.asker import make_asker
    from bot.indexing import build
    from bot.updating import has_library

    if not has_library(settings):
        build(settings)
    asker = make_asker(settings)
    is_watched = sys.stdin.isatty()
    if is_watched:
        _welcome(asker)
    while True:
        try:
            line = input("\n? " if is_watched else "")
        except (EOFError, KeyboardInterrupt):
            return
        if is_watched and not line.strip():
            return
        if line.strip():
            _answer(asker, line)


def _welcome(asker: "Asker") -> None:
    documents = asker.snapshot.documents
    print(f"\nAsk about {len(documents)} documents (an empty line ends):")
    for document in documents[:8]:
        print(f"  {document.title}")
    if len(documents) > 8:
        print(f"  … and {len(documents) - 8} more")


def _answer(asker: "Asker", line: str) -> None:
    from bot import phrases
    from bot.small_talk import talk_of, without_talk
    from bot.terminal import show_answer
    from index.answer import Question

    question = Question.of(without_talk(line))
    talk = talk_of(line)
    if talk is not None:
        print(phrases.SMALL_TALK[talk])
    elif not question.has_words:
        print(phrases.WRITE_WORDS)
    else:
        show_answer(asker(question), asker.snapshot)
