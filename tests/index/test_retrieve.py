"""What is shown is always an exact quote, in a fixed order, from where it was looked for."""

import random
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.answer import Answer, Question, Reason, Verdict
from index.embedder import HashingEmbedder
from index.errors import ModelChanged
from index.retrieve import retrieve
from index.snapshot import Snapshot, load
from tests.conftest import CORPUS, build_library, write_corpus
from tests.corpus.texts import LEGACY_TEXTS, texts

NAMES = ("a.txt", "b.md", "north/a.txt", "north/b.md", "south/deep/c.txt")
documents = st.dictionaries(st.sampled_from(NAMES), texts(60), min_size=1, max_size=4)
questions = st.one_of(
    texts(10),
    st.text(max_size=30),
    st.sampled_from([*LEGACY_TEXTS.values(), "When did the ferry leave?", "Halden 1931", "渡船"]),
)


class OtherModel(HashingEmbedder):
    """A model with another name."""

    identity = "another-model"


def ask(snapshot: Snapshot, text: str, *collections: str, k: int = 10) -> Answer:
    scope = frozenset(collections) if collections else None
    return retrieve(Question.of(text, scope), snapshot, HashingEmbedder(), k)


def assert_is_sound(answer: Answer, snapshot: Snapshot) -> None:
    """Every match quotes its document exactly, once, in order of score and place."""
    places = {(p.document_id, p.start, p.end): row for row, p in enumerate(snapshot.passages)}
    order = []
    for match in answer.matches:
        passage, text = match.passage, match.document.text
        assert passage.document_id == match.document.id
        assert passage.text == text[passage.start : passage.end]
        assert match.best in passage.sentences
        assert passage.start <= match.best.start < match.best.end <= passage.end
        assert text[match.best.start : match.best.end] in passage.text
        order.append((-match.score, places[passage.document_id, passage.start, passage.end]))
    assert order == sorted(order)
    assert len({place for _, place in order}) == len(order)


@given(files=documents, asked=st.lists(questions, min_size=1, max_size=4), seed=st.integers(0, 9))
@settings(max_examples=40, deadline=None)
def test_every_match_is_an_exact_quote(files: dict[str, str], asked: list[str], seed: int) -> None:
    with TemporaryDirectory() as name:
        folder = write_corpus(Path(name) / "documents", files)
        build_library(folder, Path(name) / "library.db")
        snapshot = load(Path(name) / "library.db")
    source = random.Random(seed)
    for text in [*asked, *source.sample(list(files.values()), 1)]:
        answer = ask(snapshot, text)
        assert_is_sound(answer, snapshot)
        assert len(answer.matches) <= 10
        assert answer == ask(snapshot, text)
        inside = ask(snapshot, text, "north")
        assert_is_sound(inside, snapshot)
        assert {match.document.collection for match in inside.matches} <= {"north"}


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("When was the ferry built by the Halden shipyard?", "was built in 1931"),
        ("How many apple trees does the orchard hold?", "412 apple trees"),
        ("Who founded the mill?", "founded in 1788 by Anna Brandt"),
        ("How long do guided tours of the mill museum last?", "last forty minutes"),
    ],
)
def test_the_sentence_that_answers_is_the_best_of_the_first_match(
    snapshot: Snapshot, question: str, expected: str
) -> None:
    answer = ask(snapshot, question)
    first = answer.matches[0]
    assert expected in first.document.text[first.best.start : first.best.end]
    assert answer.verdict is not Verdict.NOTHING


def test_a_match_names_the_line_that_its_passage_starts_on(snapshot: Snapshot) -> None:
    match = ask(snapshot, "How many apple trees does the orchard hold?").matches[0]
    assert match.line == 3


def test_the_number_of_matches_can_be_limited(snapshot: Snapshot) -> None:
    everything = ask(snapshot, "ferry mill orchard")
    assert len(everything.matches) > 2
    assert ask(snapshot, "ferry mill orchard", k=2).matches == everything.matches[:2]


def test_a_scope_finds_what_it_holds_although_the_rest_fits_better(snapshot: Snapshot) -> None:
    question = "When was the ferry built by the Halden shipyard?"
    assert ask(snapshot, question).matches[0].document.path == "ferry.txt"
    inside = ask(snapshot, question, "north")
    assert {match.document.path for match in inside.matches} <= {"north/orchard.txt"}
    trees = ask(snapshot, "How many apple trees are there?", "north")
    assert trees.matches[0].document.path == "north/orchard.txt"


