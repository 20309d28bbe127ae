"""The packed model that tells languages says what the whole one says."""

import itertools
import tracemalloc
from importlib.resources import files

import pytest
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from index.classifier import Classifier

_SENTENCES = (
    "",
    "?",
    "Ada\x00Byron",
    "half a \ud800 character",
    "GDP",
    "WER HAT DAS HUHN GESEHEN",
    "Wer hat das Huhn auf dem Feld neben der Fabrik gesehen, und wann war das?",
    "ใครเห็นไก่ในทุ่งนา",
    "谁在田野里看见了那只鸡?",
    "Ko je video kokošku u polju? Ко је видео кокошку у пољу?",
    "Ai đã nhìn thấy con gà trên cánh đồng?",
    "Cafe\u0301 au lait, s'il vous plai\u0302t",
)


@pytest.fixture(scope="module")
def packed() -> Classifier:
    return Classifier()


@pytest.fixture(scope="module")
def whole() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE)


def _texts() -> list[str]:
    sample = (files("corpus") / "sample").iterdir()
    read = "".join(file.read_text("utf-8") for file in sorted(sample, key=lambda f: f.name))
    # Longer than any run of bytes, and every word again and again.
    words = " ".join(itertools.islice(itertools.cycle(_SENTENCES[6:]), 40))
    return [*_SENTENCES, words, *(read[n : n + 200] for n in range(0, len(read), 400))]


def test_every_language_gets_the_score_of_the_whole_model(
    packed: Classifier, whole: LanguageIdentifier
) -> None:
    for text in _texts():
        found, expected = packed.odds(text), dict(whole.rank(text))
        if len(set(expected.values())) == 1:  # nothing in the text is known
            assert len(set(found.values())) == 1
            assert found.keys() == expected.keys()
        else:
            assert found == expected


def test_it_takes_a_seventh_of_the_memory(whole: LanguageIdentifier) -> None:
    tracemalloc.start()
    try:
        packed = Classifier()
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert packed.odds("the")
    assert held < (len(whole.tk_nextmove) * whole.tk_nextmove.itemsize + whole.nb_ptc.nbytes) / 7
