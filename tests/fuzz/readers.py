"""The readers of all formats, and the decoder: any bytes give a sound extract or are refused."""

import importlib
from contextlib import nullcontext
from pathlib import Path

from corpus.clean import clean
from corpus.decode import NotText, decode
from corpus.formats.extract import Extract, Refused
from corpus.formats.registry import FORMATS, Format
from corpus.read import TextFile
from corpus.split import split
from tests.corpus.texts import LEGACY_TEXTS
from tests.fuzz.target import Check, Seeds, Target

_FILES = Path(__file__).parent.parent / "corpus" / "files"
_PARSERS = ("corpus", "mammoth", "pptx", "trafilatura", "email")


def readers() -> list[Target]:
    """A target for each format, and one for plain text."""
    return [*map(_target, FORMATS), _DECODE]


def _target(found: Format) -> Target:
    name = found.endings[0].removeprefix(".")
    return Target(
        name,
        lambda: nullcontext(_reading(found)),
        Seeds(lambda: _seeds(found.endings), _PARSERS),
    )


def _seeds(endings: tuple[str, ...]) -> list[bytes]:
    return [path.read_bytes() for path in sorted(_FILES.iterdir()) if path.suffix in endings]


def _reading(found: Format) -> Check:
    read = importlib.import_module(found.module).extract

    def check(data: bytes) -> None:
        try:
            extract: Extract = read(data)
        except Refused:
            return
        check_extract(extract)

    return check


def check_extract(extract: Extract) -> None:
    """Everything that an extract names lies inside its text, and goes through the pipe as it is."""
    size = len(extract.text)
    assert Extract.from_json(extract.to_json()) == extract
    extract.to_json().decode("utf-8")
    for paragraph in extract.paragraphs:
        assert 0 <= paragraph.start < paragraph.end <= size
        assert extract.text[paragraph.start : paragraph.end].strip()
    starts = [paragraph.start for paragraph in extract.paragraphs]
    assert starts == sorted(starts)
    marks = [mark.start for mark in extract.marks]
    assert marks == sorted(marks)
    assert all(0 <= mark <= size for mark in marks)
    assert "\r" not in extract.text
    assert "\n" not in extract.title
    file = TextFile("a.x", "", "extract", extract.text, "utf-8", is_assumed=False, extract=extract)
    for passage in split(clean(file), words):
        assert passage.text == extract.text[passage.start : passage.end]
        assert all(passage.start <= one.start < one.end <= passage.end for one in passage.sentences)


def words(texts: object) -> list[int]:
    """A ruler."""
    return [len(text) // 4 + 1 for text in texts]  # type: ignore[attr-defined]  # because a list of texts comes


def _check_decode(data: bytes) -> None:
    try:
        found = decode(data)
    except NotText:
        return
    assert "\r" not in found.text
    assert not found.text.startswith("\ufeff")
    found.text.encode("utf-8")
    assert found.encoding


_DECODE = Target(
    "decode",
    lambda: nullcontext(_check_decode),
    Seeds(
        lambda: [
            *(text.encode(encoding) for encoding, text in LEGACY_TEXTS.items()),
            *(
                "The ferry – 3 crowns.\r\n渡船".encode(one)
                for one in ("utf-8-sig", "utf-16", "utf-32")
            ),
            "The ferry crosses the river.".encode("utf-16-le"),
        ],
        ("corpus", "charset_normalizer"),
    ),
)
