"""What users hand over, as the bytes that the server takes: models, tables and arrays as they have them in Python."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from backend.client.wire import NamedFile
from backend.schemas.table_text import text_of
from backend.schemas.upload import FROM_PYTORCH

KERAS_SUFFIX = {"keras": ".keras", "tf_keras": ".h5"}
"""The kind of file that is written of a model, by the package that it comes from."""


def model_file(model: Any) -> NamedFile:
    """Return a network as a file: `model` is its path, its bytes, or a model of Keras, which is saved in a temporary folder.

    Raises TypeError for anything else, with the line that exports a module of PyTorch.
    """
    if isinstance(model, str | Path):
        return (Path(model).name, Path(model).read_bytes())
    if isinstance(model, bytes | bytearray):
        return ("network", bytes(model))
    packages = {kind.__module__.partition(".")[0] for kind in type(model).__mro__}
    if "torch" in packages:
        raise TypeError(f"export the module of PyTorch with {FROM_PYTORCH}, and give the path of that file")
    suffix = next((suffix for package, suffix in KERAS_SUFFIX.items() if package in packages), None)
    if suffix is None:
        raise TypeError(f"a network must be a model of Keras, a path or bytes; received a {type(model).__name__}")
    with TemporaryDirectory(prefix="mhoscope-") as folder:
        path = Path(folder) / f"{getattr(model, 'name', 'network')}{suffix}"
        model.save(path)
        return (path.name, path.read_bytes())


def device_table(table: Any) -> str:
    """Return measurements as CSV with a line of headings.

    `table` is a mapping of columns such as {"level": [...], "mean": [...], "std": [...]}, a pandas DataFrame, the path of a
    file, or the text of one. Raises ValueError for columns of different lengths.
    """
    if isinstance(table, str) and "\n" in table:
        return table
    if isinstance(table, str | Path):
        return text_of(Path(table).read_bytes())
    if hasattr(table, "to_csv"):
        return str(table.to_csv(index=False))
    if not isinstance(table, Mapping):
        raise TypeError(f"measurements must be columns by name, a DataFrame, a path or a text; received a {type(table).__name__}")
    columns = {name: np.atleast_1d(np.asarray(values)).tolist() for name, values in table.items()}
    lengths = {name: len(values) for name, values in columns.items()}
    if len(set(lengths.values())) > 1:
        raise ValueError(f"all columns must have the same number of values; received {lengths}")
    rows = zip(*columns.values(), strict=True)
    return "\n".join((",".join(columns), *(",".join(map(str, row)) for row in rows))) + "\n"


def dataset_file(**arrays: Any) -> bytes:
    """Return arrays as the bytes of an .npz; those that are None are left out."""
    buffer = io.BytesIO()
    np.savez_compressed(
        buffer, allow_pickle=False, **{name: np.asarray(array) for name, array in arrays.items() if array is not None}
    )
    return buffer.getvalue()
