from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from tests.worker.learning.kinds import IDEAL, SOFT, device
from tests.worker.learning.networks import cnn, digits, mlp, rnn
from worker.crossbar.chip.groups import ideal_arrays
from worker.crossbar.layers import RNN, Dense, Network
from worker.crossbar.simulate.inference import ForwardPass, infer
from worker.crossbar.tools.arrays import Floats
from worker.crossbar.tools.scratch import Scratch
from worker.learning import SGD, Exact, MixedPrecision, Rule, Stochastic, TikiTaka
from worker.learning.network.learning_network import LearningNetwork
from worker.learning.network.loss import cross_entropy
from worker.learning.network.reads import Reads
from worker.learning.network.settings import Settings
from worker.learning.network.training import Training

EXACT = Settings(device(IDEAL), SGD(Exact()), rate=0.05, window=1.0)


def sgd(network: Network, images: Floats, labels: np.ndarray, rate: float) -> tuple[list[Floats], list[Floats]]:
    """Plain SGD in NumPy, one image at a time: weights and biases."""
    dense = [layer for layer in network.layers if isinstance(layer, Dense)]
    weights, biases = [layer.kernel.copy() for layer in dense], [layer.bias.copy() for layer in dense]
    for image, label in zip(images.reshape(len(images), -1), labels, strict=True):
        values = [image]
        for number, (w, b) in enumerate(zip(weights, biases, strict=True)):
            z = w.T @ values[-1] + b
            values.append(z if number == len(weights) - 1 else np.maximum(z, np.float32(0)))
        shares = np.exp(values[-1] - values[-1].max())
        delta = shares / shares.sum()
        delta[label] -= 1
        deltas = [delta]
        for number in range(len(weights) - 1, 0, -1):
            deltas.insert(0, (weights[number] @ deltas[0]) * (values[number] > 0))
        for number, delta in enumerate(deltas):
            weights[number] -= np.multiply.outer(values[number], np.float32(rate) * delta)
            biases[number] -= np.float32(rate) * delta
    return weights, biases


def test_ideal_devices_with_exact_updates_are_sgd_bit_for_bit() -> None:
    images, labels, *_test = digits()
    network = mlp(64, 24, 16, 10, shape=(8, 8, 1))
    learning = LearningNetwork(network, EXACT, seed=0)
    for image in range(300):
        learning.learn(images[image : image + 1], labels[image : image + 1], 0.05)
    weights, biases = sgd(network, images[:300], labels[:300], 0.05)
    for layer, expected, bias in zip(learning.layers.values(), weights, biases, strict=True):
        assert layer.weights.tobytes() == expected.tobytes()
        assert layer.bias.tobytes() == bias.tobytes()


def test_one_image_alone_learns_as_one_of_several() -> None:
    """The quick way of chains, and the way of all networks."""
    images, labels, *_test = digits()
    network = mlp(64, 24, 10, shape=(8, 8, 1))
    quick, general = (LearningNetwork(network, EXACT, seed=0) for _way in range(2))
    assert quick._chain is not None
    general._chain = None
    for image in range(50):
        found = [one.learn(images[image : image + 1], labels[image : image + 1], 0.05) for one in (quick, general)]
        assert found[0][0] == pytest.approx(found[1][0], rel=1e-4)
        assert found[0][1] == found[1][1]
    for index, layer in quick.layers.items():
        np.testing.assert_allclose(layer.weights, general.layers[index].weights, atol=2e-6)


@pytest.mark.parametrize("network", [rnn(8, 12, 8, 10, (8, 8, 1)), cnn(4, 10)], ids=["rnn", "cnn"])
def test_updates_are_the_derivatives_of_the_loss(network: Network) -> None:
    """Through time, and over all positions of a kernel: against differences of the loss."""
    images, labels, *_test = digits()
    chosen = slice(20, 23)
    learning = LearningNetwork(network, EXACT, seed=0)
    before = {index: layer.weights.copy() for index, layer in learning.layers.items()}
    biases = {index: layer.bias.copy() for index, layer in learning.layers.items()}
    learning.learn(images[chosen], labels[chosen], 1e-3)
    generator = np.random.default_rng(0)
    for index, layer in learning.layers.items():
        found = (before[index] - layer.weights) / 1e-3
        largest = float(np.abs(found).max())
        for flat in generator.choice(found.size, 12, replace=False):
            change = difference(network, index, images[chosen], labels[chosen], np.unravel_index(flat, found.shape))
            assert found.flat[flat] == pytest.approx(change, abs=0.01 * largest)
        of_bias = (biases[index] - layer.bias) / 1e-3
        change = difference(network, index, images[chosen], labels[chosen], None)
        assert of_bias[0] == pytest.approx(change, abs=0.01 * float(np.abs(of_bias).max()))


