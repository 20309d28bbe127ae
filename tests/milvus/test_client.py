"""A Milvus that is away, or does not want us, is told in words, in a bounded time."""

import time

import pytest

from index.errors import StoreAway, StoreUnusable
from index.milvus.client import Address, Milvus
from index.milvus.rows import collection_key, term_number
from index.milvus.table import takes_words
from tests.milvus.serving import LiteServer, is_installed

needs_milvus = pytest.mark.skipif(not is_installed(), reason="milvus-lite is not installed")
NOBODY = Address("http://127.0.0.1:9", "root:geheim")


@needs_milvus
def test_a_server_that_is_away_is_given_up_within_the_time_and_then_left_alone() -> None:
    milvus = Milvus(NOBODY)
    began = time.monotonic()
    with pytest.raises(StoreAway, match=r"http://127\.0\.0\.1:9.*QUOTH_STORE__ADDRESS"):
        milvus.version(within_s=1)
    assert time.monotonic() - began < 6
    began = time.monotonic()
    with pytest.raises(StoreAway, match="a moment ago"):
        milvus.version()
    assert time.monotonic() - began < 0.5


def test_a_server_that_is_killed_is_found_again_when_it_is_back(lite: LiteServer) -> None:
    milvus = Milvus(Address(lite.url))
    assert milvus.version().startswith("milvus_lite")
    lite.kill()
    with pytest.raises(StoreAway):
        milvus.version()
    lite.start()
    time.sleep(1.1)
    assert milvus.version(within_s=10).startswith("milvus_lite")
    milvus.close()


def test_no_text_of_an_address_or_an_error_holds_the_token() -> None:
    assert "geheim" not in repr(NOBODY)
    assert "geheim" not in str(StoreAway(NOBODY.url, "no answer"))


def test_without_pymilvus_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pymilvus", None)
    with pytest.raises(StoreUnusable, match=r"pip install 'quoth\[milvus\]'"):
        Milvus(NOBODY).version()


@pytest.mark.parametrize(
    ("version", "takes"),
    [("v2.3.5-lite", False), ("v2.4.0", True), ("2.6.17", True), ("milvus_lite-3.2.2", True)],
)
def test_servers_before_2_4_have_no_vectors_of_terms(version: str, takes: bool) -> None:
    assert takes_words(version) is takes


def test_a_term_has_the_same_number_everywhere_and_none_is_the_placeholder() -> None:
    # Stored rows go by these: another number is another format.
    assert term_number("mill") == 433970992
    assert all(0 < term_number(str(n)) < 2**32 - 1 for n in range(1000))


def test_no_name_of_a_collection_can_end_a_filter() -> None:
    assert collection_key('" or 1 == 1 or id == "').isalnum()
