"""A user's .npz becomes a record and arrays, or one sentence that says which array is wrong."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from backend.datasets.files.source import Dataset
from backend.datasets.own.errors import NotADataset
from backend.datasets.own.own_set import OwnSet
from backend.datasets.own.reading import Asked, read
from backend.schemas.dataset import DatasetRecord
from tests.backend.datasets.own.files import arrays_of, npz


def read_bytes(content: bytes, folder: Path, **asked: Any) -> tuple[DatasetRecord, Dataset]:
    kept_at = folder / "kept.npz"
    record = read(io.BytesIO(content), Asked("mine", **asked), kept_at)
    return record, OwnSet(record, kept_at).read(folder)


def test_images_of_three_channels_and_four_classes(tmp_path: Path) -> None:
    arrays = arrays_of()
    names = np.array(["a", "b", "c", "d"])
    record, data = read_bytes(npz(**arrays, classes=names, speaker=names), tmp_path, title="My images", licence="CC0")
    assert (record.kind, record.shape, record.classes) == ("image", (4, 5, 3), ("a", "b", "c", "d"))
    assert (record.train_images, record.test_images, record.title, record.licence) == (24, 12, "My images", "CC0")
    assert record.scale == 1 / 255 and record.offset == 0 and record.for_training
    assert record.notes == ("Not used: speaker.",)
    assert data.train_images.shape == (24, 4, 5, 3) and data.test_labels.tolist() == [0, 1, 2, 3] * 3
    np.testing.assert_allclose(data.test_images, arrays["x_test"] / 255, rtol=1e-6)


@pytest.mark.parametrize(
    ("shape", "kind", "found"),
    [
        ((6,), "image", (1, 6, 1)),
        ((6,), "sequence", (6, 1)),
        ((6, 5), "image", (6, 5, 1)),
        ((6, 5), "sequence", (6, 5)),
        ((6, 5, 2), "image", (6, 5, 2)),
    ],
)
def test_what_a_row_is_is_asked(shape: tuple[int, ...], kind: str, found: tuple[int, ...], tmp_path: Path) -> None:
    arrays = arrays_of(shape)
    said, data = read_bytes(npz(**arrays), tmp_path, kind=kind)
    stored, _ = read_bytes(npz(**arrays, kind=kind), tmp_path)
    assert said.kind == stored.kind == kind and said.shape == stored.shape == found
    assert said.sha256 == stored.sha256 and not said.notes
    np.testing.assert_allclose(data.train_images.reshape(24, *shape) * 255, arrays["x_train"], rtol=1e-6)


def test_a_guess_is_said(tmp_path: Path) -> None:
    record, _ = read_bytes(npz(**arrays_of((6, 5))), tmp_path)
    assert record.kind == "image" and record.notes == (
        "Taken to be images; if they are sequences, add them with the kind sequence.",
    )


@pytest.mark.parametrize(
    ("change", "offset", "scale"),
    [
        pytest.param(lambda x: x, 0, 1 / 255, id="bytes"),
        pytest.param(lambda x: x // 16, 0, 1 / 15, id="few grey levels"),
        pytest.param(lambda x: x > 127, 0, 1, id="bool"),
        pytest.param(lambda x: (x / 255).astype(np.float32), 0, 1, id="0 to 1"),
        pytest.param(lambda x: x / 51 - 2, 2 / 5, 1 / 5, id="double"),
        pytest.param(lambda x: (x / 51 - 2).astype(np.float16), 2 / 5, 1 / 5, id="half"),
        pytest.param(lambda x: x.astype(">i4") - 100, 100 / 255, 1 / 255, id="big-endian"),
        pytest.param(lambda x: x.astype(np.uint64) * 2**40, 0, 1 / 255 / 2**40, id="large"),
        pytest.param(np.asfortranarray, 0, 1 / 255, id="in columns"),
    ],
)
def test_training_values_run_from_0_to_1(change: Any, offset: float, scale: float, tmp_path: Path) -> None:
    arrays = arrays_of()
    arrays |= {name: change(arrays[name]) for name in ("x_train", "x_test")}
    record, data = read_bytes(npz(**arrays), tmp_path)
    assert record.offset == pytest.approx(offset, rel=1e-3) and record.scale == pytest.approx(scale, rel=1e-3)
    assert data.train_images.min() == pytest.approx(0, abs=1e-6) and data.train_images.max() == pytest.approx(1, abs=1e-6)
    raw = record.offset + record.scale * arrays["x_test"].astype(np.float64)
    np.testing.assert_allclose(data.test_images, raw, atol=1e-6)


def test_sequences_are_trained_on_with_a_mean_of_0_and_a_deviation_of_1(tmp_path: Path) -> None:
    record, data = read_bytes(npz(**arrays_of((6, 2))), tmp_path, kind="sequence")
    mean, deviation = (float(number) for number in record.training.inputs.split(","))
    assert mean == pytest.approx(float(data.train_images.mean()), rel=1e-3)
    assert deviation == pytest.approx(float(data.train_images.std()), rel=1e-3)
    assert read_bytes(npz(**arrays_of((6, 2))), tmp_path, kind="image")[0].training.inputs == "unit"


def test_test_values_beyond_those_to_train_on_stay_and_are_said(tmp_path: Path) -> None:
    arrays = arrays_of((4, 4), high=100)
    arrays |= {name: arrays[name].astype(np.float32) for name in ("x_train", "x_test")}
    arrays["x_test"][0, 0, 0] = 150
    record, data = read_bytes(npz(**arrays), tmp_path, kind="image")
    assert data.test_images.max() == pytest.approx(1.5)
    assert "Test values reach from" in record.notes[0] and "to 1.5" in record.notes[0]


def test_without_training_images_some_test_images_are_set_aside(tmp_path: Path) -> None:
    arrays = arrays_of(test=200)
    record, data = read_bytes(npz(x_test=arrays["x_test"], y_test=arrays["y_test"]), tmp_path)
    assert not record.for_training and (record.train_images, record.test_images) == (20, 180)
    assert "20 of 200 test images" in record.notes[0]
    shown = {image.tobytes() for image in data.test_images}
    assert not any(image.tobytes() in shown for image in data.train_images)
    every = np.concatenate([data.train_images, data.test_images])
    np.testing.assert_allclose(np.sort(every.ravel()), np.sort(arrays["x_test"].ravel() / 255), rtol=1e-6)


def test_as_many_test_images_are_kept_as_a_run_shows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backend.datasets.own.reading.MOST_TESTED", 30)
    arrays = arrays_of((3, 3), test=100)
    record, data = read_bytes(npz(**arrays), tmp_path, kind="image")
    assert record.test_images == len(data.test_labels) == 30 and set(data.test_labels) == {0, 1, 2, 3}
    assert record.notes == ("30 of 100 test images, spread evenly, are kept: as many as a run shows at most.",)
    alone, data = read_bytes(npz(x_test=arrays["x_test"], y_test=arrays["y_test"]), tmp_path, kind="image")
    assert (alone.train_images, alone.test_images, len(alone.notes)) == (10, 30, 2)
    shown = {image.tobytes() for image in data.test_images}
    assert not any(image.tobytes() in shown for image in data.train_images)


def test_the_digest_is_of_what_is_read_not_of_the_file(tmp_path: Path) -> None:
    arrays = arrays_of()
    buffer = io.BytesIO()
    np.savez(buffer, **dict(reversed(arrays.items())), more=np.zeros(3))
    first, _ = read_bytes(npz(**arrays), tmp_path)
    again, _ = read_bytes(buffer.getvalue(), tmp_path)
    arrays["x_test"][0, 0, 0, 0] ^= 1
    other, _ = read_bytes(npz(**arrays), tmp_path)
    assert first.sha256 == again.sha256 != other.sha256


@pytest.mark.parametrize("whole", [True, False])
def test_what_is_kept_is_read_as_the_same_data_set(whole: bool, tmp_path: Path) -> None:
    arrays = arrays_of((6, 5), high=100, test=40)
    arrays["x_test"] = arrays["x_test"] / 7 - 3
    arrays["x_train"] = arrays["x_train"] / 7 - 3
    if not whole:
        arrays = {name: arrays[name] for name in ("x_test", "y_test")}
    first, _ = read_bytes(npz(**arrays, classes=np.array(["a", "b", "c", "ü"])), tmp_path, kind="sequence")
    again, _ = read_bytes((tmp_path / "kept.npz").read_bytes(), tmp_path)
    assert again.model_copy(update={"notes": ()}) == first.model_copy(update={"notes": ()})
    assert again.for_training is whole


def test_a_file_may_say_what_is_0_and_1(tmp_path: Path) -> None:
    record, data = read_bytes(npz(**arrays_of((6, 5), high=100), map=np.array([0.1, 0.001])), tmp_path, kind="image")
    assert (record.offset, record.scale) == (0.1, 0.001)
    assert data.train_images.max() == pytest.approx(0.2) and not record.notes


BAD: list[tuple[dict[str, Any], str]] = [
    ({"x_test": None}, r"the file holds no x_test; it must hold x_test and y_test"),
    ({"y_test": None}, r"the file holds no y_test"),
    ({"y_train": None}, r"the file holds no y_train; x_train and y_train belong together"),
    ({"x_train": np.zeros((24, 4, 5, 2))}, r"x_train and x_test must be of one shape; received \(4, 5, 2\) and \(4, 5, 3\)"),
    ({"x_test": np.zeros((12, 4, 5, 17)), "x_train": None, "y_train": None}, r"at most 16 channels; received 17"),
    ({"x_test": np.zeros(12)}, r"x_test must be an array of images or sequences"),
    ({"x_test": np.zeros((12, 2, 2, 2, 2)), "x_train": None, "y_train": None}, r"x_test must have the axes"),
    ({"x_test": np.zeros((0, 4, 5, 3))}, r"x_test must be an array of images"),
    ({"x_test": np.zeros((12, 4, 5, 3), complex)}, r"x_test must hold numbers or text; received complex128"),
    ({"x_test": np.full((12, 4, 5, 3), "a")}, r"x_test must hold numbers; received text"),
    ({"x_test": np.array([{}], object)}, r"x_test is an array of objects, which could hold programs"),
    ({"more": np.array([{}], object)}, r"more is an array of objects"),
    ({"x_test": np.zeros(3, [("a", int)])}, r"x_test must hold numbers or text"),
    ({"x_test": np.full((12, 4, 5, 3), np.nan)}, r"x_test must hold finite numbers; there is a nan"),
    ({"x_train": np.full((24, 4, 5, 3), -np.inf)}, r"x_train must hold finite numbers; there is a -inf"),
    ({"x_train": np.full((24, 4, 5, 3), 1e33)}, r"x_train must have values of at most 1e\+30"),
    ({"x_train": np.full((24, 4, 5, 3), 3)}, r"x_train must have different values; all are 3"),
    ({"y_test": np.zeros(11)}, r"y_test must be one label for each of 12 images or sequences; received \(11,\)"),
    ({"y_test": np.eye(4)[np.arange(12) % 4]}, r"save numpy.argmax\(y_test, axis=1\)"),
    ({"y_test": np.arange(12) - 1}, r"y_test must be from 0 to 999; received -1 to 10"),
    ({"y_test": np.full(12, 1000)}, r"y_test must be from 0 to 999; received 1000 to 1000"),
    ({"y_test": np.full(12, 0.5)}, r"y_test must be whole numbers; received 0.5"),
    ({"y_test": np.full(12, np.nan)}, r"y_test must be whole numbers; received nan"),
    ({"y_test": np.full(12, "cat")}, r"y_test must be numbers from 0, with their names in the array classes"),
    ({"y_test": np.zeros(12), "y_train": np.zeros(24)}, r"there must be 2 to 1,000 classes; received 1"),
    ({"classes": np.array(["a", "b", "c"])}, r"labels must be from 0 to 2, as classes has 3 names; received 3"),
    ({"classes": np.array(["a", "b", "c", "a"])}, r"classes must have different names; 'a' is there twice"),
    ({"classes": np.array(["a", "b", "", "c"])}, r"classes must be names of 1 to 60 letters; received ''"),
    ({"classes": np.array(["a", "b", "\n", "c\0d"])}, r"classes must be names of 1 to 60 letters"),
    ({"classes": np.array([["a", "b"]])}, r"classes must be at most 1,000 names"),
    ({"classes": np.array([b"\xff\xfe", b"b", b"c", b"d"])}, r"classes must be text in UTF-8"),
    ({"classes": np.arange(1001)}, r"classes must be at most 1,000 names"),
    ({"map": np.zeros(2)}, r"map must be an offset and a positive scale; received 0 and 0"),
    ({"map": np.array([np.nan, 1])}, r"map must be an offset and a positive scale; received nan and 1"),
    ({"map": np.arange(2)}, r"map must be two numbers, offset and scale; received int64"),
    ({"kind": "picture"}, r"kind must be image or sequence; received 'picture'"),
    ({"kind": np.zeros(4)}, r"kind must be the word image or sequence"),
    ({"kind": "sequence"}, r"for the kind sequence; received \(12, 4, 5, 3\)"),
    (
        {"x_test": np.zeros((5, 4)), "y_test": np.arange(5), "x_train": None, "y_train": None},
        "at least 10 test images; received 5",
    ),
]


@pytest.mark.parametrize(("changes", "sentence"), BAD, ids=range(len(BAD)))
def test_what_is_wrong_is_said_in_one_sentence(changes: dict[str, Any], sentence: str, tmp_path: Path) -> None:
    arrays = {name: array for name, array in {**arrays_of(), **changes}.items() if array is not None}
    with pytest.raises(NotADataset, match=sentence) as error:
        read_bytes(npz(**arrays), tmp_path)
    assert "\n" not in str(error.value) and len(str(error.value)) < 300


def test_a_file_that_is_too_large_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backend.datasets.own.reading.MOST_FILE_BYTES", 1000)
    with pytest.raises(NotADataset, match="the file must have at most 1,000 bytes; it has 1,001"):
        read_bytes(bytes(1001), tmp_path)


def test_too_many_values_are_counted_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backend.datasets.own.reading.MOST_VALUES_IN_ALL", 1000)
    with pytest.raises(NotADataset, match="at most 1,000 values; it holds 2,196"):
        read_bytes(npz(**arrays_of()), tmp_path)
