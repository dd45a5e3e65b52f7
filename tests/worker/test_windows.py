"""Convolutions and pools of any shape: what is read from Keras' layers gives in the engine what Keras gives.

And, without Keras, what a plain loop over positions gives, for kernels, margins and groups that Keras has not.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from backend.layers import (
    AveragePool2DLayer,
    Conv2DLayer,
    ImpossibleLayer,
    KerasLayer,
    LayerKind,
    MaxPool2DLayer,
    Shape,
    WeightedLayer,
)
from backend.layers.windows import axes_of
from backend.networks.keras.translate import READERS
from worker.crossbar import Conditions, Simulator
from worker.crossbar.simulate.inference import ForwardPass, infer
from worker.crossbar.tools.scratch import Scratch
from worker.translate.networks import layers_to_engine

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
IMAGES = 3
Make = Callable[[Any], Any]
side = st.integers(1, 9)
small = st.integers(1, 3)
quick = settings(max_examples=25, deadline=None, derandomize=True)


@pytest.fixture(scope="module")
def keras() -> Any:
    return pytest.importorskip("keras", reason="TensorFlow is not installed")


def run(layer: LayerKind, arrays: dict[str, np.ndarray], images: np.ndarray) -> np.ndarray:
    """The engine's outputs (n, ...) of one layer for images (n, height, width, channels)."""
    shape = images.shape[1:]
    made = layers_to_engine((layer,), {f"0.{name}": array for name, array in arrays.items()}, shape)
    simulator = Simulator(made, images, np.zeros(len(images), np.int64))
    chip = simulator.program(Conditions(), seed=0, draw=0)
    return np.moveaxis(infer(made, images, ForwardPass(chip, Scratch())), -1, 0)


def images_of(shape: Shape) -> np.ndarray:
    return np.random.default_rng(len(shape)).standard_normal((IMAGES, *shape), np.float32)


def agree(own: Any, shape: Shape) -> None:
    """The layer of Keras and what is read of it have the same shape and values."""
    images = images_of(shape)
    try:
        theirs = np.asarray(own(images))
    except Exception:  # noqa: BLE001 Keras and TensorFlow raise whatever they like for what they cannot do
        theirs = None
    assume(theirs is not None and theirs.size)
    random = np.random.default_rng(0)
    own.set_weights(
        [random.standard_normal(weight.shape) / max(1, np.prod(weight.shape[:-1])) ** 0.5 for weight in own.get_weights()]
    )
    theirs = np.asarray(own(images))
    found = KerasLayer(type(own).__name__, json.loads(json.dumps(own.get_config())), own.get_weights())
    layer, arrays = READERS[found.kind].from_keras(found, shape)
    as_images = images.reshape(IMAGES, *(1, *shape)[-3:])
    if isinstance(layer, WeightedLayer):
        assert {name: array.shape for name, array in arrays.items()} == layer.arrays(as_images.shape[1:])
    ours = run(layer, arrays, as_images)
    assert ours.shape[1:] == layer.shape_after(as_images.shape[1:])
    assert ours.shape[1:][-len(theirs.shape[1:]) :] == theirs.shape[1:]
    np.testing.assert_allclose(ours.reshape(theirs.shape), theirs, rtol=1e-4, atol=1e-4 * max(1e-3, np.abs(theirs).max()))
    assert axes_of(found) == len(shape) - 1


def fits(shape: Shape, size: Any, same: bool) -> bool:
    """TensorFlow ends the process for pools that are larger than their input."""
    return same or all(one <= length for one, length in zip(size, shape, strict=False))


def steps() -> st.SearchStrategy[tuple[Any, Any]]:
    """Strides and dilation, one of which is 1: TensorFlow has no layers with both."""
    pairs = st.one_of(small, st.tuples(small, small))
    return st.one_of(st.tuples(pairs, st.just(1)), st.tuples(st.just(1), pairs))


@quick
@given(shape=st.tuples(side, side, small), filters=small, size=st.tuples(small, small), steps=steps(), same=st.booleans())
def test_convolutions_of_images(keras: Any, shape: Shape, filters: int, size: Shape, steps: Any, same: bool) -> None:
    padding = "same" if same else "valid"
    # TensorFlow reads beyond images of one channel, on processors, where a stride leaves one column: its answers change.
    assume(shape[2] > 1 or steps[0] == 1 or shape[1] > 4)
    agree(keras.layers.Conv2D(filters, size, strides=steps[0], dilation_rate=steps[1], padding=padding), shape)


