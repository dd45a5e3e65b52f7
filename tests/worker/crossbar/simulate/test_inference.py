"""Without noise the engine is plain float32 inference, written out here once more in the plainest way."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.networks import load_arrays, load_card
from tests.worker.crossbar.networks import FAMILIES, cnn, images, mlp, rnn, weights
from worker.crossbar import GRU, LSTM, RNN, Conditions, Conv2D, Dense, Flatten, MaxPool2D, Network, Simulator, SkipRNN
from worker.crossbar.layers import Add, Concatenate, Flip, Layer, Multiply, Recurrent, Reshape, Weighted
from worker.crossbar.simulate.blocks import block_size
from worker.translate.networks import to_engine


def plain(network: Network, values: np.ndarray) -> np.ndarray:
    """Loops and double precision: slow, and easy to believe."""
    known = {-1: values.astype(np.float64)}
    for index, (layer, sources) in enumerate(zip(network.layers, network.sources, strict=True)):
        known[index] = _after(layer, *(known[source] for source in sources))
    return known[len(network.layers) - 1]


def _after(layer: Layer, values: np.ndarray, *others: np.ndarray) -> np.ndarray:
    if isinstance(layer, Add):
        return sum(others, values)
    if isinstance(layer, Multiply):
        return np.prod([values, *others], axis=0)
    if isinstance(layer, Concatenate):
        return np.concatenate([values, *others], axis=-1)
    if isinstance(layer, Conv2D):
        return _conv(values, layer)
    if isinstance(layer, MaxPool2D):
        n, rows, columns, channels = values.shape
        s = layer.size
        cut = values[:, : rows // s * s, : columns // s * s]
        return cut.reshape(n, rows // s, s, columns // s, s, channels).max(axis=(2, 4))
    if isinstance(layer, Flatten):
        return values.reshape(len(values), -1)
    if isinstance(layer, Reshape):
        return values.reshape(len(values), *layer.shape)
    if isinstance(layer, Flip):
        return np.flip(values, layer.axis)
    if isinstance(layer, Recurrent):
        pixels = values.reshape(len(values), layer.time_steps, -1)
        pixels = pixels[:, ::-1] if layer.go_backwards else pixels
        return np.stack([_recurrent(layer, sequence) for sequence in pixels])
    assert isinstance(layer, Dense)
    values = values.reshape(len(values), -1) @ layer.kernel + layer.bias
    return np.maximum(values, 0) if layer.activation == "relu" else values


def _recurrent(layer: Recurrent, sequence: np.ndarray) -> np.ndarray:
    """One image, from the equations."""
    units = layer.recurrent.shape[0]
    states = [np.zeros(units)]
    memory, due = np.zeros(units), 1.0
    for step, x in enumerate(sequence, start=1):
        h = states[-1]
        if isinstance(layer, RNN):
            z = x @ layer.kernel + h @ layer.recurrent + layer.bias
            if layer.skip is not None and step > layer.lag:
                z = z + states[step - layer.lag] @ layer.skip
            states.append(WRITTEN_OUT[layer.activation](z))
        elif isinstance(layer, SkipRNN):
            update = round(due)
            h = np.maximum(x @ layer.kernel + h @ layer.recurrent + layer.bias, 0) if update else h
            more = _sigmoid(float((h @ layer.gate + layer.gate_bias)[0]))
            due = more if update else min(due + more, 1.0)
            states.append(h)
        elif isinstance(layer, LSTM):
            i, f, c, o = np.split(x @ layer.kernel + h @ layer.recurrent + layer.bias, 4)
            gate, of_values = WRITTEN_OUT[layer.recurrent_activation], WRITTEN_OUT[layer.activation]
            memory = gate(f) * memory + gate(i) * of_values(c)
            states.append(gate(o) * of_values(memory))
        elif isinstance(layer, GRU):
            of_x = np.split(x @ layer.kernel + layer.bias, 3)
            of_h = np.split(h @ layer.recurrent + (layer.recurrent_bias if layer.reset_after else 0), 3)
            z, r = _sigmoid(of_x[0] + of_h[0]), _sigmoid(of_x[1] + of_h[1])
            of_state = r * of_h[2] if layer.reset_after else (r * h) @ np.split(layer.recurrent, 3, axis=1)[2]
            states.append(z * h + (1 - z) * np.tanh(of_x[2] + of_state))
    return np.stack(states[1:]) if layer.return_sequences else states[-1]


def _sigmoid(z: np.ndarray | float) -> np.ndarray:
    return 1 / (1 + np.exp(-z))


WRITTEN_OUT = {
    "relu": lambda z: np.maximum(z, 0),
    "tanh": np.tanh,
    "sigmoid": _sigmoid,
    "hard_sigmoid": lambda z: np.clip(z / 6 + 0.5, 0, 1),
}


def _conv(values: np.ndarray, layer: Conv2D) -> np.ndarray:
    height, width, _, filters = layer.kernel.shape
    if layer.padding == "same":
        up, left = (height - 1) // 2, (width - 1) // 2
        values = np.pad(values, ((0, 0), (up, height - 1 - up), (left, width - 1 - left), (0, 0)))
    rows, columns = values.shape[1] - height + 1, values.shape[2] - width + 1
    result = np.empty((len(values), rows, columns, filters))
    for row in range(rows):
        for column in range(columns):
            patch = values[:, row : row + height, column : column + width]
            result[:, row, column] = np.tensordot(patch, layer.kernel, 3) + layer.bias
    return np.maximum(result, 0) if layer.activation == "relu" else result


@pytest.mark.parametrize("network", [*(make() for make in FAMILIES.values()), cnn(padding="same"), rnn(steps=1), rnn(steps=16)])
def test_it_equals_inference_written_out(network: Network) -> None:
    pictures, labels = images()
    logits = Simulator(network, pictures, labels).logits(Conditions(), seed=0, draw=0)
    assert logits.dtype == np.float32
    np.testing.assert_allclose(logits, plain(network, pictures), atol=2e-5)


@pytest.mark.parametrize("family", FAMILIES)
def test_noise_reaches_every_array(family: str) -> None:
    """Programming error and read noise of one layer alone move the answers; a skipped gate or a lag is no way around."""
    pictures, labels = images()
    simulator = Simulator(FAMILIES[family](), pictures, labels)
    ideal = simulator.logits(Conditions(), seed=0, draw=0)
    for noisy in (Conditions(programming=0.02), Conditions(read=0.02)):
        moved = simulator.logits(noisy, seed=0, draw=0)
        assert np.isfinite(moved).all()
        assert 1e-3 < np.abs(moved - ideal).mean() < 10


@pytest.mark.parametrize("family", FAMILIES)
def test_noise_can_be_kept_to_some_layers(family: str) -> None:
    """One layer's noise is the same, bit for bit, whether the others have theirs or not; in none there is none."""
    pictures, labels = images()
    network = FAMILIES[family]()
    simulator = Simulator(network, pictures, labels)
    noisy = Conditions(programming=0.05, read=0.01, stuck_low=0.02)
    weighted = [index for index, layer in enumerate(network.layers) if isinstance(layer, Weighted)]
    whole = simulator.program(noisy, seed=3, draw=1)
    ideal = simulator.program(Conditions(), seed=3, draw=1)
    for chosen in weighted:
        part = simulator.program(replace(noisy, layers=frozenset({chosen})), seed=3, draw=1)
        for index in weighted:
            source = whole if index == chosen else ideal
            np.testing.assert_array_equal(part[index].weights, source[index].weights)
            np.testing.assert_array_equal(part[index].weight_read_variance, source[index].weight_read_variance)
    none = simulator.logits(replace(noisy, layers=frozenset()), seed=3, draw=1)
    np.testing.assert_array_equal(none, simulator.logits(Conditions(), seed=3, draw=1))


