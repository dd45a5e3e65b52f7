"""Files of other programs' versions and habits, with the accuracy that Keras itself gives on the digits' test images."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from backend.networks.keras import read, translate
from worker.crossbar import Conditions, Simulator
from worker.runs.load import load_dataset
from worker.translate.networks import layers_to_engine

FILES = Path(__file__).parent / "files"
EXPECTED: dict[str, float] = json.loads((FILES / "expected.json").read_text())["networks"]
SHAPE = (8, 8, 1)
LARGEST = {"mlp-rescaling.keras": 16, "mlp-normalization.keras": 16}
"""What a white pixel is to those networks that scale their input themselves; 1 for the others."""


@pytest.mark.parametrize("name", EXPECTED)
def test_a_file_gives_the_accuracy_that_keras_gives(name: str) -> None:
    layers, arrays = translate(read((FILES / name).read_bytes()), SHAPE)
    digits = load_dataset("digits")
    images, labels = digits.test_images, digits.test_labels
    network = layers_to_engine(layers, arrays, SHAPE)
    logits = Simulator(network, images.reshape(-1, *SHAPE) * np.float32(LARGEST.get(name, 1)), labels).logits(
        Conditions(), seed=0, draw=0
    )
    assert np.mean(logits.argmax(axis=1) == labels) == pytest.approx(EXPECTED[name], abs=1e-9)
