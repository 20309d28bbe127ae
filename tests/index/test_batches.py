"""Texts go to the model in batches of like length, which hold little padding."""

from hypothesis import given
from hypothesis import strategies as st

from index.models.served import batches_of


@given(st.lists(st.integers(0, 300), max_size=200), st.integers(1, 300))
def test_every_text_is_in_one_batch_and_no_batch_is_larger_than_it_may_be(
    lengths: list[int], tokens: int
) -> None:
    batches = batches_of(lengths, tokens)
    assert sorted(row for rows in batches for row in rows) == list(range(len(lengths)))
    for rows in batches:
        longest = max(1, *(lengths[row] for row in rows), 1)
        assert len(rows) == 1 or len(rows) * longest <= tokens


def test_texts_of_a_usual_library_are_padded_by_a_few_tokens_in_a_hundred() -> None:
    lengths = [20 + 7 * n % 180 for n in range(100)] + [8 + 5 * n % 40 for n in range(400)]
    batches = batches_of(lengths, 256)
    padded = sum(len(rows) * lengths[rows[0]] for rows in batches)
    assert sum(lengths) / padded > 0.97
    assert [lengths[rows[0]] for rows in batches] == sorted(
        (lengths[rows[0]] for rows in batches), reverse=True
    )
