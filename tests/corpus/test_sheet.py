"""Tables of values as spreadsheets write them."""

import io

import pytest

from corpus.formats.registry import BY_ENDING
from corpus.sandbox.sandbox import Sandbox


@pytest.mark.parametrize(
    ("table", "rows"),
    [
        ("sep=;\nname;age\nAnna, B.;12\n", [(2, "name: Anna, B. | age: 12")]),
        (
            "Prices of 2024,,\n,,\nItem,Price,Stock\nNail,2,100\n",
            [(1, "Prices of 2024"), (4, "Item: Nail | Price: 2 | Stock: 100")],
        ),
        ("Region,2021,2022\nNorth,5,6\n", [(2, "Region: North | 2021: 5 | 2022: 6")]),
        ("Anna,12,Kiel\nBert,14,Bonn\n", [(1, "Anna | 12 | Kiel"), (2, "Bert | 14 | Bonn")]),
        ("name,age\nAnna,12,left\nBert\n", [(2, "name: Anna | age: 12 | left"), (3, "name: Bert")]),
        (
            'name,age\n"Anna\nB.",12\n\nCara,13\n',
            [(2, "name: Anna B. | age: 12"), (4, "name: Cara | age: 13")],
        ),
    ],
)
def test_each_row_has_its_number_and_the_names_of_its_columns(
    table: str, rows: list[tuple[int, str]]
) -> None:
    data = table.encode()
    with Sandbox() as sandbox:
        found = sandbox.read(io.BytesIO(data), len(data), BY_ENDING[".csv"])
    places = [mark.number for mark in found.marks]
    texts = [found.text[one.start : one.end] for one in found.paragraphs]
    assert list(zip(places, texts, strict=True)) == rows
