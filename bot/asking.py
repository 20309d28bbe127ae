"""One question, asked from nothing: `quoth ask`, in as little time as it takes.

Each module that is imported costs time, so they come when they are needed; and the engine, which
takes as long to load as all the rest, is loaded beside them.
"""

import time
from concurrent.futures import ThreadPoolExecutor

from config.settings import Settings, load_settings
from index.errors import LibraryMissing


def ask_once(text: str, *, as_json: bool) -> None:
    """Answer one question and print the card that the chat would show.

    Args:
        text: the question.
        as_json: whether to print JSON, with offsets into the stored text.
    """
    with ThreadPoolExecutor(1, thread_name_prefix="engine") as pool:
        _ask(load_settings(), pool, text, as_json)


def _ask(settings: Settings, pool: ThreadPoolExecutor, text: str, as_json: bool) -> None:
    from bot.model import make_embedder

    if not settings.library_path.exists():
        raise LibraryMissing(settings.library_path)  # before a graph is made for nothing
    embedder = make_embedder(settings, is_brief=True)
    loading = pool.submit(embedder.load)
    from bot import phrases
    from bot.asker import make_asker
    from bot.small_talk import talk_of, without_talk
    from bot.terminal import answer_json, show_answer
    from index.answer import Answer, Question, Verdict

    asker = make_asker(settings, embedder)
    talk = talk_of(text)
    if talk is not None:
        refused = Answer(Question.of(text), Verdict.NOTHING)
        print(answer_json(refused, 0.0) if as_json else phrases.SMALL_TALK[talk])
        return
    asked = Question.of(without_talk(text))
    loading.result()
    if asker.reranker is not None:
        asker.reranker.scores("ready", ["ready"])
    began = time.perf_counter()
    answer = asker(asked)
    took_ms = (time.perf_counter() - began) * 1000
    if as_json:
        print(answer_json(answer, took_ms))
    elif not asked.has_words:
        print(phrases.WRITE_WORDS)
    else:
        show_answer(answer, asker.snapshot)
