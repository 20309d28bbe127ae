"""Each row of the table "Reliability targets" in its short form."""

from importlib.resources import files

import pytest

from tests.faults import ROWS, row_of
from tests.faults.outcome import NotPossible, Outcome, Size


@pytest.mark.parametrize("name", ROWS)
async def test_a_row_meets_its_targets(name: str) -> None:
    try:
        outcome = await row_of(name)(Size.SHORT)
    except NotPossible as error:
        pytest.skip(str(error))
    assert outcome.has_passed, outcome


def test_no_row_is_left_out() -> None:
    folder = files("tests.faults")
    texts = {one.name[:-3]: one.read_text("utf-8") for one in folder.iterdir() if one.is_file()}
    assert {name for name in texts if "\nasync def row(" in texts[name]} == {*ROWS}


@pytest.mark.parametrize(
    ("outcome", "has_passed"),
    [
        (Outcome("a", 10), True),
        (Outcome("a", 10, doubled=1), True),
        (Outcome("a", 0), False),
        (Outcome("a", 10, lost=1), False),
        (Outcome("a", 10, failures=("too slow",)), False),
    ],
)
def test_a_row_fails_by_a_loss_a_missed_target_or_no_try(
    outcome: Outcome, has_passed: bool
) -> None:
    assert outcome.has_passed is has_passed
