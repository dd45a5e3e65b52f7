"""What scripts for other simulators read: the data sets as this program reads them, and networks that are what they say."""

from __future__ import annotations

import gzip
import io
import re
from pathlib import Path

import numpy as np
import pytest

from backend.datasets import SOURCES, load, record_of
from backend.datasets.own import library
from backend.datasets.own.own_set import OwnSet
from backend.schemas.dataset import DatasetRecord
from backend.settings import get_settings
from tests.backend.datasets.own.files import arrays_of, npz
from worker.exports.parts.files import bundled, network_file, noisy, shown_images
from worker.exports.script import data_of

FOLDER = get_settings().data_path
HERE = [name for name, source in SOURCES.items() if not source.missing(FOLDER / name)]


@pytest.mark.parametrize("name", HERE)
def test_images_are_those_that_the_program_reads(name: str) -> None:
    expected = load(name, FOLDER)
    images, labels = shown_images(data_of(name), FOLDER, None, 200)
    np.testing.assert_allclose(images, expected.test_images[:200], atol=1e-7)
    np.testing.assert_array_equal(labels, expected.test_labels[:200])
    assert images.dtype == np.float32


def test_digits_of_the_bundle_are_those_of_scikit_learn(tmp_path: Path) -> None:
    made, labels = shown_images(data_of("digits"), tmp_path, None, 500)
    packed = io.BytesIO()
    np.savez(packed, x_test=made * 16, y_test=labels)
    for found, expected in zip(shown_images(data_of("digits"), tmp_path, packed.getvalue(), 20), (made, labels), strict=True):
        np.testing.assert_array_equal(found, expected[:20])


@pytest.mark.parametrize("zipped", [False, True])
def test_files_of_the_form_of_mnist(tmp_path: Path, zipped: bool) -> None:
    images = np.random.default_rng(0).integers(0, 256, (3, 28, 28), np.uint8)
    (tmp_path / "mnist").mkdir()
    for name, array in (("t10k-images-idx3-ubyte", images), ("t10k-labels-idx1-ubyte", np.array([7, 2, 1], np.uint8))):
        raw = bytes([0, 0, 8, array.ndim]) + b"".join(side.to_bytes(4, "big") for side in array.shape) + array.tobytes()
        file = tmp_path / "mnist" / (f"{name}.gz" if zipped else name)
        file.write_bytes(gzip.compress(raw) if zipped else raw)
    found, labels = shown_images(data_of("mnist"), tmp_path, None, 2)
    np.testing.assert_allclose(found[..., 0], images[:2] / 255, atol=1e-7)
    assert labels.tolist() == [7, 2]


def test_what_is_not_there_is_named_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match=re.escape("set MHOSCOPE_DATA_DIR to the folder of the data sets")):
        shown_images(data_of("mnist"), tmp_path, None, 2)
    with pytest.raises(SystemExit, match=r"mnist/mlp is not here: put a\.zip, or the network's file mnist-mlp\.npz"):
        network_file("mnist/mlp", tmp_path, "a.zip")
    assert bundled("datasets/digits.npz", tmp_path, "a.zip") is None


@pytest.mark.parametrize(("kind", "expected"), [("gaussian", 0.1), ("speckle", 0.05), ("salt_pepper", 0.5 * 0.1**0.5)])
def test_noise_on_images_is_that_of_the_spec(kind: str, expected: float) -> None:
    grey = np.full((40, 20, 20, 1), 0.5, np.float32)
    found = noisy(grey, kind, 0.1, True, np.random.default_rng(0))
    assert found.dtype == np.float32 and (found - grey).std() == pytest.approx(expected, rel=0.05)
    assert (found - grey).mean() == pytest.approx(0, abs=0.01)
    assert noisy(grey, "gaussian", 1.0, False, np.random.default_rng(0)).min() < 0


def test_ones_own_data_set_is_read_from_the_file_that_a_bundle_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its values are kept as they came; what makes 0 to 1 of them is on its record."""
    document = record_of("digits").model_dump(exclude_computed_fields=True)
    own = {"name": "mine", "shape": (4, 5, 3), "scale": 1 / 510, "offset": 0.5, "drawing": None, "drawn_by_hand": False}
    record = DatasetRecord.model_validate({**document, **own, "train_images": 24, "test_images": 12})
    file = tmp_path / "mine.npz"
    file.write_bytes(npz(**arrays_of()))
    monkeypatch.setattr(library, "_library", library.Shelf([OwnSet(record, file)]))
    images, labels = shown_images(data_of("mine"), tmp_path / "nothing", file.read_bytes(), 500)
    expected = load("mine", tmp_path)
    np.testing.assert_allclose(images, expected.test_images, atol=1e-7)
    np.testing.assert_array_equal(labels, expected.test_labels)
