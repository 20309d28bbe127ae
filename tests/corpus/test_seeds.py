"""The real articles: noisy pages become titled, dated and clean passages, each an exact quote."""

from pathlib import Path

import pytest

from corpus.clean import clean
from corpus.document import Document
from corpus.furniture import repeated_lines
from corpus.read import read_folder
from corpus.split import head, split
from index.models.transformer import TransformerEmbedder

# Labels of the pages around the articles.
FURNITURE = (
    "用户登录",
    "×",
    "nav search",
    "Print Mail",
    "Large Medium Small",
    "current position",
    "Home >",
    "News & Events",
    "Updated:",
    "Hits:",
    "Auditors",
    "reviewed by",
)
# The line of each file, from 1, that its title stands on; the date that it states.
TITLE_LINES = {"000": 2, "001": 3, "002": 1, "003": 3, "004": 1}
DATES = {"000": None, "001": "2023-09-05", "002": None, "003": "2025-12-18", "004": None}


@pytest.fixture
def articles(seeds: Path) -> list[Document]:
    """The five articles, cleaned."""
    files = read_folder(seeds).files
    return [clean(file, repeated_lines(files)) for file in files]


def test_the_title_of_every_article_is_found(articles: list[Document]) -> None:
    for article in articles:
        line = article.text.split("\n")[TITLE_LINES[article.path[:3]] - 1]
        assert article.title == " ".join(line.split())


def test_the_dates_that_the_articles_state_are_found(articles: list[Document]) -> None:
    assert {article.path[:3]: article.date for article in articles} == DATES


@pytest.mark.model
def test_every_passage_is_an_exact_quote_that_the_model_reads_whole(
    articles: list[Document],
) -> None:
    embedder = TransformerEmbedder("all-MiniLM-L6-v2")
    for article in articles:
        passages = split(article, embedder.count_tokens)
        assert passages
        for passage in passages:
            assert passage.text == article.text[passage.start : passage.end]
            assert passage.text in article.text
        sizes = embedder.count_tokens([head(article.title, p.heading) + p.text for p in passages])
        assert max(sizes) <= 254


def test_no_page_furniture_is_in_any_passage(articles: list[Document]) -> None:
    for article in articles:
        for passage in split(article, lambda texts: [len(text.split()) for text in texts]):
            for label in FURNITURE:
                assert label not in passage.text


def test_every_long_line_of_an_article_is_in_a_passage(articles: list[Document]) -> None:
    for article in articles:
        passages = split(article, lambda texts: [len(text.split()) for text in texts])
        whole = " ".join(" ".join(p.text.split()) for p in passages)
        for line in article.text.split("\n"):
            if len(line) > 250 and "Auditors" not in line:
                assert " ".join(line.split())[-60:] in whole
