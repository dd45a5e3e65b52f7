"""Parts are all rows, once each, in every array."""

from __future__ import annotations

import numpy as np
import pytest

from worker.crossbar.tools import parts as parts_module
from worker.crossbar.tools.parts import parts


@pytest.mark.parametrize("shape", [(), (0, 3), (7,), (40, 3), (40, 3, 5), (1, 1000), (130, 1)])
@pytest.mark.parametrize("most", [1, 100, 10_000])
def test_parts_are_all_rows(shape: tuple[int, ...], most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts_module, "PART_VALUES", most)
    values = np.arange(np.prod(shape), dtype=np.float32).reshape(shape)
    doubled = np.full(shape, np.nan, np.float32)
    found = list(parts(values, doubled))
    for part, out in found:
        np.multiply(part, 2, out=out)
    np.testing.assert_array_equal(doubled, 2 * values)
    row = values[0].size if values.ndim and len(values) else 0
    assert all(part.size <= max(most, row) for part, _out in found) or not shape
