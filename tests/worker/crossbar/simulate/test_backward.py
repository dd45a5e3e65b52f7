"""Gradients of every kind of layer, and of whole networks, against differences in float64."""

from __future__ import annotations

import os
from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest

from backend.layers import Layer, Shape
from backend.networks import load_arrays, load_card
from tests.worker.crossbar.networks import FAMILIES, cnn, images, mlp, residual, weights
from tests.worker.test_layers import every_example, in_engine
from worker.crossbar import Conditions, Conv2D, Dense, Flatten, GlobalPool2D, Network, Simulator
from worker.crossbar.chip.groups import ideal_arrays
from worker.crossbar.layers import Add, Maximum, Multiply
from worker.crossbar.simulate.backward import Recording, backpropagate, record
from worker.crossbar.simulate.inference import ForwardPass, infer, read_noise
from worker.crossbar.tools.scratch import Scratch
from worker.translate.networks import to_engine

STEP = 1e-5
SEEDS = range(3)


def fine(network: Network) -> Network:
    """The network with arrays of float64."""
    layers: list[Any] = []
    for layer in network.layers:
        held: Any = {field.name: getattr(layer, field.name) for field in fields(layer)}  # type: ignore[arg-type]
        arrays = {name: array.astype(np.float64) for name, array in held.items() if isinstance(array, np.ndarray)}
        layers.append(replace(layer, **arrays))  # type: ignore[type-var]
    return replace(network, layers=tuple(layers))


def normal(seed: int, *shape: int) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal(shape)


def weight_gradients(recording: Recording, gradient: np.ndarray) -> dict[int, np.ndarray]:
    """The gradient with respect to the weights (m, p) of each layer, as reads show it."""
    found = {index: np.zeros_like(crossbar.weights) for index, crossbar in recording.crossbars.items()}

    def see(index: int, _read: int, inputs: np.ndarray, of_outputs: np.ndarray) -> None:
        groups, count = recording.network.weighted[index].groups, inputs.shape[1]
        by_group = np.matmul(
            inputs.reshape(groups, -1, count), of_outputs.reshape(groups, -1, count).swapaxes(1, 2)
        )  # (groups, m, p of one)
        found[index] += by_group.swapaxes(0, 1).reshape(found[index].shape)

    backpropagate(recording, gradient, see)
    return found


def check(network: Network, pictures: np.ndarray, seed: int, *, pixels: int | None = None) -> None:
    """Compare gradients of a random sum of logits with differences: of pixels, and of weights in some directions."""
    made = fine(network)
    recording = record(made, pictures)
    assert recording.logits.dtype == np.float64
    factors = normal(seed, *recording.logits.shape)

    def sums(shown: np.ndarray, arrays: Any = None) -> np.ndarray:
        return (record(made, shown, arrays).logits * factors[..., : len(shown)]).reshape(-1, len(shown)).sum(axis=0)

    of_images = backpropagate(recording, factors)
    assert of_images.shape == pictures.shape and of_images.dtype == np.float64
    scale = float(np.abs(of_images).max())
    each = of_images.reshape(len(pictures), -1)
    for pixel in np.random.default_rng(seed).permutation(each.shape[1])[:pixels]:
        moved = np.zeros(each.shape[1])
        moved[pixel] = STEP
        step = moved.reshape(pictures.shape[1:])
        differences = (sums(pictures + step) - sums(pictures - step)) / (2 * STEP)
        np.testing.assert_allclose(each[:, pixel], differences, rtol=1e-6, atol=1e-6 * scale)
    matrices = {index: layer.matrix() for index, layer in made.weighted.items()}
    for index, gradient in weight_gradients(recording, factors).items():
        assert gradient.shape == matrices[index].shape
        for direction in range(4):
            step = normal(100 + direction, *gradient.shape)
            ends = [ideal_arrays(made, {**matrices, index: matrices[index] + sign * STEP * step}) for sign in (1, -1)]
            difference = (sums(pictures, ends[0]).sum() - sums(pictures, ends[1]).sum()) / (2 * STEP)
            size = float(np.linalg.norm(gradient) * np.linalg.norm(step)) / np.sqrt(step.size)
            np.testing.assert_allclose((gradient * step).sum(), difference, rtol=1e-6, atol=1e-6 * size)


@every_example
@pytest.mark.parametrize("seed", SEEDS)
def test_gradients_of_a_layer_are_its_differences(layer: Layer, shape: Shape, seed: int) -> None:
    made = in_engine(layer, shape)
    check(made, normal(seed, 4, *made.input_shape), seed)


