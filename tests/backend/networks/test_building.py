"""A network put together layer by layer."""

from __future__ import annotations

import numpy as np
import pytest

from backend.layers import (
    ActivationLayer,
    AddLayer,
    Conv2DLayer,
    DenseLayer,
    FlattenLayer,
    ImpossibleLayer,
    MaxPool2DLayer,
    ScaleLayer,
)
from backend.layers.keras import KerasLayer, NotSupported
from backend.networks.building import Builder, Tensor

IMAGE = (4, 4, 2)
RELU = ActivationLayer(function="relu")
HALF = ScaleLayer(scale=(0.5, 2.0), shift=(1.0, -1.0))
SUM = AddLayer(inputs=(0, 1))


def convolution(made: Builder, fed: Tensor, activation: str = "linear") -> Tensor:
    layer = Conv2DLayer.model_validate({"filters": 2, "kernel_size": 1, "activation": activation})
    return made.add(layer, fed, arrays={"kernel": np.ones((1, 1, 2, 2), np.float32), "bias": np.ones(2, np.float32)})


def ended(made: Builder, fed: Tensor) -> Tensor:
    values = int(np.prod(fed.own))
    return made.add(
        DenseLayer(units=3, activation="linear"),
        fed,
        arrays={"kernel": np.ones((values, 3), np.float32), "bias": np.zeros(3, np.float32)},
    )


def kinds(made: Builder, output: Tensor) -> list[str]:
    return [layer.kind for layer in made.finish(output)[0]]


def test_a_scale_and_a_relu_become_a_part_of_the_layer_before() -> None:
    made = Builder(IMAGE)
    scaled = made.add(HALF, convolution(made, made.input()), foldable=True)
    layers, arrays = made.finish(ended(made, made.add(RELU, scaled)))
    assert [layer.kind for layer in layers] == ["conv2d", "dense"]
    assert layers[0].activation == "relu"  # type: ignore[union-attr]
    np.testing.assert_array_equal(arrays["0.kernel"][0, 0], [[0.5, 2], [0.5, 2]])
    np.testing.assert_array_equal(arrays["0.bias"], [1.5, 1])


def test_where_others_need_the_values_as_they_are_nothing_is_folded() -> None:
    for layer in (HALF, RELU):
        made = Builder(IMAGE)
        first = convolution(made, made.input())
        both = made.add(SUM, made.add(layer, first, foldable=True), first)
        assert kinds(made, ended(made, both)) == ["conv2d", layer.kind, "add", "dense"]


def test_a_layer_that_nobody_needs_does_not_count() -> None:
    made = Builder(IMAGE)
    first = convolution(made, made.input())
    made.add(MaxPool2DLayer(size=2), first)
    assert kinds(made, ended(made, made.add(RELU, first))) == ["conv2d", "dense"]


def test_scales_behind_an_activation_or_of_the_files_own_stay() -> None:
    made = Builder(IMAGE)
    behind = made.add(HALF, convolution(made, made.input(), "relu"), foldable=True)
    own = made.add(HALF, convolution(made, behind))
    assert kinds(made, ended(made, own)) == ["conv2d", "scale", "conv2d", "scale", "dense"]


def test_numbers_that_would_become_too_large_are_not_folded() -> None:
    made = Builder(IMAGE)
    first = made.add(
        Conv2DLayer(filters=2, kernel_size=1, activation="linear"),
        made.input(),
        arrays={"kernel": np.full((1, 1, 2, 2), 1e38, np.float32), "bias": np.zeros(2, np.float32)},
    )
    large = made.add(ScaleLayer(scale=(1e6, 1e6), shift=(0.0, 0.0)), first, foldable=True)
    assert kinds(made, ended(made, large)) == ["conv2d", "scale", "dense"]


def test_what_feeds_a_layer_is_said_where_it_is_not_the_layer_before() -> None:
    made = Builder(IMAGE)
    first, second = convolution(made, made.input()), convolution(made, made.input(), "relu")
    layers, _arrays = made.finish(ended(made, made.add(SUM, first, second)))
    assert [layer.inputs for layer in layers] == [None, (-1,), (0, 1), None]


def test_values_take_the_shape_of_the_file_once_for_all_that_need_it() -> None:
    made = Builder(IMAGE)
    fed = Tensor(-1, (32,), IMAGE)
    vectors = [made.as_in_file(fed) for _ in range(2)]
    assert vectors[0] == vectors[1] == Tensor(0, (32,), (32,))
    series = made.as_in_file(Tensor(-1, (8, 4), IMAGE))
    assert (series.shape, series.own) == ((8, 4), (1, 8, 4))
    assert made.as_image(made.input()) == made.input()
    with pytest.raises(ImpossibleLayer, match="too many axes"):
        made.as_image(Tensor(-1, (2, 2, 2, 4), IMAGE))


def test_one_value_for_each_class_is_made_a_vector() -> None:
    made = Builder(IMAGE)
    assert kinds(made, made.add(MaxPool2DLayer(size=4), convolution(made, made.input()))) == ["conv2d", "max_pool2d", "flatten"]
    with pytest.raises(NotSupported, match="its last layer must give a vector"):
        made.finish(convolution(made, made.input()))
    with pytest.raises(NotSupported, match="must have weights"):
        made.finish(made.add(FlattenLayer(), made.input()))


def test_all_refusals_come_at_once() -> None:
    made = Builder(IMAGE, readable="Dense and Conv2D")
    made.refuse(KerasLayer("Dense", {"name": "one"}, ()).refusal("its weights are not a kernel and a bias"))
    made.refuse_kind("other", "UpSampling2D")
    with pytest.raises(NotSupported) as caught:
        made.finish(None)
    assert str(caught.value) == (
        "2 layers cannot be read: layer 'one': its weights are not a kernel and a bias; "
        "layer 'other' is of kind UpSampling2D; there are Dense and Conv2D"
    )
    assert [(one.name, one.kind) for one in caught.value.refused] == [("one", "Dense"), ("other", "UpSampling2D")]


def test_arrays_of_other_shapes_are_refused() -> None:
    made = Builder(IMAGE)
    wrong = made.add(DenseLayer(units=3), made.input(), arrays={"kernel": np.ones((31, 3)), "bias": np.ones(3)})
    with pytest.raises(NotSupported, match=r"kernel has shape \(31, 3\), but images of \(4, 4, 2\) ask for \(32, 3\)"):
        made.finish(wrong)
