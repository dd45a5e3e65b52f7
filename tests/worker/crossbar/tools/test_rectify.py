"""ReLU in place."""

from __future__ import annotations

import numpy as np
import pytest

from worker.crossbar.tools.rectify import relu
from worker.crossbar.tools.scratch import Scratch


def test_larger_and_smaller_arrays_one_after_another() -> None:
    scratch, random = Scratch(), np.random.default_rng(7)
    for shape in ((3, 4), (50, 2, 5), (2, 2), (0, 3), (60, 10)):
        values = random.standard_normal(shape, dtype=np.float32)
        expected = np.maximum(values, 0)
        found = relu(values, scratch)
        assert found is values
        np.testing.assert_array_equal(found, expected)


def test_what_is_no_number_stays_none() -> None:
    assert np.isnan(relu(np.array([np.nan, -1], np.float32), Scratch())[0])


def test_nobody_writes_to_the_zeros() -> None:
    with pytest.raises(ValueError, match="read-only"):
        Scratch().zeros(3)[0] = 1