@pytest.mark.parametrize("family", FAMILIES)
def test_gradients_of_a_network_are_its_differences(family: str) -> None:
    check(FAMILIES[family](), normal(7, 3, 8, 8, 1), 7)


@pytest.mark.parametrize("name", ["mnist/mlp-noise0", "mnist/cnn-noise0"])
def test_gradients_of_the_zoo_are_its_differences(name: str) -> None:
    card = load_card(name)
    made = to_engine(card, load_arrays(card))
    check(made, np.random.default_rng(0).random((2, *made.input_shape)), 0, pixels=20)


def test_a_side_of_one_that_is_repeated_has_the_sum_of_the_gradients() -> None:
    """A gate of each channel, and the largest of two that differ."""
    g = np.random.default_rng(0)
    layers = (
        Conv2D(weights(g, 3, 3, 1, 4), weights(g, 4)),
        GlobalPool2D(keepdims=True),
        Conv2D(weights(g, 1, 1, 4, 4), weights(g, 4), activation="linear"),
        Multiply(),
        Maximum(),
        Add(),
        Flatten(),
        Dense(weights(g, 144, 5), weights(g, 5), "linear"),
    )
    inputs = ((-1,), (0,), (1,), (0, 2), (3, 2, 0), (4, 1), (5,), (6,))
    check(Network(layers, (8, 8, 1), inputs), normal(3, 3, 8, 8, 1), 3)


@pytest.mark.parametrize("layer", [0, 1])
def test_nothing_passes_a_dead_relu(layer: int) -> None:
    made = cnn() if layer == 0 else mlp()
    dead = replace(made.layers[layer], bias=np.full_like(made.weighted[layer].bias, -1e3))  # type: ignore[type-var, call-arg]
    network = replace(made, layers=(*made.layers[:layer], dead, *made.layers[layer + 1 :]))
    recording = record(network, images(3)[0])
    gradient = np.ones_like(recording.logits)
    np.testing.assert_array_equal(backpropagate(recording, gradient), 0)
    np.testing.assert_array_equal(weight_gradients(recording, gradient)[layer], 0)


@pytest.mark.parametrize("family", FAMILIES)
def test_a_recorded_pass_on_a_chip_is_that_of_the_chip(family: str) -> None:
    """The same logits as those of a pass that is observed, read noise included."""
    network, (pictures, labels) = FAMILIES[family](), images(6)
    chip = Simulator(network, pictures, labels).program(Conditions(programming=0.1, read=0.05), seed=0, draw=3)
    noise = read_noise(network, seed=0, draw=3)
    shown = infer(network, pictures, ForwardPass(chip, Scratch(), noise, observe=lambda *_read: None)).copy()
    recording = record(network, pictures, chip, read_noise(network, seed=0, draw=3))
    np.testing.assert_array_equal(recording.logits, shown)
    assert recording.logits.dtype == np.float32
    assert np.abs(record(network, pictures).logits - shown).max() > 0.01


def test_gradients_on_a_chip_are_those_of_its_weights() -> None:
    network, (pictures, labels) = cnn(), images(6)
    chip = Simulator(network, pictures, labels).program(Conditions(programming=0.1), seed=0, draw=3)
    held = ideal_arrays(network, {index: crossbar.weights for index, crossbar in chip.items()})
    on_chip, ideal = (record(network, pictures, crossbars) for crossbars in (chip, held))
    gradient = normal(0, *ideal.logits.shape).astype(np.float32)
    found = backpropagate(on_chip, gradient)
    assert found.dtype == np.float32
    np.testing.assert_array_equal(found, backpropagate(ideal, gradient))
    clean = backpropagate(record(network, pictures), gradient)
    assert np.abs(found - clean).max() > 0.01 * np.abs(clean).max()


@pytest.mark.parametrize(
    "conditions",
    [
        Conditions(programming=0.1),
        Conditions(programming=0.1, law="proportional", bias="analog", scaling="column"),
        Conditions(programming=0.1, weight_bits=4, cell_bits=2, mapping="offset"),
    ],
    ids=["errors of weights", "devices, biases, factors", "slices"],
)
def test_gradients_on_simulated_devices_are_differences(conditions: Conditions) -> None:
    """Of a linear network, so that a step of any size will do."""
    g = np.random.default_rng(0)
    layers = (
        Conv2D(weights(g, 3, 3, 1, 4), weights(g, 4), activation="linear"),
        Conv2D(weights(g, 3, 3, 2, 6), weights(g, 6), activation="linear", groups=2, strides=2),
        Flatten(),
        Dense(weights(g, 24, 10), weights(g, 10), "linear"),
    )
    network, (pictures, labels) = Network(layers, (8, 8, 1)), images(6)
    chip = Simulator(network, pictures, labels, calibration_images=pictures).program(conditions, seed=0, draw=1)
    recording, step = record(network, pictures, chip), normal(4, 8, 8, 1).astype(np.float32)
    factors = normal(5, *recording.logits.shape).astype(np.float32)
    ends = [(record(network, pictures + sign * step, chip).logits * factors).sum(axis=0) for sign in (1, -1)]
    found = (backpropagate(recording, factors) * step).sum(axis=(1, 2, 3))
    np.testing.assert_allclose(found, (ends[0] - ends[1]) / 2, atol=1e-4 * float(np.abs(found).max()))


