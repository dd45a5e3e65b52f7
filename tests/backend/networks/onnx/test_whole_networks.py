"""Whole networks as torch.onnx writes them: the engine's ideal chip against onnxruntime."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.backend.networks.onnx.logits import agree, ours, random_images, read_as, theirs

FILES = sorted((Path(__file__).parent / "files").glob("*.onnx"))
SHAPES = {"lenet5": (28, 28, 1), "irnn": (28, 28, 1), "mlp-bn": (8, 8, 1), "mlp-gelu": (8, 8, 1)} | dict.fromkeys(
    ("digits-begun", "digits-trained"), (8, 8, 1)
)
SEQUENCES = ("causal", "conv1d", "lstm2", "lstm-mean", "bilstm", "bilstm2", "gru", "rnn2")
"""Of 32 steps of 32 values."""
AFTER = {"mobilenet": np.asarray, "mlp-bn": np.log}
"""What brings outputs back to logits, but for a number for each image, where the file ends with a softmax or its logarithm."""
CROSSBARS = {"resnet20": 22, "mobilenet": 12, "bilstm2": 5, "lstm-mean": 3, "irnn": 2, "squeeze": 5}
"""Products of a network, each of which must be one layer."""


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_logits_are_those_of_onnxruntime(path: Path) -> None:
    name = path.stem.removesuffix("-torchscript")
    sequence = name in SEQUENCES
    shape = SHAPES.get(name, (32, 32, 1) if sequence else (32, 32, 3))
    images, content = random_images(shape), path.read_bytes()
    read = read_as(content, shape, "last" if sequence else "auto", sequence=sequence)
    if name.startswith("digits"):  # for one image alone
        images = images[:1]
    given = images[..., 0] if sequence or name == "irnn" else images.transpose(0, 3, 1, 2)
    wanted, found = theirs(content, np.ascontiguousarray(given)), ours(read, shape, images)
    if name in AFTER:
        wanted = AFTER[name](wanted)
        wanted, found = (logits - logits.mean(1, keepdims=True) for logits in (wanted, found))
        assert any("softmax" in note.lower() for note in read.notes)
    agree(found, wanted)
    if name in CROSSBARS:
        assert len({array.split(".")[0] for array in read.arrays}) == CROSSBARS[name]


def test_files_are_small() -> None:
    assert len(FILES) >= 28
    assert all(path.stat().st_size < 200_000 for path in FILES)
