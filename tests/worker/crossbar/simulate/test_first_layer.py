"""A first dense layer by parts, X W + s X E, of all images and of some."""

from __future__ import annotations

import numpy as np
import pytest

from tests.worker.crossbar.networks import FAMILIES, images
from worker.crossbar import Conditions, Simulator
from worker.crossbar.simulate.first_layer import KEPT_LEVELS
from worker.crossbar.simulate.images import pixel_major
from worker.crossbar.tools.memo import Memo

SETTINGS = [
    Conditions(),
    Conditions(programming=0.05),
    Conditions(programming=0.1, weight_bits=4),
    Conditions(programming=0.1, mapping="offset"),
    Conditions(programming=0.1, layers=frozenset({2})),
]
CHOSEN = np.random.default_rng(4).permutation(300)[:50]


@pytest.mark.parametrize("conditions", SETTINGS, ids=range(len(SETTINGS)))
def test_of_chosen_images_as_of_all(conditions: Conditions) -> None:
    """The same chip: what it answers to an image does not depend on which others it is shown, but for rounding."""
    pictures, labels = images(300)
    simulator = Simulator(FAMILIES["mlp"](), pictures, labels)
    everything = simulator.logits(conditions, seed=2, draw=1)
    np.testing.assert_allclose(simulator.logits(conditions, seed=2, draw=1, chosen=CHOSEN), everything[CHOSEN], atol=2e-5)


def test_what_is_known_of_some_images_is_not_taken_for_others() -> None:
    pictures, labels = images(300)
    simulator = Simulator(FAMILIES["mlp"](), pictures, labels)
    conditions = Conditions(programming=0.1)
    for chosen in (CHOSEN, CHOSEN[::-1].copy(), CHOSEN[:7], np.arange(300)):
        alone = Simulator(FAMILIES["mlp"](), pictures, labels).logits(conditions, seed=2, draw=1, chosen=chosen)
        np.testing.assert_array_equal(simulator.logits(conditions, seed=2, draw=1, chosen=chosen), alone)


def test_a_forgotten_simulator_holds_nothing() -> None:
    pictures, labels = images(300)
    memo = Memo(limit=10**9)
    simulators = [Simulator(FAMILIES["mlp"](), pictures, labels, pixels=pixel_major(pictures), memo=memo) for _ in range(2)]
    for simulator in simulators:
        simulator.logits(Conditions(programming=0.1), seed=0, draw=0)
    held = memo.bytes
    simulators[0].forget()
    assert memo.bytes == held / 2 > 0


def test_many_numbers_of_levels_take_no_more_memory_than_a_few() -> None:
    pictures, labels = images(300)
    simulator = Simulator(FAMILIES["mlp"](), pictures, labels)
    for _ in range(2):
        for bits in (2, 3, 4, 5, 6, 7, 8, None):
            conditions = Conditions(programming=0.1, weight_bits=bits)
            alone = Simulator(FAMILIES["mlp"](), pictures, labels).logits(conditions, seed=0, draw=0, chosen=CHOSEN)
            np.testing.assert_array_equal(simulator.logits(conditions, seed=0, draw=0, chosen=CHOSEN), alone)
    first = simulator._first
    assert first is not None and max(len(first._ideal), len(first._by_image)) <= KEPT_LEVELS
