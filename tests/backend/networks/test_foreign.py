"""Files that are not read, by content: each is told what it is and what to do instead."""

from __future__ import annotations

import io
import pickle
import zipfile
import zlib

import pytest

from backend.datasets import record_of
from backend.networks.foreign import refusal
from backend.networks.own import NotAccepted, from_file

DIGITS, VOWELS = record_of("digits"), record_of("japanese-vowels")
TORCH = 'torch.onnx.export(model.eval(), torch.zeros(1, 1, 8, 8), "model.onnx", external_data=False)'
INSTEAD = f"export ONNX instead: {TORCH}"


def archive(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        for name in names:
            made.writestr(name, b"\x80\x02}q\x00.")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(archive("net/data.pkl", "net/data/0", "net/version"), TORCH, id="torch zip"),
        pytest.param(b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.", TORCH, id="torch of old"),
        pytest.param(
            archive("m/code/a.py", "m/data.pkl", "m/constants.pkl"),
            f"TorchScript is not read, because it can hold code; {INSTEAD}",
            id="torchscript",
        ),
        pytest.param(archive("m/saved_model.pb", "m/variables/variables.index"), 'model.save("model.keras")', id="saved model"),
        pytest.param(b"\x08\x01\x12\xd0\x0f", "--saved-model FOLDER", id="saved_model.pb"),
        pytest.param(b"\x1c\x00\x00\x00TFL3" + bytes(40), "--tflite FILE", id="tflite"),
        pytest.param(b"\x80\x04\x95csklearn.neural_network" + bytes(40), "skl2onnx", id="scikit-learn"),
        pytest.param(zlib.compress(pickle.dumps([1, 2])), "skl2onnx", id="joblib"),
        pytest.param(archive("model.onnx", "model.onnx.data"), "give that file itself", id="zipped onnx"),
    ],
)
def test_a_file_of_another_kind_is_told_what_to_do(content: bytes, said: str) -> None:
    with pytest.raises(NotAccepted) as error:
        from_file(content, data=DIGITS, name="x")
    assert said in str(error.value) and "\n" not in str(error.value)


def test_the_line_has_the_shape_of_the_data_set() -> None:
    said = refusal(archive("net/data.pkl"), VOWELS)
    assert said is not None and "torch.zeros(1, 25, 12)" in said


@pytest.mark.parametrize("content", [archive("config.json", "model.weights.h5"), b"\x89HDF\r\n", b"\x08\x08\x12\x07pytorch"])
def test_what_may_be_read_is_left_alone(content: bytes) -> None:
    assert refusal(content, DIGITS) is None


def test_a_file_of_no_known_kind_is_told_which_are() -> None:
    with pytest.raises(NotAccepted, match=r"neither a \.keras, \.h5 or \.onnx model"):
        from_file(b"GIF89a", data=DIGITS, name="x")
