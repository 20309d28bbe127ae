"""Bytes become the text that their author wrote, or are refused."""

import codecs
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.decode import NotText, decode
from tests.corpus.texts import LEGACY_TEXTS

ENGLISH = "The ferry crosses the river every twenty minutes.\nChildren travel free of charge."


def test_utf8_is_read_as_it_is_and_not_called_a_guess() -> None:
    text = "The ferry – Fähre, 渡船, เรือ, 😀 – leaves at six."
    decoded = decode(text.encode())
    assert (decoded.text, decoded.encoding, decoded.is_assumed) == (text, "utf-8", False)


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    for encoding in ("utf-8-sig", "utf-16", "utf-32"):
        decoded = decode(ENGLISH.encode(encoding))
        assert (decoded.text, decoded.is_assumed) == (ENGLISH, False), encoding
    big_endian = codecs.BOM_UTF16_BE + ENGLISH.encode("utf-16-be")
    assert decode(big_endian).text == ENGLISH


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark_is_recognised_by_its_zero_bytes(encoding: str) -> None:
    text = LEGACY_TEXTS["cp1252"]
    decoded = decode(text.encode(encoding))
    assert (decoded.text, decoded.encoding, decoded.is_assumed) == (text, encoding, True)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark_is_recognised_in_plain_english_too(encoding: str) -> None:
    decoded = decode(ENGLISH.encode(encoding))
    assert (decoded.text, decoded.encoding, decoded.is_assumed) == (ENGLISH, encoding, True)


@pytest.mark.parametrize("encoding", sorted(LEGACY_TEXTS))
def test_a_few_sentences_in_a_legacy_encoding_are_read_right_and_called_a_guess(
    encoding: str,
) -> None:
    text = LEGACY_TEXTS[encoding]
    decoded = decode(text.encode(encoding))
    assert decoded.text == text
    assert decoded.encoding == encoding
    assert decoded.is_assumed


def test_a_long_legacy_text_is_read_right_whatever_byte_the_sample_ends_on() -> None:
    for shift in range(4):
        text = "x" * shift + LEGACY_TEXTS["gb18030"] * 700
        assert decode(text.encode("gb18030")).text == text


def test_binary_bytes_are_refused() -> None:
    png = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x01\x00\x00\x00\x01\x00\x08\x06\x00\x00\x00"
    pdf = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + bytes(range(256)) * 4
    for data in (png, pdf, bytes(200), b"a\x00b\x00\x00c" * 50, b"\xff\xfe\x00\xd8\x41\x00"):
        with pytest.raises(NotText):
            decode(data)


@pytest.mark.parametrize("size", [64, 500, 5000])
def test_random_bytes_are_refused(size: int) -> None:
    source = random.Random(size)
    for _ in range(20):
        with pytest.raises(NotText):
            decode(source.randbytes(size))


def test_a_single_nul_byte_is_refused_in_utf8_as_it_is_elsewhere() -> None:
    with pytest.raises(NotText):
        decode(("Crême brûlée. ".encode("cp1252")) * 20 + b"\x00")
    with pytest.raises(NotText):
        decode(("Crême brûlée. ".encode()) * 20 + b"\x00")


@given(st.lists(st.sampled_from(["one", "zwei", "三", "\r\n", "\r", "\n", " "])).map("".join))
def test_every_line_end_becomes_a_line_feed(text: str) -> None:
    expected = text.replace("\r\n", "\n").replace("\r", "\n")
    assert decode(text.encode()).text == expected
    assert decode(text.encode("utf-16")).text == expected


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=200))
def test_any_text_in_utf8_survives_unchanged(text: str) -> None:
    assert decode(text.encode()).text == text.removeprefix("\ufeff")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Café Müller was founded by François Lefèvre, who sold crème brûlée and pâté.", "cp1252"),
        ("Le bac traverse la rivière toutes les vingt minutes à Noël.", "cp1252"),
        ("Převoz přes řeku jezdí každých dvacet minut. Jízdenka stojí tři koruny.", "cp1250"),
        ("A komp húsz percenként közlekedik. Az első hajó hatkor indul, a tűz ég.", "cp1250"),
        ("Prom przepływa przez rzekę co dwadzieścia minut. Bilet kosztuje trzy korony.", "cp1250"),
    ],
)
def test_a_european_text_is_read_in_the_encoding_of_its_language(text: str, encoding: str) -> None:
    found = decode(text.encode(encoding))
    assert (found.text, found.is_assumed) == (text, True)


def test_a_few_bad_bytes_in_utf_8_are_shown_as_such_and_the_rest_is_kept() -> None:
    found = decode("The café opens at nine.\n".encode() * 40 + b"caf\xe9\n")
    assert found.text.count("café") == 40
    assert found.text.endswith("caf\ufffd\n")
    assert (found.encoding, found.is_assumed) == ("utf-8 but for 1 of its bytes", True)