def test_arrays_are_as_large_as_the_card_says() -> None:
    """The engine's matrix of every kind of layer, against `describe`, which counts its devices."""
    from backend.networks.describe import describe
    from backend.networks.recipe import Recipe
    from backend.schemas.families import RECURRENT
    from worker.translate.networks import layers_to_engine

    for family in ("mlp", "cnn", "lenet5", *RECURRENT):
        recipe = Recipe(family=family, time_steps=4 if family in RECURRENT else None)
        facts = describe(recipe.layers(), recipe.input_shape)
        arrays = {
            f"{fact.index}.{name}": np.zeros(shape, np.float32) for fact in facts.layers for name, shape in fact.arrays.items()
        }
        network = layers_to_engine(recipe.layers(), arrays, recipe.input_shape)
        made = {index: layer.matrix().shape for index, layer in enumerate(network.layers) if isinstance(layer, Weighted)}
        assert made == {fact.index: (fact.rows, fact.columns) for fact in facts.layers}, family


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("seed", [0, 7])
def test_zero_noise_is_bit_for_bit_the_ideal(family: str, seed: int) -> None:
    pictures, labels = images()
    simulator = Simulator(FAMILIES[family](), pictures, labels)
    ideal = simulator.logits(Conditions(), seed=0, draw=0)
    zeros = Conditions(programming=0, read=0, stuck_low=0, stuck_high=0, image_noise="gaussian", image_noise_level=0)
    np.testing.assert_array_equal(simulator.logits(zeros, seed=seed, draw=3), ideal)


