"""Networks that TensorFlow 2.15 with its Keras 2 saved (see tf_keras/make.py): the engine's ideal chip against their logits."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from backend.networks.keras import read, translate
from worker.crossbar import Conditions, Simulator
from worker.translate.networks import layers_to_engine

FOLDER = Path(__file__).parent / "tf_keras"
FILES = sorted(path for path in FOLDER.iterdir() if path.suffix in (".keras", ".h5"))
SHAPE = (8, 8, 1)
ENDS_IN_SOFTMAX = ("chain", "operators", "perceptron")
"""Which is left out."""


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_logits_are_those_of_tensorflow(path: Path) -> None:
    with np.load(FOLDER / "logits.npz") as archive:
        images, wanted = archive["images"], archive[path.stem]
    layers, arrays = translate(read(path.read_bytes()), SHAPE)
    simulator = Simulator(layers_to_engine(layers, arrays, SHAPE), images, np.zeros(len(images), np.int64))
    found = simulator.logits(Conditions(), seed=0, draw=0)
    if path.stem in ENDS_IN_SOFTMAX:
        wanted = np.log(wanted)
        wanted, found = (logits - logits.mean(1, keepdims=True) for logits in (wanted, found))
    assert found.shape == wanted.shape and np.ptp(wanted, axis=0).max() > 0.01
    assert np.abs(found - wanted).max() <= 1e-4 * np.abs(wanted).max()


def test_files_are_small_and_of_both_formats() -> None:
    assert len(FILES) == 24
    assert all(path.stat().st_size < 60_000 for path in FILES)
