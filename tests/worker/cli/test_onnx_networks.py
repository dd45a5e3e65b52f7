"""`mhoscope networks add` of ONNX files, and of weights beside them: the accuracy is what onnxruntime finds."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from backend.datasets import load
from tests.backend.networks.onnx.logits import theirs
from tests.worker.cli.test_cli import mhoscope, refused

FILES = Path(__file__).parents[2] / "backend" / "networks" / "onnx" / "files"
BEGUN, TRAINED, WEIGHTS = (FILES / name for name in ("digits-begun.onnx", "digits-trained.onnx", "digits-trained.safetensors"))


def accuracy(path: Path) -> str:
    """Of the digits' test images, by onnxruntime, which is given one image at a time as the file says."""
    data = load("digits", Path())
    logits = [theirs(path.read_bytes(), image.reshape(1, 1, 8, 8))[0] for image in data.test_images]
    return f"clean accuracy {100 * float(np.mean(np.argmax(logits, 1) == data.test_labels)):.2f} %"


def test_a_network_of_pytorch_has_the_accuracy_that_onnxruntime_finds(tmp_path: Path) -> None:
    begun, trained = accuracy(BEGUN), accuracy(TRAINED)
    assert begun != trained and float(trained.split()[2]) > 95
    add = ("networks", "add", "--dataset", "digits", "--input", "unit")
    for file, more, wanted in ((BEGUN, (), begun), (TRAINED, (), trained), (BEGUN, ("--weights", str(WEIGHTS)), trained)):
        name = f"{file.stem}{len(more)}"
        answer = mhoscope(*add, str(file), "--name", name, *more, home=tmp_path / "home")
        assert wanted in answer.stdout, answer.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((str(TRAINED), "--dataset", "digits", "--channels", "middle"), "'middle' is not one of"),
        ((str(FILES.parent), "--dataset", "digits"), "a SavedModel is not read"),
        ((str(FILES / "gru.onnx"), "--dataset", "digits"), "the input has the axes ? × 32 × 32"),
        ((str(TRAINED), "--dataset", "digits", "--weights", str(TRAINED)), "the file of weights is not of safetensors"),
        ((str(FILES / "resnet8.onnx"), "--dataset", "digits", "--weights", str(WEIGHTS)), "does not fit the network: it lacks"),
        ((str(WEIGHTS), "--dataset", "digits"), "holds weights alone"),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence(tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    assert said in refused(mhoscope("networks", "add", *arguments, home=tmp_path / "home"))