@pytest.mark.parametrize("scope", [frozenset(), frozenset({"no such collection"})])
def test_a_scope_without_documents_finds_nothing(snapshot: Snapshot, scope: frozenset[str]) -> None:
    answer = retrieve(Question.of("Where is the ferry?", scope), snapshot, HashingEmbedder())
    assert (answer.verdict, answer.matches) == (Verdict.NOTHING, ())


@pytest.mark.parametrize("text", ["😀", "👍 ❤️ 🎉", "?!", "", "\u200b\u202e"])
def test_a_question_without_words_finds_nothing(snapshot: Snapshot, text: str) -> None:
    answer = ask(snapshot, text)
    assert (answer.verdict, answer.matches) == (Verdict.NOTHING, ())


def test_a_question_without_a_word_of_the_library_is_not_called_found(snapshot: Snapshot) -> None:
    assert ask(snapshot, "xylophone quantum zebra").verdict is not Verdict.FOUND


def test_an_answer_names_the_version_it_was_given_from(
    folder: Path, library_path: Path, snapshot: Snapshot
) -> None:
    assert ask(snapshot, "ferry").library_version == snapshot.version
    assert ask(snapshot, "😀").library_version == snapshot.version
    write_corpus(folder, {"new.txt": "The bridge\n\nThe bridge was built in 1950.\n"})
    build_library(folder, library_path)
    assert ask(load(library_path), "ferry").library_version == snapshot.version + 1


def test_a_snapshot_in_use_does_not_change_with_the_library(
    folder: Path, library_path: Path, snapshot: Snapshot
) -> None:
    before = ask(snapshot, "When was the ferry built?")
    (folder / "ferry.txt").unlink()
    build_library(folder, library_path)
    assert ask(snapshot, "When was the ferry built?") == before


def test_the_order_of_files_on_disk_makes_no_difference(tmp_path: Path) -> None:
    answers = []
    for name in ("first", "second"):
        items = list(CORPUS.items())
        files = dict(items if name == "first" else reversed(items))
        folder = write_corpus(tmp_path / name, files)
        build_library(folder, tmp_path / f"{name}.db")
        answers.append(ask(load(tmp_path / f"{name}.db"), "ferry mill orchard"))
    assert answers[0] == answers[1]


def test_another_model_than_the_librarys_is_refused_with_both_names(snapshot: Snapshot) -> None:
    with pytest.raises(ModelChanged) as caught:
        retrieve(Question.of("Where is the ferry?"), snapshot, OtherModel())
    assert (caught.value.library, caught.value.settings) == ("hashing-256", "another-model")
    assert "hashing-256" in str(caught.value)
    assert "another-model" in str(caught.value)
    assert "quoth index" in str(caught.value)


class EnglishModel(HashingEmbedder):
    """A model that reads no other language."""

    is_english_only = True


def digest_of(snapshot: Snapshot, path: str) -> str:
    return next(document.digest for document in snapshot.documents if document.path == path)


def test_a_misspelt_question_is_searched_for_as_it_was_meant(snapshot: Snapshot) -> None:
    answer = ask(snapshot, "Who fuonded the old mlil?")
    assert answer.searched_for == "Who founded the old mill?"
    assert "Anna Brandt" in answer.matches[0].passage.text
    assert answer.question.text == "Who fuonded the old mlil?"


def test_a_question_that_finds_its_answer_is_left_as_it_is(snapshot: Snapshot) -> None:
    assert ask(snapshot, "Who founded the mill?").searched_for is None
    assert ask(snapshot, "Zyzzyva quux?").searched_for is None


def test_a_follow_up_is_answered_from_the_preferred_document(tmp_path: Path) -> None:
    files = {
        f"{name}.txt": f"The {name}\n\nThe red building was opened in {year} by the mayor.\n"
        for name, year in (("library", 1950), ("school", 1960))
    }
    build_library(write_corpus(tmp_path / "documents", files), tmp_path / "library.db")
    snapshot = load(tmp_path / "library.db")
    for path in files:
        preferred = digest_of(snapshot, path)
        question = Question.of("When was the red building opened by the mayor?", None, preferred)
        answer = retrieve(question, snapshot, HashingEmbedder())
        assert answer.verdict is Verdict.FOUND
        assert {match.document.path for match in answer.matches} == {path}


