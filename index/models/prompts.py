"""What a model wants before a question and before a passage."""

import re
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Prompts:
    """What is put before a question and before a passage or sentence; often nothing."""

    query: str = ""
    document: str = ""


# The names under which models keep them. sentence-transformers 6.2 looks for "query" and for
# "document" only: it sets that one to nothing itself, and so never gets to its "passage".
_QUERY_NAMES = ("query", "search_query", "retrieval.query", "web_search_query", "s2p_query")
_DOCUMENT_NAMES = ("document", "passage", "corpus", "search_document", "retrieval.passage")

_INSTRUCTION = (
    "Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery: "
)
# Models whose cards demand prompts that most copies of them do not bring, by their names; the
# first that fits. Those of gte, bge-m3, LaBSE and MiniLM want none.
_FAMILIES = (
    (re.compile(r"e5-mistral|e5-.*instruct"), Prompts(_INSTRUCTION)),
    (re.compile(r"(^|[-_])e5[-_]"), Prompts("query: ", "passage: ")),
    (
        re.compile(r"bge-(small|base|large)-en"),
        Prompts("Represent this sentence for searching relevant passages: "),
    ),
    (re.compile(r"bge-(small|base|large)-zh"), Prompts("为这个句子生成表示以用于检索相关文章：")),
    (re.compile(r"nomic-embed"), Prompts("search_query: ", "search_document: ")),
)


def prompts_of(name: str, saved: Mapping[str, str | None]) -> Prompts:
    """The prompts that a model brings, or those that its family is known to want.

    Args:
        name: of the model: its folder, or owner and name on the hub.
        saved: the prompts in its own settings, by their names.
    """
    brought = Prompts(_first(saved, _QUERY_NAMES), _first(saved, _DOCUMENT_NAMES))
    if brought != Prompts():
        return brought
    short = name.rpartition("/")[2].lower()
    return next((prompts for family, prompts in _FAMILIES if family.search(short)), brought)


def _first(saved: Mapping[str, str | None], names: tuple[str, ...]) -> str:
    return next((prompt for name in names if (prompt := saved.get(name))), "")