@quick
@given(
    shape=st.tuples(st.integers(1, 12), small),
    filters=small,
    size=st.integers(1, 5),
    steps=st.one_of(st.tuples(small, st.just(1)), st.tuples(st.just(1), small)),
    padding=st.sampled_from(["valid", "same", "causal"]),
    bias=st.booleans(),
)
def test_convolutions_of_series(
    keras: Any, shape: Shape, filters: int, size: int, steps: Shape, padding: str, bias: bool
) -> None:
    made = keras.layers.Conv1D(filters, size, strides=steps[0], dilation_rate=steps[1], padding=padding, use_bias=bias)
    agree(made, shape)


@quick
@given(
    shape=st.tuples(side, side, small), size=st.tuples(small, small), stride=small, dilation=small, each=small, same=st.booleans()
)
def test_depthwise_convolutions(keras: Any, shape: Shape, size: Shape, stride: int, dilation: int, each: int, same: bool) -> None:
    assume(stride == 1 or dilation == 1)
    padding = "same" if same else "valid"
    agree(keras.layers.DepthwiseConv2D(size, stride, padding, each, dilation_rate=dilation), shape)


@quick
@given(shape=st.tuples(st.integers(1, 12), small), size=st.integers(1, 5), stride=small, each=small, same=st.booleans())
def test_depthwise_convolutions_of_series(keras: Any, shape: Shape, size: int, stride: int, each: int, same: bool) -> None:
    agree(keras.layers.DepthwiseConv1D(size, stride, "same" if same else "valid", each), shape)


@quick
@given(
    shape=st.tuples(side, side, small),
    size=st.tuples(small, small),
    strides=st.one_of(st.none(), st.tuples(small, small)),
    same=st.booleans(),
    largest=st.booleans(),
)
def test_pools_of_images(keras: Any, shape: Shape, size: Shape, strides: Shape | None, same: bool, largest: bool) -> None:
    assume(fits(shape, size, same))
    make = keras.layers.MaxPooling2D if largest else keras.layers.AveragePooling2D
    agree(make(size, strides, "same" if same else "valid"), shape)


@quick
@given(
    shape=st.tuples(st.integers(1, 12), small),
    size=small,
    stride=st.one_of(st.none(), small),
    same=st.booleans(),
    largest=st.booleans(),
)
def test_pools_of_series(keras: Any, shape: Shape, size: int, stride: int | None, same: bool, largest: bool) -> None:
    assume(fits(shape, (size,), same))
    make = keras.layers.MaxPooling1D if largest else keras.layers.AveragePooling1D
    agree(make(size, stride, "same" if same else "valid"), shape)


@quick
@given(shape=st.one_of(st.tuples(side, side, small), st.tuples(side, small)), largest=st.booleans(), keepdims=st.booleans())
def test_global_pools(keras: Any, shape: Shape, largest: bool, keepdims: bool) -> None:
    name = f"Global{'Max' if largest else 'Average'}Pooling{len(shape) - 1}D"
    agree(getattr(keras.layers, name)(keepdims=keepdims), shape)


@quick
@given(shape=st.tuples(side, side, small), sides=st.lists(st.integers(0, 3), min_size=4, max_size=4), crops=st.booleans())
def test_margins_of_images(keras: Any, shape: Shape, sides: list[int], crops: bool) -> None:
    above, below, left, right = sides
    assume(not crops or (above + below < shape[0] and left + right < shape[1]))
    agree((keras.layers.Cropping2D if crops else keras.layers.ZeroPadding2D)(((above, below), (left, right))), shape)


@quick
@given(shape=st.tuples(side, small), first=st.integers(0, 3), last=st.integers(0, 3), crops=st.booleans())
def test_margins_of_series(keras: Any, shape: Shape, first: int, last: int, crops: bool) -> None:
    assume(not crops or first + last < shape[0])
    agree((keras.layers.Cropping1D if crops else keras.layers.ZeroPadding1D)((first, last)), shape)


# What Keras has not