def difference(network: Network, index: int, images: Floats, labels: np.ndarray, place: tuple[int, ...] | None) -> float:
    """Return the slope of the loss along one weight, or along the first bias, in float64."""
    small, losses = 1e-5, []
    for sign in (1, -1):
        matrices = {number: layer.matrix().astype(np.float64) for number, layer in network.weighted.items()}
        layer = network.weighted[index]
        kept = layer.bias[0]
        if place is None:
            layer.bias[0] = kept + np.float32(sign * 1e-3)
        else:
            matrices[index][place] += sign * small
        scratch = Scratch(np.float64)
        logits = infer(network, images.astype(np.float64), ForwardPass(ideal_arrays(network, matrices), scratch))
        losses.append(float(cross_entropy(logits, labels)[0].sum()))
        layer.bias[0] = kept
    return (losses[0] - losses[1]) / (2 * (1e-3 if place is None else small))


def noisy(rule: Rule, batch: int = 1) -> Settings:
    reads = Reads(noise=0.01, dac_bits=6, adc_bits=8)
    return Settings(device(SOFT, 200, write_noise=0.3, spread_step=0.1), rule, rate=0.03, batch=batch, reads=reads)


@pytest.mark.parametrize("rule", [SGD(), TikiTaka(), MixedPrecision()], ids=lambda rule: type(rule).__name__)
@pytest.mark.parametrize(
    ("make", "batch"),
    [(lambda: mlp(64, 12, 10, shape=(8, 8, 1)), 1), (lambda: rnn(8, 6, 8, 10, (8, 8, 1)), 4)],
    ids=["mlp", "rnn"],
)
def test_a_training_that_is_resumed_goes_on_with_the_same_bits(rule: Rule, make: Callable[[], Network], batch: int) -> None:
    images, labels, *_test = digits()

    def training() -> Training:
        network = LearningNetwork(make(), noisy(rule, batch), seed=3, draw=1)
        return Training(network, images[:60], labels[:60], seed=3, draw=1)

    whole = training()
    whole.advance(100)
    first = training()
    first.advance(37)
    second = training()
    second.restore(first.state())
    second.advance(100)
    assert second.samples == whole.samples >= 100
    expected, found = whole.state(), second.state()
    assert set(found) == set(expected)
    for name, value in expected.items():
        assert found[name].tobytes() == value.tobytes(), name
    np.testing.assert_array_equal(whole.network.logits(images[:20]), second.network.logits(images[:20]))


def test_layers_that_do_not_learn_stay_as_they_are() -> None:
    images, labels, *_test = digits()
    network = mlp(64, 24, 10, shape=(8, 8, 1))
    given = network.weighted[1].matrix() * np.float32(0.5)
    learning = LearningNetwork(network, noisy(SGD(Stochastic())), seed=0, learns=[2], weights={1: given})
    before = learning.layers[1].weights.copy()
    np.testing.assert_allclose(before, given, atol=1e-6)
    for image in range(20):
        learning.learn(images[image : image + 1], labels[image : image + 1], 0.05)
    assert (learning.layers[1].weights == before).all()
    assert not learning.layers[1].bias.any()
    assert learning.layers[2].bias.any()
    assert sum(learning.pulses) > 0
    assert not network.weighted[2].bias.any(), "the network that is given stays as it is"


def test_what_cannot_learn_is_named() -> None:
    with pytest.raises(ValueError, match="some layer"):
        LearningNetwork(mlp(4, 2), EXACT, seed=0, learns=[])
    with pytest.raises(ValueError, match="some layer"):
        LearningNetwork(mlp(4, 2), EXACT, seed=0, learns=[0])


def test_new_recurrent_weights_turn_and_hardly_shrink() -> None:
    layer = rnn(8, 12, 8, 10, (8, 8, 1)).layers[1]
    assert isinstance(layer, RNN)
    np.testing.assert_allclose(np.linalg.svd(layer.recurrent)[1], 0.9, rtol=1e-5)