@pytest.mark.parametrize(
    ("network", "images"), [("digits/cnn-noise0", 256), ("mnist/lenet5-noise0", 128), ("mnist/cnn-noise0", 64)]
)
def test_the_more_a_convolution_makes_of_an_image_the_fewer_are_worked_on_at_a_time(network: str, images: int) -> None:
    card = load_card(network)
    assert block_size(to_engine(card, load_arrays(card))) == images


@pytest.mark.parametrize("family", FAMILIES)
def test_the_number_of_images_does_not_change_an_answer(family: str) -> None:
    """Images are worked on in blocks of the network's own; a shorter test set is the beginning of a longer one."""
    network = FAMILIES[family]()
    count = 2 * block_size(network) + 3
    pictures, labels = images(count)
    noise = Conditions(programming=0.05, read=0.02, image_noise="gaussian", image_noise_level=0.1)
    whole = Simulator(network, pictures, labels).logits(noise, seed=2, draw=1)
    part = block_size(network)
    beginning = Simulator(network, pictures[:part], labels[:part]).logits(noise, seed=2, draw=1)
    np.testing.assert_array_equal(whole[:part], beginning)


@pytest.mark.parametrize("family", FAMILIES)
def test_a_chip_is_the_same_in_whatever_order_it_is_asked_for(family: str) -> None:
    pictures, labels = images()
    noise = [Conditions(programming=sigma, read=0.01) for sigma in (0.02, 0.1)]
    simulator = Simulator(FAMILIES[family](), pictures, labels)
    there = [simulator.correct(one, seed=5, draw=draw) for draw in range(6) for one in noise]
    fresh = [
        Simulator(FAMILIES[family](), pictures, labels).correct(one, seed=5, draw=draw)
        for draw in reversed(range(6))
        for one in reversed(noise)
    ]
    assert there == fresh[::-1]


def test_draws_and_seeds_differ() -> None:
    pictures, labels = images()
    simulator = Simulator(mlp(), pictures, labels)
    noise = Conditions(programming=0.1)
    one = simulator.logits(noise, seed=0, draw=0)
    assert not np.array_equal(one, simulator.logits(noise, seed=0, draw=1))
    assert not np.array_equal(one, simulator.logits(noise, seed=1, draw=0))


