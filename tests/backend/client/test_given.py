"""What users hand over becomes what the server takes."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from backend.client.given import dataset_file, device_table, model_file
from backend.devices.measured import from_csv
from backend.schemas.upload import FROM_PYTORCH

TABLE = "level (uS),mean,std\n0.0,0.2,0.5\n40.0,40.0,1.0\n100.0,99.0,2.0\n"
COLUMNS = {"level (uS)": np.array([0.0, 40, 100]), "mean": [0.2, 40.0, 99.0], "std": (0.5, 1.0, 2.0)}


def model_of(package: str) -> Any:
    """A model of a class of this package, which writes its suffix where it is saved."""
    kind = type("Functional", (), {"__module__": f"{package}.src.models", "name": "tiny"})
    kind.save = lambda self, path: path.write_text(path.suffix)  # type: ignore[attr-defined]
    return kind()


@pytest.mark.parametrize(("package", "suffix"), [("keras", ".keras"), ("tf_keras", ".h5")])
def test_a_model_is_saved_as_its_package_does(package: str, suffix: str) -> None:
    assert model_file(model_of(package)) == (f"tiny{suffix}", suffix.encode())


def test_files_and_bytes_are_taken_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "a.onnx"
    path.write_bytes(b"onnx")
    assert model_file(path) == model_file(str(path)) == ("a.onnx", b"onnx") and model_file(b"x")[1] == b"x"


def test_a_module_of_pytorch_is_told_how_to_come() -> None:
    with pytest.raises(TypeError, match=re.escape(FROM_PYTORCH)):
        model_file(model_of("torch"))
    with pytest.raises(TypeError, match="received a dict"):
        model_file({})


def test_measurements_come_in_any_form(tmp_path: Path) -> None:
    class Frame:
        def to_csv(self, *, index: bool) -> str:
            return TABLE if not index else ""

    path = tmp_path / "table.csv"
    path.write_bytes(TABLE.encode("utf-16"))
    assert {device_table(one) for one in (COLUMNS, TABLE, path, str(path), Frame())} == {TABLE}
    assert from_csv(device_table(COLUMNS), title="mine").measured is not None
    with pytest.raises(ValueError, match="the same number of values"):
        device_table({"level": [0, 1], "mean": [0]})
    with pytest.raises(TypeError, match="received a list"):
        device_table([1])


def test_arrays_are_an_npz() -> None:
    with np.load(io.BytesIO(dataset_file(x_test=[[1.0, 2]], y_test=[0], x_train=None)), allow_pickle=False) as file:
        assert set(file.files) == {"x_test", "y_test"} and file["x_test"].shape == (1, 2)
