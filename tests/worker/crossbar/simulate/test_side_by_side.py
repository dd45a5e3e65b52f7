"""Several chips at once give bit for bit what each gives alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.worker.crossbar.networks import FAMILIES, images, weights
from worker.crossbar import Conditions, Dense, Device, Flatten, MaxPool2D, Network, Simulator
from worker.crossbar.layers import Activation, Permute, Reshape, Scale
from worker.crossbar.simulate.side_by_side import MOST_CHIPS
from worker.crossbar.tools.functions import FUNCTIONS

NOISY = Conditions(programming=0.08, read=0.03)
TOGETHER = {
    "frozen": Conditions(programming=0.08),
    "read": Conditions(read=0.03),
    "both": NOISY,
    "offset, levels": replace(NOISY, mapping="offset", weight_bits=4),
    "stuck": replace(NOISY, stuck_low=0.02, stuck_high=0.01),
    "some layers": replace(NOISY, layers=frozenset({0})),
    "noisy images": replace(NOISY, image_noise="gaussian", image_noise_level=0.3),
    "device": Conditions(device=Device(low=1.0, high=10.0, spread=lambda g, _age: 0.3 + 0 * g, read=lambda g, _age: 0.02 * g)),
}
ALONE = {
    "converters": replace(NOISY, adc_bits=5),
    "devices one by one": replace(NOISY, law="proportional"),
}


def shown(count: int, each: int) -> dict[int, np.ndarray]:
    random = np.random.default_rng(5)
    return {3 * draw + 1: random.permutation(200)[:each] for draw in range(count)}


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("conditions", [*TOGETHER.values(), *ALONE.values()], ids=[*TOGETHER, *ALONE])
@pytest.mark.parametrize("each", [1, 33])
def test_as_each_alone(family: str, conditions: Conditions, each: int) -> None:
    pictures, labels = images(200)
    simulator = Simulator(FAMILIES[family](), pictures, labels, calibration_images=pictures[:50])
    chosen = shown(5, each)
    answers = simulator.predictions_of_chips(conditions, chosen, seed=2)
    alone = [simulator.logits(conditions, seed=2, draw=draw, chosen=some) for draw, some in chosen.items()]
    for found, expected in zip(answers, alone, strict=True):
        np.testing.assert_array_equal(found, expected.argmax(axis=1))
    if simulator.chips_at_once(conditions, each) > 1:
        found_logits = simulator._logits_side_by_side(conditions, chosen, 2)
        assert found_logits is not None
        np.testing.assert_array_equal(found_logits, alone)


@pytest.mark.parametrize("family", FAMILIES)
def test_only_plain_arrays_of_few_images_are_read_together(family: str) -> None:
    pictures, labels = images(20)
    simulator = Simulator(FAMILIES[family](), pictures, labels)
    convolves = family in ("cnn", "residual")
    for conditions in TOGETHER.values():
        assert simulator.chips_at_once(conditions, 33) == (1 if convolves else MOST_CHIPS)
        assert simulator.chips_at_once(conditions, 100) <= 5 and simulator.chips_at_once(conditions, 10_000) == 1
    for conditions in ALONE.values():
        assert simulator.chips_at_once(conditions, 33) == 1


@pytest.mark.parametrize("function", ["relu", *FUNCTIONS, "softmax"])
def test_digital_layers_of_several_chips(function: str) -> None:
    """Before the first array, where all chips see images of their own, and between arrays."""
    g = np.random.default_rng(0)
    network = Network(
        (
            *(Scale((2.0,), (-0.5,)), Permute((2, 3, 1)), Reshape((4, 8, 2)), MaxPool2D(2), Scale((0.5, -2.0), (0.25, 0.0))),
            *(Activation("softmax"), Flatten(), Dense(weights(g, 16, 20), weights(g, 20), "linear"), Activation(function)),
            *(Reshape((2, 2, 5)), Permute((3, 1, 2)), Dense(weights(g, 20, 10), weights(g, 10), "linear")),
        ),
        (8, 8, 1),
    )
    pictures, labels = images(200)
    simulator = Simulator(network, pictures, labels)
    for each in (1, 33):
        chosen = shown(5, each)
        answers = simulator.predictions_of_chips(NOISY, chosen, seed=2)
        for found, (draw, some) in zip(answers, chosen.items(), strict=True):
            np.testing.assert_array_equal(found, simulator.predictions(NOISY, seed=2, draw=draw, chosen=some))


def test_more_chips_than_are_read_together() -> None:
    pictures, labels = images(200)
    simulator = Simulator(FAMILIES["rnn"](), pictures, labels)
    chosen = shown(2 * MOST_CHIPS + 3, 20)
    answers = simulator.predictions_of_chips(NOISY, chosen, seed=0)
    assert len(answers) == len(chosen)
    for found, (draw, some) in zip(answers, chosen.items(), strict=True):
        np.testing.assert_array_equal(found, simulator.predictions(NOISY, seed=0, draw=draw, chosen=some))


def test_a_chip_that_fails_says_so_as_alone() -> None:
    pictures, labels = images(200)
    simulator = Simulator(FAMILIES["rnn"](), pictures, labels)
    with np.errstate(all="ignore"), pytest.raises(Exception, match="no finite numbers") as together:
        simulator.predictions_of_chips(Conditions(programming=1e30), shown(3, 20), seed=0)
    with np.errstate(all="ignore"), pytest.raises(Exception, match="no finite numbers") as alone:
        simulator.predictions(Conditions(programming=1e30), seed=0, draw=1, chosen=shown(3, 20)[1])
    assert str(together.value) == str(alone.value) and type(together.value) is type(alone.value)
