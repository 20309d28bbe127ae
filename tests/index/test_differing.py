"""Another document's figure for the same question: shown when it differs, and only then."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.document import Document, Passage, Span
from index.answer import Match, Parts, Question, Verdict
from index.differing.difference import differing
from index.embedder import Embedder, HashingEmbedder
from index.models.transformer import TransformerEmbedder
from index.retrieve import retrieve
from index.snapshot import load
from tests.conftest import build_library, write_corpus


def match(
    *sentences: str,
    document: str = "a",
    title: str = "Notes",
    verdict: Verdict = Verdict.FOUND,
    names: float = 1.0,
    nearness: float = 0.8,
) -> Match:
    """A match whose passage has these sentences, of which the first is the best."""
    text = " ".join(sentences)
    spans, start = [], 0
    for sentence in sentences:
        spans.append(Span(start, start + len(sentence)))
        start += len(sentence) + 1
    parts = replace(Parts(*[nearness] * 10), names=names)
    return Match(
        Document(document, "", f"{document}.txt", title, None, text, document, ()),
        Passage(f"{document}{start}", document, 0, len(text), text, tuple(spans)),
        2.0,
        parts,
        spans[0],
        3.0,
        verdict,
    )


def differ(question: str, one: str, two: str) -> bool:
    """Whether two documents of one sentence each are told apart, in either order."""
    a, b = match(one), match(two, document="b")
    found = differing(question, (a, b))
    assert found in (b, None)
    assert (differing(question, (b, a)) is None) == (found is None)
    return found is not None


@pytest.mark.parametrize(
    ("question", "one", "two"),
    [
        (
            "How many overseas training bases do companies of Norland run?",
            "Norland's companies run 28 overseas training bases.",
            "More than 30 overseas training bases are run by companies of Norland.",
        ),
        (
            "number of beds in Stane hospital",
            "Stane hospital has 320 beds.",
            "The number of beds in Stane hospital has risen to 410.",
        ),
        (
            "How many people live in Orlava?",
            "Orlava has 48,200 inhabitants.",
            "The population of Orlava is 53,900.",
        ),
        (
            "What is the population of Brunsk?",
            "Brunsk has a population of 31,000.",
            "About 26,000 people live in Brunsk.",
        ),
        (
            "When was the Harrow mill founded?",
            "The Harrow mill was founded in 1788 by Anna Brandt.",
            "Anna Brandt founded the Harrow mill on 4 May 1790.",
        ),
        (
            "When does the Fallow museum open?",
            "The Fallow museum opens at 9 am.",
            "On weekdays the Fallow museum opens at 10:30.",
        ),
        (
            "How long is the Kestrel bridge?",
            "The Kestrel bridge is 412 metres long and 14 metres wide.",
            "With a length of 0.36 km, the Kestrel bridge is 9 m wide.",
        ),
        (
            "How long does the ferry to Moray take?",
            "The ferry to Moray takes 40 minutes.",
            "The ferry to Moray takes an hour and ten minutes, that is 70 minutes.",
        ),
        (
            "How much does a ticket for the cable car cost?",
            "A ticket for the cable car costs 14 euros.",
            "A ticket for the cable car costs €16.50.",
        ),
        (
            "What is the fare of the Nessel tram?",
            "The fare of the Nessel tram is 3 crowns.",
            "The Nessel tram has a fare of four crowns.",
        ),
        (
            "What percentage of Selby's energy comes from wind?",
            "In Selby 45 % of the energy comes from wind.",
            "Of Selby's energy, 38 percent comes from wind.",
        ),
        (
            "How old is the Wexley oak?",
            "The Wexley oak is 600 years old.",
            "The age of the Wexley oak is put at 850 years.",
        ),
        (
            "How many students does Ranford school have?",
            "In 2021 Ranford school had 20 students.",
            "In 2023 Ranford school had 28 students.",
        ),
        (
            "When was the canal of Dorn opened?",
            "Begun in 1911, the canal of Dorn was opened in 1923.",
            "The canal of Dorn was opened in 1926, and closed in 1970.",
        ),
        (
            "When was the mill of 1788 closed?",
            "The mill of 1788 was closed in 1900.",
            "In 1905 the mill of 1788 was closed.",
        ),
    ],
)
def test_documents_with_two_figures_for_the_same_differ(question: str, one: str, two: str) -> None:
    assert differ(question, one, two)


@pytest.mark.parametrize(
    ("question", "one", "two"),
    [
        # The same figure, written or rounded in another way.
        ("How many wells did Ansel drill?", "Ansel drilled 28 wells.", "Ansel drilled "
         "twenty-eight wells."),
        ("How many members has the choir?", "The choir has over 100 members.",
         "The choir has 108 members."),
        ("When was the canal opened?", "The canal was opened on 5 June 1923.",
         "The canal was opened in June 1923."),
        ("How long is the Varn?", "The Varn is 310 km long.", "The Varn is 193 miles long."),
        # A figure of something else.
        ("How many goats live on Stromy?", "On Stromy live 312 goats.",
         "On Stromy live 540 sheep."),
        ("How many curriculum standards are there?", "There are 207 curriculum standards.",
         "There are 99 technical standards."),
        ("How many bases has Orn?", "Orn has 28 bases.", "Orn has 10 more bases."),
        ("How long is the Ulme bridge?", "The Ulme bridge is 120 metres long.",
         "The Ulme bridge is 14 metres wide."),
        ("How tall is the Merrow mast?", "The Merrow mast is 210 m tall.",
         "The Merrow mast was raised in 1938 for 2 million crowns."),
        ("How much does the hall cost?", "The hall costs 3 euros.",
         "The hall costs nothing for 3 days."),
        ("What is the fare of the tram?", "The fare of the tram is 3 euros.",
         "The fare of the tram is 34 crowns."),
        # Another event, another part.
        ("When was the first mast raised?", "The first mast was raised in 1931.",
         "The mast was raised in 1950."),
        ("How many ships called at Lurk?", "At Lurk called 412 ships.",
         "At Lurk 98 of the 412 ships called."),
        # No figure is asked for, or none is given.
        ("Who founded the Krell bakery?", "Tom Krell founded the Krell bakery in 1901.",
         "Tom Krell founded the Krell bakery in 1904."),
        ("What happened when it rained in 1901?", "It rained in 1902.", "It rained in 1903."),
        ("When was it built?", "It was built long ago.", "It was built in 1931."),
        # Both figures stand in one sentence.
        ("When was the observatory opened?", "The observatory was opened in 1967.",
         "The observatory was opened in 1967 and in 2003."),
    ],
)  # fmt: skip
def test_documents_that_agree_or_speak_of_other_things_do_not_differ(
    question: str, one: str, two: str
) -> None:
    assert not differ(question, one, two)


BOATS = "How many boats were lost off Cape Rune in 1921?"


def test_a_year_in_the_question_leaves_out_what_is_said_of_other_years() -> None:
    first = match("In 1921, 20 boats were lost off Cape Rune.")
    other_year = match("In 1923, 28 boats were lost off Cape Rune.", document="b")
    with_year_near = match(
        "In 1923, 28 boats were lost off Cape Rune.", "Of 1921 nobody speaks.", document="b"
    )
    same_year = match("In 1921, 28 boats were lost off Cape Rune.", document="b")
    in_title = match("28 boats were lost off Cape Rune.", document="b", title="The year 1921")
    assert differing(BOATS, (first, other_year)) is None
    assert differing(BOATS, (first, with_year_near)) is None
    assert differing(BOATS, (first, same_year)) is same_year
    assert differing(BOATS, (first, in_title)) is in_title
    silent = match("Off Cape Rune 20 boats were lost.", "So it was in 1921.")
    assert differing(BOATS, (silent, with_year_near)) is None


MILL = "When was the mill founded?"
FIRST = match("The mill was founded in 1788.")
OTHER = match("The mill was founded in 1790.", document="b")


def test_only_another_document_can_differ() -> None:
    assert differing(MILL, (FIRST, match("The mill was founded in 1790."))) is None
    assert differing(MILL, (FIRST, OTHER)) is OTHER


def test_both_matches_must_be_found() -> None:
    unsure = replace(OTHER, verdict=Verdict.UNSURE)
    assert differing(MILL, (FIRST, unsure)) is None
    assert differing(MILL, (replace(FIRST, verdict=Verdict.UNSURE), OTHER)) is None
    assert differing(MILL, ()) is None


def test_the_best_ranked_of_several_that_differ_is_taken() -> None:
    agreeing = match("The mill was founded in 1788.", document="c")
    third = match("The mill was founded in 1795.", document="d")
    assert differing(MILL, (FIRST, agreeing, OTHER, third)) is OTHER


def test_a_document_that_also_gives_the_same_figure_does_not_differ() -> None:
    both = match("The mill was founded in 1790.", "Others say 1788.", document="b")
    assert differing(MILL, (FIRST, both)) is None
    elsewhere = match("The mill dates from 1788.", document="b", nearness=0.6)
    assert differing(MILL, (FIRST, OTHER, elsewhere)) is None


def test_a_vague_date_in_the_passage_does_not_hide_the_difference() -> None:
    vague = match("The mill was founded in 1790.", "Mills of the 1700s are rare.", document="b")
    assert differing(MILL, (FIRST, vague)) is vague


def test_the_other_passage_must_hold_the_names_and_be_nearly_as_near() -> None:
    assert differing(MILL, (FIRST, replace(OTHER, parts=replace(OTHER.parts, names=0.5)))) is None
    far = replace(OTHER, parts=replace(OTHER.parts, sentence=0.5))
    assert differing(MILL, (FIRST, far)) is None


def test_another_verb_will_do_only_where_the_passages_are_as_near_as_can_be() -> None:
    near, less_near = (
        match("The mill was established in 1790.", document="b", nearness=nearness)
        for nearness in (0.8, 0.75)
    )
    assert differing(MILL, (FIRST, near)) is near
    assert differing(MILL, (FIRST, less_near)) is None


def test_what_only_the_title_says_must_be_said_of_both() -> None:
    question = "When was the ferry built?"
    ferry = match("It was built in 1931.", title="The ferry")
    tower = match("It was built in 1788.", document="b", title="The tower")
    same = match("It was built in 1935.", document="b", title="Our ferry")
    assert differing(question, (ferry, tower)) is None
    assert differing(question, (ferry, same)) is same


def test_of_the_other_passage_the_sentence_that_counts_is_taken() -> None:
    question = "How many international students are there?"
    first = match("The university trained more than 500 international students.")
    text = ("Our 12 schools are open to all.", "The number of international students exceeds 800.")
    other = match(*text, document="b")
    found = differing(question, (first, other))
    assert found is not None
    assert found == replace(other, best=other.passage.sentences[1])


def test_every_word_of_a_count_makes_up_for_a_passage_that_is_less_near() -> None:
    question = "How many apple trees are in the orchard?"
    first = match("The orchard has 412 apple trees.")
    all_words, one_missing = (
        match(sentence, document="b", nearness=0.55)
        for sentence in ("In the orchard stand 380 apple trees.", "We have 380 apple trees.")
    )
    assert differing(question, (first, all_words)) is all_words
    assert differing(question, (first, one_missing)) is None


def test_dates_of_the_same_name_alone_are_compared_only_where_both_are_near() -> None:
    question = "When was the Battle of Hald?"
    first = match("The Battle of Hald was in 1432.")
    near, less_near = (
        match("In 1437 came the Battle of Hald.", document="b", nearness=nearness)
        for nearness in (0.8, 0.72)
    )
    assert differing(question, (first, near)) is near
    assert differing(question, (first, less_near)) is None


_NUMBERS = st.integers(2, 5000)


@given(_NUMBERS, st.sampled_from(["{} apple trees", "over {} apple trees", "{:,} apple trees"]))
def test_nothing_differs_from_itself(number: int, form: str) -> None:
    sentence = f"The Quill orchard holds {form.format(number)}."
    assert not differ("How many apple trees are in the Quill orchard?", sentence, sentence)


@given(_NUMBERS, _NUMBERS)
def test_counts_differ_just_where_they_are_not_the_same_number(one: int, two: int) -> None:
    sentences = [f"The Quill orchard holds {number:,} apple trees." for number in (one, two)]
    is_rounding = any(n % 1000 == 0 for n in (one, two)) and abs(one - two) <= 150
    if not is_rounding:
        found = differ("How many apple trees are in the Quill orchard?", *sentences)
        assert found == (one != two)


@given(st.integers(1000, 2099), st.integers(1000, 2099))
def test_years_differ_just_where_they_are_not_the_same_year(one: int, two: int) -> None:
    found = differ(MILL, f"The mill was founded in {one}.", f"In {two}, the mill was founded.")
    assert found == (one != two)


NORLAND = {
    "north.txt": "News\n\nCompanies of Norland have set up 28 overseas training bases.\n",
    "south.txt": "More news\n\nNorland: companies have set up 34 overseas training bases by now.\n",
    "other.txt": "Trees\n\nThe orchard holds 412 apple trees of nineteen kinds.\n",
}
HOW_MANY = "How many overseas training bases have companies of Norland set up?"


def ask(
    folder: Path, files: dict[str, str], question: Question, embedder: Embedder
) -> Sequence[str]:
    """The paths of the first match and of the one that differs."""
    path = folder / "library.db"
    build_library(write_corpus(folder / "documents", files), path, embedder)
    answer = retrieve(question, load(path), embedder)
    assert answer.verdict is Verdict.FOUND
    found = [answer.matches[0], *([answer.differing] if answer.differing else [])]
    return [match.document.path for match in found]


def test_an_answer_carries_the_match_that_differs(tmp_path: Path) -> None:
    found = ask(tmp_path, NORLAND, Question.of(HOW_MANY), HashingEmbedder())
    assert sorted(found) == ["north.txt", "south.txt"]


def test_an_answer_from_documents_that_agree_carries_none(tmp_path: Path) -> None:
    agreeing = NORLAND | {"south.txt": NORLAND["south.txt"].replace("34", "twenty-eight")}
    assert len(ask(tmp_path, agreeing, Question.of(HOW_MANY), HashingEmbedder())) == 1


def test_what_is_outside_of_the_collections_asked_for_does_not_differ(tmp_path: Path) -> None:
    files = {"in/north.txt": NORLAND["north.txt"], "out/south.txt": NORLAND["south.txt"]}
    inside = Question.of(HOW_MANY, frozenset({"in"}))
    assert ask(tmp_path, files, inside, HashingEmbedder()) == ["in/north.txt"]


@pytest.mark.model
def test_with_the_real_model_other_words_for_the_same_are_compared(tmp_path: Path) -> None:
    files = {
        "a.txt": "The mill\n\nThe Harrow mill was founded in 1788 by Anna Brandt.\n",
        "b.txt": "A history\n\nThe Harrow mill was established in 1790.\n",
        "c.txt": "A fire\n\nThe Harrow mill was damaged by fire in 1820.\n",
    }
    question = Question.of("When was the Harrow mill founded?")
    embedder = TransformerEmbedder("all-MiniLM-L6-v2")
    assert ask(tmp_path, files, question, embedder) == ["a.txt", "b.txt"]
