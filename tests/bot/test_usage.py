"""Percentiles, by nearest rank."""

from bot.usage import percentile


def test_percentiles_are_values_that_occurred() -> None:
    values = [float(n) for n in range(1, 21)]
    assert (percentile(values, 50), percentile(values, 95)) == (10.0, 19.0)
    assert percentile([7.0], 95) == 7.0
