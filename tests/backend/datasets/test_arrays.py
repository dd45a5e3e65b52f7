"""Data sets in one .npz: checked by their arrays, however the file is compressed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from backend.datasets.files.arrays import ArraysSet, fingerprint
from backend.datasets.files.source import DamagedFile
from tests.backend.datasets.made_up import record

Arrays = dict[str, NDArray[Any]]


@pytest.fixture
def arrays() -> Arrays:
    values = np.linspace(-1, 3, 2 * 3 * 4 * 5, dtype=np.float32).reshape(2, 3, 4, 5)
    labels = np.uint8([0, 1, 0])
    return {"x_train": values[0], "y_train": labels, "x_test": values[1], "y_test": labels}


def set_of(arrays: Arrays) -> ArraysSet:
    counts = {"train_images": 3, "test_images": 3}
    one = record("lines", kind="sequence", shape=(4, 5), classes=("a", "b"), offset=0.25, scale=0.25, **counts)
    return ArraysSet(one, fingerprint(arrays))


@pytest.mark.parametrize("write", [np.savez, np.savez_compressed])
def test_values_are_mapped_and_rows_are_time_steps(arrays: Arrays, write: Any, tmp_path: Path) -> None:
    data = set_of(arrays)
    assert data.missing(tmp_path) == ["lines.npz"]
    write(tmp_path / "lines.npz", **arrays, who=np.array(["somebody"]))
    assert data.missing(tmp_path) == []
    read = data.read(tmp_path)
    assert read.train_images.shape == read.test_images.shape == (3, 4, 5, 1)
    assert read.train_images.min() == 0 and read.test_images.max() == 1
    np.testing.assert_allclose(read.test_images[..., 0], 0.25 + 0.25 * arrays["x_test"])
    assert read.train_labels.tolist() == [0, 1, 0]


@pytest.mark.parametrize("changed", ["a number", "a type", "a name", "bytes", "no zip"])
def test_another_file_is_refused(arrays: Arrays, changed: str, tmp_path: Path) -> None:
    data, path = set_of(arrays), tmp_path / "lines.npz"
    if changed == "a number":
        arrays["x_test"] = arrays["x_test"] + np.float32(1e-6)
    elif changed == "a type":
        arrays["y_test"] = arrays["y_test"].astype(np.int64)
    elif changed == "a name":
        arrays["y_tset"] = arrays.pop("y_test")
    np.savez(path, **arrays)
    if changed == "bytes":
        path.write_bytes(path.read_bytes()[:-200])
    elif changed == "no zip":
        path.write_text("nothing")
    with pytest.raises(DamagedFile, match=r"lines.npz is damaged \(.+\); delete it"):
        data.read(tmp_path)