def test_a_follow_up_that_its_document_does_not_answer_is_looked_up_everywhere(
    snapshot: Snapshot,
) -> None:
    for preferred in (digest_of(snapshot, "mill.md"), "gone"):
        question = Question.of("When was the ferry built by the Halden shipyard?", None, preferred)
        answer = retrieve(question, snapshot, HashingEmbedder())
        assert (answer.verdict, answer.matches[0].document.path) == (Verdict.FOUND, "ferry.txt")


def test_a_preferred_document_outside_of_the_scope_stays_unseen(snapshot: Snapshot) -> None:
    question = Question.of(
        "Who founded the mill?", frozenset({"north"}), digest_of(snapshot, "mill.md")
    )
    answer = retrieve(question, snapshot, HashingEmbedder())
    assert {match.document.collection for match in answer.matches} <= {"north"}


def test_a_question_in_a_language_of_no_document_is_refused_with_the_reason(
    snapshot: Snapshot,
) -> None:
    answer = retrieve(Question.of("มีต้นแอปเปิลกี่ต้นในสวนผลไม้"), snapshot, EnglishModel())
    assert (answer.verdict, answer.reason) == (Verdict.NOTHING, Reason.LANGUAGE)
    readable = retrieve(Question.of("มีต้นแอปเปิลกี่ต้นในสวนผลไม้"), snapshot, HashingEmbedder())
    assert readable.reason is None
    english = retrieve(Question.of("How do I reset the password?"), snapshot, EnglishModel())
    assert (english.verdict, english.reason) == (Verdict.NOTHING, None)


def test_documents_in_a_language_that_the_model_does_not_read_are_found_by_their_words(
    tmp_path: Path,
) -> None:
    files = {
        "zh.txt": "果园\n\n果园里种着四百一十二棵苹果树。志愿者在九月的最后一周采摘苹果。\n",
        "vi.txt": "Chiếc phà\n\nChiếc phà được đóng tại xưởng Halden vào năm 1931.\n",
        "en.txt": "The mill\n\nThe mill was founded by Anna Brandt in the forest.\n",
    }
    build_library(write_corpus(tmp_path / "documents", files), tmp_path / "library.db")
    snapshot = load(tmp_path / "library.db")
    assert snapshot.languages() == {"zh", "vi", "en"}
    for text, path in (
        ("果园里有多少棵苹果树?", "zh.txt"),
        ("Chiếc phà được đóng vào năm nào?", "vi.txt"),
    ):
        answer = retrieve(Question.of(text), snapshot, EnglishModel())
        assert answer.matches[0].document.path == path
        assert answer.verdict is not Verdict.NOTHING
    unknown = retrieve(Question.of("学校的电话号码?"), snapshot, EnglishModel())
    assert (unknown.verdict, unknown.reason) == (Verdict.NOTHING, None)


CLOSED = {
    "open/ferry.txt": "The ferry\n\nThe old ferry to Marlow was built by Karin Voss in 1931.\n",
    "closed/mill.txt": "Die Mühle\n\nDie Mühle von Marlew wurde im Jahr 1788 von Anna gebaut.\n",
}


@pytest.fixture
def closed(tmp_path: Path) -> Snapshot:
    build_library(write_corpus(tmp_path / "documents", CLOSED), tmp_path / "library.db")
    return load(tmp_path / "library.db")


def test_no_word_that_stands_only_elsewhere_shows_in_a_mended_question(closed: Snapshot) -> None:
    """Nor does a word that is held elsewhere keep one that is meant from being mended."""
    for asked in ("How far is Marlaw?", "How far is Marlew?"):
        found = retrieve(Question.of(asked, frozenset({"open"})), closed, HashingEmbedder())
        assert found.searched_for == "How far is Marlow?"
    anywhere = retrieve(Question.of("Who gebeut it?"), closed, HashingEmbedder())
    assert anywhere.searched_for == "Who gebaut it?"
    here = retrieve(Question.of("Who gebeut it?", frozenset({"open"})), closed, HashingEmbedder())
    assert here.searched_for is None


def test_the_languages_of_documents_elsewhere_do_not_show(closed: Snapshot) -> None:
    asked = "Wie hoch ist das alte Rathaus in der Stadt, und wer hat es gebaut?"
    here = retrieve(Question.of(asked, frozenset({"open"})), closed, EnglishModel())
    assert here.reason is Reason.LANGUAGE
    assert closed.languages(frozenset({"open"})) == {"en"}
    assert closed.languages() == {"en", "de"}
    assert retrieve(Question.of(asked), closed, EnglishModel()).reason is None
