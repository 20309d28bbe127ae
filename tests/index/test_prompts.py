"""Each model gets the prompts that it was trained with, whatever it calls them."""

import pytest

from index.models.prompts import Prompts, prompts_of


@pytest.mark.parametrize(
    ("saved", "expected"),
    [
        ({"query": "query: ", "passage": "passage: ", "document": ""}, ("query: ", "passage: ")),
        ({"query": "q ", "document": "d ", "passage": "p "}, ("q ", "d ")),
        (
            {"query": "", "document": "", "search_query": "s: ", "search_document": "t: "},
            ("s: ", "t: "),
        ),
        ({"query": "Instruct: find\nQuery: ", "document": ""}, ("Instruct: find\nQuery: ", "")),
        ({"query": None, "document": None, "clustering": "c: "}, ("", "")),
        ({}, ("", "")),
    ],
)
def test_a_models_own_prompts_are_taken_under_the_names_that_models_use(
    saved: dict[str, str | None], expected: tuple[str, str]
) -> None:
    assert prompts_of("anything", saved) == Prompts(*expected)


@pytest.mark.parametrize(
    ("name", "query", "document"),
    [
        ("intfloat/multilingual-e5-small", "query: ", "passage: "),
        ("e5-base-v2", "query: ", "passage: "),
        ("BAAI/bge-small-en-v1.5", "Represent this sentence for searching relevant passages: ", ""),
        ("bge-large-zh-v1.5", "为这个句子生成表示以用于检索相关文章：", ""),
        ("nomic-ai/nomic-embed-text-v2-moe", "search_query: ", "search_document: "),
        ("BAAI/bge-m3", "", ""),
        ("Alibaba-NLP/gte-multilingual-base", "", ""),
        ("all-MiniLM-L6-v2", "", ""),
        ("e5/some-other-model", "", ""),
    ],
)
def test_a_family_that_wants_prompts_gets_them_although_its_copies_bring_none(
    name: str, query: str, document: str
) -> None:
    assert prompts_of(name, {"query": "", "document": ""}) == Prompts(query, document)


def test_an_instructed_e5_gets_an_instruction_before_the_question_only() -> None:
    prompts = prompts_of("intfloat/multilingual-e5-large-instruct", {})
    assert prompts.query.startswith("Instruct: ")
    assert prompts.query.endswith("\nQuery: ")
    assert prompts.document == ""


def test_what_a_model_brings_comes_before_what_its_family_wants() -> None:
    assert prompts_of("my-e5-small", {"query": "ask: "}) == Prompts("ask: ", "")
