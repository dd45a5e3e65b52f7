"""A convolution in groups is, on one chip, as many convolutions of its groups, each on arrays of its own."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from worker.crossbar import ChipFailure, Conditions, Conv2D, Device, MaxPool2D, Network, Simulator
from worker.crossbar.chip.groups import Grouped, of_groups
from worker.crossbar.layers import Layer
from worker.crossbar.layers.window import Padding
from worker.crossbar.simulate.inference import ForwardPass, infer
from worker.crossbar.tools.scratch import Scratch

IMAGES = 5
Shape = tuple[int, int]
DEVICE = Device(low=1.0, high=25.0, spread=lambda g, _age: 0.3 + 0.02 * g, read=lambda g, _age: 0.05 * g)
"""Errors that grow with the conductance."""
CASES = {
    "groups": (4, 8, 2, 1, "same"),
    "depthwise": (6, 6, 6, 1, "valid"),
    "depthwise, two filters each": (3, 6, 3, 1, "same"),
    "depthwise, strides": (6, 6, 6, 2, "same"),
    "groups, strides": (4, 6, 2, (1, 2), ((1, 0), (2, 1))),
}
"""Channels, filters, groups, strides, padding."""
QUIET = {
    "programming": {"programming": 0.1},
    "stuck": {"programming": 0.1, "stuck_low": 0.05, "stuck_high": 0.05},
    "offset": {"programming": 0.1, "mapping": "offset"},
    "offset, small arrays": {"programming": 0.1, "mapping": "offset", "columns": 1},
    "levels": {"weight_bits": 4},
    "device": {"device": DEVICE},
    "device, offset": {"device": DEVICE, "mapping": "offset"},
    "simulated devices": {"programming": 0.1, "law": "proportional", "on_off_ratio": 10.0},
    "offset, simulated devices": {"programming": 0.1, "law": "proportional", "mapping": "offset", "stuck_random": 0.1},
    "slices": {"weight_bits": 6, "cell_bits": 2, "programming": 0.05},
    "biases on the arrays": {"bias": "analog", "programming": 0.1},
    "columns scaled": {"scaling": "column", "programming": 0.1},
    "wires": {"wire_resistance_ohm": 20.0, "on_off_ratio": 10.0},
    "wires, offset": {"wire_resistance_ohm": 20.0, "on_off_ratio": 10.0, "mapping": "offset"},
    "wires, interleaved": {"wire_resistance_ohm": 20.0, "wire_topology": "interleaved", "on_off_ratio": 10.0},
    "wires, small arrays": {"wire_resistance_ohm": 20.0, "rows": 8, "columns": 1},
    "bent": {"iv_nonlinearity": 1.0},
    "solved": {"iv_nonlinearity": 1.0, "iv_solver": "newton", "wire_resistance_ohm": 20.0},
}
CONVERTED = {
    "ADC": {"adc_bits": 7},
    "DAC": {"dac_bits": 5},
    "both, tiles of rows": {"adc_bits": 7, "dac_bits": 5, "rows": 7},
    "slices": {"adc_bits": 7, "dac_bits": 5, "weight_bits": 6, "cell_bits": 2, "rows": 7},
    "bit-serial": {"adc_bits": 7, "dac_bits": 4, "input_encoding": "bit_serial"},
    "biases on the arrays": {"adc_bits": 7, "bias": "analog", "programming": 0.05},
    "offset": {"adc_bits": 7, "mapping": "offset", "programming": 0.05},
    "fixed": {"adc_bits": 8, "adc_range": "fixed", "rows": 32, "programming": 0.05},
}
NOISY = {
    "read": {"read": 0.05},
    "read, offset": {"read": 0.05, "mapping": "offset"},
    "read, ADC": {"read": 0.05, "adc_bits": 10, "dac_bits": 8},
    "device": {"device": DEVICE},
    "device, offset": {"device": DEVICE, "mapping": "offset"},
    "telegraph": {"rtn_share": 0.5, "rtn_amplitude": 0.2},
    "floor": {"floor": True, "g_max_us": 1.0, "bandwidth_hz": 1e8},
}
every_case = pytest.mark.parametrize("case", CASES.values(), ids=CASES)


def layer_of(case: tuple[int, int, int, int | tuple[int, int], Padding]) -> tuple[Conv2D, np.ndarray]:
    """The layer, without a ReLU that would hide differences, and its images."""
    channels, filters, groups, strides, padding = case
    random = np.random.default_rng(3)
    kernel = random.standard_normal((3, 3, channels // groups, filters), np.float32)
    bias = random.standard_normal(filters, np.float32)
    images = random.random((IMAGES, 7, 9, channels), np.float32)
    return Conv2D(kernel, bias, padding, "linear", strides=strides, groups=groups), images


def simulator_of(images: np.ndarray, *layers: Layer) -> Simulator:
    return Simulator(Network(layers, images.shape[1:]), images, np.zeros(len(images), np.int64), calibration_images=images)


def outputs_of(
    simulator: Simulator, images: np.ndarray, conditions: Conditions, draw: int = 0, observe: object = None
) -> np.ndarray:
    """Images of outputs (rows, columns, filters, n)."""
    arrays = simulator.program(conditions, seed=1, draw=draw)
    reads = simulator._reads(conditions, 1, draw, 0)
    return infer(simulator.network, images, ForwardPass(arrays, Scratch(), reads, observe)).copy()  # type: ignore[arg-type]


def by_hand(layer: Conv2D, images: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """The convolution with weights (m, p), position by position, in double precision."""
    window, (_, _, channels, filters) = layer.window, layer.kernel.shape
    padded = np.moveaxis(window.padded(np.moveaxis(images, 0, -1), layer.padding), -1, 0).astype(np.float64)
    down, across = window.places(*padded.shape[1:3])
    out = np.zeros((len(images), down, across, filters))
    for row in range(down):
        for column in range(across):
            top, left = row * window.strides[0], column * window.strides[1]
            (height, width), (below, apart) = window.span, window.dilation
            patch = padded[:, top : top + height : below, left : left + width : apart]
            for one in range(filters):
                group = one // (filters // layer.groups)
                own = patch[..., group * channels : (group + 1) * channels].reshape(len(images), -1)
                out[:, row, column, one] = own @ weights[:, one]
    return np.moveaxis(out + layer.bias, 0, -1)


@every_case
def test_it_is_the_convolution(case: tuple) -> None:
    layer, images = layer_of(case)
    found = outputs_of(simulator_of(images, layer), images, Conditions())
    np.testing.assert_allclose(found, by_hand(layer, images, layer.matrix()), atol=1e-4)


@pytest.mark.parametrize("window", [(3, 3), (1, 2), (2, 1), (1, 5)])
@pytest.mark.parametrize("steps", [(1, 1), (2, 1), (1, 2), (1, 3), (3, 2)])
@pytest.mark.parametrize("dilation", [(1, 1), (2, 1), (1, 2)])
def test_depthwise_convolutions_of_any_width(window: Shape, steps: Shape, dilation: Shape) -> None:
    """Blocks of neighbours, what is left of them, and windows that see margins alone."""
    random = np.random.default_rng(6)
    for columns in range(1, 11):
        each = 1 + columns % 2
        kernel = random.standard_normal((*window, 1, 3 * each), np.float32)
        bias = random.standard_normal(3 * each, np.float32)
        layer = Conv2D(kernel, bias, ((3, 4), (7, 3)), "linear", strides=steps, dilation=dilation, groups=3)
        images = random.random((2, 3, columns, 3), np.float32)
        found = outputs_of(simulator_of(images, layer), images, Conditions())
        np.testing.assert_allclose(found, by_hand(layer, images, layer.matrix()), atol=1e-5)


@every_case
@pytest.mark.parametrize("settings", QUIET.values(), ids=QUIET)
def test_each_group_is_a_layer_of_its_own(case: tuple, settings: dict[str, object]) -> None:
    """Read as a layer without groups that holds, on perfect devices, what was programmed for the group."""
    (layer, images), conditions = layer_of(case), Conditions(**settings)  # type: ignore[arg-type]
    simulator = simulator_of(images, layer)
    if conditions.device:
        conditions = replace(conditions, device=replace(DEVICE, read=None))
    chip = simulator.program(conditions, seed=1, draw=0)[0]
    assert isinstance(chip, Grouped)
    found = outputs_of(simulator, images, conditions)
    channels, own = layer.kernel.shape[2], layer.kernel.shape[3] // layer.groups
    assert len(chip.parts) == layer.groups
    for group, (columns, part) in enumerate(chip.parts):
        assert columns == slice(group * own, (group + 1) * own)
        seen = np.ascontiguousarray(images[..., group * channels : (group + 1) * channels])
        alone = replace(layer, kernel=layer.kernel[..., columns], bias=layer.bias[columns], groups=1)
        expected = infer(Network((alone,), seen.shape[1:]), seen, ForwardPass({0: part}, Scratch()))
        np.testing.assert_allclose(found[:, :, columns], expected, rtol=1e-4, atol=1e-4)
    if chip.is_elementwise:
        np.testing.assert_allclose(found, by_hand(layer, images, chip.weights), rtol=1e-4, atol=1e-4)


@every_case
@pytest.mark.parametrize("settings", CONVERTED.values(), ids=CONVERTED)
def test_converters_convert_each_group(case: tuple, settings: dict[str, object]) -> None:
    """At all positions at once as in one read of each group after the other, which an observer is shown."""
    (layer, images), conditions = layer_of(case), Conditions(**settings)  # type: ignore[arg-type]
    simulator = simulator_of(images, layer)
    seen = []
    observed = outputs_of(simulator, images, conditions, observe=lambda *read: seen.append(read))
    found = outputs_of(simulator, images, conditions)
    # Products of other shapes are rounded otherwise, which may tip what lies between two levels of a converter.
    assert np.isclose(found, observed, atol=1e-4).mean() > 0.99
    exact = by_hand(layer, images, simulator.program(conditions, seed=1, draw=0)[0].weights)
    assert 0 < np.abs(found - exact).mean() < 0.3 * exact.std()
    ((index, inputs, outputs),) = seen
    assert (index, len(inputs)) == (0, layer.groups * len(layer.matrix())) and len(outputs) == layer.kernel.shape[3]


@every_case
@pytest.mark.parametrize("settings", NOISY.values(), ids=NOISY)
def test_reads_are_as_noisy_as_each_weight(case: tuple, settings: dict[str, object]) -> None:
    """The variance over chips that are programmed alike is that of the weights, times the squares of the inputs."""
    (layer, images), conditions = layer_of(case), Conditions(**settings)  # type: ignore[arg-type]
    conditions = replace(conditions, device=replace(DEVICE, spread=lambda g, _age: 0 * g)) if conditions.device else conditions
    simulator = simulator_of(images, layer)
    chip = simulator.program(conditions, seed=1, draw=0)[0]
    arrays = {0: chip}
    draws = []
    for draw in range(60):
        reads = simulator._reads(conditions, 1, draw, 0)
        draws.append(infer(simulator.network, images, ForwardPass(arrays, Scratch(), reads)).copy())
    measured = np.var(draws, axis=0, ddof=1)
    variance = np.broadcast_to(chip.weight_read_variance, chip.weights.shape)
    expected = by_hand(replace(layer, bias=np.zeros_like(layer.bias)), np.square(images), variance)
    if conditions.floor:
        assert measured.mean() > 0
        return
    # Outputs see other parts of the images: compared are the means over positions of each filter.
    ratio = measured.mean(axis=(0, 1, 3)) / expected.mean(axis=(0, 1, 3))
    np.testing.assert_allclose(ratio, 1, atol=0.15)
    errors = np.array(draws) - np.mean(draws, axis=0)
    if conditions.mapping == "differential" and layer.kernel.shape[3] > 1:
        correlation = np.corrcoef(errors.transpose(3, 0, 1, 2, 4).reshape(layer.kernel.shape[3], -1))
        assert np.abs(correlation - np.eye(len(correlation))).max() < 0.1


@every_case
@pytest.mark.parametrize("settings", [{"programming": 0.1}, {"adc_bits": 6, "dac_bits": 6}, {"read": 0.1}], ids=str)
def test_pooling_after_it_is_the_same_when_it_is_absorbed(case: tuple, settings: dict[str, object]) -> None:
    (layer, images), conditions = layer_of(case), Conditions(**settings)  # type: ignore[arg-type]
    pooled = outputs_of(simulator_of(images, layer, MaxPool2D(2)), images, conditions)
    whole = outputs_of(simulator_of(images, layer), images, conditions)
    down, across = (length // 2 * 2 for length in whole.shape[:2])
    expected = whole[:down, :across].reshape(down // 2, 2, across // 2, 2, *whole.shape[2:]).max(axis=(1, 3))
    np.testing.assert_allclose(pooled, expected, atol=1e-5)


def test_a_group_on_unequal_arrays_is_refused_where_they_would_matter() -> None:
    layer, images = layer_of((2, 10, 2, 1, "same"))
    simulator = simulator_of(images, layer)
    for settings in ({"mapping": "offset"}, {"wire_resistance_ohm": 1.0}):
        with pytest.raises(ChipFailure, match="5 filters of a group on arrays of 3 columns cannot be simulated"):
            simulator.program(Conditions(columns=3, **settings), seed=0, draw=0)  # type: ignore[arg-type]
    simulator.program(Conditions(columns=3, programming=0.1), seed=0, draw=0)
    assert of_groups(Conditions(columns=4), 2, 16).columns == 4 and of_groups(Conditions(columns=1024), 2, 16).columns == 8


def test_numbers_do_not_depend_on_other_images() -> None:
    """Of a whole block, and of blocks by themselves."""
    layer, _ = layer_of(CASES["depthwise"])
    images = np.random.default_rng(4).random((300, 7, 9, 6), np.float32)
    conditions = Conditions(programming=0.1, read=0.1, adc_bits=8)
    network = Network((layer, *_read_out()), (7, 9, 6))
    whole = Simulator(network, images, np.zeros(300, np.int64), calibration_images=images[:20])
    first = Simulator(network, images[:256], np.zeros(256, np.int64), calibration_images=images[:20])
    one, other = (one.logits(conditions, seed=0, draw=0) for one in (whole, first))
    np.testing.assert_array_equal(one[:256], other)


def _read_out() -> tuple[Layer, ...]:
    from worker.crossbar import Dense, Flatten

    weights = np.random.default_rng(5).standard_normal((5 * 7 * 6, 4), np.float32)
    return Flatten(), Dense(weights, np.zeros(4, np.float32), "linear")