def test_transposed_products_may_be_others() -> None:
    network, (pictures, _labels) = mlp(), images(5)
    recording = record(network, pictures)
    last, twice = len(network.layers) - 1, 2 * recording.crossbars[2].weights
    gradient = np.ones_like(recording.logits)
    found = backpropagate(recording, gradient, back={last: lambda of_outputs: twice @ of_outputs})
    np.testing.assert_allclose(found, 2 * backpropagate(recording, gradient), rtol=1e-5)


def test_gradients_at_the_outputs_of_layers_are_shown() -> None:
    """They are what goes back through the layers behind alone."""
    made, pictures = fine(residual()), normal(1, 3, 8, 8, 1)
    recording, seen = record(made, pictures), dict[int, np.ndarray]()
    gradient = normal(2, *recording.logits.shape)
    backpropagate(recording, gradient, see_outputs=seen.__setitem__)
    assert list(seen) == list(reversed(range(len(made.layers))))
    np.testing.assert_array_equal(seen[len(made.layers) - 1], gradient)
    for layer, own in seen.items():
        assert own.shape == recording.values[layer].shape
    chain, behind = 7, Network(made.layers[8:], made.input_shape)
    alone = backpropagate(record(behind, np.moveaxis(recording.values[chain], -1, 0)), gradient)
    np.testing.assert_allclose(np.moveaxis(alone, 0, -1), seen[chain], rtol=1e-10)


def test_a_gradient_of_another_shape_is_refused() -> None:
    recording = record(mlp(), images(5)[0])
    with pytest.raises(ValueError, match=r"\(10, 5\), not \(5, 10\)"):
        backpropagate(recording, recording.logits.T)


@pytest.mark.parametrize(
    "name", ["mnist/cnn-noise0", "mnist/lstm-t14-noise0", "digits/gru-t8-noise0", "digits/rnn-skip-t8-noise0"]
)
def test_tensorflow_finds_the_same_gradients(name: str) -> None:
    """Of images and weights, where ReLUs are off and pixels of a window are equal too.

    Training takes another gradient of the binary gate of a Skip RNN, which is 0.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    tensorflow = pytest.importorskip("tensorflow", reason="TensorFlow is not installed")
    from worker.training.layers import KINDS
    from worker.training.layers.noise import Noise

    card, arrays = load_card(name), load_arrays(load_card(name))
    made = to_engine(card, arrays)
    values = inputs = tensorflow.keras.Input(made.input_shape)
    for index, layer in enumerate(card.layers):
        values = KINDS[layer.kind].apply(layer, values, f"layer_{index}", Noise(0, 0, None, 0))
    model = tensorflow.keras.Model(inputs, values)
    for key, array in arrays.items():
        index, part = key.split(".")
        getattr(model.get_layer(f"layer_{index}"), part).assign(array)
    pictures = np.random.default_rng(0).random((4, *made.input_shape), dtype=np.float32)
    pictures[:, : len(pictures[0]) // 3] = 0
    recording = record(made, pictures)
    factors = normal(0, *recording.logits.shape).astype(np.float32)
    shown = tensorflow.constant(pictures)
    kernels = {index: model.get_layer(f"layer_{index}").kernel.value for index in made.weighted}
    with tensorflow.GradientTape() as tape:
        tape.watch(shown)
        total = tensorflow.reduce_sum(model(shown, training=False) * factors.T)
    of_images, of_kernels = tape.gradient(total, (shown, kernels))
    assert np.abs(of_images).max() > 0.1
    np.testing.assert_allclose(backpropagate(recording, factors), of_images, atol=1e-5 * float(np.abs(of_images).max()))
    for index, gradient in weight_gradients(recording, factors).items():
        kernel = np.asarray(of_kernels[index])
        own = gradient[: kernel[..., 0].size].reshape(kernel.shape)
        np.testing.assert_allclose(own, kernel, atol=1e-5 * float(np.abs(kernel).max()))
