"""Slips of one letter are mended with words of the documents, and nothing else is touched."""

import pytest

from index.lexical.spelling import Speller

SPELLER = Speller(
    ["The ferry was built by the Halden shipyard.", "Volunteers harvest apples there."]
)


def knows_nothing(word: str) -> bool:
    del word
    return False


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("When did the ferrry come?", "When did the ferry come?"),
        ("Who built the shpiyard?", "Who built the shipyard?"),
        ("the Hladen shipyrd", "the Halden shipyard"),
        ("who hrvests aplpes", "who hrvests apples"),
        ("SHIPYRAD", "Shipyard"),
    ],
)
def test_a_word_with_one_slip_is_mended(asked: str, meant: str) -> None:
    assert SPELLER.mended(asked, knows_nothing) == meant


@pytest.mark.parametrize(
    "asked",
    [
        "the ferry",
        "ferries",
        "harvesting",
        "fer",
        "1931a",
        "渡船",
        "Đờng",
        "built-by?",
        "how thier",
    ],
)
def test_known_short_and_foreign_words_stay(asked: str) -> None:
    assert SPELLER.mended(asked, lambda word: word == "thier") == asked


def test_letters_that_changed_places_come_before_a_letter_that_is_wrong() -> None:
    speller = Speller(["bread bread bread bread", "beard"])
    assert speller.mended("baerd", knows_nothing) == "beard"


def test_of_equally_likely_words_the_commoner_is_meant_and_ties_go_by_the_alphabet() -> None:
    assert Speller(["mills mills mille"]).mended("millx", knows_nothing) == "mills"
    assert Speller(["millb milla"]).mended("millx", knows_nothing) == "milla"
