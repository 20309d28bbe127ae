"""Lexical scores are BM25's, checked against a naive reference."""

import math
from collections.abc import Sequence
from itertools import chain, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.lexical.lexicon import Lexicon, coverage
from index.lexical.postings import K1, B, average_length
from index.lexical.terms import Vocabulary
from index.lexical.tokens import Tokeniser

Corpus = list[tuple[str, list[str]]]

WORDS = "ferry mill river apples rye Halden 1931 the of 渡船 crossing crosses".split()
sentence = st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join)
corpora = st.lists(
    st.tuples(sentence, st.lists(sentence, min_size=1, max_size=4)), min_size=1, max_size=7
)
questions = st.lists(st.sampled_from([*WORDS, "unknown"]), max_size=6).map(" ".join)


def terms(text: str) -> list[str]:
    return Tokeniser().terms(text)


def lexicon_of(corpus: Corpus) -> Lexicon:
    """Two documents: the first passage, and all others."""
    vocabulary = Vocabulary()
    documents = [
        vocabulary.read([head for head, _ in part], [sentences for _, sentences in part])
        for part in (corpus[:1], corpus[1:])
    ]
    return Lexicon.of(documents, vocabulary.ids)


def idf(term: str, documents: Sequence[list[str]]) -> float:
    frequency = sum(term in document for document in documents)
    return math.log(1 + (len(documents) - frequency + 0.5) / (frequency + 0.5))


def reference(question: str, corpus: Corpus) -> list[float]:
    """BM25 over its possible maximum, word by word."""
    documents = [terms(" ".join([head, *sentences])) for head, sentences in corpus]
    average = average_length(np.array([len(document) for document in documents]))
    weights = {term: idf(term, documents) for term in set(terms(question))}
    scores = []
    for document in documents:
        norm = K1 * (1 - B + B * len(document) / average)
        gains = {t: document.count(t) * (K1 + 1) / (document.count(t) + norm) for t in document}
        reached = sum(weight * gains.get(term, 0) for term, weight in weights.items())
        scores.append(reached / max(1e-6, (K1 + 1) * sum(weights.values())))
    return scores


@given(corpus=corpora, question=questions)
@settings(max_examples=150, deadline=None)
def test_scores_are_those_of_the_naive_reference(corpus: Corpus, question: str) -> None:
    lexicon = lexicon_of(corpus)
    found = lexicon.scores(lexicon.terms(question))
    assert found.tolist() == pytest.approx(reference(question, corpus), abs=1e-5)
    assert all(0 <= score <= 1 for score in found)


@given(corpus=corpora, question=questions)
@settings(max_examples=150, deadline=None)
def test_hits_say_where_the_terms_of_a_question_stand(corpus: Corpus, question: str) -> None:
    lexicon = lexicon_of(corpus)
    asked = lexicon.terms(question)
    rows = np.arange(len(corpus))[::-1]
    hits = lexicon.hits(asked, rows)
    read = [([terms(s) for s in sentences], terms(head)) for head, sentences in corpus][::-1]
    sentences = [sentence for own, _ in read for sentence in own]
    assert hits.sentences.shape == (len(sentences), len(asked.distinct))
    assert hits.sentences.tolist() == [[t in s for t in asked.distinct] for s in sentences]
    wholes = [[*head, *chain.from_iterable(own)] for own, head in read]
    assert hits.counts.tolist() == [[whole.count(t) for t in asked.distinct] for whole in wholes]
    texts = [list(pairwise(chain.from_iterable(own))) for own, _ in read]
    neighbours = list(pairwise(terms(question)))
    assert hits.pairs.tolist() == [[pair in text for pair in neighbours] for text in texts]
    assert lexicon.scores_of(asked, rows, hits).tolist() == lexicon.scores(asked)[rows].tolist()


@given(corpus=corpora, question=questions)
@settings(max_examples=100, deadline=None)
def test_coverage_is_the_idf_share_of_the_terms_that_are_held(
    corpus: Corpus, question: str
) -> None:
    lexicon = lexicon_of(corpus)
    asked = lexicon.terms(question)
    flat = [terms(sentence) for _, sentences in corpus for sentence in sentences]
    documents = [terms(" ".join([head, *sentences])) for head, sentences in corpus]
    weights = {term: idf(term, documents) for term in set(terms(question))}
    total = max(1e-6, sum(weights.values()))
    expected = [sum(w for t, w in weights.items() if t in held) / total for held in flat]
    found = coverage(lexicon.hits(asked, np.arange(len(corpus))).sentences, asked.weights)
    assert found.tolist() == pytest.approx(expected, abs=1e-5)


def test_a_rare_word_weighs_more_than_a_common_one_and_an_unknown_one_most() -> None:
    corpus: Corpus = [("", ["ferry mill"]), ("", ["ferry river"]), ("", ["ferry apples"])]
    asked = lexicon_of(corpus).terms("ferry river submarine")
    weights = dict(zip(asked.distinct, asked.weights, strict=True))
    assert weights["ferri"] < weights["river"] < weights["submarin"]


def test_a_word_counts_once_in_a_question_however_often_it_is_said() -> None:
    lexicon = lexicon_of([("", ["ferry mill"]), ("", ["river mill"])])
    once, often = lexicon.terms("ferry mill"), lexicon.terms("ferry ferry mill ferry")
    assert lexicon.scores(once).tolist() == lexicon.scores(often).tolist()


def test_the_title_counts_for_a_passage_but_not_for_its_sentences() -> None:
    lexicon = lexicon_of([("Orchard", ["It holds trees."]), ("Mill", ["It grinds rye."])])
    asked = lexicon.terms("orchard")
    assert lexicon.scores(asked).argmax() == 0
    assert lexicon.scores(asked)[1] == 0
    assert not lexicon.hits(asked, np.arange(2)).sentences.any()


def test_an_empty_lexicon_and_an_empty_question_score_nothing() -> None:
    empty = lexicon_of([])
    assert empty.scores(empty.terms("ferry")).tolist() == []
    lexicon = lexicon_of([("", ["ferry"])])
    assert lexicon.scores(lexicon.terms("the of")).tolist() == [0]
    assert empty.best(empty.terms("ferry"), 3).tolist() == []
    assert lexicon.best(lexicon.terms("the of"), 3).tolist() == []


def test_words_next_to_each_other_in_two_passages_or_in_a_title_are_no_pair() -> None:
    lexicon = lexicon_of([("mill", ["river", "ferry"]), ("apples", ["rye"]), ("", ["mill rye"])])
    asked = lexicon.terms("mill river ferry apples rye mill")
    assert lexicon.hits(asked, np.arange(3)).pairs.tolist() == [
        [False, True, False, False, False],
        [False] * 5,
        [False] * 5,
    ]


def test_names_and_numbers_of_a_question_are_told_from_its_other_words() -> None:
    asked = lexicon_of([("", ["ferry"])]).terms("When did Anna Brandt leave Halden in 1931?")
    names = {asked.distinct[place] for place in asked.names}
    assert names == {"anna", "brandt", "halden", "1931"}


def test_a_name_that_is_read_otherwise_than_the_question_is_looked_up_too() -> None:
    lexicon = lexicon_of([("", ["船1931年"]), ("", ["渡船"])])
    asked = lexicon.terms("渡 船1931年")
    hits = lexicon.hits(asked, np.arange(2))
    assert [asked.looked_up[place] for place in asked.names] == [
        lexicon.vocabulary[term] for term in ("1931", "年", "船") if term in asked.distinct
    ]
    assert hits.counts[:, asked.names].any()
