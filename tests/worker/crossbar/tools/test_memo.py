"""What is kept between settings, and that keeping it changes no number."""

from __future__ import annotations

import numpy as np
import pytest

from tests.worker.crossbar.networks import FAMILIES, images
from worker.crossbar import Conditions, Simulator
from worker.crossbar.tools.memo import STALE_AFTER, Memo

SWEEP = [
    *(Conditions(programming=sigma) for sigma in (0, 0.01, 0.05, 0.1)),
    *(Conditions(programming=0.05, mapping=mapping) for mapping in ("differential", "offset")),  # type: ignore[arg-type]
    *(Conditions(programming=0.05, weight_bits=bits) for bits in (3, 4)),
    *(Conditions(programming=0.05, reference=reference) for reference in ("range", "max")),  # type: ignore[arg-type]
    Conditions(programming=0.05, read=0.02),
    Conditions(programming=0.05, layers=frozenset({1})),
    Conditions(programming=0.05, stuck_low=0.05),
    *(Conditions(programming=0.05, image_noise="gaussian", image_noise_level=level) for level in (0.1, 0.3)),
    Conditions(programming=0.05, image_noise="salt_pepper", image_noise_level=0.1),
]


def test_the_highest_draws_are_forgotten_first() -> None:
    memo, computed = Memo(limit=30), []

    def value(draw: int) -> int:
        return memo.get(draw, lambda: computed.append(draw) or draw, draw=draw, size=10)  # type: ignore[func-returns-value]

    assert [value(draw) for draw in (0, 1, 2, 3, 4)] == [0, 1, 2, 3, 4]
    assert [value(draw) for draw in (0, 1, 4)] == [0, 1, 4]  # held: the lowest, and the one that was last wanted
    assert computed == [0, 1, 2, 3, 4]


def test_what_belongs_to_a_dropped_simulator_is_forgotten() -> None:
    memo, kept, dropped = Memo(limit=20), object(), object()
    for owner in (kept, dropped):
        memo.get(("errors", owner), lambda: 1, draw=0, size=10)
    memo.forget(dropped)
    assert memo.get(("errors", kept), lambda: 2, draw=0, size=10) == 1
    assert memo.get(("errors", dropped), lambda: 3, draw=0, size=10) == 3


@pytest.mark.parametrize("family", FAMILIES)
def test_what_is_known_already_changes_no_number(family: str) -> None:
    """Every setting alone, and all of them with one memo, forwards and backwards, roomy and with no room at all."""
    pictures, labels = images(300)
    network = FAMILIES[family]()
    alone = [Simulator(network, pictures, labels).logits(one, seed=2, draw=1) for one in SWEEP]
    for memo in (Memo(), Memo(limit=1)):
        simulator = Simulator(network, pictures, labels, memo=memo)
        for order in (range(len(SWEEP)), reversed(range(len(SWEEP)))):
            for place in order:
                np.testing.assert_array_equal(simulator.logits(SWEEP[place], seed=2, draw=1), alone[place])


def test_a_first_dense_layer_by_parts_is_the_chip_with_those_weights() -> None:
    """X W + s X E against X (W + s E): equal but for rounding."""
    pictures, labels = images(300)
    network = FAMILIES["mlp"]()
    simulator = Simulator(network, pictures, labels)
    for conditions in SWEEP[1:10]:
        chip = simulator.program(conditions, seed=2, draw=1)
        first, last = network.layers[1], network.layers[2]
        hidden = np.maximum(pictures.reshape(300, -1).astype(np.float64) @ chip[1].weights + first.bias, 0)  # type: ignore[union-attr]
        expected = hidden @ chip[2].weights + last.bias  # type: ignore[union-attr]
        np.testing.assert_allclose(simulator.logits(conditions, seed=2, draw=1), expected, atol=2e-5)


def test_what_would_be_forgotten_at_once_is_not_worth_keeping() -> None:
    memo = Memo(limit=20)
    assert memo.keeps("first", draw=0, size=10)
    for draw in (0, 1):
        memo.get(draw, lambda: None, draw=draw, size=10)
    assert memo.keeps(1, draw=1, size=10), "it is held"
    assert not memo.keeps(2, draw=2, size=10), "it would be the next to go"
    assert memo.keeps("another", draw=0, size=10), "draw 1 goes before it"


def test_what_nobody_asks_for_any_more_makes_room() -> None:
    """The low draws of another seed, which would stay for ever; those of this one are asked for again and again."""
    memo = Memo(limit=20)
    memo.get("another seed", lambda: 1, draw=0, size=10)
    for _ in range(STALE_AFTER + 1):
        memo.get("this seed", lambda: 2, draw=5, size=10)
    assert memo.keeps("new", draw=7, size=10)
    assert memo.get("new", lambda: 3, draw=7, size=10) == 3
    assert memo.get("this seed", lambda: 4, draw=5, size=10) == 2, "it is in use"
    assert memo.get("another seed", lambda: 5, draw=0, size=10) == 5, "it was forgotten"
    assert memo.bytes == 20
