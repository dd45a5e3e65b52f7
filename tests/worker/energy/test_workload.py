from __future__ import annotations

from dataclasses import replace

import pytest

from backend.layers import (
    ActivationLayer,
    AddLayer,
    AveragePool2DLayer,
    ConcatenateLayer,
    Conv2DLayer,
    DenseLayer,
    FlattenLayer,
    GlobalPool2DLayer,
    MaxPool2DLayer,
    MultiplyLayer,
    RNNLayer,
    ScaleLayer,
)
from backend.schemas.setting import Converters
from backend.technologies import technology
from worker.energy.estimating import estimate_work
from worker.energy.reference_networks import IMAGE, cnn, mlp, rnn
from worker.energy.workload import workload


def test_mlp_counts() -> None:
    work = workload(mlp(), IMAGE)
    assert [(layer.rows, layer.outputs, layer.mvms) for layer in work.layers] == [(784, 300, 1), (300, 10, 1)]
    assert work.macs == 784 * 300 + 300 * 10
    assert work.classes == 10


def test_a_convolution_reads_its_kernels_at_each_position() -> None:
    same, valid = (workload([Conv2DLayer(filters=4, kernel_size=3, padding=p)], (8, 6, 2)).layers[0] for p in ("same", "valid"))
    assert (same.rows, same.outputs, same.mvms) == (18, 4, 48)
    assert (valid.rows, valid.outputs, valid.mvms) == (18, 4, 24)


def test_a_stride_reads_fewer_positions() -> None:
    """Every second pixel of 8 x 6, three rows and columns of which the kernel sees: 4 x 3 positions, and all values."""
    layer = workload([Conv2DLayer(filters=4, kernel_size=3, strides=2, padding="same")], (8, 6, 2)).layers[0]
    assert (layer.rows, layer.outputs, layer.mvms, layer.macs) == (3 * 3 * 2, 4, 4 * 3, 18 * 4 * 12)
    assert (layer.input_values, layer.stored_values, layer.activations) == (8 * 6 * 2, 4 * 3 * 4, 4 * 3 * 4)
    single = workload([Conv2DLayer(filters=4, kernel_size=1, strides=2)], (8, 6, 2)).layers[0]
    assert (single.mvms, single.input_values) == (4 * 3, 4 * 3 * 2)  # the other pixels are not fetched
    dilated = workload([Conv2DLayer(filters=4, kernel_size=(1, 2), dilation=3)], (8, 6, 2)).layers[0]
    assert (dilated.rows, dilated.mvms) == (2 * 2, 8 * 3)


def test_a_depthwise_convolution_has_a_kernel_for_each_channel() -> None:
    """Nine weights of each of 64 channels, which are all that is read at each of 4 x 3 positions."""
    layers = [Conv2DLayer(filters=64, kernel_size=3, groups=64, strides=2, padding="same"), DenseLayer(units=2)]
    work = workload(layers, (8, 6, 64))
    layer = work.layers[0]
    assert (layer.rows, layer.groups, layer.driven_rows, layer.outputs, layer.mvms) == (9, 64, 576, 64, 12)
    assert (layer.rows * layer.outputs, layer.macs) == (576, 576 * 12)
    assert work.weights == 576 + 4 * 3 * 64 * 2
    assert (layer.input_values, layer.stored_values) == (8 * 6 * 64, 4 * 3 * 64)


def test_means_are_sums_and_a_product() -> None:
    """Of each of 4 x 4 windows of 2 x 2 in 4 channels; and of the 16 pixels that are left of each."""
    layers = [Conv2DLayer(filters=4, kernel_size=1), AveragePool2DLayer(size=2), GlobalPool2DLayer(), DenseLayer(units=2)]
    layer = workload(layers, (8, 8, 1)).layers[0]
    assert layer.pool_additions == 3 * 4 * 4 * 4 + 15 * 4
    assert (layer.gate_products, layer.stored_values, layer.pool_comparisons) == (4 * 4 * 4 + 4, 4, 0)


def test_an_rnn_reads_one_array_per_time_step() -> None:
    layer = workload(rnn(7), IMAGE).layers[0]
    assert (layer.rows, layer.outputs, layer.mvms) == (112 + 128, 128, 7)
    assert layer.input_values == 784 + 6 * 128


def test_pooled_values_are_stored_after_pooling() -> None:
    layer = workload([Conv2DLayer(filters=4, kernel_size=3, padding="same"), MaxPool2DLayer(size=2)], (9, 9, 1)).layers[0]
    assert layer.stored_values == 4 * 4 * 4
    assert layer.pool_comparisons == 3 * 4 * 4 * 4
    assert layer.activations == 81 * 4


def test_only_what_training_needs_goes_back() -> None:
    """Not to the image; through time, not past the first step."""
    dense_first, dense_second = workload(mlp(), IMAGE).layers
    assert (dense_first.back_rows, dense_first.back_mvms) == (0, 0)
    assert (dense_second.back_rows, dense_second.back_mvms) == (300, 1)
    recurrent = workload(rnn(7), IMAGE).layers[0]
    assert (recurrent.back_rows, recurrent.back_mvms) == (128, 6)
    stacked = workload([RNNLayer(units=8, time_steps=4), RNNLayer(units=8, time_steps=2)], (4, 4, 1)).layers[1]
    assert (stacked.back_rows, stacked.back_mvms) == (4 + 8, 2)


