"""Records of data sets: complete, within bounds, and followed by everything that depends on them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from backend import datasets
from backend.datasets import record_of
from backend.layers import ImpossibleLayer, ScaleLayer
from backend.networks.describe import describe
from backend.networks.recipe import Recipe
from backend.schemas.dataset import MOST_CHANNELS, MOST_CLASSES, DatasetInfo, TrainingDefaults
from backend.schemas.explain import explain
from backend.schemas.families import RECURRENT, TRAINABLE
from backend.schemas.input_values import conversion
from tests.backend.datasets.made_up import COLOURS, SIGNALS, MadeUp, record


@pytest.fixture
def others(monkeypatch: pytest.MonkeyPatch) -> None:
    for source in (COLOURS, SIGNALS):
        monkeypatch.setitem(datasets.SOURCES, source.record.name, source)


def test_lists_begin_with_the_smallest() -> None:
    assert [one.name for one in datasets.records()][:3] == ["digits", "mnist", "fashion-mnist"]


def test_a_record_says_what_its_arrays_are(tmp_path: Path) -> None:
    for source in (datasets.source("digits"), COLOURS, SIGNALS):
        data, one = source.read(tmp_path), source.record
        assert data.train_images.shape == (one.train_images, *one.input_shape)
        assert data.test_images.shape == (one.test_images, *one.input_shape)
        for images, labels in ((data.train_images, data.train_labels), (data.test_images, data.test_labels)):
            assert images.dtype == np.float32 and images.min() >= 0 and images.max() <= 1
            assert set(labels) == set(range(len(one.classes)))


def test_values_are_made_by_the_affine_map_of_the_record() -> None:
    source = type(COLOURS)(record("symmetric", kind="image", shape=(1, 2, 1), classes=("a", "b"), offset=0.5, scale=0.25))
    np.testing.assert_array_equal(source.normalised(np.array([[-2, 2], [0, 1]])).ravel(), np.float32([0, 1, 0.5, 0.75]))


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"classes": ("one",)}, "classes must be a list of at least 2"),
        ({"classes": ("many",) * (MOST_CLASSES + 1)}, f"classes must be a list of at most {MOST_CLASSES}"),
        ({"shape": (4, 4, MOST_CHANNELS + 1)}, "at most 16 channels; received 17"),
        ({"shape": (4, 4)}, r"shape must be \(height, width, channels\) for the kind image; received \[4, 4\]"),
        ({"kind": "sequence"}, r"shape must be \(time steps, features\) for the kind sequence"),
        ({"kind": "sequence", "shape": (5000, 2)}, "at most 4,096 time steps; received 5,000"),
        ({"shape": (2000, 2000, 1)}, "at most 1,048,576 values"),
        ({"shape": (0, 4, 1)}, r"shape\[0\] must be at least 1; received 0"),
        ({"drawing": "mnist"}, "mnist is for"),
        ({"name": "My Set"}, "name must be of the form"),
    ],
)
def test_a_record_out_of_bounds_is_refused(fields: dict[str, Any], sentence: str) -> None:
    name = fields.pop("name", "other")
    with pytest.raises(ValidationError) as error:
        record(name, **{"kind": "image", "shape": (4, 4, 1), "classes": ("a", "b"), **fields})
    assert re.search(sentence, explain(error.value))


def test_most_classes_and_channels_are_possible() -> None:
    one = record("wide", kind="image", shape=(4, 4, MOST_CHANNELS), classes=tuple(map(str, range(MOST_CLASSES))))
    assert one.lacking({"label": MOST_CLASSES - 1}) == []
    assert one.lacking({"label": None, "said": MOST_CLASSES}) == ["said"]


def test_what_the_interface_says_can_be_read_again(tmp_path: Path) -> None:
    for info in datasets.status(tmp_path):
        assert DatasetInfo.model_validate_json(info.model_dump_json()) == info
        assert info.model_dump(mode="json")["image_shape"] == list(info.shape[:2])


def test_recipes_follow_the_record(others: None) -> None:
    for family in TRAINABLE:
        steps = 5 if family in RECURRENT else None
        recipe = Recipe(dataset="colours", family=family, time_steps=steps)
        assert recipe.input_shape == (6, 10, 3)
        assert describe(recipe.layers(), recipe.input_shape).output_shape == (4,)


@pytest.mark.parametrize("shape", [(40, 1, 1), (1, 300, 1), (25, 3, 1), (3, 3, 2), (11, 40, 3), (28, 28, 1), (32, 32, 3)])
@pytest.mark.parametrize("size", ["small", "large"])
@pytest.mark.parametrize("family", ["cnn", "lenet5"])
def test_there_are_convolutions_for_every_shape(
    shape: tuple[int, ...], size: str, family: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = {"size": size, "epochs": 1, "batch_size": 1, "learning_rate": 0.1}
    narrow = MadeUp(record("narrow", kind="image", shape=shape, classes=("a", "b"), training=usual))
    monkeypatch.setitem(datasets.SOURCES, "narrow", narrow)
    recipe = Recipe(dataset="narrow", family=family)
    first, second, *_ = describe(recipe.layers(), recipe.input_shape).layers
    assert first.arrays["kernel"][:2] == second.arrays["kernel"][:2]
    assert all(side <= length for side, length in zip(first.arrays["kernel"], shape, strict=False))


def test_the_usual_convolutions_are_as_ever() -> None:
    sizes = [
        (layer.kernel_size, layer.padding) for layer in Recipe(dataset="mnist", family="cnn").layers() if layer.kind == "conv2d"
    ]
    assert sizes == [(3, "valid"), (3, "valid")]
    assert Recipe(dataset="mnist-1d", family="cnn").layers()[2].model_dump()["size"] == (2, 1)


def test_what_a_data_set_says_of_inputs_is_converted_in_front() -> None:
    first = Recipe(dataset="mnist-1d", family="rnn", time_steps=40).layers()[0]
    standard = conversion(record_of("mnist-1d").training.inputs)
    assert isinstance(first, ScaleLayer) and standard is not None and (first.scale, first.shift) == standard
    assert Recipe(dataset="mnist", family="mlp").layers()[0].kind == "flatten"
    with pytest.raises(ValidationError, match="not auto"):
        TrainingDefaults(size="small", epochs=1, batch_size=1, learning_rate=1, inputs="auto")


def test_a_sequence_has_its_own_time_steps(others: None) -> None:
    recipe = Recipe(dataset="signals", family="gru", time_steps=12)
    first, read_out = describe(recipe.layers(), recipe.input_shape).layers
    assert first.arrays["kernel"][0] == 5 and read_out.arrays["bias"] == (3,)
    assert SIGNALS.record.possible_time_steps() == [12]
    with pytest.raises(ValidationError, match="time_steps must be 12, as the sequences of signals have; received 6"):
        Recipe(dataset="signals", family="rnn", time_steps=6)


def test_an_image_is_cut_into_any_equal_parts() -> None:
    assert COLOURS.record.possible_time_steps() == [2, 3, 4, 5, 6, 9, 10, 12, 15, 18, 20, 30, 36, 45, 60, 90, 180]
    with pytest.raises((ValidationError, ImpossibleLayer), match=r"number of pixels \(64\)"):
        Recipe(family="rnn", time_steps=7)


def test_an_unknown_data_set_is_refused_as_before() -> None:
    with pytest.raises(ValidationError) as error:
        Recipe(dataset="cifar")
    *first, last = map(repr, datasets.SOURCES)
    assert explain(error.value) == f"dataset must be {', '.join(first)} or {last}; received 'cifar'"
