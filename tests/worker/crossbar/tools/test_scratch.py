"""Work arrays, and arrays that are kept in their place."""

from __future__ import annotations

import numpy as np
import pytest

from worker.crossbar.tools.scratch import KeptArrays, Scratch


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("kind", [Scratch, KeptArrays])
def test_arrays_have_the_type_and_the_shape_asked_for(kind: type[Scratch], dtype: type[np.floating]) -> None:
    scratch = kind(dtype)
    for array in (scratch.floats("one", 2, 3), scratch.zeros(2, 3)):
        assert array.dtype == dtype and array.shape == (2, 3) and array.flags.c_contiguous
    assert not scratch.zeros(4).any()


def test_a_work_array_is_used_again_and_a_kept_one_never() -> None:
    scratch, kept = Scratch(), KeptArrays()
    assert np.shares_memory(scratch.floats("one", 6), scratch.floats("one", 2, 3))
    assert not np.shares_memory(scratch.floats("one", 6), scratch.floats("other", 6))
    assert not np.shares_memory(kept.floats("one", 6), kept.floats("one", 6))
