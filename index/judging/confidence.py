"""How far a figure may be off by the chance of which questions were asked."""

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]
Statistic = Callable[[Values], Values]
"""Sums up the last axis: a mean, a percentile."""

_RESAMPLES = 2000
_SEED = 0
_LEVEL = 0.95
# The normal quantile that leaves 2.5 % on either side.
_Z = 1.959964
# Numbers held in memory at once; 16 MB.
_AT_ONCE = 2_000_000


class Interval(NamedTuple):
    """Where the figure lies with 95 % confidence."""

    low: float
    high: float


def mean(values: Values) -> Values:
    """The mean over the last axis."""
    found: Values = values.mean(axis=-1)
    return found


def wilson(values: Values) -> Interval:
    """The interval of a share: Wilson's, from ones and zeros.

    Not the bootstrap, which claims to be certain once all questions agree: ten refused out of ten
    come out as 1.0 to 1.0, where Wilson says 0.72 to 1.0.
    """
    count, share = len(values), float(values.mean())
    spread = _Z * math.sqrt(share * (1 - share) / count + _Z**2 / (4 * count**2))
    middle = share + _Z**2 / (2 * count)
    scale = 1 + _Z**2 / count
    return Interval(max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale))


def bootstrap(values: Values, statistic: Statistic) -> Interval:
    """The interval of any statistic: percentiles of it over questions drawn again and again."""
    return _percentiles(_resampled(len(values), lambda drawn: statistic(values[drawn])))


def difference(before: Values, now: Values, statistic: Statistic) -> Interval:
    """The interval of `now` less `before`, from a bootstrap over questions that both were asked.

    Args:
        before: the value of each question.
        now: the same questions in the same order.
        statistic: what sums them up.
    """
    return _percentiles(
        _resampled(len(now), lambda drawn: statistic(now[drawn]) - statistic(before[drawn]))
    )


def _resampled(count: int, sum_up: Callable[[NDArray[np.int64]], Values]) -> Values:
    """The statistic of every resample; the seed makes two runs of the same values agree."""
    rng = np.random.default_rng(_SEED)
    at_once = max(1, min(_RESAMPLES, _AT_ONCE // count))
    sizes = [min(at_once, _RESAMPLES - done) for done in range(0, _RESAMPLES, at_once)]
    return np.concatenate([sum_up(rng.integers(0, count, (size, count))) for size in sizes])


def _percentiles(values: Values) -> Interval:
    tail = (1 - _LEVEL) / 2 * 100
    low, high = np.percentile(values, [tail, 100 - tail])
    return Interval(float(low), float(high))
