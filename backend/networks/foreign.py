"""Files of networks that are not read, recognised by their first bytes, each with what to do instead."""

from __future__ import annotations

import io
import zipfile
import zlib

from backend.schemas.dataset import DatasetRecord

_NOT_READ = "is not read, because it can hold code"
_TF2ONNX = "export ONNX instead: python -m tf2onnx.convert"
_PICKLES = (b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05")
_SKLEARN = b"sklearn"
_HEAD = 4096
_GZIP, _LZ4, _XZ, _BZ2 = b"\x1f\x8b", b"\x04\x22\x4d\x18", b"\xfd7zXZ", b"BZh"
_ZLIB = (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")
_SAVED_MODEL = b"\x08\x01\x12"
"""A SavedModel's version 1 and the beginning of its graph; ONNX begins with version 3 or more."""
TFLITE = b"TFL3"


def refusal(content: bytes, data: DatasetRecord) -> str | None:
    """Return why a file is not read and how to get one that is, in one sentence; None if it is of none of these kinds."""
    if content[:4] == b"PK\x03\x04":
        return _of_zip(content, data)
    if content[4:8] == TFLITE:
        return f"a TFLite file holds a network that was already made smaller; {_TF2ONNX} --tflite FILE --output model.onnx"
    if content[:2] in _PICKLES:
        if _SKLEARN in content[:_HEAD]:
            return _scikit_learn()
        return f"a pickle (PyTorch's .pt or .pth) {_NOT_READ}; {torch_line(data)}"
    if content[:3] == _SAVED_MODEL:
        return saved_model()
    compressed = content[:2] in (_GZIP, *_ZLIB) or content.startswith((_LZ4, _XZ, _BZ2))
    return _scikit_learn() if compressed else None


def torch_line(data: DatasetRecord) -> str:
    """Return the line of Python that writes a PyTorch network as ONNX, for the shapes of a data set."""
    height, width, channels = data.input_shape
    shape = f"1, {height}, {width}" if data.kind == "sequence" else f"1, {channels}, {height}, {width}"
    return f'export ONNX instead: torch.onnx.export(model.eval(), torch.zeros({shape}), "model.onnx", external_data=False)'


def saved_model() -> str:
    """Return what to do with a TensorFlow SavedModel, which is a folder."""
    return f'a SavedModel {_NOT_READ}; model.save("model.keras") in Keras, or {_TF2ONNX} --saved-model FOLDER --output model.onnx'


def _scikit_learn() -> str:
    return (
        f"a joblib or scikit-learn file is a pickle, which {_NOT_READ}; export ONNX instead: "
        'skl2onnx.to_onnx(model, x[:1], options={"zipmap": False})'
    )


def _of_zip(content: bytes, data: DatasetRecord) -> str | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, zlib.error, ValueError, LookupError, OSError, EOFError, NotImplementedError):
        return None
    last = {name.rsplit("/", 1)[-1] for name in names}
    if "saved_model.pb" in last:
        return saved_model()
    if "constants.pkl" in last:
        return f"TorchScript {_NOT_READ}; {torch_line(data)}"
    if any(name.endswith(".pkl") for name in last):
        return f"a pickle (PyTorch's .pt or .pth) {_NOT_READ}; {torch_line(data)}"
    if any(name.endswith(".onnx") for name in last):
        return "the archive holds an .onnx file; give that file itself"
    return None
