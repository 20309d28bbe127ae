"""Vectors are stored in half precision and read as they were stored."""

import numpy as np

from index.vectors import as_floats


def test_every_finite_half_precision_number_is_read_as_itself() -> None:
    halves = np.arange(2**16, dtype=np.uint16).view(np.float16)
    halves = halves[np.isfinite(halves)]
    found = as_floats(halves)
    assert found.dtype == np.float32
    assert (found == halves.astype(np.float32)).all()
    assert (np.signbit(found) == np.signbit(halves)).all()
    assert as_floats(halves.reshape(-1, 2)[::3]).shape == (len(halves[::6]), 2)
