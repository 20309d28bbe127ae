"""Intervals against known values, and against what theory says of them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.judging.confidence import bootstrap, difference, mean, wilson


def shares(ones: int, zeros: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.array([1.0] * ones + [0.0] * zeros)


@pytest.mark.parametrize(
    ("ones", "zeros", "low", "high"),
    # By the formula of Wilson 1927, worked out by hand.
    [(10, 0, 0.7225, 1.0), (0, 10, 0.0, 0.2775), (5, 5, 0.2366, 0.7634), (81, 19, 0.7222, 0.8749)],
)
def test_wilsons_interval_is_exact(ones: int, zeros: int, low: float, high: float) -> None:
    assert wilson(shares(ones, zeros)) == pytest.approx((low, high), abs=1e-4)


@given(ones=st.integers(0, 60), zeros=st.integers(0, 60))
def test_wilsons_interval_holds_the_share_and_has_a_width(ones: int, zeros: int) -> None:
    if ones + zeros:
        low, high = wilson(shares(ones, zeros))
        assert 0 <= low <= ones / (ones + zeros) + 1e-9
        assert ones / (ones + zeros) - 1e-9 <= high <= 1
        assert high > low


def test_the_bootstrap_of_a_mean_is_as_wide_as_its_standard_error() -> None:
    values = np.random.default_rng(1).normal(5, 2, 400)
    low, high = bootstrap(values, mean)
    error = values.std() / np.sqrt(400)
    assert low == pytest.approx(values.mean() - 1.96 * error, abs=0.15 * error)
    assert high == pytest.approx(values.mean() + 1.96 * error, abs=0.15 * error)


def test_the_bootstrap_gives_the_same_interval_every_time() -> None:
    values = np.random.default_rng(2).random(50)
    assert bootstrap(values, mean) == bootstrap(values, mean)


def test_many_values_are_resampled_in_pieces_and_all_of_the_time() -> None:
    values = np.arange(5000, dtype=np.float64)  # 10 million numbers: several pieces
    low, high = bootstrap(values, mean)
    error = values.std() / np.sqrt(5000)
    assert high - low == pytest.approx(2 * 1.96 * error, rel=0.1)


def test_a_paired_difference_is_surer_than_that_of_two_runs_apart() -> None:
    rng = np.random.default_rng(3)
    before = rng.random(200)
    now = before + rng.normal(0.02, 0.01, 200)
    low, high = difference(before, now, mean)
    assert low < 0.02 < high
    assert high - low < 0.01
    alone = bootstrap(now, mean)
    assert alone.high - alone.low > 0.05
