"""Questions to files that other tools made: the right sentence, with its page or heading."""

from pathlib import Path

import pytest

from bot.source import place_of
from corpus.read import read_folder
from index.answer import Question, Verdict
from index.models.model import BUNDLED
from index.models.transformer import TransformerEmbedder
from index.retrieve import retrieve
from index.snapshot import Snapshot, load
from index.stored.library import Library
from index.update import update
from tests.conftest import Watch
from tests.corpus.test_formats import FILES

pytestmark = pytest.mark.model

# File, question, what the sentence says, heading, place.
CASES = [
    ("orchard.pdf", "When does the Vennick Russet ripen?", "second week of October", "3 Varieties",
     "page 1"),
    ("orchard.pdf", "How much does membership cost?", "40 crowns a year", "5 Accounts", "page 2"),
    ("orchard.pdf", "How is the fruit carried to the sorting hall?", "600 millimetres",
     "4 Harvest", "page 2"),
    ("mill.pdf", "How many bakeries buy the flour?", "eleven bakeries", "Work", "page 2"),
    ("mill.docx", "How much water does the pond hold?", "18,000 cubic metres",
     "Building › The pond", "paragraph 1"),
    ("mill.html", "Which wood is the upper gate made of?", "of elm", "Building › The pond",
     "paragraph 2"),
    ("mill.epub", "What do guided tours cost?", "6 crowns", "", "paragraph 15"),
    ("guide.epub", "How many bitterns were counted in 2023?", "five males", "Birds › Bitterns",
     "paragraph 1"),
    ("bees.pptx", "How many kilograms of honey does a hive give?", "19 kilograms", "Hives",
     "slide 2"),
    ("bees.pptx", "What should be sown after the harvest?", "phacelia", "What growers can do",
     "slide 4"),
    ("ferry-rules.docx", "How long are lost things kept?", "six weeks", "Lost property",
     "paragraph 1"),
    ("ferry-rules.docx", "When does the last ferry leave in winter?", "19:10", "Timetable",
     "paragraph 1"),
    ("night-ferries.html", "What does a crossing at night cost?", "5 crowns", "What it costs",
     "paragraph 1"),
    ("night-ferries.mhtml", "Who will be on the bridge in the first week?", "Captain Runa Dahl",
     "The ship", "paragraph 2"),
    ("night-ferries.pdf", "How many passengers does the Solveig carry?", "sixty passengers",
     "The ship", "page 1"),
    ("fares.csv", "Mühlensteg Preis", "4,20", "", "row 4"),
]  # fmt: skip


@pytest.fixture(scope="module")
def bundled() -> TransformerEmbedder:
    """The model that comes with Quoth."""
    return TransformerEmbedder(BUNDLED)


@pytest.fixture(scope="module")
def snapshot(bundled: TransformerEmbedder, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """All files in one library; each kind is a collection, since some hold the same text."""
    home = tmp_path_factory.mktemp("formats")
    for path in FILES.iterdir():
        place = home / "documents" / path.suffix[1:]
        place.mkdir(parents=True, exist_ok=True)
        (place / path.name).write_bytes(path.read_bytes())
    with Library.open(home / "library.db", create=True) as library:
        reading = read_folder(home / "documents", library.extracts)
        update(library, reading, bundled, Watch())
    return load(home / "library.db")


@pytest.mark.parametrize(
    ("file", "question", "said", "heading", "place"), CASES, ids=[case[1] for case in CASES]
)
def test_the_right_sentence_is_found_and_its_place_is_right(
    bundled: TransformerEmbedder,
    snapshot: Snapshot,
    file: str,
    question: str,
    said: str,
    heading: str,
    place: str,
) -> None:
    scope = frozenset({Path(file).suffix[1:]})
    answer = retrieve(Question.of(question, scope), snapshot, bundled)
    first = answer.matches[0]
    assert Path(first.document.path).name == file
    assert said in first.document.text[first.best.start : first.best.end]
    assert (first.passage.heading, place_of(first.document, first.best)) == (heading, place)
    assert answer.verdict is not Verdict.NOTHING