def test_training_macs_are_forward_transpose_and_update() -> None:
    work = workload(mlp(), IMAGE)
    assert work.training_macs == 2 * work.macs + 300 * 10


def test_pooling_before_any_weights_is_allowed() -> None:
    work = workload([MaxPool2DLayer(size=2), FlattenLayer(), DenseLayer(units=3)], (8, 8, 1))
    assert work.layers[0].rows == 16


@pytest.mark.parametrize(
    ("layers", "shape", "says"),
    [
        ([FlattenLayer()], (8, 8, 1), "no layer with weights"),
        ([RNNLayer(units=4, time_steps=3)], (8, 8, 1), r"time_steps must divide the number of pixels \(64\)"),
        ([Conv2DLayer(filters=2, kernel_size=9)], (8, 8, 1), "layer 0: a kernel of 9 does not fit into 8 x 8"),
        ([FlattenLayer(), Conv2DLayer(filters=2, kernel_size=3)], (8, 8, 1), "needs an image"),
        ([MaxPool2DLayer(size=15), DenseLayer(units=2)], (8, 8, 1), "layer 0: a window of 15 does not fit into 8 x 8"),
    ],
)
def test_layers_that_do_not_fit_are_named(layers: list, shape: tuple[int, ...], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        workload(layers, shape)


def test_cnn_matches_its_known_size() -> None:
    assert workload(cnn(), IMAGE).macs == 784 * 9 * 32 + 196 * 288 * 64 + 3136 * 128 + 1280


CONVOLUTION = Conv2DLayer(filters=4, kernel_size=3, padding="same", activation="linear")


def test_a_skip_connection_is_summed_before_its_values_are_stored() -> None:
    """What both branches need is stored once more as it is, and fetched again for the sum."""
    relu = ActivationLayer(function="relu")
    first, second = workload([CONVOLUTION, relu, CONVOLUTION, AddLayer(inputs=(2, 1)), relu], (8, 8, 1)).layers
    values = 8 * 8 * 4
    assert (first.stored_values, first.activations, first.sums) == (values, values, 0)
    assert (second.stored_values, second.activations) == (values, values)
    assert (second.sums, second.fetched_again) == (values, values)


def test_values_that_another_layer_needs_are_stored_beside_the_pooled_ones() -> None:
    pool = MaxPool2DLayer(size=2)
    layers = [CONVOLUTION, pool, Conv2DLayer(filters=4, kernel_size=1, inputs=(0,)), pool, ConcatenateLayer(inputs=(1, 3))]
    first, second = workload(layers, (8, 8, 1)).layers
    assert first.stored_values == 8 * 8 * 4 + 4 * 4 * 4
    assert second.stored_values == 4 * 4 * 4
    flat = [
        CONVOLUTION,
        FlattenLayer(),
        DenseLayer(units=3),
        FlattenLayer(inputs=(0,)),
        AddLayer(inputs=(3, 3)),
        DenseLayer(units=3),
    ]
    assert workload([*flat, AddLayer(inputs=(2, 5))], (8, 8, 1)).layers[0].stored_values == 2 * 8 * 8 * 4


def test_signs_and_gradients_follow_the_graph() -> None:
    """The second convolution sees the image, as the first does; the third sees negative values of the first alone."""
    layers = [
        CONVOLUTION,
        Conv2DLayer(filters=4, kernel_size=1, inputs=(-1,)),
        MultiplyLayer(inputs=(0, 1)),
        CONVOLUTION,
        Conv2DLayer(filters=4, kernel_size=1, inputs=(1,)),
        AddLayer(inputs=(3, 4)),
    ]
    works = workload(layers, (8, 8, 1)).layers
    assert [work.back_mvms for work in works] == [0, 0, 64, 64]
    assert [work.signed for work in works] == [False, False, True, False]
    assert works[1].gate_products == 8 * 8 * 4


def test_sums_have_a_price() -> None:
    parts = [
        estimate_work(
            workload([CONVOLUTION, *more], (8, 8, 1)),
            network="x",
            technology=technology("marinella-2018"),
            mode="inference",
            converters=Converters(),
        ).components
        for more in ([], [AddLayer(inputs=(0, 0))])
    ]
    assert all(parts[1][name] > parts[0][name] for name in ("digital_accumulation", "buffers"))


def test_what_is_done_to_inputs_before_the_first_crossbar_counts_with_it() -> None:
    dense = DenseLayer(units=10)
    alone = workload((dense,), (8, 8, 1)).layers[0]
    scaled = workload((ScaleLayer(scale=(2.0,), shift=(-1.0,)), dense), (8, 8, 1)).layers[0]
    assert scaled.gate_products == 64 and scaled.signed
    assert replace(scaled, gate_products=0, signed=False, index=0) == replace(alone, signed=False)
    pooled = workload((AveragePool2DLayer(size=2), dense), (8, 8, 1)).layers[0]
    assert (pooled.pool_additions, pooled.input_values) == (48, 16)
