"""The terminal shows what the chat would, and JSON says all of it."""

import json
import re

import pytest

from bot.terminal import answer_json, show_answer, show_matches
from index.answer import Answer, Question
from index.embedder import HashingEmbedder
from index.ranking.reranker import WordReranker
from index.retrieve import retrieve
from index.snapshot import Snapshot


class EnglishOnly(HashingEmbedder):
    """Reads no other language."""

    is_english_only = True


def ask(snapshot: Snapshot, text: str) -> Answer:
    return retrieve(Question.of(text), snapshot, EnglishOnly())


def test_a_question_in_another_language_is_told_why_it_was_not_answered(
    snapshot: Snapshot, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = ask(snapshot, "这艘渡轮是什么时候建造的？")
    show_answer(answer, snapshot)
    assert capsys.readouterr().out == "我无法将中文提问与我的文档进行比对。请用英语提问。\n"
    assert json.loads(answer_json(answer, 1.0))["reason"] == "LANGUAGE"


def test_a_misspelt_question_shows_what_was_searched_for(
    snapshot: Snapshot, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = ask(snapshot, "Who founded the mlil in 1788?")
    show_answer(answer, snapshot)
    first, second = capsys.readouterr().out.splitlines()[:2]
    assert first == "Searched for: Who founded the mill in 1788?"
    assert second.startswith("▌ ")
    found = json.loads(answer_json(answer, 1.0))
    assert found["searched_for"] == "Who founded the mill in 1788?"


def test_without_a_reason_or_a_slip_json_holds_neither(snapshot: Snapshot) -> None:
    found = json.loads(answer_json(ask(snapshot, "Who founded the mill in 1788?"), 1.0))
    assert (found["reason"], found["searched_for"]) == (None, None)
    assert "reranked" not in found["matches"][0]


def test_a_rerankers_score_is_shown_beside_ours(
    snapshot: Snapshot, capsys: pytest.CaptureFixture[str]
) -> None:
    question = Question.of("Who founded the mill in 1788?")
    answer = retrieve(question, snapshot, HashingEmbedder(), reranker=WordReranker())
    # All six words: "The mill was founded in 1788 by Anna Brandt, who owned …".
    assert json.loads(answer_json(answer, 1.0))["matches"][0]["reranked"] == 6
    show_matches(answer)
    assert "reranked 6.00  gate" in capsys.readouterr().out


def test_who_sees_styles_gets_the_answering_sentence_in_bold_and_the_quote_in_green(
    snapshot: Snapshot, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = ask(snapshot, "Who founded the mill in 1788?")
    show_answer(answer, snapshot)
    plain = capsys.readouterr().out
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    show_answer(answer, snapshot)
    styled = capsys.readouterr().out
    assert "\x1b[1mThe mill was founded in 1788" in styled
    assert "\x1b[32m▌ " in styled
    assert re.sub(r"\x1b\[\d+m", "", styled) == plain
    monkeypatch.setenv("NO_COLOR", "1")
    show_answer(answer, snapshot)
    assert capsys.readouterr().out == plain