@given(st.integers(1, 9), st.integers(2, 6), st.sampled_from([0.0, 1e-30, 1.0, 1e6]), st.sampled_from(["differential", "offset"]))
@settings(max_examples=40, deadline=None)
def test_no_weights_make_an_answer_that_is_no_number(inputs: int, outputs: int, size: float, mapping: str) -> None:
    layer = Dense(np.full((inputs**2, outputs), size, np.float32), np.zeros(outputs, np.float32), "linear")
    pictures = np.ones((3, inputs, inputs, 1), np.float32)
    simulator = Simulator(
        Network((Flatten(), layer), (inputs, inputs, 1)), pictures, np.zeros(3, np.int64), calibration_images=pictures
    )
    conditions = Conditions(
        programming=0.1,
        read=0.1,
        stuck_low=0.1,
        stuck_high=0.1,
        weight_bits=3,
        adc_bits=4,
        dac_bits=4,
        mapping=mapping,
        rows=5,  # type: ignore[arg-type]
    )
    assert np.isfinite(simulator.logits(conditions, seed=0, draw=0)).all()


@pytest.mark.parametrize("family", FAMILIES)
def test_a_chain_is_the_same_with_its_connections_written_out(family: str) -> None:
    """Bit for bit."""
    pictures, labels = images(600)
    made = FAMILIES[family]()
    written = replace(made, inputs=made.sources)
    for conditions in (Conditions(), Conditions(programming=0.05, read=0.02), Conditions(read=0.02, adc_bits=6)):
        one, other = (
            Simulator(network, pictures, labels, calibration_images=pictures[:50]).logits(conditions, seed=3, draw=2)
            for network in (made, written)
        )
        np.testing.assert_array_equal(one, other)


def test_a_layer_that_feeds_two_gives_both_the_same() -> None:
    """What one does with a value does not reach the other: the same network with every value computed twice is the same."""
    pictures, labels = images(40)
    made = FAMILIES["residual"]()
    first = made.layers[0]
    twice = replace(
        made,
        layers=(first, first, *made.layers[1:]),
        inputs=((-1,), (-1,), (0,), (1,), (2,), (3, 0), (5,), (3,), (4, 6, 7), (8,), (9,), (10,)),
    )
    one, other = (Simulator(network, pictures, labels).logits(Conditions(), seed=0, draw=0) for network in (made, twice))
    np.testing.assert_array_equal(one, other)


@st.composite
def graphs(draw: st.DrawFn) -> Network:
    """Dense layers, sums, products and concatenations of whatever came before, each of which somebody needs."""
    g = np.random.default_rng(draw(st.integers(0, 99)))
    layers: list[Layer] = [Flatten()]
    inputs: list[tuple[int, ...]] = [(-1,)]
    widths = [64]
    for _ in range(draw(st.integers(1, 12))):
        source = draw(st.integers(0, len(layers) - 1))
        alike = [index for index, width in enumerate(widths) if width == widths[source]]
        kind = draw(st.sampled_from(["dense", "add", "multiply", "concatenate"]))
        if kind == "dense":
            width = draw(st.sampled_from([5, 64]))
            activation = draw(st.sampled_from(["relu", "linear"]))
            layers.append(Dense(weights(g, widths[source], width), weights(g, width), activation))
            inputs.append((source,))
        else:
            sources = draw(st.lists(st.sampled_from(alike), min_size=2, max_size=3))
            layers.append({"add": Add, "multiply": Multiply, "concatenate": Concatenate}[kind]())
            inputs.append(tuple(sources))
            width = widths[source] * (len(sources) if kind == "concatenate" else 1)
        widths.append(min(width, 10**6))
    used = {source for sources in inputs for source in sources}
    unused = [index for index in range(len(layers)) if index not in used]
    layers.append(Concatenate() if len(unused) > 1 else Flatten())
    inputs.append(tuple(unused))
    layers.append(Dense(weights(g, sum(widths[index] for index in unused), 10), weights(g, 10), "linear"))
    inputs.append((len(layers) - 2,))
    return Network(tuple(layers), (8, 8, 1), tuple(inputs))


@given(graphs())
@settings(max_examples=60, deadline=None)
def test_any_graph_keeps_every_value_for_as_long_as_it_is_needed(network: Network) -> None:
    pictures, labels = images(20)
    found = Simulator(network, pictures, labels).logits(Conditions(), seed=0, draw=0)
    expected = plain(network, pictures)
    np.testing.assert_allclose(found, expected, rtol=1e-3, atol=1e-4 * np.abs(expected).max())
