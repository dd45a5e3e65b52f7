"""What goes along in a bundle beside the spec: test images that nobody finds elsewhere."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest

from backend.datasets import load, record_of
from backend.datasets.own import library
from backend.datasets.own.own_set import OwnSet
from backend.examples import shipped_results
from backend.exports import needed
from backend.exports.needed import needed_data
from backend.schemas.dataset import DatasetRecord
from backend.schemas.run import Run
from tests.backend.datasets.own.files import arrays_of, npz


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """A run on a data set of one's own, on MNIST, and on one that was removed."""
    document = record_of("digits").model_dump(exclude_computed_fields=True)
    own = {
        "name": "mine",
        "shape": (4, 5, 3),
        "scale": 1 / 255,
        "classes": tuple("abcd"),
        "drawn_by_hand": False,
        "drawing": None,
    }
    record = DatasetRecord.model_validate({**document, **own, "train_images": 24, "test_images": 12})
    (tmp_path / "mine.npz").write_bytes(npz(**arrays_of()))
    monkeypatch.setattr(library, "_library", library.Shelf([OwnSet(record, tmp_path / "mine.npz")]))
    result = shipped_results()[0]
    spec = result.spec.model_copy(update={"networks": ["mine/mlp", "mnist/mlp-noise0", "gone/mlp"]})
    return Run(**(result.model_dump() | {"spec": spec, "points": []}), id="abc", created_at="2026-01-01", progress=1, sequence=1)


def test_ones_own_data_go_along_as_they_are_stored(run: Run) -> None:
    packed = needed_data(run)
    assert list(packed) == ["mine"]
    with np.load(io.BytesIO(packed["mine"])) as arrays:
        assert arrays["x_test"].dtype == np.uint8
        np.testing.assert_array_equal(arrays["x_test"], arrays_of()["x_test"])
        np.testing.assert_array_equal(arrays["y_test"], load("mine", Path()).test_labels)


def test_very_large_ones_do_not(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(needed, "MOST_VALUES", 12 * 60 - 1)
    assert needed_data(run) == {}