margin = st.integers(0, 2)
margins = st.one_of(st.sampled_from(["valid", "same"]), st.tuples(st.tuples(margin, margin), st.tuples(margin, margin)))


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    sides=st.tuples(side, side),
    groups=small,
    each=st.tuples(small, small),
    size=st.tuples(small, small),
    strides=st.tuples(small, small),
    dilation=st.tuples(small, small),
    padding=margins,
)
def test_every_convolution_is_a_sum_over_its_kernel(
    sides: Shape, groups: int, each: Shape, size: Any, strides: Any, dilation: Any, padding: Any
) -> None:
    channels, filters = each
    layer = Conv2DLayer(
        filters=groups * filters,
        kernel_size=size,
        strides=strides,
        dilation=dilation,
        groups=groups,
        padding=padding,
        activation="linear",
    )
    shape = (*sides, groups * channels)
    try:
        down, across, _filters = layer.shape_after(shape)
    except ImpossibleLayer:
        return
    random = np.random.default_rng(1)
    arrays = {name: random.standard_normal(its, np.float32) for name, its in layer.arrays(shape).items()}
    images = images_of(shape)
    (above, below), (left, right) = layer.windows.margins(shape)
    padded = np.pad(images, ((0, 0), (above, below), (left, right), (0, 0))).astype(np.float64)
    expected = np.zeros((IMAGES, down, across, groups * filters)) + arrays["bias"]
    for row in range(down):
        for column in range(across):
            top, begin = row * strides[0], column * strides[1]
            for one in range(groups * filters):
                own = slice(one // filters * channels, (one // filters + 1) * channels)
                rows, columns = (
                    slice(start, start + (k - 1) * d + 1, d) for start, k, d in zip((top, begin), size, dilation, strict=True)
                )
                patch = padded[:, rows, columns, own]
                expected[:, row, column, one] += (patch * arrays["kernel"][..., one]).sum(axis=(1, 2, 3))
    np.testing.assert_allclose(run(layer, arrays, images), expected, rtol=1e-4, atol=1e-4)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    sides=st.tuples(side, side),
    size=st.tuples(small, small),
    strides=st.one_of(st.none(), st.tuples(small, small)),
    padding=margins,
    kind=st.sampled_from(["max", "average", "average with padding"]),
)
def test_every_pool_is_of_its_windows(sides: Shape, size: Any, strides: Any, padding: Any, kind: str) -> None:
    shape = (*sides, 2)
    layer: MaxPool2DLayer | AveragePool2DLayer = MaxPool2DLayer(size=size, strides=strides, padding=padding)
    if kind != "max":
        layer = AveragePool2DLayer(size=size, strides=strides, padding=padding, counts_padding="with" in kind)
    try:
        down, across, _channels = layer.shape_after(shape)
    except ImpossibleLayer:
        return
    images = images_of(shape) - 5  # padding with 0 would be the largest
    (above, below), (left, right) = layer.windows.margins(shape)
    outside = np.nan if kind != "average with padding" else 0.0
    padded = np.pad(images, ((0, 0), (above, below), (left, right), (0, 0)), constant_values=outside).astype(np.float64)
    steps = strides or size
    expected = np.zeros((IMAGES, down, across, 2))
    for row in range(down):
        for column in range(across):
            window = padded[:, row * steps[0] : row * steps[0] + size[0], column * steps[1] : column * steps[1] + size[1]]
            expected[:, row, column] = (np.nanmax if kind == "max" else np.nanmean)(window, axis=(1, 2))
    np.testing.assert_allclose(run(layer, {}, images), expected, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("pool", [MaxPool2DLayer, AveragePool2DLayer])
def test_no_window_is_in_the_padding_alone(pool: type[MaxPool2DLayer | AveragePool2DLayer]) -> None:
    with pytest.raises(ImpossibleLayer, match="padding of 2 above, 0 below, 0 left, 0 right holds a whole window of 2 × 2"):
        pool(padding=((2, 0), (0, 0))).shape_after((4, 4, 1))


def test_older_layers_are_written_as_they_were() -> None:
    """Their JSON, and so hashes of networks, are those of files that were written before there was more of them."""
    assert Conv2DLayer(filters=4, kernel_size=(3, 3), strides=(1, 1), padding=((0, 0), (0, 0))).model_dump(mode="json") == {
        "kind": "conv2d",
        "filters": 4,
        "kernel_size": 3,
        "padding": "valid",
        "activation": "relu",
    }
    assert MaxPool2DLayer().model_dump(mode="json") == {"kind": "max_pool2d", "size": 2}
    assert not Conv2DLayer(filters=4, kernel_size=3).is_in_hash and not MaxPool2DLayer(size=3).is_in_hash
    others = [{"strides": 2}, {"dilation": (1, 2)}, {"groups": 2}, {"padding": ((0, 1), (0, 0))}]
    assert all(Conv2DLayer(filters=4, kernel_size=3, **other).is_in_hash for other in others)  # type: ignore[arg-type]
    assert MaxPool2DLayer(size=3, strides=2).is_in_hash and MaxPool2DLayer(padding="same").is_in_hash


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"groups": 3}, "4 channels cannot be cut into 3 groups"),
        ({"filters": 6, "groups": 4}, "6 filters cannot be cut into 4 groups"),
        ({"kernel_size": (2, 9)}, "a kernel of 2 × 9 does not fit into 6 x 8"),
        ({"dilation": 4}, "a kernel of 3 does not fit into 6 x 8"),
    ],
)
def test_what_does_not_fit_is_said(settings: dict[str, Any], says: str) -> None:
    layer = Conv2DLayer(**{"filters": 4, "kernel_size": 3} | settings)
    with pytest.raises(ImpossibleLayer, match=says):
        layer.shape_after((6, 8, 4))
